"""What Today asks for: what is due, what waits, what others did, at a desk and in the city."""

from datetime import time, timedelta

import pytest

from records_desk.db import city, export, ledger
from tests.conftest import OFFICIAL, STAFF, TODAY
from tests.db.test_city import ADMINISTRATOR, PERSON


def ago(days: int) -> str:
    return str(TODAY - timedelta(days))


def counts(store, desk_id=None, person_ids=(0,), reader=1) -> dict[str, int]:
    return store.read("today_counts", desk_id=desk_id, person_ids=person_ids, reader=reader, today=TODAY)[0]


def due(store, desk_id=None, person_ids=(0,), reader=1, most=10) -> list[str]:
    return [row["number"] for row in store.read("today_due", desk_id=desk_id, person_ids=person_ids, reader=reader, most=most)]


def news(store, event_id, desk_id=None, by=OFFICIAL, reader=1, most=20, looked_at=500) -> list[dict]:
    return store.read("today_news", desk_id=desk_id, event_id=event_id, sign_in=by.sign_in, reader=reader, most=most, looked_at=looked_at)


def restrict(store, row) -> None:
    city.save_person(store, ADMINISTRATOR, None, **PERSON)
    ledger.record(store, row["request_id"], "restricted", ADMINISTRATOR, on_date=TODAY, readers=[2])


def test_of_an_empty_log_nothing_is_due_and_nothing_waits(store):
    assert set(counts(store).values()) == {0} and due(store) == [] == news(store, 0)


@pytest.mark.parametrize("code", ["overdue", "today", "week"])
def test_what_is_due_is_counted_as_the_queue_counts_it(store, story, code):
    for days in (0, 3, 5, 9, 10, 11, 12, 13, 40):
        story(f"{ago(days)} received", f"{ago(days)} routed desk_id={1 + days % 2} person_id=1")
    for desk_id in (1, 2, None):
        rows = store.read("queue", **export.NO_FILTER | {"desk_id": desk_id, "due": code}, today=TODAY, page=1, page_size=1, reader=1)
        assert counts(store, desk_id)[f"desk_{code}"] == (rows[0]["total"] if rows else 0)
    everywhere = store.read("queue", **export.NO_FILTER | {"person_ids": (1,), "due": code}, today=TODAY, page=1, page_size=1, reader=1)
    assert counts(store, 2, (1,))[f"mine_{code}"] == everywhere[0]["total"] > 0


def test_what_is_due_today_is_due_within_the_week_too_also_when_its_safe_day_has_passed(store, story):
    row = story(f"{ago(10)} received", f"{ago(9)} routed desk_id=1")
    assert counts(store)["desk_today"] == counts(store)["desk_week"] == 1 and row["due_on"] == TODAY
    later = story(f"{ago(9)} received", f"{ago(8)} routed desk_id=1")
    assert later["due_on"] > TODAY and counts(store)["desk_week"] == 2


def test_what_is_due_is_listed_in_the_order_of_the_queue_with_ones_own_at_other_desks(store, story):
    late, soon = story(f"{ago(40)} received", f"{ago(39)} routed desk_id=1"), story(f"{ago(3)} received", f"{ago(3)} routed desk_id=1")
    own, others = story(f"{ago(20)} received", f"{ago(19)} routed desk_id=2 person_id=1"), story(f"{ago(30)} received", f"{ago(30)} routed desk_id=2")
    assert due(store, 1, (1,)) == [late["number"], own["number"], soon["number"]]
    assert due(store) == [late["number"], others["number"], own["number"], soon["number"]]
    assert due(store, most=2) == [late["number"], others["number"]]


def test_what_waits_is_counted_at_the_desk_that_it_waits_at(store, story):
    city.save_desk(store, ADMINISTRATOR, 2, "Information Technology", asks_acceptance=True)
    story(f"{ago(4)} received", f"{ago(3)} routed desk_id=1", f"{ago(2)} records_called called_desk_id=2 answer_due_on={ago(1)}")
    story(f"{ago(4)} received", f"{ago(3)} routed desk_id=2")
    story(f"{ago(9)} received", f"{ago(8)} routed desk_id=1", f"{ago(7)} determined outcome=granted promised_on={ago(2)} promised_time=17:00")
    waits = ("called", "not_accepted", "promise_passed")
    assert [[counts(store, desk_id)[name] for name in waits] for desk_id in (1, 2, None)] == [[0, 0, 1], [1, 1, 0], [1, 1, 1]]


