"""An act that is sent twice counts once: a form's token leads to what it made when it was first sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from records_desk.db._entry import run
from records_desk.db._refused import Refused, Unsure
from records_desk.db.store import Store


@dataclass(frozen=True)
class Receipt:
    """What a form that was sent made: the request, its number and the event."""

    request_id: int
    number: str
    event_id: int


def once(
    store: Store, token: str | None, act: Callable[[duckdb.DuckDBPyConnection], Receipt], request_id: int | None = None, kind: str | None = None
) -> Receipt:
    """Run act(cursor) in one transaction, or answer what it made when it was sent with this token before.

    request_id and kind: what the act is about; the same token for something else is Refused. Where the engine broke while the act
    was being kept, the token tells whether it was.
    """

    def found(cursor: duckdb.DuckDBPyConnection) -> Receipt | None:
        sent = run(cursor, "queries", "submission", {"token": token}) if token else []
        return _receipt(sent[0], request_id, kind) if sent else None

    try:
        return store.write(lambda cursor: found(cursor) or act(cursor))
    except Unsure as unsure:
        if not token:
            raise
        receipt = store.look(found)
        if not receipt:
            raise Refused(unsure.told) from unsure
        return receipt


def _receipt(sent: dict[str, Any], request_id: int | None, kind: str | None) -> Receipt:
    if request_id not in (None, sent["request_id"]) or kind not in (None, sent["kind"]):
        raise Refused("This form was sent already, for something else: open the request again.")
    return Receipt(sent["request_id"], sent["number"], sent["event_id"])
