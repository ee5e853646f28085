"""What the city's web form sends, logged as any other request is: once however often it comes, and marked, never thrown away, where it is doubtful."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb

from records_desk.db import _digest as digest
from records_desk.db import intake_key, ledger
from records_desk.db._entry import run
from records_desk.db._received import received
from records_desk.db._refused import Refused, Unsure
from records_desk.db.language import long_date, msgid
from records_desk.db.ledger import Receipt
from records_desk.db.store import Store

CHANNEL, SAME_WITHIN, MOST_LINKS = "web_form", timedelta(hours=24), 5
LONGEST_ON_THE_WAY, CLOCKS_DIFFER = timedelta(days=30), timedelta(minutes=5)
LINK = re.compile(r"https?://|\bwww\.|<a\s|\[(?:url|link)", re.I)
OTHER_WORDS = "This Idempotency-Key was sent before with another request: a new one needs a new key."
SENT_WHEN = "sent_at is not within the last 30 days: give the moment at which the person pressed Send, or leave it out."
EXTENDED = "Gov. Code 7922.535(b)"
MARK = (
    "Look at this before work on it begins: {signs}. It may be unwanted. If somebody asks for something here, strike this note out; if nobody "
    "does, void the request and give that as the reason."
)


class NotNow(Refused):
    """The store cannot take anything at this moment: nothing was recorded, the same again later will be."""


class OtherWords(Refused):
    """The form's own token stands for another request."""


@dataclass(frozen=True)
class Post:
    """What a form sent: the values that ledger.receive takes, when the person sent it, the field that no person sees, the form's own token."""

    values: dict[str, Any]
    sent_at: datetime | None = None
    trap: str = ""
    token: str | None = None


@dataclass(frozen=True)
class Taken:
    """What is told of a request that is in the log: nothing that anybody typed. is_new: whether this post made it."""

    request_id: int
    number: str
    received_on: date
    due_on: date | None
    due_explained: str
    is_new: bool


class _SentBefore(Exception):
    """The same stands in the log already: what was about to be logged is not."""


def receive(store: Store, form: dict[str, Any], post: Post, goes_on: Callable[[], bool] = lambda: True) -> Taken:
    """Log what a web form (of intake_key.holder) sent, or find what it made when it came before.

    It came before with the same token, or, within a day, with the same words and the same e-mail address or phone number. goes_on
    is asked at the end of the transaction: where it says no, nothing was recorded. Raises Refused; OtherWords; NotNow where the store
    cannot take anything, or nobody waits any more.
    """
    by, moment, made = intake_key.actor(form), _moment(store, post.sent_at), []

    def then(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
        if found := _same(store, cursor, receipt, of_somebody=True):
            raise _SentBefore(found)
        if signs := _signs(post, bool(_same(store, cursor, receipt, of_somebody=False))):
            told = MARK.format(signs="; ".join(signs))
            ledger.record(store, receipt.request_id, "note", by, on_date=store.today(), note=told, cursor=cursor)
        if not goes_on():
            raise NotNow("Nobody waits any more.")
        made[:] = [receipt]

    try:
        receipt = _received(store, form, post, moment, then)
    except _SentBefore as before:
        return _taken(store, before.args[0], is_new=False)
    if not made:
        _check_same(store, receipt, post)
    return _taken(store, receipt.request_id, is_new=bool(made))


def _received(store: Store, form: dict[str, Any], post: Post, moment: datetime, then: Callable[..., None]) -> Receipt:
    """As ledger.receive does; what the engine or the disk refuses is NotNow. Without a token of the form's it has one of its own."""
    token = f"web form {form['key_id']} {digest.sha256(post.token)}" if post.token else f"web form {secrets.token_hex(16)}"
    details = post.values | {"channel": CHANNEL, "on_date": moment.astimezone(store.zone).date(), "received_at": moment, "desk_id": form["desk_id"]}
    try:
        return ledger.receive(store, intake_key.actor(form), token=token, then=then, **details)
    except Refused as refused:
        if isinstance(refused, Unsure) or isinstance(refused.__cause__, (Unsure, duckdb.Error, OSError)):
            raise NotNow(str(refused)) from refused
        raise


def _moment(store: Store, sent_at: datetime | None) -> datetime:
    """When a request was received: when the person sent it, so that a form which had to wait takes nothing of the city's time."""
    now = store.clock().astimezone(UTC)
    try:
        moment = sent_at.astimezone(UTC) if sent_at else now
    except OverflowError as error:  # before the first year or after the last, as this zone counts
        raise Refused(SENT_WHEN) from error
    if not now - LONGEST_ON_THE_WAY <= moment <= now + CLOCKS_DIFFER:
        raise Refused(SENT_WHEN)
    return min(moment, now)


def _same(store: Store, cursor: duckdb.DuckDBPyConnection, receipt: Receipt, of_somebody: bool) -> int | None:
    """The request that says the same and came within a day before."""
    found = run(cursor, "queries", "sent_before", {"event_id": receipt.event_id, "since": store.now() - SAME_WITHIN, "of_somebody": of_somebody})
    return found[0]["request_id"] if found else None


def _signs(post: Post, is_repeated: bool) -> list[str]:
    """What speaks for a program at the other end, in words."""
    links = sum(len(LINK.findall(text)) for text in post.values.values() if isinstance(text, str))
    signs = [msgid("the field that no person sees was filled")] if post.trap.strip() else []
    signs += [msgid("it holds {links} web addresses").format(links=links)] if links > MOST_LINKS else []
    return signs + ([msgid("the same words came within a day before, and nobody can be told apart by them")] if is_repeated else [])


def _check_same(store: Store, receipt: Receipt, post: Post) -> None:
    """Refuse a token that was sent before with other words or by somebody else: whoever sent these would wait for an answer in vain."""
    sent = received(store, store.today(), post.values | {"channel": CHANNEL})
    told = {"sha256": digest.sha256(sent.texts["verbatim"]), **sent.columns, **(sent.requester or {})}
    kept = store.read("as_sent", event_id=receipt.event_id)
    if kept and any(value != told.get(name) for name, value in kept[0].items()):
        raise OtherWords(OTHER_WORDS)


def _taken(store: Store, request_id: int, is_new: bool) -> Taken:
    (row,) = store.read("request", request_id=request_id)
    return Taken(request_id, row["number"], row["received_on"], row["due_on"], _explained(store, row), is_new)


def _explained(store: Store, row: dict[str, Any]) -> str:
    """Why a request is due when it is, in a sentence or two."""
    rule = store.read("due", received_on=row["clock_from_on"]) if row["due_on"] else []
    if not rule:
        return "No statutory period runs for this request."
    (city,) = store.read("setting", name="city")
    days = (rule[0]["raw_due_on"] - row["clock_from_on"]).days
    told = f"{city['value']} says by {long_date(row['due_on'])} whether it holds records that it can disclose: "
    if row["due_on"] != row["original_due_on"]:
        return f"{told}the time was extended from {long_date(row['original_due_on'])} ({EXTENDED})."
    moved = ", moved to the next day that is no holiday and no weekend" if row["due_on"] > rule[0]["raw_due_on"] else ""
    return f"{told}{days} days after {long_date(row['clock_from_on'])}{moved} ({rule[0]['citation']})."
