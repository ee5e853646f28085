"""The file of a log: decoded into the spool, its header understood, the rows that were not taken written out again.

Knows bytes, lines and cells. Knows no request.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from records_desk.db._import_mapping import COLUMNS, ImportRefused, Mapping
from records_desk.db._texts import sql

CHUNK = 1 << 22
LONGEST_CELL = 2_000_000


@dataclass(frozen=True)
class Log:
    """A decoded log: its rows without the header in UTF-8, its columns' names, and how many lines came before."""

    body: Path
    names: tuple[str, ...]
    header: tuple[str, ...]
    lines_before: int


def decode(file: Path, mapping: Mapping, body: Path) -> Log:
    """Write the rows of a log as UTF-8 with \\n line ends into body. Raises ImportRefused where it cannot be read."""
    try:
        with (
            open(file, encoding=_codec(mapping), errors="strict", newline=None) as text,
            open(body, "w", encoding="utf-8", newline="") as out,
        ):
            for _ in range(mapping.skip_lines):
                text.readline()
            header, lines = _header(text, mapping)
            while chunk := text.read(CHUNK):
                out.write(chunk.replace("\x00", ""))
    except UnicodeError as error:
        raise ImportRefused(_undecodable(file, mapping)) from error
    except OSError as error:
        raise ImportRefused(f"{file.name} cannot be read: {error.strerror}.") from error
    return Log(body, _positional(header), tuple(header), mapping.skip_lines + lines)


def cells_statement(log: Log, mapping: Mapping) -> str:
    """db/importing/10_cells.sql with one expression for each of our columns. Raises ImportRefused for a missing one."""
    places = {_plain(name): place for place, name in reversed(list(enumerate(log.names, 1)))}

    def cell(name: str) -> str:
        if _plain(name) not in places:
            raise ImportRefused(_missing(name, log))
        return f"import_clean({_column(places[_plain(name)])}, $nulls)"

    def joined(names: tuple[str, ...]) -> str:
        if len(names) == 1:
            return cell(names[0])
        return f"nullif(concat_ws(' ', {', '.join(map(cell, names))}), '')"

    ours = {name: joined(mapping.columns[name]) if name in mapping.columns else "null::varchar" for name in COLUMNS}
    header = " and ".join(f"{ours[name]} is not distinct from $head_{name}" for name in ("identifier", "received_on"))
    fees = ", ".join(cell(fee.column) for fee in mapping.fees)
    fees_on = ", ".join(cell(fee.on) if fee.on else "null" for fee in mapping.fees)
    everything = ", ".join(_column(place) for place in range(1, len(log.names) + 1))
    filled = f"len(list_filter([{everything}], lambda x: import_clean(x, ['']) is not null))"
    lines = [f"{expression} as {name}" for name, expression in ours.items()]
    lines += [f"{header} as is_header", f"[{fees}]::varchar[] as fees", f"[{fees_on}]::varchar[] as fees_on"]
    lines += [f"case when {ours['identifier']} is null or {ours['received_on']} is null then {filled} end as filled"]
    return sql("importing", "10_cells").replace("{cells}", ",\n    ".join(lines))


def cells_values(log: Log, mapping: Mapping) -> dict[str, object]:
    """The values that cells_statement asks for."""

    def head(name: str) -> str:
        return " ".join(" ".join(each.split()) for each in mapping.columns[name])

    return {
        "file": str(log.body),
        "types": {_column(place): "VARCHAR" for place in range(1, len(log.names) + 1)},
        "delimiter": mapping.delimiter,
        "quote": mapping.quote,
        "nulls": ["", *mapping.nulls],
        "head_identifier": head("identifier"),
        "head_received_on": head("received_on"),
    }


def write_rejects(log: Log, mapping: Mapping, rejected: list[tuple[int, str]], read: int, target: Path) -> None:
    """Write the rows that were not taken, each with the line it begins on and the reason, in the order of the file.

    rejected is (row number from 1, reason). Raises ImportRefused when the two readings of the file disagree.
    """
    reasons, count = dict(rejected), 0
    with open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("line", "reason", *log.header))
        for count, (line, row) in enumerate(rows_of(log, mapping), 1):
            if count in reasons:
                writer.writerow((line, reasons[count], *row))
    if count != read:
        raise ImportRefused(f"The rows of the file cannot be told apart: {read} or {count} of them, by two readings. Nothing was imported.")


def rows_of(log: Log, mapping: Mapping) -> Iterator[tuple[int, list[str]]]:
    """Each row of a log with the line of the file that it begins on; empty lines are no rows."""
    with open(log.body, encoding="utf-8", newline="") as text:
        reader, began = _reader(text, mapping), 0
        for row in reader:
            if row:
                yield log.lines_before + began + 1, row
            began = reader.line_num


def uneven_row(log: Log, mapping: Mapping) -> str | None:
    """A sentence about the first row that has not as many cells as the header, or None."""
    try:
        for line, row in rows_of(log, mapping):
            if len(row) != len(log.names):
                return f"the row on line {line} has {len(row)} cells and the header {len(log.names)}"
    except csv.Error as error:
        return str(error)
    return None


def _missing(name: str, log: Log) -> str:
    hint = "" if len(log.names) > 1 else " The delimiter of the mapping may be wrong."
    return f"The file has no column “{name}”, which the mapping names; it has {', '.join(log.names)}.{hint} Nothing was imported."


def _codec(mapping: Mapping) -> str:
    return "utf-8-sig" if codecs.lookup(mapping.encoding).name == "utf-8" else mapping.encoding


def _header(text: TextIO, mapping: Mapping) -> tuple[list[str], int]:
    reader = _reader(text, mapping)
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), [])
    except csv.Error as error:
        raise ImportRefused(f"The header of the file cannot be read: {error}. Nothing was imported.") from error
    if not header:
        raise ImportRefused("The file is empty: there is no header. Nothing was imported.")
    return [name.replace("\x00", "") for name in header], reader.line_num


def _reader(text: TextIO, mapping: Mapping) -> "csv._reader":
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    quoting = csv.QUOTE_MINIMAL if mapping.quote else csv.QUOTE_NONE
    lines = iter(text.readline, "")  # not the file itself, which could not be read on in chunks afterwards
    return csv.reader(lines, delimiter=mapping.delimiter, quotechar=mapping.quote or None, quoting=quoting)


def _positional(header: list[str]) -> tuple[str, ...]:
    """The columns' names; one without a name, or with one that came before, is called by its place."""
    names: list[str] = []
    for place, name in enumerate(header, 1):
        clean = " ".join(name.split())
        taken = {_plain(other) for other in names}
        names.append(f"column {place}" if not clean or _plain(clean) in taken else clean)
    return tuple(names)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _column(place: int) -> str:
    """The name of a column in SQL: never what the file says."""
    return f"c{int(place)}"


def _undecodable(file: Path, mapping: Mapping) -> str:
    decoder = codecs.getincrementaldecoder(_codec(mapping))("strict")
    at = lines = 0
    with open(file, "rb") as data:
        while True:
            chunk = data.read(CHUNK)
            before = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                offset = at - before + error.start
                line = lines + chunk.count(b"\n", 0, max(error.start - before, 0)) + 1
                return (
                    f"{file.name} is not {mapping.encoding}: byte {offset:,} on line {line:,} stands for no character. "
                    "Try another encoding in the mapping, such as windows-1252. Nothing was imported."
                )
            except UnicodeError:
                chunk = b""
            if not chunk:
                return f"{file.name} is not {mapping.encoding}. Try another encoding in the mapping. Nothing was imported."
            at, lines = at + len(chunk), lines + chunk.count(b"\n")
