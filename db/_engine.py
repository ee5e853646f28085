"""How the database engine must be treated so that it loses nothing: a fair lock, a bounded retry, ids made here, a folder to work in.

Owns the engine's quirks. Knows nothing about requests.
"""

import random
import re
import shutil
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

import duckdb

# What DuckDB and PostgreSQL say when a transaction may simply be tried again.
PASSING = re.compile(r"conflict|could not serialize|duplicate key|deadlock|connection (?:to server|was lost|already closed)", re.I)
EPOCH_MS = 1_704_067_200_000  # 2024-01-01 UTC; keeps ids below 2^53, where JSON and spreadsheets stay exact
ID_BITS = 12


class FairLock:
    """A lock that serves its waiters in the order they came, so that no writer starves."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def __enter__(self) -> "FairLock":
        with self._guard:
            if not self._held:
                self._held = True
                return self
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class Ids:
    """Ever-growing ids made by this process, so that a COMMIT whose answer was lost can be looked up."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._last = 0

    def reserve(self, count: int = 1, above: int = 0) -> int:
        """Return the first of `count` consecutive ids, all greater than `above`."""
        with self._guard:
            now = (int(time.time() * 1000) - EPOCH_MS) << ID_BITS
            first = max(now, self._last + 1, above + 1)
            self._last = first + count - 1
            return first


def pause(attempt: int) -> None:
    """Wait a little, at random and longer each time, before a transaction is tried again."""
    time.sleep(min(0.004 * 2**attempt, 0.4) * random.random())


def make_spool(beside: Path | None) -> Path:
    """A private folder through which files come and go, beside a store; for None elsewhere, the store's own folder being left as it is."""
    if beside is None:
        return Path(tempfile.mkdtemp(prefix="spool-"))
    folder = beside.with_name(beside.name + ".spool")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="spool-", dir=folder))


def drop_spool(spool: Path) -> None:
    """Take the folder away, and the one that it stands in where no other process works there."""
    shutil.rmtree(spool, ignore_errors=True)
    if spool.parent.suffix == ".spool" and spool.parent.exists() and not any(spool.parent.iterdir()):
        spool.parent.rmdir()


def why_not(path: Path, error: duckdb.Error) -> str:
    """The sentence for a store that cannot be opened."""
    text = str(error)
    if "lock" in text.lower():
        return f"{path.name} is open in another process: stop the desk that serves it, then try again."
    if "permission" in text.lower() or "read-only" in text.lower():
        return f"{path.name} cannot be written: check the rights of the file and its folder."
    return f"{path.name} is not a store that this version can read: {text.splitlines()[0]}"
