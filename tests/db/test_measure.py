"""Every measure: against examples computed by hand, against lifelines on real logs, and against each other."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from records_desk.db import demo, ledger, measure
from records_desk.db._refused import Refused
from records_desk.db.import_log import import_log, load_mapping
from tests.conftest import OFFICIAL, TODAY, shared
from tests.db.test_turnaround import decided, receive, still_open

LOGS = {"nps": "nps-fy2023.csv", "edmonton": "edmonton.csv", "sudbury": "sudbury-fees.csv", "doj": "doj-oip-2017.csv", "opra": "opra-windows1252.csv"}
BY = [name for name, found in measure.measures().items() if "by" in found.takes]


def told(store, name, **asked):
    return measure.measure(store, name, asked.pop("as_of", TODAY), **asked)


def withdrawn(store, days, as_of=TODAY):
    """A request that the requester took back after so many days."""
    request_id = receive(store, as_of - timedelta(days))
    ledger.record(store, request_id, "closed", OFFICIAL, on_date=as_of, outcome="withdrawn")
    return request_id


def curve(store, **asked):
    return {row["days"]: row for row in told(store, "survival", **asked)}


# By hand.


def test_requesters_are_counted_by_the_receipt_that_stands(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", name="Jo Sample", organization="Sample Paper")
    ledger.correct(store, receipt.event_id, OFFICIAL, organization=None)
    assert [(row["requester_type"], row["n"]) for row in told(store, "requester_types")] == [("named person", 1)]


def test_kaplan_meier_of_six_requests_is_the_one_computed_by_hand(store):
    for days in (5, 8, 8, 12):
        decided(store, days)
    for days in (6, 15):
        still_open(store, days)
    shares = {days: row["still_open"] for days, row in curve(store).items()}
    assert shares == pytest.approx({5: 5 / 6, 6: 5 / 6, 8: 5 / 12, 12: 5 / 24, 15: 5 / 24})
    for _ in range(3):
        still_open(store, 9)
    shares = {days: row["still_open"] for days, row in curve(store).items()}
    assert [shares[5], shares[8], shares[12]] == pytest.approx([8 / 9, 8 / 9 * 5 / 7, 8 / 9 * 5 / 7 / 2])


def test_withdrawing_is_censored_in_one_estimate_and_competes_in_the_other(store):
    """Four at risk: decided on day 5 and 8, withdrawn on day 6, open on day 10."""
    decided(store, 5)
    withdrawn(store, 6)
    decided(store, 8)
    still_open(store, 10)
    rows = curve(store)
    assert [rows[days]["still_open"] for days in (5, 6, 8, 10)] == pytest.approx([3 / 4, 3 / 4, 3 / 8, 3 / 8])
    assert [rows[days]["reached_share"] for days in (5, 6, 8, 10)] == pytest.approx([1 / 4, 1 / 4, 1 / 2, 1 / 2])
    assert [rows[days]["withdrawn_share"] for days in (5, 6, 8, 10)] == pytest.approx([0, 1 / 4, 1 / 4, 1 / 4])


def test_the_two_ways_out_and_the_open_share_make_up_the_whole(store):
    """Two decided and one withdrawn on one day, then one of each: Aalen-Johansen's shares and what is left add up to one."""
    for days in (4, 4, 9):
        decided(store, days)
    for days in (4, 9):
        withdrawn(store, days)
    still_open(store, 12)
    rows = curve(store)
    assert (rows[4]["reached_share"], rows[4]["withdrawn_share"]) == pytest.approx((2 / 6, 1 / 6))
    assert (rows[9]["reached_share"], rows[9]["withdrawn_share"]) == pytest.approx((2 / 6 + 3 / 6 / 3, 1 / 6 + 3 / 6 / 3))
    assert rows[12]["reached_share"] + rows[12]["withdrawn_share"] == pytest.approx(5 / 6)


