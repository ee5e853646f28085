"""When City Hall is closed, and how a late receipt counts: what the city decides about its days, and what that moves.

A change is shown before it is made. Both run the same code; what is only shown is rolled back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import available_timezones

import duckdb

from records_desk.db._entry import run
from records_desk.db._guard import FIRST_DAY, LAST_DAY
from records_desk.db._refused import Refused
from records_desk.db._texts import sql
from records_desk.db._upkeep import recount
from records_desk.db.city import audit, check_role, named, put_setting
from records_desk.db.language import msgid
from records_desk.db.ledger import Staff
from records_desk.db.store import Store, rows

LONGEST = 366  # days on end
WEEKDAYS = (msgid("Monday"), msgid("Tuesday"), msgid("Wednesday"), msgid("Thursday"), msgid("Friday"), msgid("Saturday"), msgid("Sunday"))
REPEATED = {  # days from one to the next: without an end, and with one
    7: (msgid("every {weekday} from {first} on"), msgid("every {weekday} from {first} until {last}")),
    14: (msgid("every second {weekday} from {first} on"), msgid("every second {weekday} from {first} until {last}")),
    21: (msgid("every third {weekday} from {first} on"), msgid("every third {weekday} from {first} until {last}")),
    28: (msgid("every fourth {weekday} from {first} on"), msgid("every fourth {weekday} from {first} until {last}")),
}
OFTEN = (msgid("every {days} days from {first} on"), msgid("every {days} days from {first} until {last}"))
SPAN = msgid("{first} to {last}")
AFTER_HOURS = {"actual": msgid("the day on which it arrived"), "next_open_day": msgid("the next day City Hall is open")}
POLICIES = {
    "actual": msgid("from {since}: the day on which it arrived"),
    "next_open_day": msgid("from {since}: the next day City Hall is open, closing at {closes}, on Fridays at {friday}"),
}

Moved = dict[str, Any]  # number, clock, old_due_on, due_on, days, old_safe_on, safe_on
Kept = tuple[str, str | None, str | None]  # what was changed, its old and its new value
Change = Callable[[duckdb.DuckDBPyConnection], list[Kept]]


@dataclass(frozen=True)
class Closure:
    """City Hall closed for the whole of the day (CCP 12b): each day from first to last, or one in so many from the first on."""

    label: str
    first_on: date
    last_on: date
    every_days: int | None = None

    def __str__(self) -> str:
        return f"{self.label}, {self.when}"

    @property
    def when(self) -> str:
        """Its days in words."""
        return self.told()

    def told(self, say: Callable[[str], str] = str, written: Callable[[date], str] = "{:%a %Y-%m-%d}".format) -> str:
        """Its days in the words that say has for those of the program, each day as it is to be written."""
        first, last = written(self.first_on), written(self.last_on)
        if not self.every_days:
            return first if self.first_on == self.last_on else say(SPAN).format(first=first, last=last)
        form = REPEATED.get(self.every_days, OFTEN)[self.last_on != LAST_DAY]
        return say(form).format(weekday=say(WEEKDAYS[self.first_on.weekday()]), days=self.every_days, first=first, last=last)

    @property
    def days(self) -> list[date]:
        """Its days, one by one."""
        step = self.every_days or 1
        return [self.first_on + timedelta(days) for days in range(0, (self.last_on - self.first_on).days + 1, step)]


@dataclass(frozen=True)
class Policy:
    """From which day of receipt on, what arrives after City Hall closed counts from which day: a key of AFTER_HOURS."""

    effective_from: date
    after_hours: str
    closes_at: time
    friday_closes_at: time

    def __str__(self) -> str:
        return self.told()

    def told(self, say: Callable[[str], str] = str) -> str:
        """It in the words that say has for those of the program."""
        facts = {"since": self.effective_from, "closes": f"{self.closes_at:%H:%M}", "friday": f"{self.friday_closes_at:%H:%M}"}
        return say(POLICIES[self.after_hours]).format(**facts)


def closes_at(store: Store, day: date) -> time:
    """When City Hall closes on a day, as the decision in force on it says; of whole closures this knows nothing."""
    policy = [row for row in store.recall("receipt_policies") if row["effective_from"] <= day][-1]
    return policy["friday_closes_at"] if day.weekday() == 4 else policy["closes_at"]


def closing_hours(store: Store) -> set[time]:
    """Every hour at which City Hall closed or closes."""
    return {row[name] for row in store.recall("receipt_policies") for name in ("closes_at", "friday_closes_at")}


def preview(store: Store, by: Staff, change: Change) -> list[Moved]:
    """The due dates and safe targets of open requests that a change would move. The store stays as it was. Raises Refused."""

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        raise _OnlyShown(_carry_out(store, by, change, cursor))

    try:
        store.write(act)
    except _OnlyShown as shown:
        return shown.moved
    raise AssertionError("unreachable")


def apply(store: Store, by: Staff, change: Change) -> list[Moved]:
    """Make a change, keep who made it, and return the due dates and safe targets of open requests that moved. Raises Refused."""
    return store.write(partial(_carry_out, store, by, change))


def add(closures: Iterable[Closure]) -> Change:
    """Close City Hall."""
    checked = [check(closure) for closure in closures]

    def change(cursor: duckdb.DuckDBPyConnection) -> list[Kept]:
        (last,) = cursor.execute("select coalesce(max(closure_id), 0) from store.closure").fetchone()
        return [_put(cursor, closure_id, closure) for closure_id, closure in enumerate(checked, last + 1)]

    return change


def take_back(closure_id: int) -> Change:
    """Open City Hall again on the days of a closure."""
    return lambda cursor: [(f"closure {closure_id}", str(_take(cursor, closure_id)), None)]


def set_policy(policy: Policy, was_from: date | None = None) -> Change:
    """Decide how a late receipt counts from a day on; was_from names the decision that this one replaces."""
    if policy.after_hours not in AFTER_HOURS:
        raise Refused(f"A late receipt counts from one of: {', '.join(AFTER_HOURS.values())}.")
    if not policy.effective_from or not FIRST_DAY < policy.effective_from <= LAST_DAY:
        raise Refused(f"Give a day from {FIRST_DAY + timedelta(1)} to {LAST_DAY} from which the decision holds.")
    if not policy.closes_at or not policy.friday_closes_at:
        raise Refused("Give the times at which City Hall closes.")

    def change(cursor: duckdb.DuckDBPyConnection) -> list[Kept]:
        old = str(_take_policy(cursor, was_from)) if was_from else None
        if _policy(cursor, policy.effective_from):
            raise Refused(f"There is a decision from {policy.effective_from} already: change that one.")
        cursor.execute("insert into store.receipt_policy select unnest($policy)", {"policy": vars(policy)})
        return [("receipt_policy", old, str(policy))]

    return change


def drop_policy(effective_from: date) -> Change:
    """Take back how a late receipt counts from a day on; the decision before it holds again."""
    return lambda cursor: [("receipt_policy", str(_take_policy(cursor, effective_from)), None)]


def set_zone(name: str) -> Change:
    """Put the city into a time zone: its civil day, the hours shown and what arrives after hours follow at once."""

    def change(cursor: duckdb.DuckDBPyConnection) -> list[Kept]:
        if name not in zones(cursor):
            raise Refused(f"There is no time zone {name[:40]}: choose one of the list, such as America/Los_Angeles.")
        old = run(cursor, "queries", "time_zone", {})[0]["name"]
        if old == name:
            return []
        put_setting(cursor, "time_zone", name)
        return [("time_zone", old, name)]

    return change


def zones(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """The time zones that the engine and this computer both know."""
    here = available_timezones()
    return [row["name"] for row in run(cursor, "queries", "time_zones", {}) if row["name"] in here]


def together(changes: Iterable[Change]) -> Change:
    """Several changes as one: the days are counted once."""
    several = list(changes)
    return lambda cursor: [kept for change in several for kept in change(cursor)]


def check(closure: Closure) -> Closure:
    """A closure that can be kept. Raises Refused."""
    first, last, every_days = closure.first_on, closure.last_on, closure.every_days
    if not first or not last:
        raise Refused("Give the first and the last day of the closure.")
    if last < first:
        raise Refused("The last day of a closure cannot be before its first.")
    if first < FIRST_DAY or last > LAST_DAY:
        raise Refused(f"A closure must lie in the calendar, which runs from {FIRST_DAY} to {LAST_DAY}.")
    if every_days is not None and every_days < 2:
        raise Refused("A closure repeats every two days or less often.")
    if not every_days and (last - first).days >= LONGEST:
        raise Refused(f"City Hall would be closed for {(last - first).days + 1:,} days on end: check the last day.")
    return replace(closure, label=named(closure.label, "The closure"))


class _OnlyShown(Exception):
    """Carries what a change would move out of the transaction, which is rolled back."""

    def __init__(self, moved: list[Moved]) -> None:
        self.moved = moved


def _carry_out(store: Store, by: Staff, change: Change, cursor: duckdb.DuckDBPyConnection) -> list[Moved]:
    check_role(by)
    for what, old, new in change(cursor):
        audit(store, cursor, by, what, old, new)
    recount(cursor)
    return rows(cursor.execute(sql("queries", "moved")))


def _put(cursor: duckdb.DuckDBPyConnection, closure_id: int, closure: Closure) -> Kept:
    days = {name: value for name, value in vars(closure).items() if name != "label"}
    same = "select label from store.closure where first_on = $first_on and last_on = $last_on and every_days is not distinct from $every_days"
    if found := cursor.execute(same, days).fetchone():
        raise Refused(f"City Hall is closed on these days already ({found[0]}): {closure.when}.")
    cursor.execute("insert into store.closure by name select unnest($closure)", {"closure": {"closure_id": closure_id} | vars(closure)})
    return f"closure {closure_id}", None, str(closure)


def _take(cursor: duckdb.DuckDBPyConnection, closure_id: int) -> Closure:
    closure = {"closure_id": closure_id}
    found = cursor.execute("select * exclude (closure_id) from store.closure where closure_id = $closure_id", closure).fetchone()
    if not found:
        raise Refused("This closure was taken back already.")
    cursor.execute("delete from store.closure where closure_id = $closure_id", closure)
    return Closure(*found)


def _policy(cursor: duckdb.DuckDBPyConnection, effective_from: date) -> Policy | None:
    found = cursor.execute("from store.receipt_policy where effective_from = $day", {"day": effective_from}).fetchone()
    return Policy(*found) if found else None


def _take_policy(cursor: duckdb.DuckDBPyConnection, effective_from: date) -> Policy:
    if effective_from == FIRST_DAY:
        raise Refused(f"The decision from {FIRST_DAY} stays: add one from a later day.")
    found = _policy(cursor, effective_from)
    if not found:
        raise Refused("This decision was taken back already.")
    cursor.execute("delete from store.receipt_policy where effective_from = $day", {"day": effective_from})
    return found
