"""The letters of a request: their text to copy, as Word document, PDF and e-mail, and sent by the city's mail server."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import ledger, letter_mail, letterhead, mail_server, smtp, wording
from records_desk.db._refused import Refused
from records_desk.db._retold import retold
from records_desk.db.language import LANGUAGES, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _letter_paper, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._paging import part
from records_desk.pages._words import dated, day, moment, plain

Row = dict[str, Any]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST = 10  # letters at a time
STANDS = {
    "failed": msgid("Not sent by e-mail"), "refused": msgid("Refused by the mail server"), "sending": msgid("Nobody knows whether the e-mail was sent"),
}  # fmt: skip
TITLES = {  # by whether it is in another language than English
    False: msgid("Letter: {name}, {day}"), True: msgid("Letter: {name} in {language}, {day}"),
}  # fmt: skip


def new_letter(row: Row, email: str | None, me: Staff) -> None:
    """The letter of the act just recorded, open; email: where the requester is reached now."""
    _each(_of(row["request_id"], is_new=True), row, email, me, is_open=True)


def letters(row: Row, email: str | None, me: Staff) -> None:
    """Every other letter that is kept with an entry, oldest first."""
    shown, which = part(_of(row["request_id"], is_new=False), MOST, f"request_letters_{row['number']}")
    if which:
        st.caption(translated("Letters") + which)
    _each(shown, row, email, me, is_open=False)


def standing(letter: Row) -> str:
    """What a letter is called, and whether it stands."""
    kind, has_outcome, outcome = wording.label(_session.store(), letter["letter"]).partition(" (")
    name = f"{translated(kind)} ({_within(outcome.removesuffix(')'))})" if has_outcome else translated(kind)
    return translated("{name} (no longer stands)", name=name) if letter["is_superseded"] else name


def _within(outcome: str) -> str:
    """The label of an outcome within brackets, as the model writes it there."""
    written = outcome[:1].upper() + outcome[1:]
    told = translated(written)
    return outcome if told == written else _small(told)


def _of(request_id: int, is_new: bool) -> list[Row]:
    new = st.session_state.get("desk_letter_of")
    return [letter for letter in _session.store().recall("letters", request_id=request_id) if (letter["event_id"] == new) == is_new]


def _each(found: list[Row], row: Row, email: str | None, me: Staff, is_open: bool) -> None:
    """Each letter folded in, under its name and day. The mail server is asked for once, by the first letter that may be sent."""
    server, theirs = cache(_told_server), ledger.theirs_to_record(_session.store(), row, me)
    for letter in found:
        facts = {"name": _small(standing(letter)), "day": day(letter["on_date"]), "language": LANGUAGES.get(letter["language"])}
        with st.expander(plain(translated(TITLES[bool(letter["language"])], **facts)), expanded=is_open):
            if letter["body"] is None:
                st.text(translated("The text of this letter was sealed."))
                continue
            st.code(letter["body"], language=None, wrap_lines=True)
            _downloads(letter, row["number"])
            _mailing(letter, email, me, server if letter["kind"] in theirs else None)


def _downloads(letter: Row, number: str) -> None:
    """The letter as Word document, PDF and e-mail, each made when its link is followed."""
    event_id = letter["event_id"]
    kinds = {
        msgid("Letter as Word"): ("docx", WORD, _docx),
        msgid("Letter as PDF"): ("pdf", "application/pdf", _pdf),
        msgid("Letter as e-mail file"): ("eml", "message/rfc822", _eml),
    }
    with st.container(horizontal=True):
        for label, (ending, media_type, make) in kinds.items():
            made, key = partial(_spooled, make, event_id, ending), f"request_letter_{event_id}_{ending}"
            _session.download(translated(label), made, letter_mail.file_name(letter | {"number": number}, ending), key, media_type)


def _mailing(letter: Row, email: str | None, me: Staff, told_server: Callable[[], smtp.Server | None] | None) -> None:
    """Where the letter's mailing stands, and for those who may send it the button that does."""
    event_id, status = letter["event_id"], letter["status"]
    if status == "sent":
        sent_at = moment(_session.store().local(letter["tried_at"]))
        st.caption(plain(translated("Sent by e-mail on {moment} by {person}.", moment=sent_at, person=letter["sent_by"])))
        return
    if status:
        st.warning(plain(": ".join(filter(None, (translated(STANDS[status]), retold(letter["answer"] or "")))) + "."), icon=None)
    if letter["is_superseded"]:
        return
    if not email or not told_server or not (server := told_server()):
        return
    form = _session.form(f"letter_{event_id}")
    again = status == "sending" and st.checkbox(translated("Send it again all the same"), key=f"{form}_again", help=HELP["letter_again"])
    told = translated("To the requester's address, with the PDF attached.")
    if st.button(translated("Send by e-mail"), key=f"{form}_send", help=told) and _sent(server, event_id, me, again):
        _session.finished(f"letter_{event_id}", translated("The letter was sent by e-mail."))
        st.rerun()


def _sent(server: smtp.Server, event_id: int, me: Staff, again: bool) -> bool:
    """Whether the mail server took the letter; where it did not, why."""
    try:
        letter_mail.send(_session.store(), server, event_id, me, _pdf(event_id), again)
    except Refused as refused:
        _session.refuse(refused)
        return False
    return True


def _told_server() -> smtp.Server | None:
    """The mail server, if one is set up; what is wrong with it is said."""
    try:
        return _server()
    except Refused as refused:
        st.caption(plain(translated("Sending by e-mail is not set up rightly. {why}", why=dated(str(refused)))))
        return None


def _server() -> smtp.Server | None:
    """The mail server of the city, None where neither Settings nor the secrets file names one."""
    store, path = _session.store(), Path(_session.configured["mail"])
    return mail_server.server(store, path) if mail_server.is_named(store, path) else None


def _spooled(make: Callable[[int], bytes], event_id: int, ending: str) -> Path:
    return _session.spooled(make(event_id), ending)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _paper(event_id: int) -> tuple[Row, bytes | None]:
    """A letter and the logo above it."""
    letter = letter_mail.kept(_session.store(), event_id)
    return letter, letterhead.logo(_session.store(), letter["logo_sha256"])


def _pdf(event_id: int) -> bytes:
    return _letter_paper.pdf(*_paper(event_id))


def _docx(event_id: int) -> bytes:
    return _letter_paper.docx(*_paper(event_id))


def _eml(event_id: int) -> bytes:
    letter, logo = _paper(event_id)
    return bytes(letter_mail.message(_session.store(), letter, _letter_paper.pdf(letter, logo), _sender()))


def _sender() -> str | None:
    """Whom mail comes from; None where no server is set up rightly: the file is a draft then."""
    try:
        server = _server()
    except Refused:
        return None
    return server.sender if server else None
