"""Reminders: what is due, whom it is told, and a real mail server that takes it, refuses it or dies."""

import socket
import ssl
import threading
from datetime import UTC, date, time, timedelta
from email import message_from_bytes, policy

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from records_desk.db import city, ledger, remind
from records_desk.db._refused import Refused
from records_desk.db.smtp import server as smtp_server
from tests.conftest import OFFICIAL, TODAY

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
SECRET = "Rosa Secret rosa@example.org 805 555 0100"


def receive(store, days_ago, **details):
    details = {"desk_id": 1, "verbatim": SECRET, "name": "Rosa Secret", "email": "rosa@example.org"} | details
    return ledger.receive(store, OFFICIAL, track="records", on_date=TODAY - timedelta(days_ago), **details)


def record(store, receipt, kind, on_date, **values):
    return ledger.record(store, receipt.request_id, kind, OFFICIAL, on_date=on_date, **values)


def reminders(store, today=TODAY):
    return [(row["number"], row["reminder"]) for row in store.read("reminders", today=today, desk_id=None, person_id=None)]


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [(0, None), (6, None), (7, "due_soon"), (9, "due_soon"), (10, "due_today"), (11, "due_today"), (13, "overdue"), (40, "overdue")],
)
def test_a_request_reminds_of_its_determination(store, days_ago, expected):
    receipt = receive(store, days_ago)
    assert reminders(store) == ([(receipt.number, expected)] if expected else [])


def test_before_the_due_date_the_safe_target_reminds(store):
    receipt = receive(store, 0)  # Monday, April 20: due Thursday, April 30
    city_closed = date(2026, 4, 30)
    store.write(lambda cursor: cursor.execute("update store.snapshot set safe_on = date '2026-04-29'"))
    assert reminders(store, city_closed - timedelta(1)) == [(receipt.number, "due_today")]
    assert reminders(store, city_closed) == [(receipt.number, "due_today")]
    assert reminders(store, city_closed + timedelta(1)) == [(receipt.number, "overdue")]
    store.write(lambda cursor: cursor.execute("update store.snapshot set safe_on = date '2026-04-30'"))


def test_what_is_determined_waits_for_its_promise_and_its_fee(store):
    receipt = receive(store, 30)
    record(store, receipt, "determined", TODAY - timedelta(25), outcome="granted", promised_on=TODAY - timedelta(5), promised_time=time(17))
    assert reminders(store) == [(receipt.number, "promise_passed")]
    record(store, receipt, "fee_charged", TODAY - timedelta(4), fee_kind="duplication", amount="3.00")
    assert reminders(store) == [(receipt.number, "promise_passed"), (receipt.number, "fee_unpaid")]
    record(store, receipt, "released", TODAY)
    record(store, receipt, "fee_paid", TODAY, amount="3.00")
    assert reminders(store) == []


def test_a_question_without_answer_for_thirty_days_reminds(store):
    receipt = receive(store, 40)
    record(store, receipt, "clarification_asked", TODAY - timedelta(30), question="Which years?")
    assert (receipt.number, "clarification_unanswered") in reminders(store)
    assert (receipt.number, "clarification_unanswered") not in reminders(store, TODAY - timedelta(1))


def test_further_clocks_remind_until_they_are_met(store):
    receipt = receive(store, 1)
    record(store, receipt, "clock_added", TODAY - timedelta(1), clock="form_700")
    assert reminders(store) == [(receipt.number, "clock_due")]
    assert (receipt.number, "clock_overdue") in reminders(store, TODAY + timedelta(4))
    record(store, receipt, "determined", TODAY, outcome="granted", promised_on=TODAY, promised_time=time(17))
    record(store, receipt, "released", TODAY, no_fee=True)
    assert reminders(store) == []


def test_what_is_closed_or_runs_no_clock_does_not_remind(store):
    record(store, receive(store, 40), "closed", TODAY, outcome="withdrawn")
    receipt = ledger.receive(store, OFFICIAL, track="data", on_date=TODAY - timedelta(40), verbatim="A new map")
    record(store, receipt, "no_existing_records_asked", TODAY, reason="It is to be drawn")
    assert reminders(store) == []