def test_a_duplicate_leaves_the_curve_but_not_the_plain_figures(store):
    decided(store, 5)
    other, request_id = store.query("select request_id from store.request")[0]["request_id"], receive(store, TODAY - timedelta(1))
    ledger.record(store, request_id, "determined", OFFICIAL, on_date=TODAY, outcome="duplicate", related_request_id=other)
    (whole,) = told(store, "turnaround")
    assert (whole["n"], whole["n_closed"], whole["n_duplicate"], whole["min_days"]) == (2, 2, 1, 1)
    assert whole["km_median_days"] == 5 and list(curve(store)) == [5]


def test_the_share_determined_by_day_ten_counts_who_is_open(store):
    decided(store, 5)
    decided(store, 10)
    decided(store, 11)
    still_open(store, 20)
    still_open(store, 7)
    (row,) = told(store, "determined_by_day_ten")
    assert row["share"] == pytest.approx(1 - 4 / 5 * 2 / 3) and row["low"] < row["share"] < row["high"]


def test_the_four_cells_of_punctuality_and_the_flattering_share(store):
    decided(store, 10)  # in time
    decided(store, 20)  # late
    still_open(store, 40)  # late and open
    still_open(store, 2)  # open, its day has not come
    decided(store, 3)  # early, its day has not come
    (row,) = told(store, "on_time")
    names = ("n_due", "n_on_time", "n_late", "n_open_late", "n_open_early", "n_early", "n_gone")
    assert [row[name] for name in names] == [3, 1, 1, 1, 1, 1, 0]
    assert (row["on_time_share"], row["flattering_share"]) == pytest.approx((1 / 3, 3 / 5))


def test_time_per_desk_counts_open_stints_up_to_the_day_and_says_who_holds_it(store, story):
    story("2026-04-01 received desk_id=1", "2026-04-03 routed desk_id=2", "2026-04-10 routed desk_id=3")
    story("2026-04-06 received desk_id=1", "2026-04-09 closed outcome=withdrawn")
    rows = {row["desk"]: row for row in told(store, "time_by_desk")}
    clerk, technology, planning = (rows[name] for name in ("City Clerk", "Information Technology", "Planning & Development Services"))
    assert (clerk["n_stints"], clerk["closed_days"], clerk["n_open_stints"]) == (2, 2 + 3, 0)
    assert (technology["closed_days"], technology["n_open_stints"]) == (7, 0)
    assert (planning["closed_days"], planning["open_days"], planning["n_open_stints"]) == (0, 10, 1)
    assert sum(row["share_of_days"] for row in rows.values()) == pytest.approx(1)
    earlier = {row["desk"]: row for row in told(store, "time_by_desk", as_of=date(2026, 4, 5))}
    assert (earlier["Information Technology"]["open_days"], earlier["Information Technology"]["n_open_stints"]) == (2, 1)


def test_a_reopened_request_lies_at_its_desk_again_and_not_while_it_was_closed(store, story):
    story("2026-04-01 received desk_id=1", "2026-04-03 closed outcome=withdrawn", "2026-04-13 reopened reason=More", "2026-04-15 routed desk_id=2")
    rows = {row["desk"]: row for row in told(store, "time_by_desk")}
    assert (rows["City Clerk"]["closed_days"], rows["Information Technology"]["open_days"]) == (2 + 2, 5)
    assert [(row["from_desk"], row["to_desk"], row["n"]) for row in told(store, "hand_offs")] == [("City Clerk", "Information Technology", 1)]


def test_another_person_at_the_same_desk_is_no_hand_off(store, story):
    story("2026-04-01 received desk_id=1", "2026-04-05 routed desk_id=1 person_id=1")
    (row,) = told(store, "time_by_desk")
    assert (row["n_stints"], row["open_days"]) == (1, 19) and told(store, "hand_offs") == []


def test_the_flow_of_a_month_is_told_from_what_was_pending_before_it(store):
    decided(store, 60)
    still_open(store, 5)
    ledger.record(store, still_open(store, 50), "closed", OFFICIAL, on_date=TODAY, outcome="withdrawn")
    last = told(store, "flow")[-1]
    assert (last["month"], last["pending_at_start"], last["received"], last["processed"], last["pending_at_end"]) == ("2026-04", 2, 1, 1, 2)


