"""The measures asked of SQLite, PostgreSQL, pandas and lifelines, on the same rows laid out for them under the same rules."""

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas
import psycopg
from lifelines import KaplanMeierFitter

from records_desk.db import measure
from records_desk.db.store import Store
from tests.bench.run import UNTIL, line, timed

Answer = dict[str, float]
CASES = """
    select strftime(received_on, '%Y-%m') as month, received_on::varchar as day, track, outcome,
        coalesce(determined_on, closed_on, $day::date) - received_on as days,
        (determined_on is not null and not is_withdrawn)::integer as ended,
        (determined_on is not null)::integer as is_reached,
        is_duplicate::integer as is_duplicate,
        strftime(closed_on, '%Y-%m') as closing_month,
        if(is_open = 1, $day::date - received_on, null) as age,
        (due_on <= $day::date and not (first_determined_on is null and closed_on is not null and closed_on <= due_on))::integer as is_due,
        coalesce(due_on <= $day::date and first_determined_on <= due_on, false)::integer as is_on_time
    from derived.measured($day::date, date '1990-01-01', date '2060-12-31', null, null, null, null, null)
    where not is_negative and not is_undated
"""
STINTS = """
    with requests as (from derived.measured($day::date, date '1990-01-01', date '2060-12-31', null, null, null, null, null))
    select desk.name as desk, least(coalesce(until_on, $day::date), $day::date) - from_on as days
    from derived.stints('requests', $day::date) join store.desk as desk using (desk_id)
"""
INDEXES = {"cases": ("month, days, ended", "closing_month", "outcome", "day", "age"), "stints": ("desk, days",)}
# Kaplan-Meier's median by month in plain SQL: the product of what remains is the exponential of a sum of logarithms.
CURVE = """
    with leaving as (select month, days, count(*) as n, sum(ended) as ended from cases where is_duplicate = 0 group by month, days),
    at_risk as (select *, sum(n) over (partition by month order by days desc) as at_risk from leaving),
    curve as (
        select month, days, sum(case when ended < at_risk then ln(1 - ended * 1.0 / at_risk) else -1000 end)
            over (partition by month order by days) as log_open from at_risk
    )
    select month, min(days) from curve where log_open <= ln(0.5) + 1e-12 group by month
"""
MIDDLE = """
    select {by}, avg(days * 1.0) from (
        select {by}, days, row_number() over (partition by {by} order by days) as place, count(*) over (partition by {by}) as n
        from {rows}
    ) as ranked where place in ((n + 1) / 2, (n + 2) / 2) group by {by}
"""


@dataclass(frozen=True)
class Question:
    """One thing that ours and its peers are asked: of which rows, our measure with its key and figure, and how the others answer."""

    what: str
    table: str
    ours: Callable[[Store], Answer]
    sql: str
    pandas: Callable[[pandas.DataFrame], Answer]
    lifelines: bool = False


def told(name: str, key: str, column: str, **asked: Any) -> Callable[[Store], Answer]:
    """Our answer: one column of a measure by its group."""

    def answer(store: Store) -> Answer:
        summed: Answer = {}
        for row in measure.measure(store, name, UNTIL, **asked):
            if row[column]:
                summed[str(row[key])] = summed.get(str(row[key]), 0) + row[column]
        return summed

    return answer


def km_medians(frame: pandas.DataFrame) -> Answer:
    """Kaplan-Meier's median."""
    leaving = frame[frame["is_duplicate"] == 0].groupby(["month", "days"]).agg(n=("ended", "size"), ended=("ended", "sum")).reset_index()
    leaving["at_risk"] = leaving[::-1].groupby("month")["n"].cumsum()[::-1]
    leaving["open"] = (1 - leaving["ended"] / leaving["at_risk"]).groupby(leaving["month"]).cumprod()
    return leaving[leaving["open"] <= 0.5 + 1e-12].groupby("month")["days"].min().to_dict()


def punctual(frame: pandas.DataFrame) -> Answer:
    """The share on time of those whose day has come."""
    summed = frame.groupby("month")[["is_on_time", "is_due"]].sum()
    return (summed["is_on_time"] / summed["is_due"])[summed["is_on_time"] > 0].to_dict()


