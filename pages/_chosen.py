"""The filters of the turnaround page, kept in its address, and the other side of a comparison."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import streamlit as st

from records_desk.db._guard import FIRST_DAY
from records_desk.db.language import msgid, translated
from records_desk.db.measure import LISTS
from records_desk.pages import _filters, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import TRACKS

Row = dict[str, Any]
ENDS = {"determination": msgid("determination"), "closing": msgid("closing")}
DAYS = {"calendar": msgid("calendar days"), "working": msgid("working days")}
AGAINST = {
    "nothing": msgid("Nothing"), "before": msgid("The period before"), "year": msgid("The same period a year before"), "desk": msgid("Another desk"),
}  # fmt: skip
ANY = {"any": msgid("Any")}
CALLED = {"complexity": msgid("Complexity"), "channel": msgid("Channel"), "outcome": msgid("Outcome")}
NAMES = ("to", "from", "until", "desk", "track", "as_of", "days", *LISTS, "against", "other")
FILTERS = tuple(f"turnaround_{name}" for name in NAMES)


def filters() -> tuple[Row, str, str | None]:
    """Period, desk, track and the rest; also what to compare with, and which other desk."""
    today = _session.today()
    start = (today.replace(day=1) - timedelta(days=334)).replace(day=1)
    desks = {row["name"]: row["desk_id"] for row in _session.store().recall("desks")}
    first, more = st.columns(6), st.columns(6)
    chosen = {
        "to_point": _one(first[0], translated("From receipt to"), "to", ENDS),
        "received_from": _day(first[1], translated("Received from"), "from", start, None),
        "received_until": _day(first[2], translated("Received until"), "until", today, None),
        "desk_id": desks.get(_desk(first[3], translated("Desk"), "desk", {"any": translated("Any"), **{name: name for name in desks}})),
        "track": _or_any(_one(first[4], translated("Track"), "track", {**ANY, **TRACKS})),
        "as_of": _day(first[5], translated("As of"), "as_of", today, today),
        "day_type": _one(more[0], translated("Counted in"), "days", DAYS),
        **{name: _listed(more[place], name) for place, name in enumerate(LISTS, 1)},
    }
    against = _one(more[4], translated("Compare with"), "against", AGAINST)
    other = _desk(more[5], translated("Other desk"), "other", {name: name for name in desks}) if against == "desk" else None
    return chosen, against, other


def back(chosen: Row, days: int) -> Row:
    """The same filters so many days earlier, as things stood then."""
    moved = {name: max(FIRST_DAY, chosen[name] - timedelta(days)) for name in ("received_from", "received_until", "as_of")}
    return {**chosen, **moved}


def compared(chosen: Row, against: str, other: str | None) -> tuple[str, Row] | None:
    """The name and the filters of the other side."""
    if against == "year":
        return translated("A year before"), back(chosen, 365)
    if against == "before":
        return translated("The period before"), back(chosen, (chosen["received_until"] - chosen["received_from"]).days + 1)
    if against == "desk":
        desks = {row["name"]: row["desk_id"] for row in _session.store().recall("desks")}
        return other, {**chosen, "desk_id": desks[other]}
    return None


def _one(column: Any, label: str, name: str, options: dict[str, str]) -> str:
    """One filter whose values are named in words, in the address too."""
    return _choice(column, label, name, list(options), _filters.called(f"turnaround_{name}", options))


def _desk(column: Any, label: str, name: str, options: dict[str, str]) -> str:
    """One filter whose values are called as somebody called them."""
    _filters.expect(f"turnaround_{name}", list(options.values()).__contains__)
    return _choice(column, label, name, list(options), options.__getitem__)


def _choice(column: Any, label: str, name: str, codes: list[str], called: Callable[[str], str]) -> str:
    begin = {"on_change": _filters.understood, **_filters.IN_ADDRESS}
    return column.selectbox(label, codes, format_func=called, key=f"turnaround_{name}", **begin, help=HELP["turnaround_choice"])


def _day(column: Any, label: str, name: str, default: date, last: date | None) -> date:
    key = f"turnaround_{name}"
    _filters.expect(key, lambda text: _is_day(text, last))
    return column.date_input(
        label,
        default,
        min_value=FIRST_DAY,
        max_value=last,
        key=key,
        format="YYYY-MM-DD",
        on_change=_filters.understood,
        **_filters.IN_ADDRESS, help=HELP["turnaround_day"],
    )


def _is_day(text: str, last: date | None) -> bool:
    try:
        return FIRST_DAY <= date.fromisoformat(text) <= (last or date.max)
    except ValueError:
        return False


def _listed(column: Any, name: str) -> str | None:
    """One filter whose values are a list of choices."""
    labels = {row["code"]: row["label"] for row in _session.store().recall("choices") if row["list"] in LISTS[name]}
    return _or_any(_one(column, translated(CALLED[name]), name, {**ANY, **labels}))


def _or_any(picked: str) -> str | None:
    return None if picked == "any" else picked
