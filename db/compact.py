"""The store written anew, so that what was sealed is in none of its bytes, and the files that no request keeps any more gone.

The engine never overwrites what it no longer needs: until its pages are used again, sealed words can be read from the file.
Works on a store that nothing else has open.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from records_desk.db._copying import Contents, contents
from records_desk.db._refused import Refused
from records_desk.db.files import folder_of
from records_desk.db.store import Store
from records_desk.db.verify import verify

STEPS = 4  # calls of progress


@dataclass(frozen=True)
class Compacted:
    """The store's bytes before and after, and how many files went that no request keeps."""

    before: int
    after: int
    files: int


def compact(path: Path, progress: Callable[[str], None] = lambda step: None) -> Compacted:
    """Write a store anew, verify it and put it in the old one's place. Raises StoreError, Refused; the store is then as it was."""
    path, anew = path.resolve(), path.resolve().with_name(f"{path.name}.anew")
    before = path.stat().st_size
    try:
        store = Store(path)
        try:
            loose = _loose(store)
            progress("write")
            written, held = store.write_anew()
            written.replace(anew)
            progress("verify")
            _verify(anew, held)
            progress("put")
            _put(anew, path, store)
            progress("files")
            for file in loose:
                file.unlink()
        finally:
            store.close()
    finally:
        for part in ("", ".wal"):
            anew.with_name(anew.name + part).unlink(missing_ok=True)
    return Compacted(before, path.stat().st_size, len(loose))


def _put(anew: Path, path: Path, store: Store) -> None:
    """Put the new file in the old one's place while the old one is still held: no desk can open it in between."""
    shutil.copymode(path, anew)
    if hasattr(os, "chown"):
        os.chown(anew, path.stat().st_uid, path.stat().st_gid)
    try:
        anew.replace(path)
    except PermissionError:  # Windows replaces no file that is open
        store.close()
        anew.replace(path)


def _loose(store: Store) -> list[Path]:
    """The files that no entry keeps: left by an act that was refused, or by a sealing that was cut short."""
    kept = {row["sha256"] for row in store.read("kept_files")}
    return [file for file in folder_of(store.path).glob("*/*") if file.name not in kept]


def _verify(anew: Path, held: Contents) -> None:
    """Refuse a store that is not the one it was written from, or that is broken."""
    store = Store(anew, only_reads=True)
    try:
        whole = verify(store, with_files=False)
        if not whole.is_whole or store.look(contents) != held:
            raise Refused(f"The store is not whole, and nothing was changed: {whole.first if not whole.is_whole else 'it was not written as it is.'}")
    finally:
        store.close()
