"""The bench of the measures: each beside SQLite, PostgreSQL and pandas on the same rows, lifelines, pm4py, and the raw scan.

    .venv/bin/python -m tests.bench.measures --requests 1000000

It needs the extra `bench`; PostgreSQL's programs are looked for in /usr/lib/postgresql and left out where there are none.
"""

import argparse
import contextlib
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas
import psycopg
from lifelines import KaplanMeierFitter

from records_desk.db import measure
from records_desk.db._bulk import append_prepared, prepare, stage
from records_desk.db.store import Store
from tests.bench.run import UNTIL, build, line, timed

YEAR = {"received_from": UNTIL - timedelta(365), "received_until": UNTIL}
SCAN = "select sum(received_on - date '2000-01-01'), sum(determined_on - date '2000-01-01'), sum(closed_on - date '2000-01-01'), count(determination), count(closing_outcome) from store.snapshot"
# What the peers are given: the rows laid out for them, under the same rules.
SPANS = """
    select strftime(received_on, '%Y-%m') as name, coalesce(determined_on, closed_on, $day::date) - received_on as days,
        (determined_on is not null and not is_withdrawn)::integer as ended, (determined_on is not null)::integer as is_reached
    from derived.measured($day::date, date '1990-01-01', date '2060-12-31', null, null, null, null, null)
    where not is_negative and not is_undated and not is_duplicate
"""
STINTS = """
    with requests as (from derived.measured($day::date, date '1990-01-01', date '2060-12-31', null, null, null, null, null))
    select desk.name, least(coalesce(until_on, $day::date), $day::date) - from_on as days, 1 as ended, 1 as is_reached
    from derived.stints('requests', $day::date) join store.desk as desk using (desk_id)
"""
# Kaplan-Meier's median by month in plain SQL: the product of what remains is the exponential of a sum of logarithms.
CURVE = """
    with leaving as (select name, days, count(*) as n, sum(ended) as ended from span group by name, days),
    at_risk as (select *, sum(n) over (partition by name order by days desc) as at_risk from leaving),
    curve as (
        select name, days, sum(case when ended < at_risk then ln(1 - ended * 1.0 / at_risk) else -1000 end)
            over (partition by name order by days) as log_open from at_risk
    )
    select name, min(days) from curve where log_open <= ln(0.5) + 1e-12 group by name
"""
MEDIAN = """
    select name, avg(days) from (
        select name, days, row_number() over (partition by name order by days) as place, count(*) over (partition by name) as n
        from span where is_reached = 1
    ) as ranked where place in ((n + 1) / 2, (n + 2) / 2) group by name
"""
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


@dataclass(frozen=True)
class Question:
    """One thing that ours and its peers are asked: the rows, our answer by name, and how each peer answers it."""

    what: str
    rows: str
    ours: Callable[[Store], dict[str, float]]
    sql: str
    pandas: Callable[[pandas.DataFrame], dict[str, float]]


def medians(frame: pandas.DataFrame) -> dict[str, float]:
    """The median days of those that got there."""
    return frame[frame["is_reached"] == 1].groupby("name")["days"].median().to_dict()


def km_medians(frame: pandas.DataFrame) -> dict[str, float]:
    """Kaplan-Meier's median."""
    leaving = frame.groupby(["name", "days"]).agg(n=("ended", "size"), ended=("ended", "sum")).reset_index()
    leaving["at_risk"] = leaving[::-1].groupby("name")["n"].cumsum()[::-1]
    leaving["open"] = (1 - leaving["ended"] / leaving["at_risk"]).groupby(leaving["name"]).cumprod()
    return leaving[leaving["open"] <= 0.5 + 1e-12].groupby("name")["days"].min().to_dict()


def _told(name: str, key: str, column: str, **asked: Any) -> Callable[[Store], dict[str, float]]:
    """Our answer: one column of a measure by its group."""
    return lambda store: {row[key]: row[column] for row in measure.measure(store, name, UNTIL, **asked) if row[column] is not None}


QUESTIONS = (
    Question("Kaplan-Meier's median by month", SPANS, _told("survival", "group", "days", by="month"), CURVE, km_medians),
    Question("median days at each desk", STINTS, _told("time_by_desk", "desk", "median_days"), MEDIAN, medians),
)


def peers(store: Store) -> None:
    """Each question: ours from the log, the others from rows laid out for them."""
    km = _told("turnaround", "group", "km_median_days", by="month")
    with postgresql() as connection:
        for question in QUESTIONS:
            rows = store.query(question.rows, day=UNTIL)
            taken = timed(lambda: question.ours(store), 5)
            line(question.what, f"{taken:.0f} ms", f"{len(rows):,} rows for the others")
            ours = km(store) if question.rows == SPANS else question.ours(store)
            for name, run in asked(question, rows, connection).items():
                agrees = {key: float(days) for key, days in run().items()} == {key: float(days) for key, days in ours.items()}
                peer = timed(run, 2)
                line(f"  {name}", f"{peer:.0f} ms", f"{peer / taken:.1f} times ours; same answer: {agrees}")


def asked(question: Question, rows: list[dict[str, Any]], connection: Any) -> dict[str, Callable[[], dict[str, float]]]:
    """How each peer answers."""
    spans = [tuple(row.values()) for row in rows]
    frame = pandas.DataFrame(rows)
    peer = sqlite3.connect(":memory:")
    found = {"SQLite, indexed": in_sql(peer, question.sql, spans), "pandas": lambda: question.pandas(frame)}
    if connection:
        connection.execute("drop table if exists span")
        found["PostgreSQL, indexed"] = in_sql(connection, question.sql, spans)
    return found | ({"lifelines": in_lifelines(frame)} if question.rows == SPANS else {})


def in_sql(peer: Any, sql: str, spans: list[tuple[Any, ...]]) -> Callable[[], dict[str, float]]:
    """A table with an index over what it is grouped by, and the question asked of it."""
    peer.execute("create table span (name text, days integer, ended integer, is_reached integer)")
    if isinstance(peer, sqlite3.Connection):
        peer.executemany("insert into span values (?, ?, ?, ?)", spans)
    else:
        with peer.cursor().copy("copy span from stdin") as copy:
            for span in spans:
                copy.write_row(span)
    peer.execute("create index by_name on span (name, days, ended, is_reached)")
    peer.execute("analyze span")
    return lambda: dict(peer.execute(sql).fetchall())


def in_lifelines(frame: pandas.DataFrame) -> Callable[[], dict[str, float]]:
    """Kaplan-Meier's median by lifelines, one fit a month."""
    months = dict(list(frame.groupby("name")))

    def run() -> dict[str, float]:
        with warnings.catch_warnings(action="ignore"):
            fitted = {month: KaplanMeierFitter().fit(part["days"], part["ended"]).median_survival_time_ for month, part in months.items()}
        return {month: days for month, days in fitted.items() if days != float("inf")}

    return run


@contextlib.contextmanager
def postgresql() -> Iterator[psycopg.Connection | None]:
    """A PostgreSQL of its own on loopback, gone afterwards; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), _free_port()
        owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if owner:
            shutil.chown(folder, "postgres")
        data, quiet = folder / "data", {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*owner, found[-1] / "initdb", "-D", data, "-A", "trust", "-U", "postgres"], **quiet)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c shared_buffers=1GB -c work_mem=256MB"
        subprocess.run([*owner, found[-1] / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], **quiet)
        try:
            with psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres", autocommit=True) as connection:
                yield connection
        finally:
            subprocess.run([*owner, found[-1] / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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
