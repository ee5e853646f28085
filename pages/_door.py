"""Settings: the door for other programs. Whether they are answered, and the keys of the web forms that log requests."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import intake_key, published
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _http, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import moment, plain

TITLE, MADE = msgid("Access for other programs"), "door_made"
READING = msgid(
    "The public log (numbers, dates, codes, desks) and the published measures as JSON, for whoever asks: what Export and records-desk publish write, "
    "and never more. No name, no text, no restricted request is in it."
)
KEYS = msgid(
    "A key lets the city's web form log requests here. It belongs on the form's server, never in the page that people see. Whoever has it can log "
    "requests and can read nothing. End it when it got about."
)
COLUMNS = {
    "name": msgid("Web form"), "desk": msgid("Requests go to"), "made": msgid("Made"), "made_by": msgid("By"), "requests": msgid("Requests"), "last": msgid("Last one"),
}  # fmt: skip
Save = Callable[[str, str, Callable[[], Any]], None]


def settings(store: Store, me: Staff, save: Save) -> None:
    """The switch, the keys there are, and the forms that make and end one."""
    st.caption(plain(translated(READING)))
    _switch(store, me, save)
    address = f"{_session.server_address()}{_http.PATH}/openapi.json"
    st.text(translated("Described for programs at {address}", address=address))
    st.caption(plain(translated(KEYS)))
    if key := st.session_state.get(MADE):
        _shown_once(key)
    rows = store.recall("intake_keys")
    caption = translated("Keys of web forms")
    table([_line(store, row) for row in rows], COLUMNS, caption, "settings_keys", saved_as=caption)
    _make(store, me, save)
    if rows:
        _end(store, me, save, {row["key_id"]: row["name"] for row in rows})


def _switch(store: Store, me: Staff, save: Save) -> None:
    form = _session.form("settings_door")
    with st.form(form):
        is_on = st.checkbox(translated("Answer programs with the public log and the published measures"), published.is_on(store), key=f"{form}_on", help=HELP["public_api"])
        sent = st.form_submit_button(translated("Save the access"), key=f"{form}_send")
    if sent:
        on, off = translated("Programs are answered with the public log."), translated("Programs are not answered any more; keys of web forms go on working.")
        save("settings_door", on if is_on else off, lambda: published.save(store, me, is_on))


def _shown_once(key: str) -> None:
    st.text(translated("This key is shown once. Copy it to the server of the web form now:"))
    st.code(key, language=None, wrap_lines=True)
    if st.button(translated("The key is copied"), key="settings_key_copied"):
        st.session_state[MADE] = ""  # this part of the page stays open
        st.rerun()


def _line(store: Store, row: dict[str, Any]) -> dict[str, str]:
    """One key as the table shows it."""
    made, last = (moment(store.local(at)) if at else "" for at in (row["made_at"], row["last_at"]))
    return {"name": row["name"], "desk": row["desk"] or translated("no desk"), "made": made, "made_by": row["made_by"], "requests": str(row["requests"]), "last": last}


def _make(store: Store, me: Staff, save: Save) -> None:
    form = _session.form("settings_key")
    desks = {None: translated("No desk"), **{row["desk_id"]: row["name"] for row in store.recall("desks") if row["is_active"]}}
    with st.form(form):
        name = st.text_input(translated("Name of the web form"), key=f"{form}_name", placeholder=translated("City website"), help=HELP["key_name"])
        desk_id = st.selectbox(translated("Its requests go to"), list(desks), format_func=desks.get, key=f"{form}_desk", help=HELP["key_desk"])
        sent = st.form_submit_button(translated("Make a key"), key=f"{form}_send")
    if sent:
        told = translated("The key of {name} is made: it stands below, under {title}.", name=name, title=translated(TITLE))
        save("settings_key", told, lambda: st.session_state.update({MADE: intake_key.make(store, me, name, desk_id)}))


def _end(store: Store, me: Staff, save: Save, names: dict[int, str]) -> None:
    form = _session.form("settings_key_end")
    with st.form(form):
        which = st.selectbox(translated("Key to end"), list(names), format_func=names.get, key=f"{form}_which", help=HELP["key_which"])
        sent = st.form_submit_button(translated("End the key"), key=f"{form}_send")
    if sent:
        told = translated("The key of {name} is ended: nothing more is logged with it.", name=names[which])
        save("settings_key_end", told, lambda: intake_key.end(store, me, which))
