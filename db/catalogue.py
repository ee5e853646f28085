"""The catalogue of what the city has published: imported from data.json, imported again, read.

A dataset keeps its dataset_no and with it every link when the portal gives it another identifier. Raises Refused.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db import _catalogue_file as catalogue_file
from records_desk.db import roles
from records_desk.db._bulk import run_each
from records_desk.db._catalogue_file import Catalogue, Dataset
from records_desk.db._catalogue_match import match
from records_desk.db._entry import insert
from records_desk.db._portal import fetch
from records_desk.db._refused import Refused
from records_desk.db.city import portal_host
from records_desk.db.ledger import Staff
from records_desk.db.store import Store, rows

USUAL = "City"
FEWEST = 10  # of so many known datasets one at least must be found again
CHANGES = ("appeared", "vanished", "returned", "renumbered", "retitled", "opened", "withheld")
Row = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What an import found: how many datasets, why some were left out, and the titles of each change."""

    datasets: int
    unpublished: int
    left_out: dict[str, int]
    changes: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> Row:
        """What `records-desk catalogue --json` prints."""
        return vars(self)

    def sentence(self) -> str:
        """The same for people."""
        changed = ", ".join(f"{len(titles):,} {change}" for change, titles in self.changes.items()) or "nothing changed"
        why = ", ".join(f"{count:,} {reason}" for reason, count in self.left_out.items())
        read = "1 dataset" if self.datasets == 1 else f"{self.datasets:,} datasets"
        return f"{read} read, {self.unpublished:,} of them known but not published: {changed}." + (f" Left out: {why}." if why else "")


def import_file(store: Store, by: Staff, file: Path, name: str = USUAL, replace: bool = False) -> Result:
    """Import a data.json from a file."""
    try:
        with file.open("rb") as opened:
            content = opened.read(catalogue_file.LARGEST + 1)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    return import_catalogue(store, by, content, file.name, name, replace)


def import_address(store: Store, by: Staff, url: str, name: str = USUAL, replace: bool = False) -> Result:
    """Import the data.json that stands at an address of the city's portal; fetched before anything is written."""
    roles.check(by, "import a catalogue")  # before anything is asked for elsewhere
    return import_catalogue(store, by, fetch(url, portal_host(store)), url, name, replace)


def import_catalogue(store: Store, by: Staff, content: bytes, source: str, name: str = USUAL, replace: bool = False) -> Result:
    """Bring the datasets of a catalogue up to date with its data.json; all of it is taken or nothing.

    name tells several catalogues apart. A catalogue in which no known dataset is found again is taken only with replace.
    """
    roles.check(by, "import a catalogue")
    read, name = catalogue_file.read(content), catalogue_file.text(name, "title") or USUAL
    source = catalogue_file.text(source, "address") or "a file"

    def act(cursor: duckdb.DuckDBPyConnection) -> Result:
        known = _known(cursor, name)
        matched = match(known, read.datasets)
        if len(known) >= FEWEST and not matched and not replace:
            raise Refused(
                f"None of the {len(known):,} known datasets is in this catalogue: is it another city's? Give it a name of its own, or say that "
                "it replaces the known one. Nothing was changed."
            )
        return _take(store, cursor, by, read, {"catalogue": name, "source": source}, known, matched)

    return store.write(act)


