"""What goes wrong on real computers, provoked for real: processes that are killed, disks that are full, files that are damaged.

The long ones run short by default; FAULTS=full runs them whole. What was counted stands at the end of the run.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from records_desk.db import ledger
from records_desk.db.store import Store
from tests.conftest import OFFICIAL

IS_FULL = os.environ.get("FAULTS") == "full"
ROOT = Path(__file__).resolve().parents[2]
DESK = Path(sys.executable).parent / "records-desk"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lives here."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)


def receive(store: Store, words: str = "All permits of 2025", **details) -> ledger.Receipt:
    """Log a request of today."""
    return ledger.receive(store, OFFICIAL, track="records", on_date=store.today(), verbatim=words, **details)


def numbers(store: Store) -> list[str]:
    """The numbers of all requests, in order."""
    return [row["number"] for row in store.query("select number from store.request order by number")]


def free_port() -> int:
    """A port on loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Disk:
    """A small disk of its own that can be filled."""

    folder: Path

    @property
    def free(self) -> int:
        """Bytes that are free."""
        return shutil.disk_usage(self.folder).free

    def fill(self, leave: int = 0) -> None:
        """Leave only so many bytes free."""
        with (self.folder / "filler").open("ab") as filler:
            while (most := min(self.free - leave, 1 << 20)) > 0:
                filler.write(bytes(most))
                filler.flush()

    def make_room(self) -> None:
        """Free what was filled."""
        (self.folder / "filler").unlink()


@pytest.fixture
def disk(tmp_path) -> Iterator[Disk]:
    """A disk of 64 MB; the test is skipped where this user may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    told = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], capture_output=True, text=True) if shutil.which("mount") else None
    if told is None or told.returncode:
        pytest.skip(f"no disk can be mounted here: {told.stderr.strip() if told else 'there is no mount'}")
    yield Disk(folder)
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def counted(capsys):
    """Say what a test counted, where it is seen."""

    def say(sentence: str) -> None:
        with capsys.disabled():
            print(f"\n  {sentence}")

    return say
