"""Every chart: it can be drawn, it holds the rows it was given, and its sentence says their figures."""

from datetime import date

import pytest
import vl_convert

from records_desk.db import demo, measure
from records_desk.db.language import LANGUAGES, spoken
from records_desk.db.store import Store
from records_desk.pages import _charts, _lanes, _sentences
from tests.conftest import TODAY, noon

PERIOD = {"received_from": date(2025, 5, 1), "received_until": TODAY}
DRAWN = {
    "turnaround": {"by": "month"}, "survival": {"by": "year"}, "response_times_histogram": {}, "flow": {}, "age_pyramid": {}, "time_by_desk": {},
    "hand_offs": {}, "on_time": {"by": "month"}, "receipts_by_day": {}, "completeness": {}, "workload": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """An invented city that is only read."""
    store = Store(tmp_path_factory.mktemp("city") / "city.duckdb", clock=noon)
    demo.build(store, 600, TODAY)
    yield store
    store.close()


def rows(store, name, **asked):
    taken = measure.named(name).takes
    return measure.measure(store, name, TODAY, **{key: value for key, value in {**PERIOD, **asked}.items() if key in taken})


def values(spec):
    """All data of a chart, whichever layer it is in."""
    return [row for data in spec.get("datasets", {}).values() for row in data] or [
        row for part in (spec, *spec.get("layer", ())) for row in part.get("data", {}).get("values", ())
    ]


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_of_measured_rows_can_be_drawn_and_said(city, name):
    found = rows(city, name, **DRAWN[name])
    spec = getattr(_charts, name)(found).to_dict()
    drawn = vl_convert.vegalite_to_svg({**spec, "width": 600})
    assert drawn.startswith("<svg") and "NaN" not in drawn and len(values(spec)) > 0
    said = getattr(_sentences, name)(found)
    assert said.endswith(".") and any(letter.isdigit() for letter in said)


@pytest.mark.parametrize("name", [name for name in DRAWN if name not in ("receipts_by_day", "age_pyramid", "response_times_histogram", "flow")])
def test_a_chart_of_few_rows_says_so_instead_of_failing(store, name):
    demo.build(store, 1, TODAY)
    found = rows(store, name, **DRAWN[name])
    if found:
        getattr(_charts, name)(found).to_dict()
    if found or name in ("time_by_desk", "hand_offs", "completeness", "workload"):
        assert getattr(_sentences, name)(found)


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_holds_the_same_rows_in_each_language(city, name):
    found = rows(city, name, **DRAWN[name])
    drawn = {}
    for language in LANGUAGES:
        with spoken(language):
            spec = getattr(_charts, name)(found).to_dict()
            assert getattr(_sentences, name)(found).endswith(".")
        assert "NaN" not in vl_convert.vegalite_to_svg({**spec, "width": 600})
        drawn[language] = [{key: value for key, value in row.items() if not isinstance(value, str)} for row in values(spec)]
    assert drawn["es"] == drawn["en"]


def test_charts_write_days_as_the_language_does():
    held = [{"lane": "City Clerk", "from": date(2026, 4, 12), "to": date(2026, 4, 14), "goes_on": False}]
    with spoken("es"):
        spec = _charts.lanes(held, []).to_dict()
    drawn = vl_convert.vegalite_to_svg({**spec, "width": 900})
    assert "dom 12 abr 2026" in drawn and "Sun 12 Apr 2026" not in drawn


DUE = {"group": "2026-01", "n_due": 1, "n_on_time": 1, "n_open_early": 0, "n_early": 0, "on_time_share": 1.0, "on_time_original_share": 1.0}


@pytest.mark.parametrize(
    ("name", "found", "said"),
    [
        ("response_times_histogram", [{"working_days": "1-20", "n": 0}], "No request of these was closed."),
        ("response_times_histogram", [{"working_days": "1-20", "n": 1}], "Of 1 closed request 1 took up to 20 working days (100.0%), 0 longer."),
        ("on_time", [{**DUE, "n_due": 0, "n_early": 1}], "The due date of none of these has come yet; 1 request more is too young to count."),
        ("on_time", [DUE], "Of 1 request whose due date has come 1 was determined by it (100.0%)."),
        ("age_pyramid", [{"age_days": "0-10", "n_open": 0, "n_overdue": 0}], "0 requests are open."),
    ],
)  # fmt: skip
def test_none_and_one_read_as_a_sentence(name, found, said):
    assert getattr(_sentences, name)(found) == said


def test_two_lines_that_coincide_are_both_seen():
    spec = _charts.on_time([DUE, {**DUE, "group": "2026-02"}]).to_dict()
    widths = spec["encoding"]["strokeWidth"]["scale"]
    drawn = list(dict.fromkeys(row["against"] for row in values(spec)))  # the first is drawn beneath
    assert drawn == widths["domain"] and widths["range"][0] > widths["range"][1]


def test_months_of_which_much_is_open_are_hollow_and_named():
    def month(name, n, n_open):
        return {"group": name, "n": n, "n_open": n_open, "median_days": 4, "p90_days": 9, "km_median_days": 5, "day_type": "calendar", "measure": "receipt to closing"}

    monthly = [month("2026-03", 20, 2), month("2026-04", 20, 3)]
    young = {row["month"]: row["young"] for row in values(_charts.turnaround(monthly).to_dict())}
    assert young == {"2026-03": False, "2026-04": True}
    assert "still open in 2026-04, marked hollow" in _sentences.turnaround(monthly)


def test_the_headline_is_three_sentences_against_the_year_before():
    now = {"n": 30, "km_median_days": 9, "n_open": 12, "n_overdue": 1}
    assert _sentences.headline(now, {"n": 20, "km_median_days": None, "n_open": 1, "n_overdue": 0}, "decided") == [
        "12 requests are open; a year before 1 was.",
        "1 request is overdue; a year before 0 were.",
        "Half are decided within 9 days, open ones counted; a year before fewer than half were.",
    ]
    assert _sentences.headline(now, {"n": 0, "km_median_days": None, "n_open": 0, "n_overdue": 0}, "closed") == [
        "12 requests are open.", "1 request is overdue.", "Half are closed within 9 days, open ones counted; the log has no figures of a year before."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(-0.1, 0.2, "no difference shows"), (0.1, 0.2, "more were determined"), (-0.2, -0.1, "fewer were determined")]
)
def test_whether_detail_helps_is_said_as_far_as_the_interval_shows(low, high, verdict):
    row = {"track": "records", "given": "most", "n": 40, "difference": (low + high) / 2, "difference_low": low, "difference_high": high}
    assert verdict in _sentences.completeness([row])


