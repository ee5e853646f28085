"""A witness of what was kept last: without it the engine opens a store whose log of changes is gone or torn as if nothing was missing.

After each act a small file beside the store tells how long the log is and what it digests to. It is gone while nobody has
the store open; after a crash the next opening compares. A file that was written since, or put in the place of the old one,
is taken as it is. Holds no word of the log.
"""

import hashlib
import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

LONGEST = 400


class Witness:
    """The witness beside one store. Only who has the store open may let it tell anything."""

    def __init__(self, path: Path) -> None:
        self.path, self.log = path, path.with_name(f"{path.name}.wal")
        self.file = path.with_name(f"{path.name}.witness")
        self._began: list[int] = []
        self._read, self._digest = 0, hashlib.sha256()

    def missed(self) -> datetime | None:
        """The moment, in UTC, until which something was kept that is not there any more; None where nothing is missing."""
        told = self._told()
        if not told or self._digest_of(told["bytes"]) == told["sha256"] or self._file() != told["file"]:
            return None
        return datetime.fromisoformat(told["kept_at"])

    def tell(self, moment: datetime) -> None:
        """Tell what is kept at this moment. A disk that is full keeps the witness of before, which is true as well."""
        with suppress(OSError):
            self._read_on()
            told = {"file": self._file(), "bytes": self._read, "sha256": self._digest.hexdigest(), "kept_at": moment.isoformat()}
            with open(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0) as file:
                file.write(json.dumps(told).ljust(LONGEST).encode())

    def leave(self) -> None:
        """The store was closed: without a log everything is in its file."""
        if not self.log.exists():
            self.file.unlink(missing_ok=True)

    def _told(self) -> dict[str, Any] | None:
        try:
            told = json.loads(self.file.read_bytes())
            return told if told.keys() == {"file", "bytes", "sha256", "kept_at"} else None
        except (OSError, ValueError, AttributeError):
            return None  # there is none, or the computer stopped while it was written

    def _file(self) -> list[int]:
        """What changes whenever the engine writes the file. It is not opened: closing it again would let go of the engine's lock."""
        stat = self.path.stat()
        return [stat.st_mtime_ns, stat.st_size]

    def _digest_of(self, length: int) -> str:
        """The digest of the log's beginning, empty where there is no log."""
        with suppress(FileNotFoundError), self.log.open("rb") as log:
            return hashlib.sha256(log.read(length)).hexdigest()
        return hashlib.sha256().hexdigest()

    def _read_on(self) -> None:
        """Digest what the log has grown by; when its file was written the log begins anew."""
        if self._began != (began := self._file()):
            self._began, self._read, self._digest = began, 0, hashlib.sha256()
        with suppress(FileNotFoundError), self.log.open("rb") as log:
            log.seek(self._read)
            self._digest.update(grown := log.read())
            self._read += len(grown)
