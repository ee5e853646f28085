"""The banner of a sample city, on every page while it is in, and for administrators the way to be rid of it."""

import streamlit as st

from records_desk.db import sample
from records_desk.db._refused import Refused
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _focus, _told
from records_desk.pages._progress import steps
from records_desk.pages._words import dated, plain

THIS = msgid("This is the sample city: its requests and people are invented.")
ASKED = msgid(
    "Its requests, people with the views they saved, catalogue and whatever was tried on them go for good; settings stay, and numbers begin at 1. Backups made meanwhile "
    "still hold it."
)


def banner(store: Store, me: Staff) -> None:
    """Say that this is the sample city, if it is."""
    if not sample.is_in(store):
        return
    with st.container(key="sample_city"):
        with st.container(horizontal=True, vertical_alignment="center"):
            is_its = me.role == "administrator"
            left = "" if is_its else translated("Log real requests once an administrator has removed it.")
            st.markdown(f"**{translated(THIS)}** {left}".strip(), width="stretch")
            if is_its:
                st.button(translated("Remove it"), key="sample_remove", type="tertiary", on_click=_ask, args=(True,))
        if is_its and st.session_state.get("desk_sample_asked"):
            _confirm(store, me)


def _confirm(store: Store, me: Staff) -> None:
    """Why it cannot go, or what goes with it, asked once more."""
    why = sample.why_not(store, me)
    st.text(dated(why) if why else translated(ASKED))
    with st.container(horizontal=True):
        is_sure = not why and st.button(translated("Remove the sample city"), key="sample_remove_now", type="primary")
        st.button(translated("Keep it"), key="sample_keep", on_click=_ask, args=(False,))
    if is_sure:
        _remove(store, me)


def _ask(is_asked: bool) -> None:
    st.session_state["desk_sample_asked"] = is_asked


def _remove(store: Store, me: Staff) -> None:
    try:
        with steps(translated("Removing the sample city"), sample.STEPS) as step:
            told = sample.remove(store, me, step)
            _ask(False)
            for of_a_request in ("desk_bulk", "desk_logged", "desk_walk"):
                st.session_state.pop(of_a_request, None)
            _told.keep(dated(told), {}, False)
            _focus.focus()
            st.rerun()
    except Refused as refused:
        st.error(plain(translated("Not removed. {why}", why=dated(str(refused)))), icon=None)
