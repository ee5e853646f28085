"""The set-based way into the ledger, for imports and the sample city: stage rows, lay them out, append.

Nothing is refused here: what a source states is kept, and marked irregular where its dates are in an impossible order.
"""

from collections.abc import Callable
from typing import Any

import duckdb

from records_desk.db._entry import take_numbers
from records_desk.db._texts import parameters_of, sql
from records_desk.db.store import Store

Progress = Callable[[str], None]


def stage(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the empty staging tables of db/bulk/00_stage.sql; the caller fills them in the same transaction."""
    cursor.execute(sql("bulk", "00_stage"))


def prepare(store: Store, cursor: duckdb.DuckDBPyConnection, by: str, progress: Progress = lambda step: None) -> None:
    """Lay out everything staged as the store will take it, in temporary tables, as the only writer.

    A staged request without request_id is new. Numbers follow receipt within each track and year; chains and details
    are computed for all at once.
    """
    requests, steps, last = cursor.execute(
        "select (select coalesce(max(row_no), 0) + 1 from staged_request), (select coalesce(max(step), 0) + 1 from staged_event), "
        "(select coalesce(max(last_event_id), 0) from store.snapshot)"
    ).fetchone()
    values = {
        "first_request_id": store.new_ids(requests, above=last),
        "first_event_id": store.new_ids(requests * steps, above=last),
        "steps": steps,
        "recorded_at": store.now(),
        "recorded_by": by,
    }
    for name in ("10_request", "20_details", "30_event"):
        progress(name[3:])
        run_each(cursor, "bulk", name, values)
    for step in range(steps):
        progress("link")
        run_each(cursor, "bulk", "40_link", {"step": step})
    progress("snapshot")
    run_each(cursor, "bulk", "50_ready", {})


def append_prepared(cursor: duckdb.DuckDBPyConnection, progress: Progress = lambda step: None) -> None:
    """Append what was laid out: new requests with their numbers, and events on new or existing requests."""
    for track, year, first, numbers in cursor.execute("from bulk_number").fetchall():
        if take_numbers(cursor, track, year, numbers) != first:
            raise RuntimeError(f"the counter {track} {year} moved while {numbers} requests were laid out")
    progress("append")
    run_each(cursor, "bulk", "60_append", {})
    run_each(cursor, "bulk", "90_drop", {})


def run_each(cursor: duckdb.DuckDBPyConnection, folder: str, name: str, values: dict[str, Any]) -> None:
    """Run the statements of db/<folder>/<name>.sql in order, each with those of the values that it asks for."""
    for statement in sql(folder, name).split(";\n"):
        if statement.strip():
            cursor.execute(statement, {key: values[key] for key in parameters_of(statement)})
