"""A store that another process has open: one sentence and exit code 1, or the work is handed to the desk that serves it."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from records_desk.db import _config_file as config_file
from records_desk.db import commands, config, intake
from records_desk.db.store import Store
from tests.browser.conftest import serving
from tests.faults.conftest import DESK, ROOT, free_port

TAKEN = "Error: city.duckdb is open in another process: stop the desk that serves it, then try again.\n"
HOLDS = """
import sys
from records_desk.db.store import Store
store = Store(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
store.close()
"""
# How every command is called that opens a store; {here} is a folder to write into.
CALLS = {
    "backup": ["{here}"],
    "catalogue": ["{data}/data.json"],
    "compact": [],
    "config export": ["{here}/configuration"],
    "config import": ["{configuration}"],
    "demo": [],
    "due": ["--received", "2026-02-02"],
    "export": ["requests", "--out", "{here}/requests.csv"],
    "form": ["--out", "{here}/form.csv"],
    "import": ["{here}/log.csv", "--map", "form", "--rejects", "{here}/rejects.csv"],
    "imports": [],
    "measure": ["turnaround"],
    "publish": ["{here}/public", "--contact-name", "City Clerk", "--contact-email", "clerk@example.org"],
    "remind": ["--out", "{here}/digests"],
    "report": ["annual", "--as-of", "2026-03-31", "--format", "csv", "--out", "{here}/packet"],
    "systems": ["{here}/systems.csv"],
    "undo-import": ["1"],
    "verify": [],
}
ALONE = ("compact", "demo")  # these need the file for themselves
MAKES_ANOTHER = {"restore"}  # refuses a file that is there


def test_every_command_that_opens_a_store_is_tried_here():
    assert {name for name, command in every(commands.main) if "path" in {option.name for option in command.params}} == set(CALLS) | MAKES_ANOTHER


def every(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name."""
    for name, command in group.commands.items():
        yield from every(command, f"{before}{name} ") if isinstance(command, click.Group) else [(before + name, command)]


@pytest.fixture(scope="module")
def held(template, tmp_path_factory):
    """A store that a process of its own holds, and does not serve."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("held") / "city.duckdb"))
    with subprocess.Popen([sys.executable, "-c", HOLDS, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        yield path
        holder.stdin.close()


@pytest.fixture(scope="module")
def served(template, tmp_path_factory):
    """A store that a desk serves."""
    folder = tmp_path_factory.mktemp("served")
    with serving(Path(shutil.copy(template, folder / "city.duckdb")), folder / "server.log") as desk:
        yield desk.path


@pytest.fixture(scope="module")
def configuration(template, tmp_path_factory):
    """The configuration of a new store."""
    folder = tmp_path_factory.mktemp("taken along")
    with closing(Store(shutil.copy(template, folder / "city.duckdb"))) as store:
        config_file.put(config.files(store), folder / "configuration")
    return folder / "configuration"


@pytest.fixture
def call(tmp_path, configuration):
    """Call a command for a store."""
    return lambda name, path: called(name, path, tmp_path, configuration)


def called(name: str, path: Path, here: Path, configuration: Path):
    """What a command answers."""
    (here / "log.csv").write_bytes(intake.blank_csv() + b",2026-04-01,All permits,,,,,,,,,,\r\n")
    (here / "systems.csv").write_text("System,Vendor,Department\nPermits,Sample,Planning\n")
    places = {"here": here, "configuration": configuration, "data": ROOT / "db" / "demo"}
    return CliRunner().invoke(commands.main, [*name.split(), *(argument.format(**places) for argument in CALLS[name]), "--store", str(path)])


@pytest.mark.parametrize("name", CALLS)
def test_a_command_for_a_store_that_is_open_elsewhere_says_so(held, call, name):
    told = call(name, held)
    assert (told.stderr, told.stdout, told.exit_code) == (TAKEN, "", 1)


@pytest.mark.parametrize("is_served", [True, False], ids=["served", "held"])
def test_serving_a_store_that_is_open_elsewhere_says_so(held, served, is_served):
    command = [DESK, "--store", served if is_served else held, "--port", str(free_port())]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (told.stderr, told.stdout, told.returncode) == (TAKEN, "", 1)


@pytest.mark.parametrize("name", CALLS)
def test_a_command_hands_its_work_to_the_desk_that_serves_the_store(served, call, name):
    told = call(name, served)
    if name in ALONE:
        assert (told.stderr, told.stdout, told.exit_code) == (TAKEN, "", 1)
    elif name == "undo-import":
        assert told.exit_code == 1 and told.stderr.startswith("Error: There is no import 1")
    else:
        assert (told.exit_code, told.stderr) == (0, "") and (told.stdout or name == "imports"), told.stderr


def test_two_desks_that_start_at_once_leave_one_that_serves_and_one_sentence(template, tmp_path):
    path = Path(shutil.copy(template, tmp_path / "city.duckdb"))
    calls = [[DESK, "--store", path, "--port", str(free_port())] for _ in range(2)]
    desks = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for command in calls]
    try:
        until = time.monotonic() + 120
        while all(desk.poll() is None for desk in desks) and time.monotonic() < until:
            time.sleep(0.05)
        lost = [desk for desk in desks if desk.poll() is not None]
        assert len(lost) == 1 and (lost[0].returncode, lost[0].stderr.read()) == (1, TAKEN)
    finally:
        for desk in desks:
            desk.terminate()
            desk.communicate(timeout=60)
