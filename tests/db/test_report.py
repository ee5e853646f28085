"""Ready reports: what each covers, that nothing open is forgotten, and the same figures as CSV."""

import csv
import zipfile
from datetime import date, timedelta

import pytest

from records_desk.db import demo, measure, report
from records_desk.db._refused import Refused
from records_desk.db._reports import HEADINGS
from records_desk.db.store import Store
from tests.conftest import TODAY, noon

FEDERAL = {
    "flow", "dispositions", "response_times", "response_times_histogram", "pending", "ten_oldest", "appeals", "fees", "extensions",
    "denials_by_section", "on_time", "first_five_days", "promise_slip", "waiting_on_requester", "requester_types",
}  # fmt: skip
SECTIONS = {section.slug: section for plan in report.PLANS for section in plan.sections}


@pytest.fixture(scope="module")
def city():
    """A small invented city up to today, which is only read."""
    store = Store(":memory:", clock=noon)
    demo.build(store, 150, TODAY, days=500)
    yield store
    store.close()


def part(store, name, slug, as_of=TODAY, **asked):
    (found,) = [part for part in report.report(store, name, as_of, **asked).sections if part.slug == slug]
    return found


@pytest.mark.parametrize("name", report.NAMES)
def test_every_report_can_be_made_of_an_empty_log(store, name):
    assert all(part.definition and part.rule_set.startswith("CPRA (Gov. Code") for part in report.report(store, name, TODAY).sections)


def test_the_annual_statistics_hold_the_federal_set():
    assert FEDERAL <= {section.measure for section in report.plan("annual").sections}


@pytest.mark.parametrize("slug", SECTIONS)
def test_a_section_shows_every_count_of_its_measure(city, slug):
    section = SECTIONS[slug]
    asked = {"by": section.by} if section.by else {}
    has = {column for row in measure.measure(city, section.measure, TODAY, **asked) for column in row}
    assert has and set(section.columns) <= has
    assert {column for column in has if column == "n" or column.startswith("n_")} <= set(section.columns) | {"n_withdrawn", "n_duplicate"}


def test_every_heading_is_of_a_measure_that_some_report_shows():
    assert set(HEADINGS) == {section.measure for section in SECTIONS.values()}


def test_a_section_holds_the_rows_of_its_measure_with_the_same_question(city):
    asked = {"by": "track", "received_from": date(2025, 4, 21), "received_until": TODAY}
    rows = measure.measure(city, "fees", TODAY, **asked)
    assert part(city, "annual", "fees_by_track").rows == [{column: row[column] for column in HEADINGS["fees"]} for row in rows] != []


@pytest.mark.parametrize(
    ("as_of", "first"),
    [
        (date(2025, 12, 31), date(2025, 1, 1)),
        (date(2026, 2, 28), date(2025, 3, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(1990, 1, 1), None),
    ],
)
def test_the_annual_statistics_cover_twelve_months_to_the_as_of_date(store, as_of, first):
    assert part(store, "annual", "fees_by_track", as_of).received_from == first


def test_the_monthly_report_covers_the_month_of_the_as_of_date(city):
    month = part(city, "monthly", "flow")
    assert month.received_from == date(2026, 4, 1) and [row["month"] for row in month.rows] == ["2026-04"]


def test_a_request_that_is_open_for_years_is_in_the_annual_statistics(store, story):
    old = story("2021-03-01 received")
    assert [row["number"] for row in part(store, "annual", "ten_oldest").rows] == [old["number"]]
    assert part(store, "annual", "pending_by_track").rows[0]["n_open"] == 1
    assert part(store, "monthly", "overdue").rows[0]["number"] == old["number"]


def test_a_report_as_of_an_earlier_day_knows_nothing_later(store, story):
    story("2026-03-02 received", "2026-04-10 determined outcome=no_records")
    assert len(part(store, "overdue", "overdue", date(2026, 4, 9)).rows) == 1
    assert part(store, "overdue", "overdue").rows == []


def test_a_report_of_one_desk_counts_the_requests_of_that_desk(city):
    whole, clerk = (part(city, "monthly", "pending_by_desk", **asked).rows for asked in ({}, {"desk_id": 1}))
    assert [row["group"] for row in clerk] == ["City Clerk"] and clerk[0] in whole and len(whole) > 1
    assert report.report(city, "monthly", TODAY, 1).desk == "City Clerk"


def test_a_definition_names_columns_by_their_headings(store):
    assert "“Due”: those whose due date has come" in part(store, "annual", "on_time_by_track").definition


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("yearly", TODAY), "There is no report yearly"),
        (("annual", TODAY + timedelta(1)), "2026-04-21 is not"),
        (("annual", date(1989, 12, 31)), "1989-12-31 is not"),
        (("annual", TODAY, 99), "There is no desk with the id 99"),
    ],
)
def test_a_wrong_question_is_refused_with_a_sentence(store, asked, why):
    with pytest.raises(Refused, match=why):
        report.report(store, *asked)


@pytest.mark.parametrize("name", report.NAMES)
def test_the_zip_holds_a_csv_for_each_section_with_as_many_rows_and_what_they_mean(city, name):
    made = report.report(city, name, TODAY)
    with zipfile.ZipFile(report.packed(city, name, TODAY)) as packed:
        files = {called: packed.read(called).decode() for called in packed.namelist()}
    about = files.pop(f"{name}-2026-04-20-about.txt")
    assert list(files) == [f"{name}-2026-04-20-{part.slug}.csv" for part in made.sections]
    assert [len(list(csv.DictReader(text.splitlines()))) for text in files.values()] == [len(part.rows) for part in made.sections]
    assert all(part.definition in about for part in made.sections) and "as of 2026-04-20" in about


def test_the_spool_keeps_nothing_but_the_zip(city):
    before = {*city.spool.iterdir()}
    made = report.packed(city, "fees", TODAY)
    assert {*city.spool.iterdir()} - before == {made}
