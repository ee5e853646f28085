"""What the last act did, told at the top of the page as long as that is looked at, with the way back from it.

Where a second click comes late it meets the same token, and tells the same.
"""

import secrets
from typing import Any

import streamlit as st

from records_desk.db import each, undo
from records_desk.db._refused import Refused
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _focus, _log
from records_desk.pages._progress import steps
from records_desk.pages._words import dated, plain

Here = tuple[str, str | None]
HELP = msgid("Strikes out what you just recorded; both stay in the timeline. A letter or file that left the building is not recalled. (Alt+Z)")


def keep(sentence: str, events: dict[str, int], is_many: bool) -> None:
    """Keep what was done to be told next, and the entries that it wrote, by the number of their request. is_many: an act on those chosen."""
    token = f"undo_{secrets.token_hex(12)}"
    st.session_state["desk_said"] = {"sentence": sentence, "events": events, "is_many": is_many, "token": token, "refused": None}


def show(store: Store, me: Staff, here: Here) -> None:
    """Tell what the last act did: a second click must not wipe it away."""
    state = st.session_state
    is_new = "desk_said" in state
    if is_new:
        state["desk_told"] = state.pop("desk_said") | {"here": here}
    told = state.get("desk_told")
    place = st.container()  # always there: what stands below keeps its place, and sections stay open
    if not told or told["here"] != here or (state["desk_arrived"] and not is_new):
        state.pop("desk_told", None)
        return
    with place:
        if told["refused"]:
            st.error(plain(translated("Not undone. {why}", why=dated(told["refused"]))), icon=None)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(plain(told["sentence"]), icon=None, width="stretch")
            is_asked = _is_offered(store, me, told) and _button(told)
        if is_asked:
            _undo(store, me, told)
            st.rerun()


def _button(told: dict[str, Any]) -> bool:
    """The way back, beside what it is from."""
    many = len(told["events"])
    label = translated("Undo") if many == 1 else translated("Undo on these {count}", count=many)
    return st.button(label, key="desk_undo", help=translated(HELP), shortcut="Alt+Z")


def _is_offered(store: Store, me: Staff, told: dict[str, Any]) -> bool:
    """Whether any of it can be undone; asked again when the log has changed. Whether the time is over is told when it is tried."""
    if told.get("asked_at") != store.version:
        told["asked_at"] = store.version
        told["is_offered"] = any(undo.undoable(store, event_id, me) for event_id in told["events"].values())
    return told["is_offered"]


def _undo(store: Store, me: Staff, told: dict[str, Any]) -> None:
    """Undo what was told, and tell that in its place."""
    try:
        (_undo_each if told["is_many"] else _undo_one)(store, me, told)
    except Refused as refused:
        _log.tell("act_refused")
        st.session_state["desk_told"] = told | {"refused": str(refused), "asked_at": None}


def _undo_one(store: Store, me: Staff, told: dict[str, Any]) -> None:
    (event_id,) = told["events"].values()
    sentence = undo.undo(store, event_id, me, token=told["token"]).told
    state = st.session_state  # what was open because of the act is closed: its letter, and what follows a new request
    if state.get("desk_letter_of") == event_id:
        del state["desk_letter_of"]
    if getattr(state.get("desk_logged"), "event_id", None) == event_id:
        del state["desk_logged"]
    _tell(told, dated(sentence))


def _undo_each(store: Store, me: Staff, told: dict[str, Any]) -> None:
    """Each request by itself; what became of each stands in the list of results."""
    (entry,) = store.read("event", event_id=next(iter(told["events"].values())))
    with steps(translated("Undoing"), len(told["events"])) as step:
        done = each.undo_each(store, told["events"], me, token=told["token"], progress=step)
        why = {number: None if is_done else reason for number, (is_done, reason) in done.items()}
        st.session_state["desk_bulk"] = {"kind": entry["kind"], "told": why, "values": {}, "undone": done}
        count = list(why.values()).count(None)
        all_of_it = translated("Undone on {count}. What that means for each stands in the list.", count=count)
        some = translated("Undone on {count} of {all}. The list says why not on the others.", count=count, all=len(done))
        _tell(told, all_of_it if count == len(done) else some)


def _tell(told: dict[str, Any], sentence: str) -> None:
    _log.tell("act_undone")
    st.session_state["desk_told"] = told | {"sentence": sentence, "events": {}, "refused": None, "asked_at": None}
    _focus.focus()
