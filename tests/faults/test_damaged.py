"""Damaged files: a store opens with every act that was recorded, or it is refused in a sentence that says what to do."""

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from records_desk.db.commands import main
from tests.faults.conftest import IS_FULL, ROOT

IN_THE_FILE, IN_THE_LOG = 20, 12
HEADERS = 3 * 4096  # the file's own and two that take turns; blocks follow
FLIPS = 150 if IS_FULL else 8
KILLED = """
import os, sys
from contextlib import closing
from pathlib import Path
from records_desk.db.store import Store
from tests.conftest import noon
from tests.faults.conftest import receive
path, in_the_file, in_the_log = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
with closing(Store(path, clock=noon)) as store:
    for _ in range(in_the_file):
        receive(store, os.urandom(500).hex())
store = Store(path, clock=noon)
for _ in range(in_the_log):
    receive(store, os.urandom(500).hex())
os._exit(9)
"""


@dataclass(frozen=True)
class Crashed:
    """What a desk that was killed left: its store, the log of changes and the witness."""

    path: Path

    def copy(self, name: str) -> "Crashed":
        """The same in another folder, the times of the files too."""
        folder = self.path.parent.parent / name.replace(" ", "_")
        shutil.copytree(self.path.parent, folder)
        return Crashed(folder / self.path.name)

    def beside(self, ending: str) -> Path:
        """A file beside the store."""
        return self.path.with_name(f"{self.path.name}.{ending}")

    def change(self, change, ending: str = "") -> None:
        """Change the bytes of the store, or of a file beside it, as a disk does: unnoticed by the clock."""
        file = self.beside(ending) if ending else self.path
        stat = file.stat()
        file.write_bytes(change(file.read_bytes()))
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.fixture(scope="module")
def crashed(template, tmp_path_factory) -> Crashed:
    """A store of which some acts stand in its file and some in its log."""
    folder = tmp_path_factory.mktemp("crashed") / "first"
    folder.mkdir()
    return killed(Path(shutil.copy(template, folder / "city.duckdb")))


def killed(path: Path) -> Crashed:
    """Record acts in a process that ends at once."""
    subprocess.run([sys.executable, "-c", KILLED, path, str(IN_THE_FILE), str(IN_THE_LOG)], cwd=ROOT, timeout=120)
    assert path.with_name("city.duckdb.wal").stat().st_size > 10_000
    return Crashed(path)


