"""Money on the pages: the lines of a fee, the fee schedule in Settings, what is owed in words, receipts, and “do fees apply?”."""

from datetime import date, time

import pytest

from records_desk.db import fees, ledger
from records_desk.db.fees import Rate
from tests.pages.conftest import ADMINISTRATOR, facts, press, refused, said, to_correct, well, widget

TODAY = date(2026, 4, 20)
COPY = Rate("duplication", "Copy, per page", "page", "0.10", date(2025, 1, 1), basis="Resolution 12")
GRANT = {"outcome": "granted", "promised_on": TODAY, "promised_time": time(15)}


@pytest.fixture
def act(store):
    """Record an act of today."""

    def record(receipt, kind, **values):
        return ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=TODAY, **values)

    return record


def open_form(tab, kind):
    widget(tab, "_act").set_value(kind)
    return well(tab.run())


def choose(tab, ending, value):
    widget(tab, ending).set_value(value)
    return well(tab.run())


def lines(store):
    return [
        (line["fee_kind"], str(line["quantity"]), str(line["unit_price"]), str(line["amount"]))
        for line in store.query("from store.fee_line order by event_id, line_no")
    ]


def captions(tab):
    return " ".join(item.value for item in tab.caption).replace("\\", "")


def test_one_line_is_two_fields_and_a_click(visit, store, received):
    tab = open_form(visit("request", "staff", number=received().number), "fee_charged")
    widget(tab, "_fee_charged_fee_kind").set_value("duplication")
    widget(tab, "_fee_charged_amount").set_value("12.50")
    press(tab, "_fee_charged_send")
    assert (lines(store), refused(tab)) == ([("duplication", "None", "None", "12.50")], "")


def test_several_lines_are_charged_at_once_and_stand_in_the_account(visit, store, received, shown):
    fees.save_rate(store, ADMINISTRATOR, None, COPY)
    tab = open_form(visit("request", "staff", number=received().number), "fee_charged")
    choose(tab, "_fee_charged_fee_kind", "rate Copy, per page")
    choose(tab, "_fee_charged_fee_kind_2", "media")
    choose(tab, "_fee_charged_fee_kind_3", "statutory")
    for field, value in {"quantity": "12", "quantity_2": "2", "amount_2": "1.75", "amount_3": "4", "basis_3": "Gov. Code 81008"}.items():
        widget(tab, f"_fee_charged_{field}").set_value(value)
    press(tab, "_fee_charged_send")
    assert lines(store) == [
        ("duplication", "12.00", "0.1000", "1.20"),
        ("media", "2.00", "1.7500", "3.50"),
        ("statutory", "None", "None", "4.00"),
    ]
    copy, discs, statutory = shown["request_fees"][1]
    assert copy["for"] == "Copy, per page: 12 at $0.10 (Gov. Code 7922.530(a); Resolution 12) [V]" and copy["what"] == "Fee charged"
    assert [line["amount"] for line in (copy, discs, statutory)] == ["$1.20", "$3.50", "$4.00"]
    assert [line["balance"] for line in (copy, discs, statutory)] == ["$1.20", "$4.70", "$8.70"]
    assert "Still owed: $8.70." in captions(tab)


def test_what_is_refused_in_one_line_leaves_all_of_them_in_the_form(visit, store, received):
    tab = open_form(visit("request", "staff", number=received().number), "fee_estimated")
    choose(tab, "_fee_estimated_fee_kind", "duplication")
    choose(tab, "_fee_estimated_fee_kind_2", "search")
    assert "The time to search for records may not be charged." in tab.warning[0].value.replace("\\", "")
    widget(tab, "_fee_estimated_amount").set_value("3")
    widget(tab, "_fee_estimated_amount_2").set_value("20")
    press(tab, "_fee_estimated_send")
    assert "may not be charged. (Gov. Code 7922.530(a)" in refused(tab)
    assert (widget(tab, "_fee_estimated_amount").value, widget(tab, "_fee_estimated_amount_2").value, lines(store)) == ("3", "20", [])


