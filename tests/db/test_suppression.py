"""Small groups: what stays empty in published tables, and that no one can solve for it."""

import os
from collections import Counter
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from records_desk.db import demo, publish, suppression
from tests.conftest import TODAY
from tests.db.solver import told_exactly
from tests.db.test_turnaround import decided, receive

DAYS = publish.Days(date(2026, 1, 1), date(2026, 4, 20))


def test_a_small_group_is_suppressed_and_the_next_smallest_with_it(store):
    for track, count in (("data", 3), ("records", 9)):
        for days in range(count):
            decided(store, days + 1, track=track)
    rows = publish.tables(store, TODAY, publish.window(TODAY))
    assert {row["n"] for row in rows["turnaround_total.csv"]} == {12}
    assert [(row["n"], row["median_days"], row["suppressed"]) for row in rows["turnaround_by_track.csv"]] == [(None, None, True)] * 4


def test_two_groups_of_one_are_not_alone_together():
    found = suppression.cover([suppression.Group(name, (n, 0, 0, 0)) for name, n in {"a": 1, "b": 1, "c": 7, "d": 8}.items()])
    assert found.withheld == {"a", "b", "c"}


def test_five_groups_of_one_are_not_even_named():
    assert suppression.cover([suppression.Group(name, (1, 0, 0, 0)) for name in "abcde"]).is_empty


def test_zero_is_told():
    found = suppression.cover([suppression.Group("a", (9, 0, 0, 0)), suppression.Group("b", (0, 0, 0, 9))])
    assert (found.withheld, found.vague) == (frozenset(), frozenset())


def test_of_fewer_than_five_requests_in_all_nothing_is_told(store):
    for days in (1, 2, 3):
        decided(store, days)
    rows = publish.tables(store, TODAY, publish.window(TODAY))
    assert [(row["n"], row["suppressed"]) for row in rows["turnaround_total.csv"]] == [(None, True)] * 2
    assert [name for name, found in rows.items() if found] == ["turnaround_total.csv"]


def test_a_month_that_is_suppressed_is_not_given_away_by_the_flow(store):
    for day, count in ((date(2026, 1, 9), 30), (date(2026, 2, 9), 2), (date(2026, 3, 9), 12)):
        for _ in range(count):
            receive(store, day)
    rows = publish.tables(store, TODAY, publish.window(TODAY))
    by_month = {row["month"]: row["n"] for row in rows["turnaround_by_month.csv"]}
    flow = {row["month"]: row for row in rows["flow_by_month.csv"]}
    assert by_month == {"2026-01": 30, "2026-02": None, "2026-03": None}
    assert flow["2026-02"]["received"] is None and flow["2026-02"]["pending_at_end"] is None


COUNT, TRACKS = st.sampled_from([1, 1, 1, 2, 3, 4, 5, 6, 12]), st.sampled_from(["data", "records"])
BLOCK = st.tuples(st.integers(-1, 4), st.sampled_from("xyz"), TRACKS, st.booleans(), st.integers(0, 6), COUNT)
BLOCKS = st.lists(BLOCK, max_size=14)


@settings(max_examples=int(os.environ.get("PUBLISH_EXAMPLES", 60)), deadline=None)
@given(BLOCKS)
@example([(month, "x", "data", True, 5, 1) for month in range(5)])
@example([(0, "x", "data", True, 5, 1), (1, "y", "data", True, 5, 1), (2, "z", "data", True, 5, 12)])
@example([(0, "x", "data", False, 1, 1), (0, "x", "data", False, 5, 5)])
def test_no_suppressed_count_can_be_solved_for(blocks):
    """From totals, row sums, the chain of months and the months before, as an outsider who knows how suppression works."""
    log = [dict(zip(("month", "desk", "track", "is_determined", "closed", "count"), block)) for block in blocks]
    measured, flow = told_of(log)
    rows = publish.suppressed(measured, flow, DAYS.last, DAYS)
    assert told_exactly(rows, measured, flow) == []


@pytest.mark.parametrize("size", [40, 120, 300, 1500])
def test_no_suppressed_count_of_an_invented_city_can_be_solved_for(loose_store, size):
    demo.build(loose_store, size, TODAY)
    days = publish.window(TODAY)
    assert told_exactly(publish.tables(loose_store, TODAY, days), *publish.measured(loose_store, TODAY, days)) == []


def told_of(log):
    """The measures of a log of blocks of requests: five months from 0; -1 is before them; closed in month 5 or 6 is not yet."""
    inside = [block for block in log if block["month"] >= 0]
    measured = {by: by_group(inside, by) for by in publish.BY} | {"all": by_group([block | {"all": "all"} for block in inside], "all")}
    before = sum(block["count"] for block in log if block["month"] < 0)
    received, processed = Counter(), Counter()
    for block in log:
        received[block["month"]] += block["count"]
        processed[max(block["closed"], block["month"])] += block["count"]
    flow = []
    for month in range(5):
        end = before + received[month] - processed[month]
        cells = {"pending_at_start": before, "received": received[month], "processed": processed[month], "pending_at_end": end}
        flow.append({"month": f"2026-{month:02}", **cells})
        before = end
    return measured, flow


def by_group(log, by):
    """Pairs of rows as the measure turnaround gives them."""
    ways = {}
    for block in log:
        name = f"2026-{block[by]:02}" if by == "month" else block[by]
        way = (0 if block["is_determined"] else 2) + (block["closed"] > 4)
        ways.setdefault(name, Counter())[way] += block["count"]
    return {name: (row(found, name, (0, 1), (3,)), row(found, name, (0, 2), (1, 3))) for name, found in sorted(ways.items())}


def row(ways, name, closed, still_open):
    days = dict.fromkeys(("median_days", "mean_days", "p90_days", "km_median_days"), 7.4 if sum(ways[way] for way in closed) else None)
    counts = {"n": ways.total(), "n_closed": sum(ways[way] for way in closed), "n_open": sum(ways[way] for way in still_open)}
    return {"group": name, "measure": "receipt to closing", "day_type": "calendar", "as_of": DAYS.last, **counts, **days}
