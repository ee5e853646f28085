"""Calendars to subscribe to: what is due, with alarms, for whoever holds the token, until it is ended."""

from datetime import date, time, timedelta

import pytest
from icalendar import Calendar

from records_desk.db import closing, feed, ledger
from records_desk.db._refused import Refused
from tests.conftest import OFFICIAL, STAFF, TODAY

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
SECRET = "Rosa Secret rosa@example.org"


def receive(store, days_ago=0, **details):
    return ledger.receive(
        store, OFFICIAL, track="records", on_date=TODAY - timedelta(days_ago), verbatim=SECRET, name="Rosa Secret", **{"desk_id": 1} | details
    )


def events(store, token):
    return {str(event["UID"]): event for event in Calendar.from_ical(feed.calendar(store, token)).walk("VEVENT")}


def test_a_desks_calendar_holds_its_open_requests_on_their_safe_day_with_an_alarm(store):
    receipt = receive(store, 1)  # April 19: due on April 29
    receive(store, desk_id=2)
    found = events(store, feed.make(store, OFFICIAL, desk_id=1))
    (event,) = found.values()
    assert list(found) == [f"{receipt.number.lower()}-due@records-desk"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 4, 29), date(2026, 4, 30))
    assert "Statutory last day: 2026-04-29" in event["DESCRIPTION"] and event.walk("VALARM")


def test_a_persons_calendar_holds_what_they_hold(store):
    receive(store)
    mine = receive(store, person_id=1)
    assert list(events(store, feed.make(store, STAFF))) == [f"{mine.number.lower()}-due@records-desk"]


def test_promises_and_further_clocks_have_events_that_keep_their_uid_when_they_move(store):
    receipt = receive(store, 5)
    token = feed.make(store, OFFICIAL, desk_id=1)
    ledger.record(store, receipt.request_id, "clock_added", OFFICIAL, on_date=TODAY, clock="form_700")
    ledger.record(store, receipt.request_id, "determined", OFFICIAL, on_date=TODAY, outcome="granted", promised_on=TODAY + timedelta(9), promised_time=time(17))
    before = events(store, token)
    assert {uid.split("-", 3)[3] for uid in before} == {f"{what}@records-desk" for what in ("form_700", "form_700-overdue", "promise")}
    ledger.record(store, receipt.request_id, "production_promised", OFFICIAL, on_date=TODAY, promised_on=TODAY + timedelta(16))
    after = events(store, token)
    uid = f"{receipt.number.lower()}-promise@records-desk"
    assert after[uid]["DTSTART"].dt == TODAY + timedelta(16) and after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]
    assert "First promised for 2026-04-29" in after[uid]["DESCRIPTION"]


def test_no_personal_data_and_no_words_are_in_a_calendar(store):
    receive(store)
    body = feed.calendar(store, feed.make(store, OFFICIAL, desk_id=1)).decode()
    assert not any(word in body for word in ("Rosa", "rosa@", "Secret"))


def test_a_token_is_told_once_and_kept_as_its_digest_alone(store):
    token = feed.make(store, OFFICIAL)
    assert len(token) >= 43
    kept = [row for table in ("feed", "setting_change") for row in store.query(f"select t::varchar as row from store.{table} as t")]
    assert kept and not any(token in row["row"] for row in kept)


def test_an_ended_calendar_answers_nothing_like_one_that_never_was(store):
    token = feed.make(store, OFFICIAL)
    (row,) = store.read("feeds")
    with pytest.raises(Refused, match="Only who made this calendar"):
        feed.revoke(store, STAFF, row["feed_id"])
    feed.revoke(store, ADMINISTRATOR, row["feed_id"])
    assert feed.calendar(store, token) is None and feed.calendar(store, "never") is None
    with pytest.raises(Refused, match="ended already"):
        feed.revoke(store, OFFICIAL, row["feed_id"])


def test_a_calendar_of_another_desk_or_of_nobody_is_refused(store):
    for by, desk_id in ((OFFICIAL, 2), (ledger.Staff("x", "X", "manager"), None)):
        with pytest.raises(Refused, match="for oneself or for one's own desk"):
            feed.make(store, by, desk_id=desk_id)


