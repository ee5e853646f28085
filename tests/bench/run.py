"""The bench: builds its own stores, prints what each thing costs and how it compares. Not a test; asserts no time.

    .venv/bin/python -m tests.bench.run --requests 1000000
"""

import argparse
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import psutil
import streamlit

from records_desk.db import clock, demo, export, ledger, measure, published, reading
from records_desk.db._upkeep import recount
from records_desk.db.routing import SOON_DAYS
from records_desk.db.store import Store
from tests.bench.sessions import Desk, rerun_ms

SMALL, UNTIL = 10_000, date(2026, 11, 20)
OF_ONE_REQUEST = (
    "intake_facts", "request_files", "letters", "further_clocks", "reviews", "disputes", "fees_of", "request_money",
)  # fmt: skip
OF_A_READER = ("links", "released_elsewhere")
CLERK = ledger.Staff("clerk", "Casey Sample", "official", 2, 1, "City Clerk")


def timed(run: Callable[[], Any], times: int = 15) -> float:
    """Median of several runs after one to warm up, in ms."""
    run()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def build(folder: Path, requests: int) -> tuple[Path, float]:
    """A demo city of a size; its file and the seconds it took."""
    path = folder / f"{requests}.duckdb"
    store = Store(path)
    start = time.perf_counter()
    demo.build(store, requests, UNTIL)
    taken = time.perf_counter() - start
    store.close()
    return path, taken


def page_queries(store: Store) -> dict[str, float]:
    """The queries of the queue page, of one request's page and of the turnaround page, in ms."""
    queue = {**export.NO_FILTER, "page": 1, "page_size": 50, "today": UNTIL}
    number = store.read("queue", reader=None, **queue)[0]["number"]
    published_rows = {"as_of": UNTIL, "most": 101, **dict.fromkeys(published.FILTERS)}
    return {
        "queue page query": timed(lambda: store.read("queue", reader=None, **queue)),
        "one request's page, all queries": timed(lambda: request_page(store, number)),
        "Today, all queries": timed(lambda: today_page(store)),
        "the door: 100 rows of the public log": timed(lambda: store.read("public_log_page", **published_rows), 5),
        "turnaround of all years by month": timed(lambda: measure.measure(store, "turnaround", UNTIL, by="month")),
        "its columns scanned": timed(
            lambda: store.query("select sum(received_on - date '2000-01-01'), sum(determined_on - date '2000-01-01'), count(status) from store.snapshot")
        ),
    }


def request_page(store: Store, number: str) -> None:
    """Everything that the page of one request reads of it, and nothing from memory; a test compares the two."""
    request_id = store.read("request_id", reader=None, number=number)[0]["request_id"]
    row = reading.request(store, request_id)
    reading.timeline(store, request_id)
    ledger.allowed(store, row, CLERK)
    clock.why(store, row)
    store.read("due", received_on=row["clock_from_on"])
    store.read("calls", request_id=request_id, today=UNTIL, soon_days=SOON_DAYS)
    store.read("unreviewed", request_id=request_id, as_of=UNTIL)
    for name in OF_ONE_REQUEST:
        store.read(name, request_id=request_id)
    for name in OF_A_READER:
        store.read(name, request_id=request_id, reader=None)


def today_page(store: Store) -> None:
    """Everything that the first page reads for somebody of a desk who was away for a day, and nothing from memory; a test compares the two."""
    seen_by = {"desk_id": 1, "reader": None}
    since = max(store.read("newest_id")[0]["id"] - 300, 0)
    store.read("today_counts", **seen_by, person_ids=(1,), today=UNTIL)
    store.read("today_due", **seen_by, person_ids=(1,), most=10)
    store.read("today_letters", **seen_by, sign_in="administrator", trying_at=store.now())
    store.read("today_news", **seen_by, event_id=since, sign_in="administrator", most=20, looked_at=500)


def acts(store: Store, times: int = 200) -> tuple[float, float]:
    """One recorded act on requests spread over the log: p50 and p95 in ms."""
    every = store.query("select request_id from store.snapshot where status <> 'voided' using sample 200 rows (reservoir, 7)")
    taken = []
    for row in every[:times]:
        start = time.perf_counter()
        ledger.record(store, row["request_id"], "note", CLERK, on_date=UNTIL, note="A note to measure with.")
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def closures(store: Store) -> tuple[float, int]:
    """Close every second Friday of seventy years: seconds until all due dates follow, and how many requests moved. Then take it back."""
    start = time.perf_counter()
    clock.add_closures(store, [("Alternating Friday", date(1990, 1, 5), date(2060, 12, 31), 14)])
    taken = time.perf_counter() - start
    moved = store.write(lambda cursor: cursor.execute("select count(*) from moved").fetchone()[0])
    store.write(lambda cursor: (cursor.execute("delete from store.closure"), recount(cursor)))
    return taken, moved