@pytest.mark.parametrize("due", ["due_soon", "clarification_unanswered", "promise_passed", "fee_unpaid"])
def test_the_queue_can_be_narrowed_to_a_reminder(store, due):
    from records_desk.db import export

    receive(store, 0)
    soon, asked, promised, owing = (receive(store, days) for days in (8, 40, 30, 2))
    record(store, asked, "clarification_asked", TODAY - timedelta(35), question="Which years?")
    record(store, promised, "determined", TODAY - timedelta(25), outcome="granted", promised_on=TODAY - timedelta(5), promised_time=time(17))
    record(store, owing, "fee_charged", TODAY, fee_kind="duplication", amount="3.00")
    wanted = {"due_soon": soon, "clarification_unanswered": asked, "promise_passed": promised, "fee_unpaid": owing}
    rows = store.read("queue", reader=None, **export.NO_FILTER | {"due": due}, today=TODAY, page=1, page_size=50)
    assert [row["number"] for row in rows] == [wanted[due].number]


# Digests.


@pytest.fixture
def told(store):
    """A desk with an address, and something due at it."""
    city.save_desk(store, ADMINISTRATOR, 1, "City Clerk", email="clerk@example.org")
    for days_ago in (13, 8, 40):
        receive(store, days_ago)
    return store


