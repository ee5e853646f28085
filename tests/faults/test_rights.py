"""A file or a folder that may not be written: one sentence and exit code 1, for commands, for serving, and for a desk that runs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import DESK, ROOT, free_port

CANNOT = "city.duckdb cannot be written: check the rights of the file and its folder."
NO_LONGER = "city.duckdb can no longer be written: check the rights of the file and its folder, then do this again."
# The rights of files do not bind the superuser, until these two are taken from it.
BOUND = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"] if os.geteuid() == 0 else []

pytestmark = pytest.mark.skipif(bool(BOUND) and not shutil.which("setpriv"), reason="nothing here binds the superuser to the rights of files")


@pytest.fixture
def path(template, tmp_path):
    """A store in a folder of its own, whose rights are given back at the end."""
    (tmp_path / "city").mkdir()
    yield Path(shutil.copy(template, tmp_path / "city" / "city.duckdb"))
    (tmp_path / "city").chmod(0o755)


def bound(*command) -> subprocess.CompletedProcess:
    """Run a command as somebody whom the rights of files bind."""
    return subprocess.run([*BOUND, *command], capture_output=True, text=True, timeout=120, cwd=ROOT)


@pytest.mark.parametrize("command", [["imports"], ["demo"], ["compact"], ["measure", "turnaround"], ["--port"]], ids=" ".join)
@pytest.mark.parametrize(("what", "rights"), [("city.duckdb", 0o444), (".", 0o555)], ids=["file", "folder"])
def test_what_may_only_be_read_is_refused_in_one_sentence(path, command, what, rights):
    (path.parent / what).chmod(rights)
    told = bound(DESK, *command, *([str(free_port())] if command == ["--port"] else []), "--store", path)
    assert (told.stderr, told.stdout, told.returncode) == (f"Error: {CANNOT}\n", "", 1)
    assert sorted(file.name for file in path.parent.iterdir()) == ["city.duckdb"]


def test_a_folder_that_is_closed_while_the_desk_runs_refuses_acts_until_it_is_open_again(path):
    code = """
import os, sys
from pathlib import Path
from records_desk.db import ledger
from records_desk.db.store import Store
from tests.faults.conftest import numbers, receive
path = Path(sys.argv[1])
store = Store(path)
def act():
    try:
        print(receive(store, token="one").number)
    except ledger.Refused as refused:
        print(refused)
path.parent.chmod(0o555)
act()
print(numbers(store))
path.parent.chmod(0o755)
act()
act()
store.close()
"""
    told = bound(sys.executable, "-c", code, path)
    number = told.stdout.splitlines()[-1]
    assert told.stdout.splitlines() == [NO_LONGER, "[]", number, number] and number.startswith("PRA-"), told.stderr
    assert told.stderr == ""
