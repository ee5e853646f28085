"""The figures: checked by hand, and against another library's quantiles."""

from datetime import date, timedelta

import pandas
import pytest

from records_desk.db import demo, ledger, measure
from tests.conftest import OFFICIAL, TODAY

NONE = {"outcome": "no_records"}


def receive(store, received_on, track="records", desk_id=1):
    """A request received on a day."""
    return ledger.receive(store, OFFICIAL, track=track, on_date=received_on, verbatim="Permits", desk_id=desk_id).request_id


def decided(store, days, as_of=TODAY, **rest):
    """A request that took so many days to its determination."""
    request_id = receive(store, as_of - timedelta(days), **rest)
    ledger.record(store, request_id, "determined", OFFICIAL, on_date=as_of, **NONE)
    return request_id


def still_open(store, days, as_of=TODAY, **rest):
    """A request open for so many days."""
    return receive(store, as_of - timedelta(days), **rest)


def figures(store, **chosen):
    """The rows of the measure, by group."""
    as_of = chosen.pop("as_of", TODAY)
    return {row["group"]: row for row in measure.measure(store, "turnaround", as_of, **chosen)}


def test_open_requests_move_the_median_though_closed_ones_do_not(store):
    for days in (5, 8, 8, 12):
        decided(store, days)
    for days in (6, 15):
        still_open(store, days)
    whole = figures(store)["all"]
    assert (whole["n"], whole["n_closed"], whole["n_open"]) == (6, 4, 2)
    assert (whole["median_days"], whole["mean_days"], whole["km_median_days"]) == (8, 8.25, 8)
    for _ in range(3):
        still_open(store, 9)
    whole = figures(store)["all"]
    assert (whole["median_days"], whole["km_median_days"]) == (8, 12)


def test_a_curve_that_stays_above_half_has_no_median(store):
    decided(store, 5)
    still_open(store, 6)
    still_open(store, 7)
    assert figures(store)["all"]["km_median_days"] is None


def test_a_request_closed_without_a_determination_is_not_waited_for(store):
    request_id = still_open(store, 9)
    ledger.record(store, request_id, "closed", OFFICIAL, on_date=TODAY, outcome="withdrawn")
    decided(store, 9)
    whole = figures(store)["all"]
    assert (whole["n"], whole["n_closed"], whole["n_open"]) == (2, 1, 0)
    assert figures(store, to_point="closing")["all"]["n_closed"] == 1


def test_voided_requests_leave_the_figures(store):
    decided(store, 4)
    ledger.record(store, decided(store, 400), "voided", OFFICIAL, on_date=TODAY, reason="Opened twice")
    assert figures(store)["all"]["n"] == 1


def test_negative_durations_are_left_out_and_counted(store):
    decided(store, 4)
    request_id = receive(store, TODAY)
    ledger.record(store, request_id, "determined", OFFICIAL, on_date=TODAY - timedelta(3), irregular_reason="So it stood on paper", **NONE)
    whole = figures(store)["all"]
    assert (whole["n"], whole["n_negative"], whole["max_days"]) == (1, 1, 4)


def test_groups_are_months_received_desks_and_tracks(store):
    decided(store, 4, desk_id=3)
    decided(store, 40, track="data", desk_id=2)
    still_open(store, 2, desk_id=None)
    assert set(figures(store, by="month")) == {"2026-03", "2026-04"}
    assert set(figures(store, by="desk")) == {"Information Technology", "No desk", "Planning & Development Services"}
    assert set(figures(store, by="track")) == {"data", "records"}


def test_the_window_the_desk_and_the_track_choose(store):
    decided(store, 4, desk_id=3)
    decided(store, 40, track="data", desk_id=2)
    assert figures(store, desk_id=3)["all"]["median_days"] == 4
    assert figures(store, track="data")["all"]["median_days"] == 40
    assert figures(store, received_from=TODAY - timedelta(10))["all"]["n"] == 1
    assert figures(store, received_until=TODAY - timedelta(500)) == {}


def test_an_earlier_as_of_day_sees_the_request_open(store):
    decided(store, 10)
    then = figures(store, as_of=TODAY - timedelta(1))["all"]
    assert (then["n_closed"], then["n_open"], then["km_median_days"]) == (0, 1, None)


