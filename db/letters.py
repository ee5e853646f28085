"""The letters' words: db/letters/<kind>.md filled with the facts of one request. Sends nothing."""

from datetime import date
from typing import Any

import duckdb
from jinja2 import StrictUndefined, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from records_desk.db._entry import Entry, run
from records_desk.db._refused import Refused
from records_desk.db.store import HERE, Store

FOLDER = HERE / "letters"


def long_date(day: date) -> str:
    """A day as letters write it: Thursday, April 16, 2026."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def letter_for(cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], entry: Entry, by: Any) -> tuple[str, str] | None:
    """The letter that an act sends, as (template, body), or None where its kind sends none. Refused when a fact is missing."""
    if not (FOLDER / f"{entry.kind}.md").exists():
        return None
    facts = _facts(cursor, head["request_id"]) | entry.columns | entry.texts
    officials = [{"name": name, "title": title} for name, title in entry.officials]
    exemptions = run(cursor, "queries", "exemptions_of", {"sections": list(entry.sections)})
    return entry.kind, _fill(entry.kind, facts | {"on_date": entry.on_date, "officials": officials, "exemptions": exemptions, "by": by})


def acknowledgement(store: Store, request_id: int, by: Any) -> str:
    """The text that tells a requester that the request arrived; nothing is recorded."""

    def draft(cursor: duckdb.DuckDBPyConnection) -> str:
        return _fill("acknowledged", _facts(cursor, request_id) | {"on_date": store.today(), "by": by})

    return store.look(draft)


def _facts(cursor: duckdb.DuckDBPyConnection, request_id: int) -> dict[str, Any]:
    return run(cursor, "queries", "letter_facts", {"request_id": request_id})[0]


def _fill(name: str, facts: dict[str, Any]) -> str:
    environment = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False)
    environment.filters["long_date"] = long_date
    try:
        return environment.from_string((FOLDER / f"{name}.md").read_text(encoding="utf-8")).render(facts).strip()
    except UndefinedError as error:
        raise Refused(f"The letter lacks a fact ({error.message}): fill it in first.") from error