def test_each_desk_and_person_is_told_of_its_own_most_urgent_first_and_nothing_else(told, tmp_path):
    city.save_person(told, ADMINISTRATOR, None, sign_in="ira@example.org", name="Ira Sample", title=None, role="staff", desk_id=2)
    receive(told, 12, desk_id=2, person_id=2)
    done = remind.write(told, tmp_path, TODAY)
    assert [row["recipient"] for row in done] == ["desk-1", "desk-2", "person-2"]
    mail = message_from_bytes((tmp_path / "2026-04-20-desk-1.eml").read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("clerk@example.org", "3 reminders for City Clerk, Mon 2026-04-20")
    body = mail.get_content()
    assert body.index("Overdue") < body.index("PRA-2026-000003") < body.index("PRA-2026-000001") < body.index("Due soon")
    assert "PRA-2026-000004" in (tmp_path / "2026-04-20-person-2.eml").read_text()
    for file in tmp_path.glob("*.eml"):
        assert not any(word in file.read_text() for word in ("Rosa", "rosa@", "805"))


def test_what_nobody_holds_is_told_to_the_administrators(told, tmp_path):
    number = receive(told, 12, desk_id=None).number
    other = receive(told, 12, desk_id=2).number
    city.save_desk(told, ADMINISTRATOR, 2, "Information Technology", is_active=False)
    keepers = [f"person-{row['person_id']}" for row in told.read("people") if row["role"] == "administrator" and row["is_active"]]
    assert keepers
    found = {digest.recipient: [row["number"] for row in digest.reminders] for digest in remind.digests(told, TODAY)}
    assert set(found) == {"desk-1", *keepers} and not {number, other} & set(found["desk-1"])
    assert all({number, other} <= set(found[keeper]) for keeper in keepers)


def test_what_nobody_holds_is_told_to_everyone_where_there_is_no_administrator(told):
    told.write(lambda cursor: cursor.execute("delete from store.person"))
    number = receive(told, 12, desk_id=None).number
    assert all(number in [row["number"] for row in digest.reminders] for digest in remind.digests(told, TODAY))


def test_a_folder_that_cannot_be_written_to_is_told_in_a_sentence(told, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="cannot be written to"):
        remind.write(told, tmp_path / "file" / "out", TODAY)


def test_nobody_is_mailed_when_nothing_is_due(store, tmp_path):
    assert remind.write(store, tmp_path / "out", TODAY) == [] and list((tmp_path / "out").iterdir()) == []


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


class Box:
    """What the server was handed, and the answers it is to give before it takes anything."""

    def __init__(self):
        self.mails, self.answers, self.to_sender, self.to_recipient = [], [], [], []

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.to_sender:
            return self.to_sender.pop(0)
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            answer = self.answers.pop(0)
            if answer == "die":
                server.transport.abort()
                return "451 gone"
            return answer
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


class StartTls(Controller):
    """An SMTP server that demands STARTTLS."""

    def __init__(self, box, context):
        super().__init__(box, hostname="127.0.0.1", port=free_port())
        self.tls_context = context

    def factory(self):
        return SMTP(self.handler, tls_context=self.tls_context, require_starttls=True, hostname="localhost")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(authority, tmp_path):
    """A real server with STARTTLS on loopback: its box, and how to reach it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    box = Box()
    controller = StartTls(box, context)
    controller.start()
    yield box, remind.Server("127.0.0.1", controller.port, "desk@example.org", ca_file=str(tmp_path / "ca.pem"))
    controller.stop()


def statuses(done):
    return [row["status"] for row in done]


def send(store, server, **how):
    waits = []
    return remind.send(store, server, TODAY, pause=waits.append, **how), waits


def test_a_digest_is_sent_encrypted_and_never_twice(told, smtp):
    box, server = smtp
    assert statuses(send(told, server)[0]) == ["sent"]
    assert statuses(send(told, server)[0]) == ["sent before"]
    assert statuses(send(told, server, again=True)[0]) == ["sent before"]
    (mail,) = box.mails
    assert mail["To"] == "clerk@example.org" and mail["Message-ID"] == "<desk-1.20260420@example.org>"


def test_tls_from_the_first_byte_works_too(told, authority, tmp_path):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), ssl_context=context)
    controller.start()
    try:
        server = remind.Server("127.0.0.1", controller.port, "desk@example.org", "tls", ca_file=str(tmp_path / "ca.pem"))
        assert statuses(send(told, server)[0]) == ["sent"] and len(box.mails) == 1
    finally:
        controller.stop()


def test_a_certificate_that_nobody_vouches_for_is_not_spoken_to(told, smtp):
    box, server = smtp
    stranger = remind.Server(server.host, server.port, server.sender)
    (row,), _ = send(told, stranger)
    assert row["status"] == "failed" and "certificate" in row["answer"] and box.mails == []
    assert statuses(send(told, server)[0]) == ["sent"]


def test_what_fails_for_now_is_tried_again_with_growing_pauses(told, smtp):
    box, server = smtp
    box.answers = ["451 greylisted", "452 full"]
    done, waits = send(told, server)
    assert statuses(done) == ["sent"] and waits == sorted(waits) and len(waits) == 2 and len(box.mails) == 1


def test_what_keeps_failing_is_told_and_tried_by_the_next_run(told, smtp):
    box, server = smtp
    box.answers = ["451 busy"] * 3
    (row,), _ = send(told, server)
    assert row["status"] == "failed" and row["answer"].startswith("451")
    assert statuses(send(told, server)[0]) == ["sent"] and len(box.mails) == 1


def test_what_is_refused_for_good_is_told_and_not_tried_again(told, smtp):
    box, server = smtp
    box.answers = ["550 no such user clerk@example.org"]
    (row,), waits = send(told, server)
    assert (row["status"], waits) == ("refused", []) and row["answer"] == "550 no such user <address>"
    assert statuses(send(told, server)[0]) == ["refused"] and box.mails == []
    assert statuses(send(told, server, again=True)[0]) == ["sent"]


def test_a_recipient_that_the_server_does_not_know_is_refused_for_good(told, smtp):
    box, server = smtp
    box.to_recipient = ["550 no such user"]
    (row,), waits = send(told, server)
    assert (row["status"], row["answer"], waits) == ("refused", "550 no such user", [])
    assert statuses(send(told, server)[0]) == ["refused"] and box.mails == []


def test_a_sender_that_the_server_does_not_take_ends_the_run_and_is_tried_again_by_the_next(told, smtp):
    box, server = smtp
    city.save_desk(told, ADMINISTRATOR, 2, "Information Technology", email="it@example.org")
    receive(told, 20, desk_id=2)
    box.to_sender = ["553 not your sender"]
    done, waits = send(told, server)
    assert statuses(done) == ["failed", "failed"] and {row["answer"] for row in done} == {"553 not your sender"} and waits == []
    assert statuses(send(told, server)[0]) == ["sent", "sent"] and len(box.mails) == 2


def test_a_password_that_is_not_taken_is_tried_once_and_again_by_the_next_run(told, authority, tmp_path):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    city.save_desk(told, ADMINISTRATOR, 2, "Information Technology", email="it@example.org")
    receive(told, 20, desk_id=2)
    tried, box = [], Box()

    def authenticate(server, session, envelope, mechanism, data):
        tried.append(data.password)
        return AuthResult(success=data.password == b"right", handled=data.password == b"right")

    controller = Controller(box, hostname="127.0.0.1", port=free_port(), ssl_context=context, authenticator=authenticate, auth_require_tls=False)
    controller.start()
    try:
        wrong, right = (
            remind.Server("127.0.0.1", controller.port, "desk@example.org", "tls", "desk", password, str(tmp_path / "ca.pem"))
            for password in ("wrong", "right")
        )
        done, _ = send(told, wrong)
        assert statuses(done) == ["failed", "failed"] and done[0]["answer"].startswith("535") and set(tried) == {b"wrong"}
        assert statuses(send(told, right)[0]) == ["sent", "sent"]
    finally:
        controller.stop()


def test_a_server_without_encryption_is_handed_nothing_and_the_sentence_says_what_to_compare(told):
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        for security, told_why in (("starttls", "STARTTLS"), ("tls", "does not speak TLS there")):
            (row,), _ = send(told, remind.Server("127.0.0.1", controller.port, "desk@example.org", security))
            assert row["status"] == "failed" and told_why in row["answer"] and "[mail] section" in row["answer"]
        assert box.mails == []
    finally:
        controller.stop()


def test_a_server_that_dies_before_it_answers_leaves_the_mail_unknown(told, smtp):
    box, server = smtp
    box.answers = ["die"]
    assert statuses(send(told, server)[0]) == ["unknown"]
    (row,), _ = send(told, server)
    assert row["status"] == "unknown" and "--again" in row["answer"] and box.mails == []
    assert statuses(send(told, server, again=True)[0]) == ["sent"]


def test_a_server_that_is_not_there_is_told(told):
    (row,), waits = send(told, remind.Server("127.0.0.1", free_port(), "desk@example.org"))
    assert row["status"] == "failed" and "cannot be reached" in row["answer"] and len(waits) == 2


def test_whoever_has_no_address_is_named(told, smtp):
    receive(told, 20, desk_id=2)
    done, _ = send(told, smtp[1])
    assert [(row["name"], row["status"]) for row in done] == [("City Clerk", "sent"), ("Information Technology", "no address")]


def test_two_runs_at_once_send_one_mail(told, smtp):
    box, server = smtp
    runs = [threading.Thread(target=send, args=(told, server)) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(box.mails) == 1


def test_a_mail_says_when_it_was_sent(told, smtp):
    box, server = smtp
    send(told, server)
    assert box.mails[0]["Date"].datetime == told.now().replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"sender": "Records Desk"}, "sender in the"),
        ({"sender": "desk@example.org\r\nBcc: all@example.org"}, "sender in the"),
        ({"port": 99_999}, "port in the"),
        ({"port": "25"}, "port in the"),
        ({"ca_file": "gone.pem"}, "gone.pem, which ca_file"),
    ],
)
def test_what_cannot_be_right_about_the_server_is_told_before_anything_is_claimed(values, why):
    with pytest.raises(Refused, match=why):
        remind.Server(**{"host": "smtp.example.org", "port": 25, "sender": "Desk <desk@example.org>"} | values)


def test_unencrypted_mail_leaves_this_computer_never():
    with pytest.raises(Refused, match="unencrypted to this computer only"):
        remind.Server("smtp.example.org", 25, "desk@example.org", "none")


@pytest.mark.parametrize("text", ["", "[mail]\nhost = 1", "[mail", "[auth]\nx = 1", '[mail]\nhost="h"\nport=25\nsender="a"\nsecurity="soon"'])
def test_a_configuration_that_cannot_be_read_is_told_in_a_sentence(tmp_path, text):
    (tmp_path / "secrets.toml").write_text(text)
    with pytest.raises(Refused, match=r"\[mail\]"):
        smtp_server(tmp_path / "secrets.toml")
