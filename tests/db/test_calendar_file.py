"""Closures from an iCalendar file: whole days only, in bounded work, and what is not taken says why."""

from datetime import date

import pytest

from records_desk.db import calendar_file
from records_desk.db._refused import Refused
from records_desk.db.closing import LAST_DAY, Closure


def ics(*events: str) -> bytes:
    """A calendar file with events given as lines separated by |."""
    bodies = ["BEGIN:VEVENT\r\n" + event.replace("|", "\r\n") + "\r\nEND:VEVENT\r\n" for event in events]
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//EN\r\n" + "".join(bodies) + "END:VCALENDAR\r\n").encode()


def read(*events, closed=()):
    return calendar_file.read(ics(*events), closed)


def days_of(found):
    return sorted(day for closure in found.closures for day in closure.days)


def test_a_whole_day_is_taken_and_the_end_is_the_day_after(store):
    found = read("UID:1|SUMMARY:Power cut|DTSTART;VALUE=DATE:20260417", "UID:2|SUMMARY:Break|DTSTART;VALUE=DATE:20261228|DTEND;VALUE=DATE:20270101")
    assert found.closures == (
        Closure("Power cut", date(2026, 4, 17), date(2026, 4, 17)),
        Closure("Break", date(2026, 12, 28), date(2026, 12, 31)),
    )


def test_a_plain_weekly_rule_becomes_one_repeating_closure():
    found = read("UID:1|SUMMARY:Alternating Friday|DTSTART;VALUE=DATE:20260109|RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR")
    assert found.closures == (Closure("Alternating Friday", date(2026, 1, 9), LAST_DAY, 14),)


def test_other_rules_and_exceptions_are_expanded():
    weekly = "UID:1|SUMMARY:Move|DTSTART;VALUE=DATE:20260302|RRULE:FREQ=WEEKLY;COUNT=4|EXDATE;VALUE=DATE:20260309|RDATE;VALUE=DATE:20260401"
    assert days_of(read(weekly)) == [date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 23), date(2026, 4, 1)]
    monthly = "UID:1|SUMMARY:Move|DTSTART;VALUE=DATE:20260701|RRULE:FREQ=MONTHLY;UNTIL=20260901"
    assert days_of(read(monthly)) == [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("UID:1|SUMMARY:Noon|DTSTART:20261224T123000", "has a time of day"),
        ("UID:1|SUMMARY:Noon|DTSTART;VALUE=DATE:20261224|DTEND:20261224T123000", "ends at a time of day"),
        ("UID:1|SUMMARY:Off|STATUS:CANCELLED|DTSTART;VALUE=DATE:20261224", "is cancelled"),
        ("UID:1|SUMMARY:Odd|DTSTART:soon", "cannot be read"),
        ("UID:1|SUMMARY:None", "has no day"),
        ("UID:1|SUMMARY:Old|DTSTART;VALUE=DATE:19700101", "outside the calendar"),
        ("UID:1|SUMMARY:Endless|DTSTART;VALUE=DATE:20260302|RRULE:FREQ=DAILY", "more than 1,000 times"),
        ("UID:1|SUMMARY:Hasty|DTSTART;VALUE=DATE:20260302|RRULE:FREQ=SECONDLY", "more often than daily"),
        ("UID:1|SUMMARY:Long|DTSTART;VALUE=DATE:20260302|DTEND;VALUE=DATE:20300302", "days on end"),
        ("UID:1|SUMMARY:Over|DTSTART;VALUE=DATE:20260302|RRULE:FREQ=WEEKLY;UNTIL=20250101", "ends before it begins"),
    ],
)
def test_what_is_not_a_closure_for_whole_days_is_left_out_and_says_why(event, why):
    found = read(event, "UID:9|SUMMARY:Power cut|DTSTART;VALUE=DATE:20260417")
    assert [closure.label for closure in found.closures] == ["Power cut"]
    assert why in found.left_out[0][1]


def test_what_is_closed_already_or_stands_twice_is_left_out():
    twice = "UID:1|SUMMARY:Power cut|DTSTART;VALUE=DATE:20260417"
    found = read(twice, twice, twice.replace("UID:1", "UID:2"), closed=[])
    assert [why for _, why in found.left_out] == ["stands twice in the file", "City Hall is closed on these days already"]
    assert read(twice, closed=[Closure("Fridays", date(2026, 4, 3), LAST_DAY, 14)]).closures == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no iCalendar file"),
        (b"\x00", "no iCalendar file"),
        (b"\xff\xfe\x00", "no iCalendar file"),
        (b"PK\x03\x04", "no iCalendar file"),
        (ics(), "no iCalendar file with events"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (ics(*["UID:1|DTSTART;VALUE=DATE:20260417"] * 2_001), "more than 2,000 events"),
    ],
)
def test_what_is_no_calendar_is_refused_whole(content, why):
    with pytest.raises(Refused, match=why):
        calendar_file.read(content)
