"""A pack: the file that a whole log travels in, and every way in which it can be wrong.

Knows its manifest, its members and what they may not be. Believes nothing that it has not counted.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from records_desk.db._copying import make_folder
from records_desk.db._refused import Refused
from records_desk.db.files import kept_at
from records_desk.db.store import Store

FORMAT, MANIFEST, LARGEST_MANIFEST = "records-desk whole log 1", "manifest.json", 1 << 20
CHUNK = 1 << 20
# Every row of the log carries an id of its own, so that none takes less than a byte; texts shrink, but not without end.
TEXT_TO_BYTES, SPARE = 200, 64 << 20
NOTHING = "Nothing was imported."
UNREADABLE = (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, RuntimeError, NotImplementedError, UnicodeError)


@dataclass(frozen=True)
class Table:
    """A table of a pack: its rows, the bytes and SHA-256 of its file."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a pack says that it holds. heads_sha256 is the digest of where every chain ends."""

    schema: list[str]
    made_at: datetime
    tables: dict[str, Table]
    heads_sha256: str
    files: int

    def as_json(self) -> str:
        """As it is written."""
        return json.dumps({"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}, indent=1)


class Pack:
    """An opened pack."""

    def __init__(self, zipped: zipfile.ZipFile, name: str) -> None:
        self._zipped, self.name = zipped, name
        self._members = {member.filename: member for member in zipped.infolist()}
        if len(self._members) != len(zipped.infolist()):
            raise self.refused("holds a part twice")
        if any(member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 1 for member in self._members.values()):
            raise self.refused("was packed anew by another program: use the file as it was written")
        self.manifest = self._manifest()

    def refused(self, why: str) -> Refused:
        """The sentence of a refusal."""
        return Refused(f"{self.name} {why}. {NOTHING}")

    def check(self, schema: list[str], tables: set[str]) -> None:
        """Refuse a pack of a newer version, and one whose parts are not those of its manifest."""
        if newer := set(self.manifest.schema) - set(schema):
            raise self.refused(f"was written by a newer Records Desk ({max(newer)}): install that version or a later one")
        if unknown := set(self.manifest.tables) - tables:
            raise self.refused(f"holds a table that is not known here: {min(unknown)[:40]}")
        if missing := {"request", "event", "person", "desk"} - set(self.manifest.tables):
            raise self.refused(f"lacks the table {min(missing)}")
        kept = {name for name in self._members if re.fullmatch(r"files/[0-9a-f]{64}", name)}
        expected = {MANIFEST, *map(_member, self.manifest.tables)}
        if set(self._members) - kept != expected or len(kept) != self.manifest.files:
            raise self.refused("does not hold the parts that its manifest names")

    def load(self, store: Store, name: str) -> None:
        """Fill a table of an empty store."""
        told, rows = self.manifest.tables[name], store.spool / f"{name}.parquet"
        try:
            if self._unpack(_member(name), rows, told.bytes) != told.sha256:
                raise self.refused(f"was changed: the table {name} has not the SHA-256 of its manifest")
            columns = self._check_rows(store, name, rows, told)
            store.write(lambda cursor: cursor.execute(f"delete from store.{name}"))
            named = ", ".join(columns)
            statement = f"insert into store.{name} ({named}) select {named} from read_parquet($rows)"
            store.write(lambda cursor: cursor.execute(statement, {"rows": str(rows)}))
        except duckdb.Error as error:  # its words may hold what stands in the rows
            raise self.refused(f"cannot be taken: the table {name} is not as this version keeps it") from error
        finally:
            rows.unlink(missing_ok=True)

    def unpack_files(self, store: Store) -> None:
        """Put the kept files beside the store; each must be the one that its name says, and belong to an entry."""
        known = store.look(_file_digests)
        for member in self._members:
            folder, _, sha256 = member.partition("/")
            if folder != "files":
                continue
            place = kept_at(store, sha256)
            make_folder(place.parent)
            if sha256 not in known or self._unpack(member, place, self._members[member].file_size) != sha256:
                raise self.refused("was changed: a kept file is not the one that an entry names")

    def _manifest(self) -> Manifest:
        try:
            if self._members[MANIFEST].file_size > LARGEST_MANIFEST:
                raise self.refused("has a manifest that is too large")
            told = json.loads(self._zipped.read(MANIFEST))
            if told.pop("format") != FORMAT:
                raise self.refused("is a whole log of another format: install the version that wrote it")
            tables = {str(name): Table(int(one["rows"]), int(one["bytes"]), str(one["sha256"])) for name, one in told["tables"].items()}
            made_at, schema = datetime.fromisoformat(told["made_at"]), [str(name) for name in told["schema"]]
            return Manifest(schema, made_at, tables, str(told["heads_sha256"]), int(told["files"]))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise self.refused("is not a whole log: its manifest is missing or cannot be read") from error

    def _unpack(self, member: str, target: Path, size: int) -> str:
        """Write a part of the pack out, not more than it should have; return its SHA-256."""
        if self._members[member].file_size != size:
            raise self.refused(f"was changed: {member} has not the size of its manifest")
        with self._zipped.open(member) as source, target.open("wb") as out:
            return _copied(source, out)

    def _check_rows(self, store: Store, name: str, rows: Path, told: Table) -> list[str]:
        """The columns of a table's file, when they are the store's and it holds no more than its size can."""
        theirs = dict(store.columns("from read_parquet($rows)", {"rows": str(rows)}))
        ours = dict(store.columns(f"from store.{name}", {}))
        if unknown := [column for column, kind in theirs.items() if ours.get(column) != kind]:
            raise self.refused(f"holds a column that is not known here: {name}.{unknown[0][:40]}")
        texts = [f"coalesce(sum(strlen({column})), 0)" for column, kind in theirs.items() if kind == "VARCHAR"]
        counted = f"select count(*) as rows, ({' + '.join(texts) or '0'})::hugeint as letters from read_parquet($rows)"
        (found,) = store.query(counted, rows=str(rows))
        if found["rows"] != told.rows:
            raise self.refused(f"was changed: the table {name} has not the rows of its manifest")
        if told.rows > told.bytes or found["letters"] > TEXT_TO_BYTES * told.bytes + SPARE:
            raise self.refused(f"would grow beyond reason: the table {name} holds more than its size can")
        return list(theirs)


@contextmanager
def opened(file: Path) -> Iterator[Pack]:
    """A pack to take from. Raises Refused for what is none, or is cut off."""
    try:
        with zipfile.ZipFile(file) as zipped:
            yield Pack(zipped, file.name)
    except UNREADABLE as error:
        raise Refused(f"{file.name} cannot be read to its end: it is no whole log, or it was cut off or damaged. {NOTHING}") from error


def add_table(cursor: duckdb.DuckDBPyConnection, zipped: zipfile.ZipFile, name: str, rows: Path) -> Table:
    """Add a table to a pack, by way of a file that is taken away again."""
    try:
        copy = f"copy (from store.{name}) to $rows (format parquet, compression zstd)"
        (count,) = cursor.execute(copy, {"rows": str(rows)}).fetchone()
        return Table(count, rows.stat().st_size, _add(zipped, rows, _member(name)))
    finally:
        rows.unlink(missing_ok=True)


def add_files(cursor: duckdb.DuckDBPyConnection, zipped: zipfile.ZipFile, store: Store) -> int:
    """Add the files that came with requests or were released, as far as they are there; return how many."""
    there = [sha256 for sha256 in sorted(_file_digests(cursor)) if kept_at(store, sha256).exists()]
    for sha256 in there:
        _add(zipped, kept_at(store, sha256), f"files/{sha256}")
    return len(there)


def _file_digests(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    return {sha256 for (sha256,) in cursor.execute("select distinct sha256 from store.event_file").fetchall()}


def _member(table: str) -> str:
    return f"tables/{table}.parquet"


def _add(zipped: zipfile.ZipFile, file: Path, member: str) -> str:
    part = zipfile.ZipInfo(member)  # without the file's time: the same log gives the same pack
    part.file_size = file.stat().st_size
    with file.open("rb") as source, zipped.open(part, "w") as out:
        return _copied(source, out)


def _copied(source: Any, out: BinaryIO | Any) -> str:
    """Copy piece by piece; the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    while piece := source.read(CHUNK):
        digest.update(piece)
        out.write(piece)
    return digest.hexdigest()
