"""What taking everything out costs, stage by stage, beside the engine's bare copy of the same columns. Asserts no time.

    .venv/bin/python -m tests.bench.exports --requests 1000000
"""

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from records_desk.db import export, whole_log
from records_desk.db.store import Store
from records_desk.db.table_file import CSV, FORMS
from tests.bench.run import build, line

ROUNDS = 3


def seconds(run: Callable[[], Any]) -> float:
    """One run."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def copied(store: Store, query: str, values: dict[str, Any] | None = None) -> None:
    """The engine's copy of a query's rows, as it is."""
    path, _ = store.copy_out(query, values or {})
    path.unlink()


def taken(store: Store, name: str, form: Any = CSV) -> None:
    """An export, thrown away."""
    export.export(store, name, form=form).path.unlink()


def stages(store: Store, name: str) -> dict[str, float]:
    """Medians, each stage measured in turn so that what else the machine does falls on all alike."""
    query, values = export._asked(store, name, None, {})
    laid_out = ", ".join(column for column, _ in store.columns(query, values))
    store.write(lambda cursor: cursor.execute(f"create or replace temp table bench as select {laid_out} from ({query})", values))
    runs = {
        "bare copy of the same columns, laid out in a table": lambda: store.write(lambda cursor: _bare(store, cursor)),
        "asked, written nowhere": lambda: store.query(f"select count(columns(*)) from ({query})", **values),
        "asked and copied bare": lambda: copied(store, query, values),
        "the export, formulas neutralised": lambda: taken(store, name),
    }
    found: dict[str, list[float]] = {what: [] for what in runs}
    for _ in range(ROUNDS):
        for what, run in runs.items():
            found[what].append(seconds(run))
    store.write(lambda cursor: cursor.execute("drop table bench"))
    return {what: statistics.median(times) for what, times in found.items()}


def _bare(store: Store, cursor: Any) -> None:
    target = store.spool / "bare.csv"
    cursor.execute("copy bench to $target (format csv, header)", {"target": str(target)})
    target.unlink()


def peak() -> str:
    """The most memory that this process had so far."""
    return f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB so far"


def measure_all(store: Store, folder: Path) -> None:
    """All of it; the log comes in again into a folder."""
    for name in ("requests", "public_log"):
        found = stages(store, name)
        bare, ours = next(iter(found.values())), found["the export, formulas neutralised"]
        for what, took in found.items():
            line(f"{name}: {what}"[:60], f"{took:.2f} s")
        line(f"{name}: speed of the export", f"{bare / ours:.2f}", "of the bare copy's")
    line("events as CSV", f"{seconds(lambda: taken(store, 'events')):.1f} s")
    for form in FORMS.values():
        line(f"requests as {form.label}", f"{seconds(lambda: taken(store, 'requests', form)):.1f} s", peak())
    packs: list[Path] = []
    line("the whole log out", f"{seconds(lambda: packs.append(whole_log.pack(store).path)):.1f} s", f"{packs[0].stat().st_size / 1e6:,.0f} MB; {peak()}")
    took = seconds(lambda: whole_log.take_in(packs[0], folder / "back.duckdb"))
    line("and in again, verified", f"{took:.1f} s", peak())


def main() -> None:
    """Build, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--requests", type=int, default=1_000_000)
    asked.add_argument("--store", type=Path, help="A ready store to copy instead of building one.")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = shutil.copy(wanted.store, Path(name) / "copy.duckdb") if wanted.store else build(Path(name), wanted.requests)[0]
        store = Store(path)
        measure_all(store, Path(name))
        store.close()


if __name__ == "__main__":
    main()
