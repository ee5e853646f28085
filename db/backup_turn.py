"""Whose turn it is to back up: one backup at a time in this process, and one at a time of a store's name in a folder."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records_desk.db._copying import create, lock
from records_desk.db._refused import Refused

_under_way = threading.Lock()


@contextmanager
def under_way() -> Iterator[None]:
    """While this process backs up and keeps what came of it, which it does one at a time. Raises Refused."""
    if not _under_way.acquire(blocking=False):
        raise Refused("A backup is under way: wait until it is done.")
    try:
        yield
    finally:
        _under_way.release()


def is_under_way() -> bool:
    """Whether this process makes a backup."""
    return _under_way.locked()


def wait_until_done() -> None:
    """Return when this process makes no backup."""
    with _under_way:
        pass


@contextmanager
def alone_in(folder: Path, store: Path) -> Iterator[None]:
    """While no other process backs a store of this name up into the folder: each clears away what it takes for a killed one's. Raises Refused."""
    place = folder / f".{store.stem}.lock"
    with create(place) as file:
        if not lock(file) or not place.exists() or not os.path.samefile(place, file.fileno()):  # whoever had it took it away when it was done
            raise Refused(f"Another desk whose store is called {store.name} backs up into {folder} just now: name another folder for one of the two.")
        try:
            yield
        finally:
            place.unlink(missing_ok=True)
