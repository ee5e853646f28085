"""The letters' words: db/letters/<kind>.md filled with the facts of one request. Sends nothing."""

from datetime import date
from typing import Any

import duckdb
from jinja2 import StrictUndefined, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from records_desk.db._entry import Entry, run
from records_desk.db._refused import Refused
from records_desk.db._texts import HERE
from records_desk.db.store import Store

FOLDER = HERE / "letters"


def long_date(day: date) -> str:
    """A day as letters write it: Thursday, April 16, 2026."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def sends(kind: str) -> bool:
    """Whether an act of this kind sends a letter."""
    return (FOLDER / f"{kind}.md").exists()


def letter_for(
    cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], entry: Entry, by: Any, with_days: bool = False
) -> tuple[str, str] | None:
    """The letter that an act sends, as (template, body), or None where its kind sends none. Refused when a fact is missing.

    with_days adds the count of days to the date in force as an appendix, where a statutory clock runs.
    """
    if not sends(entry.kind):
        return None
    facts = _facts(cursor, head["request_id"], **entry.columns) | entry.columns | entry.texts
    officials = [{"name": name, "title": title} for name, title in entry.officials]
    exemptions = run(cursor, "queries", "exemptions_of", {"sections": list(entry.sections), "on_date": entry.on_date})
    body = _fill(entry.kind, facts | {"on_date": entry.on_date, "officials": officials, "exemptions": exemptions, "by": by})
    extended_to_on = entry.columns.get("extended_to_on")
    row = head | {"extended_to_on": extended_to_on, "due_on": extended_to_on} if extended_to_on else head
    return entry.kind, body + _appendix(cursor, row) if with_days else body


def acknowledgement(store: Store, request_id: int, by: Any, with_days: bool = False) -> str:
    """The text that tells a requester that the request arrived; nothing is recorded."""

    def draft(cursor: duckdb.DuckDBPyConnection) -> str:
        entry, head = Entry("acknowledged", store.today()), run(cursor, "queries", "head", {"request_id": request_id})[0]
        return letter_for(cursor, head, entry, by, with_days)[1]

    return store.look(draft)


def _facts(cursor: duckdb.DuckDBPyConnection, request_id: int, **columns: Any) -> dict[str, Any]:
    return run(cursor, "queries", "letter_facts", columns | {"request_id": request_id})[0]


def _appendix(cursor: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> str:
    """Every day from receipt to the date in force with its reason, and the rule they are counted by; nothing without a clock."""
    if not row["due_on"]:
        return ""
    rule = run(cursor, "queries", "due", {"received_on": row["clock_from_on"]})[0]
    return "\n\n\n" + _fill("appendix", {"days": run(cursor, "queries", "days_to_due", row), "rule": rule})


def _fill(name: str, facts: dict[str, Any]) -> str:
    environment = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False)
    environment.filters["long_date"] = long_date
    try:
        return environment.from_string((FOLDER / f"{name}.md").read_text(encoding="utf-8")).render(facts).strip()
    except UndefinedError as error:
        raise Refused(f"The letter lacks a fact ({error.message}): fill it in first.") from error
