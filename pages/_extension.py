"""What an extension must keep to, said before anything is sent, and its new date: the one thing that decides what else it needs."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import reading
from records_desk.db._guard import words
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import day, plain

EACH, ONE = "The safe cap of each", "One date for all"


def limits(rows: list[dict[str, Any]]) -> None:
    """The last day for the notice, the safe cap and the outer limit."""
    rows = [row for row in rows if row["due_on"]]
    if not rows:
        _warn("No statutory clock runs here: there is nothing to extend.")
        return
    notice, cap, limit = (_span(rows, name) for name in ("original_due_on", "extension_cap_on", "extension_limit_on"))
    told = f"The notice must be dated on or before {notice}, the original due date. Safe cap of the new date: {cap}. Outer limit: {limit}."
    st.caption(plain(f"{told} {'; '.join(_rules(rows))}."))
    if late := [row for row in rows if row["original_due_on"] < _session.today()]:
        _warn(f"The original due date{_whose(late, rows)} has passed: a notice dated today is refused.")
    if again := [row for row in rows if row["extended_to_on"]]:
        _warn(f"The time{_whose(again, rows)} was extended already: a second extension is refused.")


def new_date(rows: list[dict[str, Any]], start: date | None, key: str) -> date | None:
    """The new date, offered as the safe cap; of several requests None stands for the safe cap of each."""
    if len(rows) > 1 and st.radio("New date", (EACH, ONE), 1 if start else 0, horizontal=True, key=f"{key}_each", help=HELP["extended_each"]) == EACH:
        return None
    label = f"{_session.store().fields['extended_to_on']['label']} (required)"
    start = start or min((row["extension_cap_on"] for row in rows if row["extension_cap_on"]), default=None)
    return st.date_input(label, start, format="YYYY-MM-DD", width=220, key=f"{key}_extended_to_on", persist_state="session", help=HELP["extended_to"])


def asks(kind: dict[str, Any], rows: list[dict[str, Any]], new_on: date | None) -> dict[str, str | None]:
    """The fields that the rest of the form asks for; says what speaks against a date after the safe cap."""
    asked = [name for name in words(kind["requires"]) if name not in ("reason_code", "extended_to_on")]
    over = [row for row in rows if new_on and row["extension_cap_on"] and new_on > row["extension_cap_on"]]
    beyond = [row for row in over if new_on > row["extension_limit_on"]]
    if beyond:
        _warn(f"{day(new_on)} lies after the outer limit{_whose(beyond, rows)}: refused.")
    if len(over) == len(beyond):
        return {"requires": "|".join(asked), "optional": None}
    _warn(f"{day(new_on)} lies after the safe cap{_whose(over, rows)}. {_session.store().fields['cap_reason']['help']}")
    return {"requires": "|".join([*asked, "cap_reason"]), "optional": None}


def _warn(sentence: str) -> None:
    st.warning(plain(sentence), icon=None)


def _whose(some: list[Any], rows: list[Any]) -> str:
    """Of how many, where there are several."""
    return f" of {len(some)} of the {len(rows)}" if len(rows) > 1 else ""


def _rules(rows: list[dict[str, Any]]) -> list[str]:
    """The rule sets that the days of receipt bring, with citation and mark."""
    found = [_session.store().recall("due", received_on=from_on)[0] for from_on in {row["clock_from_on"] for row in rows}]
    return sorted({reading.cited(rule) for rule in found})


def _span(rows: list[dict[str, Any]], name: str) -> str:
    """A day, or the first and the last of several."""
    first, last = min(row[name] for row in rows), max(row[name] for row in rows)
    return day(first) if first == last else f"{day(first)} to {day(last)}, each its own"
