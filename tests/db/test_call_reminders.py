"""What an unanswered call reminds of, whom the daily digest tells, and what of that shows on the call."""

from datetime import timedelta

import pytest

from records_desk.db import city, remind, routing
from tests.conftest import TODAY
from tests.db.test_calls import answer, call
from tests.db.test_remind import ADMINISTRATOR, SECRET, authority, smtp, statuses  # noqa: F401
from tests.db.test_routing import PLANNING, person, record, routed


@pytest.fixture
def asked(store):
    """A fresh request at the City Clerk, whose plans Planning was asked for; both have an address. Answers a way to say by when."""
    city.save_desk(store, ADMINISTRATOR, 1, "City Clerk", email="clerk@example.org")
    city.save_desk(store, ADMINISTRATOR, PLANNING, "Planning", email="planning@example.org")

    def ask(wanted_in: int):
        receipt = routed(store, 1, days_ago=6)
        about = call(store, receipt, on_date=TODAY - timedelta(6), due_on=TODAY + timedelta(wanted_in), note=SECRET)
        return receipt, about

    return ask


def told(store, today=TODAY) -> dict[str, list[str]]:
    """The reminders of each recipient."""
    return {digest.recipient: [row["reminder"] for row in digest.reminders] for digest in remind.digests(store, today)}


@pytest.mark.parametrize(
    ("wanted_in", "expected"), [(3, None), (2, "call_due"), (0, "call_due"), (-1, "call_overdue"), (-3, "call_overdue"), (-4, "call_escalated")]
)
def test_a_call_reminds_both_desks_from_two_days_before_the_wanted_day(store, asked, wanted_in, expected):
    asked(wanted_in)
    found = told(store)
    assert found.get("desk-1", []) == found.get("desk-3", []) == ([expected] if expected else [])


def test_nothing_reminds_of_a_call_that_is_answered_or_whose_request_ended(store, asked):
    receipt, about = asked(-1)
    answer(store, receipt, about)
    record(store, asked(-1)[0], "closed", outcome="withdrawn")
    assert told(store) == {}


def test_after_the_days_set_the_heads_of_both_desks_are_told(store, asked):
    heads = {name: person(store, name, desk_id=None) for name in ("Harper", "Quinn")}
    city.save_desk(store, ADMINISTRATOR, 1, "City Clerk", head_id=heads["Harper"])
    city.save_desk(store, ADMINISTRATOR, PLANNING, "Planning", head_id=heads["Quinn"])
    asked(-3)
    assert set(told(store)) == {"desk-1", "desk-3"}
    city.save_escalation_days(store, ADMINISTRATOR, 2)
    everyone = {"desk-1", "desk-3", f"person-{heads['Harper']}", f"person-{heads['Quinn']}"}
    assert told(store) == dict.fromkeys(everyone, ["call_escalated"])


def test_a_head_who_is_away_is_stood_in_for_and_without_a_head_the_administrators_are_told(store, asked):
    backup = person(store, "Blake", desk_id=None)
    head = person(store, "Quinn", desk_id=None, backup_id=backup, away_from_on=TODAY)
    city.save_desk(store, ADMINISTRATOR, PLANNING, "Planning", head_id=head)
    asked(-5)
    assert set(told(store)) == {"desk-1", "desk-3", f"person-{backup}"}
    city.save_desk(store, ADMINISTRATOR, PLANNING, "Planning")
    assert set(told(store)) == {"desk-1", "desk-3", "person-1"}


def test_the_digest_of_a_person_away_goes_to_the_backup_and_comes_back(store):
    backup = person(store, "Blake", desk_id=None)
    gone = person(store, "Robin", desk_id=None, backup_id=backup, away_from_on=TODAY, away_until_on=TODAY + timedelta(1))
    routed(store, 2, gone, days_ago=12)
    assert set(told(store)) == {"desk-2", f"person-{backup}"}
    assert set(told(store, TODAY + timedelta(2))) == {"desk-2", f"person-{gone}"}


def test_what_somebody_away_without_backup_holds_at_no_desk_is_told_to_the_administrators(store):
    gone = person(store, "Robin", desk_id=None)
    number = routed(store, None, days_ago=12).number
    routed(store, 2, gone, days_ago=12)
    city.save_desk(store, ADMINISTRATOR, 2, "Information Technology", is_active=False)
    assert told(store)["person-1"] == ["due_today"] and told(store)[f"person-{gone}"] == ["due_today"]
    person(store, "Robin", who=gone, desk_id=None, away_from_on=TODAY)
    assert told(store) == {"person-1": ["due_today"] * 2} and number


def test_no_digest_of_a_call_holds_words_or_people(store, asked, tmp_path):
    receipt, _ = asked(-5)
    done = remind.write(store, tmp_path, TODAY)
    assert {"desk-1", "desk-3"} <= {row["recipient"] for row in done}
    body = (tmp_path / f"{TODAY}-desk-3.eml").read_text()
    assert f"{receipt.number}  Wed 2026-04-15  City Clerk, asked of Planning" in body
    for file in tmp_path.glob("*.eml"):
        assert not any(word in file.read_text() for word in ("Rosa", "rosa@", "805", "All plans"))
    assert routing.calls(store, receipt.request_id)[0]["mails"] == 0  # a file that was written is no mail that was sent


def test_a_sent_digest_shows_on_the_call_as_automatic_chaser_and_writes_no_event(store, asked, smtp):  # noqa: F811
    box, server = smtp
    receipt, about = asked(-1)
    early, _ = asked(9)
    before = store.query("select count(*) as n from store.event")
    assert statuses(remind.send(store, server, TODAY)) == ["sent", "sent"]
    assert [mail["To"] for mail in box.mails] == ["clerk@example.org", "planning@example.org"]
    assert store.query("select count(*) as n from store.event") == before
    (row,) = routing.calls(store, receipt.request_id)
    assert (row["mails"], row["mailed_on"], row["chasers"]) == (1, TODAY, 0)
    assert routing.calls(store, early.request_id)[0]["mails"] == 0
    answer(store, receipt, about)
    assert routing.calls(store, receipt.request_id)[0]["mails"] == 1


def test_a_mail_of_before_the_call_or_one_that_failed_is_no_chaser(store, asked):
    claimed = {"recipient": "desk-3", "day": TODAY, "answer": None, "at_time": store.now() - timedelta(hours=1)}
    insert = "insert into store.mailing values ($recipient, $day, $status, $at_time, $answer)"
    store.write(lambda cursor: cursor.execute(insert, claimed | {"status": "sent"}))
    receipt, _ = asked(-1)
    failed = claimed | {"status": "failed", "day": TODAY - timedelta(1), "at_time": store.now()}
    store.write(lambda cursor: cursor.execute(insert, failed))
    assert routing.calls(store, receipt.request_id)[0]["mails"] == 0
