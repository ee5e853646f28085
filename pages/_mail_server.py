"""Settings: the mail server that letters and reminders go through, and a test mail. Its password stands in the secrets file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import mail_server
from records_desk.db._refused import Refused
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.mail_server import SECURITIES
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import dated, labels, plain

NAME = "settings_mail"
TOLD = msgid(
    "Where no host stands here, the [mail] section of the secrets file names the server. The password stands in that file alone, beside the host "
    "that it is for: no other host is given it."
)
IN_SETTINGS = msgid("In use, from Settings: {host}, port {port}, {security}, from {sender}, {login}.")
IN_FILE = msgid("In use, from the secrets file: {host}, port {port}, {security}, from {sender}, {login}.")


def settings(store: Store, me: Staff, save: Callable[[str, str, Callable[[], Any]], None]) -> None:
    """The server in use, the form that names another, and the test mail."""
    config = Path(_session.configured["mail"])
    st.caption(plain(translated(TOLD)))
    st.text(_in_use(store, config))
    old = mail_server.named(store) or {"host": "", "port": 587, "security": "starttls", "sender": "", "user": ""}
    securities = labels(SECURITIES)
    form = _session.form(NAME)
    with st.form(form):
        values = {
            "host": st.text_input(
                translated("Host of the mail server (empty: as the secrets file says)"), old["host"], key=f"{form}_host", placeholder="smtp.example.org", help=HELP["mail_host"],
            ),
            "port": st.number_input(translated("Port"), 1, 65_535, old["port"], key=f"{form}_port", width=160, help=HELP["mail_port"]),
            "security": st.selectbox(
                translated("Security"), list(securities), list(securities).index(old["security"]), format_func=securities.get, key=f"{form}_security", help=HELP["mail_security"],
            ),
            "sender": st.text_input(translated("Sender"), old["sender"], key=f"{form}_sender", placeholder="Records Desk <records-desk@example.org>", help=HELP["mail_sender"]),
            "user": st.text_input(translated("User (if the server asks for one)"), old["user"] or "", key=f"{form}_user", help=HELP["mail_user"]),
        }
        sent = st.form_submit_button(translated("Save the mail server"), key=f"{form}_send")
    if sent:
        save(NAME, translated("The mail server is saved."), lambda: mail_server.save(store, me, **values))
    if st.button(translated("Send a test mail"), key="settings_mail_test", help=plain(translated("To {sign_in}, your own sign-in.", sign_in=me.sign_in))):
        _send_test(store, me, config)


def _in_use(store: Store, config: Path) -> str:
    """Which server is in use, or what is wrong with it."""
    if not mail_server.is_named(store, config):
        return translated("No mail server is named: letters are taken as files, and reminders are written with --out.")
    try:
        found = mail_server.server(store, config)
    except Refused as refused:
        return translated("Not set up rightly. {why}", why=dated(str(refused)))
    login = translated("as {user}, with a password", user=found.user) if found.password else translated("as {user}, without a password", user=found.user)
    facts = {"host": found.host, "port": found.port, "security": found.security, "sender": found.sender}
    told = IN_SETTINGS if mail_server.named(store) else IN_FILE
    return translated(told, **facts, login=login if found.user else translated("without signing in"))


def _send_test(store: Store, me: Staff, config: Path) -> None:
    try:
        with st.spinner(translated("Asking the mail server"), show_time=True):
            address = mail_server.send_test(store, me, config)
    except Refused as refused:
        _session.refuse(refused)
        return
    st.success(plain(translated("The mail server took a test mail to {address}.", address=address)), icon=None)
