"""The import of a city's own log: a file and its mapping become requests with their events, all of it or nothing.

Owns the order of the steps in db/importing and what the result says. Must not know how a file is decoded
(_import_file), how a mapping is written (_import_mapping), nor how the ledger is chained (_bulk).
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db import _import_file as log_file
from records_desk.db import roles
from records_desk.db._bulk import append_prepared, prepare, run_each, stage
from records_desk.db._import_mapping import FEES, Fee, ImportRefused, Mapping, choices, load_mapping, mapping_of
from records_desk.db._import_result import Preview, Result
from records_desk.db._texts import parameters_of, sql
from records_desk.db.language import CALLED
from records_desk.db.ledger import Staff
from records_desk.db.store import Store, rows

__all__ = ["Fee", "ImportRefused", "Mapping", "Preview", "Result", "import_log", "load_mapping", "looked_at", "mapping_of", "preview"]

Progress = Callable[[str], None]
STEPS = 14  # calls of progress for a log that fits into one batch
PREVIEW_STEPS = 4  # of a preview
AT_ONCE = 250_000  # rows staged together, so that a large log fits into memory
NEVER = "\x00"  # a date format that no cell has: the decoder leaves no NUL in a file
STAMP = re.compile(r"%-?[HIzfg]")
PIECES, PIECES_SHARE = 3, 0.01  # this many rows that are a piece of another: the rows are broken over lines
UNREADABLE_ROWS, UNREADABLE_SHARE = 20, 0.5  # of so many rows more than half without a readable date: the format is wrong


def import_log(
    store: Store,
    file: Path,
    mapping: Mapping,
    by: Staff,
    progress: Progress = lambda step: None,
    rejects: Path | None = None,
) -> Result:
    """Read a log into the ledger: new requests are added, changed ones get the difference, equal ones stay.

    by is who imports; the entries are recorded by `<sign-in> (import <source>)`. Raises Refused for another's role. Rows that are not taken go to rejects
    (`<name>.rejects.csv` here). Raises ImportRefused, with nothing written, where the file cannot be read as a whole.
    """
    roles.check(by, "import a log")
    file = Path(file)
    target = _writable(Path(rejects or f"{file.stem}.rejects.csv"), file)
    with _decoded(store, file, mapping, progress) as reading:
        result = store.write(lambda cursor: _receive(reading, cursor, by.sign_in), prepare=reading.read)
        if reading.left.exists():
            shutil.move(reading.left, target)
        return result if not result.rejected else replace(result, rejects=target)


def preview(store: Store, file: Path, mapping: Mapping, progress: Progress = lambda step: None) -> Preview:
    """What import_log would do, with nothing written: the counts, and of each fate and reason the first rows."""

    def look(cursor: duckdb.DuckDBPyConnection) -> Preview:
        here = cursor.execute("select count(*) > 0 from store.request where source = $source", {"source": mapping.source})
        reading.values["is_compared"] = here.fetchone()[0]
        result = reading.read(cursor)
        told = rows(cursor.execute(sql("importing", "preview")))
        last = max((row["row_no"] for row in told), default=0)
        lines = dict(enumerate((line for line, _ in islice(log_file.rows_of(reading.log), last)), 1))
        return Preview(result, reading.log.form, reading.log.sheet, [{"line": lines[row.pop("row_no")], **row} for row in told])

    with _decoded(store, Path(file), mapping, progress) as reading:
        return store.look(look)


@contextmanager
def looked_at(store: Store, file: Path, sheet: str | None = None) -> Iterator[log_file.Log]:
    """A log that no mapping describes, laid out in the spool and gone afterwards. Raises ImportRefused for what is no log."""
    body = store.spool / f"import-{store.new_ids()}.csv"
    try:
        yield log_file.decode(Path(file), Mapping("", {}, (), sheet=sheet), body)
    finally:
        body.unlink(missing_ok=True)


@contextmanager
def _decoded(store: Store, file: Path, mapping: Mapping, progress: Progress) -> Iterator["_Reading"]:
    """A log laid out in the spool, and gone afterwards."""
    body = store.spool / f"import-{store.new_ids()}.csv"
    try:
        progress("decode")
        log = log_file.decode(file, mapping, body)
        mapping = log_file.as_read(log, mapping)
        yield _Reading(store, file, log, mapping, log_file.cells_statements(log, mapping), body.with_suffix(".rejects.csv"), progress)
    finally:
        body.unlink(missing_ok=True)
        body.with_suffix(".rejects.csv").unlink(missing_ok=True)


@dataclass
class _Reading:
    """A log on its way: what it is, how it is read, and once read what becomes of its rows."""

    store: Store
    file: Path
    log: log_file.Log
    mapping: Mapping
    statements: tuple[str, str]
    left: Path
    progress: Progress
    result: Result = field(default_factory=Result)

    def read(self, cursor: duckdb.DuckDBPyConnection) -> Result:
        """Fill the working tables up to what becomes of each row; write the rows that are not taken beside."""
        values = self.values
        _check_pattern(cursor, values["pattern"])
        _check_desks(cursor, self.mapping)
        run_each(cursor, "importing", "00_words", values)
        self.progress("read")
        read = _cells(cursor, self.log, self.mapping, self.statements)
        run_each(cursor, "importing", "16_whole" if self.mapping.rows == "request" else "15_parts", values)
        run_each(cursor, "importing", "20_read", values)
        self.progress("compare")
        run_each(cursor, "importing", "30_compare", values)
        self.result = _tally(cursor, read)
        if self.result.rejected:
            self.progress("rejects")
            log_file.write_rejects(self.log, cursor.execute(sql("importing", "rejected")).fetchall(), read, self.left)
        return self.result

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the steps in db/importing ask for."""
        return _values(self.store, self.mapping)


