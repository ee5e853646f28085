"""One act on many requests, and the way back from it: each is an act of its own, kept or refused by itself."""

from collections.abc import Callable
from datetime import date
from typing import Any

from records_desk.db import ledger, undo
from records_desk.db._refused import Refused
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

Progress = Callable[[str], None]


def record_each(
    store: Store, numbers: list[str], kind: str, by: Staff, *, on_date: date, token: str, with_days: bool = False,
    progress: Progress = lambda number: None, **values: Any,
) -> dict[str, str | None]:  # fmt: skip
    """Record one kind of event on each request, in an act of its own; answers by number why it was refused, None where it was not.

    values are those of ledger.record. An extension without a new date goes to the safe cap of each request; one that has
    none is refused for that. A repeated token answers what the first one did: nothing is recorded twice. progress(number)
    is told of each before it.
    """
    told: dict[str, str | None] = {}
    for row in store.read("chosen", numbers=numbers, reader=by.person_id):
        progress(row["number"])
        own = {"extended_to_on": values.get("extended_to_on") or row["extension_cap_on"] or on_date} if kind == "extended" else {}
        details = {**values, **own, "token": f"{token}_{row['number']}", "with_days": with_days}
        try:
            ledger.record(store, row["request_id"], kind, by, on_date=on_date, **details)
            told[row["number"]] = None
        except Refused as refused:
            told[row["number"]] = str(refused)
    return told


def recorded(store: Store, numbers: list[str], token: str) -> dict[str, int]:
    """By number the entry that record_each wrote with this token; those that were refused are left out."""
    found = {number: store.read("submission", token=f"{token}_{number}") for number in numbers}
    return {number: sent[0]["event_id"] for number, sent in found.items() if sent}


def undo_each(store: Store, events: dict[str, int], by: Staff, *, token: str, progress: Progress = lambda number: None) -> dict[str, tuple[bool, str]]:
    """Undo an act on each request (number to entry): whether it was, and what became of it or why not."""
    told = {}
    for number, event_id in events.items():
        progress(number)
        try:
            told[number] = True, undo.undo(store, event_id, by, token=f"{token}_{number}").told
        except Refused as refused:
            told[number] = False, str(refused)
    return told
