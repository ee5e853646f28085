"""What closed a request or gave something out rests on what stands before it: whether it still may after a change to that."""

from typing import Any

import duckdb

from records_desk.db import _guard as guard
from records_desk.db._entry import run
from records_desk.db._refused import Refused
from records_desk.db.store import Store

Against = dict[int, tuple[dict[str, Any], set[str]]]


def against(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any]) -> Against:
    """By id each standing entry that closed this request or gave something out, and what the content rules say against it as it stands."""
    return {row["event_id"]: (row, set(_sentences(store, cursor, row))) for row in run(cursor, "queries", "closed_or_given", head)}


def check(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], before: Against) -> None:
    """Refuse a change after which something is said against one of these entries that was not said before."""
    for event_id, (row, sentences) in against(store, cursor, head).items():
        if event_id in before and (new := sentences - before[event_id][1]):
            label = store.kinds[row["kind"]]["label"]
            raise Refused(f"“{label}” of {row['on_date']} rests on this: strike that out first, or reopen the request. Else: {' '.join(sorted(new))}")


def _sentences(store: Store, cursor: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> list[str]:
    answers = "no_fee" in guard.words(store.kinds[row["kind"]]["optional"])
    facts = row | {"supersedes": row["event_id"], "no_fee": bool(row["no_fee"]) if answers else None}
    return guard.against_content(cursor, row["kind"], facts)
