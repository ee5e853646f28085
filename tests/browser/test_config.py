"""A configuration that is taken from one desk and brought to another, by hand in the browser; the auditor's look at what changed."""

import io
import zipfile

import pytest
from playwright.sync_api import expect

from records_desk.db import _config_file as config_file
from tests.browser.conftest import settled, visit


def opened(tab, desk):
    """Settings with the last part unfolded."""
    visit(tab, desk, "/settings")
    tab.get_by_text("Take the configuration along").click()
    expect(tab.get_by_role("link", name="Download the configuration")).to_be_visible()
    settled(tab)


def upload(tab, content: bytes) -> None:
    tab.get_by_test_id("stFileUploader").filter(has_text="A configuration (.zip)").locator("input[type=file]").set_input_files({"name": "c.zip", "mimeType": "application/zip", "buffer": content})
    tab.get_by_role("button", name="Show what would change").click()
    settled(tab)


def taken(tab, desk) -> dict[str, bytes]:
    """The files of the configuration that the link sends."""
    answer = tab.context.request.get(desk.url + tab.get_by_role("link", name="Download the configuration").get_attribute("href"))
    with zipfile.ZipFile(io.BytesIO(answer.body())) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


@pytest.mark.parametrize("content", [b"no zip", config_file.as_zip({"desks.csv": b"name\n"})])
def test_a_file_that_is_no_configuration_is_refused_in_a_sentence(page, desk, content):
    opened(page, desk)
    upload(page, content)
    expect(page.get_by_text("Nothing was changed.", exact=False).first).to_be_visible()


def test_a_configuration_is_looked_at_and_then_made(page, desk):
    opened(page, desk)
    files = taken(page, desk)
    files["groups.csv"] += b"=clerks,staff,City Clerk\n"
    files["settings.toml"] = files["settings.toml"].replace(b"call_escalation_days = 3", b"call_escalation_days = 6")
    upload(page, config_file.as_zip(files))
    expect(page.get_by_text("2 changes would be made.")).to_be_visible()
    expect(page.get_by_role("table", name="What would change")).to_contain_text("role: staff")
    page.get_by_role("button", name="Make these changes").click()
    expect(page.get_by_text("Done: 2 changes made.")).to_be_visible()
    settled(page)
    visit(page, desk, "/audit")
    table = page.get_by_role("table", name="2 changes, newest first")
    expect(table).to_contain_text("Group of the sign-in provider: =clerks")
    expect(table).to_contain_text("Days until an unanswered call is told to the heads")


def test_a_section_stays_open_when_something_in_it_was_saved(page, desk):
    visit(page, desk, "/settings")
    page.get_by_text("Open-data portal", exact=True).click()
    host = page.get_by_role("textbox", name="Host of the portal")
    host.fill("data.example.gov")
    page.get_by_role("button", name="Save the portal").click()
    expect(page.get_by_text("Portal data.example.gov saved.")).to_be_visible()
    settled(page)
    expect(host).to_be_visible()
    expect(host).to_have_value("data.example.gov")
