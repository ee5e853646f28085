"""What leaves as CSV: the rows on screen, no formulas, nobody's personal data."""

import csv
from datetime import date

import pytest

from records_desk.db import city, export, ledger
from tests.conftest import OFFICIAL, TODAY

SECRET = "planted-secret"


def rows_of(made):
    """The rows of an export, read back with Python's own reader."""
    with made.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def told(store, story):
    """Three requests: one denied, one with a fee, one whose summary looks like a formula."""
    story(
        "2026-04-01 received",
        "2026-04-09 determined outcome=denied sections=[7927.700] reason=Personnel official_name=R.Example official_title=Clerk",
    )
    story("2026-04-02 received", "2026-04-03 fee_charged fee_kind=duplication amount=12", "2026-04-06 fee_paid amount=5")
    ledger.receive(
        store, OFFICIAL, track="data", on_date=date(2026, 4, 3), verbatim=f"{SECRET} words", summary="=HYPERLINK(1)",
        name=f"{SECRET} name", email="person@example.org", phone="+1 805 555 0100", organization=f"{SECRET} org",
    )  # fmt: skip
    city.save_desk(store, ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1), 1, "Front desk")


@pytest.mark.parametrize("name", export.NAMES)
def test_an_export_holds_as_many_rows_as_it_counts(store, told, story, name):
    story("2023-03-01 received", "2023-03-02 closed outcome=withdrawn")
    made = export.export(store, name)
    assert len(rows_of(made)) == made.rows == export.count(store, name) > 0


@pytest.mark.parametrize("name", export.NAMES)
def test_no_export_holds_personal_data_or_words_of_the_requester(store, told, name):
    text = export.export(store, name).path.read_text(encoding="utf-8")
    assert SECRET not in text
    assert "person@example.org" not in text
    assert "805 555 0100" not in text


def test_a_cell_that_looks_like_a_formula_is_neutralised(store, told):
    summaries = {row["summary"] for row in rows_of(export.export(store, "queue"))}
    assert "'=HYPERLINK(1)" in summaries
    assert "=HYPERLINK(1)" not in summaries


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_each_formula_mark_is_neutralised(store, text):
    assert store.query("select derived.harmless($text) as cell", text=text)[0]["cell"] == "'" + text


def test_numbers_stay_numbers(store, told):
    fees = rows_of(export.export(store, "fees"))
    assert [(row["kind"], row["amount"]) for row in fees] == [("fee_charged", "12.00"), ("fee_paid", "5.00")]


def test_the_names_of_columns_are_those_of_the_tables(store, told):
    columns = {row["column_name"] for row in store.query("select column_name from duckdb_columns() where table_name = 'snapshot'")}
    assert set(rows_of(export.export(store, "requests"))[0]) == columns - {"readers"} | {"determination_days", "determination_working_days"}


def test_the_queue_leaves_as_filtered(store, told):
    assert [row["track"] for row in rows_of(export.export(store, "queue", track="data"))] == ["data"]


def test_an_unknown_export_is_an_error(store):
    with pytest.raises(KeyError):
        export.export(store, "nonsense")


def test_an_export_as_of_a_day_shows_what_stood_then(store, told):
    then = rows_of(export.export(store, "requests", date(2026, 4, 2)))
    assert {row["status"] for row in then} == {"received"}
    assert {row["charged"] for row in then} == {"0.00"}
    assert len(rows_of(export.export(store, "requests", TODAY))) == 3


def test_rows_that_a_page_made_leave_like_any_export(store):
    made = export.listed(store, [{"desk": "=1+1", "on": TODAY, "n": 3}, {"desk": "City Clerk", "on": None, "n": None}])
    assert made.path.read_text().splitlines() == ["desk,on,n", f"'=1+1,{TODAY},3", "City Clerk,,"] and made.rows == 2
