"""Late in the afternoon: many requests extended at once, by keyboard alone; those refused say why and stay chosen."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from records_desk.db import ledger
from tests.browser.conftest import Keyboard, settled, today, visit

CLERK = ledger.Staff("clerk", "Casey Sample", "official", 1, 1, "City Clerk")
DAYS_AGO = (2, 3, 30)


@pytest.fixture(scope="module")
def filled():
    """Three open requests, the last of them past its due date."""

    def fill(store):
        for days in DAYS_AGO:
            ledger.receive(store, CLERK, track="records", on_date=today() - timedelta(days), verbatim=f"Plans of {days} days ago")

    return fill


def test_many_are_extended_by_keyboard_and_each_refusal_is_told(page, desk):
    visit(page, desk, "/queue")
    keys = Keyboard(page)
    keys.go_to("checkbox", "Choose all")
    keys.press("Space")
    expect(page.get_by_text("3 chosen", exact=True)).to_be_visible()
    keys.press("Alt+x")
    expect(page.get_by_role("combobox", name="Unusual circumstance (required)")).to_be_focused()
    expect(page.get_by_text("of 1 of the 3 has passed")).to_be_visible()
    keys.type("volum")
    page.get_by_role("option").first.wait_for()
    keys.press("Enter")
    settled(page)
    keys.write("Reason (required)", "Four thousand plans")
    keys.write("Responsible official (required)", "Casey Sample")
    keys.write("Title of the official (required)", "City Clerk")
    keys.button("Extend the time: 3 chosen")
    expect(page.get_by_role("status").filter(has_text="Extended recorded on 2, 1 refused: they stay chosen.")).to_be_visible()
    results = page.get_by_role("table").filter(has_text="What came of it").locator("tbody tr")
    expect(results).to_have_count(3)
    expect(results.nth(0)).to_contain_text("An extension needs to be noticed on or before")
    expect(results.filter(has_text="The letter is written.")).to_have_count(2)
    expect(page.get_by_text("1 chosen", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Reason (required)")).to_have_value("Four thousand plans")
    results.nth(0).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("PRA-")
    settled(page)
    page.keyboard.press("Alt+q")
    expect(page.get_by_text("1 chosen", exact=True)).to_be_visible()
    page.get_by_role("button", name="Put this list away").click()
    expect(results).to_have_count(0)
    expect(page.locator("tbody input:checked")).to_have_count(1)
