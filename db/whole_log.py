"""The whole log in one file, and from that file the same log again.

Owns what is packed, in which order it is taken in, and that all of it comes or nothing. Must not know how a pack is
checked before it is believed (_pack).
"""

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from records_desk.db import _building, _pack, chain_ends
from records_desk.db._pack import Manifest, Pack
from records_desk.db._refused import Refused
from records_desk.db._texts import files
from records_desk.db._upkeep import REFERENCE, rebuild_derived
from records_desk.db.language import msgid
from records_desk.db.store import Store
from records_desk.db.verify import verify

Progress = Callable[[str], None]
STEPS = 4  # calls of progress, packing and taking in
HOLDS = msgid("It holds everything: names, addresses, words, letters, files and the city's settings.")
REMADE = {*REFERENCE, "schema_file", "derived_state", *(file.stem for file in files("derived/tables"))}  # by the program, never packed


@dataclass(frozen=True)
class Whole:
    """What a pack holds, or what was taken from it."""

    requests: int
    events: int
    files: int
    path: Path


def tables(store: Store) -> list[str]:
    """The tables that are packed: all but those that the program makes itself."""
    return [row["name"] for row in store.read("tables") if row["name"] not in REMADE]


def pack(store: Store, progress: Progress = lambda step: None) -> Whole:
    """Write the whole log into the spool as it stands at one moment: a zip of Parquet tables and kept files.

    Its manifest tells rows and SHA-256 of each table and the digest of all chains' ends.
    """
    with tempfile.NamedTemporaryFile(dir=store.spool, suffix=".zip", delete=False) as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as zipped:
                return store.look(lambda cursor: _packed(store, cursor, zipped, Path(file.name), progress))
        except BaseException:  # whatever ends it, no half-written log with names in it stays behind
            Path(file.name).unlink()
            raise


def is_whole(file: Path) -> bool:
    """Whether a file means to be a whole log, however damaged: a zip by its ending, or one with a manifest."""
    if file.suffix.lower() == ".zip":
        return True
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as zipped:
        return _pack.MANIFEST in zipped.namelist()


def _packed(store: Store, cursor: duckdb.DuckDBPyConnection, zipped: zipfile.ZipFile, path: Path, progress: Progress) -> Whole:
    cursor.begin()  # all tables as of one moment
    progress("tables")
    told = {name: _pack.add_table(cursor, zipped, name, store.spool / f"{path.stem}.parquet") for name in tables(store)}
    progress("chains")
    heads = chain_ends.ends(cursor).sha256
    progress("files")
    kept = _pack.add_files(cursor, zipped, store)
    made = Manifest(schema=_schema(cursor), made_at=store.now(), tables=told, heads_sha256=heads, files=kept)
    zipped.writestr(zipfile.ZipInfo(_pack.MANIFEST), made.as_json())  # without the time: the same log gives the same pack
    progress("done")
    return Whole(told["request"].rows, told["event"].rows, kept, path)


def take_in(
    file: Path, target: Path, clock: Callable[[], datetime] | None = None, progress: Progress = lambda step: None
) -> Whole:
    """Make a store of a pack, in the place of an empty one or of none. Raises Refused, with the target as it was.

    The log is built beside the target, verified by every audit, and put in its place at the end.
    """
    held = _empty(target, clock)
    building = target.with_name(f"{target.name}.incoming")
    try:
        with _pack.opened(file) as found:
            made = _built(found, building, clock, progress)
        if held:
            held.close()
        elif target.exists():
            raise Refused(f"{target.name} was made by somebody else in the meantime. Nothing was imported.")
        _building.put(building, target)
        return made
    finally:
        if held:
            held.close()
        _building.clear(building)


def _built(found: Pack, building: Path, clock: Callable[[], datetime] | None, progress: Progress) -> Whole:
    _building.clear(building)
    store = Store(building, clock=clock)
    try:
        found.check(_shipped(store), set(tables(store)))
        progress("tables")
        for name in found.manifest.tables:
            found.load(store, name)
        progress("files")
        found.unpack_files(store)
        progress("derive")
        store.write(rebuild_derived)
        progress("verify")
        _verify(store, found)
    finally:
        store.close()
    told = found.manifest.tables
    return Whole(told["request"].rows, told["event"].rows, found.manifest.files, building)


def _verify(store: Store, found: Pack) -> None:
    """Refuse a log whose chains do not end as the manifest says, or that an audit finds fault with."""
    whole = verify(store, but=("snapshot_drift",), with_files=False)  # the snapshot was projected from the whole ledger a moment ago
    if whole.ends.sha256 != found.manifest.heads_sha256:
        raise Refused(f"{found.name} was changed: its chains do not end as its manifest says. Nothing was imported.")
    if not whole.is_whole:
        raise Refused(f"{found.name} does not verify: {whole.first} Nothing was imported.")


def _empty(target: Path, clock: Callable[[], datetime] | None) -> Store | None:
    """The store in whose place the log will come, held open until then; None where there is none. Refused where it is in use."""
    if not target.exists():
        return None
    store = Store(target, clock=clock)
    if store.read("any_request") or store.read("any_setting"):
        store.close()
        raise Refused(f"{target.name} is in use: it holds requests or changed settings. A whole log comes into a new store: name one with --store.")
    return store


def _schema(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in cursor.execute("select name from store.schema_file order by name").fetchall()]


def _shipped(store: Store) -> list[str]:
    return store.look(_schema)
