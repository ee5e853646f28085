"""The first steps of a new desk, for its administrator; everybody else reads whom to ask. A step ticks itself off."""

from collections.abc import Callable

import streamlit as st

from records_desk.db import demo
from records_desk.db import first_steps as steps
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.roles import WRITERS
from records_desk.pages import _session
from records_desk.pages._progress import steps as steps_bar
from records_desk.pages._words import plain

DESKS = msgid("The desks that requests are routed to. Three are there to begin with: rename them, add yours, or say that they are right.")
CLOSURES = msgid(
    "Days on which City Hall is closed besides weekends and judicial holidays, such as every second Friday. They move the safe day, which "
    "is told beside each due date (Gov. Code 7922.535)."
)
REQUEST = msgid("Log one by hand, or bring another system's log or a spreadsheet.")
SAMPLE = msgid("Look around first: a city of 300 invented requests. It is marked on every page, and is taken out again in one step.")


def first_steps(me: Staff) -> None:
    """The steps that are left, while the log is empty or some are; nothing once all are done or the list was put away."""
    store = _session.store()
    found, is_empty = steps.first_steps(store), not store.recall("any_request")
    if is_empty:
        st.info(plain(" ".join([translated("No request is logged yet."), *_whom_to_ask(me)])), icon=None)
    if me.role != "administrator" or found.is_done:
        return
    if not found.is_away:
        _list(found, is_empty, me)
    elif is_empty:
        with st.container(horizontal=True):
            _button(translated("Show the first steps"), "first_steps_again", steps.show_again, me)
        _sample()


def _list(found: steps.FirstSteps, is_empty: bool, me: Staff) -> None:
    year = _session.today().year
    with st.container(border=True, key="first_steps"):
        done = sum((found.has_desks, found.has_closures, found.has_request))
        st.header(translated("First steps: {done} of 3 done", done=done), anchor=False)
        if not _is_done(1, translated("Desks"), found.has_desks, translated(DESKS)):
            with st.container(horizontal=True):
                _way(translated("Set up the desks"), "settings", "first_steps_desks")
                _button(translated("They are right as they are"), "first_steps_desks_right", steps.confirm_desks, me)
        if not _is_done(2, translated("Closures of City Hall"), found.has_closures, translated(CLOSURES)):
            with st.container(horizontal=True):
                _way(translated("Enter closures"), "settings", "first_steps_closures")
                _button(translated("None in {year}", year=year), "first_steps_no_closures", steps.no_closures, me)
        if not _is_done(3, translated("A first request"), found.has_request, translated(REQUEST)):
            with st.container(horizontal=True):
                _way(translated("Log a request"), "intake", "first_steps_intake")
                _way(translated("Import a log"), "import_log", "first_steps_import")
        if is_empty:
            _sample()
        _button(translated("Put this list away"), "first_steps_away", steps.put_away, me)


def _is_done(place: int, title: str, is_done: bool, told: str) -> bool:
    """Show one step: done, or what it is about."""
    st.subheader(translated("✓ {step}: done", step=title) if is_done else f"{place}. {title}", anchor=False)
    if not is_done:
        st.caption(plain(told))
    return is_done


def _way(label: str, page: str, key: str) -> None:
    if st.button(label, key=key):
        _session.go(page)


def _button(label: str, key: str, act: Callable[..., None], me: Staff) -> None:
    """What an administrator says, kept among the settings."""
    if st.button(label, key=key) and _session.attempt(lambda: (act(_session.store(), me),)):
        st.rerun()


def _sample() -> None:
    """The way into the sample city."""
    st.caption(translated(SAMPLE))
    if st.button(translated("Load the sample city (300 invented requests)"), key="queue_sample"):
        with steps_bar(translated("Loading the sample city"), demo.steps(demo.SAMPLE), is_whole=True) as step:
            if _session.attempt(lambda: (demo.load_sample(_session.store(), step),)):
                st.rerun()


def _whom_to_ask(me: Staff) -> list[str]:
    """Whom to ask, and that who may begin may begin all the same."""
    if me.role == "administrator":
        return []
    named = ", ".join(row["name"] for row in _session.people() if row["role"] == "administrator")
    may = [translated("You may log the first one.")] if me.role in WRITERS else []
    return [*may, translated("Desks and closures are set up by: {names}.", names=named)]
