"""A partial denial by keyboard: the exemption found by its number, the time of the promised day, the warnings, the letter."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from records_desk.db import city, ledger
from tests.browser.conftest import Keyboard, last_friday, settled, visit

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")
FRIDAY = last_friday()
WORDS = "Tree removal permits on Saviers Road"


@pytest.fixture(scope="module")
def filled():
    """Two requests in like words; the first was released."""

    def fill(store):
        city.save_local_review(store, CLERK, True)
        for _ in range(2):
            receipt = ledger.receive(store, CLERK, track="records", on_date=FRIDAY, verbatim=WORDS, summary=WORDS, is_personal=True)
        first = store.query("select min(request_id) as request_id from store.request")[0]["request_id"]
        ledger.record(store, first, "released", CLERK, on_date=FRIDAY, irregular_reason="Handed out")
        ledger.record(store, receipt.request_id, "review_opened", CLERK, on_date=FRIDAY, review="privacy")

    return fill


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_partial_denial_is_decided_by_keyboard(new_tab, desk, width, height):
    tab = new_tab(width=width, height=height)
    visit(tab, desk, f"/request?number=PRA-{FRIDAY.year}-000002")
    keys = Keyboard(tab)
    keys.choose("More", "Record the determination")
    expect(tab.get_by_role("combobox", name="Outcome").first).to_be_focused()
    settled(tab)
    keys.choose("Outcome", "partly")
    expect(tab.get_by_role("spinbutton", name="year, Estimated date").first).to_be_focused()
    settled(tab)
    expect(tab.get_by_text("Already released in request").first).to_be_visible()
    promised = FRIDAY + timedelta(days=21)
    keys.date("Estimated date", promised)
    keys.choose("Exemptions", "7927.7")
    settled(tab)
    keys.press("Escape")
    expect(tab.get_by_role("spinbutton", name="hour, Estimated time of availability")).to_have_text("17")
    keys.choose("Exemptions", "7925.005")
    settled(tab)
    keys.press("Escape")
    settled(tab)
    expect(tab.get_by_text("nobody read the text of the law for this row").locator("visible=true").first).to_be_visible()
    settled(tab)
    keys.write("Reason", "Home addresses of residents.")
    keys.write("Responsible official", "Casey Sample")
    keys.write("Title of the official", "City Clerk")
    keys.button("Record the determination")
    expect(tab.get_by_role("status").filter(has_text="Determined recorded on")).to_be_visible()
    settled(tab)
    expect(tab.get_by_text("Letter: determined").first).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_settings_show_the_exemptions_and_the_review(new_tab, desk, width, height):
    tab = new_tab(width=width, height=height)
    visit(tab, desk, "/settings")
    tab.get_by_text("Exemptions", exact=True).first.click()
    tab.get_by_text("Review of decisions by the city").click()
    settled(tab)
    expect(tab.get_by_role("checkbox", name="The city offers a review of its own")).to_be_visible()
    expect(tab.get_by_role("textbox", name="Rests on: what was read")).to_be_visible()
    tab.get_by_role("table", name="Exemptions").scroll_into_view_if_needed()
