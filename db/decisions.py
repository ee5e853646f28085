"""The reviews of a request, and what was put to the city or a court against its decision, each with how it ended. Reads only."""

from datetime import date
from typing import Any

from records_desk.db.store import Store

Row = dict[str, Any]
LISTS = {"appealed": "appeal_decision", "petition_filed": "court_decision"}


def reviews(store: Store, request_id: int, today: date) -> list[Row]:
    """Every review, in order: its kind, who works on it, first and last day, calendar days so far or in all, and its result in words."""
    names = {row["person_id"]: row["name"] for row in store.recall("people")}
    return [
        row
        | {"label": _label(store, "review", row["review"]), "result_label": _label(store, "review_result", row["result"])}
        | {"person": names.get(row["person_id"]), "days": ((row["finished_on"] or today) - row["opened_on"]).days}
        for row in store.read("reviews", request_id=request_id)
    ]


def unreviewed(store: Store, request_id: int, today: date) -> list[str]:
    """Which reviews speak against giving anything out today, a sentence each."""
    return [row["sentence"] for row in store.read("unreviewed", request_id=request_id, as_of=today)]


def disputes(store: Store, request_id: int) -> list[Row]:
    """Every appeal, question for reasons and court petition, in order, with its answer in words; answered_on is None while there is none."""
    return [
        row | {"label": store.kinds[row["kind"]]["label"], "outcome_label": _label(store, LISTS.get(row["kind"]), row["outcome"])}
        for row in store.read("disputes", request_id=request_id)
    ]


def unanswered(store: Store, request_id: int, answered_by: str) -> int | None:
    """The entry that an answer of this kind is most likely about: the first without one."""
    found = (row["event_id"] for row in store.read("disputes", request_id=request_id) if row["answered_by"] == answered_by and not row["answered_on"])
    return next(found, None)


def reversal(store: Store, request_id: int) -> Row | None:
    """The last answer that speaks against the determination, as long as the request was not reopened after it."""
    return next((row for row in reversed(disputes(store, request_id)) if row["opens"]), None)


def _label(store: Store, choices: str | None, code: str | None) -> str | None:
    return next((row["label"] for row in store.choices.get(choices, ()) if row["code"] == code), code)
