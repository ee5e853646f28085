"""Who acts for whom, whether a desk accepted what it was given, and where a request is returned to."""

from datetime import timedelta

import pytest

from records_desk.db import city, export, ledger, routing
from records_desk.db._refused import Refused
from tests.conftest import OFFICIAL, TODAY, snapshot

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
PLANNING = 3


def person(store, name: str, **details) -> int:
    """A member of staff, added or, with who, changed; answers the id."""
    who = details.pop("who", None)
    values = {"sign_in": f"{name.lower()}@example.org", "name": f"{name} Sample", "title": None, "role": "staff", "desk_id": 1} | details
    city.save_person(store, ADMINISTRATOR, who, **values)
    return next(row["person_id"] for row in store.read("people") if row["name"] == f"{name} Sample")


def asks_acceptance(store, desk_id=PLANNING) -> None:
    """Have a desk ask for acceptance."""
    name = next(row["name"] for row in store.read("desks") if row["desk_id"] == desk_id)
    city.save_desk(store, ADMINISTRATOR, desk_id, name, asks_acceptance=True)


def routed(store, desk_id=PLANNING, person_id=None, days_ago=1) -> ledger.Receipt:
    on_date = TODAY - timedelta(days_ago)
    return ledger.receive(store, OFFICIAL, track="records", on_date=on_date, verbatim="All plans", desk_id=desk_id, person_id=person_id)


def record(store, receipt, kind, on_date=TODAY, **values):
    return ledger.record(store, receipt.request_id, kind, OFFICIAL, on_date=on_date, **values)


def queue(store, **filters) -> list[str]:
    rows = store.read("queue", reader=None, **export.NO_FILTER | filters, today=TODAY, page=1, page_size=50)
    return [row["number"] for row in rows]


def views(store, person_ids=(0,), desk_id=None) -> dict:
    return store.read("queue_views", reader=None, person_ids=person_ids, desk_id=desk_id, today=TODAY)[0]


# People who are away.


@pytest.mark.parametrize(
    ("first", "last", "is_away"),
    [(0, 0, True), (-3, None, True), (-3, 2, True), (1, 5, False), (-5, -1, False)],
)
def test_a_person_is_away_from_the_first_to_the_last_day(store, first, last, is_away):
    backup = person(store, "Blake")
    until = None if last is None else TODAY + timedelta(last)
    gone = person(store, "Robin", backup_id=backup, away_from_on=TODAY + timedelta(first), away_until_on=until)
    found = routing.away(store)
    assert (gone in found) == is_away
    if is_away:
        assert (found[gone]["acting_id"], found[gone]["acting"], found[gone]["away_until_on"]) == (backup, "Blake Sample", until)


def test_the_backup_of_a_backup_stands_in_and_nobody_where_all_are_away(store):
    second = person(store, "Sasha")
    first = person(store, "Blake", backup_id=second, away_from_on=TODAY)
    gone = person(store, "Robin", backup_id=first, away_from_on=TODAY)
    assert routing.away(store)[gone]["acting_id"] == second
    person(store, "Sasha", who=second, backup_id=gone, away_from_on=TODAY)
    assert routing.away(store)[gone]["acting_id"] is None


def test_who_has_left_stands_in_for_nobody(store):
    backup = person(store, "Blake")
    gone = person(store, "Robin", backup_id=backup, away_from_on=TODAY)
    person(store, "Blake", who=backup, is_active=False)
    assert routing.away(store)[gone]["acting_id"] is None


