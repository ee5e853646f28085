"""Money on a request: its lines, the fee schedule, deposits and credits, and whether fees apply before anything is given out."""

import shutil
from contextlib import suppress
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_desk.db import export, fees, ledger, measure
from records_desk.db._refused import Refused
from records_desk.db._fee_line import FeeLine
from records_desk.db.fees import Rate
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon, snapshot
from tests.db.test_ledger import ADMINISTRATOR, events, leaves_nothing, receive, record

COPY = Rate("duplication", "Copy, per page", "page", "0.10", date(2025, 1, 1), basis="Resolution 12")
GRANT = {"outcome": "granted", "promised_on": TODAY, "promised_time": time(15)}


@pytest.fixture
def request_id(store):
    return receive(store).request_id


def lines_of(store, receipt):
    lines = store.query("from store.fee_line where event_id = $id order by line_no", id=receipt.event_id)
    return [(line["fee_kind"], line["quantity"], line["unit_price"], str(line["amount"]), line["label"]) for line in lines]


def amounts(store, request_id):
    return {name: str(snapshot(store, request_id)[name]) for name in ("charged", "paid", "waived", "refunded", "balance")}


def charge(store, request_id, *lines, kind="fee_charged", **values):
    return record(store, request_id, kind, lines=[dict(line) for line in lines], **values)


DUPLICATION = {"fee_kind": "duplication", "amount": "4.50"}
DISCS = {"fee_kind": "media", "quantity": 3, "unit_price": "1.25"}


# Lines.


@pytest.mark.parametrize("kind", ["fee_estimated", "fee_charged"])
def test_several_lines_make_one_fee_and_its_amount_is_their_sum(store, request_id, kind):
    receipt = charge(store, request_id, DUPLICATION, DISCS, kind=kind)
    assert lines_of(store, receipt) == [
        ("duplication", None, None, "4.50", None),
        ("media", Decimal("3.00"), Decimal("1.2500"), "3.75", None),
    ]
    assert str(events(store, request_id)[-1]["amount"]) == "8.25"


def test_one_line_may_be_told_as_its_kind_and_amount(store, request_id):
    receipt = record(store, request_id, "fee_charged", fee_kind="media", amount=2)
    assert lines_of(store, receipt) == [("media", None, None, "2.00", None)]


def test_half_a_cent_is_rounded_up_in_each_line(store, request_id):
    receipt = charge(store, request_id, {"fee_kind": "duplication", "quantity": 5, "unit_price": "0.0250"})
    assert lines_of(store, receipt)[0][3] == "0.13"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"amount": 2}, "Say of each line what it is for"),
        ({"fee_kind": "stated", "amount": 2}, "What for cannot be “stated”"),
        ({"fee_kind": "media"}, "Give the amount in dollars for “Storage media"),
        ({"fee_kind": "media", "unit_price": 2}, "Say how many of “Storage media"),
        ({"fee_kind": "media", "quantity": 2}, "The price of one of “Storage media"),
        ({"fee_kind": "media", "quantity": "two", "unit_price": 1}, "How many of “Storage media.* must be a number"),
        ({"fee_kind": "media", "quantity": 2, "unit_price": "0.00001"}, "at most four decimals"),
        ({"fee_kind": "media", "quantity": "0.01", "unit_price": "0.10"}, "must be more than 0"),
        ({"fee_kind": "media", "quantity": 2, "unit_price": 3, "amount": 7}, "come to 6.00"),
        ({"fee_kind": "media", "amount": "-1"}, "Amount in dollars must be"),
        ({"rate": "Copy, per page", "quantity": 2}, "no price for “Copy, per page” on 2026-04-20"),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_is_kept(store, request_id, line, said):
    with leaves_nothing(store, said):
        charge(store, request_id, DUPLICATION, line)


def test_a_sum_that_is_not_that_of_the_lines_is_refused(store, request_id):
    with leaves_nothing(store, "The lines come to 8.25, not to 9.00"):
        charge(store, request_id, DUPLICATION, DISCS, amount=9)


@pytest.mark.parametrize("kind", ["fee_estimated", "fee_charged"])
@pytest.mark.parametrize("fee_kind", ["search", "review", "redaction", "finding"])
def test_one_unlawful_line_among_lawful_ones_is_refused_with_its_citation(store, request_id, kind, fee_kind):
    with leaves_nothing(store, r"may not be charged\. \(Gov\. Code 7922\.530"):
        charge(store, request_id, DUPLICATION, {"fee_kind": fee_kind, "amount": 5}, DISCS, kind=kind)


def test_postage_is_not_settled_and_refuses_nothing(store, request_id):
    assert lines_of(store, charge(store, request_id, {"fee_kind": "postage", "amount": 5}))


def test_the_kind_for_electronic_data_says_what_it_needs(store):
    (row,) = [row for row in store.read("fee_kinds") if row["fee_kind"] == "electronic"]
    assert "compilation, extraction or programming" in row["sentence"] and "7922.575(b)" in row["citation"]
    (row,) = [row for row in store.read("fee_kinds") if row["fee_kind"] == "electronic_interval"]
    assert "regularly scheduled intervals" in row["sentence"] and "7922.575(b)" in row["citation"]


