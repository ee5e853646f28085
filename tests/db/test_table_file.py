"""The forms in which rows leave: the same rows in each, and no text that a spreadsheet computes."""

import csv
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from records_desk.db import _workbook as workbook
from records_desk.db import city, export
from records_desk.db._refused import Refused
from records_desk.db.store import Store
from records_desk.db.table_file import CSV, CSV_FOR_EXCEL, FORMS, PARQUET, XLSX, form_for, write
from tests.conftest import TODAY
from tests.db.test_city import ADMINISTRATOR

FORMULAS = ['=HYPERLINK("http://example.org")', "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1+1"]
ROW = {"summary": "=1+1", "received_on": date(2026, 2, 3), "at": datetime(2026, 2, 3, 4, 5, 6), "amount": Decimal("12.50"), "n": 7, "nothing": None}


def cells(path: Path) -> list[tuple]:
    """What a workbook holds, read by another program's reader."""
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def test_a_csv_for_excel_begins_with_the_mark_and_is_else_the_same(store):
    plain, marked = (export.listed(store, [ROW], form).path.read_bytes() for form in (CSV, CSV_FOR_EXCEL))
    assert marked == b"\xef\xbb\xbf" + plain
    assert plain.startswith(b"summary,received_on")


def test_in_a_workbook_days_are_days_and_money_is_a_number(store):
    sheet = openpyxl.load_workbook(export.listed(store, [ROW], XLSX).path).active
    headings, row = sheet.iter_rows()
    assert [cell.value for cell in headings] == list(ROW)
    assert [cell.value for cell in row][1:5] == [datetime(2026, 2, 3), datetime(2026, 2, 3, 4, 5, 6), 12.5, 7]
    assert row[5].value is None
    assert [cell.data_type for cell in row[:5]] == ["s", "d", "d", "n", "n"]
    assert row[1].number_format == r"yyyy\-mm\-dd"
    assert row[2].number_format.startswith(r"yyyy\-mm\-dd\ hh:mm:ss")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_is_never_a_formula(store, text):
    sheet = openpyxl.load_workbook(export.listed(store, [{"text": text}], XLSX).path).active
    assert sheet["A2"].data_type == "s"
    assert (sheet["A2"].value or "").strip() == text.strip()
    with export.listed(store, [{"text": text, "n": 1}]).path.open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["text"] == "'" + text


def test_parquet_keeps_types_and_texts_as_they_are(store):
    made = export.listed(store, [ROW], PARQUET)
    assert store.columns(f"from read_parquet('{made.path}')", {}) == [
        ("summary", "VARCHAR"), ("received_on", "DATE"), ("at", "TIMESTAMP"), ("amount", "DECIMAL(4,2)"), ("n", "INTEGER"), ("nothing", "INTEGER")
    ]  # fmt: skip
    assert store.query(f"from read_parquet('{made.path}')") == [ROW]


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
@pytest.mark.parametrize("name", export.NAMES)
def test_every_export_leaves_in_every_form_with_as_many_rows(store, story, name, form):
    story("2026-04-01 received", "2026-04-03 fee_charged fee_kind=duplication amount=12")
    story("2023-03-01 received", "2023-03-02 closed outcome=withdrawn")
    city.save_local_review(store, ADMINISTRATOR, True)
    made = export.export(store, name, form=form)
    assert made.rows == export.count(store, name) > 0
    assert made.path.suffix == f".{form.ending}"
    if form is XLSX:
        assert len(cells(made.path)) == made.rows + 1
    assert [file.name for file in store.spool.iterdir()] == [made.path.name]


def test_more_rows_than_a_sheet_holds_are_refused_and_nothing_is_left(store):
    with pytest.raises(Refused, match="holds 1,048,575 rows, and these are 1,048,576: take CSV or Parquet, or filter first"):
        write(store, "select range as n from range(1048576)", {}, XLSX)
    assert list(store.spool.iterdir()) == []


def test_a_cell_longer_than_a_sheet_takes_is_cut(store):
    assert len(cells(export.listed(store, [{"text": "x" * 40_000}], XLSX).path)[1][0]) == workbook.LONGEST_CELL


@settings(max_examples=25, deadline=None)
@given(text=some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text == text.strip()))
def test_any_text_reads_the_same_from_every_form(template, tmp_path_factory, text):
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("forms") / "city.duckdb"), clock=None)
    try:
        rows = [{"text": text}]
        assert store.query(f"from read_parquet('{export.listed(store, rows, PARQUET).path}')") == rows
        assert cells(export.listed(store, rows, XLSX).path)[1] == (text,)
        with export.listed(store, rows).path.open(encoding="utf-8", newline="") as file:
            (cell,) = [row["text"] for row in csv.DictReader(file)]
        assert cell.removeprefix("'") == text.removeprefix("'")
    finally:
        store.close()


@pytest.mark.parametrize(
    ("file", "asked", "is_marked", "form"),
    [("a.csv", None, False, CSV), ("a.csv", None, True, CSV_FOR_EXCEL), ("a.XLSX", None, False, XLSX), ("a.txt", "parquet", False, PARQUET), ("a", None, False, CSV)],
)
def test_the_form_is_the_one_asked_for_or_that_of_the_ending(file, asked, is_marked, form):
    assert form_for(Path(file), asked, is_marked) is form


def test_a_mark_before_a_workbook_is_refused():
    with pytest.raises(Refused, match="for CSV alone: leave it out for XLSX"):
        form_for(Path("a.xlsx"), is_marked=True)


def test_a_refused_export_leaves_the_file_that_was_there(store, tmp_path):
    there = tmp_path / "requests.csv"
    there.write_text("kept")
    with pytest.raises(Refused, match="has not come yet"):
        export.export_to(store, "requests", there, date(2999, 1, 1))
    assert there.read_text() == "kept"
    with pytest.raises(Refused, match="does not exist: make it first"):
        export.export_to(store, "requests", tmp_path / "nowhere" / "x.csv", TODAY)
