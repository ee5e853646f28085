"""When backups are made by themselves, and what came of each: the city's plan, whether one is due, the list of runs.

Sleeps nowhere and asks the store for the time. Must not know how a backup is made (backup).
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db import backup_turn
from records_desk.db._entry import insert
from records_desk.db._refused import Refused
from records_desk.db.backup import Backup, Progress, back_up, check_folder
from records_desk.db.city import check_role, write_setting
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

AGAIN = timedelta(hours=1)  # after one that failed
MOST_KEPT, SHOWN = 3650, 20
SCHEDULE = "schedule"


@dataclass(frozen=True)
class Plan:
    """Into which folder, at which full hour of the city's day, and for how many days each day's backup stays."""

    folder: str
    hour: int = 1
    keep: int = 14


def plan(store: Store) -> Plan | None:
    """What the city decided; None where backups are not made by themselves."""
    found = {name: next((row["value"] for row in store.read("setting", name=f"backup_{name}")), None) for name in ("folder", "hour", "keep")}
    return Plan(found["folder"], int(found["hour"]), int(found["keep"])) if found["folder"] else None


def save_plan(store: Store, by: Staff, chosen: Plan) -> None:
    """Decide when backups are made by themselves; an empty folder: never. Raises Refused."""
    check_role(by)
    folder = chosen.folder.strip()
    if not 0 <= chosen.hour <= 23:
        raise Refused("The hour of a day is 0 to 23.")
    if not 1 <= chosen.keep <= MOST_KEPT:
        raise Refused(f"Backups are kept for 1 to {MOST_KEPT:,} days.")
    if folder:
        check_folder(store, Path(folder))

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        for name, value in (("folder", folder or None), ("hour", str(chosen.hour)), ("keep", str(chosen.keep))):
            write_setting(store, cursor, by, f"backup_{name}", value)

    store.write(act)


def is_due(now: datetime, hour: int, made_at: datetime | None, failed_at: datetime | None) -> bool:
    """Whether a backup is due at a time in the city, that of the last one and that of the last failure being known.

    One is due from the hour on until it is made, also on a later day when no desk ran at that hour; after a failure an hour later.
    A time after now is one of a clock that was wrong, and does not count.
    """
    planned = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    planned -= timedelta(days=1) if planned > now else timedelta()
    is_made = made_at is not None and planned <= made_at <= now
    is_too_soon = failed_at is not None and failed_at <= now < failed_at + AGAIN
    return not is_made and not is_too_soon


def tick(store: Store) -> None:
    """Make the backup that is due, if one is. What goes wrong is kept for Settings and in the log of the desk, and raised nowhere."""
    try:
        chosen = plan(store)
        if chosen and not backup_turn.is_under_way() and is_due(store.local(store.now()), chosen.hour, *_tried(store, chosen.folder)):
            run(store, Path(chosen.folder), chosen.keep, SCHEDULE)
    except Refused:
        logging.getLogger(__name__).warning("The backup that was due was refused: Settings says why")
    except Exception:
        logging.getLogger(__name__).exception("The backup that was due could not be made")


def back_up_now(store: Store, by: Staff, progress: Progress = lambda step: None) -> Backup:
    """Make the backup that is planned at once, whatever the hour. Raises Refused."""
    check_role(by)
    chosen = plan(store)
    if not chosen:
        raise Refused("No folder for backups is named: name one first.")
    return run(store, Path(chosen.folder), chosen.keep, by.sign_in, progress)


def run(store: Store, folder: Path, keep: int | None, started_by: str, progress: Progress = lambda step: None) -> Backup:
    """Back up, and keep what came of it. Raises Refused."""
    with backup_turn.under_way():
        return _run(store, folder, keep, started_by, progress)


def _run(store: Store, folder: Path, keep: int | None, started_by: str, progress: Progress) -> Backup:
    began_at, start = store.now(), time.perf_counter()
    row = {"run_id": store.new_ids(), "began_at": began_at, "started_by": started_by, "folder": str(folder)}
    try:
        made = back_up(store, folder, keep, progress)
        said = made.said
        row |= {"file": made.file.name, "bytes": said.bytes, "requests": said.requests, "missing_files": said.missing_files}
        row |= {"verify_seconds": said.seconds["verify"]}
        return made
    except Refused as refused:
        row["error"] = str(refused)
        raise
    except Exception as error:
        row["error"] = f"A fault of the program ({type(error).__name__}): the log of the desk says more."
        raise
    finally:
        row["seconds"] = round(time.perf_counter() - start, 1)
        if row.get("file") or row.get("error"):
            store.write(lambda cursor: insert(cursor, "backup_run", row))


def runs(store: Store) -> list[dict[str, Any]]:
    """The last backups, newest first."""
    return store.recall("backup_runs", most=SHOWN)


def _tried(store: Store, folder: str) -> tuple[datetime | None, datetime | None]:
    """When a backup into a folder was last made, and when one last failed, as times in the city."""
    (row,) = store.read("backup_tried", folder=str(Path(folder)), now=store.now())
    return tuple(store.local(at) if at else None for at in (row["made_at"], row["failed_at"]))
