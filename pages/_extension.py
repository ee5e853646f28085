"""What an extension must keep to, said before anything is sent, and its new date: the one thing that decides what else it needs."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db._guard import words
from records_desk.db.language import msgid, translated
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import DATE, cited, day, labels, plain

DATES = {"each": msgid("The safe cap of each"), "one": msgid("One date for all")}
PASSED = (
    msgid("The original due date has passed: a notice dated today is refused."),
    msgid("The original due date of {count} of the {total} has passed: a notice dated today is refused."),
)
EXTENDED = (
    msgid("The time was extended already: a second extension is refused."),
    msgid("The time of {count} of the {total} was extended already: a second extension is refused."),
)
BEYOND = (msgid("{day} lies after the outer limit: refused."), msgid("{day} lies after the outer limit of {count} of the {total}: refused."))
OVER = (msgid("{day} lies after the safe cap. {help}"), msgid("{day} lies after the safe cap of {count} of the {total}. {help}"))


def limits(rows: list[dict[str, Any]]) -> None:
    """The last day for the notice, the safe cap and the outer limit."""
    rows = [row for row in rows if row["due_on"]]
    if not rows:
        _warn(translated("No statutory clock runs here: there is nothing to extend."))
        return
    notice, cap, limit = (_span(rows, name) for name in ("original_due_on", "extension_cap_on", "extension_limit_on"))
    told = translated(
        "The notice must be dated on or before {notice}, the original due date. Safe cap of the new date: {cap}. Outer limit: {limit}.",
        notice=notice, cap=cap, limit=limit,
    )  # fmt: skip
    st.caption(plain(f"{told} {'; '.join(_rules(rows))}."))
    if late := [row for row in rows if row["original_due_on"] < _session.today()]:
        _warn_of(late, rows, PASSED)
    if again := [row for row in rows if row["extended_to_on"]]:
        _warn_of(again, rows, EXTENDED)


def new_date(rows: list[dict[str, Any]], start: date | None, key: str) -> date | None:
    """The new date, offered as the safe cap; of several requests None stands for the safe cap of each."""
    if len(rows) > 1 and _dates(start, key) == "each":
        return None
    label = translated("{label} (required)", label=translated(_session.store().fields["extended_to_on"]["label"]))
    start = start or min((row["extension_cap_on"] for row in rows if row["extension_cap_on"]), default=None)
    return st.date_input(label, start, **DATE, width=220, key=f"{key}_extended_to_on", persist_state="session", help=HELP["extended_to"])


def asks(kind: dict[str, Any], rows: list[dict[str, Any]], new_on: date | None) -> dict[str, str | None]:
    """The fields that the rest of the form asks for; says what speaks against a date after the safe cap."""
    asked = [name for name in words(kind["requires"]) if name not in ("reason_code", "extended_to_on")]
    over = [row for row in rows if new_on and row["extension_cap_on"] and new_on > row["extension_cap_on"]]
    beyond = [row for row in over if new_on > row["extension_limit_on"]]
    if beyond:
        _warn_of(beyond, rows, BEYOND, day=day(new_on))
    if len(over) == len(beyond):
        return {"requires": "|".join(asked), "optional": None}
    _warn_of(over, rows, OVER, day=day(new_on), help=translated(_session.store().fields["cap_reason"]["help"]))
    return {"requires": "|".join([*asked, "cap_reason"]), "optional": None}


def _warn(sentence: str) -> None:
    st.warning(plain(sentence), icon=None)


def _warn_of(some: list[Any], rows: list[Any], sentences: tuple[str, str], **facts: str) -> None:
    """Say a sentence of a request, or that of how many of several."""
    one, many = sentences
    _warn(translated(many if len(rows) > 1 else one, count=len(some), total=len(rows), **facts))


def _dates(start: date | None, key: str) -> str:
    """Whether each of several requests gets its own date."""
    dates = labels(DATES)
    index = list(dates).index("one" if start else "each")
    return st.radio(translated("New date"), list(dates), index, horizontal=True, key=f"{key}_each", format_func=dates.get, help=HELP["extended_each"])


def _rules(rows: list[dict[str, Any]]) -> list[str]:
    """The rule sets that the days of receipt bring, with citation and mark."""
    found = [_session.store().recall("due", received_on=from_on)[0] for from_on in {row["clock_from_on"] for row in rows}]
    return sorted({cited(rule | {"label": translated("Rule set {name}", name=rule["rule_set"])}) for rule in found})


def _span(rows: list[dict[str, Any]], name: str) -> str:
    """A day, or the first and the last of several."""
    first, last = min(row[name] for row in rows), max(row[name] for row in rows)
    return day(first) if first == last else translated("{first} to {last}, each its own", first=day(first), last=day(last))
