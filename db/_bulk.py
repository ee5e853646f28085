"""The set-based way into the ledger, for imports and the sample city: stage rows, then receive_many.

Nothing is refused here: what a source states is kept, and marked irregular where its dates are in an impossible order.
"""

from collections.abc import Callable
from typing import Any

import duckdb

from records_desk.db._entry import take_numbers
from records_desk.db.store import Store, parameters_of, sql

Progress = Callable[[str], None]


def stage(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the empty staging tables of db/bulk/00_stage.sql; the caller fills them in the same transaction."""
    cursor.execute(sql("bulk", "00_stage"))


def receive_many(store: Store, cursor: duckdb.DuckDBPyConnection, by: str, progress: Progress = lambda step: None) -> None:
    """Append everything staged: new requests with their numbers, and events on new or existing requests.

    A staged request without request_id is new. Numbers follow receipt within each track and year; chains, details
    and snapshot are computed for all at once.
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
    _take_numbers(cursor)
    for name in ("10_request", "20_details", "30_event"):
        progress(name[3:])
        run_each(cursor, "bulk", name, values)
    for step in range(steps):
        progress("link")
        run_each(cursor, "bulk", "40_link", {"step": step})
    progress("append")
    run_each(cursor, "bulk", "50_append", values)
    progress("snapshot")
    cursor.execute(sql("bulk", "60_snapshot"))


def run_each(cursor: duckdb.DuckDBPyConnection, folder: str, name: str, values: dict[str, Any]) -> None:
    """Run the statements of db/<folder>/<name>.sql in order, each with those of the values that it asks for."""
    for statement in sql(folder, name).split(";\n"):
        if statement.strip():
            cursor.execute(statement, {key: values[key] for key in parameters_of(statement)})


def _take_numbers(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("create or replace temp table bulk_number (track varchar, year integer, first integer)")
    wanted = cursor.execute(
        "select track, year(received_on), count(*) from staged_request where request_id is null group by all order by all"
    ).fetchall()
    for track, year, count in wanted:
        first = take_numbers(cursor, track, year, count)
        cursor.execute("insert into bulk_number values ($track, $year, $first)", {"track": track, "year": year, "first": first})
