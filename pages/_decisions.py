"""On a request's page: the reviews, those that are wanting, and what was put to the city or a court against its decision."""

from typing import Any

import streamlit as st

from records_desk.db import decisions
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import day, days, plain

REVIEWS = {"review": "Review", "person": "Reviewer", "opened": "Opened", "finished": "Finished", "days": "Days", "result": "Result"}
DISPUTES = {"what": "What", "on": "On", "reference": "Reference", "answered": "Answered", "outcome": "Outcome"}
SHORT = {"opened": "short", "finished": "short", "days": "short", "on": "short", "answered": "short"}


def reviewed_and_disputed(row: dict[str, Any]) -> None:
    """What there is of these, and nothing where there is none of it. What is done is folded."""
    store, request_id, today = _session.store(), row["request_id"], _session.today()
    for sentence in decisions.unreviewed(store, request_id, today) if row["is_open"] else ():
        st.caption(plain(sentence))
    if found := decisions.reviews(store, request_id, today):
        lines = [_review(each) for each in found]
        with st.expander(_counted("Reviews", [line["result"] for line in lines], "open"), expanded=not all(each["finished_on"] for each in found)):
            table(lines, REVIEWS, "Reviews", "request_reviews", kinds=SHORT, saved_as="Reviews")
    if found := decisions.disputes(store, request_id):
        lines = [_dispute(each) for each in found]
        with st.expander(_counted("Appeals and court", [line["outcome"] for line in lines], "pending"), expanded=not all(each["answered_on"] for each in found)):
            table(lines, DISPUTES, "Appeals and court", "request_disputes", kinds=SHORT, saved_as="Appeals and court")


def likely(kind: str, row: dict[str, Any]) -> dict[str, Any] | None:
    """What an act against a decision is most likely about, and why a request is reopened after one succeeded."""
    if kind in ("appeal_decided", "rationale_sent", "petition_decided"):
        return {"about_event_id": decisions.unanswered(_session.store(), row["request_id"], kind)}
    if kind == "reopened" and (found := decisions.reversal(_session.store(), row["request_id"])):
        return {"reason": f"{found['label']} on {day(found['on_date'])}: {found['outcome_label'].lower()}."}
    return None


def _counted(what: str, results: list[str], unfinished: str) -> str:
    """Reviews: 2, 1 open"""
    waiting = results.count(unfinished)
    return f"{what}: {len(results)}" + (f", {waiting} {unfinished}" if waiting else "")


def _review(found: dict[str, Any]) -> dict[str, str]:
    ended = found["finished_on"]
    told = days(found["days"]) if ended else f"{days(found['days'])} so far"
    words = {"review": found["label"], "person": found["person"] or "–", "days": told, "result": found["result_label"] or "open"}
    return words | {"opened": day(found["opened_on"]), "finished": day(ended)}


def _dispute(found: dict[str, Any]) -> dict[str, str]:
    outcome = found["outcome_label"] or ("sent" if found["answered_on"] else "pending")
    words = {"what": found["label"], "reference": found["reference"] or "–", "outcome": outcome}
    return words | {"on": day(found["on_date"]), "answered": day(found["answered_on"])}
