"""The bench of the import: a log of many rows beside the engine's own read_csv into a typed table of the same file.

    .venv/bin/python -m tests.bench.imports --rows 1000000

It needs the extra `test`. Prints each stage, what reading and validating costs beside raw reading, and the peak of memory.
"""

import argparse
import resource
import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from records_desk.db.import_command import MOST_MEMORY
from records_desk.db.import_log import import_log, mapping_of, preview
from records_desk.db.store import Store
from tests.bench.run import CLERK, line

LOG = """
    copy (
        select
            'R-' || i as "Request ID",
            strftime(date '2010-01-01' + (i % 5400)::integer, '%m/%d/%Y') as "Received",
            strftime(date '2010-01-01' + (i % 5400 + 14)::integer, '%m/%d/%Y') as "Due",
            if(i % 20 > 0, strftime(date '2010-01-01' + (i % 5400 + i % 60)::integer, '%m/%d/%Y'), null) as "Closed",
            if(i % 20 = 0, 'Open', 'Closed') as "Status",
            ['Full grant', 'Denied', 'Partial', 'No records', 'Withdrawn'][1 + i % 5] as "Disposition",
            'Office ' || i % 12 as "Office",
            'All permits for lot ' || i || ' on street ' || i % 997 || ' and the letters about it' as "Description",
            'Requester ' || i % 50000 as "Requester"
        from range($rows::bigint) as counted (i)
    ) to '{target}' (header)
"""
TYPES = {
    "Request ID": "VARCHAR", "Received": "DATE", "Due": "DATE", "Closed": "DATE", "Status": "VARCHAR", "Disposition": "VARCHAR",
    "Office": "VARCHAR", "Description": "VARCHAR", "Requester": "VARCHAR",
}  # fmt: skip
MAPPING = mapping_of({
    "source": "bench",
    "date_formats": ["%m/%d/%Y"],
    "columns": {
        "identifier": "Request ID", "received_on": "Received", "stated_due_on": "Due", "determined_on": "Closed", "closed_on": "Closed",
        "status": "Status", "outcome": "Disposition", "office": "Office", "verbatim": "Description", "name": "Requester",
    },
    "status": {"Open": "open", "Closed": "closed"},
    "outcomes": {"Full grant": "granted", "Denied": "denied", "Partial": "partly_granted", "No records": "no_records", "Withdrawn": "withdrawn"},
})  # fmt: skip


Taken = tuple[float, float]  # seconds by the clock, and of the processor: on a busy machine only the second tells something
ROUNDS = 3


def raw(file: Path) -> Taken:
    """What the engine takes to read the file into a typed table, the median of five."""
    taken = []
    with duckdb.connect() as engine:
        engine.execute("set memory_limit = '1GB'")
        for _ in range(5):
            start = now()
            engine.execute(
                "create or replace table log as from read_csv($file, header = true, dateformat = '%m/%d/%Y', columns = $types)",
                {"file": str(file), "types": TYPES},
            )
            taken.append(since(start))
    return median(taken)


def looked(store: Store, file: Path) -> tuple[Taken, "Stages"]:
    """What reading, validating and comparing takes, the median of some rounds, and the stages of the last."""
    taken = []
    for _ in range(ROUNDS):
        stages, start = Stages(), now()
        preview(store, file, MAPPING, stages)
        stages("end")
        taken.append(since(start))
    return median(taken), stages


def now() -> Taken:
    """The clock and the processor."""
    return time.perf_counter(), time.process_time()


def since(start: Taken) -> Taken:
    """What was taken from then on."""
    return time.perf_counter() - start[0], time.process_time() - start[1]


def median(taken: list[Taken]) -> Taken:
    """Of each the median."""
    return tuple(map(statistics.median, zip(*taken)))


class Stages:
    """The seconds of each stage, by the names that an import tells."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._at, self._name = time.perf_counter(), "open"

    def __call__(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[self._name] = self.seconds.get(self._name, 0) + now - self._at
        self._at, self._name = now, name


def main() -> None:
    """Write the log, read it raw, preview it, import it, and import it again."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--only-read", action="store_true", help="Import nothing.")
    asked_for = asked.parse_args()
    rows = asked_for.rows
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "log.csv"
        duckdb.execute(LOG.format(target=file), {"rows": rows})
        limit, busy = raw(file)
        line("raw read_csv into a typed table", f"{limit:.2f} s, {busy:.2f} s of processor", f"{file.stat().st_size / 1e6:.0f} MB, {rows:,} rows")
        store = Store(Path(name) / "city.duckdb", most_memory=MOST_MEMORY)
        (whole, work), stages = looked(store, file)
        line("read, validated and compared", f"{whole:.2f} s, {work:.2f} s of processor", f"{limit / whole:.2f} of the speed of raw read_csv, {busy / work:.2f} by the processor: {told(stages)}")
        line("most memory so far, raw reading included", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
        if asked_for.only_read:
            return store.close()
        stages = Stages()
        result = import_log(store, file, MAPPING, CLERK, stages, Path(name) / "rejects.csv")
        stages("end")
        whole = sum(stages.seconds.values())
        line("imported, with its ledger", f"{whole:.1f} s", f"{limit / whole:.3f} of raw, {result.added:,} added: {told(stages)}")
        again = Stages()
        import_log(store, file, MAPPING, CLERK, again, Path(name) / "rejects.csv")
        again("end")
        line("imported again, nothing changed", f"{sum(again.seconds.values()):.2f} s", told(again))
        line("most memory of all, raw reading included", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
        store.close()


def told(stages: Stages) -> str:
    """Stages that took some time."""
    return ", ".join(f"{name} {seconds:.1f}" for name, seconds in stages.seconds.items() if seconds >= 0.05)


if __name__ == "__main__":
    main()
