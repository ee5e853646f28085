"""Views of the queue that people saved: buttons beside the ready ones, and the form that saves, changes and deletes them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from records_desk.db import roles, saved_views
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.saved_views import Filters
from records_desk.pages import _focus, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._views import ALL, DUE, TRACKS, choose
from records_desk.pages._words import plain

SOMEBODY_GONE = msgid("“{name}” asks for requests of {person}, who works here no longer: the filters stay as they are. Replace or delete it under “Save or change views”.")
DESK_GONE = msgid("“{name}” asks for a desk that is there no longer: the filters stay as they are. Replace or delete it under “Save or change views”.")
NOT_OFFERED = msgid("“{name}” asks for what the queue's filters offer no longer: the filters stay as they are. Replace or delete it under “Save or change views”.")
OPEN, GONE, FORM = "queue_views_open", "queue_view_gone", "queue_view"
Row = dict[str, Any]


def buttons(me: Staff) -> None:
    """The saved views with their counts, the one that is shown marked; and the way to the form."""
    store, state = _session.store(), st.session_state
    rows = saved_views.views(store, me)
    counts = _counts(me) if rows else {}
    for row in rows:
        missing, filters = _missing(row), _filters(row)
        mark = "⚠ " if missing else "✓ " if all(state.get(key) == value for key, value in filters.items()) else ""
        label = _called(row) if missing or row["words"] else f"{_called(row)}: {counts.get(row['view_id'], 0):,}"
        act, told = (_tell, (row["view_id"],)) if missing else (choose, (filters,))
        st.button(plain(mark + label), key=f"queue_saved_{row['view_id']}", on_click=act, args=told)
    st.button(translated("Save or change views"), key="queue_views_change", type="tertiary", on_click=_toggle)


def form(me: Staff) -> None:
    """What a view that was pressed lacks; and the form, where it was asked for."""
    rows, gone = saved_views.views(_session.store(), me), st.session_state.pop(GONE, None)
    for row in rows:
        if row["view_id"] == gone:
            st.warning(plain(_missing(row)), icon=None)
    if st.session_state.get(OPEN):
        with st.container(border=True, key="queue_views_form"):
            _new(me)
            if mine := {row["view_id"]: row for row in rows if saved_views.may_change(row, me)}:
                _change(me, mine)


def _new(me: Staff) -> None:
    key = _session.form(FORM)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(translated("Name for the filters as they are now"), key=f"{key}_name", max_chars=saved_views.LONGEST, width=280, help=HELP["view_name"])
        is_shared = _may_share(me) and st.checkbox(translated("Share with everybody"), key=f"{key}_shared", help=HELP["view_shared"])
        is_sent = st.button(translated("Save view"), key=f"{key}_save", type="primary")
        st.button(translated("Close"), key="queue_views_close", on_click=_toggle)
    if is_sent:
        told = translated("The view “{name}” is saved.", name=name.strip())
        _attempt(lambda: saved_views.save(_session.store(), me, None, name, _now(), is_shared), told, stays_open=False)


def _change(me: Staff, rows: dict[int, Row]) -> None:
    store, key = _session.store(), _session.form(FORM)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {view_id: _called(row) for view_id, row in rows.items()}
        chosen = st.selectbox(translated("View to change"), list(names), format_func=names.get, key=f"{key}_chosen", width=280, help=HELP["view_which"])
        row = rows[chosen]
        name = st.text_input(translated("New name"), row["name"], key=f"{key}_{chosen}_name", max_chars=saved_views.LONGEST, width=220, help=HELP["view_new_name"])
        is_shared = _may_share(me) and st.checkbox(translated("Shared with everybody"), row["is_shared"], key=f"{key}_{chosen}_shared", help=HELP["view_shared"])
    acts = (
        (translated("Save name and sharing") if _may_share(me) else translated("Rename"), msgid("The view “{name}” is renamed."), lambda: saved_views.save(store, me, chosen, name, _kept(row), is_shared)),
        (translated("Replace by the filters as they are now"), msgid("The view “{name}” is replaced."), lambda: saved_views.save(store, me, chosen, row["name"], _now(), row["is_shared"])),
        (translated("Earlier"), msgid("The view “{name}” is moved."), lambda: saved_views.move(store, me, chosen, -1)),
        (translated("Later"), msgid("The view “{name}” is moved."), lambda: saved_views.move(store, me, chosen, 1)),
        (translated("Delete this view"), msgid("The view “{name}” is deleted."), lambda: saved_views.drop(store, me, chosen)),
    )
    with st.container(horizontal=True):
        for place, (label, done, act) in enumerate(acts):
            if st.button(label, key=f"{key}_act_{place}"):
                _attempt(act, translated(done, name=row["name"]))


def _attempt(act: Callable[[], Any], sentence: str, stays_open: bool = True) -> None:
    if _session.attempt(lambda: act() or True):
        st.session_state[OPEN] = stays_open
        _session.finished(FORM, sentence)
        st.rerun()


def _counts(me: Staff) -> dict[int, int]:
    found = _session.store().recall("saved_view_counts", person_id=me.person_id, reader=me.person_id, today=_session.today())
    return {row["view_id"]: row["requests"] for row in found}


def _filters(row: Row) -> dict[str, Any]:
    """What a view sets."""
    desk, person = _desks().get(row["desk_id"], "Any"), _session.names().get(row["person_id"], "Any")
    return ALL | {
        "queue_status": row["status"], "queue_due": row["due"], "queue_desk": desk, "queue_person": person,
        "queue_track": row["track"] or "any", "queue_text": row["words"] or "",
    }  # fmt: skip


def _missing(row: Row) -> str:
    """What stands against a view that asks for what is no longer there; empty where all of it is."""
    people = {person["person_id"]: person["name"] for person in _session.store().recall("people")}
    if row["person_id"] and row["person_id"] not in _session.names():
        person = people.get(row["person_id"]) or translated("somebody")
        return translated(SOMEBODY_GONE, name=row["name"], person=person)
    if row["desk_id"] and row["desk_id"] not in _desks():
        return translated(DESK_GONE, name=row["name"])
    is_known = row["status"] in ("any_open", "all", *_session.store().statuses) and row["due"] in DUE and (row["track"] or "any") in TRACKS
    return "" if is_known else translated(NOT_OFFERED, name=row["name"])


def _now() -> Filters:
    """The filters as they are chosen."""
    state = st.session_state
    ids = {name: desk_id for desk_id, name in _desks().items()}, {name: person_id for person_id, name in _session.names().items()}
    track = state.get("queue_track", "any")
    return Filters(
        state.get("queue_status", "any_open"), state.get("queue_due", "any"), ids[0].get(state.get("queue_desk")),
        ids[1].get(state.get("queue_person")), None if track == "any" else track, state.get("queue_text") or None,
    )  # fmt: skip


def _kept(row: Row) -> Filters:
    return replace(Filters(), **{name: row[name] for name in vars(Filters())})


def _desks() -> dict[int, str]:
    return {row["desk_id"]: row["name"] for row in _session.store().recall("desks")}


def _called(row: Row) -> str:
    return translated("{name} (shared)", name=row["name"]) if row["is_shared"] else row["name"]


def _may_share(me: Staff) -> bool:
    return me.role in roles.MAY["share a view"]


def _tell(view_id: int) -> None:
    st.session_state[GONE] = view_id


def _toggle() -> None:
    st.session_state[OPEN] = not st.session_state.get(OPEN)
    _focus.focus("queue_views_form" if st.session_state[OPEN] else "queue_views_change")