@pytest.mark.parametrize("kind", ["fee_estimated", "fee_charged"])
@pytest.mark.parametrize("basis", [None, " ", "…"])
def test_a_typed_fee_set_by_statute_names_its_statute(store, request_id, kind, basis):
    with leaves_nothing(store, "Name the statute that sets the fee"):
        charge(store, request_id, DUPLICATION, {"fee_kind": "statutory", "amount": 5, "basis": basis}, kind=kind)
    with leaves_nothing(store, "Name the statute that sets the fee"):
        record(store, request_id, kind, fee_kind="statutory", amount=5)


def test_the_ground_of_a_line_stands_on_the_page_in_the_letter_and_in_a_correction(store, request_id):
    receipt = charge(store, request_id, {"fee_kind": "statutory", "amount": 5, "basis": "Gov. Code 81008\n"})
    corrected = ledger.correct(store, receipt.event_id, OFFICIAL, amount=4)
    assert [(str(line["amount"]), line["basis"]) for line in store.query("from store.fee_line order by event_id")] == [("5.00", "Gov. Code 81008"), ("4.00", "Gov. Code 81008")]
    (line,) = fees.account(store, request_id)
    assert (line["event_id"], line["citation"]) == (corrected.event_id, "Gov. Code 7922.530(a); Gov. Code 81008")
    (letter,) = store.query("from store.letter_text where event_id = $id", id=receipt.event_id)
    assert "- Fee set by statute: $5.00 (Gov. Code 7922.530(a); Gov. Code 81008)" in letter["body"]
    ledger.correct(store, corrected.event_id, OFFICIAL, fee_kind="duplication")
    assert fees.account(store, request_id)[0]["citation"] == "Gov. Code 7922.530(a)"
    with leaves_nothing(store, "more than 200 letters"):
        charge(store, request_id, {"fee_kind": "statutory", "amount": 5, "basis": "x" * 201})


@pytest.mark.parametrize("name", ["Staff time to search, review and redact", "Search", "Pre-review of files", "Staff time to find records"])
def test_nothing_unlawful_is_charged_under_another_name(store, request_id, name):
    with leaves_nothing(store, "names what may not be charged.*Gov. Code 7922.530"):
        fees.save_rate(store, ADMINISTRATOR, None, Rate("duplication", name, "hour", "50", date(2026, 1, 1)))
    with leaves_nothing(store, "names what may not be charged.*Gov. Code 7922.530"):
        charge(store, request_id, DUPLICATION, {"fee_kind": "duplication", "quantity": 5, "unit_price": "50", "label": name})


def test_research_is_no_search(store, request_id):
    fees.save_rate(store, ADMINISTRATOR, None, Rate("duplication", "Copy of a research paper", "page", "0.10", date(2026, 1, 1)))
    assert charge(store, request_id, {"rate": "Copy of a research paper", "quantity": 5})


def test_the_export_of_fees_tells_the_ground_of_each_line(store, request_id):
    charge(store, request_id, DUPLICATION, {"fee_kind": "statutory", "amount": 5, "basis": "Gov. Code 81008"})
    lines = export.export(store, "fees").path.read_text().splitlines()
    assert lines[0].split(",")[-2] == "basis" and [line.split(",")[-2] for line in lines[1:]] == ["", "Gov. Code 81008"]


@pytest.mark.parametrize("basis", [12, "a\ud800b"])
def test_a_ground_is_kept_as_text_whatever_it_is(store, request_id, basis):
    charge(store, request_id, {"fee_kind": "statutory", "amount": 5, "basis": basis})
    assert fees.account(store, request_id)[0]["citation"].endswith("12" if basis == 12 else "a?b")


def test_a_secret_is_no_ground(store):
    data = receive(store, track="data").request_id
    with leaves_nothing(store, "The ground of a line"):
        charge(store, data, {"fee_kind": "statutory", "amount": 5, "basis": "sk_live_" + "51H8xYzAbCdEfGhIjKlMnOpQ"})


def test_a_line_of_the_schedule_carries_the_ground_of_its_price(store, request_id):
    price = fees.Rate("statutory", "Campaign statement", "page", "0.10", date(2026, 1, 1), basis="Gov. Code 81008")
    fees.save_rate(store, ADMINISTRATOR, None, price)
    charge(store, request_id, {"rate": "Campaign statement", "quantity": 7})
    assert fees.account(store, request_id)[0]["citation"].endswith("; Gov. Code 81008")


def test_a_fee_of_several_lines_is_corrected_by_its_lines(store, request_id):
    receipt = charge(store, request_id, DUPLICATION, DISCS)
    with leaves_nothing(store, "This fee has several lines: give all of them anew"):
        ledger.correct(store, receipt.event_id, OFFICIAL, amount=3)
    moved = ledger.correct(store, receipt.event_id, OFFICIAL, on_date=TODAY)
    assert lines_of(store, moved) == lines_of(store, receipt)
    corrected = ledger.correct(store, moved.event_id, OFFICIAL, lines=[DISCS])
    assert (len(lines_of(store, corrected)), amounts(store, request_id)["charged"]) == (1, "3.75")


