"""How the database engine must be treated so that it loses nothing: a fair lock, a bounded retry, ids made here.

Owns the engine's quirks. Knows nothing about requests.
"""

import os
import random
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

# What DuckDB and PostgreSQL say when a transaction may simply be tried again.
PASSING = re.compile(r"conflict|could not serialize|duplicate key|deadlock|connection (?:to server|was lost|already closed)", re.I)
EPOCH_MS = 1_704_067_200_000  # 2024-01-01 UTC; keeps ids below 2^53, where JSON and spreadsheets stay exact
ID_BITS = 12
_masked = threading.RLock()


class FairLock:
    """A lock that serves its waiters in the order they came, so that no writer starves."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False
        self._holder: int | None = None

    @property
    def is_mine(self) -> bool:
        """Whether the thread that asks holds it."""
        return self._holder == threading.get_ident()

    def __enter__(self) -> "FairLock":
        self._take()
        self._holder = threading.get_ident()
        return self

    def _take(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        self._holder = None
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


@contextmanager
def owner_alone() -> Iterator[None]:
    """What the engine makes here its owner alone may read. The process has one mask for all threads, so this one waits for the others."""
    with _masked:
        before = os.umask(0o077)
        try:
            yield
        finally:
            os.umask(before)


def pause(attempt: int) -> None:
    """Wait a little, at random and longer each time, before a transaction is tried again."""
    time.sleep(min(0.004 * 2**attempt, 0.4) * random.random())


def roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """Roll back what failed."""
    try:
        cursor.rollback()
    except duckdb.Error:
        pass  # the engine already rolled back; the first error is the one to tell
