"""Links read from both sides, a part split off, one request merged into another, a track changed."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from records_desk.db import city, ledger, links
from records_desk.db._refused import Refused
from tests.conftest import MANAGER, OFFICIAL, STAFF, TODAY, VIEWER, snapshot

FIRST = date(2026, 4, 6)


def received(store, on_date=FIRST, **details) -> int:
    return ledger.receive(store, OFFICIAL, track=details.pop("track", "records"), on_date=on_date, verbatim="Permits and plans", **details).request_id


def link(store, this, other, outcome="related", by=OFFICIAL, **values):
    return ledger.record(store, this, "linked", by, on_date=TODAY, related_request_id=other, outcome=outcome, **values)


def sentences(store, request_id) -> list[str]:
    return [row["sentence"] for row in links.links(store, request_id)]


def number(store, request_id) -> str:
    return snapshot(store, request_id)["number"]


@pytest.mark.parametrize("outcome", links.SIDES)
def test_a_link_reads_from_both_sides_with_the_other_number(store, outcome):
    this, other = received(store), received(store)
    link(store, this, other, outcome)
    own, others = links.SIDES[outcome]
    assert sentences(store, this) == [own.format(number=number(store, other))]
    assert sentences(store, other) == [others.format(number=number(store, this))]


def test_every_kind_of_link_has_its_words(store):
    assert {choice["code"] for choice in store.choices["link"]} == set(links.SIDES)


def test_a_request_is_not_linked_to_itself_nor_to_nothing(store):
    this = received(store)
    for other in (this, -1):
        with pytest.raises(Refused, match="There is no other request with that number"):
            link(store, this, other)


def test_two_requests_are_linked_once_in_the_same_way_from_whichever_side(store):
    this, other = received(store), received(store)
    link(store, this, other)
    for one, two in ((this, other), (other, this)):
        with pytest.raises(Refused, match="linked in this way already, since 2026-04-20"):
            link(store, one, two)
    link(store, this, other, "duplicate")
    assert len(sentences(store, this)) == len(sentences(store, other)) == 2


def test_a_link_that_was_struck_out_is_gone_on_both_sides_and_may_be_made_again(store):
    this, other = received(store), received(store)
    ledger.strike(store, link(store, this, other).event_id, OFFICIAL)
    assert sentences(store, this) == sentences(store, other) == []
    link(store, this, other)


def test_a_link_is_corrected_to_another_request_and_to_another_day(store):
    this, wrong, right = received(store), received(store), received(store)
    event_id = link(store, this, wrong).event_id
    event_id = ledger.correct(store, event_id, OFFICIAL, related_request_id=right).event_id
    assert sentences(store, wrong) == [] and sentences(store, right) != []
    ledger.correct(store, event_id, OFFICIAL, on_date=FIRST)
    assert [row["on_date"] for row in links.links(store, this)] == [FIRST]


def determined(store, this, other=None, **values) -> int:
    return ledger.record(store, this, "determined", OFFICIAL, on_date=TODAY, related_request_id=other, **values).event_id


def test_a_determination_corrected_to_a_duplicate_links_the_two(store):
    this, other = received(store), received(store)
    event_id = determined(store, this, outcome="no_records")
    event_id = ledger.correct(store, event_id, OFFICIAL, outcome="duplicate", related_request_id=other).event_id
    assert sentences(store, this) == [f"This request is a duplicate of {number(store, other)}."]
    ledger.correct(store, event_id, OFFICIAL, reason="Sent twice")
    assert len(sentences(store, this)) == 1


def test_a_duplicate_that_was_reopened_and_is_a_duplicate_again_is_linked_once_and_stays_linked(store):
    this, other = received(store), received(store)
    determined(store, this, other, outcome="duplicate")
    ledger.record(store, this, "closed", OFFICIAL, on_date=TODAY, outcome="duplicate")
    ledger.record(store, this, "reopened", OFFICIAL, on_date=TODAY, reason="They differ")
    ledger.strike(store, determined(store, this, other, outcome="duplicate"), OFFICIAL)
    assert sentences(store, this) == [f"This request is a duplicate of {number(store, other)}."]


def test_a_part_is_a_request_of_its_own_received_when_the_first_one_was(store):
    moment = datetime(2026, 4, 6, 17, 5)
    first = received(store, received_at=moment, name="Pat Example", email="pat@example.org", is_personal=True, channel="counter", desk_id=1)
    receipt = links.split_off(store, first, STAFF, words="Plans", track="records", summary="Plans of 2025", token="form-1")
    assert links.split_off(store, first, STAFF, words="Plans", track="records", token="form-1") == receipt
    part, whole = snapshot(store, receipt.request_id), snapshot(store, first)
    same = ("received_on", "received_at", "due_on", "original_due_on", "safe_on", "extension_cap_on", "channel", "desk_id", "track")
    assert {name: part[name] for name in same} == {name: whole[name] for name in same}
    assert (part["number"], whole["number"]) == ("PRA-2026-000002", "PRA-2026-000001")
    intake = store.read("intake_facts", request_id=receipt.request_id)[0]
    assert (intake["name"], intake["email"], intake["verbatim"], intake["is_personal"]) == ("Pat Example", "pat@example.org", "Plans", True)
    assert store.read("intake_facts", request_id=first)[0]["verbatim"] == "Permits and plans"
    assert sentences(store, receipt.request_id) == ["This request was split off from PRA-2026-000001."]
    assert sentences(store, first) == ["PRA-2026-000002 was split off from this one."]


def test_a_part_may_go_to_the_other_track_and_its_time_runs_from_the_first_receipt_all_the_same(store):
    first = received(store, desk_id=1)
    part = snapshot(store, links.split_off(store, first, OFFICIAL, words="The layer", track="data").request_id)
    assert (part["number"], part["received_on"], part["due_on"]) == ("API-2026-000001", FIRST, date(2026, 4, 16))
    assert part["desk_id"] is None


def test_a_part_of_a_request_with_a_desk_out_of_use_is_with_no_desk(store):
    first = received(store, desk_id=2)
    (desk,) = [desk for desk in store.read("desks") if desk["desk_id"] == 2]
    city.save_desk(store, replace(OFFICIAL, role="administrator"), 2, desk["name"], False)
    part = links.split_off(store, first, OFFICIAL, words="Plans", track="records")
    assert snapshot(store, part.request_id)["desk_id"] is None


def test_a_corrected_receipt_is_the_one_that_a_part_takes(store):
    first = received(store)
    event_id = store.read("intake_facts", request_id=first)[0]["event_id"]
    ledger.correct(store, event_id, OFFICIAL, on_date=date(2026, 4, 3), name="Pat Example")
    part = links.split_off(store, first, OFFICIAL, words="Plans", track="records").request_id
    assert snapshot(store, part)["received_on"] == date(2026, 4, 3)
    assert store.read("intake_facts", request_id=part)[0]["name"] == "Pat Example"


def test_without_words_nothing_is_split_off_and_no_number_is_taken(store):
    first = received(store)
    with pytest.raises(Refused, match="Write down what was asked"):
        links.split_off(store, first, OFFICIAL, words=" ", track="records")
    with pytest.raises(Refused, match="needs the role"):
        links.split_off(store, first, VIEWER, words="Plans", track="records")
    assert len(store.query("from store.request")) == 1


def test_nothing_is_split_off_from_a_voided_request_or_from_none(store):
    first = received(store)
    ledger.record(store, first, "voided", OFFICIAL, on_date=TODAY, reason="Twice")
    with pytest.raises(Refused, match="is voided"):
        links.split_off(store, first, OFFICIAL, words="Plans", track="records")
    with pytest.raises(Refused, match="no such request"):
        links.split_off(store, 1, OFFICIAL, words="Plans", track="records")


def test_merging_links_and_closes_in_one_act_and_keeps_the_history(store):
    goes_on, ends = received(store, email="pat@example.org"), received(store, date(2026, 4, 9), email="Pat@example.org")
    before = len(store.read("entries", request_id=ends))
    for _ in range(2):
        links.merge_into(store, ends, STAFF, into=goes_on, reason="Sent twice", token="form-1")
    row = snapshot(store, ends)
    assert (row["status"], row["closing_outcome"], row["closed_on"]) == ("closed", "duplicate", TODAY)
    assert snapshot(store, goes_on)["status"] == "received"
    assert len(store.read("entries", request_id=ends)) == before + 2
    assert sentences(store, ends) == ["This request was merged into PRA-2026-000001."]
    assert sentences(store, goes_on) == ["PRA-2026-000002 was merged into this one."]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"email": "pat@example.org"}, {"email": "lee@example.org"}),
        ({"name": "Pat Example", "email": "pat@example.org"}, {"name": "Pat Example"}),
        ({"name": "Pat Example"}, {"name": "Lee Example"}),
        ({"name": "Pat Example"}, {}),
    ],
)
def test_a_request_is_not_merged_into_somebody_elses(store, one, other):
    goes_on, ends = received(store, **one), received(store, **other)
    with pytest.raises(Refused, match="PRA-2026-000002 and PRA-2026-000001 are not known to be of the same requester"):
        links.merge_into(store, ends, STAFF, into=goes_on, reason="Sent twice")
    assert sentences(store, ends) == [] and snapshot(store, ends)["status"] == "received"


def test_the_earlier_of_two_requests_goes_on(store):
    early, late = received(store), received(store, date(2026, 4, 9))
    with pytest.raises(Refused, match="PRA-2026-000002 was received later: merge it into this one"):
        links.merge_into(store, early, OFFICIAL, into=late, reason="Sent twice")
    assert sentences(store, early) == [] and snapshot(store, early)["status"] == "received"


def test_what_was_determined_is_not_merged_and_what_is_closed_takes_nothing(store, story):
    decided = story("2026-04-06 received", "2026-04-08 determined outcome=no_records")["request_id"]
    closed = story("2026-04-06 received", "2026-04-08 closed outcome=withdrawn")["request_id"]
    open_ = received(store)
    with pytest.raises(Refused, match="was determined on 2026-04-08"):
        links.merge_into(store, decided, OFFICIAL, into=open_, reason="Twice")
    with pytest.raises(Refused, match="is not open"):
        links.merge_into(store, open_, OFFICIAL, into=closed, reason="Twice")
    with pytest.raises(Refused, match="no other request"):
        links.merge_into(store, open_, OFFICIAL, into=open_, reason="Twice")
    with pytest.raises(Refused, match="Say why"):
        links.merge_into(store, open_, OFFICIAL, into=decided, reason=" ")


def test_who_may_link_but_not_close_merges_nothing(store):
    goes_on, ends = received(store, name="Pat Example"), received(store, name="pat example")
    with pytest.raises(Refused, match="needs the role"):
        links.merge_into(store, ends, MANAGER, into=goes_on, reason="Twice")
    assert sentences(store, ends) == []


DUE = ("received_on", "received_at", "due_on", "original_due_on", "safe_on", "extension_cap_on", "extension_limit_on")


@pytest.mark.parametrize(("begun", "to"), [("data", "records"), ("records", "data")])
def test_another_track_keeps_number_receipt_and_every_due_date(store, begun, to):
    request_id = received(store, date(2026, 2, 2), track=begun, received_at=datetime(2026, 2, 2, 18, 0))
    before = snapshot(store, request_id)
    ledger.record(store, request_id, "track_changed", STAFF, on_date=date(2026, 2, 5), track=to, reason="It asks for records")
    after = snapshot(store, request_id)
    assert after["track"] == to and after["number"] == before["number"]
    assert {name: after[name] for name in DUE} == {name: before[name] for name in DUE}
    assert after["due_on"] == date(2026, 2, 13)  # the 10th day is Lincoln Day
    ledger.record(store, request_id, "track_changed", STAFF, on_date=date(2026, 2, 6), track=begun, reason="After all not")
    assert {name: snapshot(store, request_id)[name] for name in (*DUE, "track", "number")} == {name: before[name] for name in (*DUE, "track", "number")}


def test_a_data_request_without_a_clock_that_turns_into_a_records_request_is_due_from_its_first_receipt(store):
    request_id = received(store, track="data")
    ledger.record(store, request_id, "no_existing_records_asked", OFFICIAL, on_date=FIRST, reason="A new layer is wanted")
    assert snapshot(store, request_id)["due_on"] is None
    ledger.record(store, request_id, "track_changed", OFFICIAL, on_date=TODAY, track="records", reason="The old layer is wanted")
    assert (snapshot(store, request_id)["received_on"], snapshot(store, request_id)["due_on"]) == (FIRST, date(2026, 4, 16))


def test_an_extension_stays_in_force_when_the_track_changes(store):
    request_id = received(store)
    signed = {"reason": "Many", "official_name": "R. Example", "official_title": "Clerk"}
    ledger.record(store, request_id, "extended", OFFICIAL, on_date=date(2026, 4, 10), reason_code="2", extended_to_on=date(2026, 4, 30), **signed)
    ledger.record(store, request_id, "track_changed", STAFF, on_date=TODAY, track="data", reason="For a layer")
    row = snapshot(store, request_id)
    assert (row["due_on"], row["original_due_on"]) == (date(2026, 4, 30), date(2026, 4, 16))


def test_a_request_is_not_moved_to_the_track_that_it_has(store):
    request_id = received(store)
    with pytest.raises(Refused, match="The request is a public records request already"):
        ledger.record(store, request_id, "track_changed", STAFF, on_date=TODAY, track="records", reason="x")


KEY = {"endpoint": "https://data.example.org/trees", "format": "JSON", "key_reference": "key-7", "terms_version": "1", "no_fee": True}


@pytest.mark.parametrize("ends_on", [None, TODAY, date(2026, 4, 19)])
def test_a_request_with_a_live_key_stays_a_data_request(store, ends_on):
    request_id = received(store, track="data")
    act = {"on_date": date(2026, 4, 8)}
    ledger.record(store, request_id, "determined", OFFICIAL, **act, outcome="granted", promised_on=TODAY, promised_time=time(17))
    ledger.record(store, request_id, "access_granted", OFFICIAL, **act, **KEY, expires_on=ends_on)
    if ends_on is None:
        ledger.record(store, request_id, "access_deprecated", OFFICIAL, **act, reason="New version")
    ledger.record(store, request_id, "reopened", OFFICIAL, on_date=TODAY, reason="More")
    change = {"on_date": TODAY, "track": "records", "reason": "E-mails"}
    if ends_on != date(2026, 4, 19):
        with pytest.raises(Refused, match="The access “key-7” is still in use"):
            ledger.record(store, request_id, "track_changed", STAFF, **change)
        return
    ledger.record(store, request_id, "track_changed", STAFF, **change)
    assert snapshot(store, request_id)["track"] == "records"


def test_a_request_with_a_revoked_key_may_change_its_track(store):
    request_id = received(store, track="data")
    ledger.record(store, request_id, "determined", OFFICIAL, on_date=FIRST, outcome="granted", promised_on=TODAY, promised_time=time(17))
    ledger.record(store, request_id, "access_granted", OFFICIAL, on_date=FIRST, **KEY)
    ledger.record(store, request_id, "access_revoked", OFFICIAL, on_date=FIRST, key_reference="key-7", reason="Shared")
    ledger.record(store, request_id, "reopened", OFFICIAL, on_date=TODAY, reason="More")
    ledger.record(store, request_id, "track_changed", STAFF, on_date=TODAY, track="records", reason="E-mails")
    assert snapshot(store, request_id)["track"] == "records"


def test_a_track_change_that_is_struck_out_brings_the_track_back(store):
    request_id = received(store)
    changed = ledger.record(store, request_id, "track_changed", STAFF, on_date=TODAY, track="data", reason="x")
    ledger.strike(store, changed.event_id, STAFF)
    assert snapshot(store, request_id)["track"] == "records"
