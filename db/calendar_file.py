"""Closures of City Hall from an iCalendar file: whole days only, repeating ones in bounded work. Writes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty

from records_desk.db._guard import FIRST_DAY, LAST_DAY, clean_text
from records_desk.db._refused import Refused
from records_desk.db.closing import LONGEST, Closure
from records_desk.db.language import msgid

MOST_BYTES, MOST_EVENTS, MOST_RULES, MOST_DAYS, LONGEST_LABEL = 2_000_000, 2_000, 30, 1_000, 200
REPEATS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PLAIN_WEEKLY = {"FREQ", "INTERVAL", "UNTIL", "BYDAY", "WKST"}
DAY = timedelta(1)
LASTS, UNREADABLE = msgid("lasts {days} days on end"), msgid("cannot be read")
AGES = 7_600  # years, whole cycles of the calendar: moved on by so many, a rule that never falls on a day soon meets the year 9999


@dataclass(frozen=True)
class Found:
    """What a calendar file says: closures to add, and what is not taken, each as what it is and why: a message and the facts for its fields."""

    closures: tuple[Closure, ...]
    not_taken: tuple[tuple[str, str, dict[str, Any]], ...]

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """What is not taken, each as what it is and why in English."""
        return tuple((label, message.format(**facts)) for label, message, facts in self.not_taken)


class _NotTaken(Exception):
    """Why an event closes nothing: a message and the facts for its fields."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message.format(**facts))
        self.told = message, facts


def read(content: bytes, closed: Iterable[Closure] = ()) -> Found:
    """Read an iCalendar file (RFC 5545). closed: what City Hall is closed for already. Raises Refused for what is no calendar."""
    known = {day for closure in closed for day in closure.days}
    events = _events(content)
    replaced = _replaced(events)
    found: list[Closure] = []
    left_out, seen = [], set()
    for event in events:
        label = (clean_text("The name of an event", str(event.get("SUMMARY", ""))) or "Closed")[:LONGEST_LABEL]
        try:
            if (mark := (_uid(event), str(_value(event, "RECURRENCE-ID")))) in seen and event.get("UID"):
                raise _NotTaken(msgid("stands twice in the file"))
            seen.add(mark)
            fresh = [closure for closure in _closures(event, label, replaced) if not known.issuperset(closure.days)]
            if not fresh:
                raise _NotTaken(msgid("City Hall is closed on these days already"))
            found += fresh
            known.update(day for closure in fresh for day in closure.days)
        except _NotTaken as not_taken:
            left_out.append((label, *not_taken.told))
        except (ValueError, TypeError, AttributeError, LookupError, OverflowError):
            left_out.append((label, UNREADABLE, {}))
        if len(found) > MOST_EVENTS:
            raise Refused(f"The file makes more than {MOST_EVENTS:,} closures: export the closures alone.")
    return Found(tuple(found), tuple(left_out))


def _events(content: bytes) -> list[Any]:
    if len(content) > MOST_BYTES:
        raise Refused(f"The file is larger than {MOST_BYTES // 1_000_000} MB: export the closures alone.")
    try:
        text = content.decode("utf-8-sig")
        calendars = [] if "\x00" in text else Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Refused("The file is no iCalendar file: export it from the calendar program as .ics.") from error
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if not events:
        raise Refused("The file is no iCalendar file with events: export it from the calendar program as .ics.")
    if len(events) > MOST_EVENTS:
        raise Refused(f"The file holds more than {MOST_EVENTS:,} events: export the closures alone.")
    if sum("RRULE" in event for event in events) > MOST_RULES:
        raise Refused(f"The file holds more than {MOST_RULES} repeating events: export the closures alone.")
    return events


def _uid(event: Any) -> str:
    return str(event.get("UID", ""))


def _replaced(events: list[Any]) -> dict[str, set[date]]:
    """The occurrences of each repeating event that an event of their own stands for (RECURRENCE-ID)."""
    found: dict[str, set[date]] = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            found.setdefault(_uid(event), set()).update(_days_of(event.get("RECURRENCE-ID")))
    return found