def _known(cursor: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    """The datasets of a catalogue with every identifier they had and their addresses for programs and files."""
    known = rows(cursor.execute("from store.dataset where catalogue = $name order by dataset_no", {"name": name}))
    ways, identifiers = ({}, {})
    for dataset_no, *told in cursor.execute("select dataset_no, title, format, address from store.distribution order by place").fetchall():
        way = catalogue_file.Way(*told)
        ways.setdefault(dataset_no, []).extend([way.address] if way.rank < 2 else [])
    for dataset_no, identifier in cursor.execute("select dataset_no, identifier from store.dataset_identifier").fetchall():
        identifiers.setdefault(dataset_no, []).append(identifier)
    return [row | {"addresses": ways.get(row["dataset_no"], []), "identifiers": identifiers[row["dataset_no"]]} for row in known]


def _take(
    store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff, read: Catalogue, told: Row, known: list[Row], matched: dict[int, int]
) -> Result:
    """Write what was read over what was known."""
    today, before = store.today(), {row["dataset_no"]: row for row in known}
    first_new = store.new_ids(len(read.datasets) + 1)
    numbers = [matched.get(place, first_new + 1 + place) for place in range(len(read.datasets))]
    changes = [(number, change) for number, one in zip(numbers, read.datasets) for change in _changes(before.get(number), one)]
    gone = [row for row in known if row["dataset_no"] not in numbers]
    changes += [(row["dataset_no"], "vanished") for row in gone if not row["gone_on"]]
    _write(cursor, "staged_dataset", [_row(number, one, told["catalogue"]) for number, one in zip(numbers, read.datasets)])
    _write(cursor, "staged_way", [
        {"dataset_no": number, "place": place, **vars(way)} for number, one in zip(numbers, read.datasets) for place, way in enumerate(one.ways)
    ])  # fmt: skip
    run_each(cursor, "cataloguing", "10_take", {"catalogue": told["catalogue"], "today": today})
    left_out = sum(read.left_out.values())
    moment = {"imported_at": store.now(), "imported_by": by.sign_in}
    insert(cursor, "catalogue_import", {"import_no": first_new, **told, **moment, "datasets": len(numbers), "left_out": left_out})
    _write(cursor, "staged_change", [{"import_no": first_new, "dataset_no": number, "change": change} for number, change in changes])
    cursor.execute("insert into store.catalogue_change by name from staged_change")
    titles = {row["dataset_no"]: row["title"] for row in gone} | {number: one.title for number, one in zip(numbers, read.datasets)}
    named = {change: [titles[number] for number, what in changes if what == change] for change in CHANGES}
    unpublished = Counter(one.access_level for one in read.datasets)
    return Result(
        len(numbers), len(numbers) - unpublished["public"], read.left_out, {change: sorted(told) for change, told in named.items() if told}
    )


def _changes(old: Row | None, one: Dataset) -> list[str]:
    if old is None:
        return ["appeared"]
    was_public, is_public = old["access_level"] == "public", one.access_level == "public"
    told: dict[str, Callable[[], bool] | bool] = {
        "returned": old["gone_on"] is not None,
        "renumbered": old["identifier"] != one.identifier,
        "retitled": old["title"] != one.title,
        "opened": is_public and not was_public,
        "withheld": was_public and not is_public,
    }
    return [change for change, is_so in told.items() if is_so]


def _row(number: int, one: Dataset, catalogue: str) -> Row:
    told = {name: getattr(one, name) for name in ("identifier", "title", "description", "keywords", "publisher", "access_level", "landing_page")}
    return {"dataset_no": number, "catalogue": catalogue, **told, "endpoint": one.endpoint, "modified": one.modified}


COLUMNS = {
    "staged_dataset": ("dataset_no", "catalogue", "identifier", "title", "description", "keywords", "publisher", "access_level",
                       "landing_page", "endpoint", "modified"),
    "staged_way": ("dataset_no", "place", "title", "format", "address"),
    "staged_change": ("import_no", "dataset_no", "change"),
}  # fmt: skip
NUMBERS = ("dataset_no", "place", "import_no")


def _write(cursor: duckdb.DuckDBPyConnection, table: str, told: list[Row]) -> None:
    """Fill a temporary table, column by column: one statement for any number of rows."""
    columns = ", ".join(f"unnest(${name}::{'bigint' if name in NUMBERS else 'varchar'}[]) as {name}" for name in COLUMNS[table])
    cursor.execute(f"create or replace temp table {table} as select {columns}", {name: [row[name] for row in told] for name in COLUMNS[table]})
