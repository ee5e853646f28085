"""What every test shares: a real store on a fixed day, staff, and the audits that run after each test."""

import os
import shutil
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from records_desk.db import ledger
from records_desk.db._texts import files
from records_desk.db.store import Store

TODAY = date(2026, 4, 20)  # a Monday
OFFICIAL = ledger.Staff("clerk", "Casey Sample", "official", person_id=1, desk_id=1, title="City Clerk")
STAFF = ledger.Staff("deputy", "Dana Sample", "staff", person_id=1, desk_id=1)
MANAGER = ledger.Staff("manager", "Morgan Sample", "manager")
VIEWER = ledger.Staff("viewer", "Val Sample", "viewer")
AUDITOR = ledger.Staff("auditor", "Alex Sample", "auditor")

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def noon(day: date = TODAY) -> datetime:
    """Noon in Oxnard on a day, as an aware time."""
    return datetime(day.year, day.month, day.day, 20, 0, tzinfo=UTC)


def shared(name: str) -> Path:
    """A file of the shared data; the test is skipped where it is missing, unless REAL_DATA=required."""
    file = DATA / name
    if not file.is_file():
        if os.environ.get("REAL_DATA") == "required":
            pytest.fail(f"REAL_DATA=required, and {name} is not there")
        pytest.skip(f"{name} is not in ../shared/data")
    return file


def failed_audits(store: Store) -> dict[str, list]:
    """The audits that return rows, by name."""
    found = {file.stem: store.query(file.read_text(encoding="utf-8")) for file in files("audits")}
    return {name: rows for name, rows in found.items() if rows}


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """The closed file of a new store, built once: copying it is ten times quicker than building it."""
    path = tmp_path_factory.mktemp("template") / "city.duckdb"
    Store(path, clock=noon).close()
    return path


@pytest.fixture
def loose_store(template, tmp_path):
    """A new store at noon on Monday, April 20, 2026, that no audit follows: for tests that break it."""
    store = Store(shutil.copy(template, tmp_path / "city.duckdb"), clock=noon)
    yield store
    store.close()


@pytest.fixture
def store(loose_store):
    """A new store at noon on Monday, April 20, 2026; every audit must be empty afterwards, where anything was written."""
    yield loose_store
    assert loose_store.version == 0 or failed_audits(loose_store) == {}


@pytest.fixture
def story(store):
    """Tell what happened to a request, one line an event: `2026-04-06 received`, `2026-04-08 routed desk_id=2`.

    Values are whole words, numbers, dates, times, true or false, or [lists,of,words]. Returns the snapshot row.
    """

    def tell(*lines: str, by: ledger.Staff = OFFICIAL, track: str = "records") -> dict:
        receipt = None
        for line in lines:
            day, kind, *details = line.split()
            values = {name: _value(value) for name, value in (detail.split("=", 1) for detail in details)}
            on_date = date.fromisoformat(day)
            if kind == "received":
                receipt = ledger.receive(store, by, track=track, on_date=on_date, verbatim="All permits of 2025", **values)
            else:
                ledger.record(store, receipt.request_id, kind, by, on_date=on_date, **values)
        return snapshot(store, receipt.request_id)

    return tell


def snapshot(store: Store, request_id: int) -> dict:
    """The snapshot row of one request."""
    return store.query("from store.snapshot where request_id = $id", id=request_id)[0]


def _value(text: str):
    if text.isdigit():
        return int(text)
    if text[:4].isdigit() and text.count("-") == 2:
        return date.fromisoformat(text)
    if text in ("true", "false"):
        return text == "true"
    if text[:2].isdigit() and text[2:3] == ":":
        return time.fromisoformat(text)
    if text.startswith("["):
        return tuple(text.strip("[]").split(","))
    return text