REACHED = "cases where is_reached = 1"
QUESTIONS = (
    Question("Kaplan-Meier's median by month", "cases", told("turnaround", "group", "km_median_days", by="month"), CURVE, km_medians, True),
    Question(
        "median of the closed by month", "cases", told("turnaround", "group", "median_days", by="month"),
        MIDDLE.format(by="month", rows=REACHED), lambda frame: frame[frame["is_reached"] == 1].groupby("month")["days"].median().to_dict(),
    ),
    Question(
        "share determined on time by month", "cases", told("on_time", "group", "on_time_share", by="month"),
        "select month, sum(is_on_time) * 1.0 / sum(is_due) from cases group by month having sum(is_on_time) > 0", punctual,
    ),
    Question(
        "closed by month (flow)", "cases", told("flow", "month", "processed"),
        "select closing_month, count(*) from cases where closing_month is not null group by closing_month",
        lambda frame: frame.groupby("closing_month").size().to_dict(),
    ),
    Question(
        "open by age (age pyramid)", "cases", told("age_pyramid", "age_days", "n_open"),
        """select case when age <= 10 then '0-10' when age <= 24 then '11-24' when age <= 60 then '25-60' when age <= 180 then '61-180'
            when age <= 365 then '181-365' else 'over 365' end as band, count(*) from cases where age is not null group by band""",
        lambda frame: pandas.cut(
            frame["age"].dropna(), [-1, 10, 24, 60, 180, 365, 1e6], labels=["0-10", "11-24", "25-60", "61-180", "181-365", "over 365"]
        ).value_counts().loc[lambda counts: counts > 0].to_dict(),
    ),
    Question(
        "outcomes (dispositions)", "cases", told("dispositions", "outcome", "n"),
        "select outcome, count(*) from cases group by outcome", lambda frame: frame.groupby("outcome").size().to_dict(),
    ),
    Question(
        "received by day", "cases", told("receipts_by_day", "day", "received"),
        "select day, count(*) from cases group by day", lambda frame: frame.groupby("day").size().to_dict(),
    ),
    Question(
        "median days at each desk", "stints", told("time_by_desk", "desk", "median_days"),
        MIDDLE.format(by="desk", rows="stints"), lambda frame: frame.groupby("desk")["days"].median().to_dict(),
    ),
    Question(
        "share of all days at each desk", "stints", told("time_by_desk", "desk", "share_of_days"),
        "select desk, sum(days) * 1.0 / (select sum(days) from stints) from stints group by desk",
        lambda frame: (frame.groupby("desk")["days"].sum() / frame["days"].sum()).to_dict(),
    ),
)  # fmt: skip


def peers(store: Store) -> None:
    """Each question: ours from the log, the others from rows laid out for them and indexed."""
    with postgresql() as connection:
        engines: dict[str, Any] = {"SQLite": sqlite3.connect(":memory:")} | ({"PostgreSQL": connection} if connection else {})
        frames = {}
        for table, query in (("cases", CASES), ("stints", STINTS)):
            rows = store.query(query, day=UNTIL)
            frames[table] = pandas.DataFrame(rows)
            for engine in engines.values():
                _lay_out(engine, table, rows)
            line(f"rows of {table} laid out for the others", f"{len(rows):,}")
        for question in QUESTIONS:
            taken, ours = timed(lambda: question.ours(store), 5), question.ours(store)
            line(question.what, f"{taken:.0f} ms")
            for name, run in _asked(question, frames[question.table], engines).items():
                peer, differ = timed(run, 2), _differing(run(), ours)
                line(f"  {name}", f"{peer:.0f} ms", f"{peer / taken:.1f} times ours; {differ} of {len(ours)} answers differ")


def _asked(question: Question, frame: pandas.DataFrame, engines: dict[str, Any]) -> dict[str, Callable[[], Answer]]:
    found: dict[str, Callable[[], Answer]] = {
        name: lambda engine=engine: dict(engine.execute(question.sql).fetchall()) for name, engine in engines.items()
    }
    found["pandas"] = lambda: question.pandas(frame)
    return found | ({"lifelines": in_lifelines(frame)} if question.lifelines else {})


def _differing(theirs: Answer, ours: Answer) -> int:
    nothing = float("nan")
    return sum(not abs(float(theirs.get(key, nothing)) - ours.get(key, nothing)) < 1e-9 for key in theirs.keys() | ours.keys())


def _lay_out(engine: Any, table: str, rows: list[dict[str, Any]]) -> None:
    """A table with an index for each of its questions."""
    kinds = {name: "integer" if any(isinstance(row[name], int) for row in rows) else "text" for name in rows[0]}
    engine.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in kinds.items())})")
    if isinstance(engine, sqlite3.Connection):
        engine.executemany(f"insert into {table} values ({', '.join('?' * len(kinds))})", (tuple(row.values()) for row in rows))
    else:
        with engine.cursor().copy(f"copy {table} from stdin") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))
    for place, columns in enumerate(INDEXES[table]):
        engine.execute(f"create index {table}_{place} on {table} ({columns})")
    engine.execute("analyze" if isinstance(engine, sqlite3.Connection) else f"vacuum analyze {table}")


def in_lifelines(frame: pandas.DataFrame) -> Callable[[], Answer]:
    """Kaplan-Meier's median by lifelines, one fit a month."""
    months = dict(list(frame[frame["is_duplicate"] == 0].groupby("month")))

    def run() -> Answer:
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
