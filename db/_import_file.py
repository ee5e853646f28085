"""The file of a log: decoded into the spool, its header understood, the rows that were not taken written out again.

Knows bytes, lines and cells. Knows no request.
"""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO

from records_desk.db._import_form import Form, form_of, kind_of, utf8_chunks
from records_desk.db._import_mapping import COLUMNS, DATES, ImportRefused, Mapping, plain
from records_desk.db._import_workbook import Sheet, sheet_as_text
from records_desk.db._texts import sql

CHUNK = 1 << 22
LONGEST_CELL = 2_000_000
UNEVEN, UNEVEN_SHARE = 3, 0.05  # so many rows may have other cells than the header; more, and the file is misread
ABSENT = "null::varchar"
SHEET_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")  # as the dates of a sheet are written out, whatever its other cells hold


@dataclass(frozen=True)
class Log:
    """A decoded log: its rows without the header in UTF-8, its columns' names, and how it was written.

    lines_before counts the lines above the first row and its header; of a workbook's sheet the rows.
    """

    body: Path
    names: tuple[str, ...]
    header: tuple[str, ...]
    lines_before: int
    form: Form
    quote: str = '"'
    sheet: Sheet | None = None

    def line(self, row: int, line: int) -> int:
        """Where a row stands in the file: the line it begins on, or in a sheet its row."""
        return self.lines_before + (row if self.sheet else line)


def decode(file: Path, mapping: Mapping, body: Path) -> Log:
    """Write the rows of a log as UTF-8 with \\n line ends into body. Raises ImportRefused where it cannot be read."""
    try:
        return _decoded(file, mapping, body)
    except UnicodeError as error:
        raise ImportRefused(_undecodable(file, mapping.encoding or "windows-1252")) from error
    except OSError as error:
        raise ImportRefused(f"{file.name} cannot be read: {error.strerror}.") from error


def _decoded(file: Path, mapping: Mapping, body: Path) -> Log:
    if kind_of(file) == "text":
        return _text_decoded(file, mapping, body)
    sheet_text = body.with_suffix(".sheet.csv")
    try:
        sheet = sheet_as_text(file, sheet_text, mapping.sheet)
        return _text_decoded(sheet_text, replace(mapping, encoding="utf-8", delimiter=",", quote='"'), body, sheet)
    finally:
        sheet_text.unlink(missing_ok=True)


def _text_decoded(file: Path, mapping: Mapping, body: Path, sheet: Sheet | None = None) -> Log:
    given = {name: getattr(mapping, name) for name in ("encoding", "delimiter", "quote", "skip_lines")}
    form = form_of(file, **given, wanted=[*mapping.aliases, *(name for names in mapping.columns.values() for name in names)])
    codec = _codec(form.encoding)
    with open(file, encoding=codec, errors="strict", newline=None) as text, open(body, "wb") as out:
        skipped = sum(1 for _ in range(form.skip_lines) if text.readline())
        header, lines, rows = _header(text, form.delimiter, mapping.quote)
        if codec == "utf-8-sig":
            _copy(file, skipped + lines, out)
        else:
            out.writelines(chunk.encode() for chunk in iter(partial(text.read, CHUNK), ""))
    return Log(body, _positional(header, mapping.aliases), tuple(header), (rows if sheet else lines) + skipped, form, mapping.quote, sheet)


def _copy(file: Path, skipped: int, out: BinaryIO) -> None:
    """Copy what is UTF-8 already, without its first lines: a quarter of the time of decoding it and encoding it again."""
    with open(file, "rb") as data:
        for chunk in utf8_chunks(data):
            at = 0
            while skipped and (at := chunk.find(b"\n", at) + 1):
                skipped -= 1
            if not skipped:
                out.write(memoryview(chunk)[at:])


def as_read(log: Log, mapping: Mapping) -> Mapping:
    """The mapping with the dates of a sheet among its formats."""
    return replace(mapping, date_formats=tuple(dict.fromkeys((*mapping.date_formats, *SHEET_DATES)))) if log.sheet else mapping


