"""Where the chain of every request ends: as one digest, and as a record that lies outside the store.

Nothing inside a store can tell that its newest entries were taken away. A record can: whoever kept it, or its digest alone, proves
later that every request goes on from where it was.
"""

import gzip
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from records_desk.db._refused import Refused
from records_desk.db._texts import sql

LINE = re.compile(rb"\S+ [0-9a-f]{64}\n")
LAST = re.compile(rb"records-desk-chain-ends-1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\d+) ([0-9a-f]{64})\n")
LONGEST, FASTEST = 400, 1  # letters of a line; how gzip is asked to work: hashes do not shrink


@dataclass(frozen=True)
class Ends:
    """How many requests a log has, and the SHA-256 over a line for each: its number, a blank, the last hash of its chain, by number."""

    requests: int
    sha256: str


@dataclass(frozen=True)
class Record:
    """A record that was read: where the chains ended when it was made, in UTC, and its lines in a file of their own."""

    made_at: str
    ends: Ends
    lines: Path


def ends(cursor: duckdb.DuckDBPyConnection, tell: Callable[[bytes], Any] = lambda lines: None) -> Ends:
    """Where all chains end; tell(lines) is given each line, many at a time."""
    found, digest, requests = cursor.execute(sql("queries", "chain_ends")), hashlib.sha256(), 0
    while some := found.fetchmany(10_000):
        lines = "".join(f"{number} {end}\n" for number, end in some).encode()
        digest.update(lines)
        tell(lines)
        requests += len(some)
    return Ends(requests, digest.hexdigest())


def write(cursor: duckdb.DuckDBPyConnection, target: Path, made_at: datetime) -> Ends:
    """Write the record into a file, packed where its name ends in .gz; the digest stands in its last line. Raises OSError.

    The file is there as a whole or not at all, and a record that was there before is replaced.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as file:
            with gzip.open(file, "wb", FASTEST) if target.suffix == ".gz" else nullcontext(file) as lines:
                told = ends(cursor, lines.write)
                lines.write(f"records-desk-chain-ends-1 {made_at.isoformat()}Z {told.requests} {told.sha256}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return told


@contextmanager
def read(file: Path, spool: Path) -> Iterator[Record]:
    """A record, its lines laid out in the spool for as long as it is used. Raises Refused for what is none, or was changed."""
    with tempfile.NamedTemporaryFile(dir=spool, suffix=".ends") as lines:
        try:
            with file.open("rb") as opened:
                is_packed = opened.read(2) == b"\x1f\x8b"
            with gzip.open(file, "rb") if is_packed else file.open("rb") as opened:
                made_at, told = _taken(file, opened, lines)
        except (OSError, EOFError) as error:
            raise Refused(f"{file.name} cannot be read as a record of chain ends: {getattr(error, 'strerror', None) or 'it was cut off or damaged'}.") from error
        lines.flush()
        yield Record(made_at, told, Path(lines.name))


def _taken(file: Path, opened: Any, lines: BinaryIO) -> tuple[str, Ends]:
    """Lay out the lines, up to the last one, which names their digest."""
    digest, requests = hashlib.sha256(), 0
    while LINE.fullmatch(line := opened.readline(LONGEST)):
        digest.update(line)
        lines.write(line)
        requests += 1
    found = LAST.fullmatch(line)
    if not found or opened.read(1):
        raise Refused(f"{file.name} is not a record of chain ends, or it was cut off: it is written by records-desk verify --record.")
    told = Ends(int(found[2]), found[3].decode())
    if told != Ends(requests, digest.hexdigest()):
        raise Refused(f"{file.name} was changed: its lines have not the SHA-256 that its last line names.")
    return found[1].decode(), told

