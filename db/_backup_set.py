"""What a backup consists of, how its parts are called, and what the file beside it says.

A backup is a store by itself, with its folder of kept files, a record of chain ends and a description. Only what is called and
described so is ever taken for a backup.
"""

import json
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from glob import escape
from pathlib import Path
from typing import Any

from records_desk.db._copying import remove
from records_desk.db.files import folder_of

FORMAT, WHEN = "records-desk backup 1", "%Y-%m-%dT%H%M%SZ"
LARGEST = 1 << 20
Figures = list[dict[str, Any]]


@dataclass(frozen=True)
class Description:
    """What stands beside a backup. begins: the digest of the log's first request, which tells one city's log from another's.

    figures: the measure headline as of the day it was made. sha256 and bytes: of the store's file.
    """

    made_at: str
    as_of: str
    version: str
    schema: str
    begins: str | None
    requests: int
    entries: int
    files: int
    missing_files: int
    tables: dict[str, int]
    figures: Figures
    chain_ends_sha256: str
    bytes: int
    sha256: str
    verified: list[str]
    seconds: dict[str, float] = field(default_factory=dict)
    build: str | None = None  # the digest of what the version shipped

    def __post_init__(self) -> None:
        """Raise ValueError or TypeError for what no backup says of itself."""
        datetime.fromisoformat(self.made_at), date.fromisoformat(self.as_of)
        (figures,) = self.figures
        if not isinstance(figures, dict) or not all(isinstance(count, int) for count in (self.requests, self.entries, self.files, self.missing_files, self.bytes)):
            raise TypeError("no description of a backup")

    def as_json(self) -> str:
        """As it is written."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1) + "\n"


@dataclass(frozen=True)
class Parts:
    """The places of one backup.

    The file of the store is the last that gets its name and the first that loses it: until then, and from then on, a file of the
    name that is not whole tells that the others are of nothing (clear).
    """

    store: Path

    @property
    def described(self) -> Path:
        """The description."""
        return self.store.with_suffix(".json")

    @property
    def ends(self) -> Path:
        """The record of chain ends."""
        return self.store.with_suffix(".ends.gz")

    @property
    def files(self) -> Path:
        """The folder of kept files."""
        return folder_of(self.store)

    def description(self) -> Description | None:
        """What is said of it; None where there is nothing that can be read as that."""
        try:
            if self.described.stat().st_size > LARGEST:
                return None
            told = json.loads(self.described.read_text(encoding="utf-8"))
            return Description(**told) if told.pop("format") == FORMAT else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def remove(self) -> None:
        """Take all of it away; what does not belong to it in its folder stays, and so does the folder then. Raises OSError."""
        if self.store.exists():
            self.store.replace(partial(self.store))
        remove(self.store)
        for part in (self.ends, self.described):
            part.unlink(missing_ok=True)
        for kept in self.files.glob("??/*"):
            if re.fullmatch(r"[0-9a-f]{64}", kept.name):
                kept.unlink()
        for folder in (*self.files.glob("??"), self.files):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        remove(partial(self.store))


def parts_at(folder: Path, store: Path, made_at: datetime) -> Parts:
    """How the backup of a store is called that was begun at a moment in UTC."""
    return Parts(folder / f"{store.stem}-{made_at.strftime(WHEN)}.duckdb")


def known(folder: Path, store: Path) -> dict[datetime, Parts]:
    """The backups in a folder that are called as those of this store, by the moment in UTC that their name tells."""
    named = re.compile(re.escape(store.stem) + r"-(\d{4}-\d\d-\d\dT\d{6}Z)\.duckdb")
    found = {match[1]: file for file in folder.iterdir() if (match := named.fullmatch(file.name)) and file.is_file()}
    return {moment: Parts(file) for when, file in sorted(found.items()) if (moment := _moment(when))}


def clear(folder: Path, store: Path) -> None:
    """Take away what earlier backups of this store left that were killed, also while they got or lost their name.

    What could not be taken away by a rotation either stays and hinders nothing.
    """
    named = re.compile(r"\." + re.escape(store.stem) + r"-(\d{4}-\d\d-\d\dT\d{6}Z)\.([a-z.]+)\.partial(?:\.wal)?")
    found = [(left, match) for left in folder.glob(f".{escape(store.stem)}-*.partial*") if (match := named.fullmatch(left.name))]
    for left, match in sorted(found, key=lambda one: one[1][2] == "duckdb"):  # what tells of the others goes last
        parts = Parts(folder / f"{store.stem}-{match[1]}.duckdb")
        if match[2] == "duckdb" and not parts.store.exists():
            with suppress(OSError):
                parts.remove()
        else:
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def partial(part: Path) -> Path:
    """What a part is called until the backup is whole and verified."""
    return part.with_name(f".{part.name}.partial")


def _moment(when: str) -> datetime | None:
    try:
        return datetime.strptime(when, WHEN).replace(tzinfo=None)
    except ValueError:
        return None
