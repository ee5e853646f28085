"""Staff of a desk work on what is theirs; what comes in, any desk records."""

from dataclasses import replace
from datetime import timedelta

import pytest

from records_desk.db import each, ledger, links
from records_desk.db._refused import Refused
from tests.conftest import MANAGER, OFFICIAL, STAFF, TODAY, snapshot

CLERKS, PLANNERS, ANYWHERE = STAFF, replace(STAFF, sign_in="planner", person_id=9, desk_id=3), replace(STAFF, sign_in="floater", person_id=8, desk_id=None)
QUESTION = {"question": "Which years?"}
ANY_DESK = {
    "received", "acknowledged", "clarification_answered", "fee_paid", "appealed", "rationale_requested", "petition_filed", "misuse_reported", "linked",
    "note", "time_recorded",
}  # fmt: skip


@pytest.fixture
def planned(story):
    """A request that the planning desk holds."""
    return story("2026-04-14 received", "2026-04-15 routed desk_id=3")


def ask(store, request, by, kind="clarification_asked", **values):
    return ledger.record(store, request["request_id"], kind, by, on_date=TODAY, **(values or QUESTION))


def test_staff_of_another_desk_are_told_whose_work_it_is_and_nothing_is_written(store, planned):
    with pytest.raises(Refused, match=f"{planned['number']} is with Planning & Development Services, whose staff record this"):
        ask(store, planned, CLERKS)
    assert snapshot(store, planned["request_id"]) == planned


@pytest.mark.parametrize("by", [PLANNERS, ANYWHERE, OFFICIAL], ids=["of the desk", "of no desk", "an official"])
def test_the_desk_s_own_staff_those_of_none_and_officials_record_it(store, planned, by):
    assert ask(store, planned, by).number == planned["number"]


def test_what_nobody_holds_is_everybody_s(store, story):
    assert ask(store, story("2026-04-14 received"), PLANNERS)


def test_whoever_holds_it_in_person_records_it_though_it_is_with_another_desk(store, planned):
    ledger.record(store, planned["request_id"], "routed", OFFICIAL, on_date=TODAY, desk_id=3, person_id=1)
    assert ask(store, planned, CLERKS)  # Dana Sample is person 1


def test_staff_may_route_what_their_desk_holds_and_not_take_what_another_holds(store, planned):
    with pytest.raises(Refused, match="have them or an official route it to your desk"):
        ask(store, planned, CLERKS, "routed", desk_id=1)
    ask(store, planned, PLANNERS, "routed", desk_id=1)
    assert ask(store, planned, CLERKS)


def test_an_office_that_was_called_for_records_answers(store, planned):
    with pytest.raises(Refused, match="is with Planning"):
        ask(store, planned, CLERKS, "call_answered", outcome="no_records", about_event_id=1)
    call = ask(store, planned, OFFICIAL, "records_called", called_desk_id=1, answer_due_on=TODAY)
    assert ask(store, planned, CLERKS, "call_answered", outcome="no_records", about_event_id=call.event_id)


def test_the_call_of_another_office_it_does_not_answer(store, planned):
    own, other = (ask(store, planned, OFFICIAL, "records_called", called_desk_id=desk_id, answer_due_on=TODAY) for desk_id in (1, 2))
    with pytest.raises(Refused, match="is with Planning"):
        ask(store, planned, CLERKS, "call_answered", outcome="no_records", about_event_id=other.event_id)
    later = ledger.correct(store, own.event_id, OFFICIAL, answer_due_on=TODAY + timedelta(3))
    assert ask(store, planned, CLERKS, "call_answered", outcome="no_records", about_event_id=later.event_id)


def test_a_called_office_does_nothing_else_and_a_call_that_was_struck_out_gives_no_part(store, planned):
    call = ask(store, planned, OFFICIAL, "records_called", called_desk_id=1, answer_due_on=TODAY)
    offered = {kind["kind"] for kind in ledger.allowed(store, snapshot(store, planned["request_id"]), CLERKS)}
    assert "call_answered" in offered and offered - {"call_answered"} <= ANY_DESK
    with pytest.raises(Refused, match="is with Planning"):
        ask(store, planned, CLERKS, "closed", outcome="withdrawn")
    ledger.strike(store, call.event_id, OFFICIAL)
    assert "call_answered" not in ledger.theirs_to_record(store, planned, CLERKS)


