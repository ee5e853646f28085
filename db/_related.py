"""What an act says of another request: that whoever acts may see it, and the link that follows from a duplicate."""

from typing import Any

import duckdb

from records_desk.db import _readers as readers
from records_desk.db._entry import Entry, append, run
from records_desk.db._refused import Refused
from records_desk.db.store import Store


def check(cursor: duckdb.DuckDBPyConnection, entry: Entry, by: Any) -> None:
    """Refuse an act that names a request which is not there, or which whoever acts may not see."""
    if other := entry.columns.get("related_request_id"):
        found = run(cursor, "queries", "head", {"request_id": other})
        if not found or not readers.may_see(found[0], by):
            raise Refused(readers.NO_OTHER)


def append_linked(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], entry: Entry, sign_in: str) -> int:
    """Append an entry; link a request determined or closed as a duplicate to the one it repeats, unless it is linked so already."""
    event_id = append(store, cursor, head, entry, sign_in)
    if entry.kind not in ("determined", "closed") or entry.columns.get("outcome") != "duplicate":
        return event_id
    columns = {"related_request_id": entry.columns.get("related_request_id"), "outcome": "duplicate"}
    if columns["related_request_id"] and not run(cursor, "queries", "same_link", head | columns):
        append(store, cursor, head, Entry("linked", entry.on_date, columns), sign_in)
    return event_id
