"""The languages in which people are written to: their catalogues, and how days, times and sums are written in each.

A text of the program is in English and names its own translation. A language is spoken for a piece of work, never by the whole
process: two threads may write in two languages at once. Knows no text of its own and no store.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, time
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from records_desk.db._texts import HERE

ENGLISH = "en"
LANGUAGES = {"en": "English", "es": "Español"}  # each called as it calls itself
LOCALES = {"en": "en_US", "es": "es_US"}
CALLED = {"en": ("english", "inglés", "ingles"), "es": ("spanish", "español", "espanol")}  # beside its code, in logs and forms
CATALOGUES = HERE / "locale"
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Speak a language in what is done within, in this thread alone."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def language_spoken() -> str:
    """The code of the language that is spoken now; English where nobody chose one."""
    return _spoken.get()


def language_called(word: str | None) -> str | None:
    """The code of a language by what people call it; None for none that is known."""
    wanted = (word or "").strip().casefold()
    return next((code for code, names in CALLED.items() if wanted in (code, *names)), None)


def msgid(text: str) -> str:
    """A text that is translated where it is shown: this marks it for the catalogue and changes nothing."""
    return text


def translated(text: str) -> str:
    """A text in the language spoken; in English where the catalogue does not have it. Fields in braces are filled in afterwards."""
    return _catalogue(_spoken.get()).gettext(text) if text else text


def counted(one: str, many: str, count: int) -> str:
    """The form of a text for a count, in the language spoken, with the count in place of {count}."""
    return _catalogue(_spoken.get()).ngettext(one, many, count).format(count=number(count))


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
    return LOCALES[_spoken.get()]


@cache
def _catalogue(language: str) -> NullTranslations:
    """A language's catalogue, read from the .po itself: there is no compiled file that could be behind it."""
    if language == ENGLISH:
        return NullTranslations()
    compiled = io.BytesIO()
    with open(CATALOGUES / language / "LC_MESSAGES" / "records_desk.po", "rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