def test_postage_warns_and_electronic_data_say_what_they_need(visit, received):
    tab = open_form(visit("request", "staff", number=received().number), "fee_charged")
    choose(tab, "_fee_charged_fee_kind", "postage")
    assert "ask the City Attorney. (none found) [U: unverified]" in tab.warning[0].value.replace("\\", "")
    choose(tab, "_fee_charged_fee_kind", "electronic")
    assert not tab.warning and "where the request needs compilation, extraction or programming of data. (Gov. Code 7922.575(b))" in captions(tab)


def test_the_lines_of_a_fee_are_corrected_in_its_form(visit, store, received, act):
    fees.save_rate(store, ADMINISTRATOR, None, COPY)
    receipt = received()
    act(receipt, "fee_charged", lines=[{"rate": "Copy, per page", "quantity": 12}, {"fee_kind": "media", "amount": 4}])
    tab = to_correct(visit("request", number=receipt.number))
    form = next(item.key for item in tab.selectbox if item.key.startswith("request_fix")).removesuffix("_fee_kind")
    assert [widget(tab, f"{form}_{name}").value for name in ("fee_kind", "quantity", "fee_kind_2", "amount_2")] == ["rate Copy, per page", "12", "media", "4.00"]
    choose(tab, f"{form}_fee_kind_2", None)
    widget(tab, f"{form}_quantity").set_value("10")
    press(tab, f"{form}_send")
    assert (lines(store)[-1], refused(tab)) == (("duplication", "10.00", "0.1000", "1.00"), "")
    assert str(store.query("select charged from store.snapshot")[0]["charged"]) == "1.00"


def test_emptying_a_line_in_the_middle_leaves_the_later_ones(visit, store, received, act):
    receipt = received()
    act(receipt, "fee_charged", lines=[{"fee_kind": "duplication", "amount": 4}, {"fee_kind": "media", "amount": 3}, {"fee_kind": "duplication", "amount": 2}])
    tab = to_correct(visit("request", number=receipt.number))
    form = next(item.key for item in tab.selectbox if item.key.startswith("request_fix")).removesuffix("_fee_kind")
    choose(tab, f"{form}_fee_kind_2", None)
    press(tab, f"{form}_send")
    assert refused(tab) == "" and str(store.query("select charged from store.snapshot")[0]["charged"]) == "6.00"


def test_a_credit_is_told_in_words_and_offered_for_refund(visit, store, received, act):
    receipt = received()
    act(receipt, "fee_estimated", fee_kind="duplication", amount="12.50")
    act(receipt, "deposit_asked", amount=5)
    assert widget(open_form(visit("request", number=receipt.number), "fee_paid"), "_fee_paid_amount").value == "5.00"
    act(receipt, "fee_paid", amount=5, method="check", reference="1024")
    tab = visit("request", number=receipt.number)
    assert "Credit of the requester: $5.00. It was paid beforehand" in captions(tab) and "Estimated: $12.50." in captions(tab)
    assert facts(tab)["Credit"][0] == "$5.00"
    assert widget(open_form(tab, "fee_refunded"), "_fee_refunded_amount").value == "5.00"


def test_receipts_are_made_from_the_account_that_the_page_has_read(visit, store, received, act, asked):
    receipt = received()
    act(receipt, "fee_charged", lines=[{"fee_kind": "media", "amount": 9}])
    for amount in (2, 3, 4):
        act(receipt, "fee_paid", amount=amount, irregular_reason="Paid at the counter")
    asked.clear()
    tab = visit("request", number=receipt.number)
    assert [code.value.splitlines()[-1] for code in tab.code if ": receipt" in code.value] == ["Still owed: $7.00.", "Still owed: $4.00.", "Nothing is owed."]
    assert asked.count("fees_of") == 1 and asked.count("setting") <= 1


