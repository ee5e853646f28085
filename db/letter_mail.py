"""A kept letter as an e-mail: as a file to send by hand, or handed to the city's mail server, once.

The requester's address is read when the mail is made. It is in the mail, and nowhere else.
"""

import time
from collections.abc import Callable
from datetime import UTC, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import duckdb

from records_desk.db import _desks as desks
from records_desk.db import _readers as readers
from records_desk.db._bilingual import subject_of
from records_desk.db._entry import reads, run
from records_desk.db._guard import check_role, clean_email
from records_desk.db._refused import Refused
from records_desk.db.language import ENGLISH, msgid, spoken, translated
from records_desk.db.ledger import Staff
from records_desk.db.smtp import Server, deliver
from records_desk.db.store import Store

Letter = dict[str, Any]
AN_ATTEMPT = timedelta(minutes=5)  # longer than asking a mail server three times takes


def kept(store: Store, event_id: int) -> Letter:
    """A letter as it was written, with number, day and where its mailing stands. Raises Refused where it is not there or sealed."""
    return store.look(lambda cursor: _kept(cursor, event_id))


def subject(letter: Letter) -> str:
    """What the letter is about: its own subject line, else the number of the request."""
    told = next(filter(None, map(subject_of, letter["body"].splitlines())), None)
    with spoken(letter["language"] or ENGLISH):
        return told or translated(msgid("Request {number}")).format(number=letter["number"])


def message(store: Store, letter: Letter, pdf: bytes, sender: str | None = None) -> EmailMessage:
    """The letter as a mail: its text, and the same as PDF. Without a sender it is a draft that a mail program opens for sending."""
    mail = EmailMessage(policy=SMTP)
    if sender:
        mail["From"] = sender
    else:
        mail["X-Unsent"] = "1"
    if to := _address(letter, is_draft=not sender):
        mail["To"] = to
    mail["Subject"] = subject(letter)
    mail["Date"] = store.now().replace(tzinfo=UTC)
    mail["Message-ID"] = f"<letter.{letter['event_id']}@{(sender or '').rpartition('@')[2].rstrip('>') or 'localhost'}>"
    mail.set_content(letter["body"] + "\n")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=file_name(letter, "pdf"))
    mail["Content-Language"] = ", ".join(filter(None, (letter["language"], ENGLISH)))  # last: what is put in takes such headers along
    return mail


def file_name(letter: Letter, ending: str) -> str:
    """What the letter's file is called: PRA-2026-000001-determined-denied-2026-04-16.pdf."""
    return f"{letter['number']}-{letter['letter'].replace('_', '-')}-{letter['on_date']}.{ending}"


def send(
    store: Store, server: Server, event_id: int, by: Staff, pdf: bytes, again: bool = False, pause: Callable[[float], None] = time.sleep
) -> None:
    """Hand a letter to the mail server, once. Raises Refused where it was sent before or the server did not take it.

    again: also where nobody knows whether an earlier attempt arrived.
    """
    mail = message(store, kept(store, event_id), pdf, server.sender)
    letter = store.write(lambda cursor: _claim(store, cursor, event_id, by, again))
    found = deliver(server, mail, pause)
    store.write(lambda cursor: _mark(store, cursor, letter, by, found.status, found.answer or None))
    if found.status == "sending":
        raise Refused("Nobody knows whether the letter was sent: the mail server ended the connection before it answered. Ask there first.")
    if found.status != "sent":
        raise Refused(f"The letter was not sent. The mail server: {found.answer}.")


def _address(letter: Letter, is_draft: bool) -> str | None:
    """Where the letter goes; a draft to an address that cannot be right names none. Raises Refused."""
    try:
        return clean_email(letter["email"])
    except Refused:
        if is_draft:
            return None
        raise


def _kept(cursor: duckdb.DuckDBPyConnection, event_id: int) -> Letter:
    found = run(cursor, "queries", "letter", {"event_id": event_id})
    if not found or found[0]["body"] is None:
        raise Refused("There is no letter with this entry any more: open the request again.")
    return found[0]


def _claim(store: Store, cursor: duckdb.DuckDBPyConnection, event_id: int, by: Staff, again: bool) -> Letter:
    """Take a letter for this attempt; whoever comes second is refused."""
    letter = _kept(cursor, event_id)
    readers.check(letter, by)
    kind = store.kinds[letter["kind"]]
    check_role(kind, by.role)
    desks.check(reads(cursor), letter, by, kind, store.today())
    if not letter["email"]:
        raise Refused("The request has no e-mail address: send the letter by another way, or correct the facts first.")
    if letter["status"] == "sent":
        raise Refused("This letter was sent by e-mail already.")
    if letter["is_superseded"]:
        raise Refused("The entry of this letter was corrected or struck out: send the letter that stands now.")
    if letter["status"] == "sending" and store.now() - letter["tried_at"] < AN_ATTEMPT:
        raise Refused("This letter is being sent just now, or was a moment ago: look again in five minutes.")
    if letter["status"] == "sending" and not again:
        raise Refused("An earlier attempt ended before the mail server answered: ask there, and tick that it shall be sent again.")
    _mark(store, cursor, letter, by, "sending", None)
    return letter


def _mark(store: Store, cursor: duckdb.DuckDBPyConnection, letter: Letter, by: Staff, status: str, answer: str | None) -> None:
    cursor.execute("delete from store.letter_sending where event_id = $event_id", {"event_id": letter["event_id"]})
    values = {"event_id": letter["event_id"], "request_id": letter["request_id"], "status": status, "at_time": store.now()}
    cursor.execute(
        "insert into store.letter_sending values ($event_id, $request_id, $status, $at_time, $by, $answer)",
        values | {"by": by.sign_in, "answer": answer},
    )
