"""Files that come with a request or are released: kept once each, by their SHA-256, in a folder beside the store.

They are never opened, executed or rendered here.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from records_desk.db._refused import Refused
from records_desk.db.store import Store

LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True)
class File:
    """A file as it was given: its name, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes
    pages: int | None = None

    @property
    def sha256(self) -> str:
        """The digest that the ledger knows the file by."""
        return hashlib.sha256(self.content).hexdigest()


def keep(store: Store, file: File) -> None:
    """Put a file into the folder, where it is not there already. Raises Refused when it is too large."""
    if len(file.content) > LARGEST:
        raise Refused(f"{file.name} is larger than {LARGEST // 1024 // 1024} MB: keep it on a file share and name it in a note.")
    path = kept_at(store, file.sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(file.content)
        partial.replace(path)


def kept_at(store: Store, sha256: str) -> Path:
    """Where a file with this digest is kept."""
    return folder_of(store.path) / sha256[:2] / sha256


def folder_of(path: Path) -> Path:
    """The folder beside a store."""
    return path.with_name(path.name + ".files")
