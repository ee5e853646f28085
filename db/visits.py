"""When somebody was here last: what was recorded since then is new to them.

A visit lasts a working day: whoever comes again within it, in a second tab or after closing the browser, finds the same things new.
The table is written once as a visit begins; it tells nothing about requests, and is no setting.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from records_desk.db._entry import run
from records_desk.db.store import Store

LASTS = timedelta(hours=8)


@dataclass(frozen=True)
class Since:
    """What is new in a visit: whatever was recorded after an entry. began_at (UTC): when the visit before began, None on the first."""

    event_id: int
    began_at: datetime | None


def since(store: Store, person_id: int) -> Since:
    """What is new to a person, whose visit begins where none goes on. What was there when it began is seen by the next one.

    Raises Refused where that cannot be kept.
    """
    going_on = _going_on(store, store.recall("visit", person_id=person_id))
    return going_on or store.write(lambda cursor: _begin(store, cursor, person_id))


def _going_on(store: Store, kept: list[dict]) -> Since | None:
    """What a visit that has not ended said; one that begins later than now was kept by a clock set back since."""
    if not kept or store.now() - kept[0]["began_at"] >= LASTS:
        return None
    return Since(kept[0]["before_event_id"], kept[0]["before_at"])


def _begin(store: Store, cursor: duckdb.DuckDBPyConnection, person_id: int) -> Since:
    kept = run(cursor, "queries", "visit", {"person_id": person_id})
    if going_on := _going_on(store, kept):  # another tab was quicker
        return going_on
    newest = run(cursor, "queries", "newest_id", {})[0]["id"]
    before = Since(kept[0]["until_event_id"], kept[0]["began_at"]) if kept else Since(newest, None)
    cursor.execute("delete from store.visit where person_id = $person_id", {"person_id": person_id})
    cursor.execute(
        "insert into store.visit values ($person_id, $began_at, $until, $before_at, $before)",
        {"person_id": person_id, "began_at": store.now(), "until": newest, "before_at": before.began_at, "before": before.event_id},
    )
    return before
