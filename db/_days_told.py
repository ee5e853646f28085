"""What is said of each day from receipt to a due date, in the language spoken: the words of db/queries/days_to_due.sql with what they name."""

from collections.abc import Callable
from datetime import date
from typing import Any

from records_desk.db.language import msgid, translated

CLOSED = (msgid("{days} (judicial holiday)"), msgid("{days} (City Hall closed all day)"))
WEEKEND = (msgid("Saturday"), msgid("Sunday"))


def reason(row: dict[str, Any], written: Callable[[date], str] = str) -> str:
    """Why a day counts or does not, its dates as they are to be written."""
    facts = {name: written(value) if isinstance(value, date) else value for name, value in row.items()}
    return translated(row["told"]).format(**facts | {"holiday": holiday(row["holiday"])})


def holiday(told: str | None) -> str | None:
    """What a day is, as the calendar says it; a closure is called as the city calls it."""
    for closed in CLOSED:
        end = closed.partition("}")[2]
        if told and told.endswith(end):
            return translated(closed).format(days=", ".join(map(translated, told.removesuffix(end).split(", "))))
    return translated(told) if told in WEEKEND else told
