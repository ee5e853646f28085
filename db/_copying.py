"""How a whole store is copied by the engine, and how it is told that two are the same, row for row.

Knows tables, files and the engine. Knows no request and no reason for a copy.
"""

import os
import shutil
from pathlib import Path
from typing import BinaryIO

import duckdb

from records_desk.db._texts import sql

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

CHUNK, HAS_LOCKS = 1 << 20, fcntl is not None
FORMAT = "v1.4.0"  # the first whose files know their own log of changes: that of another file, or an old one, is not taken
Contents = dict[str, tuple[int, int]]


def write_copy(cursor: duckdb.DuckDBPyConnection, target: Path) -> Contents:
    """Copy the attached store into a new file as it stands at one moment; return what it then held. Writers go on meanwhile.

    Whatever ends it takes the file away again. Raises duckdb.Error.
    """
    cursor.execute("attach '{}' as copied (storage_version '{}')".format(str(target).replace("'", "''"), FORMAT))
    try:
        cursor.execute("copy from database store to copied (schema)")
        cursor.begin()
        held = contents(cursor)
        for name in held:  # `copy from database` with the rows would be a transaction of its own, and tell of another moment
            cursor.execute(f"insert into copied.{name} from store.{name}")
        cursor.commit()
        cursor.execute("detach copied")
        return held
    except BaseException:
        _abandon(cursor)
        remove(target)
        raise


def contents(cursor: duckdb.DuckDBPyConnection) -> Contents:
    """Of each table how many rows it has, and the sum of their digests, whatever their order.

    The digests are of 64 bits and find what went wrong, not what somebody made to look alike: that is what the chains are for.
    """
    names = [name for (name,) in cursor.execute(sql("queries", "tables")).fetchall()]
    return {name: cursor.execute(f"select count(*), coalesce(sum(hash(t)), 0)::hugeint from store.{name} as t").fetchone() for name in names}


def move(source: Path, target: Path) -> None:
    """Bring a file to another place, its owner's alone, across file systems where need be, safe on the disk when this returns.

    Raises OSError, the file then being where it was.
    """
    source.chmod(0o600)
    try:
        source.replace(target)
    except OSError:
        copy_file(source, target)
        source.unlink()
    else:
        sync(target)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file's bytes into a file that its owner alone reads, safe on the disk when this returns. Raises OSError."""
    with source.open("rb") as read, create(target) as written:
        shutil.copyfileobj(read, written, CHUNK)
        written.flush()
        os.fsync(written.fileno())


def make_folder(folder: Path) -> None:
    """Make a folder and the one that it lies in, where they are missing, their owner's alone. Raises OSError."""
    for missing in (folder.parent, folder):  # `parents` would make the upper one everybody's to read
        missing.mkdir(mode=0o700, exist_ok=True)


def create(target: Path) -> BinaryIO:
    """A file to be written anew that its owner alone reads. Raises OSError."""
    return open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def lock(file: BinaryIO) -> bool:
    """Lock an open file for this process until it closes it; whether no other process has it locked, as far as the system tells."""
    try:
        if fcntl:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False


def sync(path: Path) -> None:
    """Have the disk hold what was written of a file, or of a folder's names where the system can do that."""
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return  # Windows keeps names without being asked
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def remove(store: Path) -> None:
    """Take away the file of a store that was not finished, and its log of changes."""
    for ending in ("", ".wal"):
        store.with_name(store.name + ending).unlink(missing_ok=True)


def _abandon(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let go of a copy that went wrong; what the engine says about that hides the first error."""
    for statement in ("rollback", "detach database if exists copied"):
        try:
            cursor.execute(statement)
        except duckdb.Error:
            pass
