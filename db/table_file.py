"""The forms in which rows leave: CSV, CSV that Excel knows for UTF-8, a workbook, Parquet.

Knows forms, endings and how each is written. Knows no request and no name of an export.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records_desk.db import _workbook as workbook
from records_desk.db._refused import Refused
from records_desk.db.language import msgid
from records_desk.db.store import Store

BYTE_ORDER_MARK = "\ufeff"
COPIED_AS = {"csv": "format csv, header", "parquet": "format parquet, compression zstd"}


@dataclass(frozen=True)
class Form:
    """A form of a file: its name, how people call it, the file's ending and media type, whether a byte order mark leads."""

    name: str
    label: str
    ending: str
    media_type: str
    is_marked: bool = False


@dataclass(frozen=True)
class Export:
    """A file in the spool and how many rows it holds."""

    path: Path
    rows: int


CSV = Form("csv", "CSV", "csv", "text/csv; charset=utf-8")
CSV_FOR_EXCEL = Form("csv_for_excel", msgid("CSV for Excel"), "csv", "text/csv; charset=utf-8", is_marked=True)
XLSX = Form("xlsx", "XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PARQUET = Form("parquet", "Parquet", "parquet", "application/vnd.apache.parquet")
FORMS = {form.name: form for form in (CSV, CSV_FOR_EXCEL, XLSX, PARQUET)}


def form_for(file: Path, asked: str | None = None, is_marked: bool = False) -> Form:
    """The form that is asked for, else the one of the file's ending, else CSV. Raises Refused for a mark in another than CSV."""
    form = FORMS[asked or next((name for name, form in FORMS.items() if file.suffix.lower() == f".{form.ending}"), "csv")]
    if is_marked and form is not CSV:
        raise Refused(f"A byte order mark is for CSV alone: leave it out for {form.label}.")
    return CSV_FOR_EXCEL if is_marked else form


def write(store: Store, query: str, parameters: dict[str, Any], form: Form = CSV, leave_out: str | None = None) -> Export:
    """Write a query's rows, without the column to leave out, into the spool. Raises Refused for more than a sheet holds."""
    columns = [(name, kind) for name, kind in store.columns(query, parameters) if name != leave_out]
    if form.ending == "csv":
        return Export(*store.copy_out(_harmless(query, columns, form), parameters, COPIED_AS["csv"], ".csv"))
    named = f"select {', '.join(_quoted(name) for name, _ in columns)} from ({query})"
    if form is PARQUET:
        return Export(*store.copy_out(named, parameters, COPIED_AS["parquet"], ".parquet"))
    return _workbook(store, named, parameters)


def _workbook(store: Store, query: str, parameters: dict[str, Any]) -> Export:
    """By way of Parquet: the engine that writes workbooks has never seen the store."""
    laid_out, rows = store.copy_out(query, parameters, COPIED_AS["parquet"], ".parquet")
    try:
        if rows > workbook.MOST_ROWS:
            raise Refused(f"A sheet of Excel holds {workbook.MOST_ROWS:,} rows, and these are {rows:,}: take CSV or Parquet, or filter first.")
        with tempfile.NamedTemporaryFile(dir=store.spool, suffix=".xlsx", delete=False) as file:
            target = Path(file.name)
        workbook.write(laid_out, target, store.spool)
        return Export(target, rows)
    finally:
        laid_out.unlink()


def _harmless(query: str, columns: list[tuple[str, str]], form: Form) -> str:
    """The same rows with texts that no spreadsheet takes for formulas; the mark, if any, stands before the first heading."""
    mark = BYTE_ORDER_MARK if form.is_marked else ""
    cells = [
        f"{f'derived.harmless({_quoted(name)})' if kind == 'VARCHAR' else _quoted(name)} as {_quoted(name if place else mark + name)}"
        for place, (name, kind) in enumerate(columns)
    ]
    return f"select {', '.join(cells)} from ({query})"


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