@pytest.mark.parametrize("milestone", ["determination", "closing"])
def test_the_figures_agree_with_pandas_on_the_sample_city(store, milestone):
    demo.build(store, 400, date(2026, 4, 20))
    column = "determined_on" if milestone == "determination" else "closed_on"
    rows = store.query(f"select strftime(received_on, '%Y-%m') as month, {column} - received_on as days from store.snapshot where not is_negative")
    days = pandas.DataFrame(rows).dropna().groupby("month")["days"]
    ours = {month: row for month, row in figures(store, by="month", to_point=milestone).items() if row["n_closed"]}
    for name, theirs in {
        "n_closed": days.count(), "median_days": days.median(), "mean_days": days.mean(),
        "p90_days": days.quantile(0.9), "min_days": days.min(), "max_days": days.max(),
    }.items():  # fmt: skip
        assert {month: row[name] for month, row in ours.items()} == pytest.approx(theirs.to_dict(), abs=1e-9), name


def test_the_parts_add_up_to_the_whole(store):
    demo.build(store, 300, TODAY)
    whole = figures(store)["all"]
    for by in ("month", "desk", "track", "complexity"):
        parts = figures(store, by=by).values()
        for name in ("n", "n_closed", "n_open", "n_negative", "n_undated", "n_due"):
            assert sum(row[name] for row in parts) == whole[name], (by, name)


def test_the_rule_set_is_the_one_in_force_when_they_were_received(store):
    decided(store, 4)
    assert figures(store)["all"]["rule_set"] == "CPRA"
    store.write(lambda cursor: cursor.execute("update store.deadline set rule_set = 'Later' where received_on >= $day", {"day": TODAY - timedelta(2)}))
    assert figures(store, received_until=TODAY)["all"]["rule_set"] == "CPRA, Later"
    assert figures(store, received_until=TODAY - timedelta(3))["all"]["rule_set"] == "CPRA"


def test_on_time_is_told_of_requests_whose_due_date_has_come(store):
    decided(store, 10)  # on its last day
    decided(store, 3)  # its due date has not come: not counted yet, or early successes would flatter
    still_open(store, 40)
    whole = figures(store)["all"]
    assert (whole["n"], whole["n_due"], whole["on_time_share"], whole["on_time_original_share"]) == (3, 2, 0.5, 0.5)


def test_on_time_is_told_against_the_date_in_force_and_the_original_one(store):
    request_id = receive(store, date(2026, 4, 1))
    ledger.record(
        store, request_id, "extended", OFFICIAL, on_date=date(2026, 4, 10), reason_code="2", extended_to_on=date(2026, 4, 17),
        reason="Plans", official_name="Casey Sample", official_title="City Clerk",
    )  # fmt: skip
    ledger.record(store, request_id, "determined", OFFICIAL, on_date=date(2026, 4, 17), **NONE)
    whole = figures(store)["all"]
    assert (whole["on_time_share"], whole["on_time_original_share"]) == (1.0, 0.0)


def test_a_request_withdrawn_before_its_due_date_is_neither_late_nor_on_time(store):
    for closed_after in (5, 30):
        request_id = still_open(store, 40)
        ledger.record(store, request_id, "closed", OFFICIAL, on_date=TODAY - timedelta(40 - closed_after), outcome="withdrawn")
    whole = figures(store)["all"]
    assert (whole["n_due"], whole["on_time_share"]) == (1, 0.0)


def test_requests_that_run_no_clock_are_not_late(store):
    request_id = still_open(store, 40, track="data")
    ledger.record(store, request_id, "no_existing_records_asked", OFFICIAL, on_date=TODAY, reason="A new map is to be drawn")
    whole = figures(store)["all"]
    assert (whole["n"], whole["n_due"], whole["on_time_share"]) == (1, 0, None)


def test_days_may_be_counted_as_working_days(store):
    decided(store, 14)  # two weeks, both ends counted
    decided(store, 0)
    whole = figures(store, day_type="working")["all"]
    assert (whole["min_days"], whole["max_days"], whole["day_type"]) == (1, 11, "working")
    assert whole["on_time_share"] == figures(store)["all"]["on_time_share"]
