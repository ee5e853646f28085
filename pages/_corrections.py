"""Corrections on a request: its facts in one form without a reason, and entries that were recorded wrongly."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import _desks, _stood, ledger
from records_desk.db._guard import words
from records_desk.db.language import ENGLISH, LANGUAGES, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _form, _session, _since
from records_desk.pages._field_help import HELP
from records_desk.pages._words import apart, day, plain

FACTS = {
    "name": msgid("Requester's name"), "organization": msgid("Organization"), "email": msgid("E-mail"), "phone": msgid("Phone"),
    "summary": msgid("Public summary"), "verbatim": msgid("What was asked"), "intended_use": msgid("Intended use"), "record_series": msgid("Record series"),
    "data_fields": msgid("Data fields"), "dataset_id": msgid("Dataset ID"), "format": msgid("Format"),
}  # fmt: skip
LONG = ("verbatim", "intended_use")
MARKS = {"is_personal": msgid("Personal data"), "is_infrastructure": msgid("Sensitive infrastructure")}
MARK_HELP = msgid("Nothing is given before the review that this mark asks for is cleared.")


def correct_facts(intake: dict[str, Any], row: dict[str, Any], me: Staff) -> None:
    """One form for a typo or a phone number; no reason asked."""
    name = f"request_facts_{row['number']}"
    form, store = _session.form(name), _session.store()
    stood = _since.stood(form, intake)
    with st.expander(translated("Correct the facts")), st.form(form):
        on_date, values = _facts_fields(stood, form)
        if not st.form_submit_button(translated("Save the correction"), key=f"{form}_send"):
            return
        changes = {field: value for field, value in values.items() if value != (bool(stood[field]) if field in MARKS else stood[field])}
        received_on = on_date if on_date != stood["on_date"] else None
        if not changes and not received_on:
            st.info(translated("Nothing was changed."))
        elif _session.attempt(lambda: ledger.correct(store, intake["event_id"], me, on_date=received_on, token=form, **changes)):
            _session.finished(name, translated("Facts of {number} corrected.", number=row["number"]))
            st.rerun()


def correct_entry(events: list[dict[str, Any]], row: dict[str, Any], me: Staff) -> None:
    """Replace or strike out an entry that was recorded wrongly; both stay in the timeline."""
    fixable = [event for event in events if not event["is_superseded"] and event["kind"] not in ("received", "corrected")]
    theirs = ledger.theirs_to_record(_session.store(), row, me)
    is_others = _desks.is_others(row, me)
    fixable = [event for event in fixable if is_own(event, me) or (event["kind"] in theirs and not is_others)]
    standing = {event["event_id"]: event for event in fixable}
    if not standing:
        return
    names = apart({event_id: f"{translated(event['label'])}, {day(event['on_date'])}" for event_id, event in reversed(standing.items())})
    with st.expander(translated("Correct an entry")):
        key, choose = f"request_entry_{row['number']}", translated("Choose")
        event_id = st.selectbox(translated("Entry"), list(names), None, format_func=names.get, key=key, placeholder=choose, help=HELP["correct_entry"])
        if event_id:
            _one_entry(standing[event_id], names[event_id], row, me)


def is_own(event: dict[str, Any], me: Staff) -> bool:
    """Whether somebody recorded an entry, of a kind that their role still may; the model looks whether others went on from it."""
    return event["recorded_by"] in (me.sign_in, me.name) and me.role in words(_session.store().kinds[event["kind"]]["roles"])


def _facts_fields(intake: dict[str, Any], form: str) -> tuple[date, dict[str, Any]]:
    values = {}
    left, right = st.columns(2)
    with left:
        on_date = _form.day_field(translated("Received on"), intake["on_date"] or _session.today(), f"{form}_on")
    for place, (name, label) in enumerate((name, label) for name, label in FACTS.items() if name not in LONG):
        with (right, left)[place % 2]:
            values[name] = st.text_input(translated(label), intake[name] or "", key=f"{form}_{name}", help=HELP["fact"]) or None
    with right:
        spoken = st.selectbox(
            translated("Language of letters"), list(LANGUAGES), list(LANGUAGES).index(intake["language"] or ENGLISH), format_func=LANGUAGES.get, key=f"{form}_language",
            help=HELP["fact_language"],
        )  # fmt: skip
    values["language"] = spoken if spoken != ENGLISH else None
    for name in LONG:
        values[name] = st.text_area(translated(FACTS[name]), intake[name] or "", key=f"{form}_{name}", height=110, help=HELP["fact_long"]) or None
    for name, label in MARKS.items():
        values[name] = st.checkbox(translated(label), bool(intake[name]), key=f"{form}_{name}", help=translated(MARK_HELP))
    return on_date, values


def _one_entry(event: dict[str, Any], called: str, row: dict[str, Any], me: Staff) -> None:
    store, event_id, kind = _session.store(), event["event_id"], _session.store().kinds[event["kind"]]
    name = f"request_fix_{event_id}"
    may_strike = me.role in words(store.kinds["corrected"]["roles"])
    form = _session.form(name)
    with _form.form_of(kind, [row], me, form, _stood.as_recorded(store, event_id), bool(event["irregular"]), is_correction=True) as values:
        on_date = _form.day_field(translated("On"), event["on_date"], f"{form}_on")
        with st.container(horizontal=True):
            replace = st.form_submit_button(translated("Save the correction"), key=f"{form}_send")
            wants_to_strike = may_strike and st.form_submit_button(translated("Strike it out"), key=f"{form}_strike")
    strike, done = _is_to_be_struck(called, form, wants_to_strike), None
    if replace:
        done = _session.attempt(lambda: ledger.correct(store, event_id, me, on_date=on_date, token=form, **values))
    elif strike:
        done = _session.attempt(lambda: ledger.strike(store, event_id, me, token=form))
    if done:
        told = msgid("{entry} on {number} corrected.") if replace else msgid("{entry} on {number} struck out.")
        _session.finished(name, translated(told, entry=translated(event["label"]), number=row["number"]))
        st.rerun()


def _is_to_be_struck(called: str, form: str, is_asked: bool) -> bool:
    """Whether an entry shall be struck out: that is asked once more, for it has no way back."""
    asked = f"{form}_striking"
    st.session_state[asked] = is_asked or st.session_state.get(asked, False)
    if not st.session_state[asked]:
        return False
    st.warning(plain(translated("“{entry}” will no longer count. It stays in the timeline, and cannot be brought back.", entry=called)), icon=None)
    with st.container(horizontal=True):
        strike = st.button(translated("Strike out this entry"), key=f"{form}_strike_now")
        st.button(translated("Keep it"), key=f"{form}_keep", on_click=st.session_state.pop, args=(asked, None))
    return strike