def test_the_queue_of_a_backup_holds_what_the_person_away_has_and_no_longer_when_that_one_is_back(store):
    backup = person(store, "Blake")
    gone = person(store, "Robin", backup_id=backup, away_from_on=TODAY - timedelta(5), away_until_on=TODAY)
    number = routed(store, 1, gone).number
    assert queue(store, person_ids=routing.held_for(store, backup)) == [number] == queue(store, person_ids=routing.held_for(store, gone))
    assert views(store, routing.held_for(store, backup))["mine"] == 1
    person(store, "Robin", who=gone, backup_id=backup, away_from_on=TODAY - timedelta(5), away_until_on=TODAY - timedelta(1))
    assert queue(store, person_ids=routing.held_for(store, backup)) == []


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"backup_id": 99}, "The backup must be somebody who works here"),
        ({"away_until_on": TODAY}, "Say from which day on"),
        ({"away_from_on": TODAY, "away_until_on": TODAY - timedelta(1)}, "is before the first"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(store, details, sentence):
    with pytest.raises(Refused, match=sentence):
        person(store, "Robin", **details)
    assert [row["name"] for row in store.read("people")] == ["Desk administrator"]


def test_nobody_stands_in_for_the_own_person(store):
    who = person(store, "Robin")
    with pytest.raises(Refused, match="Nobody stands in for"):
        person(store, "Robin", who=who, backup_id=who)


def test_absence_head_and_acceptance_are_kept_with_what_stood_before(store):
    who = person(store, "Robin")
    person(store, "Robin", who=who, away_from_on=TODAY)
    city.save_desk(store, ADMINISTRATOR, PLANNING, "Planning", head_id=who, asks_acceptance=True, stale_days=3)
    city.save_escalation_days(store, ADMINISTRATOR, 5)
    changes = store.query("select what, old_value, new_value from store.setting_change order by change_id")
    assert [row["what"] for row in changes] == [f"person {who}", f"person {who}", "desk 3", "call_escalation_days"]
    assert (changes[1]["old_value"], changes[1]["new_value"]) == ("away from: none", "away from: 2026-04-20")
    assert "head: Robin" in changes[2]["new_value"] and "asks for acceptance: yes" in changes[2]["new_value"]
    assert (changes[3]["old_value"], changes[3]["new_value"], city.escalation_days(store)) == ("3", "5", 5)


@pytest.mark.parametrize("act", [
    lambda store: city.save_desk(store, ADMINISTRATOR, 3, "Planning", head_id=99),
    lambda store: city.save_desk(store, ADMINISTRATOR, 3, "Planning", stale_days=0),
    lambda store: city.save_escalation_days(store, ADMINISTRATOR, -1),
    lambda store: city.save_escalation_days(store, OFFICIAL, 2),
])  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(store, act):
    with pytest.raises(Refused):
        act(store)
    assert store.read("any_setting") == [] and city.escalation_days(store) == 3


# Accepting and returning.


def test_where_the_desk_asks_for_it_a_routing_is_not_accepted_until_it_is(store):
    asks_acceptance(store)
    receipt, other = routed(store), routed(store, 2)
    assert queue(store, due="not_accepted") == [receipt.number] and views(store)["not_accepted"] == 1
    record(store, receipt, "accepted")
    assert snapshot(store, receipt.request_id)["accepted_on"] == TODAY and queue(store, due="not_accepted") == []
    record(store, receipt, "routed", desk_id=PLANNING)
    assert queue(store, due="not_accepted") == [receipt.number]
    record(store, receipt, "closed", outcome="withdrawn")
    assert queue(store, due="not_accepted", status="all") == [] and snapshot(store, other.request_id)["accepted_on"] is None


def test_a_desk_accepts_once_and_only_what_it_was_given(store):
    receipt = routed(store)
    accepted = record(store, receipt, "accepted")
    with pytest.raises(Refused, match="accepted it already, on 2026-04-20"):
        record(store, receipt, "accepted")
    newer = ledger.correct(store, accepted.event_id, OFFICIAL, on_date=TODAY - timedelta(1))
    assert snapshot(store, receipt.request_id)["accepted_on"] == TODAY - timedelta(1)
    ledger.strike(store, newer.event_id, OFFICIAL)
    assert snapshot(store, receipt.request_id)["accepted_on"] is None
    nobody = routed(store, None)
    record(store, nobody, "clarification_asked", question="Which years?")
    with pytest.raises(Refused, match="No desk was given this request"):
        record(store, nobody, "accepted")


def test_a_desk_accepts_nothing_before_it_was_given_it_and_no_correction_makes_another_desk_accept(store):
    receipt = routed(store, 2, days_ago=5)
    early = record(store, receipt, "accepted", TODAY - timedelta(4))
    record(store, receipt, "routed", TODAY - timedelta(2), desk_id=PLANNING)
    with pytest.raises(Refused, match="given it on 2026-04-18 and cannot have accepted it before"):
        record(store, receipt, "accepted", TODAY - timedelta(3))
    with pytest.raises(Refused, match="another desk would have accepted it"):
        ledger.correct(store, early.event_id, OFFICIAL, on_date=TODAY - timedelta(1))
    ledger.correct(store, early.event_id, OFFICIAL, on_date=TODAY - timedelta(3))
    record(store, receipt, "accepted", TODAY - timedelta(2))
    assert snapshot(store, receipt.request_id)["accepted_on"] == TODAY - timedelta(2)


def test_a_request_is_returned_to_the_desk_it_came_from(store):
    receipt = routed(store, 2, days_ago=3)
    record(store, receipt, "routed", TODAY - timedelta(2), desk_id=PLANNING)
    assert routing.came_from(store, receipt.request_id) == 2
    record(store, receipt, "returned", desk_id=2, reason="The plans are in the old archive")
    assert snapshot(store, receipt.request_id)["desk_id"] == 2
    assert routing.came_from(store, receipt.request_id) == PLANNING
    with pytest.raises(Refused, match="It is with Information Technology already"):
        record(store, receipt, "returned", desk_id=2, reason="No")


def test_a_request_that_one_desk_alone_had_is_returned_to_the_desk_of_who_routed_it(store):
    person(store, "Casey", sign_in="clerk", desk_id=1)
    assert routing.came_from(store, routed(store, PLANNING).request_id) == 1
    assert routing.came_from(store, routed(store, 1).request_id) is None
    assert routing.came_from(store, routed(store, None).request_id) is None


# Views.


def test_a_request_is_stale_when_nothing_was_recorded_for_longer_than_its_desk_allows(store):
    city.save_desk(store, ADMINISTRATOR, 2, "Information Technology", stale_days=2)
    old, edge, quick = routed(store, 1, days_ago=8), routed(store, 1, days_ago=7), routed(store, 2, days_ago=3)
    lost = routed(store, None, days_ago=9)
    assert set(queue(store, due="stale")) == {old.number, quick.number, lost.number} and edge.number not in queue(store, due="stale")
    assert views(store)["stale"] == 3
    record(store, old, "note", note="Looked for it")
    assert old.number not in queue(store, due="stale")


def test_every_view_holds_as_many_as_its_filters_leave(store):
    asks_acceptance(store)
    mine = person(store, "Robin", desk_id=PLANNING)
    for desk_id, person_id, days in ((1, None, 2), (PLANNING, mine, 9), (PLANNING, None, 1), (None, None, 20), (2, mine, 3)):
        receipt = routed(store, desk_id, person_id, days)
    record(store, receipt, "records_called", called_desk_id=PLANNING, answer_due_on=TODAY)
    found = views(store, (mine,), PLANNING)
    filters = {
        "all_open": {}, "mine": {"person_ids": (mine,)}, "my_desk": {"desk_id": PLANNING}, "unassigned": {"due": "unassigned"},
        "not_accepted": {"due": "not_accepted"}, "stale": {"due": "stale"}, "called": {"due": "called", "desk_id": PLANNING},
    }  # fmt: skip
    assert found == {name: len(queue(store, **chosen)) for name, chosen in filters.items()}
    assert found == {"all_open": 5, "mine": 2, "my_desk": 2, "unassigned": 1, "not_accepted": 2, "stale": 2, "called": 1}
