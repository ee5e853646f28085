"""The catalogue of enterprise systems (Gov. Code 7922.700 to 7922.725): who holds which data. A CSV in, a look-up out."""

import csv
import io
from pathlib import Path

import duckdb

from records_desk.db import roles
from records_desk.db._catalogue_file import text
from records_desk.db._digest import sha256
from records_desk.db._entry import insert
from records_desk.db._refused import Refused
from records_desk.db.city import audit
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

LARGEST, MOST, LONGEST_CELL = 5 * 1024 * 1024, 5_000, 100_000
REQUIRED = ("vendor", "product")
COLUMNS = {  # the seven facts that Gov. Code 7922.710 lists, each with the headings that cities give it
    "vendor": ("vendor", "current system vendor", "system vendor", "vendor name"),
    "product": ("product", "current system product", "system product", "product name", "system"),
    "purpose": ("purpose", "system purpose", "system's purpose", "system’s purpose", "brief statement of the system's purpose"),
    "data_kinds": ("data kinds", "data types", "data type", "categories or types of data", "categories of data", "type of data"),
    "custodian": ("custodian", "department", "custodian department", "primary custodian", "department that serves as custodian"),
    "collection_frequency": ("collection frequency", "how often data is collected", "frequency of collection"),
    "update_frequency": ("update frequency", "how often data is updated", "frequency of update"),
}
Row = dict[str, str | None]


def read_file(file: Path) -> list[Row]:
    """The systems of a CSV file. Raises Refused."""
    try:
        with file.open("rb") as opened:
            return read(opened.read(LARGEST + 1))
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error


def read(content: bytes) -> list[Row]:
    """The systems of a CSV with a header, whatever the order and wording of its columns. Raises Refused."""
    if len(content) > LARGEST:
        raise Refused(f"The list is larger than {LARGEST // 1024 // 1024} MB: no city has so many systems. Nothing was changed.")
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeError, csv.Error) as error:
        raise Refused("The list is no CSV in UTF-8: save it as “CSV UTF-8” and import that. Nothing was changed.") from error
    if any(len(cell) > LONGEST_CELL for line in lines for cell in line):
        raise Refused(f"A cell of the list is longer than {LONGEST_CELL:,} letters: a quotation mark may not be closed. Nothing was changed.")
    places = _places(lines[0] if lines else [])
    filled = [(number, line) for number, line in enumerate(lines[1:], 2) if any(cell.strip() for cell in line)]
    if len(filled) > MOST:
        raise Refused(f"The list has more than {MOST:,} rows: no city has so many systems. Nothing was changed.")
    if not filled:
        raise Refused("The list holds no system. Nothing was changed.")
    return [_system(number, line, places) for number, line in filled]


def import_systems(store: Store, by: Staff, found: list[Row]) -> str:
    """Put these systems in the place of those known; say what was done. Raises Refused."""
    roles.check(by, "import a catalogue")

    def act(cursor: duckdb.DuckDBPyConnection) -> int:
        old = _kept(cursor)
        cursor.execute("delete from store.enterprise_system")
        for number, row in enumerate(found, 1):
            insert(cursor, "enterprise_system", {"system_no": number, **row})
        if (new := _kept(cursor)) != old:
            audit(store, cursor, by, "enterprise systems", _told(old), _told(new))
        return len(old)

    return f"Systems read: {len(found):,}; known before: {store.write(act):,}."


def _kept(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str | None, ...]]:
    return cursor.execute("from store.enterprise_system order by system_no").fetchall()


def _told(systems: list[tuple[str | None, ...]]) -> str:
    """How many systems, and which: the list itself is too long for a change."""
    return f"{len(systems)} systems, SHA-256 {sha256(repr(systems))[:16]}"


def _places(header: list[str]) -> dict[str, int]:
    """Which column holds what."""
    headings = {" ".join(cell.lower().replace("_", " ").split()): place for place, cell in reversed(list(enumerate(header)))}
    found = {name: next((headings[word] for word in words if word in headings), None) for name, words in COLUMNS.items()}
    if missing := [name for name in REQUIRED if found[name] is None]:
        raise Refused(
            f"The list has no column {' and none '.join(missing)}: it needs the headings "
            f"{', '.join(words[0] for words in COLUMNS.values())}. Nothing was changed."
        )
    return {name: place for name, place in found.items() if place is not None}


def _system(number: int, line: list[str], places: dict[str, int]) -> Row:
    row = {name: text(line[place], "description") if place < len(line) else None for name, place in places.items()}
    if missing := [name for name in REQUIRED if not row[name]]:
        raise Refused(f"Line {number} of the list has no {' and no '.join(missing)}. Nothing was changed.")
    return row