def test_a_counted_line_whose_amount_is_corrected_is_counted_no_more(store, request_id):
    receipt = charge(store, request_id, DISCS)
    assert lines_of(store, ledger.correct(store, receipt.event_id, OFFICIAL, amount=3)) == [("media", None, None, "3.00", None)]


# The fee schedule.


def test_the_schedule_starts_empty(store):
    assert store.read("fee_rates") == []


def test_a_line_takes_the_price_in_force_on_the_day_of_the_act(store, request_id):
    fees.save_rate(store, ADMINISTRATOR, None, Rate("duplication", "Copy, per page", "page", "0.10", date(2025, 1, 1), date(2026, 4, 15)))
    fees.save_rate(store, ADMINISTRATOR, None, Rate("duplication", "Copy, per page", "page", "0.125", date(2026, 4, 16)))
    line = {"rate": "copy, per PAGE", "quantity": 12}
    before, now = (charge(store, request_id, line, on_date=day) for day in (date(2026, 4, 15), date(2026, 4, 16)))
    assert lines_of(store, before) == [("duplication", Decimal(12), Decimal("0.1"), "1.20", "Copy, per page")]
    assert lines_of(store, now) == [("duplication", Decimal(12), Decimal("0.125"), "1.50", "Copy, per page")]
    with leaves_nothing(store, "no price for “copy, per PAGE” on 2024-12-31"):
        charge(store, request_id, line, on_date=date(2024, 12, 31), irregular_reason="It was")


def test_a_price_is_changed_and_taken_back_and_both_are_kept_with_old_and_new(store, request_id):
    fees.save_rate(store, ADMINISTRATOR, None, COPY)
    receipt = charge(store, request_id, {"rate": "Copy, per page", "quantity": 10})
    fees.save_rate(store, ADMINISTRATOR, 1, Rate("duplication", "Copy, per page", "page", "0.2", date(2025, 1, 1)))
    fees.drop_rate(store, ADMINISTRATOR, 1)
    changes = store.query("from store.setting_change order by change_id")
    first, second = "Copy, per page, $0.10 a page, duplication, from 2025-01-01 (Resolution 12)", "Copy, per page, $0.20 a page, duplication, from 2025-01-01"
    assert [(row["what"], row["old_value"], row["new_value"]) for row in changes] == [
        ("fee_rate 1", None, first), ("fee_rate 1", first, second), ("fee_rate 1", second, None),
    ]  # fmt: skip
    assert lines_of(store, receipt)[0][3:] == ("1.00", "Copy, per page")
    with leaves_nothing(store, "taken back already"):
        fees.drop_rate(store, ADMINISTRATOR, 1)


def changed(**values):
    return Rate(**vars(COPY) | values)


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (changed(fee_kind="search"), r"The time to search for records may not be charged\. \(Gov\. Code 7922\.530"),
        (changed(fee_kind="review"), "may not be charged"),
        (changed(fee_kind="redaction"), "may not be charged"),
        (changed(fee_kind="finding"), "may not be charged"),
        (changed(fee_kind="nonsense"), "Say what the price is for"),
        (changed(fee_kind="statutory", basis=" "), "needs that statute"),
        (changed(label=" "), "The price needs a name"),
        (changed(unit=""), "The unit needs a name"),
        (changed(price="free"), "The price must be a number"),
        (changed(price=0), "The price must be more than 0"),
        (changed(price="0.00001"), "at most four decimals"),
        (changed(basis="x" * 121), "more than 120 letters"),
        (changed(effective_from=None), "Give the day from which"),
        (changed(effective_until=date(2024, 12, 31)), "cannot be before its first"),
    ],
)
def test_a_price_that_cannot_be_is_refused(store, rate, said):
    with leaves_nothing(store, said):
        fees.save_rate(store, ADMINISTRATOR, None, rate)


@pytest.mark.parametrize(("first", "last"), [("2024-01-01", "2025-01-01"), ("2026-01-01", None), ("2024-01-01", None), ("2025-06-30", "2025-06-30")])
def test_two_prices_of_one_name_never_hold_on_the_same_day(store, first, last):
    fees.save_rate(store, ADMINISTRATOR, None, COPY)
    days = {"effective_from": date.fromisoformat(first), "effective_until": last and date.fromisoformat(last)}
    with leaves_nothing(store, "a price of that name on some of these days already: Copy, per page"):
        fees.save_rate(store, ADMINISTRATOR, None, changed(label="COPY, per page", **days))
    fees.save_rate(store, ADMINISTRATOR, None, changed(label="Copy, large", **days))


def test_only_an_administrator_sets_prices(store):
    with leaves_nothing(store, "needs? the role administrator"):
        fees.save_rate(store, OFFICIAL, None, COPY)
    with leaves_nothing(store, "needs? the role administrator"):
        fees.drop_rate(store, OFFICIAL, 1)


# Deposits, payments, credits.