def test_days_waited_on_the_requester_are_told_and_taken_off_the_net_measure(store, story):
    story("2026-04-01 received", "2026-04-03 clarification_asked question=Which", "2026-04-07 clarification_answered answer=All",
          "2026-04-11 determined outcome=no_records", "2026-04-11 closed outcome=no_records")  # fmt: skip
    story("2026-04-10 received", "2026-04-15 clarification_asked question=Which")
    (gross,), (net,), (waits,) = (
        told(store, name) for name in ("receipt_to_closing_calendar_days", "receipt_to_closing_net_calendar_days", "waiting_on_requester")
    )
    assert (gross["median_days"], net["median_days"]) == (10, 6)
    assert (waits["n_asked"], waits["answers"], waits["n_waiting"], waits["total_days"]) == (2, 1, 1, 4 + 5)
    assert waits["share_of_all_days"] == pytest.approx(9 / 20)


def test_promises_slip_and_those_that_passed_count_though_nothing_was_released(store, story):
    promised = "2026-04-02 determined outcome=granted promised_on=2026-04-10 promised_time=17:00"
    story("2026-04-01 received", promised, "2026-04-14 released no_fee=true")
    story("2026-04-01 received", promised)
    story("2026-04-01 received", promised.replace("04-10", "05-10"))
    story("2026-04-01 received", promised, "2026-04-09 production_promised promised_on=2026-04-30", "2026-04-10 released no_fee=true")
    (row,) = told(store, "promise_slip")
    assert (row["n"], row["n_released"], row["n_overdue"], row["n_due"], row["n_promised_again"]) == (4, 2, 1, 3, 1)
    assert (row["median_slip_days"], row["max_slip_days"], row["kept_share"]) == (2, 10, pytest.approx(1 / 3))


def test_installments_of_released_requests_are_counted(store, story):
    determined = "2026-04-02 determined outcome=granted promised_on=2026-04-10 promised_time=17:00"
    story("2026-04-01 received", determined, "2026-04-03 released no_fee=true", "2026-04-09 released no_fee=true")
    story("2026-04-01 received", determined, "2026-04-03 released no_fee=true")
    story("2026-04-01 received", determined)
    (row,) = told(store, "installments")
    assert (row["n"], row["installments"], row["n_in_several"], row["mean_installments"], row["median_days_between"]) == (2, 3, 1, 1.5, 3)


def test_extensions_are_told_by_reason_and_irregular_ones_apart(store, story):
    sent = {"reason_code": "2", "extended_to_on": date(2026, 5, 7), "reason": "Plans", "official_name": "Casey", "official_title": "Clerk"}
    for received, how in (("2026-04-13", {}), ("2026-03-02", {"irregular_reason": "It went out late"})):
        ledger.record(store, story(f"{received} received")["request_id"], "extended", OFFICIAL, on_date=TODAY, **sent, **how)
    (row,) = told(store, "extensions")
    assert (row["n"], row["n_extended"], row["share"], row["median_added_days"], row["n_irregular"]) == (2, 1, 0.5, 14, 1)
    assert {reason["reason_code"]: reason["n"] for reason in told(store, "extensions_by_reason")}["2"] == 1


def test_completeness_leaves_out_name_and_purpose_of_records_requests(store):
    def ask(track, **given):
        return ledger.receive(store, OFFICIAL, track=track, on_date=TODAY, verbatim="Permits", **given)

    named = {"name": "Pat Doe", "intended_use": "A study"}
    ask("records", **named)
    ask("records", email="pat@example.org", record_series="Permits", data_fields="All", format="CSV")
    ask("data", **named, email="pat@example.org", record_series="Permits", data_fields="All")
    found = {(row["track"], row["given"]): row["n"] for row in told(store, "completeness")}
    assert found == {("records", "little"): 1, ("records", "most"): 1, ("data", "most"): 1}


