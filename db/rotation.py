"""Which backups are kept: of each day the newest, for some days; of each week and of each month the newest, for longer.

Knows times alone. Knows no file.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

WEEKS, MONTHS = 5, 12


def spared(made_at: Iterable[datetime], days: int) -> set[datetime]:
    """Of times in the city those that stay: the newest of each of the newest `days` days, 5 weeks and 12 months that have any."""
    newest_first = sorted(made_at, reverse=True)
    return {
        *_newest_of_each(newest_first, days, lambda at: at.date()),
        *_newest_of_each(newest_first, WEEKS, lambda at: at.isocalendar()[:2]),
        *_newest_of_each(newest_first, MONTHS, lambda at: (at.year, at.month)),
    }


def _newest_of_each(newest_first: list[datetime], most: int, period: Callable[[datetime], Any]) -> list[datetime]:
    first = {}
    for at in newest_first:
        first.setdefault(period(at), at)
    return list(first.values())[:most]
