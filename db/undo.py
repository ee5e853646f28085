"""The way back from an act that was just recorded: a superseding event, by whoever recorded it, soon after and while nothing rests on it.

Nothing is taken out of the log, and nothing that left the building comes back: what is said afterwards tells both.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import duckdb

from records_desk.db import _guard as guard
from records_desk.db import _readers as readers
from records_desk.db import ledger
from records_desk.db._entry import run
from records_desk.db._once import once
from records_desk.db._refused import Refused
from records_desk.db._stood import standing_event
from records_desk.db.ledger import Receipt, Staff
from records_desk.db.store import Store

Row = dict[str, Any]
WITHIN = timedelta(minutes=15)
ONE_ACT = timedelta(seconds=2)  # what an act writes, it writes at once
REASON = "Undone right after it was recorded."
OUTSIDE = {  # what an act did outside the log, and what to do about it
    "released": "What was given out is with the requester: ask for it back, and send a correcting letter.",
    "access_granted": "The key works until it is ended at its system.",
    "access_revoked": "The key stays ended at its system until it is issued anew there.",
    "dataset_published": "The dataset stays on its portal until it is taken down there.",
}


@dataclass(frozen=True)
class Undone:
    """What undoing an act wrote, and the sentences about what it did and what it did not."""

    receipt: Receipt
    told: str


def undoable(store: Store, event_id: int, by: Staff) -> bool:
    """Whether somebody may undo the act whose entry this is, as far as can be told without doing it."""

    def check(cursor: duckdb.DuckDBPyConnection) -> None:
        old, _ = _to_undo(store, cursor, event_id, by)
        if old["kind"] != "received":
            ledger.to_strike(store, cursor, event_id, by)

    try:
        store.look(check)
    except Refused:
        return False
    return True


def undo(store: Store, event_id: int, by: Staff, *, token: str | None = None) -> Undone:
    """Strike out an entry and what the same act wrote with it; a new request is voided. A repeated token changes nothing more. Raises Refused."""

    def act(cursor: duckdb.DuckDBPyConnection) -> Receipt:
        old, along = _to_undo(store, cursor, event_id, by)
        if old["kind"] == "received":
            request_id, reason = old["request_id"], {"reason": REASON}
            return ledger.record(store, request_id, "voided", by, on_date=store.today(), token=token, cursor=cursor, **reason)
        for row in along:
            ledger.strike(store, row["event_id"], by, reason=REASON, cursor=cursor)
        return ledger.strike(store, event_id, by, reason=REASON, token=token, cursor=cursor)

    receipt = once(store, token, act)
    return Undone(receipt, store.look(lambda cursor: _told(store, cursor, event_id, receipt.number)))


def _to_undo(store: Store, cursor: duckdb.DuckDBPyConnection, event_id: int, by: Staff) -> tuple[Row, list[Row]]:
    """The entry, and what its act wrote with it. Raises Refused where somebody may not undo it, but for what striking out refuses."""
    old = standing_event(cursor, event_id)
    if old["recorded_by"] != by.sign_in:
        raise Refused("Only whoever recorded an act undoes it: strike it out under “Correct an entry” instead.")
    if old["supersedes"]:
        raise Refused("A correction is not undone: correct the entry once more.")
    if store.now() - old["recorded_at"] > WITHIN:
        minutes = WITHIN.seconds // 60
        raise Refused(f"This was recorded more than {minutes} minutes ago: correct it on the page of its request.")
    after = run(cursor, "queries", "entries_after", old)
    if old["kind"] == "received":
        _check_void(store, cursor, old, after, by)
        return old, []
    if any(row["recorded_by"] != by.sign_in for row in after):
        raise Refused("Somebody else recorded more on this request since: strike it out under “Correct an entry” if it was wrong.")
    return old, [row for row in after if _is_link_of(row, old)]


def _check_void(store: Store, cursor: duckdb.DuckDBPyConnection, old: Row, after: list[Row], by: Staff) -> None:
    """Refuse to undo a new request that somebody went on with, or that may not be voided."""
    (head,) = run(cursor, "queries", "head", old)
    readers.check(head, by)
    guard.check_kind(store.kinds["voided"], head, by.role)
    guard.check_status(store, cursor, store.kinds["voided"], head, store.today())
    if any(row["recorded_by"] != by.sign_in or row["recorded_at"] - old["recorded_at"] > ONE_ACT for row in after):
        raise Refused(f"More was recorded on {head['number']} since: undo that first, or void the request with a reason.")


def _is_link_of(row: Row, old: Row) -> bool:
    """Whether an entry is the link that a determination or a closing as a duplicate brought along."""
    is_same = row["related_request_id"] == old["related_request_id"] and row["recorded_by"] == old["recorded_by"]
    at_once = row["recorded_at"] - old["recorded_at"] <= ONE_ACT
    return old["outcome"] == "duplicate" and (row["kind"], row["outcome"]) == ("linked", "duplicate") and is_same and at_once


def _told(store: Store, cursor: duckdb.DuckDBPyConnection, event_id: int, number: str) -> str:
    """What undoing did and what it did not."""
    (old,) = run(cursor, "queries", "event", {"event_id": event_id})
    label = store.kinds[old["kind"]]["label"]
    did = f"Undone: “{label}” on {number} is struck out. It stays in the timeline and no longer counts."
    if old["kind"] == "received":
        did = f"Undone: {number} is voided. It stays in the log with its number and leaves every figure."
    entries = [old, *(run(cursor, "queries", "entries_after", old) if old["kind"] == "received" else ())]
    letters = [letter for entry in entries for letter in run(cursor, "queries", "letter", entry)]
    return " ".join(dict.fromkeys([did, *(_of_letter(store, letter) for letter in letters), *filter(None, [OUTSIDE.get(old["kind"])])]))


def _of_letter(store: Store, letter: Row) -> str:
    """A letter is not recalled, whatever becomes of its entry."""
    if letter["status"] == "sent":
        at = store.local(letter["tried_at"])
        return f"Its letter was e-mailed at {at:%H:%M} and is not recalled: the requester has it, so send a correcting letter."
    if letter["status"] == "sending":
        return "Nobody knows whether its letter was e-mailed: ask at the mail server, and send a correcting letter if it was."
    return "Its letter was not e-mailed from here. Where it went out another way, send a correcting letter."