def test_whether_detail_speeds_a_determination_is_told_with_its_interval(store):
    detail = {"email": "pat@example.org", "record_series": "Permits", "data_fields": "All", "format": "CSV"}
    for given, days in (({}, (3, 12, 14, 15)), (detail, (2, 3, 4, 16))):
        for taken in days:
            receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY - timedelta(taken), verbatim="Permits", **given)
            ledger.record(store, receipt.request_id, "determined", OFFICIAL, on_date=TODAY, outcome="no_records")
    little, most = told(store, "completeness")
    assert (little["share_by_day_ten"], most["share_by_day_ten"], little["difference"]) == (0.25, 0.75, None)
    half = 1.959963984540054 * (2 * 3 / 4 / 4 / 4) ** 0.5  # binomial, as nobody is censored
    assert (most["difference_low"], most["difference_high"]) == pytest.approx((0.5 - half, 0.5 + half))


def test_annual_report_days_begin_with_the_next_working_day(store):
    for days in (0, 3, 29, 32):  # today, Friday, and a Sunday and a Thursday 20 and 21 working days back: March 31 is a holiday
        request_id = receive(store, TODAY - timedelta(days))
        ledger.record(store, request_id, "closed", OFFICIAL, on_date=TODAY, outcome="withdrawn")
    bins = {row["working_days"]: row["n"] for row in told(store, "response_times_histogram")}
    assert (bins["1-20"], bins["21-40"], sum(bins.values())) == (3, 1, 4)
    (every,) = told(store, "response_times")
    assert (every["scope"], every["lowest_days"], every["highest_days"], every["n_closed"]) == ("all processed", 0, 21, 4)


# Against another library, on logs that nobody here wrote.


@pytest.mark.parametrize("log", LOGS)
def test_curve_band_and_quantiles_agree_with_lifelines_on_a_real_log(store, tmp_path, log):
    import_log(store, shared(f"logs/{LOGS[log]}"), load_mapping(log), OFFICIAL, rejects=tmp_path / "rejects.csv")
    rows = store.query(
        "select coalesce(closed_on, $day::date) - received_on as days, "
        "closed_on is not null and coalesce(determination, '') not in ('withdrawn', 'abandoned') "
        "and coalesce(closing_outcome, '') not in ('withdrawn', 'abandoned') as ended from derived.counted($day::date) "
        "where not is_negative and not is_undated and coalesce(determination, '') <> 'duplicate' and coalesce(closing_outcome, '') <> 'duplicate'",
        day=TODAY,
    )
    theirs = KaplanMeierFitter().fit([row["days"] for row in rows], [row["ended"] for row in rows])
    band = theirs.confidence_interval_
    ours = told(store, "survival", to_point="closing")
    assert len(ours) > 50
    for row in ours:
        assert row["still_open"] == pytest.approx(theirs.predict(row["days"]), abs=1e-9)
        if 1e-9 < row["still_open"] < 1 - 1e-9:
            assert (row["low"], row["high"]) == pytest.approx(tuple(band.loc[row["days"]]), abs=1e-9)
    (whole,) = told(store, "turnaround", to_point="closing")
    for name, share in (("km_median_days", 0.5), ("km_p75_days", 0.25), ("km_p90_days", 0.1)):
        reached = theirs.percentile(share)
        assert whole[name] == (None if reached == float("inf") else reached), name


# Against each other.


@pytest.fixture(scope="module")
def invented(template, tmp_path_factory):
    """An invented city that is only read."""
    import shutil

    from records_desk.db.store import Store
    from tests.conftest import noon

    store = Store(shutil.copy(template, tmp_path_factory.mktemp("invented") / "city.duckdb"), clock=noon)
    demo.build(store, 600, TODAY)
    yield store
    store.close()


@pytest.mark.parametrize("name", measure.measures())
def test_every_measure_says_what_it_is_and_answers(invented, name):
    assert measure.named(name).definition.startswith("One row") and "$" not in measure.named(name).definition
    rows = told(invented, name)
    assert rows or name in ("repeat_asks", "overdue")


