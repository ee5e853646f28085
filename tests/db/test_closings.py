"""With which outcome a request may be closed after what was determined, and what a closing or a release rests on."""

import csv
from datetime import time, timedelta

import pytest

from records_desk.db import ledger, links
from records_desk.db._texts import HERE
from records_desk.db.ledger import Refused
from tests.conftest import OFFICIAL, STAFF, TODAY, snapshot

DAY = TODAY - timedelta(5)
OFFICIALS = {"official_name": "Casey Sample", "official_title": "City Clerk"}
PROMISE = {"promised_on": TODAY, "promised_time": time(17)}
DENIED = {"outcome": "denied", "sections": ("7927.700",), "reason": "Personnel file", **OFFICIALS}
PARTLY, GRANTED = {**DENIED, **PROMISE, "outcome": "partly_granted"}, {"outcome": "granted", **PROMISE}
ADDRESS = "https://data.example.org/trees"
KEY = {"endpoint": ADDRESS, "format": "JSON", "key_reference": "key-7", "terms_version": "1", "no_fee": True}


def received(store, track="records", **details):
    return ledger.receive(store, OFFICIAL, track=track, on_date=TODAY - timedelta(10), verbatim="All trees", **details).request_id


def record(store, request_id, kind, by=OFFICIAL, on_date=DAY, **values):
    return ledger.record(store, request_id, kind, by, on_date=on_date, **values)


@pytest.fixture
def determined(store):
    """A request with these determinations; those of `released` follow a release."""

    def make(*determinations, track="records"):
        request_id = received(store, track)
        for determination in determinations:
            record(store, request_id, *(("released",) if determination == "released" else ("determined",)), **_values(determination))
        return request_id

    return make


def _values(determination):
    return {"no_fee": True} if determination == "released" else determination


def fits():
    with (HERE / "reference" / "closing_fit.csv").open(encoding="utf-8", newline="") as file:
        return {(row["determination"], row["closed_as"]): row["needs_giving"] == "true" for row in csv.DictReader(file)}


# What fits.


def test_every_determination_may_be_closed_as_itself_or_as_withdrawn_and_every_name_is_a_choice(store):
    determinations, closings = ({choice["code"] for choice in store.choices[name]} for name in ("determination", "closing"))
    assert {determination for determination, _ in fits()} == determinations | {"undetermined"}
    assert {closed_as for _, closed_as in fits()} == closings
    assert all((determination, "withdrawn") in fits() and (determination, determination) in fits() for determination in determinations)


def lawful(store, outcome):
    """The fields of a determination with this outcome."""
    fields = {**DENIED, **PROMISE, "dataset_id": "trees", "agency": "The county", "related_request_id": received(store)}
    (choice,) = [choice for choice in store.choices["determination"] if choice["code"] == outcome]
    needed = (choice["requires"] or "").replace("dataset_id/endpoint", "dataset_id").split("|")
    return {name: fields[name] for name in needed if name} | {"outcome": outcome}


@pytest.mark.parametrize("outcome", sorted({determination for determination, _ in fits()} - {"undetermined", "abandoned", "fees_not_paid"}))
def test_a_closing_that_the_table_does_not_name_for_a_determination_is_refused(store, outcome):
    request_id = received(store, "data")
    record(store, request_id, "determined", **lawful(store, outcome))
    for closing in (choice["code"] for choice in store.choices["closing"]):
        if fits().get((outcome, closing)) is not False:
            with pytest.raises(Refused, match="It was determined|Nothing was given yet|No access|No dataset"):
                record(store, request_id, "closed", outcome=closing, note="x", related_request_id=received(store))
    assert snapshot(store, request_id)["status"] == "determined"


def test_what_was_granted_is_given_before_the_request_is_closed_whatever_is_determined_later(store, determined):
    for first in (PARTLY, GRANTED):
        for later in ({"outcome": "no_records"}, {"outcome": "other", "reason": "x"}, DENIED, {"outcome": "already_published", "endpoint": ADDRESS}):
            request_id = determined(first, later)
            for closing in (later["outcome"], "opened_in_error", "fees_not_paid", "granted", "partly_granted"):
                with pytest.raises(Refused, match="A later one does not undo what was granted|Nothing was given yet|“Fees not paid” needs"):
                    record(store, request_id, "closed", outcome=closing, note="x")


def test_what_is_denied_after_a_grant_is_closed_as_partly_granted(store, determined):
    request_id = determined(GRANTED, "released", DENIED)
    with pytest.raises(Refused, match="close it as one of “Partly granted: disclosed in part”, “Withdrawn”, “Fees not paid”"):
        record(store, request_id, "closed", outcome="granted")
    record(store, request_id, "closed", outcome="partly_granted")


def test_what_is_granted_after_a_denial_is_closed_as_granted(store, determined):
    request_id = determined(DENIED, GRANTED, "released")
    record(store, request_id, "closed", outcome="granted")


@pytest.mark.parametrize("outcome", ["granted", "denied", "no_records", "other"])
def test_what_was_not_determined_is_not_closed_as_if_it_was(store, outcome):
    with pytest.raises(Refused, match="^Record the determination first: the requester must be told it .Gov. Code 7922.535.a..\\.$"):
        record(store, received(store), "closed", outcome=outcome)


