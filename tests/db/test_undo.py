"""Undoing what was just recorded: who may, how long, what is written, and what is said about what already left the building."""

from datetime import time, timedelta

import pytest

from records_desk.db import each, ledger, letter_mail, undo, verify
from records_desk.db._refused import Refused
from tests.conftest import MANAGER, OFFICIAL, STAFF, TODAY, noon, snapshot
from tests.db.test_remind import authority, smtp  # noqa: F401 - fixtures

ACTS = {
    "routed": {"desk_id": 2},
    "acknowledged": {},
    "clarification_asked": {"question": "Which?"},
    "extended": {"reason_code": "2", "extended_to_on": TODAY + timedelta(20), "reason": "Many", "official_name": "C", "official_title": "Clerk"},
    "fee_charged": {"fee_kind": "duplication", "amount": "20.00"},
    "review_opened": {"review": "privacy"},
    "determined": {"outcome": "no_records"},
    "track_changed": {"track": "data", "reason": "It is data"},
    "records_called": {"called_desk_id": 2, "answer_due_on": TODAY + timedelta(5)},
    "hold_set": {"reason": "Claim 12"},
    "restricted": {"readers": [1]},
    "note": {"note": "Called"},
    "time_recorded": {"minutes": "90"},
    "closed": {"outcome": "withdrawn"},
    "voided": {"reason": "Twice"},
}


@pytest.fixture
def request_id(store):
    return ledger.receive(store, OFFICIAL, track="records", on_date=TODAY - timedelta(2), verbatim="All permits").request_id


def record(store, request_id, kind, by=OFFICIAL, **values):
    return ledger.record(store, request_id, kind, by, on_date=TODAY, **values)


def facts(store, request_id):
    """The snapshot without the chain's end and the count of entries."""
    return {name: value for name, value in snapshot(store, request_id).items() if name not in ("last_event_id", "hash", "events", "last_on")}


def kinds(store, request_id):
    return [row["kind"] for row in store.query("from store.event where request_id = $id order by event_id", id=request_id)]


@pytest.mark.parametrize("kind", ACTS)
def test_what_was_undone_counts_no_more_and_both_entries_stay(store, request_id, kind):
    before = facts(store, request_id)
    receipt = record(store, request_id, kind, **ACTS[kind])
    assert undo.undoable(store, receipt.event_id, OFFICIAL)
    undone = undo.undo(store, receipt.event_id, OFFICIAL)
    assert facts(store, request_id) == before
    assert kinds(store, request_id) == ["received", kind, "corrected"]
    (struck,) = store.query("from store.event where event_id = $id", id=undone.receipt.event_id)
    assert (struck["supersedes"], struck["recorded_by"]) == (receipt.event_id, "clerk")
    assert store.query("select body from store.request_text where event_id = $id", id=undone.receipt.event_id) == [{"body": undo.REASON}]
    assert verify.verify(store).is_whole


def test_what_somebody_else_went_on_from_is_not_undone(store, request_id):
    routed = record(store, request_id, "routed", desk_id=1)
    record(store, request_id, "acknowledged", STAFF)
    assert not undo.undoable(store, routed.event_id, OFFICIAL)
    with pytest.raises(Refused, match="Somebody else recorded more on this request since"):
        undo.undo(store, routed.event_id, OFFICIAL)
    assert kinds(store, request_id) == ["received", "routed", "acknowledged"]


def test_a_new_request_is_voided_with_the_desk_it_was_given_to(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY - timedelta(2), verbatim="All permits", desk_id=2)
    told = undo.undo(store, receipt.event_id, OFFICIAL).told
    assert told == f"Undone: {receipt.number} is voided. It stays in the log with its number and leaves every figure."
    assert snapshot(store, receipt.request_id)["status"] == "voided"


def test_a_new_request_that_somebody_went_on_with_is_not_undone(loose_store):
    store = loose_store
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", desk_id=1)
    record(store, receipt.request_id, "note", STAFF, note="Called")
    assert not undo.undoable(store, receipt.event_id, OFFICIAL)
    with pytest.raises(Refused, match="More was recorded on PRA-2026-000001 since"):
        undo.undo(store, receipt.event_id, OFFICIAL)


def test_staff_who_may_not_void_cannot_undo_a_new_request(store):
    receipt = ledger.receive(store, STAFF, track="records", on_date=TODAY, verbatim="All permits")
    assert not undo.undoable(store, receipt.event_id, STAFF)
    with pytest.raises(Refused, match="needs the role official or administrator"):
        undo.undo(store, receipt.event_id, STAFF)


def test_only_whoever_recorded_it_undoes_it(store, request_id):
    receipt = record(store, request_id, "routed", desk_id=2)
    assert not undo.undoable(store, receipt.event_id, STAFF)
    with pytest.raises(Refused, match="Only whoever recorded an act"):
        undo.undo(store, receipt.event_id, STAFF)
    assert kinds(store, request_id) == ["received", "routed"]


def test_a_role_that_may_record_but_not_strike_out_is_offered_nothing(store, request_id):
    receipt = record(store, request_id, "note", MANAGER, note="Asked")
    assert not undo.undoable(store, receipt.event_id, MANAGER)


