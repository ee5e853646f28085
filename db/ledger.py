"""The only door for writes about requests. Each act reads as: check, append, refresh, or Refused and nothing written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from records_desk.db import _desks as desks
from records_desk.db import _guard as guard
from records_desk.db import _readers as readers
from records_desk.db import _related as related
from records_desk.db import _resting as resting
from records_desk.db import letters, misuse
from records_desk.db._entry import Entry, append, insert, new_request, reads, refresh, run
from records_desk.db._keys import check_keys
from records_desk.db._once import Receipt, once
from records_desk.db._received import received
from records_desk.db._refused import Refused
from records_desk.db._stood import changed, standing_event, still_irregular
from records_desk.db.files import File, keep, let_go
from records_desk.db.pages_of import with_pages
from records_desk.db.store import Store

__all__ = ["Receipt", "Refused", "Staff", "allowed", "correct", "receive", "record", "strike", "theirs_to_record", "to_strike"]

@dataclass(frozen=True)
class Staff:
    """Who acts: as signed in, with the role that the city gave."""

    sign_in: str
    name: str
    role: str
    person_id: int | None = None
    desk_id: int | None = None
    title: str | None = None


def receive(
    store: Store,
    by: Staff,
    *,
    track: str,
    on_date: date,
    verbatim: str,
    received_at: datetime | None = None,
    desk_id: int | None = None,
    person_id: int | None = None,
    files: tuple[File, ...] = (),
    token: str | None = None,
    then: Callable[[duckdb.DuckDBPyConnection, Receipt], None] = lambda cursor, receipt: None,
    **details: Any,
) -> Receipt:
    """Log a request received on a civil day, route it when a desk is named, and return its receipt.

    received_at is UTC. details: channel and the other intake columns, the intake texts, and the requester's
    name, organization, email, phone; all may be absent. then(cursor, receipt) adds to the same
    transaction. Raises Refused. A repeated token returns the first receipt.
    """
    guard.check_role(store.kinds["received"], by.role)
    guard.check_date(store, on_date, None, irregular=False)
    entry = received(store, on_date, {"track": track, "verbatim": verbatim, "channel": "email", **details})
    entry.columns["happened_at"], entry.files = guard.clean_time(received_at), guard.clean_files(files)
    check_keys(store.fields, track, entry)
    _keep(store, entry.files)
    routed = _routed(store, track, on_date, desk_id, person_id)

    def act(cursor: duckdb.DuckDBPyConnection) -> Receipt:
        _keep(store, entry.files)
        head = new_request(store, cursor, track, on_date)
        event_id = append(store, cursor, head, entry, by.sign_in)
        if routed:
            append(store, cursor, head, routed, by.sign_in)
        receipt = _done(store, cursor, head, event_id, token)
        then(cursor, receipt)
        return receipt

    return once(store, token, act)


def record(
    store: Store,
    request_id: int,
    kind: str,
    by: Staff,
    *,
    on_date: date,
    token: str | None = None,
    irregular_reason: str | None = None,
    with_days: bool = False,
    language: str | None = None,
    seen: int | None = None,
    cursor: duckdb.DuckDBPyConnection | None = None,
    **values: Any,
) -> Receipt:
    """Append one event to a request's ledger, with its letter where the kind has one.

    values are the fields that event_kind names for the kind. With irregular_reason an event that the rules would refuse is
    recorded as it happened, marked irregular, without a letter: what was sent is not ours to write anew. with_days adds the
    count of days to the letter; language is the letter's, where it is not the requester's. seen: the newest entry (event_id) when
    the form was opened; a newer one refuses it. cursor: of the act that this belongs to. Raises Refused; TypeError for an unknown field.
    """
    described = store.kinds.get(kind)
    reason, values = _irregular(irregular_reason), with_pages(values)

    def act(cursor: duckdb.DuckDBPyConnection) -> Receipt:
        head = _head(cursor, request_id, by, kind)
        guard.check_seen(store, cursor, head, seen)
        guard.check_kind(described, head, by.role, bool(reason))
        desks.check(reads(cursor), head, by, described, store.today(), values.get("about_event_id"))
        guard.check_date(store, on_date, head["received_on"], bool(reason))
        entry = _checked(store, cursor, described, head, on_date, values, reason)
        related.check(cursor, entry, by)
        entry.letter = None if reason else letters.letter_for(cursor, head, entry, by, with_days, language=language)
        _keep(store, entry.files)
        return _done(store, cursor, head, related.append_linked(store, cursor, head, entry, by.sign_in), token)

    return act(cursor) if cursor else _let_go(store, kind, once(store, token, act, request_id, kind))


def correct(store: Store, event_id: int, by: Staff, *, on_date: date | None = None, token: str | None = None, **changes: Any) -> Receipt:
    """Replace an entry that was recorded wrongly by the same entry with changes; both stay in the timeline.

    changes name intake fields for a receipt, else the fields of the event's kind. Where a letter was sent the corrected one is
    written anew, with the count of days where the first had it, and says so. Raises Refused.
    """
    kinds, changes = store.kinds, with_pages(changes)

    def act(cursor: duckdb.DuckDBPyConnection) -> Receipt:
        old = standing_event(cursor, event_id)
        head, kind = _head(cursor, old["request_id"], by, old["kind"]), kinds[old["kind"]]
        guard.check_unsealed(head)
        guard.check_role(kind, by.role)
        desks.check_correction(reads(cursor), head, by, kind, old, store.today())
        day = on_date or old["on_date"]
        if on_date and old["irregular"] in ("undated", "chronology"):
            old["irregular"] = None  # the day is known now, and checked like any other
        guard.check_date(store, day, None if kind["kind"] == "received" else head["received_on"], bool(old["irregular"]))
        entry = changed(store, cursor, kind, old, day, changes, head["track"])
        check_keys(store.fields, head["track"], entry)
        guard.check_about(cursor, kind, head, entry)
        related.check(cursor, entry, by)
        if kind["kind"] == "received":
            guard.check_marks(cursor, old, entry, by.role)
        entry.columns |= {"supersedes": event_id, "in_place_of": old["in_place_of"] or event_id}
        facts = _facts(store, head, kind, entry)
        entry.columns["irregular"] = still_irregular(cursor, old, facts)
        if not entry.columns["irregular"]:
            guard.check_order(store, cursor, kind, head, entry)
            guard.check_content(cursor, kind["kind"], facts, resting.spared(store, cursor, old) if day == old["on_date"] else ())
            entry.letter = letters.anew(cursor, old, head, entry, by, store.today())
        _keep(store, entry.files)
        changed_kind = kind["kind"] if kind["kind"] != "received" else None
        return _done(store, cursor, head, related.append_linked(store, cursor, head, entry, by.sign_in), token, changed_kind)

    return once(store, token, act)


def strike(
    store: Store, event_id: int, by: Staff, *, reason: str | None = None, token: str | None = None, cursor: duckdb.DuckDBPyConnection | None = None
) -> Receipt:
    """Strike out an entry that should not be there. It stays in the timeline, with the reason if one is given, and no longer counts.

    cursor: of the act that this belongs to. Raises Refused.
    """

    def act(cursor: duckdb.DuckDBPyConnection) -> Receipt:
        old, head, entry = to_strike(store, cursor, event_id, by)
        entry.texts = {"reason": reason} if reason else {}
        return _done(store, cursor, head, related.append_linked(store, cursor, head, entry, by.sign_in), token, old["kind"])

    return act(cursor) if cursor else once(store, token, act)


def to_strike(store: Store, cursor: duckdb.DuckDBPyConnection, event_id: int, by: Staff) -> tuple[dict[str, Any], dict[str, Any], Entry]:
    """The entry that somebody may strike out, its request as it stands, and the entry that would do it. Raises Refused."""
    described, old = store.kinds["corrected"], standing_event(cursor, event_id)
    head = _head(cursor, old["request_id"], by)
    if old["kind"] == "received":
        raise Refused("The receipt cannot be struck out: void the request instead.")
    guard.check_role(described, by.role)
    guard.check_role(store.kinds[old["kind"]], by.role)
    desks.check_correction(reads(cursor), head, by, store.kinds[old["kind"]], old, store.today())
    guard.check_unsealed(head)
    guard.check_alone(store, cursor, old)
    entry = Entry("corrected", old["on_date"], columns={"supersedes": event_id})
    guard.check_order(store, cursor, described, head, entry)
    guard.check_content(cursor, "corrected", _facts(store, head, described, entry))
    return old, head, entry


def _checked(
    store: Store, cursor: duckdb.DuckDBPyConnection, kind: dict[str, Any], head: dict[str, Any], on_date: date, values: dict[str, Any], reason: str | None
) -> Entry:
    """The entry that an act makes; with a reason it is taken as it happened."""
    if not reason:
        guard.check_status(store, cursor, kind, head, on_date)
    entry = guard.entry_of(store, kind, on_date, values, as_it_was=bool(reason), track=head["track"])
    misuse.name_it(cursor, head["request_id"], entry)
    if reason:
        entry.columns["irregular"] = "late"
        entry.texts["irregular_reason"] = reason
    check_keys(store.fields, head["track"], entry)
    guard.check_about(cursor, kind, head, entry)
    if not reason:
        guard.check_content(cursor, kind["kind"], _facts(store, head, kind, entry))
    return entry


def _routed(store: Store, track: str, on_date: date, desk_id: int | None, person_id: int | None) -> Entry | None:
    """The entry that routes a request as it is logged, where a desk is named."""
    route = {"desk_id": desk_id, "person_id": person_id}
    return guard.entry_of(store, store.kinds["routed"], on_date, route, track=track) if desk_id is not None else None


def _irregular(reason: str | None) -> str | None:
    text = guard.clean_text("Reason", reason)
    if reason is not None and not text:
        raise Refused("Say why it is recorded although the rules refuse it.")
    return text


def _keep(store: Store, files: tuple[File, ...]) -> None:
    for file in files:
        keep(store, file)


def _let_go(store: Store, kind: str, receipt: Receipt) -> Receipt:
    """After sealing, once it is certain, the files go too."""
    if kind == "anonymised":
        let_go(store, receipt.request_id)
    return receipt


def _done(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], event_id: int, token: str | None, changed_kind: str | None = None) -> Receipt:
    """The receipt of an act; of one that changed an entry of a kind, unless a closing or a release rests on that and could no longer stand."""
    refresh(store, cursor, head)
    if changed_kind:
        resting.check(store, cursor, head, changed_kind)
    if token:
        insert(cursor, "submission", {"token": token, "request_id": head["request_id"], "event_id": event_id})
    return Receipt(head["request_id"], head["number"], event_id)


def _head(cursor: duckdb.DuckDBPyConnection, request_id: int, by: Staff, kind: str | None = None) -> dict[str, Any]:
    found = run(cursor, "queries", "head", {"request_id": request_id})
    if not found:
        raise Refused(readers.NOT_THERE)
    readers.check(found[0], by, kind)
    return found[0]


def _facts(store: Store, head: dict[str, Any], kind: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """What a content rule may ask about an act."""
    name, title = entry.officials[0] if entry.officials else (None, None)
    unticked = {"no_fee": False} if "no_fee" in guard.words(kind["optional"]) else {}
    return {
        **unticked,
        **entry.columns,
        **entry.texts,
        "kind": entry.kind,
        "request_id": head["request_id"],
        "on_date": entry.on_date,
        "today": store.today(),
        "sections": list(entry.sections),
        "lines": [line.fee_kind for line in entry.lines] or None,
        "line_labels": [line.label for line in entry.lines if line.label],
        "groundless_lines": [line.fee_kind for line in entry.lines if not line.basis],
        "official_name": name,
        "official_title": title,
    }


def allowed(store: Store, head: dict[str, Any], by: Staff) -> list[dict[str, Any]]:
    """The kinds of event that somebody may record now on a request, a snapshot row, likeliest first; none on a sealed one."""
    if head["sealed_on"]:
        return []
    left_out = {row["kind"] for row in store.read("not_offered", request_id=head["request_id"])}
    theirs = theirs_to_record(store, head, by) - left_out
    return [
        kind
        for kind in store.kinds.values()
        if kind["act"]
        and kind["kind"] in theirs
        and head["status"] in guard.words(kind["allowed_from"])
        and kind["track"] in (None, head["track"])
    ]


def theirs_to_record(store: Store, head: dict[str, Any], by: Staff) -> set[str]:
    """The kinds of event that somebody's role and desk let them record on a request, a snapshot row, whatever its status."""
    found = desks.part(store.read, head, by, store.today())
    kinds = {name for name, kind in store.kinds.items() if by.role in guard.words(kind["roles"])}
    return kinds if not found else {name for name in kinds if store.kinds[name]["any_desk"] or (found["called_by"] and name == desks.ANSWER)}