def test_news_are_what_others_recorded_on_requests_of_the_desk_or_that_one_recorded_on(store, story):
    logged = story(f"{ago(4)} received")
    theirs = story(f"{ago(4)} received", f"{ago(3)} routed desk_id=1", by=ADMINISTRATOR)
    strangers = story(f"{ago(4)} received", f"{ago(3)} routed desk_id=2", by=ADMINISTRATOR)
    (last,) = store.read("newest_id")
    for row, by in ((logged, ADMINISTRATOR), (theirs, ADMINISTRATOR), (strangers, ADMINISTRATOR), (theirs, OFFICIAL)):
        ledger.record(store, row["request_id"], "note", by, on_date=TODAY, note="Called")
    ledger.record(store, logged["request_id"], "acknowledged", ADMINISTRATOR, on_date=TODAY)
    at_desk = news(store, last["id"], 1)
    assert [(row["number"], row["entries"], row["kinds"], row["total"]) for row in at_desk] == [
        (logged["number"], 2, ["acknowledged", "note"], 2), (theirs["number"], 1, ["note"], 2),
    ]  # fmt: skip
    assert {row["recorded_by"] for row in at_desk} == {"Desk administrator"}
    assert [row["number"] for row in news(store, last["id"])] == [logged["number"], strangers["number"], theirs["number"]]


def test_of_many_news_the_newest_are_listed_and_all_are_counted(store, story):
    numbers = [story(f"{ago(4)} received", by=ADMINISTRATOR)["number"] for _ in range(5)]
    assert [(row["number"], row["total"]) for row in news(store, 0, most=2)] == [(numbers[4], 5), (numbers[3], 5)]
    (row,) = news(store, 0, most=1, looked_at=3)
    assert (row["number"], row["total"], row["is_all"]) == (numbers[4], 3, False)
    assert all(row["is_all"] for row in news(store, 0))


def test_news_tell_nothing_of_misuse_where_records_are_asked_for(store, story):
    row = story(f"{ago(4)} received", track="data", by=ADMINISTRATOR)
    ledger.record(store, row["request_id"], "determined", ADMINISTRATOR, on_date=TODAY, outcome="granted", promised_on=TODAY, promised_time=time(17))
    ledger.record(
        store, row["request_id"], "access_granted", ADMINISTRATOR, on_date=TODAY, endpoint="https://data.example.org/a", format="JSON", key_reference="k", terms_version="1", no_fee=True
    )  # fmt: skip
    ledger.record(store, row["request_id"], "misuse_reported", ADMINISTRATOR, on_date=TODAY, note="Names were matched")
    ledger.record(store, row["request_id"], "misuse_decided", ADMINISTRATOR, on_date=TODAY, outcome="revoked", note="Upheld")
    assert {"misuse_reported", "misuse_decided"} <= set(news(store, 0)[0]["kinds"])
    ledger.record(store, row["request_id"], "reopened", ADMINISTRATOR, on_date=TODAY, reason="Asked as records")
    ledger.record(store, row["request_id"], "track_changed", ADMINISTRATOR, on_date=TODAY, track="records", reason="Asks for files")
    assert news(store, 0)[0]["entries"] == 5 and news(store, 0)[0]["kinds"][:2] == ["track_changed", "reopened"]


def test_a_restricted_request_is_nowhere_for_who_is_not_named(store, story):
    row = story(f"{ago(40)} received", f"{ago(39)} routed desk_id=2 person_id=1", f"{ago(2)} records_called called_desk_id=1 answer_due_on={ago(1)}", by=STAFF)
    assert due(store) and news(store, 0, by=ADMINISTRATOR)
    restrict(store, row)
    assert due(store) == [] == news(store, 0, by=ADMINISTRATOR) and set(counts(store, 1, (1,)).values()) == {0}
    assert store.read("opened", request_ids=(row["request_id"],), reader=1) == []
    assert due(store, reader=2) == [row["number"]] == [found["number"] for found in store.read("opened", request_ids=(row["request_id"],), reader=2)]


def test_a_letter_that_did_not_go_out_is_told_at_its_desk_and_to_who_sent_it(store, story):
    sent = [story(f"{ago(4)} received email=pat@example.org", f"{ago(3)} acknowledged", f"{ago(2)} routed desk_id=2") for _ in range(4)]
    for row, status, hours in zip(sent, ("failed", "refused", "sending", "sent"), (3, 2, 1, 1), strict=True):
        (letter,) = store.read("letters", request_id=row["request_id"])
        values = {"event": letter["event_id"], "request": row["request_id"], "status": status, "at_time": store.now() - timedelta(hours=hours)}
        store.write(lambda cursor, values=values: cursor.execute("insert into store.letter_sending values ($event, $request, $status, $at_time, 'clerk', null)", values))

    def told(desk_id, sign_in, trying_at=store.now(), reader=1) -> list[tuple[str, str]]:
        return [(row["number"], row["status"]) for row in store.read("today_letters", desk_id=desk_id, sign_in=sign_in, reader=reader, trying_at=trying_at)]

    names = [row["number"] for row in sent]
    assert told(2, "other") == told(None, "other") == told(1, "clerk") == list(zip(names[:3], ("failed", "refused", "sending")))
    assert told(1, "other") == []
    assert told(2, "other", trying_at=store.now() - timedelta(hours=2)) == list(zip(names[:2], ("failed", "refused")))
    (letter,) = store.read("letters", request_id=sent[0]["request_id"])
    ledger.strike(store, letter["event_id"], OFFICIAL)
    assert told(2, "other")[0][0] == names[1]