def opened(*stores: Crashed) -> list[dict]:
    """What a process of its own finds in each."""
    told = subprocess.run([sys.executable, "-m", "tests.faults.opening", *(one.path for one in stores)], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert told.returncode == 0, told.stderr
    return [json.loads(line) for line in told.stdout.splitlines()]


def is_whole(found: dict) -> bool:
    """Whether every act is there, and recording goes on."""
    return (found["requests"], found["audits"], found["refused"]) == (IN_THE_FILE + IN_THE_LOG, [], None)


def flip(at: int):
    """Turn the bits of one byte."""
    return lambda content: content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def zero(at: int, length: int = 4096):
    """Zeros in the place of a page."""
    return lambda content: content[:at] + bytes(min(length, len(content) - at)) + content[at + length :]


def cut(length: int):
    """Nothing after so many bytes."""
    return lambda content: content[:length]


def test_what_a_killed_desk_left_opens_with_everything(crashed):
    (found,) = opened(crashed.copy("whole"))
    assert is_whole(found)


def test_a_damaged_file_opens_with_everything_or_is_refused_and_told_what_to_do(crashed, counted):
    size, dice = crashed.path.stat().st_size, random.Random(1)
    changes = {f"cut to {length}": cut(length) for length in (0, 1, 100, 4096, HEADERS, size // 2, size - 262_144, size - 1)}
    changes |= {f"flip {at}": flip(at) for at in (0, 8, 16, 4096, 4100, 8192, 8200, HEADERS)}
    changes |= {f"zero {at}": zero(at) for at in (0, 4096, 8192, HEADERS)}
    changes |= {f"flip {at}": flip(at) for at in (dice.randrange(HEADERS, size) for _ in range(FLIPS))}
    changes |= {f"zero {at}": zero(at) for at in (dice.randrange(HEADERS, size) for _ in range(FLIPS // 2))}
    found = damaged(crashed, changes)
    told = {name: one["refused"] for name, one in found.items() if not is_whole(one)}
    counted(f"{len(found)} damaged files: {len(found) - len(told)} opened with everything, {len(told)} were refused")
    assert {name: said for name, said in told.items() if not tells_what_to_do(said)} == {}
    assert len(told) > 15 and set(told) >= {name for name in changes if name.startswith("cut")}


def test_a_damaged_log_costs_no_act_that_was_recorded_unless_it_is_said(crashed, counted):
    size, dice = crashed.beside("wal").stat().st_size, random.Random(2)
    changes = {f"cut {length}": cut(length) for length in (0, 1, 30, 100, size // 2, size - 100, size - 1)}
    changes |= {f"flip {at}": flip(at) for at in range(0, 140, 9)}
    changes |= {f"flip {at}": flip(at) for at in (dice.randrange(size) for _ in range(FLIPS))}
    changes |= {f"zero {at}": zero(at) for at in (dice.randrange(size) for _ in range(FLIPS // 2))}
    changes |= {"zeros at its end": zero(size - 500), "noise": lambda content: dice.randbytes(5_000), "notes": lambda content: b"Buy paper. " * 300}
    changes |= {"and noise": lambda content: content + dice.randbytes(3_000)}
    found = damaged(crashed, changes, "wal")
    told = {name: one["refused"] for name, one in found.items() if not is_whole(one)}
    counted(f"{len(found)} damaged logs: {len(found) - len(told)} opened with everything, {len(told)} were refused")
    assert {name: said for name, said in told.items() if not said or not tells_what_to_do(said)} == {}
    assert set(found) - set(told) == {"and noise"}


def test_without_its_witness_a_torn_log_goes_unnoticed(crashed):
    """What the engine does by itself, and nothing here can tell: it takes what is torn for an act that never ended."""
    store = crashed.copy("no witness")
    store.change(lambda content: content[: len(content) // 2], "wal")
    store.beside("witness").unlink()
    (found,) = opened(store)
    assert IN_THE_FILE < found["requests"] < IN_THE_FILE + IN_THE_LOG and (found["audits"], found["refused"]) == ([], None)


def damaged(crashed: Crashed, changes: dict, ending: str = "") -> dict[str, dict]:
    """What is found in a copy for each change of its file or of the one beside it."""
    stores = {}
    for name, change in changes.items():
        stores[name] = crashed.copy(f"{ending or 'file'} {name}")
        stores[name].change(change, ending)
    found = dict(zip(changes, opened(*stores.values()), strict=True))
    for one in stores.values():
        shutil.rmtree(one.path.parent)
    return found


def tells_what_to_do(said: str) -> bool:
    """Whether a sentence names the backup, and no other cause than damage."""
    return "records-desk restore" in said and "\n" not in said and "another process" not in said


def test_a_log_that_is_gone_is_missed_until_somebody_says_to_go_on_without_it(crashed):
    store = crashed.copy("gone")
    log = store.beside("wal").read_bytes()
    store.beside("wal").unlink()
    (found,) = opened(store)
    assert found["refused"].startswith("city.duckdb lacks acts that were recorded until 2026-04-20 20:00 UTC: city.duckdb.wal beside it is missing")
    store.beside("wal").write_bytes(log)
    assert is_whole(opened(store)[0])
    store = crashed.copy("gone for good")
    for ending in ("wal", "witness"):
        store.beside(ending).unlink()
    assert opened(store)[0]["requests"] == IN_THE_FILE


def test_verifying_misses_a_log_that_is_gone_too(crashed):
    store = crashed.copy("verified")
    store.beside("wal").unlink()
    done = CliRunner().invoke(main, ["verify", "--store", str(store.path)])
    assert done.exit_code == 1 and "lacks acts that were recorded until" in done.output


def test_the_log_of_another_file_is_not_taken(crashed, tmp_path):
    store, other = crashed.copy("other"), killed(tmp_path / "city.duckdb")
    shutil.copy(other.beside("wal"), store.beside("wal"))
    store.beside("witness").unlink()
    (found,) = opened(store)
    assert found["refused"].startswith("city.duckdb.wal is not the log of changes of this file: move it elsewhere, or restore the newest backup")


def test_a_log_that_is_in_the_file_already_is_not_taken_twice(crashed):
    store = crashed.copy("twice")
    log = store.beside("wal").read_bytes()
    assert is_whole(opened(store)[0])
    store.beside("wal").write_bytes(log)
    (found,) = opened(store)
    assert found["refused"].startswith("city.duckdb.wal is not the log of changes of this file")


def test_a_file_that_was_put_in_its_place_is_taken_as_it_is(crashed):
    """As a backup that is put back by hand, the log of the broken store moved away."""
    store = crashed.copy("replaced")
    content = store.path.read_bytes()
    store.beside("wal").unlink()
    store.path.write_bytes(content)
    (found,) = opened(store)
    assert (found["requests"], found["refused"]) == (IN_THE_FILE, None)
