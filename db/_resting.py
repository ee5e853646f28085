"""What closed a request or gave something out rests on what stands before it: whether it still may after a change to that."""

from typing import Any

import duckdb

from records_desk.db import _guard as guard
from records_desk.db._entry import run
from records_desk.db._refused import Refused
from records_desk.db.store import Store

# Nothing rests on what an entry of these kinds says.
NEVER = {"note", "time_recorded", "linked", "routed", "acknowledged", "accepted", "returned", "records_called", "call_chased", "call_answered"}
Against = dict[int, tuple[dict[str, Any], set[str]]]


def check(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], changed: str) -> None:
    """Refuse a change to an entry of a kind after which content rules speak against what closed this request or gave something out.

    What they said before the change already is no reason.
    """
    after = against(store, cursor, head) if changed not in NEVER else {}
    if not any(sentences for _, sentences in after.values()):
        return
    before = store.look(lambda earlier: against(store, earlier, head))
    for event_id, (row, sentences) in after.items():
        if event_id in before and (new := sentences - before[event_id][1]):
            label = store.kinds[row["kind"]]["label"]
            told = f"“{label}” of {row['on_date']} rests on this and could not stand: strike that out first, or correct this one otherwise."
            raise Refused(f"{told} {' '.join(sorted(new))}")


def spared(store: Store, cursor: duckdb.DuckDBPyConnection, entry: dict[str, Any]) -> set[str]:
    """What the content rules say already against an entry that gave something out, through what came after it: no reason to leave a slip in it."""
    return against(store, cursor, entry).get(entry["event_id"], ({}, set()))[1]


def against(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any]) -> Against:
    """By id each standing entry that closed this request or gave something out, and what the content rules say against it as it stands."""
    return {row["event_id"]: (row, set(_sentences(store, cursor, row))) for row in run(cursor, "queries", "closed_or_given", head)}


def _sentences(store: Store, cursor: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> list[str]:
    answers = "no_fee" in guard.words(store.kinds[row["kind"]]["optional"])
    facts = row | {"today": store.today(), "supersedes": row["event_id"], "no_fee": bool(row["no_fee"]) if answers else None}
    return list(guard.against_content(cursor, row["kind"], facts))
