"""On a request's page: the reviews, those that are wanting, and what was put to the city or a court against its decision."""

from typing import Any

import streamlit as st

from records_desk.db import decisions
from records_desk.db._retold import retold
from records_desk.db.language import ENGLISH, msgid, spoken, translated
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import day, days, plain

REVIEWS = {
    "review": msgid("Review"), "person": msgid("Reviewer"), "opened": msgid("Opened"), "finished": msgid("Finished"), "days": msgid("Days"), "result": msgid("Result"),
}  # fmt: skip
DISPUTES = {"what": msgid("What"), "on": msgid("On"), "reference": msgid("Reference"), "answered": msgid("Answered"), "outcome": msgid("Outcome")}
SHORT = {"opened": "short", "finished": "short", "days": "short", "on": "short", "answered": "short"}


def reviewed_and_disputed(row: dict[str, Any]) -> None:
    """What there is of these, and nothing where there is none of it. What is done is folded."""
    store, request_id, today = _session.store(), row["request_id"], _session.today()
    for sentence in decisions.unreviewed(store, request_id, today) if row["is_open"] else ():
        st.caption(plain(retold(sentence)))
    if found := decisions.reviews(store, request_id, today):
        lines, is_open = [_review(each) for each in found], [not each["result_label"] for each in found]
        told = msgid("Reviews: {count}, {open} open") if any(is_open) else msgid("Reviews: {count}")
        with st.expander(translated(told, count=len(lines), open=sum(is_open)), expanded=not all(each["finished_on"] for each in found)):
            table(lines, REVIEWS, translated("Reviews"), "request_reviews", kinds=SHORT, saved_as=translated("Reviews"))
    if found := decisions.disputes(store, request_id):
        lines, pends = [_dispute(each) for each in found], [not (each["outcome_label"] or each["answered_on"]) for each in found]
        told = msgid("Appeals and court: {count}, {pending} pending") if any(pends) else msgid("Appeals and court: {count}")
        with st.expander(translated(told, count=len(lines), pending=sum(pends)), expanded=not all(each["answered_on"] for each in found)):
            table(lines, DISPUTES, translated("Appeals and court"), "request_disputes", kinds=SHORT, saved_as=translated("Appeals and court"))


def likely(kind: str, row: dict[str, Any]) -> dict[str, Any] | None:
    """What an act against a decision is most likely about, and why a request is reopened after one succeeded."""
    if kind in ("appeal_decided", "rationale_sent", "petition_decided"):
        return {"about_event_id": decisions.unanswered(_session.store(), row["request_id"], kind)}
    if kind == "reopened" and (found := decisions.reversal(_session.store(), row["request_id"])):
        with spoken(ENGLISH):  # it is recorded
            facts = {"label": found["label"], "day": day(found["on_date"]), "outcome": found["outcome_label"].lower()}
            return {"reason": translated("{label} on {day}: {outcome}.", **facts)}
    return None


def _review(found: dict[str, Any]) -> dict[str, str]:
    ended = found["finished_on"]
    told = days(found["days"]) if ended else translated("{days} so far", days=days(found["days"]))
    words = {"review": translated(found["label"]), "person": found["person"] or "–", "days": told}
    words |= {"result": translated(found["result_label"]) or translated("open")}
    return words | {"opened": day(found["opened_on"]), "finished": day(ended)}


def _dispute(found: dict[str, Any]) -> dict[str, str]:
    outcome = found["outcome_label"] or (msgid("sent") if found["answered_on"] else msgid("pending"))
    words = {"what": translated(found["label"]), "reference": found["reference"] or "–", "outcome": translated(outcome)}
    return words | {"on": day(found["on_date"]), "answered": day(found["answered_on"])}
