"""A new desk: useful empty pages, and a sample city on request."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled, visit

PAGES = {
    "/": "Once there are requests",
    "/queue": "First steps: 0 of 3 done",
    "/turnaround": "No request was received in this period",
    "/reports": "0 rows",
    "/request": "Request number",
}


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_desk_says_what_to_do(new_tab, desk, path):
    tab = new_tab()
    visit(tab, desk, path)
    expect(tab.get_by_text(PAGES[path]).first).to_be_visible()


def test_a_number_that_is_not_there_is_said_so_and_another_may_be_typed(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/request?number=PRA-1999-000001")
    expect(tab.get_by_role("alert")).to_have_text("There is no request with this number.")
    expect(tab.get_by_role("textbox", name="Request number")).to_be_visible()


def test_the_sample_city_is_loaded_on_request(page):
    page.get_by_role("button", name="Load the sample city").click()
    expect(page.get_by_role("table")).to_be_visible()
    settled(page)
    page.get_by_role("link", name="Turnaround").click()
    expect(page.get_by_text("n 300 received in the period")).to_be_visible()
    expect(page.locator("canvas, svg.marks").first).to_be_visible()
