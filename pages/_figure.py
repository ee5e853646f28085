"""A picture as it is shown everywhere: heading, sentence, chart, the table behind it, what it counts, and its downloads."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import export, measure, report
from records_desk.db.language import translated
from records_desk.db.table_file import Form
from records_desk.pages import _charts, _files, _sentences, _session
from records_desk.pages._measured import heading, word
from records_desk.pages._paper import picture
from records_desk.pages._table import table
from records_desk.pages._words import day, number, plain, share

Row = dict[str, Any]
SHOWN = 40  # lines of a table; the CSV holds all
MADE = {"png": partial(picture, "png", scale=2), "svg": lambda spec: picture("svg", spec).encode()}
SHARES = ("low", "high", "still_open", "difference", "difference_low", "difference_high")
MEDIA = {"png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Picture:
    """A measure and its chart, heading and columns' headings as messages; asked is what the measure is given beside the page's filters."""

    name: str
    heading: str
    measure: str
    columns: dict[str, str]
    asked: Row = field(default_factory=dict)

    @property
    def words(self) -> Callable[[list[Row]], str]:
        """Rows in, sentence out."""
        return getattr(_sentences, self.name)


def rows_of(name: str, as_of: date, **asked: Any) -> list[Row]:
    """A measure's rows, kept until the log changes; not to be changed by the caller."""
    return _measured(_session.log_state(), name, as_of, tuple(sorted(asked.items())))


def measure_together(wanted: list[tuple[str, date, Row]]) -> None:
    """Ask for several measures at once, so that what each spends on planning is spent side by side."""
    state = _session.log_state()
    with ThreadPoolExecutor(len(wanted)) as pool:
        list(pool.map(lambda one: _measured(state, one[0], one[1], tuple(sorted(one[2].items()))), wanted))


@lru_cache(maxsize=300)
def _measured(log_state: tuple[str, int, date, str], name: str, as_of: date, asked: tuple[tuple[str, Any], ...]) -> list[Row]:
    return measure.measure(_session.store(), name, as_of, **dict(asked))


@lru_cache(maxsize=300)
def _drawn(log_state: tuple[str, int, date, str], chart: str, name: str, as_of: date, asked: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    """A finished chart, kept until the log changes."""
    return getattr(_charts, chart)(_measured(log_state, name, as_of, asked)).to_dict()


def taken(name: str, chosen: Row) -> Row:
    """Of a page's filters those that a measure takes."""
    return {key: value for key, value in chosen.items() if key in measure.named(name).takes}


def figure(picture: Picture, chosen: Row, whole: Row, key: str) -> list[Row]:
    """Show a picture for the filters chosen, of which whole is the headline; returns its rows."""
    as_of, asked = chosen["as_of"], taken(picture.measure, {**chosen, **picture.asked})
    asked.pop("as_of", None)
    rows = rows_of(picture.measure, as_of, **asked)
    if not rows:
        st.write(translated("There is nothing to show for these filters."))
        return rows
    spec = _drawn(_session.log_state(), picture.name, picture.measure, as_of, tuple(sorted(asked.items())))
    counts = translated("n {n} received in the period, {open} of them open", n=number(whole["n"]), open=number(whole["n_received_and_open"]))
    if "received_from" in picture.asked:
        counts = translated("n open {n}, whenever received", n=number(whole["n_open"]))
    shown(picture, rows, spec, chosen, counts, key, in_form(picture.measure, as_of, asked))
    return rows


def in_form(name: str, as_of: date, asked: Row) -> Callable[[Form], Path]:
    """What makes a file of a measure's rows, all of them and all columns."""
    return lambda form: export.measured(_session.store(), name, as_of, form, **asked).path


def shown(
    picture: Picture, rows: list[Row], spec: dict[str, Any], chosen: Row, counts: str, key: str, make: Callable[[Form], Path] | None = None
) -> None:
    """A picture of rows that were read: its sentence, the chart, the table, what it counts, its downloads."""
    words = picture.words(rows)
    st.write(plain(words))
    st.vega_lite_chart(spec=spec, alt=words, theme=None, key=f"{key}_chart")
    lines = [{name: cell(row, name) for name in picture.columns} for row in rows[:SHOWN]]
    caption = translated(picture.heading)
    if len(rows) > SHOWN:
        caption = translated("{heading}, the first {shown} of {count}, the rest in the file", heading=caption, shown=number(SHOWN), count=number(len(rows)))
    columns = {name: heading(label) for name, label in picture.columns.items()}
    table(lines, columns, caption, f"{key}_table", kinds={name: _kind(name, rows) for name in columns})
    st.caption(plain(told(picture, chosen, counts)))
    downloads(picture.name, spec, make or (lambda form: export.listed(_session.store(), rows, form).path), len(rows), chosen["as_of"], key)


def told(picture: Picture, chosen: Row, counts: str) -> str:
    """How many requests stand behind a picture, as of when, by which definition and rule set."""
    rules = report.rule_set(_session.store(), chosen["received_from"], chosen["received_until"])
    headings = {name: heading(label) for name, label in picture.columns.items()}
    definition = report.in_headings(translated(measure.named(picture.measure).definition), headings)
    return translated("{counts}; as of {day}. {definition} Rule set {rules}.", counts=counts, day=day(chosen["as_of"]), definition=definition, rules=rules)


def _kind(name: str, rows: list[Row]) -> str:
    """How a column looks: figures to the right, days and months on one line, names with room to break."""
    value = rows[0].get(name)
    if not isinstance(value, str | date):
        return "figure"
    return "long" if any(len(str(row[name])) > 12 for row in rows) else "short"


def cell(row: Row, name: str) -> str:
    """A value as a table shows it; left_out is what a measure left out."""
    value = number(row["n_negative"] + row["n_undated"]) if name == "left_out" else row.get(name)
    if name in SHARES or name.startswith("share") or name.endswith("_share"):
        return share(value)
    if isinstance(value, bool):
        return translated("yes") if value else translated("no")
    return day(value) if isinstance(value, date) else word(value) if isinstance(value, str) else number(value)


def downloads(name: str, spec: dict[str, Any], make: Callable[[Form], Path], count: int, as_of: date, key: str) -> None:
    """The picture as PNG and SVG, the rows in the form of this session: as many as there are."""
    with st.container(horizontal=True):
        for form in MADE:
            _session.download(form.upper(), partial(_file, spec, form), f"{name}-{as_of}.{form}", f"{key}_{form}", MEDIA[form])
        _files.take(f"{{form}} ({_files.counted(count)})", make, f"{name}-{as_of}", f"{key}_rows")


def _file(spec: dict[str, Any], form: str) -> Path:
    """The chart drawn into the spool, on white, at a width of its own."""
    fixed = json.dumps({**spec, "width": 800, "background": "white"}, default=str)
    return _session.spooled(MADE[form](fixed), form)
