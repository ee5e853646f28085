"""Settings: the mail server that letters and reminders go through, and a test mail. Its password stands in the secrets file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import mail_server
from records_desk.db._refused import Refused
from records_desk.db.ledger import Staff
from records_desk.db.mail_server import SECURITIES
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import plain

NAME = "settings_mail"
TOLD = (
    "Where no host stands here, the [mail] section of the secrets file names the server. The password stands in that file alone, beside the host "
    "that it is for: no other host is given it."
)


def settings(store: Store, me: Staff, save: Callable[[str, str, Callable[[], Any]], None]) -> None:
    """The server in use, the form that names another, and the test mail."""
    config = Path(_session.configured["mail"])
    st.caption(plain(TOLD))
    st.text(_in_use(store, config))
    old = mail_server.named(store) or {"host": "", "port": 587, "security": "starttls", "sender": "", "user": ""}
    form = _session.form(NAME)
    with st.form(form):
        values = {
            "host": st.text_input("Host of the mail server (empty: as the secrets file says)", old["host"], key=f"{form}_host", placeholder="smtp.example.org", help=HELP["mail_host"]),
            "port": st.number_input("Port", 1, 65_535, old["port"], key=f"{form}_port", width=160, help=HELP["mail_port"]),
            "security": st.selectbox("Security", list(SECURITIES), list(SECURITIES).index(old["security"]), format_func=SECURITIES.get, key=f"{form}_security", help=HELP["mail_security"]),
            "sender": st.text_input("Sender", old["sender"], key=f"{form}_sender", placeholder="Records Desk <records-desk@example.org>", help=HELP["mail_sender"]),
            "user": st.text_input("User (if the server asks for one)", old["user"] or "", key=f"{form}_user", help=HELP["mail_user"]),
        }
        sent = st.form_submit_button("Save the mail server", key=f"{form}_send")
    if sent:
        save(NAME, "The mail server is saved.", lambda: mail_server.save(store, me, **values))
    if st.button("Send a test mail", key="settings_mail_test", help=plain(f"To {me.sign_in}, your own sign-in.")):
        _send_test(store, me, config)


def _in_use(store: Store, config: Path) -> str:
    """Which server is in use, or what is wrong with it."""
    if not mail_server.is_named(store, config):
        return "No mail server is named: letters are taken as files, and reminders are written with --out."
    try:
        found = mail_server.server(store, config)
    except Refused as refused:
        return f"Not set up rightly. {refused}"
    where = "Settings" if mail_server.named(store) else "the secrets file"
    login = f"as {found.user}, {'with' if found.password else 'without'} a password" if found.user else "without signing in"
    return f"In use, from {where}: {found.host}, port {found.port}, {found.security}, from {found.sender}, {login}."


def _send_test(store: Store, me: Staff, config: Path) -> None:
    try:
        with st.spinner("Asking the mail server", show_time=True):
            address = mail_server.send_test(store, me, config)
    except Refused as refused:
        _session.refuse(refused)
        return
    st.success(plain(f"The mail server took a test mail to {address}."), icon=None)
