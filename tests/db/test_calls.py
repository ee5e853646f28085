"""Calls for records: asked, chased and answered, without moving the request; refused where they cannot be."""

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records_desk.db import ledger, measure, routing
from records_desk.db._refused import Refused
from tests.conftest import OFFICIAL, TODAY, snapshot
from tests.db.test_routing import PLANNING, queue, record, routed, views

TECHNOLOGY = 2


def call(store, receipt, desk_id=PLANNING, on_date=TODAY - timedelta(4), due_on=TODAY - timedelta(3), **values) -> int:
    """Ask an office for records; answers the entry."""
    return record(store, receipt, "records_called", on_date, called_desk_id=desk_id, answer_due_on=due_on, **values).event_id


def answer(store, receipt, about, on_date=TODAY, outcome="records_sent"):
    return record(store, receipt, "call_answered", on_date, about_event_id=about, outcome=outcome)


@pytest.fixture
def receipt(store):
    """A request with the City Clerk since April 13."""
    return routed(store, 1, days_ago=7)


def told(store, receipt) -> list[tuple]:
    return [(row["office"], row["chasers"], row["answered_on"], row["answer"]) for row in routing.calls(store, receipt.request_id)]


def test_calls_chasers_and_answers_move_neither_desk_nor_status(store, receipt):
    before = snapshot(store, receipt.request_id)
    first, second = call(store, receipt), call(store, receipt, TECHNOLOGY)
    record(store, receipt, "call_chased", TODAY - timedelta(1), about_event_id=first)
    answer(store, receipt, first)
    after = snapshot(store, receipt.request_id)
    for name in ("status", "desk_id", "person_id", "desk_since_on", "hand_offs", "due_on", "safe_on"):
        assert after[name] == before[name], name
    assert told(store, receipt) == [
        ("Planning & Development Services", 1, TODAY, "records_sent"),
        ("Information Technology", 0, None, None),
    ]
    assert second in [row["event_id"] for row in routing.calls(store, receipt.request_id)]


def test_an_answered_call_is_neither_chased_nor_answered_again(store, receipt):
    asked = call(store, receipt)
    answer(store, receipt, asked, TODAY - timedelta(2))
    with pytest.raises(Refused, match="was answered on 2026-04-18: there is nothing to remind of"):
        record(store, receipt, "call_chased", about_event_id=asked)
    with pytest.raises(Refused, match="was answered on 2026-04-18: correct that entry"):
        answer(store, receipt, asked)
    record(store, receipt, "call_chased", TODAY - timedelta(3), about_event_id=asked)
    assert told(store, receipt)[0][1] == 1


def test_a_call_is_struck_out_after_what_was_said_about_it(store, receipt):
    asked = call(store, receipt)
    answered = answer(store, receipt, ledger.correct(store, asked, OFFICIAL, called_desk_id=TECHNOLOGY).event_id).event_id
    (standing,) = (row["event_id"] for row in routing.calls(store, receipt.request_id))
    with pytest.raises(Refused, match=r"says more about this entry \(“.+” of 2026-04-20\): strike out that first"):
        ledger.strike(store, standing, OFFICIAL)
    ledger.strike(store, answered, OFFICIAL)
    ledger.strike(store, standing, OFFICIAL)
    assert told(store, receipt) == []


def test_a_call_cannot_be_answered_or_chased_before_it_was_made(store, receipt):
    asked = call(store, receipt)
    for kind, values in (("call_answered", {"outcome": "no_records"}), ("call_chased", {})):
        with pytest.raises(Refused, match="was asked on 2026-04-16"):
            record(store, receipt, kind, TODAY - timedelta(5), about_event_id=asked, **values)


def test_an_answer_wanted_before_the_call_is_refused_and_one_after_the_due_date_is_not(store, receipt):
    with pytest.raises(Refused, match="wanted by 2026-04-15, before the day of the call"):
        call(store, receipt, due_on=TODAY - timedelta(5))
    call(store, receipt, due_on=TODAY + timedelta(60))


def test_the_office_that_has_the_request_is_not_asked(store, receipt):
    with pytest.raises(Refused, match="The request is with City Clerk itself"):
        call(store, receipt, 1)


def test_a_corrected_call_keeps_its_chasers_and_its_answer(store, receipt):
    asked = call(store, receipt)
    record(store, receipt, "call_chased", about_event_id=asked)
    newer = ledger.correct(store, asked, OFFICIAL, called_desk_id=TECHNOLOGY).event_id
    answer(store, receipt, newer, outcome="partly_sent")
    assert told(store, receipt) == [("Information Technology", 1, TODAY, "partly_sent")]


def test_the_answer_to_a_corrected_call_is_corrected_too(store, receipt):
    asked = call(store, receipt)
    given_on = answer(store, receipt, asked).event_id
    ledger.correct(store, asked, OFFICIAL, answer_due_on=TODAY - timedelta(2))
    ledger.correct(store, given_on, OFFICIAL, outcome="no_records")
    assert told(store, receipt)[0][2:] == (TODAY, "no_records")


