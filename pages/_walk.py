"""The list that somebody goes through request by request: the queue as it was shown, or what Today listed."""

from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.db.language import msgid
from records_desk.db.ledger import Staff
from records_desk.pages import _session

KEPT, PAGE_SIZE = "desk_walk", 50
BACK = {"queue": msgid("Back to the queue"), "home": msgid("Back to Today")}


def begin(me: Staff, source: str, numbers: list[str], filters: dict[str, Any] | None, page: int = 1) -> None:
    """A page showed these requests; with the filters of the queue it goes on beyond them, from that page of it on."""
    st.session_state[KEPT] = {"whose": me.sign_in, "source": source, "numbers": list(numbers), "filters": filters, "page": page, "place": 0}


def after(number: str, me: Staff) -> str | None:
    """The next request of the list, None after the last one. Whoever jumped elsewhere goes on where the list was left."""
    walk = _walk(me)
    if number in walk["numbers"]:
        walk["place"] = walk["numbers"].index(number) + 1
    if walk["place"] >= len(walk["numbers"]) and walk["filters"] is not None:
        walk["numbers"] += _further(walk, me)
    return next((other for other in walk["numbers"][walk["place"] :] if other != number), None)


def source(me: Staff) -> str:
    """The page that showed the list."""
    return _walk(me)["source"]


def _walk(me: Staff) -> dict[str, Any]:
    """The list; of who came by no list the requests of the own desk, or of the city."""
    if st.session_state.get(KEPT, {}).get("whose") != me.sign_in:
        begin(me, "queue", [], export.NO_FILTER | {"desk_id": me.desk_id})
    return st.session_state[KEPT]


def _further(walk: dict[str, Any], me: Staff) -> list[str]:
    """The page of the queue after those of the list, without what the list holds: what was done meanwhile moves its rows."""
    before, seen = (walk["page"] - 1) * PAGE_SIZE, set(walk["numbers"])
    many = before + len(seen) + PAGE_SIZE
    rows = _session.store().recall("queue", **walk["filters"], today=_session.today(), page=1, page_size=many, reader=me.person_id)
    return [row["number"] for row in rows[before:] if row["number"] not in seen]
