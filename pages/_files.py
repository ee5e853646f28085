"""Rows as files: the one choice of a form, kept for the session, and the quiet link below every table."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import export, language
from records_desk.db.language import translated
from records_desk.db.table_file import CSV, FORMS, Form
from records_desk.pages import _session
from records_desk.pages._words import parsed

CHOICE, OFFERED = "desk_files_as", "desk_files_offered"
NONE = ("", "–")


def form() -> Form:
    """The form in which this session takes rows."""
    return FORMS[st.session_state.get(CHOICE, CSV.name)]


def choose() -> None:
    """The choice of a form, at the foot of a page that offered rows."""
    if st.session_state.pop(OFFERED, False):
        with st.container(key="desk_files", horizontal_alignment="right"):
            labels = {name: translated(form.label) for name, form in FORMS.items()}
            told = translated("In which form tables and pictures' rows are downloaded, on every page until the browser is closed.")
            st.selectbox(translated("Files as"), list(labels), format_func=labels.get, key=CHOICE, help=told, width=200, persist_state="session")


def take(label: str, make: Callable[[Form], Path], stem: str, key: str, is_quiet: bool = False) -> None:
    """A link to rows in the form of this session; label says {form} where the form's name stands. is_quiet: without a frame."""
    chosen = form()
    st.session_state[OFFERED] = True
    name = f"{stem}.{chosen.ending}"
    _session.download(label.replace("{form}", translated(chosen.label)), lambda: make(chosen), name, key, chosen.media_type, is_quiet=is_quiet)


def counted(count: int) -> str:
    """1 row, 12 rows."""
    return language.counted("{count} row", "{count} rows", count)


def take_lines(lines: list[dict[str, Any]], columns: dict[str, str], name: str, key: str) -> None:
    """A link to the lines of a table as they are shown, under its headings; days in them are days again."""
    stem = re.sub(r"\W+", "-", name.lower()).strip("-")
    rows = typed(lines, columns)
    take(translated("{name} as {form} ({rows})", name=name, form="{form}", rows=counted(len(rows))), lambda form: export.listed(_session.store(), rows, form).path, stem, key, is_quiet=True)


def in_words(cell: Any) -> str:
    """A cell of a table as one text: its parts, those in a frame too, one after another."""
    return cell if isinstance(cell, str) else ", ".join(part if isinstance(part, str) else part[0] for part in cell or ())


def typed(lines: list[dict[str, Any]], columns: dict[str, str]) -> list[dict[str, Any]]:
    """The lines of a table under its headings (key to message); a column of days and dashes becomes one of dates."""
    told = {name: [in_words(line.get(name)) for line in lines] for name in columns}
    cells = {name: _days(texts) if any(map(parsed, texts)) else texts for name, texts in told.items()}
    return [{translated(columns[name]): cells[name][place] for name in columns} for place in range(len(lines))]


def _days(texts: list[str]) -> list[Any]:
    """A column's texts as dates where all of them are days or nothing, else as they stand."""
    days = [parsed(text) for text in texts]
    return days if all(found or text in NONE for found, text in zip(days, texts, strict=True)) else texts
