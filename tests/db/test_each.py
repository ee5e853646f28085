"""One act on many requests: each by itself, each with its own refusal, none twice."""

from datetime import date, timedelta

from records_desk.db import each, ledger
from tests.conftest import OFFICIAL, TODAY, snapshot

EXTENSION = {"reason_code": "2", "reason": "Four thousand plans", "official_name": "Casey Sample", "official_title": "City Clerk"}


def received(store, days_ago):
    return ledger.receive(store, OFFICIAL, track="records", on_date=TODAY - timedelta(days_ago), verbatim="All plans")


def test_each_is_extended_to_its_own_safe_cap_and_each_refusal_says_why(store):
    early, late, past = (received(store, days) for days in (2, 5, 40))
    told = each.record_each(store, [early.number, late.number, past.number], "extended", OFFICIAL, on_date=TODAY, token="t", **EXTENSION)
    assert (told[early.number], told[late.number]) == (None, None)
    assert "noticed on or before 2026-03-23" in told[past.number]
    for receipt in (early, late):
        row = snapshot(store, receipt.request_id)
        assert row["extended_to_on"] == row["extension_cap_on"]
    assert snapshot(store, past.request_id)["events"] == 1


def test_one_date_for_all_is_refused_where_it_lies_beyond(store):
    early, late = received(store, 2), received(store, 8)
    wanted = {"extended_to_on": date(2026, 5, 12), **EXTENSION}
    told = each.record_each(store, [early.number, late.number], "extended", OFFICIAL, on_date=TODAY, token="t", **wanted)
    assert told[early.number] is None and "may not be later than" in told[late.number]


def test_the_same_form_sent_twice_records_each_once(store):
    receipt = received(store, 2)
    for _ in range(2):
        assert each.record_each(store, [receipt.number], "note", OFFICIAL, on_date=TODAY, token="t", note="Called") == {receipt.number: None}
    assert snapshot(store, receipt.request_id)["events"] == 2


def test_what_was_refused_can_be_sent_again_with_the_same_form(store):
    receipt = received(store, 40)
    assert each.record_each(store, [receipt.number], "extended", OFFICIAL, on_date=TODAY, token="t", **EXTENSION)[receipt.number]
    assert each.record_each(store, [receipt.number], "note", OFFICIAL, on_date=TODAY, token="t", note="Too late") == {receipt.number: None}


def test_what_has_no_date_to_extend_says_so(store):
    receipt = ledger.receive(store, OFFICIAL, track="data", on_date=TODAY, verbatim="A new map")
    ledger.record(store, receipt.request_id, "no_existing_records_asked", OFFICIAL, on_date=TODAY, reason="It is to be drawn")
    told = each.record_each(store, [receipt.number], "extended", OFFICIAL, on_date=TODAY, token="t", **EXTENSION)
    assert told[receipt.number] == "This request runs no statutory clock: there is nothing to extend."
