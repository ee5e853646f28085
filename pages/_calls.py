"""Calls for records on a request: which office was asked, by when it is to answer, how it stands, and what to do about it."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import ledger, routing
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _focus, _session
from records_desk.pages._table import table
from records_desk.pages._words import DATE, day, days, plain

Row = dict[str, Any]
COLUMNS = {
    "office": msgid("Office asked"), "asked": msgid("Asked"), "due": msgid("Answer wanted by"), "stands": msgid("How it stands"), "reminded": msgid("Reminded"),
}  # fmt: skip
KINDS = {"office": "long", "asked": "short", "due": "short", "stands": "when", "reminded": "lines"}
ACTS = {"call_chased": msgid("Chase {office}"), "call_answered": msgid("Record the answer of {office}")}


def calls(row: Row, me: Staff) -> None:
    """The calls on one request, and for each that is open a button to chase the office and one to record its answer."""
    found = routing.calls(_session.store(), row["request_id"])
    if not found:
        return
    waiting = [call for call in found if row["is_open"] and not call["answered_on"]]
    told = msgid("Records called for: {count}, {open} open") if waiting else msgid("Records called for: {count}")
    with st.expander(translated(told, count=len(found), open=len(waiting)), expanded=bool(waiting), key="request_calls_fold"):
        lines = [_line(call, row) for call in found]
        table(lines, COLUMNS, translated("Records called for"), "request_calls", kinds=KINDS, saved_as=translated("Calls"))
        if "call_chased" in ledger.theirs_to_record(_session.store(), row, me):
            form = _session.form(f"request_{row['number']}")
            for call in waiting:
                _buttons(call, form)


def offered(kind: Row, row: Row) -> bool:
    """Whether an act has its place among those offered: of calls there must be one to chase or to answer."""
    if kind["kind"] in ACTS:
        return any(not call["answered_on"] for call in routing.calls(_session.store(), row["request_id"]))
    return kind["kind"] != "accepted" or row["is_not_accepted"]


def only(row: Row) -> dict[str, int] | None:
    """The call that is meant where one alone is open."""
    unanswered = [call for call in routing.calls(_session.store(), row["request_id"]) if not call["answered_on"]]
    return {"about_event_id": unanswered[0]["event_id"]} if len(unanswered) == 1 else None


def wanted_by(row: Row, start: date | None, key: str) -> date | None:
    """The day by which the answer is wanted, and a warning where that is too late for the determination."""
    store, field = _session.store(), _session.store().fields["answer_due_on"]
    start = start or routing.answer_due_on(store, row, store.today())
    label, told = translated("{label} (required)", label=translated(field["label"])), translated(field["help"])
    wanted = st.date_input(label, start, **DATE, width=220, key=f"{key}_answer_due_on", help=told, persist_state="session")
    if wanted and row["due_on"] and row["first_determined_on"] is None and wanted > row["due_on"]:
        too_late = msgid("{wanted} is after the due date, {due}: the determination cannot wait for this answer.")
        st.warning(plain(translated(too_late, wanted=day(wanted), due=day(row["due_on"]))), icon=None)
    return wanted


def _line(call: Row, row: Row) -> Row:
    is_late = not call["answered_on"] and row["is_open"] and call["answer_due_on"] < _session.today()
    line = {"office": call["office"], "asked": day(call["asked_on"]), "due": day(call["answer_due_on"]), "_late": is_late}
    return line | {"stands": stands(call, bool(row["is_open"])), "reminded": "\n".join(_reminded(call)) or "–"}


def stands(call: Row, is_open: bool) -> str:
    """How a call stands, in words."""
    if call["answered_on"]:
        late = (call["answered_on"] - call["answer_due_on"]).days
        took = (call["answered_on"] - call["asked_on"]).days
        when = translated("answered after {days}", days=days(took)) if took else translated("answered on the same day")
        when = translated("{answered}, {days} late", answered=when, days=days(late)) if late > 0 else when
        answer = translated(call["answer_label"])
        return f"{when}: {answer[:1].lower()}{answer[1:]}"
    if not is_open:
        return translated("not answered when the request ended")
    left = (call["answer_due_on"] - _session.today()).days
    told = msgid("open, {days} late") if left < 0 else msgid("open, wanted in {days}") if left else msgid("open, wanted today")
    return translated(told, days=days(abs(left)))


def _reminded(call: Row) -> list[str]:
    """By whom an office was reminded: by staff, and by the daily digest."""
    told = []
    if call["chasers"]:
        told.append(translated("by staff: {times}, last {day}", times=_times(call["chasers"]), day=day(call["chased_on"])))
    if call["mails"]:
        told.append(translated("automatic chaser: {times}, last {day}", times=_times(call["mails"]), day=day(call["mailed_on"])))
    return told


def _times(count: int) -> str:
    return translated("once") if count == 1 else translated("{count} times", count=count)


def _buttons(call: Row, form: str) -> None:
    with st.container(horizontal=True):
        for kind, label in ACTS.items():
            told = plain(translated(label, office=call["office"]))
            st.button(told, key=f"calls_{kind}_{call['call_id']}", on_click=_choose, args=(form, kind, call["event_id"]))


def _choose(form: str, kind: str, event_id: int) -> None:
    st.session_state[f"{form}_act"] = kind
    st.session_state[f"{form}_{kind}_about_event_id"] = event_id
    _focus.focus("request_form")