def test_a_receipt_says_what_was_paid_how_for_what_and_what_is_left(store, received, act):
    receipt = received()
    act(receipt, "fee_charged", lines=[{"fee_kind": "media", "quantity": 2, "unit_price": "1.255"}, {"fee_kind": "duplication", "amount": 4}])
    paid = act(receipt, "fee_paid", amount=5, method="check", reference="1024")
    told = fees.receipt("City of Oxnard", receipt.number, fees.account(store, receipt.request_id), paid.event_id)
    assert told.splitlines() == [
        "City of Oxnard: receipt", f"Request {receipt.number}", "", "Received on Monday, April 20, 2026: $5.00, Check, reference 1024", "",
        "Before this payment:", "2026-04-20  Fee charged: Storage media (disc, drive): 2 at $1.255, $2.51",
        "2026-04-20  Fee charged: Direct cost of duplication, $4.00", "", "Still owed: $1.51.",
    ]  # fmt: skip


def test_no_fee_is_one_check_in_the_release_and_there_only_while_it_is_unanswered(visit, store, received, act):
    receipt = received()
    act(receipt, "determined", **GRANT)
    tab = open_form(visit("request", "staff", number=receipt.number), "released")
    press(tab, "_released_send")
    assert "It is not answered whether fees apply" in refused(tab)
    widget(tab, "_released_no_fee").check()
    press(tab, "_released_send")
    assert "Released recorded" in said(tab)
    tab = open_form(tab, "released")
    assert not [box for box in tab.checkbox if box.key.endswith("_no_fee")]
    press(tab, "_released_send")
    assert "Released recorded" in said(tab)


def test_staff_time_is_shown_beside_the_fees_and_charges_nobody(visit, received, act):
    receipt = received()
    act(receipt, "time_recorded", minutes=90, cost="120.00")
    act(receipt, "time_recorded", minutes=45)
    tab = visit("request", "viewer", number=receipt.number)
    assert "Staff time: 2 h 15 min, direct cost $120.00. It is charged to nobody." in captions(tab)
    assert facts(tab)["Fees owed"][0] == "$0.00"


def fill_price(tab, **values):
    form = next(item.key for item in tab.text_input if item.key.startswith("settings_rate")).removesuffix("_label")
    for name, value in values.items():
        widget(tab, f"{form}_{name}").set_value(value)
    return form


def test_a_price_is_added_changed_and_taken_back_in_settings(visit, store, shown):
    tab = visit("settings")
    assert "No price yet." in captions(tab)
    form = fill_price(tab, label="Copy, per page", kind="duplication", unit="page", price="0.10", basis="Resolution 12")
    press(tab, f"{form}_send")
    assert "Price Copy, per page saved." in said(tab)
    (line,) = shown["settings_fees"][1]
    assert (line["amount"], line["from"], line["until"], line["basis"]) == ("$0.10 a page", "Mon 20 Apr 2026", "–", "Resolution 12")
    choose(tab, "settings_which_rate", 1)
    form = fill_price(tab, price="0.15")
    press(tab, f"{form}_send")
    assert [str(rate["price"]) for rate in store.read("fee_rates")] == ["0.1500"]
    choose(tab, "settings_which_rate", 1)
    press(tab, "_drop")
    assert ("Price Copy, per page taken back." in said(tab), store.read("fee_rates")) == (True, [])


def test_a_price_of_thousands_stands_in_its_form_as_it_can_be_saved(visit, store):
    fees.save_rate(store, ADMINISTRATOR, None, Rate("statutory", "Map", "set", "1250", date(2025, 1, 1), basis="Gov. Code 27366"))
    tab = visit("settings")
    choose(tab, "settings_which_rate", 1)
    form = fill_price(tab, unit="full set")
    assert widget(tab, f"{form}_price").value == "1250.00"
    press(tab, f"{form}_send")
    assert [(rate["unit"], str(rate["price"])) for rate in store.read("fee_rates")] == [("full set", "1250.0000")]


def test_an_unlawful_price_is_refused_with_its_citation_and_stays_in_the_form(visit, store):
    tab = visit("settings")
    form = fill_price(tab, label="Redaction, per hour", kind="redaction", unit="hour", price="40")
    press(tab, f"{form}_send")
    assert "The time to redact records may not be charged. (Gov. Code 7922.530(a); NLG v. City of Hayward (2020))" in refused(tab)
    assert (widget(tab, f"{form}_label").value, store.read("fee_rates")) == ("Redaction, per hour", [])
