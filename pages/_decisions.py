"""On a request's page: the marks that ask for a review, the reviews, and what was put to the city or a court against its decision."""

from typing import Any

import streamlit as st

from records_desk.db import decisions
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import day, days, plain

MARKS = {"is_personal": ("personal data", "privacy"), "is_infrastructure": ("sensitive infrastructure", "security")}
REVIEWS = {"review": "Review", "person": "Reviewer", "opened": "Opened", "finished": "Finished", "days": "Days", "result": "Result"}
DISPUTES = {"what": "What", "on": "On", "reference": "Reference", "answered": "Answered", "outcome": "Outcome"}
SHORT = {"opened": "short", "finished": "short", "days": "short", "on": "short", "answered": "short"}


def reviewed_and_disputed(row: dict[str, Any], intake: dict[str, Any]) -> None:
    """What there is of these, and nothing where there is none of it."""
    store, request_id = _session.store(), row["request_id"]
    for name, (holds, review) in MARKS.items():
        if intake[name]:
            st.caption(plain(f"Marked for {holds}: nothing is given before its {review} review is cleared."))
    if found := decisions.reviews(store, request_id, _session.today()):
        table([_review(each) for each in found], REVIEWS, "Reviews", "request_reviews", kinds=SHORT, saved_as="Reviews")
    if found := decisions.disputes(store, request_id):
        table([_dispute(each) for each in found], DISPUTES, "Appeals and court", "request_disputes", kinds=SHORT, saved_as="Appeals and court")


def likely(kind: str, row: dict[str, Any]) -> dict[str, Any] | None:
    """What an act against a decision is most likely about, and why a request is reopened after one succeeded."""
    if kind in ("appeal_decided", "rationale_sent", "petition_decided"):
        return {"about_event_id": decisions.unanswered(_session.store(), row["request_id"], kind)}
    if kind == "reopened" and (found := decisions.reversal(_session.store(), row["request_id"])):
        return {"reason": f"{found['label']} on {day(found['on_date'])}: {found['outcome_label'].lower()}."}
    return None


def _review(found: dict[str, Any]) -> dict[str, str]:
    ended = found["finished_on"]
    told = days(found["days"]) if ended else f"{days(found['days'])} so far"
    words = {"review": found["label"], "person": found["person"] or "–", "days": told, "result": found["result_label"] or "open"}
    return words | {"opened": day(found["opened_on"]), "finished": day(ended)}


def _dispute(found: dict[str, Any]) -> dict[str, str]:
    outcome = found["outcome_label"] or ("sent" if found["answered_on"] else "pending")
    words = {"what": found["label"], "reference": found["reference"] or "–", "outcome": outcome}
    return words | {"on": day(found["on_date"]), "answered": day(found["answered_on"])}
