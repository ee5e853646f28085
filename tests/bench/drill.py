"""The drill of a backup: what backing up and restoring a whole log costs, by the command, beside the engine's bare copy and a file's.

    .venv/bin/python -m tests.bench.drill --requests 1000000

Each round backs up, restores and compares figures and chain ends; asserts no time. A desk need not be running.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db import backup, chain_ends
from records_desk.db.store import Store
from tests.bench.run import UNTIL, build, line

COMMAND = Path(sys.executable).with_name("records-desk")


def cost(run: Callable[[], Any]) -> tuple[float, float, float]:
    """Seconds by the clock and of the processor of what other processes did meanwhile, and the most memory one of them had so far, in GB."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 2**20


def command(*arguments: str | Path) -> None:
    """Run records-desk. Raises CalledProcessError."""
    subprocess.run([COMMAND, *arguments], check=True, stdout=subprocess.DEVNULL)


def bare(store: Path, target: Path) -> None:
    """The engine's copy, in a process of its own; nothing is verified."""
    copy = f"import duckdb; c = duckdb.connect(); c.execute(\"attach '{store}' as a (read_only); attach '{target}' as b; copy from database a to b\")"
    subprocess.run([sys.executable, "-c", copy], check=True, stdout=subprocess.DEVNULL)


def plain(store: Path, target: Path) -> None:
    """The file, byte by byte, safe on the disk."""
    shutil.copyfile(store, target)
    with target.open("rb") as copied:
        os.fsync(copied.fileno())


def told(file: Path, as_of: date) -> tuple[Any, Any]:
    """Where a store's chains end, and its headline as of a day."""
    store = Store(file)
    try:
        return store.look(chain_ends.ends), backup.figures(store, as_of)
    finally:
        store.close()


def drill(city: Path, folder: Path) -> dict[str, tuple[float, float, float]]:
    """One round: the cost of each way. Raises AssertionError where what was restored is not what was backed up."""
    backups, restored = folder / "backups", folder / "restored.duckdb"
    backups.mkdir()
    found = {
        "backup": cost(lambda: command("backup", backups, "--store", city)),
        "restore": cost(lambda: command("restore", *backups.glob("*.duckdb"), "--store", restored)),
        "the engine's bare copy": cost(lambda: bare(city, folder / "bare.duckdb")),
        "the file's bytes": cost(lambda: plain(city, folder / "bytes.duckdb")),
    }
    assert told(restored, UNTIL) == told(city, UNTIL)
    for made in folder.iterdir():
        shutil.rmtree(made) if made.is_dir() else made.unlink()
    return found


def main() -> None:
    """Build, back up, restore, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--requests", type=int, default=1_000_000)
    asked.add_argument("--store", type=Path, help="A ready store to copy instead of building one.")
    asked.add_argument("--rounds", type=int, default=3)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        city, folder = Path(name) / "city.duckdb", Path(name) / "drill"
        shutil.copy(wanted.store or build(Path(name), wanted.requests)[0], city)
        told(city, UNTIL)  # brings a store of an older schema up to this one
        folder.mkdir()
        print(f"DuckDB {duckdb.__version__}, {os.cpu_count()} cores, a store of {city.stat().st_size / 1e6:,.0f} MB, {wanted.rounds} rounds; medians, and the range\n")
        rounds = [drill(city, folder) for _ in range(wanted.rounds)]
        limit = statistics.median(one["the engine's bare copy"][0] for one in rounds)
        for what in rounds[0]:
            clock, processor, memory = ([one[what][nth] for one in rounds] for nth in range(3))
            beside = f"{min(clock):.1f} to {max(clock):.1f} s; processor {statistics.median(processor):.1f} s; {statistics.median(clock) / limit:.2f} times the bare copy"
            line(what, f"{statistics.median(clock):.1f} s", beside)
        line("most memory of any", f"{memory[-1]:.1f} GB")


if __name__ == "__main__":
    main()
