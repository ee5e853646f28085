"""What everybody may ask by HTTP: what the exports publish, page by page, and never more."""

import csv
from datetime import date

import pytest

from records_desk.db import demo, export, ledger, publish, published
from tests.conftest import OFFICIAL, TODAY
from tests.db.test_city import ADMINISTRATOR
from tests.db.test_publish import ASKED, rows_of


@pytest.fixture
def city(store):
    """An invented city of three hundred requests."""
    demo.build(store, 300, TODAY)
    return store


def as_file(rows) -> list[dict[str, str]]:
    """Rows as the exports write their cells."""
    return [{name: "" if value is None else str(publish._cell(value)) for name, value in row.items()} for row in rows]


def pages(store, most: int, **filters) -> list[dict]:
    """All pages of the log, one after another."""
    found, after = [], None
    while page := published.log_page(store, most, after=after, **filters):
        found += page
        after = page[-1]["number"]
    return found


def test_nobody_is_answered_unless_the_administrator_says_so(store):
    assert not published.is_on(store)
    published.save(store, ADMINISTRATOR, True)
    assert published.is_on(store)


@pytest.mark.parametrize("most", [1000, 37])
def test_the_pages_together_are_what_the_export_of_the_public_log_holds(city, most):
    with export.export(city, "public_log").path.open(encoding="utf-8", newline="") as file:
        assert as_file(pages(city, most)) == list(csv.DictReader(file))


def test_a_request_that_comes_in_between_two_pages_moves_none(city):
    first = published.log_page(city, 50)
    ledger.receive(city, OFFICIAL, track="data", on_date=date(2026, 1, 2), verbatim="Bicycle counts")
    after = first[-1]["number"]
    assert [row["number"] for row in first + published.log_page(city, 1000, after=after)] == [row["number"] for row in published.log_page(city, 1000)]


def test_a_restricted_request_is_on_no_page(city):
    receipt = ledger.receive(city, OFFICIAL, track="records", on_date=TODAY, verbatim="Personnel", desk_id=1)
    assert published.log_page(city, 1, number=receipt.number)
    ledger.record(city, receipt.request_id, "restricted", OFFICIAL, on_date=TODAY, readers=(1,))
    assert not published.log_page(city, 1, number=receipt.number)
    assert receipt.number not in {row["number"] for row in pages(city, 100)}


@pytest.mark.parametrize("column", ["track", "channel", "status", "determination", "closing_outcome", "extension_reason", "desk"])
def test_each_column_of_codes_is_asked_for_by_its_values(city, column):
    everything = pages(city, 1000)
    for value in {row[column] for row in everything} - {None}:
        assert pages(city, 1000, **{column: value}) == [row for row in everything if row[column] == value]
    if column != "desk":
        assert {row[column] for row in everything} - {None} <= set(published.codes(column))


@pytest.mark.parametrize("what", ["received", "closed"])
def test_days_are_asked_for_from_and_until_both_of_them_included(city, what):
    first, last = date(2026, 1, 10), date(2026, 3, 10)
    days = {row[f"{what}_on"] for row in pages(city, 1000, **{f"{what}_from": first, f"{what}_until": last})}
    assert days == {row[f"{what}_on"] for row in pages(city, 1000) if row[f"{what}_on"] and first <= row[f"{what}_on"] <= last} != set()


def test_the_measures_are_what_publish_writes_of_the_last_whole_month(city, tmp_path):
    found = published.figures(city)
    assert (found.as_of, found.days) == (date(2026, 3, 31), publish.Days(date(2025, 3, 1), date(2026, 3, 31)))
    publish.publish(city, tmp_path / "bundle", found.as_of, **ASKED)
    for name in published.names():
        assert as_file(found.tables[f"{name}.csv"]) == rows_of(tmp_path / "bundle" / f"{name}.csv")
        assert [column["column"] for column in published.columns(name)] == list(publish.columns(f"{name}.csv"))
    assert any(row["suppressed"] for rows in found.tables.values() for row in rows)


def test_the_codes_are_those_of_the_rules(store):
    assert set(published.codes("status")) == set(store.statuses)
    assert published.codes("closing_outcome") == tuple(row["code"] for row in store.choices["closing"])
    assert published.codes("channel") == tuple(row["code"] for row in store.choices["channel"])
