"""Closures from an iCalendar file: whole days only, in bounded work, and what is not taken says why."""

from datetime import date, datetime

import pytest

from records_desk.db import calendar_file
from records_desk.db._refused import Refused
from records_desk.db._guard import LAST_DAY
from records_desk.db.closing import Closure


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


FRIDAYS = "UID:1|SUMMARY:Friday|DTSTART;VALUE=DATE:20260403|RRULE:FREQ=WEEKLY;UNTIL=20260424"


def test_an_occurrence_that_was_moved_or_cancelled_leaves_its_day_open():
    moved = "UID:1|SUMMARY:Friday|RECURRENCE-ID;VALUE=DATE:20260410|DTSTART;VALUE=DATE:20260413"
    cancelled = "UID:1|SUMMARY:Friday|RECURRENCE-ID;VALUE=DATE:20260417|DTSTART;VALUE=DATE:20260417|STATUS:CANCELLED"
    for events in ((FRIDAYS, moved, cancelled), (cancelled, moved, FRIDAYS)):
        found = read(*events)
        assert days_of(found) == [date(2026, 4, 3), date(2026, 4, 13), date(2026, 4, 24)]
        assert found.left_out == (("Friday", "is cancelled"),)


def test_a_change_to_all_later_occurrences_is_left_to_the_city():
    moved = "UID:1|SUMMARY:Later|RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260410|DTSTART;VALUE=DATE:20260413"
    assert "add those by hand" in read(FRIDAYS, moved).left_out[0][1]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("DTSTART;VALUE=DATE:20260302|RRULE:FREQ=WEEKLY|RRULE:FREQ=MONTHLY", "several rules"),
        ("DTSTART;VALUE=DATE:20260302|DURATION:P99999999D", "days on end"),
        ("DTSTART;VALUE=DATE:20260302|DURATION:PT4H", "ends at a time of day"),
        ("DTSTART;VALUE=DATE:20260302|RRULE:FREQ=WEEKLY;COUNT=900|DURATION:P3D", "closes more than 1,000 days"),
        ("DTSTART;VALUE=DATE:20260302|RRULE:FREQ=DAILY;COUNT=1|EXDATE;VALUE=DATE:20260302", "no occurrence left"),
        ("DTSTART;VALUE=DATE:20260302|RRULE:FREQ=WEEKLY;INTERVAL=0", "cannot be read"),
        ("DTSTART;VALUE=DATE:20260302|RRULE:FREQ=YEARLY;BYMONTH=x", "cannot be read"),
    ],
)
def test_a_hostile_event_is_left_out_alone(event, why):
    found = read(f"UID:1|SUMMARY:Odd|{event}", "UID:9|SUMMARY:Power cut|DTSTART;VALUE=DATE:20260417")
    assert [closure.label for closure in found.closures] == ["Power cut"]
    assert why in found.left_out[0][1]


@pytest.mark.parametrize("how", ["", ";COUNT=5", ";UNTIL=99991231"])
def test_a_rule_that_never_falls_on_a_day_is_looked_through_for_some_hundred_years_and_no_more(how, monkeypatch):
    from dateutil import rrule

    years = []
    rebuild = rrule._iterinfo.rebuild
    monkeypatch.setattr(rrule._iterinfo, "rebuild", lambda self, year, month: years.append(year) or rebuild(self, year, month))
    found = read(f"UID:1|SUMMARY:Never|DTSTART;VALUE=DATE:20260302|RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30{how}")
    assert days_of(found) == [date(2026, 3, 2)] and 0 < len(years) < 500


@pytest.mark.parametrize("rule", ["FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"])
def test_a_rule_falls_on_the_days_that_it_falls_on_in_its_own_years(rule):
    from dateutil.rrule import rrulestr

    plain = [start.date() for start in rrulestr(rule, dtstart=datetime(2028, 2, 29)).between(datetime(2028, 2, 28), datetime(2060, 12, 31), inc=True)]
    assert days_of(read(f"UID:1|DTSTART;VALUE=DATE:20280229|RRULE:{rule}")) == sorted({date(2028, 2, 29), *plain})


def test_a_file_with_too_many_rules_or_closures_is_refused_whole():
    with pytest.raises(Refused, match="more than 30 repeating events"):
        read(*[f"UID:{number}|DTSTART;VALUE=DATE:20260302|RRULE:FREQ=WEEKLY" for number in range(31)])
    with pytest.raises(Refused, match="more than 2,000 closures"):
        read(*[f"UID:{number}|DTSTART;VALUE=DATE:202603{number + 1:02}|RRULE:FREQ=MONTHLY" for number in range(9)])