def test_a_deposit_needs_an_estimate_and_is_no_more_than_it(store, request_id):
    with leaves_nothing(store, "Estimate the fee first"):
        record(store, request_id, "deposit_asked", amount=1)
    charge(store, request_id, DUPLICATION, DISCS, kind="fee_estimated")
    with leaves_nothing(store, r"at most \$8\.25 can be asked for now"):
        record(store, request_id, "deposit_asked", amount="8.26")
    record(store, request_id, "deposit_asked", amount="8.00")
    with leaves_nothing(store, r"at most \$0\.25 can be asked for now"):
        record(store, request_id, "deposit_asked", amount="0.26")
    assert amounts(store, request_id)["balance"] == "0.00"


def test_a_newer_estimate_replaces_the_one_before(store, request_id):
    charge(store, request_id, DUPLICATION, kind="fee_estimated")
    charge(store, request_id, DISCS, kind="fee_estimated")
    with leaves_nothing(store, r"at most \$3\.75"):
        record(store, request_id, "deposit_asked", amount=4)


def test_nothing_is_asked_beforehand_for_what_may_not_be_charged(store, request_id):
    unlawful = {"fee_kind": "search", "amount": 20}
    charge(store, request_id, DUPLICATION, unlawful, kind="fee_estimated", irregular_reason="It went out so")
    with leaves_nothing(store, r"at most \$4\.50 .* The time to search for records may not be charged\. \(Gov\. Code 7922\.530"):
        record(store, request_id, "deposit_asked", amount=10)
    record(store, request_id, "deposit_asked", amount="4.50")


def test_an_estimate_or_a_deposit_can_be_paid_before_anything_is_charged_and_is_a_credit(store, request_id):
    charge(store, request_id, DUPLICATION, kind="fee_estimated")
    record(store, request_id, "deposit_asked", amount=2)
    record(store, request_id, "fee_paid", amount="4.50", method="check", reference="1024")
    assert amounts(store, request_id)["balance"] == "-4.50"
    with leaves_nothing(store, r"Only \$0\.00 is still to be paid"):
        record(store, request_id, "fee_paid", amount="0.01")
    charge(store, request_id, DUPLICATION)
    assert amounts(store, request_id)["balance"] == "0.00"


def test_more_than_is_owed_is_refused_unless_a_deposit_was_asked_for(store, request_id):
    charge(store, request_id, DISCS, kind="fee_estimated")
    charge(store, request_id, {"fee_kind": "duplication", "amount": 1})
    with leaves_nothing(store, r"Only \$1\.00 is still to be paid"):
        record(store, request_id, "fee_paid", amount=2)
    record(store, request_id, "deposit_asked", amount=3)
    record(store, request_id, "fee_paid", amount=3)
    assert amounts(store, request_id)["balance"] == "-2.00"


def test_an_overpayment_that_came_all_the_same_is_recorded_as_it_happened(store, request_id):
    charge(store, request_id, DUPLICATION)
    record(store, request_id, "fee_paid", amount=5, irregular_reason="The check was made out so")
    record(store, request_id, "fee_refunded", amount="0.50", reason="Too much was paid")
    assert amounts(store, request_id)["balance"] == "0.00"


def test_a_payment_can_be_corrected_within_its_own_limit(store, request_id):
    charge(store, request_id, DUPLICATION)
    paid = record(store, request_id, "fee_paid", amount=4)
    corrected = ledger.correct(store, paid.event_id, OFFICIAL, amount="4.50")
    with leaves_nothing(store, r"Only \$4\.50 is still to be paid"):
        ledger.correct(store, corrected.event_id, OFFICIAL, amount="4.51")


def test_striking_a_charge_after_its_payment_leaves_a_credit_that_can_be_given_back(store, request_id):
    charged = charge(store, request_id, DUPLICATION)
    record(store, request_id, "fee_paid", amount="4.50")
    ledger.strike(store, charged.event_id, OFFICIAL)
    assert amounts(store, request_id) == {"charged": "0.00", "paid": "4.50", "waived": "0.00", "refunded": "0.00", "balance": "-4.50"}
    with leaves_nothing(store, r"Only \$4\.50 was paid"):
        record(store, request_id, "fee_refunded", amount="4.51", reason="x")
    record(store, request_id, "fee_refunded", amount="4.50", reason="Charged by mistake")
    assert amounts(store, request_id)["balance"] == "0.00"


def test_a_fee_is_late_only_where_something_asked_is_unpaid(store, request_id):
    for before in (None, "fee_estimated"):
        if before:
            charge(store, request_id, DUPLICATION, kind=before)
        with leaves_nothing(store, "Nothing that was asked for is unpaid"):
            record(store, request_id, "fee_expired")
    record(store, request_id, "deposit_asked", amount=2)
    record(store, request_id, "fee_expired")
    record(store, request_id, "fee_paid", amount=2)
    with leaves_nothing(store, "Nothing that was asked for is unpaid"):
        record(store, request_id, "fee_expired")
    charge(store, request_id, DUPLICATION)
    record(store, request_id, "fee_expired")


def beforehand(store, request_id, estimate=50, deposit=25):
    """An estimate and a deposit asked on it."""
    estimated = record(store, request_id, "fee_estimated", fee_kind="duplication", amount=estimate)
    return estimated, record(store, request_id, "deposit_asked", amount=deposit)


