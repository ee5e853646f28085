"""The frame around every page: set-up, sign-in, navigation. Runs before any page, whatever address was asked for."""

from pathlib import Path

import streamlit as st

from records_desk.db.language import translated
from records_desk.pages import _frame, _jump, _session, _sign_in
from records_desk.pages._field_help import HELP

MARK = str(Path(__file__).resolve().parents[1] / "docs" / "mark.svg")

st.set_page_config(page_title="Records Desk", page_icon=MARK, layout="wide")
st.logo(MARK, size="medium")

me = _frame.admit()
current = st.navigation(_session.mount(""), position="top")

st.session_state[_session.FRAMED], here = True, (current.url_path, current.named())
bar = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
with _frame.told_what_is_broken():
    with bar:
        _jump.jump(me, here)
    _jump.told(me, here)

if _session.is_local():
    called = _session.names()
    names = {row["sign_in"]: f"{called[row['person_id']]} ({translated(row['role'])})" for row in _session.people()}
    with bar, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption(translated("Local mode: only this computer reaches the desk. Working as"), width="content")
        st.selectbox(
            translated("Working as"), list(names), list(names).index(me.sign_in), format_func=names.get,
            key="desk_person", width=280, label_visibility="collapsed", persist_state="session", on_change=_session.empty_forms, help=HELP["working_as"],
        )  # fmt: skip
    _session.keep_choice()
elif _session.is_by_provider():
    with bar:
        _sign_in.bar(_session.store(), me)

current.run()
