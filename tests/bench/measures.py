"""The bench of the measures: each beside SQLite, PostgreSQL and pandas on the same rows, lifelines, pm4py, and the raw scan.

    .venv/bin/python -m tests.bench.measures --requests 1000000

It needs the extra `bench`; PostgreSQL's programs are looked for in /usr/lib/postgresql and left out where there are none.
"""

import argparse
import contextlib
import sqlite3
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas

from records_desk.db import measure
from records_desk.db._bulk import append_prepared, prepare, stage
from records_desk.db.store import Store
from tests.bench.peers import peers
from tests.bench.run import UNTIL, build, line, timed

YEAR = {"received_from": UNTIL - timedelta(365), "received_until": UNTIL}
SCAN = "select sum(received_on - date '2000-01-01'), sum(determined_on - date '2000-01-01'), sum(closed_on - date '2000-01-01'), count(determination), count(closing_outcome) from store.snapshot"
EVENTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "events" / "wabo-receipt.csv"


def all_measures(store: Store) -> None:
    """Every measure by month where it can be, of the last twelve months and of all years, beside the scan of its columns."""
    scan = timed(lambda: store.query(SCAN))
    line("the columns of a request's milestones, scanned", f"{scan:.1f} ms")
    for name, found in measure.measures().items():
        by = {"by": "month"} if "by" in found.takes else {}
        year = {key: value for key, value in YEAR.items() if key in found.takes}
        recent, whole = (timed(lambda asked=asked: measure.measure(store, name, UNTIL, **by, **asked), 5) for asked in (year, {}))
        line(name, f"{recent:.0f} ms", f"all years {whole:.0f} ms, {whole / scan:.0f} times the scan")


def turnaround_page(path: Path) -> None:
    """The server's time for the whole turnaround page, when nothing is kept yet and when the log has not changed since."""
    import records_desk
    from records_desk.pages import _figure, _session
    from streamlit.testing.v1 import AppTest

    records_desk.configure(database=path)
    shell, page = (Path(records_desk.__file__).parent / "pages" / name for name in ("_shell.py", "turnaround.py"))
    cold, warm = [], []
    for _ in range(21):
        _figure._measured.cache_clear()
        _figure._drawn.cache_clear()
        tab = AppTest.from_file(str(shell), default_timeout=60).run()
        for taken, run in ((cold, tab.switch_page(str(page)).run), (warm, tab.run)):
            start = time.perf_counter()
            run()
            taken.append((time.perf_counter() - start) * 1000)
    _session.close_store()
    for what, taken in (("turnaround page, nothing kept", cold[1:]), ("turnaround page, the log unchanged", warm[1:])):
        line(what, f"{statistics.median(taken):.0f} ms p50", f"{statistics.quantiles(taken, n=20)[18]:.0f} ms p95")


def time_per_desk(folder: Path) -> None:
    """Days per desk of a real permit log: ours beside pm4py's, where the log is there."""
    if not EVENTS.exists():
        line("time per desk", "–", "the shared event log is not there")
        return
    with contextlib.redirect_stdout(None):  # it greets
        import pm4py
    store = Store(folder / "wabo.duckdb")
    handled(store)
    ours = timed(lambda: measure.measure(store, "time_by_desk", UNTIL), 5)
    days = {row["desk"]: row["closed_days"] for row in measure.measure(store, "time_by_desk", UNTIL)}
    log = pandas.DataFrame(
        store.query(
            "select number as \"case:concept:name\", coalesce(desk.name, 'end') as desk, event.on_date as day from store.event join store.request using (request_id) left join store.desk as desk using (desk_id) where kind in ('routed', 'closed') order by request_id, event_id"
        )
    )
    log["time:timestamp"], log["concept:name"] = pandas.to_datetime(log["day"], utc=True), log["desk"]

    def theirs() -> dict[str, int]:
        held: dict[str, float] = {}
        graph, *_ = pm4py.discover_performance_dfg(log)
        for (giver, _), told in graph.items():
            held[giver] = held.get(giver, 0) + told["sum"] / 86_400
        return {desk: round(seconds) for desk, seconds in held.items()}

    peer = timed(theirs, 2)
    line("time per desk of 1,434 permit cases", f"{ours:.0f} ms", f"pm4py {peer / ours:.1f} times as long; same days: {theirs() == days}")
    store.close()


def handled(store: Store) -> None:
    """The permit log as requests: each step routed to the group that did it, closed on the day of the last."""

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        log = pandas.read_csv(EVENTS, dtype=str).where(lambda frame: frame.notna(), None)[
            ["case:concept:name", "org:group", "time:timestamp"]
        ]
        log.columns = ["number", "desk", "day"]
        steps = [row | {"place": place, "day": date.fromisoformat(row["day"][:10])} for place, row in enumerate(log.to_dict("records"))]
        cursor.execute("create temp table step as select unnest($steps, recursive := true)", {"steps": steps})
        cursor.execute(
            "insert into store.desk select 100 + row_number() over (order by desk), desk, true, null from (select distinct desk from step where desk is not null)"
        )
        stage(cursor)
        cursor.execute(
            "insert into staged_request by name select dense_rank() over (order by number) as row_no, 'records' as track, min(day) as received_on, 'permits' as source, number as source_id from step group by number"
        )
        cursor.execute(
            "insert into staged_event by name select row_no, 0 as step, 'received' as kind, received_on as on_date, 'records' as track from staged_request"
        )
        cursor.execute(
            "insert into staged_event by name select row_no, row_number() over (partition by row_no order by day, place) as step, 'routed' as kind, day as on_date, desk_id from step join staged_request on source_id = number join store.desk as known on known.name = desk"
        )
        cursor.execute(
            "insert into staged_event by name select row_no, 1000 as step, 'closed' as kind, max(day) as on_date, 'granted' as outcome from step join staged_request on source_id = number group by row_no"
        )
        prepare(store, cursor, "bench")
        append_prepared(cursor)

    store.write(act)


def main() -> None:
    """Build, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--requests", type=int, default=1_000_000)
    asked.add_argument("--store", type=Path, help="A built demo to measure instead.")
    options = asked.parse_args()
    print(
        f"DuckDB {duckdb.__version__}, SQLite {sqlite3.sqlite_version}, pandas {pandas.__version__}; median of several runs, the first left out\n"
    )
    with tempfile.TemporaryDirectory() as name:
        start = time.perf_counter()
        store = Store(options.store or build(Path(name), options.requests)[0])
        line(
            "built and opened",
            f"{time.perf_counter() - start:.0f} s",
            f"{store.query('select count(*) as n from store.event')[0]['n']:,} events",
        )
        all_measures(store)
        peers(store)
        path = store.path
        store.close()
        turnaround_page(path)
        time_per_desk(Path(name))


if __name__ == "__main__":
    main()