def settled_and_reopened(store, request_id):
    """Charged and paid, closed and reopened: what comes now is another round."""
    charged_and_paid(store, request_id)
    record(store, request_id, "closed", outcome="withdrawn")
    record(store, request_id, "reopened", reason="There is more")


def charged_and_paid(store, request_id):
    record(store, request_id, "fee_charged", fee_kind="duplication", amount=100)
    record(store, request_id, "fee_paid", amount=100)


@pytest.mark.parametrize("before", [charged_and_paid, settled_and_reopened])
def test_a_deposit_is_paid_in_full_whatever_was_charged_and_paid_before_it(store, request_id, before):
    before(store, request_id)
    beforehand(store, request_id)
    assert fees.offered(store, request_id, "fee_paid") == 25
    late = record(store, request_id, "fee_expired")
    ledger.strike(store, late.event_id, OFFICIAL)
    record(store, request_id, "fee_paid", amount=25)
    assert fees.offered(store, request_id, "fee_paid") is None
    with leaves_nothing(store, "Nothing that was asked for is unpaid"):
        record(store, request_id, "fee_expired")


def test_a_charge_takes_up_the_deposit_that_was_asked_before_it(store, request_id):
    beforehand(store, request_id)
    record(store, request_id, "fee_charged", fee_kind="duplication", amount=40)
    assert fees.offered(store, request_id, "fee_paid") == 40
    with leaves_nothing(store, r"Only \$40\.00 is still to be paid"):
        record(store, request_id, "fee_paid", amount=41)
    record(store, request_id, "fee_paid", amount=25)
    assert fees.offered(store, request_id, "fee_paid") == 15


def test_an_estimate_is_not_corrected_below_the_deposit_asked_on_it_nor_struck_out_under_it(store, request_id):
    estimated, asked = beforehand(store, request_id)
    with leaves_nothing(store, r"Deposits of \$25\.00 stand"):
        ledger.correct(store, estimated.event_id, OFFICIAL, amount=10)
    with leaves_nothing(store, r"A deposit of \$25\.00 was asked on this estimate: strike out the deposit first"):
        ledger.strike(store, estimated.event_id, OFFICIAL)
    corrected = ledger.correct(store, estimated.event_id, OFFICIAL, amount=25)
    ledger.strike(store, asked.event_id, OFFICIAL)
    ledger.strike(store, ledger.correct(store, corrected.event_id, OFFICIAL, amount=10).event_id, OFFICIAL)


def test_a_new_estimate_may_be_lower_than_the_deposit(store, request_id):
    first, _ = beforehand(store, request_id)
    record(store, request_id, "fee_estimated", fee_kind="duplication", amount=10)
    ledger.correct(store, first.event_id, OFFICIAL, amount=12)


def test_a_payment_stays_while_its_refund_stands(store, request_id):
    charge(store, request_id, DUPLICATION)
    paid = record(store, request_id, "fee_paid", amount="4.50")
    given_back = record(store, request_id, "fee_refunded", amount="4.50", reason="Not needed")
    with leaves_nothing(store, "This payment was given back: strike out the refund first"):
        ledger.strike(store, paid.event_id, OFFICIAL)
    with leaves_nothing(store, r"Of what was paid, \$4\.50 was given back: correct the refund first"):
        ledger.correct(store, paid.event_id, OFFICIAL, amount=4)
    ledger.strike(store, given_back.event_id, OFFICIAL)
    ledger.strike(store, paid.event_id, OFFICIAL)
    assert amounts(store, request_id)["balance"] == "4.50"


def test_a_receipt_of_a_payment_that_was_corrected_meanwhile_is_refused(store, request_id):
    charge(store, request_id, DUPLICATION)
    paid = record(store, request_id, "fee_paid", amount=4)
    corrected = ledger.correct(store, paid.event_id, OFFICIAL, amount="4.50")
    with leaves_nothing(store, "This payment was corrected or struck out"):
        fees.receipt("City of Sample", "PRA-2026-000001", fees.account(store, request_id), paid.event_id)
    assert "$4.50" in fees.receipt("City of Sample", "PRA-2026-000001", fees.account(store, request_id), corrected.event_id)


# Do fees apply?

GIVEN = {
    "released": {},
    "access_granted": {"endpoint": "https://data.example.org/x", "format": "JSON", "key_reference": "k", "terms_version": "1"},
    "dataset_published": {"dataset_id": "trees", "endpoint": "https://data.example.org/trees"},
}
ANSWERS = {
    "fee_estimated": {"fee_kind": "duplication", "amount": 1},
    "fee_charged": {"fee_kind": "duplication", "amount": 1},
    "no_fee_decided": {},
}


@pytest.fixture
def granted(store):
    request_id = receive(store, track="data").request_id
    record(store, request_id, "determined", **GRANT)
    return request_id


