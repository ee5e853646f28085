"""One request as people read it."""

from datetime import date, time

from records_desk.db import ledger, reading
from tests.conftest import OFFICIAL, TODAY


def test_codes_become_words(store, story):
    row = story("2026-04-06 received channel=phone", "2026-04-08 determined outcome=no_records", "2026-04-09 closed outcome=no_records")
    found = reading.request(store, row["request_id"])
    assert (found["status_label"], found["determination_label"], found["closing_label"]) == ("Closed", "No records: nothing responsive", "No records: nothing responsive")


def test_a_request_that_is_not_there_reads_as_none(store):
    assert reading.request(store, 1) is None


def test_the_timeline_tells_everything_in_order_with_names_and_details(store, story):
    row = story(
        "2026-04-01 received",
        "2026-04-02 routed desk_id=2 person_id=1",
        "2026-04-03 fee_charged fee_kind=media amount=2",
        "2026-04-08 determined outcome=denied sections=[7927.700,7922.000] balancing=Outweighs reason=Personnel official_name=R.Example official_title=Clerk",
    )
    other = story("2026-04-06 received")
    ledger.record(store, row["request_id"], "linked", OFFICIAL, on_date=TODAY, related_request_id=other["request_id"], outcome="related")
    received, routed, charged, determined, linked = reading.timeline(store, row["request_id"])
    assert [text["part"] for text in received["texts"]] == ["verbatim"]
    assert (routed["desk"], routed["person"]) == ("Information Technology", "Desk administrator")
    assert (str(charged["amount"]), charged["fee"]) == ("2.00", "Storage media (disc, drive)")
    assert (determined["outcome"], determined["sections"], determined["officials"]) == ("Denied: withheld in full", "7922.000, 7927.700", "R.Example, Clerk")
    assert "Gov. Code 7927.700" in determined["letter"]
    assert (linked["related"], linked["outcome"]) == (other["number"], "Related to")


def test_a_corrected_entry_and_its_correction_both_show_in_its_place(store, story):
    row = story("2026-04-01 received", "2026-04-03 fee_charged fee_kind=media amount=2", "2026-04-03 note note=Later")
    charged = reading.timeline(store, row["request_id"])[1]
    ledger.correct(store, charged["event_id"], OFFICIAL, amount=3)
    told = [(entry["kind"], entry["is_superseded"]) for entry in reading.timeline(store, row["request_id"])]
    assert told == [("received", False), ("fee_charged", True), ("fee_charged", False), ("note", False)]


def test_promises_are_kept_in_order_and_the_slip_is_counted_from_the_first(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=date(2026, 3, 2), verbatim="All plans")
    ledger.record(store, receipt.request_id, "determined", OFFICIAL, on_date=date(2026, 3, 9), outcome="granted", promised_on=date(2026, 3, 20), promised_time=time(17))
    ledger.record(store, receipt.request_id, "production_promised", OFFICIAL, on_date=date(2026, 3, 19), promised_on=date(2026, 4, 3))
    row = reading.request(store, receipt.request_id)
    promised = [entry["promised_on"] for entry in reading.promises(reading.timeline(store, receipt.request_id))]
    assert (promised, reading.slip_days(row, TODAY)) == ([date(2026, 3, 20), date(2026, 4, 3)], 31)
    ledger.record(store, receipt.request_id, "released", OFFICIAL, on_date=date(2026, 4, 1), no_fee=True)
    assert reading.slip_days(reading.request(store, receipt.request_id), TODAY) == 12
