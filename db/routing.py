"""Who acts for whom, where a request came from, and which offices were asked for its records. Reads only."""

from datetime import date
from typing import Any

from records_desk.db.store import Store

Row = dict[str, Any]
SOON_DAYS = 2  # a call reminds from so many days before the wanted day on, as db/derived/40_reminders.sql has it


def away(store: Store) -> dict[int, Row]:
    """Who is away today, by person, with whoever stands in (acting_id, acting), if anybody does."""
    return {row["person_id"]: row for row in store.recall("absences", today=store.today())}


def held_for(store: Store, person_id: int) -> tuple[int, ...]:
    """The people whose requests a person has today: the own ones, and those of whom he or she stands in for."""
    return (person_id, *(row["person_id"] for row in away(store).values() if row["acting_id"] == person_id))


def came_from(store: Store, request_id: int) -> int | None:
    """The desk to which a request is returned, where one is known: the one before, else that of whoever routed it."""
    return next((row["desk_id"] for row in store.read("came_from", request_id=request_id)), None)


def calls(store: Store, request_id: int) -> list[Row]:
    """The calls for records on a request, in the order they were made, as they stand today."""
    labels = {row["code"]: row["label"] for row in store.choices["call_answer"]}
    rows = store.recall("calls", request_id=request_id, today=store.today(), soon_days=SOON_DAYS)
    return [row | {"answer_label": labels.get(row["answer"], row["answer"])} for row in rows]


def answer_due_on(store: Store, request: Row, on_date: date) -> date:
    """By which day an answer is usually wanted: two open days before the safe target of the determination.

    Of a request that is determined, or has no date, five open days after the call.
    """
    safe_on = request["safe_on"] if request["first_determined_on"] is None else None
    return store.recall("answer_days", on_date=on_date, safe_on=safe_on)[0]["day"]
