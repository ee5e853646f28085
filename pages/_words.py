"""How dates, days and money are written on every page."""

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from records_desk.db import language, reading
from records_desk.db._retold import retold
from records_desk.db.language import counted, msgid, translated

TRACKS = {"records": msgid("Public records"), "data": msgid("Data / API")}
A_DAY = re.compile(r"(?<![\w-])(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d{4}-\d\d-\d\d)(?![\w-])")
MARKUP = re.compile(r"[\\`*_{}\[\]<>|~$&]|:(?=\S)|\.(?=[A-Za-z])|-(?=[->])")
ADDRESS = re.compile(r"https?(?=://)|www(?=\.)", re.I)
LINE_START = re.compile(r"(?:^|(?<=[\n\r]))([^\S\n\r]*\d*)(?<!\\)([#+=-]|(?<=\d)[.)])")
# A browser sends the last day that fitted in place of one that does not: whatever is typed is to reach the ledger, which says what is wrong.
DATE = {"format": "YYYY-MM-DD", "min_value": date(1000, 1, 1), "max_value": date(9998, 12, 31)}
IMMATURE = 0.1  # share of a group still open above which nine of ten cannot be known


def day(value: date | None) -> str:
    """Thu 16 Apr 2026, or a dash."""
    return language.short_date(value) if value else "–"


def moment(value: datetime) -> str:
    """Thu 16 Apr 2026, 14:05."""
    return f"{day(value)}, {value:%H:%M}"


def dated(sentence: str) -> str:
    """A sentence of the model in the language spoken, with its days, 2026-04-16 there, as pages write them."""
    return A_DAY.sub(_day_of, retold(sentence))


def parsed(text: str) -> date | None:
    """The day that day() wrote so; None for what is none."""
    return language.read_date(text)


def left(count: int | None) -> str:
    """In 3 days, today, 2 days overdue."""
    if count is None:
        return "–"
    if count == 0:
        return translated("today")
    return counted("in {count} day", "in {count} days", count) if count > 0 else counted("{count} day overdue", "{count} days overdue", -count)


def next_due(due_on: date, safe_on: date, today: date) -> tuple[str, date]:
    """How far off the next day of an undecided request is, and which day that is. After the safe day it is the statutory one: only that makes it overdue."""
    if today <= safe_on <= due_on:
        return left((safe_on - today).days), safe_on
    told = left((due_on - today).days)
    return (told if due_on < today else translated("due {left}, safe day passed", left=told)), due_on


def money(amount: Decimal) -> str:
    """$12.50"""
    return language.money(amount)


def number(value: Any) -> str:
    """A figure without needless digits; a dash for none."""
    return "–" if value is None else language.number(value)


def share(value: float | None) -> str:
    """93.5%, or a dash for none."""
    return "–" if value is None else language.share(value)


def days(count: int) -> str:
    """1 day, 3 days."""
    return counted("{count} day", "{count} days", count)


def opening(text: str) -> str:
    """A sentence's first letter as a capital; the others stay."""
    return text[:1].upper() + text[1:]


def apart(names: dict[Any, str], more: dict[Any, str | None] | None = None) -> dict[Any, str]:
    """The names of a list, no two alike, since a list is chosen from by its words: those that are get what more tells, else their place."""
    told, count = {}, Counter(names.values())
    for code, name in names.items():
        if count[name] > 1 and more and more.get(code):
            name = f"{name} ({more[code]})"
        taken = sum(other == name or other.startswith(f"{name} (") for other in told.values())
        told[code] = f"{name} ({taken + 1})" if name in told.values() else name
    return told


def labels(messages: dict[Any, str]) -> dict[Any, str]:
    """What codes are called in the language spoken (code to message). Lists take it ready: Streamlit asks for names outside of the page too."""
    return {code: translated(message) for code, message in messages.items()}


def cited(row: dict[str, Any]) -> str:
    """How a row of the rules is called, with citation and mark, in the language spoken."""
    return reading.cited(row, translated)


def plain(text: str) -> str:
    """A text that Streamlit's Markdown shows letter by letter. What is no markup stays as it is: labels are read out as written.

    A sign of no width keeps an address from becoming a link: that is made of what was unmasked already.
    """
    return LINE_START.sub(r"\1\\\2", MARKUP.sub(r"\\\g<0>", ADDRESS.sub("\\g<0>\u2060", text)))


def _day_of(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[1]))
    except ValueError:
        return found[0]
