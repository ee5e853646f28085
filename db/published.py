"""What everybody may ask of the log by HTTP, where the administrator lets it: the public log page by page, and the published tables.

Both are what `export public_log` and `publish` write, and never more. Knows no server.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from records_desk.db import city, publish
from records_desk.db._texts import HERE
from records_desk.db.data_json import TITLES
from records_desk.db.ledger import Staff
from records_desk.db.publish import Days, Tables
from records_desk.db.store import Store

SETTING, MOST_ROWS = "public_api", 1000
FILTERS = (
    "number", "after", "track", "channel", "status", "determination", "closing_outcome", "extension_reason", "desk",
    "received_from", "received_until", "closed_from", "closed_until",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """The published tables, of which day and which days of receipt they are."""

    as_of: date
    days: Days
    tables: Tables


def save(store: Store, by: Staff, is_on: bool) -> None:
    """Say whether the public log and the published tables are answered to everybody. Raises Refused."""
    city.check_role(by)
    store.write(lambda cursor: city.write_setting(store, cursor, by, SETTING, "on" if is_on else "off"))


def is_on(store: Store) -> bool:
    """Whether everybody is answered; nobody is unless the administrator says so."""
    return [row["value"] for row in store.recall("setting", name=SETTING)] == ["on"]


def log_page(store: Store, most: int = 100, **filters: Any) -> list[dict[str, Any]]:
    """Rows of the public log as of today, by number; filters are of FILTERS, after being the number that the page before ended with."""
    return store.read("public_log_page", as_of=store.today(), most=most, **dict.fromkeys(FILTERS) | filters)


def figures(store: Store) -> Figures:
    """The published tables as of the last day of the last whole month: were they of each day, two answers would tell of a single request."""
    as_of = store.today().replace(day=1) - timedelta(1)
    days = publish.window(as_of)
    return Figures(as_of, days, publish.tables(store, as_of, days))


def names() -> dict[str, str]:
    """The published tables by name, each with its title."""
    return {file.removesuffix(".csv"): title for file, title in TITLES.items()}


def columns(name: str) -> list[dict[str, str]]:
    """The columns of a published table, in order: column, type, unit, description."""
    return [row for row in publish.dictionary() if row["file"] == f"{name}.csv"]


@cache
def codes(column: str) -> tuple[str, ...]:
    """The codes that a column of the public log can have, as the rules' tables that ship list them."""
    if column == "status":
        return tuple(row["status"] for row in _shipped("status"))
    if column == "extension_reason":
        return tuple(dict.fromkeys(row["reason_code"] for row in _shipped("extension_reason")))
    return tuple(row["code"] for row in _shipped("choice") if row["list"] == {"closing_outcome": "closing"}.get(column, column))


def _shipped(table: str) -> list[dict[str, str]]:
    with (HERE / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
