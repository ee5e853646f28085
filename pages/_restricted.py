"""Requests that only named people see: the notice on such a request, and the list by which an administrator names others."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import _readers, ledger
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import day, plain

COLUMNS = {"number": msgid("Request"), "since": msgid("Restricted since"), "who": msgid("Seen by")}
TOLD = msgid(
    "Only the people named see these requests: not in lists, search, files, calendars or mails, and figures tell no number. An administrator sees "
    "here which there are, and names others where those named have left; nothing of the requests themselves."
)


def notice(row: dict[str, Any]) -> None:
    """On a restricted request: who sees it."""
    if row["readers"]:
        st.info(translated("Restricted: only {people} may see this request.", people=plain(_named(row["readers"]))), icon=None)


def settings(me: Staff, save: Callable[[str, str, Callable[[], Any]], None]) -> None:
    """The restricted requests, and the form that names anew who may see one."""
    store = _session.store()
    rows = store.recall("restricted")
    st.caption(translated(TOLD))
    lines = [{"number": row["number"], "since": day(row["since_on"]), "who": _named(row["readers"])} for row in rows]
    table(lines, COLUMNS, translated("Restricted requests"), "settings_restricted")
    if not rows:
        return
    form = _session.form("settings_restricted")
    with st.form(form):
        numbers = {row["request_id"]: row["number"] for row in rows}
        label, choose = translated("Request"), translated("Choose")
        request_id = st.selectbox(label, list(numbers), None, format_func=numbers.get, key=f"{form}_request", placeholder=choose, help=HELP["restricted_which"])
        names = _session.names()
        label = translated("Who may see it from now on")
        people = st.multiselect(label, list(names), format_func=names.get, select_all=False, key=f"{form}_people", help=HELP["restricted_who"])
        note = st.text_input(translated("Why (nobody else reads it)"), key=f"{form}_note", help=HELP["restricted_why"])
        sent = st.form_submit_button(translated("Name them"), key=f"{form}_send")
    if sent and request_id:
        act = {"on_date": store.today(), "token": form, "readers": people, "note": note or None}
        told = translated("{number} is now seen by the people named.", number=numbers[request_id])
        save("settings_restricted", told, lambda: ledger.record(store, request_id, "restricted", me, **act))


def _named(kept: str) -> str:
    names = {row["person_id"]: row["name"] for row in _session.store().recall("people")}
    return ", ".join(names.get(person_id, translated("person {id}", id=person_id)) for person_id in sorted(_readers.ids(kept)))
