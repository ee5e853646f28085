"""Reminders in one's own calendar program: links to make, to copy once, and to end."""

import streamlit as st

from records_desk.db import feed
from records_desk.db.language import translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._words import moment, plain

MADE = "feeds_made"


def feeds(store: Store, me: Staff) -> None:
    """The calendars of this person, and those of everyone for the administrator."""
    with st.expander(translated("Reminders in your calendar"), expanded=MADE in st.session_state):
        told = translated(
            "A link that a calendar program subscribes to: due dates, promises and further clocks of open requests, with an alarm at 8 in "
            "the morning. It holds numbers and dates only. Whoever has the link can read it: keep it to yourself, and end it when it got about."
        )
        st.caption(told)
        if link := st.session_state.get(MADE):
            st.text(translated("This link is shown once. Copy it into your calendar program now:"))
            st.code(link, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            if me.person_id and st.button(translated("Make a link to my requests"), key="feeds_mine"):
                _make(store, me, None)
            if me.person_id and me.desk_id and st.button(translated("Make a link to my desk's requests"), key="feeds_desk"):
                _make(store, me, me.desk_id)
        _kept(store, me)


def _make(store: Store, me: Staff, desk_id: int | None) -> None:
    if token := _session.attempt(lambda: feed.make(store, me, desk_id=desk_id)):
        st.session_state[MADE] = f"{_session.server_address()}/feed/{token}.ics"
        st.rerun()


def _kept(store: Store, me: Staff) -> None:
    """Each link there is, with a button that ends it."""
    for row in store.read("feeds"):
        if row["made_by"] != me.sign_in and me.role != "administrator":
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(translated("{name}, made {moment} by {person}", name=row["name"], moment=moment(store.local(row["made_at"])), person=row["made_by"]), width="content")
            if st.button(plain(translated("End the link of {name}", name=row["name"])), key=f"feeds_end_{row['feed_id']}"):
                _session.attempt(lambda feed_id=row["feed_id"]: feed.revoke(store, me, feed_id))
                st.session_state.pop(MADE, None)
                st.rerun()