def _receive(reading: _Reading, cursor: duckdb.DuckDBPyConnection, by: str) -> Result:
    """Hand what is new or different to the ledger, so many rows of the file at a time, and keep what this import did."""
    store, values, result = reading.store, reading.values, reading.result
    values |= result.as_json() | {"import_id": store.new_ids(), "by": by, "now": store.now(), "file_sha256": log_file.file_sha256(reading.file)}
    values["rejected"] = sum(result.rejected.values())
    if reading.mapping.new_desks:
        run_each(cursor, "importing", "12_desks", values)
    for first in range(1, result.read + 1, AT_ONCE):
        stage(cursor)
        for name in ("40_plan", "50_stage", "60_difference"):
            reading.progress(name[3:])
            run_each(cursor, "importing", name, {**values, "first": first, "last": first + AT_ONCE - 1})
        if cursor.execute("select count(*) from staged_request").fetchone()[0]:
            prepare(store, cursor, f"{by}{values['mark']}", reading.progress)
            run_each(cursor, "importing", "70_added", values)
            append_prepared(cursor, reading.progress)
    run_each(cursor, "importing", "80_run", values)
    run_each(cursor, "importing", "90_drop", {})
    return result if not (result.added or result.changed) else replace(result, import_id=values["import_id"])


def _cells(cursor: duckdb.DuckDBPyConnection, log: log_file.Log, mapping: Mapping, statements: tuple[str, str]) -> int:
    """Read the cells, and return how many rows there are. Rows of other cells than the header's are evened out and marked."""
    statement, rest = statements
    values, uneven = {name: value for name, value in log_file.cells_values(log, mapping).items() if name in parameters_of(statement)}, []
    try:
        cursor.execute(statement, values)
    except duckdb.Error as error:
        even = log.body.with_suffix(".even.csv")
        try:
            _check_readable(error, log)
            uneven = log_file.even_out(log, even)
            cursor.execute(statement, values | {"file": str(even)})
        except duckdb.Error as other:
            raise ImportRefused(_why(other, log)) from other
        finally:
            even.unlink(missing_ok=True)
    cursor.execute(rest)
    cursor.execute("create or replace temp table import_uneven as select unnest($uneven::bigint[]) as row_no", {"uneven": uneven})
    return cursor.execute("select count(*) from import_line").fetchone()[0]


