"""How a file is written: a workbook or a text, in which encoding, with which delimiter, and where its header stands.

Reads bytes within bounds and refuses what is no log before anything is made of it. Knows no mapping's words and no request.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from records_desk.db._import_mapping import ImportRefused, plain

CHUNK = 1 << 22
LARGEST_FILE = 4 << 30
LONGEST_LINE = 16 << 20  # no row of a log is that long: it is a file without line ends
SAMPLE = 1 << 18
LOOKED_AT = 100  # rows among which the header is looked for
DELIMITERS = ",;\t|"
ENCODINGS = ["cp1252", "mac_roman"]  # beside UTF-8 and UTF-16, which are known by their form
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8"}
KINDS = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls"}
FIGURE = re.compile(r"[\s\d.,:/$%+-]*")


@dataclass(frozen=True)
class Form:
    """Encoding, delimiter and quotation mark of a text, and how many lines (of a sheet: rows) stand above its header."""

    encoding: str
    delimiter: str
    skip_lines: int


def kind_of(file: Path) -> str:
    """`xlsx`, `xls` or `text`, by the first bytes. Raises ImportRefused for what is neither."""
    size = file.stat().st_size
    if size > LARGEST_FILE:
        raise ImportRefused(f"{file.name} is larger than {LARGEST_FILE >> 30} GB: split it. Nothing was imported.")
    with open(file, "rb") as data:
        head = data.read(1024)
    if kind := KINDS.get(head[:4]):
        return kind
    if re.match(rb"\s*(<!doctype html|<html|<\?xml|<table)", head, re.IGNORECASE):
        raise ImportRefused(f"{file.name} is a web page or XML, whatever its name says: save it as CSV or XLSX. Nothing was imported.")
    return "text"


def form_of(
    file: Path, *, encoding: str | None = None, delimiter: str | None = None, quote: str = '"', skip_lines: int | None = None,
    wanted: Sequence[str] = (),
) -> Form:  # fmt: skip
    """What is not given is found out: the encoding by the bytes of the whole file, the rest by its first rows.

    wanted are names of columns that the header must hold, if known. Raises ImportRefused where the file is no text.
    """
    is_utf8 = _looked_through(file)
    encoding = encoding or _encoding(file, is_utf8)
    with open(file, "rb") as data:
        sample = codecs.getincrementaldecoder(encoding)("replace").decode(data.read(SAMPLE)).removeprefix("\ufeff")
    if skip_lines is not None:
        sample = "".join(sample.splitlines(keepends=True)[skip_lines:])
    found = [_header(sample, each, quote, wanted) for each in delimiter or DELIMITERS]
    best = max(found, key=lambda header: header[:2])
    return Form(encoding, best[3], best[2] if skip_lines is None else skip_lines)


def _looked_through(file: Path) -> bool:
    """Whether every byte is UTF-8. Raises ImportRefused for NUL bytes and for lines without end, read in bounded memory."""
    is_utf8, length, decoder = True, 0, codecs.getincrementaldecoder("utf-8")("strict")
    with open(file, "rb") as data:
        is_wide = data.read(2) in MARKS
        data.seek(0)
        while chunk := data.read(CHUNK):
            if b"\x00" in chunk and not is_wide:
                line = 1 + _lines(file, data.tell() - len(chunk) + chunk.index(b"\x00"))
                raise ImportRefused(f"{file.name} holds a NUL byte on line {line:,}: it is no text. Nothing was imported.")
            if length + _first_end(chunk) > LONGEST_LINE:
                raise ImportRefused(f"{file.name} has a line of more than {LONGEST_LINE >> 20} MB: it is no log. Nothing was imported.")
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            length = len(chunk) - last - 1 + (length if last < 0 else 0)
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
    return is_utf8 and _decodes(decoder, b"", final=True)


def _lines(file: Path, size: int) -> int:
    """The line ends among the first bytes of a file."""
    found = 0
    with open(file, "rb") as data:
        while chunk := data.read(min(CHUNK, size)):
            found, size = found + chunk.count(b"\n"), size - len(chunk)
    return found


def _first_end(chunk: bytes) -> int:
    """Where the first line of a chunk ends; no other line of it is longer than the chunk, which is no long line."""
    return min((place for end in (b"\n", b"\r") if (place := chunk.find(end)) >= 0), default=len(chunk))


def utf8_chunks(data: BinaryIO) -> Iterator[bytes]:
    """What is written in UTF-8, with \\n line ends. Raises UnicodeDecodeError where it is something else."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    while chunk := data.read(CHUNK):
        while chunk.endswith(b"\r") and (following := data.read(1)):
            chunk += following
        _decode(decoder, chunk)
        yield chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in chunk else chunk
    decoder.decode(b"", final=True)


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes) -> None:
    """Look at a chunk; plain ASCII after whole characters needs no decoding."""
    if decoder.getstate()[0] or not chunk.isascii():
        decoder.decode(chunk)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final) if final else _decode(decoder, chunk)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(file: Path, is_utf8: bool) -> str:
    with open(file, "rb") as data:
        head = data.read(SAMPLE)
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    if is_utf8:
        return "utf-8"
    best = from_bytes(_odd_part(file), cp_isolation=ENCODINGS).best()
    return "windows-1252" if best is None else {"cp1252": "windows-1252"}.get(best.encoding, best.encoding)


def _odd_part(file: Path) -> bytes:
    """Some of the lines that are not plain ASCII: they alone tell one encoding from another."""
    taken = b""
    with open(file, "rb") as data:
        for line in data:
            if not line.isascii():
                taken += line
            if len(taken) > SAMPLE:
                break
    return taken


def _header(sample: str, delimiter: str, quote: str, wanted: Sequence[str]) -> tuple[int, int, int, str]:
    """How many of the wanted names its header holds, how many rows are as wide, the lines above it, and the delimiter."""
    rows = _rows(sample, delimiter, quote)
    if not rows:
        return 0, 0, 0, delimiter
    names = {plain(name) for name in wanted}
    held = [len(names & {plain(cell) for cell in row}) for _, row in rows]
    place = held.index(max(held)) if any(held) else 0 if names else _first_header([row for _, row in rows])
    line, header = rows[place]
    width = len(header)
    return held[place], (width - 1) * sum(len(row) == width for _, row in rows), line, delimiter


def _rows(sample: str, delimiter: str, quote: str) -> list[tuple[int, list[str]]]:
    """The first rows that hold something, each with the lines above it."""
    quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    reader, found, began = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, quotechar=quote or None, quoting=quoting), [], 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((began, row))
            began = reader.line_num
            if len(found) == LOOKED_AT:
                break
    except csv.Error:
        pass  # what was read so far is looked at; the import itself tells what is wrong
    return found


def _first_header(rows: list[list[str]]) -> int:
    """The first row that is about as full as the fullest, of words that differ; titles above a table fill a cell or two."""
    filled = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    most = max(map(len, filled))
    for place, cells in enumerate(filled):
        words = [cell for cell in cells if not FIGURE.fullmatch(cell)]
        if len(cells) >= 0.6 * most and len(words) >= 0.8 * len(cells) and len(set(words)) >= 0.8 * len(words):
            return place
    return 0