def test_a_grant_of_an_earlier_round_asks_nothing_of_this_one(store, determined):
    request_id = determined(GRANTED, "released")
    record(store, request_id, "closed", outcome="granted")
    record(store, request_id, "reopened", reason="More")
    record(store, request_id, "determined", outcome="no_records")
    record(store, request_id, "closed", outcome="no_records")


def test_a_withdrawal_after_a_grant_says_how_it_was_withdrawn(store, determined):
    request_id = determined(GRANTED)
    with pytest.raises(Refused, match="Say when and how the requester withdrew it in writing"):
        record(store, request_id, "closed", outcome="withdrawn")
    record(store, request_id, "closed", outcome="withdrawn", note="By e-mail of April 15")


def test_a_closing_that_does_not_fit_is_recorded_as_irregular(store, determined):
    request_id = determined(PARTLY)
    record(store, request_id, "closed", outcome="no_records", irregular_reason="It was closed so")
    assert snapshot(store, request_id)["irregular_events"] == 1


# Duplicates, and what was opened in error.


def test_a_request_closed_as_a_duplicate_names_the_other_and_is_linked_to_it(store):
    other, request_id = received(store), received(store)
    with pytest.raises(Refused, match="Name the other request that this one repeats"):
        record(store, request_id, "closed", STAFF, outcome="duplicate")
    record(store, request_id, "closed", STAFF, outcome="duplicate", related_request_id=other)
    assert [row["sentence"] for row in links.links(store, request_id)] == ["This request is a duplicate of PRA-2026-000001."]


@pytest.mark.parametrize("kind", ["determined", "closed", "linked"])
def test_a_duplicate_is_of_a_request_that_is_answered(store, kind):
    first, second, third, voided = (received(store) for _ in range(4))
    record(store, voided, "voided", reason="Twice")
    record(store, second, kind, outcome="duplicate", related_request_id=first)
    record(store, third, "linked", outcome="duplicate", related_request_id=second)
    with pytest.raises(Refused, match="PRA-2026-000003 was itself recorded as a duplicate of this one"):
        record(store, first, kind, outcome="duplicate", related_request_id=third)
    with pytest.raises(Refused, match="PRA-2026-000004 is voided"):
        record(store, first, kind, outcome="duplicate", related_request_id=voided)
    record(store, first, "linked", outcome="related", related_request_id=third)


def test_a_duplicate_that_was_struck_out_binds_nobody(store):
    first, second = received(store), received(store)
    linked = record(store, second, "linked", outcome="duplicate", related_request_id=first)
    ledger.strike(store, linked.event_id, OFFICIAL)
    record(store, first, "closed", outcome="duplicate", related_request_id=second)


def test_what_was_opened_in_error_says_why_and_was_not_determined(store, determined):
    request_id = received(store)
    with pytest.raises(Refused, match="Say why it was opened in error"):
        record(store, request_id, "closed", outcome="opened_in_error")
    record(store, request_id, "closed", outcome="opened_in_error", note="A test of the form")
    with pytest.raises(Refused, match="It was determined “Denied: withheld in full”"):
        record(store, determined(DENIED), "closed", outcome="opened_in_error", note="x")


# Fees.


def test_fees_not_paid_needs_a_fee_that_was_asked_for_and_stayed_unpaid(store, determined):
    request_id = determined(PARTLY)
    for kind in ("determined", "closed"):
        with pytest.raises(Refused, match="“Fees not paid” needs a fee that was estimated or charged"):
            record(store, request_id, kind, outcome="fees_not_paid")
    charged = record(store, request_id, "fee_charged", fee_kind="duplication", amount=12)
    record(store, request_id, "fee_paid", amount=5)
    ledger.strike(store, record(store, request_id, "determined", outcome="fees_not_paid").event_id, OFFICIAL)
    closed = record(store, request_id, "closed", outcome="fees_not_paid")
    ledger.strike(store, closed.event_id, OFFICIAL)
    record(store, request_id, "fee_waived", amount=7, reason="Small")
    with pytest.raises(Refused, match="“Fees not paid” needs"):
        record(store, request_id, "closed", outcome="fees_not_paid")
    assert charged


@pytest.mark.parametrize(("kind", "values"), [("fee_estimated", {"fee_kind": "duplication", "amount": 20}), ("deposit_asked", {"amount": 10})])
def test_an_estimate_or_a_deposit_that_stayed_unpaid_is_enough(store, determined, kind, values):
    request_id = determined(GRANTED)
    if kind == "deposit_asked":
        record(store, request_id, "fee_estimated", fee_kind="duplication", amount=20)
    record(store, request_id, kind, **values)
    record(store, request_id, "closed", outcome="fees_not_paid")


# What discloses under another name.


