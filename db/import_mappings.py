"""The mappings that are known by name: those shipped, and those that the city saved for its own logs."""

import re
import tomllib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import tomli_w

from records_desk.db import import_log, roles
from records_desk.db._import_columns import Column, read_columns
from records_desk.db._import_file import file_sha256, rows_of
from records_desk.db._import_form import Form
from records_desk.db._import_guess import propose
from records_desk.db._import_mapping import ImportRefused, Mapping, load_mapping, mapping_of
from records_desk.db._import_proposal import Proposal
from records_desk.db._import_workbook import Sheet
from records_desk.db._refused import Refused
from records_desk.db._texts import HERE
from records_desk.db.city import audit
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

FIRST_ROWS, MOST_LOOKED_UP = 20, 5_000


@dataclass(frozen=True)
class Looks:
    """How a file is written, the names of its columns, its first rows as read, and what stands in its columns."""

    form: Form
    sheet: Sheet | None
    names: tuple[str, ...]
    rows: list[list[str]]
    columns: list[Column]


def known_mappings(store: Store) -> dict[str, dict[str, Any]]:
    """Every mapping by its name, as its file has it; one that the city saved stands before one that is shipped."""
    shipped = {file.stem: file.read_text(encoding="utf-8") for file in sorted((HERE / "mappings").glob("*.toml"))}
    return {name: tomllib.loads(body) for name, body in (shipped | _saved(store)).items()}


def propose_mapping(store: Store, file: Path, sheet: str | None = None, source: str | None = None) -> tuple[Proposal, Looks]:
    """A mapping for a file nobody described, and how the file looks; source names the log, its file where absent.

    Raises ImportRefused for what is no log.
    """
    with import_log.looked_at(store, file, sheet) as log:
        columns = read_columns(log)
        rows = [row for _, row in islice(rows_of(log), FIRST_ROWS)]
        found = propose(log, known_mappings(store), source or source_of(file), _saved(store).keys())
        if not found.known:
            _find_source(store, file, found, columns)
        return found, Looks(log.form, log.sheet, log.names, rows, columns)


def _find_source(store: Store, file: Path, found: Proposal, columns: list[Column]) -> None:
    """Name the log as it was named when it, or many of its requests, came in before: the same request is not added twice."""
    digest = file_sha256(file)
    same = [run["source"] for run in store.read("import_runs") if run["file_sha256"] == digest and not run["undone_at"]]
    cells = next((column.filled[:MOST_LOOKED_UP] for column in columns if column.name == found.given["columns"].get("identifier")), [])
    known = store.read("sources_of", identifiers=cells)
    if same:
        found.given["source"] = same[0]
        found.doubt("source", f"This very file was imported before, as {same[0]}: importing it again adds nothing.")
    elif known and known[0]["known"] >= len(cells) / 2:
        found.given["source"] = known[0]["source"]
        found.doubt(
            "source",
            f"{known[0]['known']:,} of {len(cells):,} identifiers are in the log {known[0]['source']} already: this file is taken for the same log. "
            "Name another where its numbers began anew.",
        )


def chosen_mapping(store: Store, name: str) -> Mapping:
    """A mapping by its name, or of its file. Raises ImportRefused, one sentence."""
    saved = _saved(store)
    return mapping_of(tomllib.loads(saved[name])) if name in saved else load_mapping(name)


def save_mapping(store: Store, name: str, given: dict[str, Any], by: Staff) -> None:
    """Keep a mapping under a name, in place of one the city saved before. Raises Refused for a wrong name or mapping."""
    roles.check(by, "import a log")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise Refused(f"{name!r} is no name for a mapping: use small letters, digits, - and _.")
    try:
        mapping_of(given)
    except ImportRefused as error:
        raise Refused(f"The mapping {error}") from error
    body = as_toml(given)

    def act(cursor: Any) -> None:
        old = cursor.execute("select body from store.saved_mapping where name = $name", {"name": name}).fetchone()
        if old == (body,):
            return
        cursor.execute("delete from store.saved_mapping where name = $name", {"name": name})
        cursor.execute("insert into store.saved_mapping values ($name, $body)", {"name": name, "body": body})
        audit(store, cursor, by, f"mapping {name}", old and old[0], body)

    store.write(act)


def as_toml(given: dict[str, Any]) -> str:
    """A mapping as its file."""
    return tomli_w.dumps(given)


def _saved(store: Store) -> dict[str, str]:
    return {row["name"]: row["body"] for row in store.read("saved_mappings")}


def source_of(file: Path) -> str:
    """A name for the log of a file that has none yet: its own, in small letters."""
    return re.sub(r"[^a-z0-9]+", "-", file.stem.casefold()).strip("-") or "log"