def test_a_struck_answer_opens_the_call_again_and_a_corrected_one_stands(store, receipt):
    asked = call(store, receipt)
    given_on = answer(store, receipt, asked).event_id
    newer = ledger.correct(store, given_on, OFFICIAL, outcome="no_records").event_id
    assert told(store, receipt)[0][2:] == (TODAY, "no_records")
    ledger.strike(store, newer, OFFICIAL)
    assert told(store, receipt)[0][2] is None
    answer(store, receipt, asked)


@pytest.mark.parametrize(
    ("received", "asked", "expected"),
    [
        (date(2026, 4, 20), date(2026, 4, 20), date(2026, 4, 28)),  # due and safe on Thursday, April 30
        (date(2026, 4, 13), date(2026, 4, 20), date(2026, 4, 21)),  # safe on April 23: two open days before
        (date(2026, 4, 7), date(2026, 4, 20), date(2026, 4, 21)),  # the safe day has passed: the next open day
    ],
)
def test_an_answer_is_wanted_two_open_days_before_the_safe_target(store, received, asked, expected):
    row = snapshot(store, ledger.receive(store, OFFICIAL, track="records", on_date=received, verbatim="Plans").request_id)
    assert routing.answer_due_on(store, row, asked) == expected


def test_after_the_determination_an_answer_is_wanted_in_five_open_days(store, receipt):
    record(store, receipt, "determined", outcome="granted", promised_on=TODAY + timedelta(30), promised_time=time(17))
    assert routing.answer_due_on(store, snapshot(store, receipt.request_id), TODAY) == date(2026, 4, 27)


def test_a_called_desk_sees_the_calls_on_it_until_they_are_answered_or_the_request_ends(store, receipt):
    asked, other = call(store, receipt), routed(store, 2)
    call(store, other, PLANNING, TODAY, TODAY)
    assert set(queue(store, due="called", desk_id=PLANNING)) == {receipt.number, other.number}
    assert queue(store, due="called", desk_id=TECHNOLOGY) == [] and len(queue(store, due="called")) == 2
    answer(store, receipt, asked)
    record(store, other, "closed", outcome="withdrawn")
    assert queue(store, due="called", desk_id=PLANNING) == [] and views(store, desk_id=PLANNING)["called"] == 0


# The measure.


def measured(store, as_of=TODAY, **asked):
    return {row["group"]: row for row in measure.measure(store, "calls", as_of, **asked)}


def test_calls_are_no_stints_and_are_measured_by_the_office_asked(store, receipt):
    first, second = call(store, receipt), call(store, receipt, TECHNOLOGY, due_on=TODAY + timedelta(5))
    third = call(store, receipt)
    answer(store, receipt, first, TODAY - timedelta(2))
    assert second != third
    (stint,) = measure.measure(store, "time_by_desk", TODAY)
    assert (stint["desk"], stint["n_stints"], stint["open_days"]) == ("City Clerk", 1, 7)
    found = measured(store)
    planning, technology = found["Planning & Development Services"], found["Information Technology"]
    assert (planning["n"], planning["n_closed"], planning["n_open"], planning["median_days"]) == (2, 1, 1, 2)
    assert (planning["n_due"], planning["n_late"], planning["n_open_late"], planning["late_share"]) == (2, 1, 1, 1)
    assert (planning["km_median_days"], planning["km_p90_days"]) == (2, None)
    assert (technology["n_open"], technology["n_due"], technology["late_share"], technology["km_median_days"]) == (1, 0, None, None)
    earlier = measured(store, TODAY - timedelta(3))["Planning & Development Services"]
    assert (earlier["n_open"], earlier["n_due"], earlier["n_late"]) == (2, 2, 0)


def test_a_call_that_ended_with_its_request_is_counted_as_neither_answered_nor_open(store, receipt):
    call(store, receipt)
    record(store, receipt, "closed", outcome="withdrawn")
    row = measured(store)["Planning & Development Services"]
    assert (row["n"], row["n_closed"], row["n_open"], row["n_ended_otherwise"]) == (1, 0, 0, 1)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.one_of(st.none(), st.integers(0, 6))), max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_call_is_counted_once(store, plan):
    """plan: days from receipt to the call, days given, days until the answer."""
    before = measured(store).get("Planning & Development Services", {"n": 0, "n_closed": 0, "n_open": 0, "n_due": 0})
    receipt = routed(store, 1, days_ago=14)
    for after, given_days, answered in plan:
        asked_on = TODAY - timedelta(14 - after)
        about = call(store, receipt, PLANNING, asked_on, asked_on + timedelta(given_days))
        if answered is not None:
            answer(store, receipt, about, asked_on + timedelta(answered))
    row = measured(store).get("Planning & Development Services", before)
    assert row["n"] - before["n"] == len(plan) and row["n"] == row["n_closed"] + row["n_open"]
    assert row["n_closed"] - before["n_closed"] == sum(answered is not None for _, _, answered in plan)
    assert row["n_due"] - before["n_due"] == sum(after + given_days <= 14 for after, given_days, _ in plan)