def test_staff_undo_their_own_routing_although_the_request_is_another_desks_now(store, request_id):
    receipt = record(store, request_id, "routed", STAFF, desk_id=2)
    undo.undo(store, receipt.event_id, STAFF)
    assert snapshot(store, request_id)["desk_id"] is None


def test_after_a_quarter_of_an_hour_it_is_a_correction_like_any_other(store, request_id):
    receipt = record(store, request_id, "routed", desk_id=2)
    store.clock = lambda: noon() + undo.WITHIN
    assert undo.undoable(store, receipt.event_id, OFFICIAL)
    store.clock = lambda: noon() + undo.WITHIN + timedelta(seconds=1)
    assert not undo.undoable(store, receipt.event_id, OFFICIAL)
    with pytest.raises(Refused, match="more than 15 minutes ago"):
        undo.undo(store, receipt.event_id, OFFICIAL)


def test_what_a_later_entry_rests_on_is_not_undone(store, request_id):
    receipt = record(store, request_id, "clarification_asked", question="Which?")
    record(store, request_id, "clarification_answered", answer="All")
    assert not undo.undoable(store, receipt.event_id, OFFICIAL)
    with pytest.raises(Refused, match="A later entry rests on this one"):
        undo.undo(store, receipt.event_id, OFFICIAL)


def test_a_double_click_undoes_once_and_a_stale_page_is_refused_in_a_sentence(store, request_id):
    receipt = record(store, request_id, "routed", desk_id=2)
    first, second = (undo.undo(store, receipt.event_id, OFFICIAL, token="t") for _ in range(2))
    assert first == second and kinds(store, request_id) == ["received", "routed", "corrected"]
    with pytest.raises(Refused, match="This entry was corrected already"):
        undo.undo(store, receipt.event_id, OFFICIAL, token="another tab")


def test_a_correction_is_not_undone(store, request_id):
    receipt = record(store, request_id, "note", note="Caled")
    corrected = ledger.correct(store, receipt.event_id, OFFICIAL, note="Called")
    assert not undo.undoable(store, corrected.event_id, OFFICIAL)


def test_the_link_of_a_duplicate_goes_with_it(store, request_id):
    other = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    receipt = record(store, other.request_id, "determined", outcome="duplicate", related_request_id=request_id)
    assert kinds(store, other.request_id) == ["received", "determined", "linked"]
    undo.undo(store, receipt.event_id, OFFICIAL)
    assert kinds(store, other.request_id)[3:] == ["corrected", "corrected"]
    assert store.read("links", request_id=other.request_id, reader=None) == []


def test_a_link_made_by_hand_before_stays(store, request_id):
    other = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    record(store, other.request_id, "linked", related_request_id=request_id, outcome="duplicate")
    receipt = record(store, other.request_id, "determined", outcome="duplicate", related_request_id=request_id)
    undo.undo(store, receipt.event_id, OFFICIAL)
    assert len(store.read("links", request_id=other.request_id, reader=None)) == 1


def test_a_letter_that_was_e_mailed_is_never_said_to_be_recalled(store, smtp):  # noqa: F811
    box, server = smtp
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", email="robin@example.org")
    acknowledged = record(store, receipt.request_id, "acknowledged")
    letter_mail.send(store, server, acknowledged.event_id, OFFICIAL, b"%PDF-1.7")
    told = undo.undo(store, acknowledged.event_id, OFFICIAL).told
    assert "e-mailed at 13:00 and is not recalled: the requester has it, so send a correcting letter." in told
    assert store.query("select status from store.letter_sending") == [{"status": "sent"}]


def test_a_letter_that_was_not_e_mailed_cannot_be_afterwards(store, smtp):  # noqa: F811
    _, server = smtp
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", email="robin@example.org")
    acknowledged = record(store, receipt.request_id, "acknowledged")
    assert "Its letter was not e-mailed from here." in undo.undo(store, acknowledged.event_id, OFFICIAL).told
    with pytest.raises(Refused, match="corrected or struck out"):
        letter_mail.send(store, server, acknowledged.event_id, OFFICIAL, b"%PDF-1.7")


def test_what_was_given_out_is_said_to_be_with_the_requester(store, request_id):
    record(store, request_id, "determined", outcome="granted", promised_on=TODAY, promised_time=time(17))
    receipt = record(store, request_id, "released", no_fee=True)
    assert undo.undo(store, receipt.event_id, OFFICIAL).told.endswith("ask for it back, and send a correcting letter.")
    assert snapshot(store, request_id)["status"] == "determined"


def test_an_act_on_many_is_undone_request_by_request_and_the_others_say_why(store):
    receipts = [ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits") for _ in range(3)]
    numbers = [receipt.number for receipt in receipts]
    each.record_each(store, numbers, "clarification_asked", OFFICIAL, on_date=TODAY, token="t", question="Which?")
    record(store, receipts[1].request_id, "clarification_answered", answer="All")
    events = each.recorded(store, numbers, "t")
    assert list(events) == numbers
    for _ in range(2):  # a double click
        done = each.undo_each(store, events, OFFICIAL, token="u")
        assert [done[number][0] for number in numbers] == [True, False, True]
        assert "A later entry rests on this one" in done[numbers[1]][1]
    assert [len(kinds(store, receipt.request_id)) for receipt in receipts] == [3, 3, 3]
