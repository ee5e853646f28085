"""The languages in which people are written to: their catalogues, and how days, times and sums are written in each.

A text of the program is in English and names its own translation. A language is spoken for a piece of work, or by whoever it is
done for, never by the whole process: two threads may write in two languages at once. Knows no text of its own and no store.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, time
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from typing import Any

from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from records_desk.db._texts import HERE

ENGLISH = "en"
LANGUAGES = {"en": "English", "es": "Español"}  # each called as it calls itself
LOCALES = {"en": "en_US", "es": "es_US"}
CALLED = {"en": ("english", "inglés", "ingles"), "es": ("spanish", "español", "espanol")}  # beside its code, in logs and forms
CATALOGUES = HERE / "locale"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_asked: list[Callable[[], str]] = []


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Speak a language in what is done within, in this thread alone."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def language_spoken() -> str:
    """The code of the language that is spoken now: that of the work, else that of whom it is done for; English where nobody chose one."""
    return _spoken.get() or (_asked[-1]() if _asked else ENGLISH)


def follow(asked: Callable[[], str]) -> None:
    """Where no piece of work names its language, ask this for it: the pages tell for whom they are drawn."""
    _asked[:] = [asked]


def language_called(word: str | None) -> str | None:
    """The code of a language by what people call it; None for none that is known."""
    wanted = (word or "").strip().casefold()
    return next((code for code, names in CALLED.items() if wanted in (code, *names)), None)


def msgid(text: str) -> str:
    """A text that is translated where it is shown: this marks it for the catalogue and changes nothing."""
    return text


def translated(text: str, /, **facts: Any) -> str:
    """A text in the language spoken; in English where the catalogue does not have it. facts stand for its fields in braces, if any are given."""
    found = catalogue(language_spoken()).gettext(text) if text else text
    return found.format(**facts) if facts else found


def counted(one: str, many: str, count: int, **facts: Any) -> str:
    """The form of a text for a count, in the language spoken, with the count in place of {count} and facts for its other fields."""
    return catalogue(language_spoken()).ngettext(one, many, count).format(count=number(count), **facts)


def short_date(day: date) -> str:
    """A day as screens write it: Thu 16 Apr 2026; jue 16 abr 2026."""
    return format_date(date.fromordinal(day.toordinal()), "EEE d MMM y", locale=_locale())


def read_date(text: str) -> date | None:
    """The day that short_date wrote so in the language spoken; None for what is none."""
    try:
        weekday, day, month, year = text.split(" ")
        found = date(int(year), _months(language_spoken()).index(month) + 1, int(day))
    except ValueError:
        return None
    return found if short_date(found) == text else None


def long_date(day: date) -> str:
    """A day as letters write it: Thursday, April 16, 2026; jueves, 16 de abril de 2026."""
    return format_date(date.fromordinal(day.toordinal()), "full", locale=_locale())


def time_of_day(moment: time) -> str:
    """A time as letters write it: 2:30 p.m.; 2:30 p. m."""
    half = translated(msgid("a.m.") if moment.hour < 12 else msgid("p.m."))
    return f"{format_time(moment, 'h:mm', locale=_locale())} {half}"


def money(amount: Decimal | str) -> str:
    """A sum: $1,250.00."""
    return format_currency(Decimal(amount), "USD", locale=_locale())


def price(amount: Decimal) -> str:
    """A price of one: $0.10, or $0.125 where cents do not tell it."""
    return format_currency(amount, "USD", format="¤#,##0.00##", locale=_locale(), currency_digits=False)


def number(value: Decimal | float | int) -> str:
    """A figure with at most one digit after the point: 1,250 or 12.5."""
    return format_decimal(value, "#,##0.#", locale=_locale())


def quantity(value: Decimal) -> str:
    """How many, with every digit that was counted: 1,250.25."""
    return format_decimal(value.normalize(), "#,##0.######", locale=_locale())


def share(value: float) -> str:
    """A share of 0 to 1: 93.5%."""
    return format_percent(value, "#,##0.0%", locale=_locale())


def _locale() -> str:
    return LOCALES[language_spoken()]


@cache
def _months(language: str) -> list[str]:
    return [format_date(date(2001, month, 1), "MMM", locale=LOCALES[language]) for month in range(1, 13)]


@cache
def catalogue(language: str) -> NullTranslations:
    """The catalogue of a language, read from the .po itself: there is no compiled file that could be behind it."""
    if language == ENGLISH:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, _read(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def messages(language: str, within: str = "") -> dict[str, str]:
    """The texts of a language by their English, those for counts left out; within: only those of files whose path begins so."""
    found = {message.id: message for message in _read(language) if isinstance(message.id, str) and message.id and message.string}
    return {text: message.string for text, message in found.items() if any(file.startswith(within) for file, _ in message.locations)}


@cache
def _read(language: str) -> Catalog:
    with open(CATALOGUES / language / "LC_MESSAGES" / "records_desk.po", "rb") as source:
        return read_po(source, locale=language)