@pytest.mark.parametrize("kind", GIVEN)
def test_nothing_is_given_before_it_is_answered_whether_fees_apply(store, granted, kind):
    with leaves_nothing(store, "It is not answered whether fees apply"):
        record(store, granted, kind, **GIVEN[kind])
    record(store, granted, kind, no_fee=True, **GIVEN[kind])
    record(store, granted, kind, **GIVEN[kind] | ({"key_reference": "another"} if kind == "access_granted" else {}))


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_fee_or_the_decision_that_none_applies_answers_it(store, granted, answer):
    receipt = record(store, granted, answer, **ANSWERS[answer])
    released = record(store, granted, "released")
    ledger.strike(store, released.event_id, OFFICIAL)
    ledger.strike(store, receipt.event_id, OFFICIAL)
    with leaves_nothing(store, "It is not answered whether fees apply"):
        record(store, granted, "released")


def test_an_answer_that_came_later_answers_nothing(store):
    request_id = receive(store).request_id
    record(store, request_id, "determined", on_date=date(2026, 4, 15), **GRANT)
    record(store, request_id, "no_fee_decided", on_date=date(2026, 4, 17))
    with leaves_nothing(store, "It is not answered whether fees apply"):
        record(store, request_id, "released", on_date=date(2026, 4, 16))
    record(store, request_id, "released", on_date=date(2026, 4, 17))


def test_after_reopening_it_is_answered_anew_and_the_round_before_keeps_its_answer(store):
    request_id = receive(store).request_id
    record(store, request_id, "no_fee_decided", on_date=date(2026, 4, 14))
    record(store, request_id, "determined", on_date=date(2026, 4, 15), **GRANT)
    released = record(store, request_id, "released", on_date=date(2026, 4, 15))
    record(store, request_id, "closed", on_date=date(2026, 4, 16), outcome="granted")
    record(store, request_id, "reopened", on_date=date(2026, 4, 17), reason="More was found")
    record(store, request_id, "determined", on_date=date(2026, 4, 18), **GRANT)
    with leaves_nothing(store, "It is not answered whether fees apply"):
        record(store, request_id, "released", on_date=date(2026, 4, 18))
    ledger.correct(store, released.event_id, OFFICIAL, note="By mail")


@pytest.mark.parametrize("kind", ["no_fee_decided", "released"])
def test_no_fee_beside_an_unpaid_charge_is_refused(store, granted, kind):
    record(store, granted, "fee_charged", fee_kind="duplication", amount=3)
    values = {"no_fee": True} if kind == "released" else {}
    with leaves_nothing(store, r"A fee of \$3\.00 is charged and unpaid"):
        record(store, granted, kind, **values)
    record(store, granted, "fee_waived", amount=3, reason="Small sum")
    record(store, granted, kind, **values)


def test_what_was_given_without_an_answer_is_recorded_as_it_happened(store, granted):
    record(store, granted, "released", irregular_reason="Handed out at the counter")
    assert snapshot(store, granted)["irregular_events"] == 1


# Staff time.


def test_staff_time_and_its_cost_never_become_a_charge(store, request_id):
    record(store, request_id, "time_recorded", minutes=90, cost="120.00")
    assert set(amounts(store, request_id).values()) == {"0.00"}
    assert store.read("fees", reader=None, as_of=TODAY) == []
    with pytest.raises(Refused, match="Nothing is owed"):
        record(store, request_id, "fee_paid", amount=120)


# What the figures say of it.

AMOUNT = st.decimals(Decimal("0.01"), Decimal("99.99"), places=2)
ACT = st.sampled_from(["fee_estimated", "fee_charged", "fee_charged", "fee_paid", "fee_paid", "fee_waived", "fee_refunded", "deposit_asked", "correct", "strike"])
SUMS = {"fee_charged": "charged", "fee_paid": "paid", "fee_waived": "waived", "fee_refunded": "refunded", "deposit_asked": "deposits_asked"}
BEGAN = date(2026, 1, 5)


@pytest.fixture(scope="module")
def purse(template, tmp_path_factory):
    """A store of many fees; every audit must be empty at the end."""
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("purse") / "city.duckdb"), clock=noon)
    yield store
    assert failed_audits(store) == {}
    store.close()


def happened(store, told):
    """Two requests and what is told of their money; what the rules refuse happened all the same."""
    requests = [receive(store, on_date=BEGAN, track=track).request_id for track in ("records", "data")]
    for which, kind, amounts, days in told:
        request_id, on_date = requests[which], BEGAN + timedelta(days)
        if kind in ("correct", "strike"):
            amend(store, request_id, kind, amounts[0], on_date)
            continue
        values = {"lines": [{"fee_kind": "media", "amount": each} for each in amounts]} if kind in ("fee_estimated", "fee_charged") else {"amount": amounts[0]}
        values |= {"reason": "x"} if kind in ("fee_waived", "fee_refunded") else {}
        record(store, request_id, kind, on_date=on_date, irregular_reason="It happened", **values)