def _check_readable(error: duckdb.Error, log: log_file.Log) -> None:
    """Raise ImportRefused for what cannot be mended row by row."""
    if "unterminated quote" in str(error) or "Maximum line size" in str(error):
        raise ImportRefused(_why(error, log)) from error


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
    told = {name: notable[name] for name in ("negative", "undated", "vague", "garbled")}
    return Result(read, **fates, rejected=rejected, **told)


def _values(store: Store, mapping: Mapping) -> dict[str, Any]:
    """What the steps in db/importing ask for."""
    tables = {name: getattr(mapping, name) for name in ("outcomes", "status", "desks", "activities")}
    tables["language"] = {name: code for code, names in CALLED.items() for name in (code, *names)}
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
        "timed": [text for text in days if STAMP.search(text)] or [NEVER],
        "midnights": mapping.midnights_are_days,
        "is_event": mapping.rows == "event",
        "excel": "excel" in mapping.date_formats,
        "zone": store.zone.key,
        "today": store.today(),
        "pattern": mapping.identifier_pattern,
        "other_outcome": mapping.outcomes.get("*"),
        "other_status": mapping.status.get("*"),
        "track": mapping.track,
        "source": mapping.source,
        "separator": mapping.exemption_separator,
        "decides_when_closing": mapping.decides_when_closing,
        "determinations": [code for code, _ in choices("determination")],
        "mark": mark(mapping.source),
        "new_desks": mapping.new_desks,
        "is_compared": True,
    }


def mark(source: str) -> str:
    """What follows the name of the person in entries that an import of this source recorded."""
    return f" (import {source})"


def _check_desks(cursor: duckdb.DuckDBPyConnection, mapping: Mapping) -> None:
    desks = {name.lower(): name for (name,) in cursor.execute("select name from store.desk order by name").fetchall()}
    for word, desk in mapping.desks.items():
        if desk.lower() not in desks and not mapping.new_desks:
            here = ", ".join(desks.values())
            raise ImportRefused(f"The mapping sends “{word}” to the desk {desk}, which is not here; there are {here}.")


def _check_pattern(cursor: duckdb.DuckDBPyConnection, pattern: str | None) -> None:
    """The engine's expressions know less than Python's."""
    try:
        cursor.execute("select regexp_full_match('', $pattern)", {"pattern": pattern})
    except duckdb.Error as error:
        raise ImportRefused("The mapping has an identifier_pattern that the engine cannot read: use no look-around.") from error


def _writable(target: Path, file: Path) -> Path:
    """The file for the rows not taken, if it can be written once the import is done."""
    if target.resolve() == file.resolve():
        raise ImportRefused(f"{target} is the log itself: name another file for the rows that are not taken.")
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise ImportRefused(f"{target} cannot be written: name a file in a folder that is yours for the rows that are not taken.")
    return target


def _why(error: duckdb.Error, log: log_file.Log) -> str:
    """What the engine met, with the line of the file; never what stands there."""
    text = str(error)
    found = re.search(r"Line: (\d+)", text)
    line = found and int(found[1]) + log.lines_before
    if "Maximum line size" in text:
        return (
            f"The file cannot be read: {f'on line {line}' if found else 'in some row'} a row is longer than {log_file.LONGEST_CELL:,} bytes. "
            "Nothing was imported."
        )
    return (
        f"The file cannot be read: {f'on line {line}' if found else 'in some row'} "
        f"{'a quotation mark is not closed' if 'unterminated quote' in text else 'a row is not as the header says'}. Nothing was imported."
    )
