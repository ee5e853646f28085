"""The letters of a request: their text to copy, as Word document, PDF and e-mail, and sent by the city's mail server."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import letter_mail, letterhead, smtp, wording
from records_desk.db._guard import words
from records_desk.db._refused import Refused
from records_desk.db.ledger import Staff
from records_desk.pages import _letter_paper, _session
from records_desk.pages._words import day, moment, plain

Row = dict[str, Any]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STANDS = {"failed": "Not sent by e-mail", "refused": "Refused by the mail server", "sending": "Nobody knows whether the e-mail was sent"}


def new_letter(request_id: int, email: str | None, me: Staff) -> None:
    """The letter of the act just recorded, open; email: where the requester is reached now."""
    for letter in _of(request_id, is_new=True):
        _one_letter(letter, email, me, is_open=True)


def letters(request_id: int, email: str | None, me: Staff) -> None:
    """Every other letter that is kept with an entry, oldest first."""
    for letter in _of(request_id, is_new=False):
        _one_letter(letter, email, me, is_open=False)


def _of(request_id: int, is_new: bool) -> list[Row]:
    new = st.session_state.get("desk_letter_of")
    return [letter for letter in _session.store().recall("letters", request_id=request_id) if (letter["event_id"] == new) == is_new]


def _one_letter(letter: Row, email: str | None, me: Staff, is_open: bool) -> None:
    name = wording.label(_session.store(), letter["letter"]) + (" (no longer stands)" if letter["is_superseded"] else "")
    with st.expander(plain(f"Letter: {_small(name)}, {day(letter['on_date'])}"), expanded=is_open):
        if letter["body"] is None:
            st.text("The text of this letter was sealed.")
            return
        st.code(letter["body"], language=None, wrap_lines=True)
        _downloads(letter["event_id"])
        _mailing(letter, email, me)


def _downloads(event_id: int) -> None:
    """The letter as Word document, PDF and e-mail, each made when its link is followed."""
    letter = letter_mail.kept(_session.store(), event_id)
    kinds = {
        "Letter as Word": ("docx", WORD, _docx),
        "Letter as PDF": ("pdf", "application/pdf", _pdf),
        "Letter as e-mail file": ("eml", "message/rfc822", _eml),
    }
    with st.container(horizontal=True):
        for label, (ending, media_type, make) in kinds.items():
            made, key = partial(_spooled, make, event_id, ending), f"request_letter_{event_id}_{ending}"
            _session.download(label, made, letter_mail.file_name(letter, ending), key, media_type)


def _mailing(letter: Row, email: str | None, me: Staff) -> None:
    """Where the letter's mailing stands, and the button that sends it."""
    event_id, status = letter["event_id"], letter["status"]
    if status == "sent":
        st.caption(plain(f"Sent by e-mail on {moment(_session.store().local(letter['tried_at']))} by {letter['sent_by']}."))
        return
    if status:
        st.warning(plain(f"{STANDS[status]}{': ' + letter['answer'] if letter['answer'] else ''}."), icon=None)
    if letter["is_superseded"]:
        return
    server = _told_server()
    if not server or not email or me.role not in words(_session.store().kinds[letter["kind"]]["roles"]):
        return
    form = _session.form(f"letter_{event_id}")
    again = status == "sending" and st.checkbox("Send it again all the same", key=f"{form}_again")
    if st.button("Send by e-mail", key=f"{form}_send", help="To the requester's address, with the PDF attached.") and _sent(server, event_id, me, again):
        _session.finished(f"letter_{event_id}", "The letter was sent by e-mail.")
        st.rerun()


def _sent(server: smtp.Server, event_id: int, me: Staff, again: bool) -> bool:
    """Whether the mail server took the letter; where it did not, why."""
    try:
        letter_mail.send(_session.store(), server, event_id, me, _pdf(event_id), again)
    except Refused as refused:
        st.error(plain(str(refused)), icon=None)
        return False
    return True


def _told_server() -> smtp.Server | None:
    """The mail server, if one is set up; what is wrong with it is said."""
    try:
        return _server()
    except Refused as refused:
        st.caption(plain(f"Sending by e-mail is not set up rightly. {refused}"))
        return None


def _server() -> smtp.Server | None:
    """The mail server of the [mail] section, None where there is no such section."""
    path = Path(_session.configured["mail"])
    return smtp.server(path) if smtp.is_named(path) else None


def _spooled(make: Callable[[int], bytes], event_id: int, ending: str) -> Path:
    return _session.spooled(make(event_id), ending)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _pdf(event_id: int) -> bytes:
    letter = letter_mail.kept(_session.store(), event_id)
    return _letter_paper.pdf(letter, letterhead.logo(_session.store(), letter["logo_sha256"]))


def _docx(event_id: int) -> bytes:
    letter = letter_mail.kept(_session.store(), event_id)
    return _letter_paper.docx(letter, letterhead.logo(_session.store(), letter["logo_sha256"]))


def _eml(event_id: int) -> bytes:
    server = _server()
    letter = letter_mail.kept(_session.store(), event_id)
    return bytes(letter_mail.message(_session.store(), letter, _pdf(event_id), server.sender if server else None))
