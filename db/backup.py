"""A backup made while the desk works: the store as of one moment, verified, with its kept files and what proves it later.

Owns the order of things: nothing bears a backup's name before it is whole and verified. Must not know which backups are kept how
long (rotation), nor when one is due (backup_schedule).
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db._backup_set import Description, Parts, clear, known, partial, parts_at
from records_desk.db._copying import Contents, contents, copy_file, create, make_folder, move, sync
from records_desk.db._refused import Refused
from records_desk.db._trouble import OF_THE_DISK
from records_desk.db._upkeep import shipped
from records_desk.db.backup_turn import alone_in
from records_desk.db.files import folder_of, kept_at
from records_desk.db.measure import measure
from records_desk.db.rotation import spared
from records_desk.db.store import Store
from records_desk.db.verify import DERIVED, verify

STEPS = 6  # calls of progress
SPARE = 64 << 20  # bytes that a disk should have left
NOT_WHOLE = "No backup was made: the copy could not be written and read back whole. Is a disk full or failing, or memory short?"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Backup:
    """A backup that was made: its file, what is said of it, and the older ones that went for it, or should have and could not."""

    file: Path
    said: Description
    gone: list[str]
    stuck: list[str]


def back_up(store: Store, folder: Path, keep: int | None = None, progress: Progress = lambda step: None) -> Backup:
    """Back a store up into a folder, and take away older backups of it that a rotation of `keep` days does not spare.

    Raises Refused; then nothing bears the name of a backup that was not there before.
    """
    try:
        check_folder(store, folder)
        with alone_in(folder, store.path):
            clear(folder, store.path)
            parts, said = _made(store, folder, progress)
            progress("rotate")
            return Backup(parts.store, said, *_rotate(store, parts, said, keep))
    except OSError as error:
        raise Refused(f"No backup was made: {folder} or the disk of the store cannot be written ({error.strerror}).") from error
    except (Refused, *OF_THE_DISK) as error:
        if not is_of_the_engine(error):
            raise
        raise Refused(NOT_WHOLE) from error


def is_of_the_engine(error: Exception) -> bool:
    """Whether the engine could not write or read a file, which it may have told in words that fit the desk's own file."""
    return not isinstance(error, Refused) or isinstance(error.__cause__, duckdb.Error)


def check_folder(store: Store, folder: Path) -> None:
    """Refuse a folder that no backup can lie in."""
    if not folder.is_absolute():
        raise Refused("Name the folder for backups from the root on, such as /srv/backups.")
    if not folder.is_dir():
        raise Refused(f"The folder {folder} does not exist: make it first, or name another one.")
    for own in (store.path.with_name(f"{store.path.name}.spool"), folder_of(store.path)):
        if folder.resolve().is_relative_to(own):
            raise Refused(f"{folder} is a folder that the desk itself works in: name another one.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused(f"The folder {folder} cannot be written: check its rights, or name another one.")
    for place in (folder, store.spool):
        needed, free = store.path.stat().st_size + SPARE, shutil.disk_usage(place).free
        if free < needed:
            raise Refused(f"A backup needs {needed:,} bytes on the disk of {place}, where {free:,} are free: make room, or name another folder.")


def _made(store: Store, folder: Path, progress: Progress) -> tuple[Parts, Description]:
    """A backup whole, verified and under its name."""
    began, before, seconds = store.now(), _files_before(store, folder), {}
    parts = parts_at(folder, store.path, began)
    if parts.store.exists():
        raise Refused(f"{parts.store.name} is there already: try again in a second.")
    with _cleaned_up(parts):
        progress("copy")
        with _timed(seconds, "copy"):
            written, held = store.write_copy()
            _brought(written, partial(parts.store))
        progress("verify")
        with _timed(seconds, "verify"):
            told, kept = _verified(store, parts, held)
        progress("files")
        with _timed(seconds, "files"):
            told |= _files_kept(store, parts, before, kept)
        progress("put")
        said = Description(made_at=f"{began.isoformat()}Z", **told, seconds=seconds)
        _put(parts, said)
    return parts, said


def _brought(written: Path, target: Path) -> None:
    """Bring a file out of the spool, where nothing of it stays, whatever goes wrong."""
    try:
        move(written, target)
    finally:
        written.unlink(missing_ok=True)


def _files_before(store: Store, folder: Path) -> Path | None:
    """The kept files of the newest backup that has some."""
    return next((parts.files for parts in reversed(known(folder, store.path).values()) if parts.files.is_dir()), None)


def _verified(store: Store, parts: Parts, held: Contents) -> tuple[dict[str, Any], list[str]]:
    """What is said of a copy whose file was read anew, and the files that it keeps: the store's own rows, and whole. Raises Refused."""
    copy = Store(partial(parts.store), clock=store.clock, most_memory=_beside_the_desk(store), only_reads=True)
    try:
        recorded = store.spool / parts.ends.name
        whole = verify(copy, record=recorded, but=DERIVED, with_files=False)
        if not whole.is_whole:
            raise Refused(f"No backup was made, because the log itself is broken: {whole.first} Run records-desk verify, and keep the older backups.")
        _brought(recorded, partial(parts.ends))
        if copy.look(contents) != held:
            raise Refused("No backup was made: the copy does not hold what the store held. Is the disk failing?")
        told = {"entries": whole.entries, "chain_ends_sha256": whole.ends.sha256, "verified": [check.name for check in whole.checks]}
        return told | _described(copy, held), [row["sha256"] for row in copy.read("kept_files")]
    finally:
        copy.close()


def _beside_the_desk(store: Store) -> str:
    """Half of the memory that the desk's own engine may take, for the one that reads the copy."""
    most, unit = store.query("select current_setting('memory_limit') as most")[0]["most"].split()
    return f"{float(most) / 2:.2f} {unit}"


def _described(copy: Store, held: Contents) -> dict[str, Any]:
    """What a store says of itself as of today: version, schema, rows, figures."""
    beginning = copy.read("log_begins")
    return {
        "as_of": copy.today().isoformat(),
        "version": version("records-desk"),
        "build": shipped(),
        "schema": copy.read("newest_schema")[0]["name"],
        "begins": beginning[0]["begins"] if beginning else None,
        "requests": held["request"][0],
        "tables": {name: rows for name, (rows, _) in held.items()},
        "figures": figures(copy, copy.today()),
        "bytes": copy.path.stat().st_size,
        "sha256": sha256_of(copy.path),
    }


def _files_kept(store: Store, parts: Parts, before: Path | None, kept: list[str]) -> dict[str, Any]:
    """Bring the kept files along; what is said of them. One that the backup before has is not copied again where the disk can share it.

    One that is missing beside the store counts as missing also where the backup before could lend it.
    """
    target, lacking, missing = partial(parts.files), 0, set()
    for sha256 in kept:
        place = target / sha256[:2] / sha256
        make_folder(place.parent)
        is_brought = _shared(before, place) or _copied(kept_at(store, sha256), place)
        lacking += not is_brought
        if not is_brought or not kept_at(store, sha256).exists():
            missing.add(sha256)
    if missing:
        missing &= {row["sha256"] for row in store.read("kept_files")}  # the others were sealed while this ran
    return {"files": len(kept) - lacking, "missing_files": len(missing)}


def _shared(before: Path | None, place: Path) -> bool:
    """Whether the backup before could lend a file, still whole."""
    try:
        os.link(before / place.parent.name / place.name, place) if before else None
    except OSError:  # it has none such, or the disk cannot share
        return False
    return before is not None and _is_as_named(place)


def _copied(kept: Path, place: Path) -> bool:
    """Whether a kept file was copied as the one that its name says; another one is not."""
    try:
        copy_file(kept, place)
    except FileNotFoundError:
        return False
    return _is_as_named(place)


def _is_as_named(place: Path) -> bool:
    """Whether a file has the digest that it is named by; one that has not is taken away."""
    if sha256_of(place) == place.name:
        return True
    place.unlink()
    return False


def _put(parts: Parts, said: Description) -> None:
    """Give the parts their names, the file of the store last."""
    with create(partial(parts.described)) as described:
        described.write(said.as_json().encode())
    sync(partial(parts.described))
    for part in (parts.ends, parts.described, parts.files, parts.store):
        if part != parts.files or partial(part).exists():  # a log without files has no folder of them
            partial(part).replace(part)
    sync(parts.store.parent)


def _rotate(store: Store, made: Parts, said: Description, keep: int | None) -> tuple[list[str], list[str]]:
    """Take away what a rotation does not spare of this log's own described backups: the names of those that went, and that could not."""
    if keep is None:
        return [], []
    own = {store.local(at): parts for at, parts in known(made.store.parent, store.path).items() if _is_of_log(parts, said.begins)}
    stay, gone, stuck = spared(own, keep), [], []
    for parts in (parts for at, parts in own.items() if at not in stay and parts != made):
        try:
            parts.remove()
            gone.append(parts.store.name)
        except OSError:
            stuck.append(parts.store.name)
    return gone, stuck


def _is_of_log(parts: Parts, begins: str | None) -> bool:
    said = parts.description()
    return said is not None and said.begins == begins


def figures(store: Store, as_of: date) -> list[dict[str, Any]]:
    """The headline as of a day, as plain values."""
    return json.loads(json.dumps(measure(store, "headline", as_of), default=str))


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _cleaned_up(parts: Parts) -> Iterator[None]:
    """Whatever ends it before the backup has its name leaves nothing of it."""
    try:
        yield
    except BaseException:
        if not parts.store.exists():
            shutil.rmtree(partial(parts.files), ignore_errors=True)
            for part in (parts.described, parts.ends):
                partial(part).unlink(missing_ok=True)
            parts.remove()
        raise


@contextmanager
def _timed(seconds: dict[str, float], what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[what] = round(time.perf_counter() - start, 1)
