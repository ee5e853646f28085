"""The frame around every page: set-up, sign-in, navigation. Runs before any page, whatever address was asked for."""

from pathlib import Path

import streamlit as st

from records_desk.pages import _files, _jump, _look, _session, _sign_in

MARK = str(Path(__file__).resolve().parents[1] / "docs" / "mark.svg")

st.set_page_config(page_title="Records Desk", page_icon=MARK, layout="wide")
st.logo(MARK, size="medium")

_session.require_sign_in()
me = _session.staff()
if me is None:
    _look.dress()
    st.title("Records Desk", anchor=False)
    st.error("You are not on the desk's list of staff: ask its administrator to add you.")
    st.stop()

current = st.navigation(_session.mount(""), position="top")
title = (current.url_path.endswith("request") and st.query_params.get("number", "")[:20]) or current.title
st.set_page_config(page_title=f"{title} · Records Desk", page_icon=MARK, layout="wide")

st.session_state[_session.FRAMED], here = True, (current.url_path, title)
bar = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
with _session.told_what_is_broken():
    with bar:
        _jump.jump(me, here)
    _jump.told(me, here)

if _session.is_local():
    called = _session.names()
    names = {row["sign_in"]: f"{called[row['person_id']]} ({row['role']})" for row in _session.people()}
    with bar, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption("Local mode: only this computer reaches the desk. Working as", width="content")
        st.selectbox(
            "Working as", list(names), list(names).index(me.sign_in), format_func=names.get,
            key="desk_person", width=280, label_visibility="collapsed", persist_state="session", on_change=_session.empty_forms,
        )  # fmt: skip
    _session.keep_choice()
elif _session.is_by_provider():
    with bar:
        _sign_in.bar(_session.store(), me)

with _session.told_what_is_broken():
    current.run()
    _files.choose()
