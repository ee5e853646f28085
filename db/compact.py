"""The store written anew, so that what was sealed is in none of its bytes, and the files that no request keeps any more gone.

The engine never overwrites what it no longer needs: until its pages are used again, sealed words can be read from the file.
Works on a store that nothing else has open.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from records_desk.db import _pack
from records_desk.db._refused import Refused
from records_desk.db._texts import files, sql
from records_desk.db.files import folder_of
from records_desk.db.store import Store

STEPS = 4  # calls of progress
State = tuple[str, dict[str, int]]


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
            state, loose = _state(store), _loose(store)
            progress("write")
            store.write_anew().replace(anew)
            progress("verify")
            _verify(anew, state)
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


def _state(store: Store) -> State:
    """What both must have: the end of every chain, and the rows of every table."""
    rows = {row["name"]: store.query(f"select count(*) as n from store.{row['name']}")[0]["n"] for row in store.read("tables")}
    return store.look(_pack.heads_sha256), rows


def _verify(anew: Path, state: State) -> None:
    """Refuse a store that is not the one it was written from."""
    store = Store(anew)
    try:
        wrong = [audit.stem for audit in files("audits") if store.query(f"select 1 from ({sql('audits', audit.stem).rstrip().rstrip(';')}) limit 1")]
        if _state(store) != state or wrong:
            raise Refused(f"{anew.name} is not the same log ({', '.join(wrong) or 'other rows'}): nothing was changed. Verify the store first.")
    finally:
        store.close()