@pytest.mark.parametrize("values", [{"outcome": "other", "reason": "Some"}, {"outcome": "already_published", "dataset_id": "trees"}])
def test_nothing_is_given_before_its_date_was_told(store, determined, values):
    request_id = determined(values, track="data")
    for kind, given in (("released", {"no_fee": True}), ("access_granted", KEY), ("dataset_published", {"dataset_id": "t", "endpoint": ADDRESS, "no_fee": True})):
        with pytest.raises(Refused, match="No estimated date of availability was told .*: record the determination “Granted”"):
            record(store, request_id, kind, **given)
    record(store, request_id, "production_promised", promised_on=TODAY)
    record(store, request_id, "released", no_fee=True)
    record(store, request_id, "closed", outcome="granted")


def test_other_with_its_date_is_released(store, determined):
    record(store, determined({"outcome": "other", "reason": "Some", **PROMISE}), "released", no_fee=True)


@pytest.mark.parametrize("outcome", ["no_duty", "access_declined"])
def test_what_is_declined_has_its_reason(store, outcome):
    request_id = received(store, "data")
    with pytest.raises(Refused, match="Say why: the requester must be told the reason"):
        record(store, request_id, "determined", outcome=outcome)
    record(store, request_id, "determined", outcome=outcome, reason="No such service")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "not a url", "https://", "/api/v1/trees", "https://data.example.org/a b", "x https://data.example.org"])
def test_an_address_that_is_none_is_refused(store, determined, address):
    request_id = determined(GRANTED, track="data")
    acts = {"determined": {"outcome": "already_published"}, "access_granted": KEY, "dataset_published": {"dataset_id": "trees", "no_fee": True}}
    for kind, values in acts.items():
        with pytest.raises(Refused, match="The address must begin with https:// or http://"):
            record(store, request_id, kind, **values | {"endpoint": address})
    record(store, request_id, "access_granted", **KEY | {"endpoint": "HTTP://data.example.org:8080/a?b=c"})


# What rests on an entry.


@pytest.mark.parametrize("after", [[], [("reopened", {"reason": "More"})]])
def test_a_release_that_a_closing_rests_on_is_not_struck_out(store, determined, after):
    request_id = determined(PARTLY)
    released = record(store, request_id, "released", no_fee=True)
    closed = record(store, request_id, "closed", outcome="partly_granted")
    for kind, values in after:
        record(store, request_id, kind, **values)
    before = snapshot(store, request_id)
    with pytest.raises(Refused, match="“Closed” of 2026-04-15 rests on this and could not stand: strike that out first.*Nothing was given yet"):
        ledger.strike(store, released.event_id, OFFICIAL)
    assert snapshot(store, request_id) == before
    if not after:
        ledger.strike(store, closed.event_id, OFFICIAL)
        ledger.strike(store, released.event_id, OFFICIAL)


def test_one_of_two_releases_may_be_struck_out(store, determined):
    request_id = determined(PARTLY, "released")
    second = record(store, request_id, "released", no_fee=True)
    record(store, request_id, "closed", outcome="partly_granted")
    ledger.strike(store, second.event_id, OFFICIAL)
    assert snapshot(store, request_id)["status"] == "closed"


def test_the_answer_about_fees_that_a_release_rests_on_is_not_struck_out(store, determined):
    request_id = determined(GRANTED)
    answer = record(store, request_id, "no_fee_decided")
    record(store, request_id, "released")
    with pytest.raises(Refused, match="“Released” of 2026-04-15 rests on this.*not answered whether fees apply"):
        ledger.strike(store, answer.event_id, OFFICIAL)


def test_what_was_never_lawful_does_not_hold_other_entries_in_place(store, determined):
    request_id = determined(PARTLY)
    noted = record(store, request_id, "note", note="x")
    record(store, request_id, "closed", outcome="no_records", irregular_reason="It was closed so")
    ledger.strike(store, noted.event_id, OFFICIAL)


NOTHING_PROMISED = dict.fromkeys(PROMISE)


@pytest.mark.parametrize("outcome", ["no_records", "denied", "referred"])
def test_a_determination_is_not_corrected_to_disclose_nothing_after_a_release(store, outcome):
    request_id = received(store)
    told = record(store, request_id, "determined", **PARTLY)
    released = record(store, request_id, "released", no_fee=True)
    changes = {"denied": {}, "no_records": {"sections": ()}, "referred": {"sections": (), "agency": "The county"}}[outcome]
    with pytest.raises(Refused, match="“Released” of 2026-04-15 rests on this.*discloses nothing"):
        ledger.correct(store, told.event_id, OFFICIAL, outcome=outcome, **NOTHING_PROMISED, **changes)
    ledger.strike(store, released.event_id, OFFICIAL)
    ledger.correct(store, told.event_id, OFFICIAL, outcome=outcome, **NOTHING_PROMISED, **changes)


def test_a_determination_of_a_closed_request_is_corrected_within_its_outcome(store):
    request_id = received(store)
    told = record(store, request_id, "determined", **DENIED)
    record(store, request_id, "closed", outcome="denied")
    with pytest.raises(Refused, match="“Closed” of 2026-04-15 rests on this and could not stand"):
        ledger.correct(store, told.event_id, OFFICIAL, outcome="partly_granted", **PROMISE)
    ledger.correct(store, told.event_id, OFFICIAL, reason="Personnel and medical file")
