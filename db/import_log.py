"""The import of a city's own log: a file and its mapping become requests with their events, all of it or nothing.

Owns the order of the steps in db/importing and what the result says. Must not know how a file is decoded
(_import_file), how a mapping is written (_import_mapping), nor how the ledger is chained (_bulk).
"""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db import _import_file as log_file
from records_desk.db._bulk import append_prepared, prepare, run_each, stage
from records_desk.db._import_mapping import FEES, Fee, ImportRefused, Mapping, choices, load_mapping
from records_desk.db._texts import sql
from records_desk.db.store import Store, rows

__all__ = ["Fee", "ImportRefused", "Mapping", "Result", "import_log", "load_mapping"]

Progress = Callable[[str], None]
STEPS = 14  # calls of progress for a log that fits into one batch
AT_ONCE = 250_000  # rows staged together, so that a large log fits into memory
NEVER = "\x00"  # a date format that no cell has: the decoder leaves no NUL in a file
STAMP = re.compile(r"%-?[HIzfg]")
PIECES, PIECES_SHARE = 3, 0.01  # this many rows that are a piece of another: the rows are broken over lines
UNREADABLE_ROWS, UNREADABLE_SHARE = 20, 0.5  # of so many rows more than half without a readable date: the format is wrong


@dataclass(frozen=True)
class Result:
    """What an import did, in rows of the file: read = added + changed + unchanged + the sum of rejected.

    negative and undated tell how many of the rows that were taken end before they began, or have no date of receipt.
    rejects is the file with the rows not taken, or None.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    negative: int = 0
    undated: int = 0
    rejects: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """What `records-desk import --json` prints."""
        return {name: getattr(self, name) for name in ("read", "added", "changed", "unchanged", "rejected")}

    def sentence(self) -> str:
        """The same for people, with what they should look at."""
        why = ", ".join(f"{count:,} {reason}" for reason, count in self.rejected.items())
        parts = [
            f"{self.read:,} rows read: {self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged, "
            f"{sum(self.rejected.values()):,} rejected{f' ({why})' if why else ''}.",
            f"{self.negative:,} requests were closed before they were received; they are marked." if self.negative else "",
            f"{self.undated:,} have no date of receipt; they stay out of the times." if self.undated else "",
            f"The rejected rows are in {self.rejects}." if self.rejects else "",
        ]
        return " ".join(part for part in parts if part)


def import_log(
    store: Store,
    file: Path,
    mapping: Mapping,
    by: str,
    progress: Progress = lambda step: None,
    rejects: Path | None = None,
) -> Result:
    """Read a log into the ledger: new requests are added, changed ones get the difference, equal ones stay.

    by is who imports; the entries are recorded by `<by> (import <source>)`. Rows that are not taken go to rejects
    (`<name>.rejects.csv` here). Raises ImportRefused, with nothing written, where the file cannot be read as a whole.
    """
    file = Path(file)
    target = _writable(Path(rejects or f"{file.stem}.rejects.csv"), file)
    body = store.spool / f"import-{store.new_ids()}.csv"
    left = body.with_suffix(".rejects.csv")
    try:
        progress("decode")
        log = log_file.decode(file, mapping, body)
        statement = log_file.cells_statement(log, mapping)
        result = store.write(partial(_act, store, log, mapping, statement, by, left, progress))
        if left.exists():
            shutil.move(left, target)
        return result if not result.rejected else _with(result, target)
    finally:
        body.unlink(missing_ok=True)
        left.unlink(missing_ok=True)


def _act(
    store: Store, log: log_file.Log, mapping: Mapping, statement: str, by: str, left: Path, progress: Progress,
    cursor: duckdb.DuckDBPyConnection,
) -> Result:  # fmt: skip
    values = _values(store, mapping)
    _check_desks(cursor, mapping)
    run_each(cursor, "importing", "00_words", values)
    progress("read")
    read = _cells(cursor, log, mapping, statement)
    run_each(cursor, "importing", "20_read", values)
    progress("compare")
    run_each(cursor, "importing", "30_compare", values)
    result = _tally(cursor, read)
    if result.rejected:
        progress("rejects")
        log_file.write_rejects(log, mapping, cursor.execute(sql("importing", "rejected")).fetchall(), read, left)
    _receive(store, cursor, values, f"{by}{values['mark']}", read, progress)
    run_each(cursor, "importing", "90_drop", {})
    return result


def _cells(cursor: duckdb.DuckDBPyConnection, log: log_file.Log, mapping: Mapping, statement: str) -> int:
    """Read the cells, and return how many rows there are."""
    try:
        cursor.execute(statement, log_file.cells_values(log, mapping))
    except duckdb.Error as error:
        raise ImportRefused(f"The file cannot be read: {_why(error, log, mapping)}. Nothing was imported.") from error
    return cursor.execute("select count(*) from import_cell").fetchone()[0]


def _receive(store: Store, cursor: duckdb.DuckDBPyConnection, values: dict[str, Any], by: str, read: int, progress: Progress) -> None:
    """Hand what is new or different to the ledger, so many rows of the file at a time."""
    for first in range(1, read + 1, AT_ONCE):
        stage(cursor)
        for name in ("40_plan", "50_stage", "60_difference"):
            progress(name[3:])
            run_each(cursor, "importing", name, {**values, "first": first, "last": first + AT_ONCE - 1})
        if cursor.execute("select count(*) from staged_request").fetchone()[0]:
            prepare(store, cursor, by, progress)
            append_prepared(cursor, progress)


def _tally(cursor: duckdb.DuckDBPyConnection, read: int) -> Result:
    """Count what becomes of the rows. Raises ImportRefused where they show that the file was read wrongly."""
    notable = rows(cursor.execute(sql("importing", "notable")))[0]
    if notable["pieces"] >= max(PIECES, PIECES_SHARE * notable["filled"]):
        raise ImportRefused(
            f"The rows of the file are broken over lines: {notable['pieces']:,} of {notable['filled']:,} hold a piece of text and "
            "nothing else. Export the log again. Nothing was imported."
        )
    if notable["filled"] >= UNREADABLE_ROWS and notable["unreadable"] > UNREADABLE_SHARE * notable["filled"]:
        raise ImportRefused(
            f"The dates of {notable['unreadable']:,} of {notable['filled']:,} rows cannot be read: "
            "correct date_formats in the mapping. Nothing was imported."
        )
    counts = rows(cursor.execute(sql("importing", "tally")))
    fates = {row["fate"]: row["rows"] for row in counts if row["fate"]}
    rejected = {row["reason"]: row["rows"] for row in counts if row["reason"]}
    return Result(read, **fates, rejected=rejected, negative=notable["negative"], undated=notable["undated"])


def _values(store: Store, mapping: Mapping) -> dict[str, Any]:
    """What the steps in db/importing ask for."""
    tables = {name: getattr(mapping, name) for name in ("outcomes", "status", "desks")}
    words = [(name, word, code) for name, table in tables.items() for word, code in table.items()]
    stamps = [text for text in mapping.date_formats if text != "excel" and (mapping.utc and STAMP.search(text) or "%z" in text)]
    days = [text for text in mapping.date_formats if text != "excel" and text not in stamps]
    return {
        **dict(zip(("lists", "words", "codes"), map(list, zip(*words)) if words else ([], [], []))),
        "fee_kinds": [FEES[fee.kind] for fee in mapping.fees],
        "fee_labels": [fee.column for fee in mapping.fees],
        "fees": len(mapping.fees),
        "formats": days or [NEVER],
        "stamps": stamps or [NEVER],
        "excel": "excel" in mapping.date_formats,
        "zone": store._zone.key,
        "today": store.today(),
        "pattern": mapping.identifier_pattern or "(?s).*",
        "other_outcome": mapping.outcomes.get("*"),
        "other_status": mapping.status.get("*"),
        "track": mapping.track,
        "source": mapping.source,
        "separator": mapping.exemption_separator,
        "decides_when_closing": mapping.decides_when_closing,
        "determinations": [code for code, _ in choices("determination")],
        "mark": f" (import {mapping.source})",
    }


def _check_desks(cursor: duckdb.DuckDBPyConnection, mapping: Mapping) -> None:
    desks = {name.lower(): name for (name,) in cursor.execute("select name from store.desk order by name").fetchall()}
    for word, desk in mapping.desks.items():
        if desk.lower() not in desks:
            here = ", ".join(desks.values())
            raise ImportRefused(f"The mapping sends “{word}” to the desk {desk}, which is not here; there are {here}.")


def _writable(target: Path, file: Path) -> Path:
    """The file for the rows not taken, if it can be written once the import is done."""
    if target.resolve() == file.resolve():
        raise ImportRefused(f"{target} is the log itself: name another file for the rows that are not taken.")
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise ImportRefused(f"{target} cannot be written: name a file in a folder that is yours for the rows that are not taken.")
    return target


def _why(error: duckdb.Error, log: log_file.Log, mapping: Mapping) -> str:
    """A sentence about what the engine met, with the line of the file; never what stands there."""
    text = str(error)
    odd = "unterminated quote" in text or "Maximum line size" in text
    if not odd and (uneven := log_file.uneven_row(log, mapping)):
        return uneven
    line = re.search(r"Line: (\d+)", text)
    where = f"on line {int(line[1]) + log.lines_before}" if line else "in some row"
    if "Maximum line size" in text:
        return f"{where} a row is longer than {log_file.LONGEST_CELL:,} bytes"
    return f"{where} {'a quotation mark is not closed' if 'unterminated quote' in text else 'a row is not as the header says'}"


def _with(result: Result, target: Path) -> Result:
    return Result(**{**vars(result), "rejects": target})