def amend(store, request_id, kind, amount, on_date):
    """Correct amount and day of the newest entry that stands, or strike it out."""
    told = events(store, request_id)
    standing = [row for row in told if row["kind"] in SUMS and row["event_id"] not in {later["supersedes"] for later in told}]
    if standing and kind == "strike":
        with suppress(Refused):  # a payment that was given back stays
            ledger.strike(store, standing[-1]["event_id"], ADMINISTRATOR)
    elif standing:
        changes = {"lines": [{"fee_kind": "media", "amount": amount}]} if standing[-1]["kind"] == "fee_charged" else {"amount": amount}
        ledger.correct(store, standing[-1]["event_id"], ADMINISTRATOR, on_date=on_date, **changes)


def by_month(entries):
    """Sums of money by month and column, added up one by one."""
    sums = {}
    for kind, on_date, amount in entries:
        if kind in SUMS:
            key = (f"{on_date:%Y-%m}", SUMS[kind])
            sums[key] = sums.get(key, Decimal(0)) + amount
    return sums


@given(
    told=st.lists(st.tuples(st.sampled_from([0, 1]), ACT, st.lists(AMOUNT, min_size=1, max_size=3), st.integers(0, 105)), max_size=9),
    window=st.tuples(*[st.integers(-10, 105)] * 3),
)
@settings(max_examples=20, deadline=None)
def test_money_by_month_adds_up_to_the_ledger_and_to_the_export_to_the_cent(purse, told, window):
    happened(purse, told)
    first, last, as_of = (BEGAN + timedelta(days) for days in (*sorted(window[:2]), window[2]))
    everything = purse.query("from store.event")
    gone = {row["supersedes"] for row in everything}
    standing = [(row["kind"], row["on_date"], row["amount"]) for row in everything if row["event_id"] not in gone]
    exported = [(row["kind"], row["on_date"], row["line_amount"]) for row in purse.read("fees", reader=None, as_of=as_of)]
    asked = {"received_from": first, "received_until": last}
    rows = measure.measure(purse, "fees_by_month", as_of, **asked)
    measured = {(row["month"], name): row[name] for row in rows for name in SUMS.values() if row[name]}
    within = [[each for each in entries if first <= each[1] <= last and each[1] <= as_of] for entries in (standing, exported)]
    assert measured == by_month(within[0]) == by_month(within[1])
    tracks = [measure.measure(purse, "fees_by_month", as_of, track=track, **asked) for track in ("records", "data")]
    assert {name: sum(row[name] for part in tracks for row in part) for name in SUMS.values()} == {name: sum(row[name] for row in rows) for name in SUMS.values()}


LAWFUL = st.sampled_from(["fee_estimated", "deposit_asked", "fee_charged", "fee_paid", "fee_waived", "fee_refunded", "reopened", "strike"])
DOLLARS = st.one_of(st.none(), st.integers(1, 60).map(Decimal))


def tried(store, request_id, kind, amount):
    """An act of money as far as the rules allow it; without an amount the one that is offered."""
    if kind == "strike":
        return amend(store, request_id, kind, amount, TODAY)
    if kind == "reopened":
        record(store, request_id, "closed", outcome="withdrawn")
        return record(store, request_id, "reopened", reason="x")
    amount = amount or (fees.offered(store, request_id, kind) if kind in fees.OFFERED else Decimal(30))
    priced = {"fee_kind": "media"} if kind in ("fee_estimated", "fee_charged") else {}
    reason = {"reason": "x"} if kind in ("fee_waived", "fee_refunded") else {}
    with suppress(Refused):
        return record(store, request_id, kind, amount=amount, **priced, **reason)


def still_to_be_paid(told):
    """What was asked for and not paid, told entry by entry: a charge takes up what was asked before it, a new round forgets it."""
    asked = owed = Decimal(0)
    for kind, amount in told:
        asked = {"deposit_asked": asked + (amount or 0), "fee_charged": max(asked - (amount or 0), 0), "reopened": Decimal(0)}.get(kind, asked)
        owed += {"fee_charged": 1, "fee_refunded": 1, "fee_paid": -1, "fee_waived": -1}.get(kind, 0) * (amount or 0)
    return max(owed + asked, Decimal(0))


@given(acts=st.lists(st.tuples(LAWFUL, DOLLARS), max_size=12))
@settings(max_examples=40, deadline=None)
def test_what_is_offered_can_be_recorded_and_the_sums_reconcile(purse, acts):
    request_id = receive(purse, on_date=BEGAN).request_id
    for kind, amount in acts:
        tried(purse, request_id, kind, amount)
    told = events(purse, request_id)
    gone = {row["supersedes"] for row in told}
    standing = [(row["kind"], row["amount"]) for row in told if row["event_id"] not in gone]
    assert (fees.offered(purse, request_id, "fee_paid") or 0) == still_to_be_paid(standing)
    for kind in ("deposit_asked", "fee_paid", "fee_refunded"):
        if amount := fees.offered(purse, request_id, kind):
            record(purse, request_id, kind, amount=amount, **({"reason": "x"} if kind == "fee_refunded" else {}))
            standing.append((kind, amount))
    sums = {kind: sum(amount for each, amount in standing if each == kind) for kind in SUMS}
    row = snapshot(purse, request_id)
    assert {kind: row[name] for kind, name in SUMS.items() if name in row} == {kind: sums[kind] for kind, name in SUMS.items() if name in row}
    assert row["balance"] == purse.read("request_money", request_id=request_id)[0]["balance"] == sum(amounts_of(purse, request_id))
    assert row["paid"] >= row["refunded"] and still_to_be_paid(standing) == (fees.offered(purse, request_id, "fee_paid") or 0)


