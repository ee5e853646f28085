"""Finds a request by what somebody types of its number: all of it, its end, or the identifier that another log gave it. Reads only."""

import re
from dataclasses import dataclass
from typing import Any

from records_desk.db.store import Store

MOST = 8
OF_A_NUMBER = re.compile(r"#?(?:(?P<kind>[A-Z]{2,4})[\s-]*)?(?:(?P<year>(?:19|20)\d\d)[\s-]+)?(?P<digits>\d{1,12})")


@dataclass(frozen=True)
class Found:
    """The requests that what was typed may mean, the likeliest first (request_id, number), and how many there are."""

    rows: list[dict[str, Any]]
    total: int


def find(store: Store, typed: str, reader: int | None) -> Found:
    """The request with a number, of those that reader (a person's id) may see.

    Of `213` it is number 213 of the newest year that has one; of `2025-213` that of 2025. Where that is not one request, it is
    those whose numbers end so.
    """
    text = typed.strip().upper()
    exact = store.read("request_id", number=text, reader=reader)
    if exact:
        return Found([{**exact[0], "number": text}], 1)
    parts = OF_A_NUMBER.fullmatch(text)
    named = parts.groupdict() if parts else dict.fromkeys(("kind", "year", "digits"))
    rows = store.read("numbers_ending", **named, typed=typed.strip(), reader=reader, most=MOST)
    newest = [row for row in rows if row["is_whole"] and row["year"] == rows[0]["year"]]
    if len(newest) == 1:
        return Found(newest, 1)
    return Found(rows, rows[0]["total"] if rows else 0)
