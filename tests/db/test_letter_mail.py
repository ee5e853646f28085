"""A letter as an e-mail: what is in it, and that a mail server gets it once."""

from datetime import datetime
from email import message_from_bytes, policy

import pytest

from records_desk.db import ledger, letter_mail
from records_desk.db._refused import Refused
from tests.conftest import OFFICIAL, TODAY, VIEWER
from tests.db.test_remind import authority, smtp  # noqa: F401 - fixtures

PDF = b"%PDF-1.7 the same letter"
ADDRESS = "robin@example.org"


@pytest.fixture
def event_id(store):
    """An acknowledgement of a request that has an address."""
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", name="Robin Reyes", email=ADDRESS)
    return ledger.record(store, receipt.request_id, "acknowledged", OFFICIAL, on_date=TODAY).event_id


def rows(store):
    return store.query("select status, answer, sent_by, tried_at from store.letter_sending")


def test_the_file_holds_the_kept_text_and_the_pdf_and_opens_as_a_draft(store, event_id):
    letter = letter_mail.kept(store, event_id)
    mail = message_from_bytes(bytes(letter_mail.message(store, letter, PDF)), policy=policy.default)
    assert (mail["To"], mail["From"], mail["X-Unsent"]) == (ADDRESS, None, "1")
    assert mail["Subject"] == "Your request PRA-2026-000001 has arrived"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip("\n") == letter["body"]
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("PRA-2026-000001-acknowledged-2026-04-20.pdf", PDF)


def test_a_letter_is_sent_once_and_what_is_kept_of_it_names_no_address(store, event_id, smtp):  # noqa: F811
    box, server = smtp
    letter_mail.send(store, server, event_id, OFFICIAL, PDF)
    with pytest.raises(Refused, match="sent by e-mail already"):
        letter_mail.send(store, server, event_id, OFFICIAL, PDF)
    (mail,) = box.mails
    assert (mail["To"], mail["From"]) == (ADDRESS, "desk@example.org") and "X-Unsent" not in mail
    (row,) = rows(store)
    assert row == {"status": "sent", "answer": None, "sent_by": "clerk", "tried_at": datetime(2026, 4, 20, 20, 0)}


@pytest.mark.parametrize("address", ["see attachment", "a@example.org\nb@example.org", "a@example.org, b@example.org"])
def test_an_address_that_cannot_be_right_is_refused_before_anything_is_sent(loose_store, smtp, address):  # noqa: F811
    (box, server), store = smtp, loose_store
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", email=ADDRESS)
    event_id = ledger.record(store, receipt.request_id, "acknowledged", OFFICIAL, on_date=TODAY).event_id
    store.write(lambda cursor: cursor.execute("update store.requester set email = $address", {"address": address}))
    with pytest.raises(Refused, match="cannot be right"):
        letter_mail.send(store, server, event_id, OFFICIAL, PDF)
    assert rows(store) == [] and not box.mails
    assert letter_mail.message(store, letter_mail.kept(store, event_id), PDF)["To"] is None


def test_an_attempt_that_nobody_heard_the_end_of_is_sent_again_only_when_asked_for(store, event_id, smtp):  # noqa: F811
    box, server = smtp
    letter_mail.send(store, server, event_id, OFFICIAL, PDF, pause=lambda wait: None)
    store.write(lambda cursor: cursor.execute("update store.letter_sending set status = 'sending'"))
    with pytest.raises(Refused, match="being sent just now"):
        letter_mail.send(store, server, event_id, OFFICIAL, PDF, again=True)
    store.write(lambda cursor: cursor.execute("update store.letter_sending set tried_at = tried_at - interval 5 minute"))
    with pytest.raises(Refused, match="before the mail server answered"):
        letter_mail.send(store, server, event_id, OFFICIAL, PDF)
    letter_mail.send(store, server, event_id, OFFICIAL, PDF, again=True)
    assert len(box.mails) == 2 and rows(store)[0]["status"] == "sent"


def test_what_the_server_refuses_is_told_without_the_address_and_may_be_tried_again(store, event_id, smtp):  # noqa: F811
    box, server = smtp
    box.answers = [f"550 no such user {ADDRESS}"]
    with pytest.raises(Refused, match="550 no such user <address>"):
        letter_mail.send(store, server, event_id, OFFICIAL, PDF)
    assert rows(store)[0]["answer"] == "550 no such user <address>"
    letter_mail.send(store, server, event_id, OFFICIAL, PDF)
    assert rows(store)[0]["status"] == "sent" and len(box.mails) == 1


def test_a_letter_without_address_or_by_the_wrong_role_is_not_sent(store, event_id, smtp):  # noqa: F811
    box, server = smtp
    with pytest.raises(Refused, match="needs the role"):
        letter_mail.send(store, server, event_id, VIEWER, PDF)
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    other = ledger.record(store, receipt.request_id, "acknowledged", OFFICIAL, on_date=TODAY).event_id
    with pytest.raises(Refused, match="has no e-mail address"):
        letter_mail.send(store, server, other, OFFICIAL, PDF)
    assert box.mails == [] and rows(store) == []


def test_a_sealed_letter_is_not_there_any_more(loose_store):
    store = loose_store
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", email=ADDRESS)
    event_id = ledger.record(store, receipt.request_id, "acknowledged", OFFICIAL, on_date=TODAY).event_id
    store.write(lambda cursor: cursor.execute("update store.letter_text set body = null"))
    with pytest.raises(Refused, match="no letter with this entry"):
        letter_mail.kept(store, event_id)


def test_the_subject_is_the_letter_s_own_or_the_number(store, event_id):
    letter = letter_mail.kept(store, event_id)
    assert letter_mail.subject(letter | {"body": "x\n\nSubject: \n\ny"}) == "Request PRA-2026-000001"
    assert letter_mail.subject(letter | {"body": "Subject: Maps"}) == "Maps"


def test_a_letter_whose_entry_was_corrected_is_not_sent_any_more(store, smtp):  # noqa: F811
    box, server = smtp
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", email=ADDRESS)
    first = ledger.record(store, receipt.request_id, "clarification_asked", OFFICIAL, on_date=TODAY, question="Which year?")
    newer = ledger.correct(store, first.event_id, OFFICIAL, question="Which years?")
    with pytest.raises(Refused, match="corrected or struck out"):
        letter_mail.send(store, server, first.event_id, OFFICIAL, PDF)
    letter_mail.send(store, server, newer.event_id, OFFICIAL, PDF)
    assert len(box.mails) == 1