def cells_statements(log: Log, mapping: Mapping) -> tuple[str, str]:
    """db/importing/10_cells.sql with an expression for each of our columns that the file has, and 11_row.sql with the others.

    Raises ImportRefused for a column that the mapping names and the file has not.
    """
    places = {plain(name): place for place, name in reversed(list(enumerate(log.names, 1)))}

    def cell(name: str, is_optional: bool = False) -> str:
        if plain(name) not in places and is_optional:
            return ABSENT
        if plain(name) not in places:
            raise ImportRefused(_missing(name, log))
        column = _column(places[plain(name)])
        return f"import_clean({column}, $nulls)" if mapping.nulls else f"nullif(import_trim({column}), '')"

    def joined(ours: str, names: tuple[str, ...]) -> str:
        cells = [cell(name, ours in mapping.optional) for name in names]
        return cells[0] if len(cells) == 1 else f"nullif(concat_ws(' ', {', '.join(cells)}), '')"

    def dated(expression: str) -> str:
        return f"import_half({expression})" if expression != ABSENT and any("%p" in text for text in mapping.date_formats) else expression

    ours = {name: joined(name, mapping.columns[name]) if name in mapping.columns else ABSENT for name in COLUMNS}
    ours |= {name: dated(ours[name]) for name in DATES if name in mapping.columns}
    header = " and ".join(f"{ours[name]} is not distinct from $head_{name}" for name in ("identifier", "received_on"))
    fees = ", ".join(cell(fee.column) for fee in mapping.fees)
    fees_on = ", ".join(dated(cell(fee.on)) if fee.on else "null" for fee in mapping.fees)
    everything = ", ".join(_column(place) for place in range(1, len(log.names) + 1))
    if mapping.identifier_from_row:
        ours["identifier"] = f"if(trim(concat_ws('', {everything})) = '', null, 'row-' || substr(sha256(concat_ws(chr(31), {everything})), 1, 16))"
    filled = f"len(list_filter([{everything}], lambda x: import_trim(x) <> ''))"
    names: dict[str, str] = {}
    for name, expression in ours.items():
        names.setdefault(expression, name)
    names.pop(ABSENT, None)
    lines = [f"{expression} as {name}" for expression, name in names.items()]
    lines += [f"{header} as is_header", f"case when {ours['identifier']} is null or {ours['received_on']} is null then {filled} end as filled"]
    others = [f"{names.get(expression, ABSENT)} as {name}" for name, expression in ours.items() if names.get(expression) != name]
    (lines if mapping.fees else others).extend([f"[{fees}]::varchar[] as fees", f"[{fees_on}]::varchar[] as fees_on"])
    return sql("importing", "10_cells").replace("{cells}", ",\n    ".join(lines)), sql("importing", "11_row").replace("{others}", ",\n    ".join(others))


def cells_values(log: Log, mapping: Mapping) -> dict[str, object]:
    """The values that the first of cells_statements asks for."""

    def head(name: str) -> str | None:
        return " ".join(" ".join(each.split()) for each in mapping.columns[name]) if name in mapping.columns else None

    return {
        "file": str(log.body),
        "types": {_column(place): "VARCHAR" for place in range(1, len(log.names) + 1)},
        "delimiter": log.form.delimiter,
        "quote": log.quote,
        "nulls": ["", *mapping.nulls],
        "head_identifier": head("identifier"),
        "head_received_on": head("received_on"),
    }


def write_rejects(log: Log, rejected: list[tuple[int, str]], read: int, target: Path) -> None:
    """Write the rows that were not taken, each with the line it begins on and the reason, in the order of the file.

    rejected is (row number from 1, reason). Raises ImportRefused when the two readings of the file disagree.
    """
    reasons, count = dict(rejected), 0
    with open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("line", "reason", *log.header))
        for count, (line, row) in enumerate(rows_of(log), 1):
            if count in reasons:
                writer.writerow((line, reasons[count], *row))
    if count != read:
        raise ImportRefused(f"The rows of the file cannot be told apart: {read} or {count} of them, by two readings. Nothing was imported.")