def sqlite_median(store: Store) -> tuple[float, bool]:
    """Median days by month on SQLite with an index, in ms, and whether it agrees with ours."""
    peer = sqlite3.connect(":memory:")
    peer.execute("create table snapshot (month text, days integer)")
    rows = store.query(
        "select strftime(received_on, '%Y-%m') as month, determined_on - received_on as days from store.snapshot "
        "where determined_on is not null and status <> 'voided' and not is_negative"
    )
    peer.executemany("insert into snapshot values (?, ?)", [(row["month"], row["days"]) for row in rows])
    peer.execute("create index by_month on snapshot (month, days)")
    query = """
        select month, avg(days) from (
            select month, days, row_number() over (partition by month order by days) as place, count(*) over (partition by month) as n from snapshot
        ) where place in ((n + 1) / 2, (n + 2) / 2) group by month order by month
    """
    ours = {row["group"]: row["median_days"] for row in measure.measure(store, "turnaround", UNTIL, by="month") if row["n_closed"]}
    agrees = dict(peer.execute(query).fetchall()) == ours
    return timed(lambda: peer.execute(query).fetchall(), 3), agrees


def line(what: str, value: str, beside: str = "") -> None:
    """One line of the table."""
    print(f"{what:<44}{value:>16}   {beside}", flush=True)


def main() -> None:
    """Build, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--requests", type=int, default=1_000_000)
    requests = asked.parse_args().requests
    memory = psutil.virtual_memory().total / 2**30
    print(f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, Streamlit {streamlit.__version__}, SQLite {sqlite3.sqlite_version}")
    print(f"{platform.machine()}, {psutil.cpu_count()} cores, {memory:.0f} GiB; median of several runs\n")
    with tempfile.TemporaryDirectory() as name:
        measure_all(Path(name), requests)


def measure_all(folder: Path, requests: int) -> None:
    """All of it, on stores in a folder."""
    small_path, _ = build(folder, SMALL)
    large_path, seconds = build(folder, requests)
    line(f"build {requests:,} requests", f"{seconds:.1f} s", f"{requests / seconds:,.0f} requests a second; {large_path.stat().st_size / 1e6:,.0f} MB")
    start = time.perf_counter()
    store = Store(large_path)
    line("open the unchanged store", f"{time.perf_counter() - start:.2f} s")
    line("events", f"{store.query('select count(*) as n from store.event')[0]['n']:,}")
    small = Store(small_path)
    few, many = page_queries(small), page_queries(store)
    for what in few:
        line(what, f"{many[what]:.1f} ms", f"{many[what] / few[what]:.2f} times its cost at {SMALL:,} requests")
    scan = many["its columns scanned"]
    peer, agrees = sqlite_median(store)
    by_month = many["turnaround of all years by month"]
    line("SQLite, median by month, indexed", f"{peer:.0f} ms", f"{peer / by_month:.1f} times ours, which also gives p90 and Kaplan-Meier; same medians: {agrees}")
    line("turnaround against the scan of its columns", f"{by_month / scan:.1f} times")
    for label, at in ((f"one act at {SMALL:,}", small), (f"one act at {requests:,}", store)):
        p50, p95 = acts(at)
        line(label, f"{p50:.1f} ms p50", f"{p95:.1f} ms p95")
    seconds, moved = closures(store)
    line("all due dates after a closure change", f"{seconds:.2f} s", f"{moved:,} of {requests:,} requests moved")
    line("one due date explained day by day", f"{timed(lambda: clock.due(store, UNTIL)):.1f} ms")
    small.close()
    store.close()
    with Desk(large_path) as desk:
        line("served desk, memory before a visitor", f"{desk.memory_mb():.0f} MB")
        for sessions in (1, 20):
            p50, p95 = rerun_ms(sessions)
            line(f"queue rerun, {sessions} sessions, 3 s to think", f"{p50:.0f} ms p50", f"{p95:.0f} ms p95; memory {desk.memory_mb():.0f} MB")
    with Desk(large_path, act_every=1.0):
        p50, p95 = rerun_ms(20)
        line("the same, 20 sessions, one act a second", f"{p50:.0f} ms p50", f"{p95:.0f} ms p95")


if __name__ == "__main__":
    main()
