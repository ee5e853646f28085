"""What leaves as a file: named queries, measures, and rows that a page made.

Knows the names of the exports and what they ask for, and which columns of a page's list may leave; knows no page, no route and not how a file is written.
"""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from records_desk.db import measure
from records_desk.db._refused import Refused
from records_desk.db._texts import parameters_of, sql
from records_desk.db.store import Store
from records_desk.db.table_file import CSV, Export, Form, write

NO_FILTER = dict.fromkeys(("status", "desk_id", "person_ids", "track", "due", "text"))
A_PAGE = {"page": 1, "page_size": 10_000_000}
DEFAULTS = {
    "queue": {**NO_FILTER, **A_PAGE},
    "requests": {},
    "events": {},
    "fees": {},
    "turnaround": {"by": "month"},
    "public_log": {},
    "due_for_review": {**dict.fromkeys(("hold", "status", "text")), **A_PAGE},
    "settings_changes": {**dict.fromkeys(("kind", "changed_by", "text")), **A_PAGE},
}
NAMES = tuple(DEFAULTS)
LISTS = {
    "accesses": (
        "dataset_id", "number", "state", "ends_on", "days_left", "key_reference", "endpoint", "format", "refresh", "terms_version", "terms_accepted_on",
        "since_on", "kind",
    ),
    "misuse_register": (
        "number", "state", "reported_on", "about_kind", "about_on", "dataset_id", "key_reference", "triage", "n_evidence", "action", "decided_on",
        "closed_on", "upheld_before", "next_action", "is_lesser",
    ),
}  # fmt: skip
STEPS = 2  # calls of progress
STAYS = "words"  # the requester's words are for the page alone


def export(store: Store, name: str, as_of: date | None = None, form: Form = CSV, **filters: Any) -> Export:
    """Write an export's rows into the spool; CSV is UTF-8 with a header and ISO dates.

    name is one of NAMES; filters are those of the page that shows the same rows; reader: who takes it (a person's id), without one restricted
    requests are left out; as_of is a civil day, today when
    absent. The queue and what is due for review are always of today. Raises KeyError for an unknown name, Refused for more rows than the form holds.
    """
    return write(store, *_asked(store, name, as_of, filters), form, STAYS)


def page(store: Store, name: str, form: Form = CSV, **filters: Any) -> Export:
    """Write all rows of a page's list of today into the spool, in the columns that may leave. name is one of LISTS. Raises Refused."""
    values = A_PAGE | {"today": store.today(), "reader": None} | filters
    return write(store, f"select {', '.join(LISTS[name])} from ({sql('queries', name)})", values, form, STAYS)


def measured(store: Store, name: str, as_of: date, form: Form = CSV, **asked: Any) -> Export:
    """Write a measure's rows into the spool; asked is what measure.measure takes. Raises Refused."""
    found = measure.named(name)
    return write(store, found.query, measure.parameters(store, found, as_of, **asked), form, STAYS)


def listed(store: Store, rows: list[dict[str, Any]], form: Form = CSV) -> Export:
    """Write rows that a page made itself into the spool."""
    return write(store, "select unnest($rows, recursive := true)", {"rows": rows}, form, STAYS)


def count(store: Store, name: str, as_of: date | None = None, **filters: Any) -> int:
    """How many rows an export would hold."""
    query, wanted = _asked(store, name, as_of, filters)
    return store.query(f"select count(*) as rows from ({query})", **wanted)[0]["rows"]


def export_to(
    store: Store,
    name: str,
    target: Path,
    as_of: date | None = None,
    progress: Callable[[str], None] = lambda step: None,
    form: Form = CSV,
    **filters: Any,
) -> int:
    """Write an export to a file outside the spool; return its rows. Refused where a store would be written over."""
    check_target(target)
    progress("write")
    made = export(store, name, as_of, form, **filters)
    progress("move")
    shutil.move(made.path, target)
    return made.rows


def check_target(target: Path, option: str = "--out") -> None:
    """Refuse a file that is a store, or whose folder is not there; option is what names the file."""
    if target.exists() and _mark(target) == b"DUCK":
        raise Refused(f"{target.name} is a store: name another file with {option}.")
    if not target.parent.is_dir():
        raise Refused(f"The folder {target.parent} does not exist: make it first, or name a file elsewhere with {option}.")


def _mark(file: Path) -> bytes:
    """The four bytes by which a DuckDB file is known."""
    with file.open("rb") as opened:
        return opened.read(12)[8:]


def _asked(store: Store, name: str, as_of: date | None, filters: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if as_of and as_of > store.today():
        raise Refused(f"{as_of} has not come yet: export as of today or an earlier day.")
    values = DEFAULTS[name] | {"as_of": as_of or store.today(), "today": store.today(), "reader": None} | filters
    if name == "turnaround":
        found = measure.named(name)
        return found.query, measure.parameters(store, found, values["as_of"], **DEFAULTS[name] | {key: value for key, value in filters.items() if key != "reader"})
    query = sql("queries", name)
    return query, {key: values[key] for key in parameters_of(query)}