def test_what_comes_in_any_desk_records(store, planned):
    assert {name for name, kind in store.kinds.items() if kind["any_desk"]} == ANY_DESK
    for kind, values in (("acknowledged", {"note": "By telephone"}), ("note", {"note": "Called again"}), ("time_recorded", {"minutes": 5})):
        assert ask(store, planned, CLERKS, kind, **values)


def test_an_irregular_act_is_the_desk_s_too(store, planned):
    with pytest.raises(Refused, match="is with Planning"):
        ledger.record(store, planned["request_id"], "clarification_asked", CLERKS, on_date=TODAY, irregular_reason="It happened", **QUESTION)


def test_only_the_desk_and_whoever_recorded_an_entry_correct_it_or_strike_it_out(store, planned):
    own = ask(store, planned, PLANNERS)
    for change in (lambda by: ledger.correct(store, own.event_id, by, question="Which streets?"), lambda by: ledger.strike(store, own.event_id, by)):
        with pytest.raises(Refused, match="is with Planning"):
            change(CLERKS)
    ask(store, planned, PLANNERS, "routed", desk_id=1)
    assert ledger.correct(store, own.event_id, PLANNERS, question="Which streets?")  # their own, though it is with the clerks now


def test_the_facts_of_another_desk_s_request_are_corrected_by_that_desk_and_by_who_logged_it(store):
    receipt = ledger.receive(store, PLANNERS, track="records", on_date=TODAY, verbatim="All permts", desk_id=1)
    with pytest.raises(Refused, match="is with City Clerk|is with Information Technology"):
        ledger.correct(store, receipt.event_id, replace(PLANNERS, sign_in="other"), verbatim="Something else")
    ask(store, {"request_id": receipt.request_id}, CLERKS, "note", note="Read")
    anew = ledger.correct(store, receipt.event_id, PLANNERS, verbatim="All permits")
    assert ledger.correct(store, anew.event_id, CLERKS, verbatim="All permits of 2025")


def test_nobody_takes_a_request_over_by_correcting_their_own_routing_once_others_went_on_from_it(store):
    receipt = ledger.receive(store, PLANNERS, track="records", on_date=TODAY, verbatim="All permits", desk_id=1)
    routed = store.query("select event_id from store.event where kind = 'routed'")[0]["event_id"]
    routed = ledger.correct(store, routed, PLANNERS, desk_id=2).event_id  # a slip, a minute later
    ask(store, {"request_id": receipt.request_id}, OFFICIAL, "acknowledged", note="By telephone")
    with pytest.raises(Refused, match="whose staff record this"):
        ledger.correct(store, routed, PLANNERS, desk_id=3)


def test_a_part_is_split_off_by_the_request_s_own_desk(store, planned):
    with pytest.raises(Refused, match="is with Planning"):
        links.split_off(store, planned["request_id"], CLERKS, words="permits", track="records")
    assert links.split_off(store, planned["request_id"], PLANNERS, words="permits", track="records")


def test_of_many_those_of_other_desks_are_refused_one_by_one(store, planned, story):
    free = story("2026-04-14 received")
    told = each.record_each(store, [planned["number"], free["number"]], "routed", CLERKS, on_date=TODAY, token="many", desk_id=1)
    assert told[free["number"]] is None and "is with Planning" in told[planned["number"]]


def test_what_is_offered_is_what_may_be_recorded(store, planned):
    names = {kind["kind"] for kind in ledger.allowed(store, planned, CLERKS)}
    assert names <= ANY_DESK and "note" in names
    assert {kind["kind"] for kind in ledger.allowed(store, planned, PLANNERS)} == {kind["kind"] for kind in ledger.allowed(store, planned, ANYWHERE)} > names
    assert {"routed", "note"} <= {kind["kind"] for kind in ledger.allowed(store, planned, MANAGER)}
