"""Files that come with a request or are released: kept once each, by their SHA-256, in a folder beside the store, or in the spool of
one in memory.

A file may also be known by name, size and SHA-256 alone. They are never opened, executed or rendered here.
"""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import duckdb

from records_desk.db._copying import make_folder
from records_desk.db._plain_text import one_line
from records_desk.db._refused import Refused
from records_desk.db._texts import sql
from records_desk.db._trouble import in_words
from records_desk.db.store import MEMORY, Store

LARGEST, MOST_FILES, MOST_PAGES, MOST_BYTES = 50 * 1024 * 1024, 1_000, 1_000_000, 1 << 50
DIGEST = re.compile(r"(?i)(sha-?256: ?)?[0-9a-f]{64}")
A_LINE = "Write one file a line: name; size in bytes; SHA-256; pages. Of a file that is chosen above: name; pages."


@dataclass(frozen=True)
class File:
    """A file as it was given: its name, its media type and its bytes; or described, its bytes being elsewhere.

    is_kept: whether the folder has it, or shall have it.
    """

    name: str
    media_type: str
    content: bytes | None
    pages: int | None = None
    is_kept: bool = True
    known_sha256: str | None = None
    known_size: int | None = None

    @cached_property
    def sha256(self) -> str:
        """The digest that the ledger knows the file by."""
        return self.known_sha256 if self.content is None else hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.known_size if self.content is None else len(self.content)


def keep(store: Store, file: File) -> None:
    """Put a file into the folder, where it is to be kept and not there already.

    Raises Refused when it is too large, or another than the one that its digest names.
    """
    path = kept_at(store, file.sha256)
    if file.known_sha256 and file.known_sha256 != file.sha256:
        raise Refused(f"{file.name} does not have the SHA-256 that was given for it: choose the right file, or leave its digest away.")
    if not file.is_kept or file.content is None:
        return
    if len(file.content) > LARGEST:
        raise Refused(f"{file.name} is larger than {LARGEST // 1024 // 1024} MB: keep it on a file share, and describe it by name, size and SHA-256.")
    if not path.exists():
        with in_words(store.path):
            _put(file.content, path)


def _put(content: bytes, path: Path) -> None:
    """Write a file whole or not at all, onto the disk before the entry that names it."""
    make_folder(path.parent)
    partial = tempfile.NamedTemporaryFile(dir=path.parent, suffix=".partial", delete=False)
    try:
        with partial:
            partial.write(content)
            partial.flush()
            os.fsync(partial.fileno())
        os.replace(partial.name, path)
    except BaseException:
        os.unlink(partial.name)
        raise


def let_go(store: Store, request_id: int) -> None:
    """Delete the files of a sealed request from the folder, but those that another request keeps too.

    As the only writer: nobody records an entry with the same file meanwhile.
    """
    if not store.read("files_let_go", request_id=request_id):
        return

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        for (sha256,) in cursor.execute(sql("queries", "files_let_go"), {"request_id": request_id}).fetchall():
            kept_at(store, sha256).unlink(missing_ok=True)

    store.write(act)


def kept_at(store: Store, sha256: str) -> Path:
    """Where a file with this digest is kept. Raises Refused for what is no digest."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Refused("A SHA-256 has 64 digits from 0 to 9 and a to f, in small letters.")
    beside = store.spool / "kept" if str(store.path) == MEMORY else store.path
    return folder_of(beside) / sha256[:2] / sha256


def folder_of(path: Path) -> Path:
    """The folder beside a store."""
    return path.with_name(path.name + ".files")


def with_lines(files: tuple[File, ...], lines: str | None) -> tuple[File, ...]:
    """The files, those of them that a line names with its pages, and those that a line describes besides. Raises Refused."""
    told = list(files)
    for number, line in enumerate((lines or "").splitlines(), 1):
        cells = [one_line(cell) for cell in re.split(r"[;\t]", line)]
        if len(cells) == 2 and cells[0] in {file.name for file in files}:
            pages = _number(cells[1], number, "the pages", MOST_PAGES, least=1)
            told = [replace(file, pages=pages) if file.name == cells[0] else file for file in told]
        elif any(cells):
            told.append(_described(cells, number))
    if len(told) > MOST_FILES:
        raise Refused(f"More than {MOST_FILES:,} files cannot be recorded at once: pack them into one, or record several installments.")
    return tuple(told)


def _described(cells: list[str], number: int) -> File:
    if len(cells) not in (3, 4) or not cells[0]:
        raise Refused(f"Line {number} of the described files cannot be read. {A_LINE}")
    if not DIGEST.fullmatch(cells[2]):
        raise Refused(f"Line {number} of the described files: a SHA-256 has 64 digits from 0 to 9 and a to f. {A_LINE}")
    size = _number(cells[1].replace(",", ""), number, "the size in bytes", MOST_BYTES)
    pages = _number(cells[3], number, "the pages", MOST_PAGES, least=1) if cells[3:] and cells[3] else None
    return File(cells[0], "application/octet-stream", None, pages, False, cells[2][-64:].lower(), size)


def _number(text: str, line: int, what: str, most: int, least: int = 0) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 16 or not least <= int(text) <= most:
        raise Refused(f"Line {line} of the described files: {what} must be a whole number. {A_LINE}")
    return int(text)