@pytest.mark.parametrize("desk_id", [None, 1])
def test_who_no_longer_works_here_has_no_calendar_not_even_of_the_desk(store, desk_id):
    token = feed.make(store, OFFICIAL, desk_id=desk_id)
    store.write(lambda cursor: cursor.execute("update store.person set is_active = false"))
    assert feed.calendar(store, token) is None


def test_who_went_to_another_desk_no_longer_reads_that_of_the_old_one(store):
    own, desk = feed.make(store, OFFICIAL), feed.make(store, OFFICIAL, desk_id=1)
    store.write(lambda cursor: cursor.execute("update store.person set desk_id = 2"))
    assert feed.calendar(store, own) and feed.calendar(store, desk) is None


def test_everything_that_reminds_has_its_day(store):
    asked, owing, late = receive(store, 3), receive(store, 3), receive(store, 40)
    ledger.record(store, asked.request_id, "clarification_asked", OFFICIAL, on_date=TODAY - timedelta(2), question="Which years?")
    ledger.record(store, owing.request_id, "fee_charged", OFFICIAL, on_date=TODAY, fee_kind="duplication", amount="3.00")
    ledger.record(store, late.request_id, "clock_added", OFFICIAL, on_date=TODAY, clock="form_700")
    days = {uid.removesuffix("@records-desk"): event["DTSTART"].dt for uid, event in events(store, feed.make(store, OFFICIAL, desk_id=1)).items()}
    number = {name: receipt.number.lower() for name, receipt in {"asked": asked, "owing": owing, "late": late}.items()}
    assert days[f"{number['asked']}-silence"] == TODAY + timedelta(28)
    assert days[f"{number['owing']}-fee"] == TODAY
    assert days[f"{number['late']}-overdue"] == date(2026, 3, 24)  # due on Monday, March 23
    assert days[f"{number['late']}-form_700-overdue"] > days[f"{number['late']}-form_700"]
    assert f"{number['asked']}-overdue" not in days


def test_records_that_an_office_was_called_for_stand_in_the_holders_calendar_and_the_offices_until_answered(store):
    receipt = receive(store, 3, person_id=1)
    call = ledger.record(store, receipt.request_id, "records_called", OFFICIAL, on_date=TODAY, called_desk_id=3, answer_due_on=TODAY + timedelta(4))
    office = ledger.Staff("planner", "Pat Sample", "staff", person_id=2, desk_id=3)
    store.write(lambda cursor: cursor.execute("insert into store.person by name select 2 as person_id, 'planner' as sign_in, 'Pat Sample' as name, 3 as desk_id, 'staff' as role, true as is_active"))
    tokens = feed.make(store, OFFICIAL, desk_id=1), feed.make(store, OFFICIAL), feed.make(store, office, desk_id=3)
    uid = f"{receipt.number.lower()}-call-{call.event_id}@records-desk"
    for token in tokens:
        event = events(store, token)[uid]
        assert event["DTSTART"].dt == TODAY + timedelta(4) and event["SUMMARY"].endswith("Records wanted from Planning & Development Services")
    assert list(events(store, tokens[2])) == [uid]
    ledger.record(store, receipt.request_id, "call_answered", OFFICIAL, on_date=TODAY, about_event_id=call.event_id, outcome="no_records")
    assert not any(uid in events(store, token) for token in tokens)


def test_a_day_that_a_closure_moves_is_a_newer_version_of_its_event(store):
    receipt = receive(store, 1)  # due on Wednesday, April 29
    token, uid = feed.make(store, OFFICIAL, desk_id=1), f"{receipt.number.lower()}-due@records-desk"
    before = events(store, token)[uid]
    day = date(2026, 4, 29)
    closing.apply(store, ADMINISTRATOR, closing.add([closing.Closure("Move", day, day)]))
    after = events(store, token)[uid]
    assert after["DTSTART"].dt < before["DTSTART"].dt and after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt
