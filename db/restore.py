"""A store made of a backup, in a place where none is: checked before, verified after, put there when it is whole.

Must not know how a backup is made. Writes over nothing.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from records_desk.db import _building as building
from records_desk.db._backup_set import Description, Parts
from records_desk.db._copying import copy_file, make_folder
from records_desk.db._refused import Refused
from records_desk.db._trouble import OF_THE_DISK, RESTORE
from records_desk.db._upkeep import StoreError
from records_desk.db.backup import SPARE, figures, is_of_the_engine, sha256_of
from records_desk.db.city import write_setting
from records_desk.db.files import folder_of, kept_at
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.db.verify import DERIVED, Verified, verify

BY = Staff("restore", "Restore", "administrator")
STEPS = 4  # calls of progress
NOTHING = "Nothing was restored."
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """What a restored store holds, the newest entry's time in UTC, the files that the backup lacks, and the description it was checked by.

    differs: the headline's figures that are not what they were, as (name, then, now). no_more_into: the folder that the city which
    was backed up has its backups made into every day; the restored store makes none.
    """

    requests: int
    entries: int
    files: int
    missing_files: int
    newest_at: datetime | None
    said: Description | None
    differs: list[tuple[str, object, object]]
    no_more_into: str | None
    seconds: dict[str, float]


def restore(backup: Path, target: Path, progress: Progress = lambda step: None) -> Restored:
    """Make a new store of a backup. Raises Refused and StoreError; then nothing is there that was not before."""
    built, said = target.with_name(f"{target.name}.restoring"), Parts(backup).description()
    _check(backup, target, built)
    building.clear(built)
    try:
        made = _built(backup, built, said, progress)
        progress("put")
        if target.exists():
            raise Refused(f"{target.name} was made by somebody else in the meantime. {NOTHING}")
        building.put(built, target)
        return made
    except OSError as error:
        raise Refused(f"{target.name} cannot be written, or the backup cannot be read ({error.strerror}). {NOTHING}") from error
    except (Refused, *OF_THE_DISK) as error:
        if not is_of_the_engine(error):
            raise
        raise Refused(f"{backup.name} is damaged, or what was made of it could not be written and read back whole. {NOTHING}") from error
    finally:
        building.clear(built)


def _check(backup: Path, target: Path, built: Path) -> None:
    """Refuse what is no backup or not all of a store, and a place that is taken or too small."""
    if not backup.is_file():
        raise Refused(f"There is no backup {backup}: name the file that ends in .duckdb.")
    if backup.with_name(f"{backup.name}.wal").exists():
        raise Refused(f"{backup.name} is a store that was not closed, for {backup.name}.wal beside it holds acts too: open it with the desk. {NOTHING}")
    if backup.resolve() == built.resolve():
        raise Refused(f"{backup.name} is what is called so while {target.name} is restored: rename it first. {NOTHING}")
    for taken in (target, target.with_name(f"{target.name}.wal"), folder_of(target)):
        if taken.exists():
            raise Refused(f"{taken.name} is there already: a backup is restored into a new file only. Name one with --store.")
    if not target.parent.is_dir():
        raise Refused(f"The folder {target.parent} does not exist: make it first, or name a file elsewhere with --store.")
    needed, free = backup.stat().st_size + SPARE, shutil.disk_usage(target.parent).free
    if free < needed:
        raise Refused(f"Restoring needs {needed:,} bytes on the disk of {target.parent}, where {free:,} are free: make room. {NOTHING}")


def _built(backup: Path, built: Path, said: Description | None, progress: Progress) -> Restored:
    """The store beside its place, with its files, verified."""
    seconds, start = {}, time.perf_counter()
    progress("copy")
    copy_file(backup, built)
    if said and sha256_of(built) != said.sha256:
        raise Refused(f"{backup.name} is damaged or was changed: it has not the SHA-256 that its description names. {NOTHING}")
    seconds["copy"] = round(time.perf_counter() - start, 1)
    store = _opened(backup, built, said)
    try:
        start = time.perf_counter()
        progress("verify")
        whole = _verified(store, backup, said)
        seconds["verify"] = round(time.perf_counter() - start, 1)
        progress("files")
        kept, missing = _files(store, Parts(backup).files)
        newest = store.read("newest_entry_at")[0]["newest_at"]
        differs = _differing(store, said)
        return Restored(whole.ends.requests, whole.entries, kept, missing, newest, said, differs, _planless(store), seconds)
    finally:
        store.close()


def _planless(store: Store) -> str | None:
    """Take the folder for backups out of the settings, as the last thing: a drill must not write among the backups of the desk at work."""
    folder = next((row["value"] for row in store.read("setting", name="backup_folder")), None)
    if folder:
        store.clock = lambda: datetime.now(UTC)
        store.write(lambda cursor: write_setting(store, cursor, BY, "backup_folder", None))
    return folder


def _opened(backup: Path, built: Path, said: Description | None) -> Store:
    """The copy, brought to this version; its clock stands at the backup's moment, where that is known, for figures of that day."""
    moment = datetime.fromisoformat(said.made_at).astimezone(UTC) if said else None
    try:
        return Store(built, clock=(lambda: moment) if moment else None, keeps_old=False)
    except StoreError as error:
        if RESTORE in str(error):  # which is what is being done
            raise Refused(f"{backup.name} is damaged, cut off, or no backup: name an older one. {NOTHING}") from error
        raise Refused(f"{str(error).replace(built.name, backup.name)} {NOTHING}") from error


def _verified(store: Store, backup: Path, said: Description | None) -> Verified:
    """Refuse a log that is broken, or another than the one that was backed up."""
    ends = Parts(backup).ends
    whole = verify(store, expected=ends if ends.exists() else None, but=DERIVED if said else (), with_files=False)
    if not whole.is_whole:
        raise Refused(f"{backup.name} does not verify: {whole.first} {NOTHING}")
    told = (whole.ends.requests, whole.entries, whole.ends.sha256)
    if said and told != (said.requests, said.entries, said.chain_ends_sha256):
        raise Refused(f"{backup.name} does not hold the log that its description names. {NOTHING}")
    return whole


def _files(store: Store, folder: Path) -> tuple[int, int]:
    """Bring the kept files along: how many came, and how many the backup lacks or has otherwise than its names say."""
    kept = [row["sha256"] for row in store.read("kept_files")]
    missing = 0
    for sha256 in kept:
        source, place = folder / sha256[:2] / sha256, kept_at(store, sha256)
        if not source.is_file() or sha256_of(source) != sha256:
            missing += 1
            continue
        make_folder(place.parent)
        copy_file(source, place)
    return len(kept) - missing, missing


def _differing(store: Store, said: Description | None) -> list[tuple[str, object, object]]:
    """Which figures of the headline are not those of the backup's day."""
    if not said:
        return []
    (then,), (now,) = said.figures, figures(store, datetime.fromisoformat(said.as_of).date())
    return [(name, then.get(name), now.get(name)) for name in sorted({*then, *now}) if then.get(name) != now.get(name)]
