"""Which delivery a report of misuse is about, and which report a decision is about, where only one can be meant."""

import duckdb

from records_desk.db._entry import Entry, run

FOUND_BY = {"misuse_reported": "deliveries", "misuse_decided": "open_misuse_reports"}


def name_it(cursor: duckdb.DuckDBPyConnection, request_id: int, entry: Entry) -> None:
    """Have the entry name what it is about, where nothing is named and one thing alone can be meant."""
    columns = entry.columns
    if entry.kind not in FOUND_BY or columns.get("about_event_id") or (entry.kind == "misuse_reported" and columns.get("key_reference")):
        return
    found = run(cursor, "queries", FOUND_BY[entry.kind], {"request_id": request_id, "as_of": entry.on_date})
    if len(found) == 1:
        columns["about_event_id"] = found[0]["event_id"]
