"""A calendar link is made on the page, opened by a program that is not signed in, and ended."""

import urllib.error
import urllib.request

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from records_desk.db import ledger
from tests.browser.conftest import settled, today, visit

CLERK = ledger.Staff("clerk", "Casey Sample", "official", 1, 1, "City Clerk")


@pytest.fixture(scope="module")
def filled():
    """One request at the desk of whoever works here."""
    return lambda store: ledger.receive(store, CLERK, track="records", on_date=today(), verbatim="Plans", desk_id=1)


def test_a_calendar_program_reads_the_link_until_it_is_ended(page, desk):
    visit(page, desk, "/queue")
    page.get_by_text("Reminders in your calendar").click()
    settled(page)
    page.get_by_role("button", name="Make a link to my desk's requests").click()
    expect(page.get_by_text("This link is shown once.")).to_be_visible()
    settled(page)
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(desk.url)
    with urllib.request.urlopen(link) as answer:
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        (event,) = Calendar.from_ical(answer.read()).walk("VEVENT")
    assert "Determination due" in event["SUMMARY"]
    page.get_by_role("button", name="End the link of City Clerk").click()
    expect(page.get_by_text("This link is shown once.")).to_have_count(0)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(link)
