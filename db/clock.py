"""The statutory clock for people and programs: due dates of a day of receipt, and why, day by day. The rules are SQL."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from records_desk.db import _days_told as days_told
from records_desk.db import reading
from records_desk.db._upkeep import recount
from records_desk.db.store import Store


@dataclass(frozen=True)
class Due:
    """The dates that follow from a day of receipt, and the rule; days holds one {"on", "counts", "reason"} for each up to due_on."""

    received_on: date
    due_on: date
    safe_on: date
    extension_cap_on: date
    extension_limit_on: date
    rule: str
    days: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Ready for json.dumps: dates as YYYY-MM-DD."""
        names = ("received_on", "due_on", "safe_on", "extension_cap_on", "extension_limit_on")
        return {name: getattr(self, name).isoformat() for name in names} | {
            "days": [{**day, "on": day["on"].isoformat()} for day in self.days]
        }


def due(store: Store, received_on: date) -> Due:
    """When a request received on a civil day is due (Gov. Code 7922.535; CCP 12, 12a, 12b), and why.

    Raises LookupError for a day that the calendar does not hold.
    """
    found = store.read("due", received_on=received_on)
    if not found:
        raise LookupError(f"The dates that follow from {received_on} are outside the calendar, which runs from 1990 to 2060.")
    row = found[0]
    days = _days(store, {"received_on": received_on, "clock_from_on": received_on})
    names = ("received_on", "due_on", "safe_on", "extension_cap_on", "extension_limit_on")
    return Due(*(row[name] for name in names), rule=reading.cited(row), days=tuple(days))


def why(store: Store, request: dict[str, Any]) -> list[dict[str, Any]]:
    """Why a request is due when it is: one {"on", "counts", "reason"} for each day from receipt to the date now in force.

    request is its snapshot row. Empty where no statutory clock runs.
    """
    return _days(store, request) if request["due_on"] else []


def _days(store: Store, facts: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("received_on", "clock_from_on", "extended_to_on", "due_on")
    days = store.read("days_to_due", **{name: facts.get(name) for name in names})
    return [{"on": day["day"], "counts": day["counts"], "reason": days_told.reason(day)} for day in days]


def close_days(store: Store, days: list[date], label: str = "Named on the line") -> None:
    """Close City Hall for whole days in this store and recompute what follows."""
    add_closures(store, [(label, day, day, None) for day in days])


def told_closures(store: Store) -> list[list[Any]]:
    """The closures of a store as plain values: label, first and last day as YYYY-MM-DD, every so many days or None."""
    return [[row["label"], row["first_on"].isoformat(), row["last_on"].isoformat(), row["every_days"]] for row in store.read("closures")]


def take_closures(store: Store, told: list[list[Any]]) -> None:
    """Give a store the closures that another one told."""
    add_closures(store, [(label, date.fromisoformat(first), date.fromisoformat(last), every) for label, first, last, every in told])


def add_closures(store: Store, closures: list[tuple[str, date, date, int | None]]) -> None:
    """Add closures as (label, first day, last day, every so many days or None for each day) and recompute what follows."""

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        (last,) = cursor.execute("select coalesce(max(closure_id), 0) from store.closure").fetchone()
        for number, closure in enumerate(closures, last + 1):
            cursor.execute("insert into store.closure values (?, ?, ?, ?, ?)", [number, *closure])
        recount(cursor)

    store.write(act)
