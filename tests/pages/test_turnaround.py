"""The turnaround page shows what the query says, and says what it counts."""

from datetime import date

import pytest

from records_desk.db import demo, measure
from tests.conftest import TODAY
from tests.pages.conftest import well, widget

PERIOD = {"day_type": "calendar", "received_from": date(2025, 5, 1), "received_until": date(2026, 4, 20)}


def test_an_empty_log_says_what_to_do(visit):
    assert "No request was received in this period" in visit("turnaround").info[0].value


@pytest.mark.parametrize("milestone", ["determination", "closing"])
def test_the_figures_equal_the_query(visit, store, shown, milestone):
    demo.load_sample(store)
    tab = visit("turnaround", "manager")
    widget(tab, "turnaround_to").set_value(milestone)
    well(tab.run())
    chosen = PERIOD | {"to_point": milestone}
    for by in ("month", "desk", "track"):
        rows = measure.measure(store, "turnaround", TODAY, by=by, **chosen)
        lines = shown[f"turnaround_by_{by}"][1]
        assert [(line["n"], line["n_closed"], line["n_open"]) for line in lines] == [
            (f"{row['n']:,}", f"{row['n_closed']:,}", f"{row['n_open']:,}") for row in rows
        ]
        assert [line["median_days"] for line in lines] == [
            "–" if row["median_days"] is None else f"{row['median_days']:,.1f}".removesuffix(".0") for row in rows
        ]


def test_the_headline_counts_open_requests_and_names_the_day(visit, store):
    demo.load_sample(store)
    tab = visit("turnaround", "viewer")
    whole = measure.measure(store, "turnaround", TODAY, **PERIOD)[0]
    assert f"Of {whole['n']:,} requests, {whole['n_closed']:,} reached it" in tab.subheader[0].value
    assert "As of Mon 2026-04-20" in tab.caption[-1].value


def test_a_track_is_told_alone(visit, store, shown):
    demo.load_sample(store)
    tab = visit("turnaround")
    widget(tab, "turnaround_track").set_value("data")
    well(tab.run())
    assert [line["group"] for line in shown["turnaround_by_track"][1]] == ["Data / API"]


def test_days_can_be_counted_as_working_days_and_on_time_is_told(visit, store, shown):
    demo.load_sample(store)
    tab = visit("turnaround", "manager")
    widget(tab, "turnaround_days").set_value("working")
    well(tab.run())
    row = measure.measure(store, "turnaround", TODAY, by="track", **PERIOD | {"day_type": "working"})[0]
    line = shown["turnaround_by_track"][1][0]
    assert (line["on_time"], line["on_time_original"]) == (f"{row['on_time_share'] * 100:.1f}%", f"{row['on_time_original_share'] * 100:.1f}%")
    assert "Working days, both ends counted" in tab.caption[-1].value
