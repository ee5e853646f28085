"""Routing in a browser: the ready views and their addresses, and a call that is made, chased and answered by keyboard alone."""

import pytest
from playwright.sync_api import expect

from records_desk.db import city, ledger
from tests.browser.conftest import Keyboard, focused, settled, today, visit

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)


@pytest.fixture(scope="module")
def filled():
    """Three requests at the City Clerk, one at Planning, which asks for acceptance, and one at no desk."""

    def fill(store):
        city.save_desk(store, CLERK, 3, "Planning", asks_acceptance=True)
        for words, desk_id in (("Trees", 1), ("Parks", 1), ("Streets", 1), ("Plans", 3), ("Maps", None)):
            ledger.receive(store, CLERK, track="records", on_date=today(), verbatim=words, summary=words, desk_id=desk_id)

    return fill


def rows(tab):
    """The lines of the worklist."""
    return tab.locator("tbody tr")


def test_a_view_shows_its_rows_marks_itself_and_can_be_sent(page, new_tab):
    labels = ["✓ All open: 5", "Mine: 0", "My desk: 3", "Unassigned: 1", "Not accepted: 1", "Stale: 0", "Calls on my desk: 0"]
    for label in labels:
        expect(page.get_by_role("button", name=label, exact=True)).to_be_visible()
    page.get_by_role("button", name="Not accepted: 1").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Not accepted")
    settled(page)
    assert "queue_due=Not+accepted" in page.url or "queue_due=Not%20accepted" in page.url
    other = new_tab()
    other.goto(page.url)
    expect(rows(other)).to_have_count(1)
    expect(other.get_by_role("button", name="✓ Not accepted: 1")).to_be_visible()
    other.get_by_role("button", name="My desk: 3").click()
    expect(rows(other)).to_have_count(3)
    expect(other.get_by_role("button", name="✓ My desk: 3")).to_be_visible()
    assert "queue_due" not in other.url


def test_a_view_is_reached_and_pressed_by_keyboard(page):
    keys = Keyboard(page)
    keys.button("Unassigned: 1")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Maps")


def test_what_is_given_to_a_desk_is_accepted_in_one_click(page):
    page.get_by_role("button", name="Not accepted: 1").click()
    expect(rows(page)).to_have_count(1)
    rows(page).first.locator("a").click()
    expect(page.get_by_text("Not accepted: Planning")).to_be_visible()
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Accepted recorded on")).to_be_visible()
    expect(page.get_by_text("Not accepted: Planning")).to_have_count(0)


def test_an_office_is_called_chased_and_answers_by_keyboard_alone(page, desk):
    visit(page, desk, "/?queue_text=Trees")
    number = rows(page).first.locator("a").inner_text()
    visit(page, desk, f"/request?number={number}")
    keys, calls = Keyboard(page), page.get_by_role("table").filter(has_text="Records called for")
    keys.choose("More", "Call for records")
    page.get_by_role("combobox", name="Office asked").wait_for()
    settled(page)
    keys.choose("Office asked", "Information")
    keys.button("Call for records")
    expect(page.get_by_role("status").filter(has_text="Records called recorded on")).to_be_visible()
    expect(calls).to_contain_text("open, wanted in")
    settled(page)
    keys.button("Chase Information Technology")
    page.get_by_role("textbox", name="Note").wait_for()
    settled(page)
    keys.button("Chase a called office")
    expect(page.get_by_role("status").filter(has_text="Call chased recorded on")).to_be_visible()
    expect(calls).to_contain_text("by staff: once")
    settled(page)
    keys.button("Record the answer of Information Technology")
    page.get_by_role("combobox", name="Outcome").wait_for()
    settled(page)
    assert not focused(page, "heading", number)
    keys.choose("Outcome", "Sent all")
    keys.button("Record the answer of a called office")
    expect(page.get_by_role("status").filter(has_text="Call answered recorded on")).to_be_visible()
    expect(calls).to_contain_text("answered on the same day: sent all it holds")
    expect(page.get_by_role("button", name="Chase Information Technology")).to_have_count(0)
