"""What somebody typed into a form and did not send: kept for them alone, for when they come back after the browser was closed.

In memory only, never in the store, a file or a log. What stands in a browser that is still open is not offered in another.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from records_desk.db.language import translated
from records_desk.db.store import Store
from records_desk.pages import _session, _unsent

MOST, HOURS = 200, 12


@dataclass(frozen=True)
class Draft:
    """The fields of a form as they were last seen; token: what the form would have sent."""

    name: str
    person_id: int
    session_id: str
    token: str
    fields: dict[str, Any]
    kept_at: datetime


_kept: dict[str, Draft] = {}  # by token, the oldest first
_guard = threading.Lock()


def keep(store: Store, name: str, form: str, person_id: int, fields: Iterable[str], is_filled: bool) -> None:
    """Keep what stands in these fields of a form that a browser shows, over what it showed before; nothing where it is not filled."""
    session_id = get_script_run_ctx().session_id
    told = {field: st.session_state.get(f"{form}_{field}") for field in fields}
    with _guard:
        for token in [token for token, draft in _kept.items() if (draft.session_id, draft.name, draft.person_id) == (session_id, name, person_id)]:
            del _kept[token]
        if is_filled:
            _kept[form] = Draft(name, person_id, session_id, form, told, store.now())
        while len(_kept) > MOST:
            del _kept[next(iter(_kept))]


def offer(store: Store, name: str, form: str, person_id: int) -> None:
    """Say that a form was left unsaved when its browser was closed, and offer to take it up here or to throw it away."""
    left = _left(store, name, form, person_id)
    if not left:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"{form}_left"):
        st.info(translated("A form that you began was left unsaved at {time}.", time=format(store.local(left.kept_at), "%H:%M")))
        st.button(translated("Take it up"), key=f"{form}_take_up", on_click=_take_up, args=(store, left))
        st.button(translated("Throw it away"), key=f"{form}_throw_away", on_click=_throw_away, args=(left,))


def _left(store: Store, name: str, form: str, person_id: int) -> Draft | None:
    """The newest draft of a person that no browser shows any more and that was not recorded after all."""
    oldest = store.now() - timedelta(hours=HOURS)
    with _guard:
        mine = [draft for draft in _kept.values() if (draft.name, draft.person_id) == (name, person_id) and not _is_shown(draft, form)]
    for draft in reversed(mine):
        if draft.kept_at >= oldest and not store.read("submission", token=draft.token):
            return draft
        _throw_away(draft)
    return None


def _is_shown(draft: Draft, form: str) -> bool:
    """Whether a browser has it: this one in the form that it shows, or another that is connected."""
    if draft.session_id == get_script_run_ctx().session_id:
        return draft.token == form
    return runtime.exists() and runtime.get_instance().is_active_session(draft.session_id)


def _take_up(store: Store, draft: Draft) -> None:
    """Show the form itself, so that what is being sent just now is known by its token and counts once; not what was recorded after all."""
    if store.read("submission", token=draft.token):
        return
    st.session_state[_session.kept_as(draft.name)] = draft.token
    st.session_state.update({f"{draft.token}_{field}": value for field, value in draft.fields.items()})
    _forget(draft)


def _throw_away(draft: Draft) -> None:
    _unsent.sent(draft.token)
    _forget(draft)


def _forget(draft: Draft) -> None:
    with _guard:
        _kept.pop(draft.token, None)
