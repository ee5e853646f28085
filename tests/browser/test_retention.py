"""What is due for review, ticked and sealed with the keyboard and the mouse; a hold and links on the request's page."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from records_desk.db import ledger
from tests.browser.conftest import settled, today, visit

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1)


@pytest.fixture(scope="module")
def filled():
    """Three requests closed four years ago, one of them held and linked."""

    def fill(store):
        day, made = today() - timedelta(days=1500), []
        for number in range(3):
            receipt = ledger.receive(store, ADMINISTRATOR, track="records", on_date=day, verbatim=f"Ferry tickets {number}", name="Pat Example")
            ledger.record(store, receipt.request_id, "closed", ADMINISTRATOR, on_date=day, outcome="withdrawn")
            made.append(receipt.request_id)
        ledger.record(store, made[2], "hold_set", ADMINISTRATOR, on_date=day, reason="Claim 12")
        ledger.record(store, made[2], "linked", ADMINISTRATOR, on_date=day, related_request_id=made[0], outcome="duplicate")

    return fill


def test_what_is_ticked_is_sealed_and_a_held_request_tells_why_not(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/retention")
    expect(tab.get_by_text("3 due for review, oldest first")).to_be_visible()
    tab.get_by_role("checkbox", name="Choose all").click()
    tab.get_by_role("textbox", name="Approved by (required)").fill("Resolution 2026-12")
    tab.get_by_role("textbox", name="Reason (required)").fill("Retention schedule, series 4")
    tab.get_by_role("button", name="Anonymise 3 for good").click()
    expect(tab.get_by_text("2 anonymised, 1 refused.")).to_be_visible()
    expect(tab.get_by_text("1 due for review, oldest first")).to_be_visible()
    results = tab.get_by_role("table").filter(has_text="What came of it")
    expect(results).to_contain_text("A legal hold has stood since")
    results.get_by_role("link").nth(1).click()
    settled(tab)
    expect(tab.get_by_text("under Resolution 2026-12. Nothing more")).to_be_visible()
    expect(tab.get_by_text("Pat Example")).to_have_count(0)


def test_a_held_request_says_so_and_its_link_leads_to_the_other(new_tab, desk):
    tab = new_tab(width=390, height=844)
    visit(tab, desk, "/retention?retention_hold=Legal hold")
    tab.get_by_role("table").get_by_role("link").first.click()
    settled(tab)
    expect(tab.get_by_text("Legal hold since")).to_be_visible()
    links = tab.get_by_role("table").filter(has_text="is a duplicate of")
    number = links.get_by_role("link").inner_text()
    links.get_by_role("link").click()
    expect(tab.get_by_role("heading", name=number)).to_be_visible()
