"""Which mail server the city uses: the one that Settings names, else the one of the [mail] section of the secrets file.

A password never comes into the store. It stands in that file beside the host that it is for, and no other host is given it.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db import smtp
from records_desk.db._guard import clean_email, clean_line
from records_desk.db._refused import Refused
from records_desk.db.city import check_role, write_setting
from records_desk.db.language import msgid
from records_desk.db.ledger import Staff
from records_desk.db.smtp import Server, deliver
from records_desk.db.store import Store

PARTS = ("host", "port", "security", "sender", "user")
SECURITIES = {
    "starttls": msgid("STARTTLS, usually port 587"), "tls": msgid("TLS from the beginning, usually port 465"), "none": msgid("none, towards this computer only"),
}  # fmt: skip
HOST = re.compile(r"[A-Za-z0-9:]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9:])?")
STAYS_IN_FILE = ("password", "ca_file")


def save(
    store: Store, by: Staff, *, host: str, port: int = 587, security: str = "starttls", sender: str | None = "", user: str | None = None
) -> None:
    """Name the server that mail goes through; without a host the file names it again. Raises Refused."""
    check_role(by)
    values: dict[str, Any] = dict.fromkeys(PARTS)
    if host.strip():
        values = {"host": host.strip(), "port": port, "security": security, "sender": clean_line("The sender", sender), "user": clean_line("The user", user)}
        if not HOST.fullmatch(values["host"]):
            raise Refused("The mail server's host is a name such as smtp.example.org, without a path.")
        _built(values)
    store.write(partial(_keep, store, by, values))


def named(store: Store) -> dict[str, Any] | None:
    """The server that Settings names, without what stays in the file; None where it names none."""
    found = {part: next((row["value"] for row in store.read("setting", name=f"mail_{part}")), None) for part in PARTS}
    return found | {"port": int(found["port"])} if found["host"] else None


def is_named(store: Store, config: Path) -> bool:
    """Whether Settings or the file names a server, or the file cannot be read and so may name one."""
    return named(store) is not None or smtp.is_named(config)


def server(store: Store, config: Path) -> Server:
    """The server that mail goes through. Raises Refused, also where the password of the file is for another host."""
    told = named(store)
    if told is None:
        return smtp.server(config)
    kept = smtp.section(config) if smtp.is_named(config) else {}
    if "password" in kept and str(kept.get("host", "")).lower() != told["host"].lower():
        where = f"is for {kept['host']}" if "host" in kept else "names no host beside it"
        raise Refused(f"Settings name the mail server {told['host']}, but the password in the [mail] section {where}: have it name that host there.")
    return _built(told | {name: kept[name] for name in STAYS_IN_FILE if name in kept})


def send_test(store: Store, by: Staff, config: Path, pause: Callable[[float], None] = time.sleep) -> str:
    """Send a mail to the administrator's own address; return that address. Raises Refused with the server's answer."""
    check_role(by)
    found = server(store, config)
    try:
        address = clean_email(by.sign_in)
    except Refused as refused:
        raise Refused("Your sign-in is no e-mail address: there is nowhere to send a test mail to.") from refused
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = found.sender, address, "Records Desk: test mail"
    mail["Date"] = store.now().replace(tzinfo=UTC)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("This is a test mail of Records Desk: letters and reminders can be sent through this server.\n")
    answer = deliver(found, mail, pause)
    if answer.status != "sent":
        raise Refused(f"The test mail was not sent. The mail server: {answer.answer}.")
    return address or ""


def _keep(store: Store, by: Staff, values: dict[str, Any], cursor: duckdb.DuckDBPyConnection) -> None:
    for part, value in values.items():
        write_setting(store, cursor, by, f"mail_{part}", None if value is None else str(value))


def _built(values: dict[str, Any]) -> Server:
    try:
        return Server(**values)
    except Refused as refused:
        raise Refused(str(refused).replace("in the [mail] section", "of the mail server")) from refused