def rows_of(log: Log) -> Iterator[tuple[int, list[str]]]:
    """Each row of a log with the line of the file that it begins on (of a sheet: its row); empty lines are no rows."""
    with open(log.body, encoding="utf-8", newline="") as text:
        reader, began = _reader(text, log.form.delimiter, log.quote), 0
        for place, row in enumerate(reader, 1):
            if row:
                yield log.line(place, began + 1), row
            began = reader.line_num


def even_out(log: Log, target: Path) -> list[int]:
    """Write the rows once more, each with as many cells as the header has; the numbers of those that had not.

    Raises ImportRefused where so many had not that the rows are not told apart rightly.
    """
    width, uneven, count, first = len(log.names), [], 0, None
    try:
        with open(target, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter=log.form.delimiter, quotechar=log.quote or '"', lineterminator="\n")
            for count, (line, row) in enumerate(rows_of(log), 1):
                if len(row) != width:
                    uneven.append(count)
                    first = first or (line, len(row))
                writer.writerow([*row[:width], *[""] * (width - len(row))])
    except csv.Error as error:
        raise ImportRefused(f"The file cannot be read: {error}. Nothing was imported.") from error
    if len(uneven) > max(UNEVEN, UNEVEN_SHARE * count):
        line, cells = first
        raise ImportRefused(
            f"The rows of the file cannot be told apart: the row on line {line} has {cells} cells and the header {width}, "
            f"and {len(uneven) - 1:,} more are not as it says. Nothing was imported."
        )
    return uneven


def _missing(name: str, log: Log) -> str:
    return (
        f"The file has no column “{name}”, which the mapping names; it has {', '.join(log.names)}."
        f"{'' if len(log.names) > 1 else ' The delimiter of the mapping may be wrong.'} Nothing was imported."
    )


def _codec(encoding: str) -> str:
    return "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding


def _header(text: TextIO, delimiter: str, quote: str) -> tuple[list[str], int, int]:
    """The first row that is not empty, the lines read up to its end, and the rows."""
    reader = enumerate(lines := _reader(text, delimiter, quote), 1)
    try:
        rows, header = next(((place, row) for place, row in reader if any(cell.strip() for cell in row)), (0, []))
    except csv.Error as error:
        raise ImportRefused(f"The header of the file cannot be read: {error}. Nothing was imported.") from error
    if not header:
        raise ImportRefused("The file is empty: there is no header. Nothing was imported.")
    return header, lines.line_num, rows


def _reader(text: TextIO, delimiter: str, quote: str) -> "csv._reader":
    csv.field_size_limit(LONGEST_CELL)
    quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    lines = iter(text.readline, "")  # not the file itself, which could not be read on in chunks afterwards
    return csv.reader(lines, delimiter=delimiter, quotechar=quote or None, quoting=quoting)


def _positional(header: list[str], aliases: dict[str, str]) -> tuple[str, ...]:
    """The columns' names; one without a name, or with one that came before, is called by its place."""
    ours = {plain(alias): name for alias, name in aliases.items()}
    names: list[str] = []
    for place, name in enumerate(header, 1):
        clean = ours.get(plain(name), " ".join(name.split()))
        taken = {plain(other) for other in names}
        names.append(f"column {place}" if not clean or plain(clean) in taken else clean)
    return tuple(names)


def _column(place: int) -> str:
    """The name of a column in SQL: never what the file says."""
    return f"c{int(place)}"


def _undecodable(file: Path, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(_codec(encoding))("strict")
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
                    f"{file.name} is not {encoding}: byte {offset:,} on line {line:,} stands for no character. "
                    "Try another encoding in the mapping, such as windows-1252. Nothing was imported."
                )
            except UnicodeError:
                chunk = b""
            if not chunk:
                return f"{file.name} is not {encoding}. Try another encoding in the mapping. Nothing was imported."
            at, lines = at + len(chunk), lines + chunk.count(b"\n")


def file_sha256(file: Path) -> str:
    """The digest by which a file is known again."""
    with open(file, "rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