def _closures(event: Any, label: str, replaced: dict[str, set[date]]) -> list[Closure]:
    """The closures that one event makes."""
    first = _value(event, "DTSTART")
    if not isinstance(first, date):
        raise _NotTaken(msgid("has no day"))
    if isinstance(first, datetime):
        raise _NotTaken(msgid("has a time of day: only closures for the whole of a day count (CCP 12b)"))
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise _NotTaken(msgid("is cancelled"))
    if (moved := event.get("RECURRENCE-ID")) is not None and moved.params.get("RANGE"):
        raise _NotTaken(msgid("changes all later occurrences of another event: add those by hand"))
    last = _last(event, first)
    rule = event.get("RRULE")
    if isinstance(rule, list):
        raise _NotTaken(msgid("repeats by several rules at once"))
    gone = replaced.get(_uid(event), set()) if "RECURRENCE-ID" not in event else set()
    if rule and first == last and not gone and (every_days := _plain_weekly(event, rule, first)):
        if _until(rule) < first:
            raise _NotTaken(msgid("ends before it begins"))
        return [Closure(label, first, _until(rule), every_days)]
    starts, long = _starts(event, rule, first) - gone, (last - first).days + 1
    if not starts:
        raise _NotTaken(msgid("has no occurrence left"))
    if len(starts) * long > MOST_DAYS:
        raise _NotTaken(msgid("closes more than {most} days"), most=f"{MOST_DAYS:,}")
    days = sorted({start + DAY * place for start in starts for place in range(long)})
    if days[0] < FIRST_DAY or days[-1] > LAST_DAY:
        raise _NotTaken(msgid("lies outside the calendar, which runs from {first} to {last}"), first=FIRST_DAY, last=LAST_DAY)
    return [Closure(label, start, end) for start, end in _runs(days)]


def _value(event: Any, name: str) -> Any:
    try:
        return getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty as error:
        raise _NotTaken(msgid("has a {name} that cannot be read"), name=name) from error


def _last(event: Any, first: date) -> date:
    """The last day of one occurrence: DTEND is the day after it."""
    end, duration = _value(event, "DTEND"), _value(event, "DURATION")
    if end is None and duration is not None:
        if duration >= LONGEST * DAY:
            raise _NotTaken(LASTS, days=f"{duration.days:,}")
        end = datetime.combine(first, time.min) + duration if duration % DAY else first + duration
    if end is not None and (isinstance(end, datetime) or not isinstance(end, date)):
        raise _NotTaken(msgid("ends at a time of day: only closures for the whole of a day count (CCP 12b)"))
    last = max(first, end - DAY) if end else first
    if (last - first).days >= LONGEST:
        raise _NotTaken(LASTS, days=f"{(last - first).days + 1:,}")
    return last


def _plain_weekly(event: Any, rule: Any, first: date) -> int | None:
    """How many days lie between two closings, where an event repeats by plain weeks and nothing else."""
    is_plain = set(rule) <= PLAIN_WEEKLY and rule.get("FREQ") == ["WEEKLY"] and not event.get("EXDATE") and not event.get("RDATE")
    if is_plain and rule.get("BYDAY", [WEEKDAYS[first.weekday()]]) == [WEEKDAYS[first.weekday()]]:
        return 7 * min(int(rule.get("INTERVAL", [1])[0]), MOST_DAYS)
    return None


def _until(rule: Any) -> date:
    until = rule.get("UNTIL", [LAST_DAY])[0]
    return min(until.date() if isinstance(until, datetime) else until, LAST_DAY)


def _starts(event: Any, rule: Any, first: date) -> set[date]:
    """The first days of all occurrences."""
    starts = {first, *_days_of(event.get("RDATE"))}
    if rule:
        if rule.get("FREQ", [""])[0] not in REPEATS:
            raise _NotTaken(msgid("repeats more often than daily"))
        starts |= _repeated(rule, first)
    return starts - _days_of(event.get("EXDATE"))


def _repeated(rule: Any, first: date) -> set[date]:
    """The days on which a rule begins anew, to the end of the calendar."""
    if rule.get("INTERVAL", [1])[0] < 1:
        raise _NotTaken(msgid("repeats by a rule that cannot be read"))
    most = min(rule.get("COUNT", [MOST_DAYS + 1])[0], MOST_DAYS + 1)
    until = datetime.combine(_until(rule), time.max)
    ending = {name: values for name, values in rule.items() if name != "COUNT"} | {"UNTIL": [_later(until, AGES)]}
    try:
        text = type(rule)(ending).to_ical().decode().replace("Z", "")
        starts = list(islice(rrulestr(text, dtstart=_later(datetime.combine(first, time.min), AGES)), most))
    except (ValueError, TypeError, OverflowError) as error:
        raise _NotTaken(msgid("repeats by a rule that cannot be read")) from error
    if len(starts) > MOST_DAYS:
        raise _NotTaken(msgid("repeats more than {most} times"), most=f"{MOST_DAYS:,}")
    return {_later(start, -AGES).date() for start in starts}


def _later(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year + years)


def _days_of(listed: Any) -> set[date]:
    """The days of one or several EXDATE, RDATE or RECURRENCE-ID lines."""
    lines = listed if isinstance(listed, list) else [listed] if listed else []
    found = [item.dt for line in lines for item in getattr(line, "dts", [line])]
    return {day.date() if isinstance(day, datetime) else day for day in found if isinstance(day, date)}


def _runs(days: list[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other as (first, last)."""
    start = before = days[0]
    for day in days[1:]:
        if day != before + DAY:
            yield start, before
            start = day
        before = day
    yield start, before
