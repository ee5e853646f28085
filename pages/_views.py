"""Ready views of the queue: each sets the filters, so that the address can be kept and sent, and says how many it holds."""

from typing import Any

import streamlit as st

from records_desk.db import routing
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _filters, _focus, _session
from records_desk.pages._words import number, plain

ALL = {"queue_status": "any_open", "queue_due": "any", "queue_desk": "Any", "queue_person": "Any", "queue_track": "any", "queue_text": ""}
DUE = {
    "any": msgid("Any"), "overdue": msgid("Overdue"), "today": msgid("Due today"), "week": msgid("Due within 7 days"),
    "unassigned": msgid("No desk"), "irregular": msgid("Irregular"), "due_soon": msgid("Due soon"),
    "not_accepted": msgid("Not accepted"), "stale": msgid("Stale"), "called": msgid("Call on the desk"),
    "clarification_unanswered": msgid("No answer for 30 days"), "promise_passed": msgid("Promise passed"), "fee_unpaid": msgid("Fee unpaid"),
}  # fmt: skip
TRACKS = {"any": msgid("Any"), "data": msgid("Data / API"), "records": msgid("Public records")}
LABELS = {
    "all_open": msgid("All open: {count}"), "mine": msgid("Mine: {count}"), "my_desk": msgid("My desk: {count}"), "unassigned": msgid("Unassigned: {count}"),
    "not_accepted": msgid("Not accepted: {count}"), "stale": msgid("Stale: {count}"), "called": msgid("Calls on my desk: {count}"),
}  # fmt: skip


def views(me: Staff) -> None:
    """The views as buttons, with their counts; the one that is shown is marked."""
    store, state = _session.store(), st.session_state
    wanted = {"person_ids": routing.held_for(store, me.person_id) if me.person_id else (0,), "desk_id": me.desk_id}
    (counts,) = store.recall("queue_views", **wanted, today=store.today(), reader=_session.reader())
    for name, filters in _views(me).items():
        mark = "✓ " if all(state.get(key) == value for key, value in filters.items()) else ""
        label = plain(mark + translated(LABELS[name], count=number(counts[name])))
        st.button(label, key=f"queue_view_{name}", on_click=choose, args=(filters,))


def _views(me: Staff) -> dict[str, dict[str, Any]]:
    """What each view sets. Who has no desk, or is not in the list of people, has no view of the own."""
    store = _session.store()
    desk = next((row["name"] for row in store.recall("desks") if row["desk_id"] == me.desk_id), None)
    sets = {
        "all_open": {},
        "mine": {"queue_person": _session.names()[me.person_id]} if me.person_id else None,
        "my_desk": {"queue_desk": desk} if desk else None,
        "unassigned": {"queue_due": "unassigned"},
        "not_accepted": {"queue_due": "not_accepted"},
        "stale": {"queue_due": "stale"},
        "called": {"queue_due": "called", "queue_desk": desk} if desk else None,
    }
    return {name: {**ALL, **sets[name]} for name in LABELS if sets[name] is not None}


def choose(filters: dict[str, Any]) -> None:
    """Set the filters of the queue, and lead to its rows."""
    for key, value in filters.items():
        st.session_state[key] = value
    st.session_state["queue_page"] = 1
    _filters.understood()
    _focus.focus("queue_rows")