def test_a_request_lies_in_lanes_of_desks_waits_deadlines_and_promises(store, story):
    from records_desk.db import reading

    row = story(
        "2026-04-01 received desk_id=1", "2026-04-03 clarification_asked question=Which", "2026-04-06 clarification_answered answer=All",
        "2026-04-07 routed desk_id=2", "2026-04-09 determined outcome=granted promised_on=2026-05-04 promised_time=17:00",
    )  # fmt: skip
    entries = reading.timeline(store, row["request_id"])
    held, dates = _lanes.bars(row, entries, TODAY), _lanes.points(row, entries)
    assert [(bar["lane"], bar["from"].day, bar["to"].day, bar["goes_on"]) for bar in held] == [
        ("City Clerk", 1, 7, False), ("Information Technology", 7, 20, True), ("Waiting on the requester", 3, 6, False)
    ]  # fmt: skip
    assert ("Promises", date(2026, 5, 4)) in [(point["lane"], point["on"]) for point in dates]
    words = _lanes.in_words(held, dates)
    assert "Information Technology 13 days so far" in words and "Received Wed 1 Apr 2026" in words and "due Mon 13 Apr 2026" in words
    assert vl_convert.vegalite_to_svg({**_charts.lanes(held, dates).to_dict(), "width": 600}).startswith("<svg")


def test_what_fell_on_one_day_has_one_mark_in_its_lane(store, story):
    from records_desk.db import reading

    row = story("2026-04-01 received", "2026-04-02 determined outcome=no_records", "2026-04-02 closed outcome=no_records")
    dates = _lanes.points(row, reading.timeline(store, row["request_id"]))
    assert [point["what"] for point in dates if point["on"] == date(2026, 4, 2)] == ["Determined, Closed"]


def test_a_closed_request_is_held_by_nobody(store, story):
    from records_desk.db import reading

    row = story("2026-04-01 received desk_id=1", "2026-04-03 clarification_asked question=Which", "2026-04-06 closed outcome=withdrawn")
    held = _lanes.bars(row, reading.timeline(store, row["request_id"]), TODAY)
    assert [(bar["lane"], bar["to"].day, bar["goes_on"]) for bar in held] == [("City Clerk", 6, False), ("Waiting on the requester", 6, False)]
