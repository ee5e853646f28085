"""The field in the frame of every page that leads to a request by its number, or the end of it; Enter alone lists those opened last."""

from collections.abc import Hashable
from textwrap import shorten
from typing import Any

import streamlit as st

from records_desk.db import numbers
from records_desk.db.language import translated
from records_desk.db.ledger import Staff
from records_desk.pages import _focus, _recent, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import number, plain

KEPT, LIST = "desk_jumped", "desk_jump_found"


def jump(me: Staff, here: Hashable) -> None:
    """The field, and what it found as long as the page `here` is looked at. It leaves for the request where that is one."""
    _focus.listen()
    with st.container(key="desk_jump", width="content"), st.form("desk_jump_form", clear_on_submit=True, border=False):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            typed = st.text_input(
                translated("Go to request: number, or its last digits; Enter alone lists those you opened last"), key="desk_jump_number", help=HELP["jump"], width=210,
                placeholder=translated("Go to request (Alt+J)"), label_visibility="collapsed", autocomplete="off", max_chars=60,
            )  # fmt: skip
            is_sent = st.form_submit_button(translated("Go"), key="desk_jump_go")
    if is_sent:
        _look_up(me, typed.strip(), (me.sign_in, here))


def told(me: Staff, here: Hashable) -> None:
    """What the field found where that is no single request: a sentence, and the requests that may be meant."""
    found, there = st.session_state.get(KEPT, (None, None))
    if not found or there != (me.sign_in, here):
        st.session_state.pop(KEPT, None)
        return
    sentence, rows = found
    with st.container(key=LIST):
        (st.info if rows else st.warning)(plain(sentence), icon=None)
        with st.container(horizontal=True):
            for row in rows:
                label = " · ".join(part for part in (row["number"], shorten(row.get("summary") or "", 60, placeholder=" …")) if part)
                _session.link("request", plain(label), number=row["number"])
            st.button(translated("Close"), key="desk_jump_close", type="tertiary", shortcut="Escape", on_click=_put_away)


def _look_up(me: Staff, typed: str, there: Hashable) -> None:
    """Leave for the request that is meant, or keep what there is to say."""
    if not typed:
        _keep(_opened_last(me), there)
        return
    found = numbers.find(_session.store(), typed, me.person_id)
    if found.total == 1 or len(found.rows) == 1:
        st.session_state.pop(KEPT, None)
        _session.go("request", number=found.rows[0]["number"])
    facts = {"count": number(found.total), "end": typed, "shown": len(found.rows)}
    told = translated("{count} requests have a number that ends in “{end}”: choose one.", **facts)
    if not found.rows:
        told = translated("There is no request with the number “{number}”.", number=typed)
    elif found.total > len(found.rows):
        told = translated("{count} requests have a number that ends in “{end}”: choose one, or type more of it: these are {shown} of them.", **facts)
    _keep((told, found.rows), there)


def _opened_last(me: Staff) -> tuple[str, list[dict[str, Any]]]:
    rows = _recent.recent(me)
    none = translated("You opened no request since the desk was started. Type a number, or its last digits.")
    return translated("Requests that you opened last:") if rows else none, rows


def _put_away() -> None:
    st.session_state.pop(KEPT, None)
    _focus.focus("desk_jump")


def _keep(found: tuple[str, list[dict[str, Any]]], there: Hashable) -> None:
    st.session_state[KEPT] = found, there
    if found[1]:
        _focus.focus(LIST)
