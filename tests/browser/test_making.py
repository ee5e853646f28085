"""A file that takes its time: it is told that it is being made, until it comes."""

import pytest

from tests.browser.conftest import logged, visit


@pytest.fixture(scope="module")
def filled():
    return logged("Tree permits")


def test_a_file_that_takes_its_time_is_told_of_until_it_comes(new_tab, desk):
    from playwright.sync_api import expect

    tab, held = new_tab(), []
    visit(tab, desk, "/queue")
    told = tab.get_by_text("The file is being made …")
    tab.context.route("**/download/*", lambda route: held.append(route))
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download this row").click()
        expect(told).to_be_visible()
        held[0].continue_()
    assert download.value.suggested_filename.startswith("queue-")
    expect(told).to_be_hidden()
