"""What measures hand out as words, and what charts tell of their columns, in the language spoken. English shows both as they are."""

from typing import Any

import altair as alt
from babel.dates import get_day_names, get_month_names

from records_desk.db.language import ENGLISH, LOCALES, language_spoken, msgid, translated
from records_desk.pages._words import TRACKS

GIVEN = {"little": msgid("little of the detail given"), "some": msgid("some of the detail given"), "most": msgid("most of the detail given")}
WORDS = {
    **TRACKS, **GIVEN, "all": msgid("All"), "simple": msgid("Simple"), "normal": msgid("Normal"), "complex": msgid("Complex"), "not stated": msgid("Not stated"),
    "No desk": msgid("No desk"), "over 365": msgid("over 365"), "over 400": msgid("over 400"), "dataset": msgid("Published dataset"), "request": msgid("Earlier request"),
    "receipt to determination": msgid("receipt to determination"), "receipt to closing": msgid("receipt to closing"),
}  # fmt: skip
MANY = {
    "Received": msgid("Received requests"), "Closed": msgid("Closed requests"), "Open": msgid("Open requests"), "Overdue": msgid("Overdue requests"),
    "Withdrawn": msgid("Withdrawn requests"),
}  # fmt: skip
FIELDS = {
    "month": msgid("Month"), "measure": msgid("Figure"), "days": msgid("Days"), "open": msgid("Still open"), "group": msgid("Group"), "still_open": msgid("Share still open"),
    "n_at_risk": msgid("Still on the way"), "working_days": msgid("Working days"), "what": msgid("What"), "age": msgid("Days since receipt"), "side": msgid("Track"),
    "state": msgid("Status"), "desk": msgid("Desk"), "stints": msgid("Stints"), "against": msgid("Measured against"), "share": msgid("Share"),
    "due": msgid("Due date has come"), "day": msgid("Day"), "from": msgid("From"), "to": msgid("Until"), "pending": msgid("Pending"), "lane": msgid("Lane"),
    "kind": msgid("Kind"), "step": msgid("Step"),
}  # fmt: skip


def word(value: str) -> str:
    """A word of a measure's row; names that people gave, months and numbers stay."""
    return _called(value, WORDS)


def heading(label: str) -> str:
    """What stands over figures: where English has one word for one request and for many, other languages need the one for many."""
    return label if language_spoken() == ENGLISH else translated(MANY.get(label, label))


def tips(*fields: str | tuple[str, str]) -> list[alt.Tooltip]:
    """What a mark of a chart tells of itself: its fields by their names, some of them in a format."""
    told = [(field, {}) if isinstance(field, str) else (field[0], {"format": field[1]}) for field in fields]
    return [alt.Tooltip(field, title=_called(field.partition(":")[0], FIELDS), **look) for field, look in told]


def days_in_charts() -> dict[str, Any]:
    """How charts write days, as part of their configuration."""
    if language_spoken() == ENGLISH:
        return {}
    locale, told = LOCALES[language_spoken()], {}
    for width, for_days, for_months in (("abbreviated", "shortDays", "shortMonths"), ("wide", "days", "months")):
        days, months = get_day_names(width, locale=locale), get_month_names(width, locale=locale)
        told |= {for_days: [days[(place + 6) % 7] for place in range(7)], for_months: [months[place] for place in range(1, 13)]}
    written = {"dateTime": "%a %-d %b %Y, %H:%M", "date": "%-d %b %Y", "time": "%H:%M", "periods": ["AM", "PM"]}
    return {"locale": {"time": {**written, **told}}, "timeFormat": "%-d %b %Y"}


def _called(name: str, names: dict[str, str]) -> str:
    return translated(names[name]) if name in names and language_spoken() != ENGLISH else name
