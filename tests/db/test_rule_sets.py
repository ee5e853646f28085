"""Rules are data: sets by day of receipt, business days, pauses, receipt after hours, further clocks, working days."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_desk.db import clock, ledger
from records_desk.db._refused import Refused
from records_desk.db._upkeep import rebuild_derived, recount
from tests import oracle
from tests.conftest import OFFICIAL, TODAY, shared, snapshot

NO_RECORDS = {"outcome": "no_records"}


def change(store, statement, **values):
    """Change a rule or a fact of the city, and rebuild what follows from it."""

    def act(cursor):
        cursor.execute(statement, values)
        rebuild_derived(cursor)

    store.write(act)
    return store


def deadline(store, received_on):
    return store.query("from store.deadline where received_on = $day", day=received_on)[0]


def received(store, day, track="records", **details):
    return ledger.receive(store, OFFICIAL, track=track, on_date=day, verbatim="All permits of 2025", **details).request_id


record = partial(ledger.record, by=OFFICIAL)


# Sets of rules.


def test_a_pending_bill_ships_switched_off(store):
    assert {row["rule_set"] for row in store.query("select distinct rule_set from store.deadline")} == {"CPRA"}
    bill = store.query("from store.rule_set where rule_set = 'AB 1821'")[0]
    assert (bill["is_enabled"], bill["unit"], bill["mark"]) == (False, "business", "U")


def test_requests_on_either_side_of_an_effective_date_follow_different_sets(store):
    change(store, "update store.rule_set set is_enabled = true, effective_from = date '2026-04-07' where rule_set = 'AB 1821'")
    before, after = snapshot(store, received(store, date(2026, 4, 6))), snapshot(store, received(store, date(2026, 4, 7)))
    assert (before["due_on"], after["due_on"]) == (date(2026, 4, 16), date(2026, 4, 21))
    assert [deadline(store, row["received_on"])["rule_set"] for row in (before, after)] == ["CPRA", "AB 1821"]


@pytest.mark.parametrize("days", [3, 12, 20])
def test_a_changed_set_restates_all_history_alike(store, days):
    logged = [received(store, TODAY - timedelta(back)) for back in (0, 40, 400, 4000)]
    change(store, "update store.rule_set set determination_days = $days where rule_set = 'CPRA'", days=days)
    for request_id in logged:
        row = snapshot(store, request_id)
        assert row["due_on"] == oracle.next_counted(oracle.count(row["received_on"], days), frozenset())
    for row in store.query("from store.deadline where received_on between date '2015-01-01' and date '2040-12-31'"):
        assert row["due_on"] == oracle.next_counted(oracle.count(row["received_on"], days), frozenset())


def business(start, days, closed):
    """The day so many business days after start, counted one at a time."""
    while days:
        start += oracle.ONE
        days -= oracle.next_counted(start, closed) == start
    return start


@settings(max_examples=4, derandomize=True, deadline=None)
@given(st.sets(st.dates(date(2026, 1, 1), date(2030, 12, 31)), max_size=60))
def check_business_days(store, closed):
    def close(cursor):
        cursor.execute("delete from store.closure")
        for number, day in enumerate(sorted(closed), 1):
            cursor.execute("insert into store.closure values (?, 'Closed', ?, ?, null)", [number, day, day])
        recount(cursor)

    store.write(close)
    for row in store.query("from store.deadline where received_on between date '2026-01-01' and date '2030-12-31'"):
        due = business(row["received_on"], 10, closed)
        expected = (due, due, business(row["received_on"], 24, closed), business(due, 14, closed))
        assert (row["raw_due_on"], row["due_on"], row["extension_cap_on"], row["extension_limit_on"]) == expected, row["received_on"]


def test_business_days_are_counted_as_one_would_on_a_wall_calendar(store):
    check_business_days(change(store, "update store.rule_set set unit = 'business' where rule_set = 'CPRA'"))


def test_business_days_explain_which_days_do_not_count(store):
    change(store, "update store.rule_set set unit = 'business' where rule_set = 'CPRA'")
    told = clock.due(store, date(2026, 2, 5))
    assert (told.due_on, sum(day["counts"] for day in told.days)) == (date(2026, 2, 23), 10)
    assert any("Lincoln Day" in day["reason"] and "no business day" in day["reason"] and not day["counts"] for day in told.days)


def test_a_set_names_the_circumstances_that_extend_under_it(store):
    change(store, "update store.rule_set set reasons = '1|2' where rule_set = 'CPRA'")
    request_id = received(store, date(2026, 4, 13))
    extension = {"extended_to_on": date(2026, 5, 7), "reason": "Plans", "official_name": "Casey Sample", "official_title": "City Clerk"}
    with pytest.raises(Refused, match="none of those that CPRA names"):
        record(store, request_id, "extended", on_date=TODAY, reason_code="3", **extension)
    record(store, request_id, "extended", on_date=TODAY, reason_code="2", **extension)


# Clarification.


def clarified(store, asked, answered=None, day=date(2026, 4, 6)):
    request_id = received(store, day)
    record(store, request_id, "clarification_asked", on_date=asked, question="Which years?")
    if answered:
        record(store, request_id, "clarification_answered", on_date=answered, answer="All")
    return request_id


def test_clarification_never_moves_the_statutory_date(store):
    row = snapshot(store, clarified(store, date(2026, 4, 8), date(2026, 4, 14)))
    assert (row["due_on"], row["original_due_on"], row["waiting_days"], row["paused_days"]) == (date(2026, 4, 16), date(2026, 4, 16), 6, 6)


def test_in_a_state_whose_rules_pause_the_same_days_move_it(store):
    request_id = clarified(store, date(2026, 4, 8), date(2026, 4, 14))
    change(store, "update store.rule_set set waiting_pauses = true where rule_set = 'CPRA'")
    row = snapshot(store, request_id)
    assert (row["due_on"], row["original_due_on"], row["safe_on"]) == (date(2026, 4, 22), date(2026, 4, 16), date(2026, 4, 22))
    later = snapshot(store, clarified(store, date(2026, 4, 8), date(2026, 4, 14)))  # one act finds what the rebuild found
    assert later["due_on"] == row["due_on"]
    assert "stood still" in clock.why(store, row)[-1]["reason"]


def test_a_pause_that_ends_on_a_weekend_rolls_like_any_last_day(store):
    change(store, "update store.rule_set set waiting_pauses = true where rule_set = 'CPRA'")
    row = snapshot(store, clarified(store, date(2026, 4, 8), date(2026, 4, 10)))
    assert (row["due_on"], row["safe_on"]) == (date(2026, 4, 20), date(2026, 4, 17))


def test_what_is_asked_after_the_determination_pauses_nothing(store):
    change(store, "update store.rule_set set waiting_pauses = true where rule_set = 'CPRA'")
    request_id = received(store, date(2026, 4, 1))
    record(store, request_id, "determined", on_date=date(2026, 4, 8), **NO_RECORDS)
    record(store, request_id, "closed", on_date=date(2026, 4, 8), outcome="no_records")
    record(store, request_id, "reopened", on_date=date(2026, 4, 9), reason="More was found")
    record(store, request_id, "clarification_asked", on_date=date(2026, 4, 10), question="Which years?")
    record(store, request_id, "clarification_answered", on_date=date(2026, 4, 15), answer="All")
    row = snapshot(store, request_id)
    assert (row["waiting_days"], row["paused_days"], row["due_on"]) == (5, 0, date(2026, 4, 13))


# Receipt after hours.

NEXT_OPEN_DAY = "insert into store.receipt_policy values (date '2026-04-01', 'next_open_day', time '18:00', time '17:00')"


@pytest.mark.parametrize(
    ("at_utc", "on_date", "counted_from"),
    [
        (datetime(2026, 4, 10, 1, 0, tzinfo=UTC), date(2026, 4, 9), date(2026, 4, 9)),  # Thursday 18:00 in Oxnard
        (datetime(2026, 4, 10, 1, 1, tzinfo=UTC), date(2026, 4, 9), date(2026, 4, 10)),  # Thursday 18:01
        (datetime(2026, 4, 11, 0, 30, tzinfo=UTC), date(2026, 4, 10), date(2026, 4, 13)),  # Friday 17:30
        (datetime(2026, 4, 11, 18, 0, tzinfo=UTC), date(2026, 4, 11), date(2026, 4, 13)),  # Saturday
        (None, date(2026, 4, 9), date(2026, 4, 9)),  # no hour is known
        (datetime(2026, 4, 8, 3, 0, tzinfo=UTC), date(2026, 4, 8), date(2026, 4, 8)),  # an hour of the evening before
        (datetime(2026, 3, 28, 3, 0, tzinfo=UTC), date(2026, 3, 27), date(2026, 3, 27)),  # before the policy began
    ],
)
def test_receipt_after_hours_counts_from_the_next_open_day_where_the_city_says_so(store, at_utc, on_date, counted_from):
    change(store, NEXT_OPEN_DAY)
    row = snapshot(store, received(store, on_date, received_at=at_utc))
    assert (row["received_on"], row["clock_from_on"]) == (on_date, counted_from)
    assert row["due_on"] == deadline(store, counted_from)["due_on"]


def test_by_default_the_day_of_receipt_counts_whatever_the_hour(store):
    row = snapshot(store, received(store, date(2026, 4, 11), received_at=datetime(2026, 4, 12, 3, 0, tzinfo=UTC)))
    assert (row["clock_from_on"], row["due_on"]) == (date(2026, 4, 11), date(2026, 4, 21))


def test_a_changed_policy_moves_what_is_logged_and_says_why(store):
    request_id = received(store, date(2026, 4, 11))
    change(store, NEXT_OPEN_DAY)
    row = snapshot(store, request_id)
    days = clock.why(store, row)
    assert (row["due_on"], days[0]["on"], days[0]["counts"]) == (date(2026, 4, 23), date(2026, 4, 11), False)
    assert "counted from 2026-04-13" in days[0]["reason"] and sum(day["counts"] for day in days) == 10


# The data track.


def test_a_data_request_runs_the_statutory_clock(store):
    assert snapshot(store, received(store, date(2026, 4, 6), track="data"))["due_on"] == date(2026, 4, 16)


def test_a_request_for_no_existing_records_has_no_due_date_until_that_changes(store):
    request_id = received(store, date(2026, 4, 6), track="data")
    record(store, request_id, "no_existing_records_asked", on_date=TODAY, reason="A new map is to be drawn")
    row = snapshot(store, request_id)
    assert (row["has_clock"], row["due_on"], row["original_due_on"], row["safe_on"], row["extension_cap_on"]) == (False, *[None] * 4)
    assert clock.why(store, row) == []
    with pytest.raises(Refused, match="runs no statutory clock"):
        record(
            store, request_id, "extended", on_date=TODAY, reason_code="2", extended_to_on=date(2026, 4, 30),
            reason="Plans", official_name="Casey Sample", official_title="City Clerk",
        )  # fmt: skip
    record(store, request_id, "existing_records_asked", on_date=TODAY, reason="The old map will do")
    assert snapshot(store, request_id)["due_on"] == date(2026, 4, 16)


def test_a_data_request_that_becomes_a_records_request_runs_the_clock_from_its_first_receipt(store):
    request_id = received(store, date(2026, 4, 6), track="data")
    record(store, request_id, "no_existing_records_asked", on_date=TODAY, reason="A new map is to be drawn")
    record(store, request_id, "track_changed", on_date=TODAY, track="records", reason="Asks for e-mails")
    assert (snapshot(store, request_id)["due_on"], snapshot(store, request_id)["has_clock"]) == (date(2026, 4, 16), True)


def test_that_no_existing_records_are_asked_needs_a_reason(store):
    with pytest.raises(Refused, match="needs: Reason"):
        record(store, received(store, TODAY, track="data"), "no_existing_records_asked", on_date=TODAY)


# Further clocks.


def clocks(store, request_id):
    return {row["clock"]: row for row in store.read("further_clocks", request_id=request_id)}


def test_a_request_may_run_several_clocks_beside_its_own(store):
    request_id = received(store, date(2026, 2, 11))
    for name in ("form_700", "peace_officer", "critical_incident"):
        record(store, request_id, "clock_added", on_date=date(2026, 2, 11), clock=name)
    found = clocks(store, request_id)
    assert found["form_700"]["due_on"] == date(2026, 2, 17)  # Lincoln Day, then Presidents' Day, are no business days
    assert (found["peace_officer"]["due_on"], found["peace_officer"]["cap_on"]) == (date(2026, 3, 30), None)  # day 45 is a Saturday
    assert (found["critical_incident"]["due_on"], found["critical_incident"]["cap_on"]) == (date(2026, 3, 30), date(2026, 4, 27))
    assert all(row["citation"] and row["mark"] == "S" and row["met_on"] is None for row in found.values())
    assert snapshot(store, request_id)["due_on"] == date(2026, 2, 23)


def test_a_further_clock_is_met_by_the_release(store):
    request_id = received(store, date(2026, 4, 6))
    record(store, request_id, "clock_added", on_date=date(2026, 4, 6), clock="form_700")
    record(store, request_id, "determined", on_date=date(2026, 4, 7), outcome="granted", promised_on=date(2026, 4, 8), promised_time=time(17))
    record(store, request_id, "released", on_date=date(2026, 4, 8), no_fee=True)
    assert clocks(store, request_id)["form_700"]["met_on"] == date(2026, 4, 8)


def test_the_same_clock_is_not_added_twice_and_one_struck_out_is_gone(store):
    request_id = received(store, date(2026, 4, 6))
    added = record(store, request_id, "clock_added", on_date=TODAY, clock="form_700")
    with pytest.raises(Refused, match="runs on the request already"):
        record(store, request_id, "clock_added", on_date=TODAY, clock="form_700")
    ledger.strike(store, added.event_id, OFFICIAL)
    assert clocks(store, request_id) == {}


def test_a_further_clock_is_extended_within_what_its_statute_gives(store):
    request_id = received(store, date(2026, 4, 6))
    extend = partial(record, store, request_id, "clock_extended", on_date=TODAY, reason="The inquiry goes on")
    with pytest.raises(Refused, match="does not run on the request"):
        extend(clock="critical_incident", extended_to_on=date(2026, 6, 1))
    record(store, request_id, "clock_added", on_date=TODAY, clock="critical_incident")
    record(store, request_id, "clock_added", on_date=TODAY, clock="peace_officer")
    with pytest.raises(Refused, match="may not be later than 2026-06-22"):  # day 75 is a Saturday, roll of 2026-06-20
        extend(clock="critical_incident", extended_to_on=date(2026, 6, 23))
    with pytest.raises(Refused, match="No extension is provided for"):
        extend(clock="peace_officer", extended_to_on=date(2026, 6, 1))
    with pytest.raises(Refused, match="must be later than 2026-05-21"):
        extend(clock="critical_incident", extended_to_on=date(2026, 5, 21))
    extend(clock="critical_incident", extended_to_on=date(2026, 6, 22))
    row = snapshot(store, request_id)
    assert clocks(store, request_id)["critical_incident"]["due_on"] == date(2026, 6, 22)
    assert (row["due_on"], row["extended_to_on"]) == (date(2026, 4, 16), None)


def test_an_irregular_extension_is_kept_and_moves_no_date(store):
    request_id = received(store, date(2026, 3, 2))
    sent = {"reason_code": "2", "reason": "Plans", "official_name": "Casey Sample", "official_title": "City Clerk"}
    record(store, request_id, "extended", on_date=TODAY, extended_to_on=date(2026, 4, 30), irregular_reason="Mailed late", **sent)
    row = snapshot(store, request_id)
    assert (row["due_on"], row["extended_to_on"], row["extension_reason"]) == (date(2026, 3, 12), None, None)
    assert [event["extended_to_on"] for event in store.read("entries", request_id=request_id)] == [None, date(2026, 4, 30)]


def test_an_irregular_extension_of_a_further_clock_moves_no_date_either(store):
    request_id = received(store, date(2026, 4, 6))
    record(store, request_id, "clock_added", on_date=TODAY, clock="peace_officer")
    before = clocks(store, request_id)["peace_officer"]["due_on"]
    late = {"extended_to_on": date(2026, 6, 22), "reason": "The inquiry goes on", "irregular_reason": "Sent by another office"}
    record(store, request_id, "clock_extended", on_date=TODAY, clock="peace_officer", **late)
    assert clocks(store, request_id)["peace_officer"]["due_on"] == before


# Explanations.


def test_an_extension_to_the_safe_cap_counts_twenty_four_days_and_says_where_it_rolls(store):
    for row in store.query("from store.deadline where year(received_on) = 2026"):
        cap = row["extension_cap_on"]
        extended = {"received_on": row["received_on"], "clock_from_on": row["received_on"], "extended_to_on": cap, "due_on": cap}
        days = clock.why(store, extended)
        assert sum(day["counts"] for day in days) == 24 and days[-1]["counts"]
        rolled = cap - timedelta((cap - row["received_on"]).days - 24)
        told = f"moved here from {rolled}" if rolled != cap else "day 24: the last day of the extension"
        assert told in days[-1]["reason"] and days[24]["reason"].startswith("day 24")
        if rolled != cap:
            assert "falls on" in days[24]["reason"] and "CCP 12" in days[24]["reason"]


def test_an_extension_after_the_safe_cap_counts_fourteen_days_from_the_due_date(store):
    for row in store.query("from store.deadline where year(received_on) = 2026 and extension_limit_on > extension_cap_on"):
        to = row["extension_limit_on"]
        days = clock.why(store, {"received_on": row["received_on"], "clock_from_on": row["received_on"], "extended_to_on": to, "due_on": to})
        assert days[-1]["counts"] and f"day {(to - row['due_on']).days} of the extension, counted from the due date" in days[-1]["reason"]


def test_every_explanation_counts_as_many_days_as_the_law_gives(store):
    for row in store.query("from store.deadline where year(received_on) = 2026"):
        days = clock.due(store, row["received_on"]).days
        assert (days[0]["on"], days[-1]["on"], sum(day["counts"] for day in days)) == (row["received_on"], row["due_on"], 10)
        assert all(day["reason"] for day in days)


def test_an_explanation_goes_on_to_the_extended_date(store):
    request_id = received(store, date(2026, 4, 13))
    record(
        store, request_id, "extended", on_date=TODAY, reason_code="2", extended_to_on=date(2026, 5, 7), reason="Plans",
        official_name="Casey Sample", official_title="City Clerk",
    )  # fmt: skip
    days = {day["on"]: day for day in clock.why(store, snapshot(store, request_id))}
    assert "before it was extended" in days[date(2026, 4, 23)]["reason"]
    assert "last day of the extension" in days[date(2026, 5, 7)]["reason"] and max(days) == date(2026, 5, 7)


# Working days.


def test_working_days_agree_with_an_agency_that_counts_them_but_for_four_stopped_clocks(store):
    with shared("truth/ustr-fy23-holidays.csv").open() as file:
        holidays = [date.fromisoformat(row["holiday_on"]) for row in csv.DictReader(file)]
    change(store, "delete from store.judicial_holiday")
    clock.close_days(store, holidays)
    with shared("truth/ustr-fy23-working-days.csv").open() as file:
        told = [row for row in csv.DictReader(file) if row["perfected_on"]]
    counted = "select derived.working_days(began, ended) as days from store.calendar as began, store.calendar as ended where began.day = $a and ended.day = $b"
    ours = [store.query(counted, a=row["perfected_on"], b=row["final_reply_on"])[0]["days"] for row in told]
    others = [row["tracking_number"] for row, days in zip(told, ours) if days != int(row["response_working_days"])]
    assert (len(told), others) == (64, ["FY23-31", "FY23-48", "FY23-25", "FY23-47"])


def test_working_days_count_both_ends(store):
    request_id = received(store, date(2026, 4, 9))  # a Thursday
    record(store, request_id, "determined", on_date=date(2026, 4, 13), **NO_RECORDS)
    (row,) = [row for row in store.read("requests", reader=None, as_of=TODAY) if row["request_id"] == request_id]
    assert (row["determination_days"], row["determination_working_days"]) == (4, 3)
