"""What the engine and the disk say when something is broken, in a sentence for the clerk: what happened, what to do.

Knows their words by heart. What it does not know stays as it is and crashes loudly.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from records_desk.db._refused import Refused, Unsure
from records_desk.db._upkeep import StoreError

RESTORE = "restore the newest backup with `records-desk restore`"
# Of these only does the engine speak where its file, log or disk is broken; other errors can quote what somebody typed.
OF_THE_DISK = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException, duckdb.OutOfMemoryException, OSError)
# The engine lets nothing in any more until the file is opened anew.
BROKEN = re.compile(r"has been invalidated|must be restarted|connection already closed", re.I)
FULL = re.compile(r"no space left|quota exceeded|file too large", re.I)
TAKEN = re.compile(r"could not set lock|used by another process|unique file handle", re.I)
FORBIDDEN = re.compile(r"permission denied|read-only|operation not permitted", re.I)
FOREIGN = re.compile(r"WAL does not match|WAL was created for", re.I)
DAMAGED = re.compile(r"corrupt|checksum|not read enough bytes|while replaying WAL|input/output error|attempted to read", re.I)


def is_broken(error: duckdb.Error) -> bool:
    """Whether the file must be opened anew before anything else is asked of the engine."""
    return isinstance(error, duckdb.FatalException) or bool(BROKEN.search(str(error)))


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """What the engine or the disk refuses here is Refused, in a sentence."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        if told := why_not_done(path, error):
            raise Refused(told) from error
        raise


@contextmanager
def when_opening(path: Path) -> Iterator[None]:
    """What keeps a store from being opened is a StoreError, in a sentence."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise StoreError(why_not_opened(path, error)) from error


def unsure(path: Path, error: duckdb.Error) -> Unsure | None:
    """Why nobody knows whether an act was kept, None where it was not: the engine broke before it was to be kept."""
    if "failed to commit" not in str(error).lower():
        return None
    return Unsure(why_not_done(path, error) or "The database broke and was opened anew.")


def why_not_done(path: Path, error: Exception) -> str | None:
    """Why something could not be recorded or read, None where the error is none of these."""
    said = str(error) if isinstance(error, OF_THE_DISK) else ""
    if FULL.search(said):
        return f"The disk of {path.name} is full. What was recorded before is all there: free some space, then do this again."
    if FORBIDDEN.search(said):
        return f"{path.name} can no longer be written: check the rights of the file and its folder, then do this again."
    if DAMAGED.search(said):
        return f"A part of {path.name} is damaged and cannot be read: stop the desk and {RESTORE}."
    return None


def why_not_opened(path: Path, error: Exception) -> str:
    """Why a store cannot be opened."""
    said = str(error)
    if TAKEN.search(said):
        return f"{path.name} is open in another process: stop the desk that serves it, then try again."
    if FULL.search(said):
        return f"{path.name} cannot be opened, its disk is full: free some space, then try again. Nothing is lost."
    if FORBIDDEN.search(said):
        return f"{path.name} cannot be written: check the rights of the file and its folder."
    if FOREIGN.search(said):
        return f"{path.name}.wal is not the log of changes of this file: move it elsewhere, or {RESTORE}."
    if DAMAGED.search(said):
        return f"{path.name} is damaged ({_engine_s(said)}): {RESTORE}."
    return f"{path.name} is not a store that this version can read ({_engine_s(said)}): name another file, or {RESTORE}."


def why_incomplete(path: Path, until: datetime) -> str:
    """What a witness says of a store that lacks what was recorded until a moment in UTC."""
    return (
        f"{path.name} lacks acts that were recorded until {until:%Y-%m-%d %H:%M} UTC: {path.name}.wal beside it is missing, or it is not the one "
        f"that was there. Put it back, or {RESTORE}. To go on without those acts, delete {path.name}.witness."
    )


def _engine_s(said: str) -> str:
    """The engine's own words, for whoever mends it."""
    return said.splitlines()[0]
