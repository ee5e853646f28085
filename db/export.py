"""What leaves as CSV: named queries, through the engine's own COPY, with cells that no spreadsheet takes for formulas.

Knows the names of the exports and what they ask for; knows no page and no route.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from records_desk.db import measure
from records_desk.db._refused import Refused
from records_desk.db._texts import parameters_of, sql
from records_desk.db.store import Store

NO_FILTER = dict.fromkeys(("status", "desk_id", "person_id", "track", "due", "text"))
DEFAULTS = {
    "queue": {**NO_FILTER, "page": 1, "page_size": 10_000_000},
    "requests": {},
    "events": {},
    "fees": {},
    "turnaround": {"by": "month"},
}
NAMES = tuple(DEFAULTS)
STEPS = 2  # calls of progress
STAYS = "words"  # the requester's words are for the page alone


@dataclass(frozen=True)
class Export:
    """A CSV in the spool and how many rows it holds."""

    path: Path
    rows: int


def export(store: Store, name: str, as_of: date | None = None, **filters: Any) -> Export:
    """Write an export's rows as CSV (UTF-8, header, ISO dates) into the spool.

    name is one of NAMES; filters are those of the page that shows the same rows; as_of is a civil day, today when
    absent. The queue is always of today. Raises KeyError for an unknown name.
    """
    return _written(store, *_asked(store, name, as_of, filters))


def measured(store: Store, name: str, as_of: date, **asked: Any) -> Export:
    """Write a measure's rows as CSV into the spool; asked is what measure.measure takes. Raises Refused."""
    found = measure.named(name)
    return _written(store, found.query, measure.parameters(store, found, as_of, **asked))


def listed(store: Store, rows: list[dict[str, Any]]) -> Export:
    """Write rows that a page made itself as CSV into the spool."""
    return _written(store, "select unnest($rows, recursive := true)", {"rows": rows})


def count(store: Store, name: str, as_of: date | None = None, **filters: Any) -> int:
    """How many rows an export would hold."""
    query, wanted = _asked(store, name, as_of, filters)
    return store.query(f"select count(*) as rows from ({query})", **wanted)[0]["rows"]


def export_to(
    store: Store, name: str, target: Path, as_of: date | None = None, progress: Callable[[str], None] = lambda step: None, **filters: Any
) -> int:
    """Write an export to a file outside the spool; return its rows. Refused where a store would be written over."""
    if target.exists() and _mark(target) == b"DUCK":
        raise Refused(f"{target.name} is a store, not a CSV: name another file with --out.")
    progress("write")
    made = export(store, name, as_of, **filters)
    progress("move")
    shutil.move(made.path, target)
    return made.rows


def _mark(file: Path) -> bytes:
    """The four bytes by which a DuckDB file is known."""
    with file.open("rb") as opened:
        return opened.read(12)[8:]


def _asked(store: Store, name: str, as_of: date | None, filters: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if as_of and as_of > store.today():
        raise Refused(f"{as_of} has not come yet: export as of today or an earlier day.")
    values = DEFAULTS[name] | {"as_of": as_of or store.today(), "today": store.today()} | filters
    if name == "turnaround":
        found = measure.named(name)
        return found.query, measure.parameters(store, found, values["as_of"], **DEFAULTS[name] | filters)
    query = sql("queries", name)
    return query, {key: values[key] for key in parameters_of(query)}


def _written(store: Store, query: str, wanted: dict[str, Any]) -> Export:
    cells = ", ".join(_cell(column, kind) for column, kind in store.columns(query, wanted) if column != STAYS)
    return Export(*store.copy_out(f"select {cells} from ({query})", wanted))


def _cell(column: str, kind: str) -> str:
    quoted = '"' + column.replace('"', '""') + '"'
    return f"derived.harmless({quoted}) as {quoted}" if kind == "VARCHAR" else quoted