def amounts_of(store, request_id):
    """Each line of the account with its sign, as the page adds them up."""
    signs = {"fee_charged": 1, "fee_refunded": 1, "fee_paid": -1, "fee_waived": -1}
    return [signs.get(line["kind"], 0) * line["amount"] for line in fees.account(store, request_id)]


def test_money_of_a_voided_request_stays_in_its_month(store, request_id):
    charge(store, request_id, DUPLICATION)
    record(store, request_id, "voided", reason="Logged twice")
    (row,) = measure.measure(store, "fees_by_month", TODAY)
    assert (row["month"], str(row["charged"]), row["n"]) == ("2026-04", "4.50", 1)
    assert measure.measure(store, "fees", TODAY) == []


def test_effort_sums_hours_and_cost_by_desk_and_charges_nobody(store):
    for desk_id, minutes, cost in ((1, 90, "60.00"), (1, 30, None), (2, 15, "10.10")):
        request_id = receive(store, desk_id=desk_id).request_id
        record(store, request_id, "time_recorded", minutes=minutes, **({"cost": cost} if cost else {}))
    struck = record(store, request_id, "time_recorded", minutes=600)
    ledger.strike(store, struck.event_id, ADMINISTRATOR)
    receive(store, desk_id=2)
    clerk, technology = measure.measure(store, "effort", TODAY, by="desk")
    assert (clerk["group"], clerk["n"], clerk["n_timed"], clerk["hours"], str(clerk["direct_cost"]), clerk["hours_per_timed"]) == ("City Clerk", 2, 2, 2, "60.00", 1)
    assert (technology["n"], technology["n_timed"], technology["hours"], str(technology["direct_cost"])) == (2, 1, 0.25, "10.10")


def test_a_line_given_whole_is_checked_like_one_that_was_typed(store, request_id):
    wrong = {
        "more than 0": (FeeLine("duplication", Decimal("-5")), FeeLine("duplication", Decimal("10"))),
        "choose one of the list": (FeeLine("Search fee", Decimal("10"), label="Search"),),
        "come to 2.00": (FeeLine("duplication", Decimal("10"), Decimal("2"), Decimal("1")),),
    }
    for sentence, lines in wrong.items():
        with leaves_nothing(store, sentence):
            record(store, request_id, "fee_charged", lines=lines)
    receipt = record(store, request_id, "fee_charged", lines=(FeeLine("media", Decimal("3.75"), Decimal("3"), Decimal("1.25"), "Disc"),))
    assert lines_of(store, receipt) == [("media", Decimal("3.00"), Decimal("1.2500"), "3.75", "Disc")]


@pytest.mark.parametrize("amount", ["١٢", "１２", "1_000", "1e3", "1,000.00", "0x10", "--1", "nan", "Infinity", "1 2", "9" * 40, "1.234"])
def test_a_sum_is_figures_from_0_to_9_with_or_without_a_point(store, request_id, amount):
    with leaves_nothing(store, "Amount"):
        record(store, request_id, "fee_charged", fee_kind="media", amount=amount)


def test_what_one_requester_has_too_much_is_not_set_off_against_what_others_owe(store):
    for owed, paid in (("5.00", None), ("5.00", None), ("0.33", None), ("1.00", "8.00")):
        one = receive(store).request_id
        record(store, one, "fee_charged", fee_kind="media", amount=owed)
        if paid:
            record(store, one, "fee_paid", amount=paid, irregular_reason="Two cheques came")
    (row,) = measure.measure(store, "fees", TODAY, received_from=date(2020, 1, 1), received_until=TODAY)
    told = {name: str(row[name]) for name in ("outstanding", "n_outstanding", "credit", "n_credit")}
    assert told == {"outstanding": "10.33", "n_outstanding": "3", "credit": "7.00", "n_credit": "1"}
    assert row["outstanding"] - row["credit"] == row["charged"] - row["waived"] - row["paid"] + row["refunded"]


def test_the_answer_that_a_release_rests_on_is_not_moved_behind_it(store):
    request = ledger.receive(store, OFFICIAL, track="records", on_date=date(2026, 4, 6), verbatim="All trees").request_id
    answered = ledger.record(store, request, "no_fee_decided", OFFICIAL, on_date=date(2026, 4, 7)).event_id
    promise = {"outcome": "granted", "promised_on": date(2026, 4, 9), "promised_time": time(17)}
    ledger.record(store, request, "determined", OFFICIAL, on_date=date(2026, 4, 7), **promise)
    ledger.record(store, request, "released", OFFICIAL, on_date=date(2026, 4, 8))
    with pytest.raises(Refused, match="“Released” of 2026-04-08 rests on this and could not stand"):
        ledger.correct(store, answered, OFFICIAL, on_date=date(2026, 4, 9))
    ledger.correct(store, answered, OFFICIAL, on_date=date(2026, 4, 8))
