"""Fees at the desk: several lines by keyboard, and a release that asks once whether fees apply."""

from datetime import date, time

import pytest
from playwright.sync_api import expect

from records_desk.db import fees, ledger
from tests.browser.conftest import Keyboard, settled, today, visit

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")
NUMBER, OTHER = (f"PRA-{today().year}-00000{place}" for place in (1, 2))


@pytest.fixture(scope="module")
def filled():
    """Two granted requests, a fee charged on the second, and a price for copies."""

    def fill(store):
        day = today()
        for words in ("Tree permits", "Bus stops"):
            receipt = ledger.receive(store, CLERK, track="records", on_date=day, verbatim=words, summary=words)
            ledger.record(store, receipt.request_id, "determined", CLERK, on_date=day, outcome="granted", promised_on=day, promised_time=time(15))
        ledger.record(store, receipt.request_id, "fee_charged", CLERK, on_date=day, fee_kind="duplication", amount="5.70")
        fees.save_rate(store, CLERK, None, fees.Rate("duplication", "Copy, per page", "page", "0.10", date(2025, 1, 1), basis="Resolution 12"))

    return fill


def told(tab, sentence):
    expect(tab.get_by_role("status").filter(has_text=sentence)).to_be_visible()
    settled(tab)


def act(tab, keys, name):
    """Choose an act and wait for its form."""
    keys.choose("More", name)
    tab.get_by_test_id("stForm").get_by_role("button", name=name, exact=True).wait_for()
    settled(tab)


def test_two_lines_are_charged_by_keyboard_and_what_was_typed_stays(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, f"/request?number={NUMBER}")
    keys = Keyboard(tab)
    act(tab, keys, "Charge a fee")
    keys.choose("What for", "Storage")
    keys.write("Amount in dollars", "4.50")
    expect(tab.get_by_role("combobox", name="Line 2, what for")).to_be_visible()
    settled(tab)
    tab.get_by_role("combobox", name="Line 2, what for").click()
    tab.get_by_role("option", name="Copy, per page").click()
    tab.get_by_role("textbox", name="Line 2: How many of").wait_for()
    settled(tab)
    expect(tab.get_by_role("textbox", name="Amount in dollars")).to_have_value("4.50")
    keys.write("Line 2: How many", "12")
    keys.button("Charge a fee")
    told(tab, "Fee charged recorded on")
    tab.get_by_text("Fees. Still owed: $5.70.").click()
    expect(tab.get_by_role("row", name="Copy, per page: 12 at $0.10")).to_contain_text("$5.70")


def test_the_release_asks_once_whether_fees_apply(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, f"/request?number={OTHER}")
    keys = Keyboard(tab)
    act(tab, keys, "Waive a fee")
    keys.write("Reason", "Small sum")
    keys.button("Waive a fee")
    told(tab, "Fee waived recorded on")
    act(tab, keys, "Release an installment")
    expect(tab.get_by_text("No fee applies")).to_have_count(0)
