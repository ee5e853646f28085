"""What may be recorded on a request now: the likeliest acts as buttons, all in a list, and the form of the one chosen."""

from typing import Any

import streamlit as st

from records_desk.db import _desks, decisions, fees, ledger, reading, routing
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _access_forms, _calls, _decisions, _extension, _focus, _form, _session, _since, _stand_in
from records_desk.pages._field_help import HELP
from records_desk.pages._words import plain

LIKELIEST = 3
GIVEN = ("granted", "partly_granted")
CANNOT_USE_IT = msgid("The requester cannot reach or copy it where it is published: a copy is to be given promptly (Gov. Code 7922.545).")


def acts(row: dict[str, Any], me: Staff) -> None:
    """The acts allowed now, one form at a time."""
    store, number = _session.store(), row["number"]
    kinds = [kind for kind in ledger.allowed(store, row, me) if _calls.offered(kind, row)]
    kinds.sort(key=lambda kind: _place(row, kind["kind"]))
    if not kinds:
        st.info(translated("Nothing can be recorded here in your role now."))
        return
    if desk := _desks.part(store.read, row, me, store.today()):
        st.caption(plain(translated("With {desk}: its staff record what moves the request. You record what comes in, notes and time.", desk=desk["name"])))
    form = _session.form(f"request_{number}")
    irregular = st.session_state.get(f"{form}_irregular", False)
    labels = {kind["kind"]: translated(kind["act"]) for kind in (_possible(row, me) if irregular else kinds)}
    if opened := st.session_state.get(f"{form}_act"):  # not possible any more, perhaps: the form stays and says why when it is sent
        labels[opened] = translated(store.kinds[opened]["act"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for kind in kinds[:LIKELIEST]:
            st.button(translated(kind["act"]), key=f"{form}_quick_{kind['kind']}", on_click=_choose, args=(form, kind["kind"]))
        with st.container(key="request_more", width=340):
            chosen = st.selectbox(
                translated("More (Alt+M)"), list(labels), None, format_func=labels.get, key=f"{form}_act", placeholder=translated("What happened?"),
                on_change=_focus.focus, args=("request_form",), help=HELP["act"],
            )  # fmt: skip
    if chosen:
        with st.container(key="request_form"):
            _one_act(row, store.kinds[chosen], me, form)
    told = translated("It is recorded as it happened, marked irregular, with your reason.")
    st.checkbox(translated("It already happened and the rules refuse it"), key=f"{form}_irregular", help=told)


def _place(row: dict[str, Any], kind: str) -> int:
    """Before others what is due now; after others what was done already, or what there is nothing for."""
    is_open = row["first_determined_on"] is None
    is_due = is_open and row["safe_on"] is not None and row["safe_on"] <= _session.today()
    if kind == "determined" and (is_due or (is_open and row["desk_id"] and row["acknowledged_on"])):
        return -1
    is_unlikely = {
        "routed": row["desk_id"],
        "acknowledged": row["acknowledged_on"] or is_due,
        "clarification_asked": is_due,
        "determined": row["determined_on"],
        "released": row["determined_on"] and row["determination"] not in GIVEN,
        "fee_paid": row["balance"] <= 0,
        "access_granted": row["status"] == "in_service",
        "dataset_published": row["status"] == "in_service",
    }
    return int(bool(is_unlikely.get(kind)))


def _possible(row: dict[str, Any], me: Staff) -> list[dict[str, Any]]:
    """The acts of this track, role and desk, whatever the status."""
    theirs = ledger.theirs_to_record(_session.store(), row, me) - {"anonymised"}
    return [kind for kind in _session.store().kinds.values() if kind["act"] and kind["kind"] in theirs and kind["track"] in (None, row["track"])]


def _choose(form: str, kind: str) -> None:
    st.session_state[f"{form}_act"] = kind
    _focus.focus("request_form")


def _one_act(row: dict[str, Any], kind: dict[str, Any], me: Staff, form: str) -> None:
    """The form of one act. What is refused stays in it."""
    store, key = _session.store(), f"{form}_{kind['kind']}"
    seen = _since.stood(key, row["last_event_id"])
    with st.container(border=True):
        st.caption(plain(translated(kind["meaning"])))
        if kind["kind"] == "extended":
            _extension.limits([row])
        _access_forms.before(row, kind)
        is_irregular = st.session_state.get(f"{form}_irregular", False)
        with _form.form_of(kind, [row], me, key, _likely(row, kind), is_irregular) as values:
            on_date = _form.day_field(translated("On"), store.today(), f"{key}_on")
            why = st.text_area(translated("Why it is recorded all the same"), key=f"{key}_why", height=68, help=HELP["irregular_why"]) if is_irregular else None
            with_days = not is_irregular and _form.with_days(kind, [row], key)
            language = None if is_irregular else _form.letter_language(kind, row, key)
            sent = st.form_submit_button(translated(kind["act"]), type="primary", key=f"{key}_send")
    if not sent:
        return
    values, instead = _stand_in.given(kind, values, on_date, key)
    details = {"on_date": on_date, "token": form, "irregular_reason": why, "with_days": with_days, "language": language, "seen": seen, **values}
    receipt = _session.attempt(lambda: ledger.record(store, row["request_id"], kind["kind"], me, **details))
    if not receipt:
        _since.forget(key)
        return
    _form.remember(values, me)
    st.session_state["desk_letter_of"] = receipt.event_id
    told = translated("{act} recorded on {number}.", act=translated(kind["label"]), number=row["number"])
    _session.finished(f"request_{row['number']}", f"{told}{instead}")
    _go_on(row, kind, me)
    st.rerun()


def _go_on(row: dict[str, Any], kind: dict[str, Any], me: Staff) -> None:
    """After a decision against the determination offer to reopen the request."""
    store = _session.store()
    if kind["kind"] in ("appeal_decided", "petition_decided") and decisions.reversal(store, row["request_id"]):
        after = reading.request(store, row["request_id"])
        if "reopened" in [each["kind"] for each in ledger.allowed(store, after, me)]:
            _choose(_session.form(f"request_{row['number']}"), "reopened")


def _likely(row: dict[str, Any], kind: dict[str, Any]) -> dict[str, Any] | None:
    """A request is closed with the outcome that was determined, what is owed is paid, what was only pointed to is copied,
    and what is returned goes to where it came from."""
    if kind["track"] == "data":
        return _access_forms.likely(row, kind)
    if kind["kind"] == "closed":
        return {"outcome": row["determination"], "related_request_id": _repeated(row)}
    if kind["kind"] in fees.OFFERED:
        return {"amount": fees.offered(_session.store(), row["request_id"], kind["kind"])}
    if kind["kind"] == "reopened" and "already_published" in (row["closing_outcome"], row["determination"]):
        return {"reason": CANNOT_USE_IT}
    if kind["kind"] == "restricted":
        return {"readers": row["readers"] or [_session.reader()]}
    if kind["kind"] == "returned":
        return {"desk_id": routing.came_from(_session.store(), row["request_id"])}
    if kind["kind"] in _calls.ACTS:
        return _calls.only(row)
    return _decisions.likely(kind["kind"], row)


def _repeated(row: dict[str, Any]) -> int | None:
    """The request that this one was determined to repeat."""
    if row["determination"] != "duplicate":
        return None
    entries = reading.timeline(_session.store(), row["request_id"])
    return [entry["related_request_id"] for entry in entries if entry["kind"] == "determined" and not entry["is_superseded"]][-1]
