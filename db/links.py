"""What joins requests: a part split off as a request of its own, one merged into another, and every link read from both sides.

Each is one act: the request, its link and its closing are kept together, or nothing is.
"""

from dataclasses import replace
from functools import partial
from typing import Any

import duckdb

from records_desk.db import _desks as desks
from records_desk.db import _readers as readers
from records_desk.db import ledger
from records_desk.db._entry import insert, run
from records_desk.db._plain_text import says
from records_desk.db._refused import Refused
from records_desk.db.ledger import Receipt, Staff
from records_desk.db.store import Store

Row = dict[str, Any]
COPIED = (
    "channel", "complexity", "format", "needed_by_on", "is_personal", "is_infrastructure", "intended_use", "name", "organization", "email", "phone",
    "language",
)  # fmt: skip
SIDES = {  # how a link reads on the request that it was made on, and on the other one
    "related": ("This request is related to {number}.", "{number} is related to this one."),
    "duplicate": ("This request is a duplicate of {number}.", "{number} is a duplicate of this one."),
    "split": ("This request was split off from {number}.", "{number} was split off from this one."),
    "merged": ("This request was merged into {number}.", "{number} was merged into this one."),
}


def links(store: Store, request_id: int, reader: int | None = None) -> list[Row]:
    """The standing links of a request, made on either side, to those that reader (a person's id) may see, each with the other's number and a sentence."""
    return [row | {"sentence": _sentence(row)} for row in store.read("links", request_id=request_id, reader=reader)]


def split_off(store: Store, request_id: int, by: Staff, *, words: str, track: str, summary: str | None = None, token: str | None = None) -> Receipt:
    """Make a request of its own of a part of the words, received when the first one was, with its requester; return its receipt.

    Whoever may see the first one, and nobody else, may see the other. Raises Refused.
    """
    head, intake = _head(store, request_id, by), store.read("intake_facts", request_id=request_id)[0]
    if head["status"] == "voided" or head["sealed_on"]:
        raise Refused(f"{head['number']} is {'sealed' if head['sealed_on'] else 'voided'}: nothing can be split off from it.")
    if head["received_on"] is None:
        raise Refused(f"The day on which {head['number']} was received is not known: correct its facts first.")
    desks.check(store.read, head, by, {"kind": "split_off", "any_desk": False}, store.today())
    details = {name: intake[name] for name in COPIED} | {"verbatim": words, "summary": summary, "received_at": head["received_at"]}
    in_use = {desk["desk_id"] for desk in store.read("desks") if desk["is_active"]}
    routed = {"desk_id": head["desk_id"]} if track == head["track"] and head["desk_id"] in in_use else {}

    def then(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
        _link(store, cursor, receipt.request_id, by, request_id, "split")
        if head["readers"]:  # goes along, whatever the role of who splits
            restricted = {"readers": head["readers"], "note": f"Split off from {head['number']}, which is restricted to them."}
            ledger.record(store, receipt.request_id, "restricted", replace(by, role="administrator"), cursor=cursor, on_date=store.today(), **restricted)

    return ledger.receive(store, by, track=track, on_date=head["received_on"], token=token, then=then, **routed, **details)


def merge_into(store: Store, request_id: int, by: Staff, *, into: int, reason: str, token: str | None = None) -> None:
    """Link a request as merged into another and close it as its duplicate, in one act. Raises Refused."""
    if not says(reason):
        raise Refused("Say why the two are one request.")
    store.write(partial(_merge, store, request_id, by, into, reason, token))


def _merge(store: Store, request_id: int, by: Staff, into: int, reason: str, token: str | None, cursor: duckdb.DuckDBPyConnection) -> None:
    if token and run(cursor, "queries", "submission", {"token": token}):
        return
    heads = [run(cursor, "queries", "head", {"request_id": either}) for either in (request_id, into)]
    if heads[0]:
        readers.check(heads[0][0], by)
    if not all(heads) or request_id == into or not readers.may_see(heads[1][0], by):
        raise Refused(readers.NO_OTHER)
    _check_merge(store, *(head[0] for head in heads))
    _check_requester(*(heads[place][0] | run(cursor, "queries", "intake_facts", heads[place][0])[0] for place in (0, 1)))
    _link(store, cursor, request_id, by, into, "merged")
    closed = ledger.record(store, request_id, "closed", by, cursor=cursor, on_date=store.today(), outcome="duplicate", related_request_id=into, note=reason)
    if token:
        insert(cursor, "submission", {"token": token, "request_id": request_id, "event_id": closed.event_id})


def _check_merge(store: Store, this: Row, other: Row) -> None:
    """Refuse to merge what the requester was answered already, or what would lose the earlier due date or any answer at all."""
    if this["determined_on"]:
        raise Refused(f"{this['number']} was determined on {this['determined_on']}: link the two and close this one as it was determined.")
    if other["sealed_on"] or not store.statuses[other["status"]]["is_open"]:
        raise Refused(f"{other['number']} is not open: nobody would answer this request there. Reopen it first, or link the two.")
    if this["received_on"] and other["received_on"] and this["received_on"] < other["received_on"]:
        raise Refused(f"{other['number']} was received later: merge it into this one, so that the earlier due date stands.")


def _check_requester(this: Row, other: Row) -> None:
    """Refuse to merge one person's request into another's: everybody is answered (Gov. Code 7922.535(a))."""
    mails, names = ([(each[part] or "").strip().casefold() for each in (this, other)] for part in ("email", "name"))
    is_same = mails[0] == mails[1] if any(mails) else names[0] == names[1]
    if not is_same or not any((*mails, *names)):
        raise Refused(
            f"{this['number']} and {other['number']} are not known to be of the same requester, by e-mail address or, where neither has one, by name: "
            "determine this one as a duplicate, so that its requester is told, or link the two."
        )


def _link(store: Store, cursor: duckdb.DuckDBPyConnection, request_id: int, by: Staff, other: int, outcome: str) -> None:
    ledger.record(store, request_id, "linked", by, cursor=cursor, on_date=store.today(), related_request_id=other, outcome=outcome)


def _head(store: Store, request_id: int, by: Staff) -> Row:
    found = store.read("head", request_id=request_id)
    if not found:
        raise Refused(readers.NOT_THERE)
    readers.check(found[0], by)
    return found[0]


def _sentence(row: Row) -> str:
    own, others = SIDES[row["outcome"]]
    return (own if row["is_own"] else others).format(number=row["number"])
