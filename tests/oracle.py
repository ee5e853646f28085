"""A second opinion on deadlines, slow and plain, from the statutes' words and without a line of the product.

Gov. Code 7922.535(a): 10 days from receipt; (b): up to 14 days more. CCP 12: the first day is excluded, the last included.
CCP 12a: a last day that is a holiday moves to the next day that is none. CCP 12b: a whole-day closure counts as a holiday.
CCP 135: Saturdays, Sundays and the judicial holidays. Days are counted one at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

ONE = timedelta(days=1)
MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6
FIXED = {
    "New Year's Day": (1, 1),
    "Lincoln Day": (2, 12),
    "Cesar Chavez Day": (3, 31),
    "Independence Day": (7, 4),
    "Veterans Day": (11, 11),
    "Christmas Day": (12, 25),
}


@dataclass(frozen=True)
class Dates:
    """What follows from a day of receipt."""

    raw_due_on: date
    due_on: date
    safe_on: date
    extension_cap_on: date
    extension_limit_on: date


def dates(received_on: date, closed: frozenset[date] = frozenset()) -> Dates:
    """The dates of a request received on a day, when City Hall is closed on some days besides."""
    raw = count(received_on, 10)
    due = next_counted(raw, closed)
    return Dates(
        raw,
        due,
        last_open(raw, closed),
        next_counted(count(received_on, 24), closed),
        next_counted(count(due, 14), closed),
    )


def count(start: date, days: int) -> date:
    """The day so many calendar days after start, start itself being day 0 (CCP 12)."""
    for _ in range(days):
        start += ONE
    return start


def next_counted(day: date, closed: frozenset[date]) -> date:
    """The day itself, or the next one that is not a holiday (CCP 12a, 12b)."""
    while day.weekday() in (SATURDAY, SUNDAY) or day in judicial_holidays(day.year) or day in closed:
        day += ONE
    return day


def last_open(day: date, closed: frozenset[date]) -> date:
    """The last day on or before this one on which City Hall is open; Cesar Chavez Day binds courts, not City Hall."""
    while (
        day.weekday() in (SATURDAY, SUNDAY)
        or day in closed
        or judicial_holidays(day.year).get(day, "Cesar Chavez Day") != "Cesar Chavez Day"
    ):
        day -= ONE
    return day


@cache
def judicial_holidays(year: int) -> dict[date, str]:
    """The judicial holidays kept in a year, Saturdays and Sundays apart (CCP 135)."""
    kept = {
        find(year, 1, MONDAY, 3): "Dr. Martin Luther King Jr. Day",
        find(year, 2, MONDAY, 3): "Presidents' Day",
        find(year, 5, MONDAY, 5): "Memorial Day",
        find(year, 9, MONDAY, 1): "Labor Day",
        find(year, 11, THURSDAY, 4): "Thanksgiving Day",
        find(year, 11, THURSDAY, 4) + ONE: "Day after Thanksgiving",
    }
    if year <= 2021:
        kept[find(year, 10, MONDAY, 2)] = "Columbus Day"
    else:
        kept[find(year, 9, FRIDAY, 4)] = "Native American Day"
    for of_year in (year, year + 1):  # the next New Year's Day may be kept in this year
        for name, (month, day) in (FIXED | ({"Juneteenth": (6, 19)} if of_year >= 2023 else {})).items():
            kept_on = observed(date(of_year, month, day))
            if kept_on.year == year:
                kept[kept_on] = name
    return kept


def observed(day: date) -> date:
    """A Saturday's holiday is kept on the Friday before, a Sunday's on the Monday after."""
    return day + {SATURDAY: -ONE, SUNDAY: ONE}.get(day.weekday(), timedelta(0))


def find(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month, or its last where it has fewer."""
    found = list(days(date(year, month, 1), lambda day: day.month != month, weekday))
    return found[min(nth, len(found)) - 1]


def days(day: date, is_over: Callable[[date], bool], weekday: int) -> list[date]:
    """The days from one on, until it is over, that fall on a weekday."""
    found = []
    while not is_over(day):
        if day.weekday() == weekday:
            found.append(day)
        day += ONE
    return found


def statuses(kinds: dict[str, dict], told: list[str]) -> list[str]:
    """The status that each of some events meets, one after the other, and the last they leave behind; all reviews are of one kind."""
    moved, started, is_waiting, is_reviewed, met = None, None, False, False, []
    for kind in [*told, None]:
        if moved in ("closed", "voided"):
            met.append(moved)
        elif is_waiting:
            met.append("waiting_on_requester")
        elif is_reviewed:
            met.append("in_review")
        else:
            met.append(moved or started or "received")
        described = kinds.get(kind, dict.fromkeys(("to_status", "moves_from", "begins", "ends")))
        if described["to_status"] and not described["moves_from"] and kind != "received":
            moved, is_waiting, is_reviewed = described["to_status"], False, False
        elif described["to_status"] and kind != "received":
            started = started or described["to_status"]
        is_waiting = described["begins"] == "waiting_on_requester" or (is_waiting and described["ends"] != "waiting_on_requester")
        is_reviewed = described["begins"] == "in_review" or (is_reviewed and described["ends"] != "in_review")
    return met