@pytest.mark.parametrize("name", [name for name in BY if name != "survival"])
@pytest.mark.parametrize("by", [by for by in measure.BY if by != "all"])
def test_the_parts_of_every_measure_add_up_to_its_whole(invented, name, by):
    def totals(rows):
        counts = {key for row in rows for key in row if key == "n" or key.startswith("n_")}
        return {key: sum(row[key] or 0 for row in rows) for key in counts}

    assert totals(told(invented, name, by=by)) == totals(told(invented, name))


@given(first=st.dates(date(2025, 1, 1), TODAY), last=st.dates(date(2025, 1, 1), TODAY))
@settings(max_examples=25, deadline=None)
def test_pending_plus_received_less_processed_is_pending_in_any_window(invented, first, last):
    rows = told(invented, "flow", received_from=min(first, last), received_until=max(first, last))
    assert rows
    for before, row in zip([None, *rows], rows):
        assert row["pending_at_start"] + row["received"] - row["processed"] == row["pending_at_end"] >= 0
        assert before is None or before["pending_at_end"] == row["pending_at_start"]


def test_the_last_flow_ends_with_what_is_pending(invented):
    (pending,) = told(invented, "pending")
    assert told(invented, "flow")[-1]["pending_at_end"] == pending["n_open"] == sum(row["n_open"] for row in told(invented, "age_pyramid"))


@pytest.mark.parametrize("to_point", measure.TO)
def test_every_request_of_turnaround_got_there_is_open_or_ended_otherwise(invented, to_point):
    for row in told(invented, "turnaround", by="month", to_point=to_point):
        assert row["n"] == row["n_closed"] + row["n_open"] + row["n_ended_otherwise"]


def test_without_a_first_day_the_log_begins_the_flow_and_the_calendar(invented):
    (first,) = invented.query("select min(received_on) as day from store.snapshot")
    assert told(invented, "flow")[0]["month"] == f"{first['day']:%Y-%m}" and told(invented, "receipts_by_day")[0]["day"] == first["day"]
    assert told(invented, "flow", received_from=date(1995, 3, 1))[0]["month"] == "1995-03"


def test_the_headline_counts_what_is_open_whenever_it_came_and_whatever_the_filter_of_outcomes(store):
    still_open(store, 500)
    still_open(store, 5)
    decided(store, 8)
    (row,) = told(store, "headline", received_from=TODAY - timedelta(30), received_until=TODAY - timedelta(7), outcome="no_records")
    assert (row["n_open"], row["n_overdue"], row["n_received_and_open"], row["n"], row["km_median_days"]) == (3, 1, 1, 1, 8)


def test_a_filter_chooses_the_same_requests_as_the_group_of_its_name(invented):
    for by in ("track", "complexity", "channel", "outcome"):
        for row in told(invented, "receipt_to_closing_calendar_days", by=by):
            (alone,) = told(invented, "receipt_to_closing_calendar_days", **{by: row["group"]})
            assert {**alone, "group": row["group"]} == row


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        ("speed", {}, "There is no measure speed"),
        ("ten_oldest", {"by": "month"}, "does not take groups"),
        ("survival", {"as_of": TODAY + timedelta(1)}, "has not come yet"),
        ("survival", {"as_of": date(1000, 1, 1)}, "lies before 1990-01-01"),
        ("turnaround", {"channel": "pigeon"}, "There is no channel pigeon"),
        ("turnaround", {"outcome": "zzz"}, "There is no outcome zzz"),
        ("turnaround", {"received_from": TODAY, "received_until": TODAY - timedelta(1)}, "the first day of receipt comes first"),
        ("turnaround", {"from_point": "determination"}, "From determination one measures to: first_release"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_a_sentence(invented, name, asked, why):
    with pytest.raises(Refused, match=why):
        told(invented, name, **asked)


def test_the_docs_hold_every_measure_with_its_definition():
    text = " ".join((Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8").split())
    assert [name for name, found in measure.measures().items() if f"**{name}**: {found.definition}" not in text] == []
