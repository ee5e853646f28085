"""A request that its desk was given and has not accepted: to be accepted in one click, or returned with a reason."""

from typing import Any

import streamlit as st

from records_desk.db import ledger
from records_desk.db._guard import words
from records_desk.db.language import translated
from records_desk.db.ledger import Staff
from records_desk.pages import _focus, _session
from records_desk.pages._words import day, plain


def acceptance(row: dict[str, Any], me: Staff) -> None:
    """Say that the desk has not accepted the request, with the two ways on."""
    if not row["is_not_accepted"]:
        return
    told = translated("Not accepted: {desk}, has not said yet that the request is its own.", desk=row["desk"])
    if row["desk_since_on"]:
        since = day(row["desk_since_on"])
        told = translated("Not accepted: {desk}, given it on {day}, has not said yet that the request is its own.", desk=row["desk"], day=since)
    st.warning(plain(told), icon=None)
    if "accepted" not in ledger.theirs_to_record(_session.store(), row, me):
        return
    form = _session.form(f"request_{row['number']}")
    with st.container(horizontal=True):
        if st.button(translated("Accept"), key="acceptance_accept"):
            _accept(row, me, form)
        if row["status"] in words(_session.store().kinds["returned"]["allowed_from"]):
            st.button(translated("Return to another desk"), key="acceptance_return", on_click=_return, args=(form,))


def _accept(row: dict[str, Any], me: Staff, form: str) -> None:
    store = _session.store()
    if _session.attempt(lambda: ledger.record(store, row["request_id"], "accepted", me, on_date=store.today(), token=form)):
        _session.finished(f"request_{row['number']}", translated("{act} recorded on {number}.", act=translated("Accepted"), number=row["number"]))
        st.rerun()


def _return(form: str) -> None:
    st.session_state[f"{form}_act"] = "returned"
    _focus.focus("request_form")
