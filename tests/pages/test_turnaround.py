"""The turnaround page shows what the query says, and says what it counts."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest

from records_desk.db import demo, measure
from tests.conftest import TODAY
from tests.pages.conftest import offered, well, widget

PERIOD = {"day_type": "calendar", "received_from": date(2025, 5, 1), "received_until": date(2026, 4, 20)}


def unfolded(tab, *names):
    """The page with some of its folded parts open."""
    for name in names:
        tab.session_state[f"turnaround_{name}_folded"] = True
    return tab


def test_an_empty_log_says_what_to_do(visit):
    assert "No request was received in this period" in visit("turnaround").info[0].value


@pytest.mark.parametrize("milestone", ["determination", "closing"])
def test_the_figures_equal_the_query(visit, store, shown, milestone):
    demo.load_sample(store)
    tab = unfolded(visit("turnaround", "manager"), "desk", "track")
    widget(tab, "turnaround_to").set_value(milestone)
    well(tab.run())
    chosen = PERIOD | {"to_point": milestone}
    for by in ("month", "desk", "track"):
        rows = measure.measure(store, "turnaround", TODAY, by=by, **chosen)
        lines = shown["turnaround_monthly_table" if by == "month" else f"turnaround_by_{by}"][1]
        assert [(line["n"], line["n_closed"], line["n_open"]) for line in lines] == [
            (f"{row['n']:,}", f"{row['n_closed']:,}", f"{row['n_open']:,}") for row in rows
        ]
        assert [line["median_days"] for line in lines] == [
            "–" if row["median_days"] is None else f"{row['median_days']:,.1f}".removesuffix(".0") for row in rows
        ]


def test_the_page_opens_with_three_sentences_and_names_the_day(visit, store):
    demo.build(store, 700, TODAY)
    tab = visit("turnaround", "viewer")
    opened = {**PERIOD, "received_from": date(1990, 1, 1)}
    (now,), (then,) = (measure.measure(store, "pending", day, **{**opened, "received_until": day}) for day in (TODAY, TODAY - timedelta(365)))
    (whole,) = measure.measure(store, "turnaround", TODAY, **PERIOD)
    told = [item.value.replace("\\", "") for item in tab.header]
    assert [int(figure) for figure in re.findall(r"\d+", told[0])] == [now["n_open"], then["n_open"]]
    assert [int(figure) for figure in re.findall(r"\d+", told[1])] == [now["n_overdue"], then["n_overdue"]]
    assert told[2].startswith(f"Half are decided within {whole['km_median_days']} days, open ones counted; a year before within ")
    captions = " ".join(caption.value for caption in tab.caption).replace("\\", "")
    (top,) = measure.measure(store, "headline", TODAY, **PERIOD)
    assert f"n {whole['n']} received in the period, {top['n_received_and_open']} of them open; as of Mon 20 Apr 2026" in captions
    assert "Rule set CPRA" in captions and "n_closed" not in captions


def test_two_periods_are_compared_side_by_side(visit, store, shown):
    demo.build(store, 700, TODAY)
    tab = visit("turnaround")
    widget(tab, "turnaround_against").set_value("year")
    well(tab.run())
    lines = {line["what"]: line for line in shown["turnaround_compared"][1]}
    moved = {"received_from": PERIOD["received_from"] - timedelta(365), "received_until": PERIOD["received_until"] - timedelta(365)}
    (then,) = measure.measure(store, "turnaround", TODAY - timedelta(365), **PERIOD | moved)
    assert (lines["Requests"]["there"], lines["Half, open counted"]["there"]) == (str(then["n"]), str(then["km_median_days"]))
    assert lines["Requests"]["here"] != lines["Requests"]["there"]


def test_two_desks_are_compared_side_by_side(visit, store, shown):
    demo.load_sample(store)
    tab = visit("turnaround")
    widget(tab, "turnaround_desk").set_value("City Clerk")
    widget(tab, "turnaround_against").set_value("desk")
    well(tab.run())
    widget(tab, "turnaround_other").set_value("Information Technology")
    well(tab.run())
    columns = shown["turnaround_compared"][1][0]
    counts = [measure.measure(store, "turnaround", TODAY, desk_id=desk_id, **PERIOD)[0]["n"] for desk_id in (1, 2)]
    assert (columns["here"], columns["there"]) == tuple(str(count) for count in counts)


def test_a_track_is_told_alone(visit, store, shown):
    demo.load_sample(store)
    tab = unfolded(visit("turnaround"), "track")
    widget(tab, "turnaround_track").set_value("data")
    well(tab.run())
    assert [line["group"] for line in shown["turnaround_by_track"][1]] == ["Data / API"]


def test_days_can_be_counted_as_working_days_and_on_time_is_told(visit, store, shown):
    demo.load_sample(store)
    tab = unfolded(visit("turnaround", "manager"), "track")
    widget(tab, "turnaround_days").set_value("working")
    well(tab.run())
    row = measure.measure(store, "turnaround", TODAY, by="track", **PERIOD | {"day_type": "working"})[0]
    line = shown["turnaround_by_track"][1][0]
    assert (line["on_time_share"], line["on_time_original_share"]) == (f"{row['on_time_share'] * 100:.1f}%", f"{row['on_time_original_share'] * 100:.1f}%")
    assert "Working days, both ends counted" in " ".join(caption.value for caption in tab.caption)


def test_every_folded_picture_shows_its_rows_and_offers_them(visit, store, shown):
    demo.build(store, 700, TODAY)
    names = ("survival", "response_times_histogram", "flow", "age_pyramid", "time_by_desk", "hand_offs", "on_time", "receipts_by_day", "completeness", "workload")
    tab = well(unfolded(visit("turnaround"), *names).run())
    taken = {name: measure.named(name).takes for name in names}
    for name in names:
        asked = {"by": {"survival": "year", "on_time": "month"}.get(name, "all")} if "by" in taken[name] else {}
        rows = measure.measure(store, name, TODAY, **asked, **{key: value for key, value in PERIOD.items() if key in taken[name]})
        assert len(shown[f"turnaround_{name}_table"][1]) == min(40, len(rows)), name
        assert f"CSV ({len(rows):,} row" in " ".join(link.label for link in tab.get("link_button")), name


def test_what_is_open_is_told_however_old_it_is(visit, store, shown, received):
    for days in (900, 20):
        received(on_date=TODAY - timedelta(days))
    tab = well(unfolded(visit("turnaround"), "age_pyramid").run())
    lines = {(line["age_days"], line["track"]): line["n_open"] for line in shown["turnaround_age_pyramid_table"][1]}
    assert lines["over 365", "records"] == "1" and tab.header[0].value.startswith("2 requests are open")
    assert "n open 2, whenever received" in " ".join(caption.value for caption in tab.caption).replace("\\", "")


def test_the_page_as_a_document_is_in_english_in_whatever_language_the_page_is(visit, received):
    received(on_date=TODAY)
    visit("turnaround", desk_language="es")
    (made,) = [made for name, made in offered().items() if name.endswith(".pdf")]
    assert "1 request is open" in " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def test_a_period_that_ends_before_it_begins_is_told(visit, received):
    received(on_date=TODAY)
    tab = visit("turnaround")
    widget(tab, "turnaround_until").set_value(date(2020, 1, 1))
    assert "ends before it begins" in well(tab.run()).warning[0].value

