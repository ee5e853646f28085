"""The frame around every page: set-up, sign-in, navigation. Runs before any page, whatever address was asked for."""

from pathlib import Path

import streamlit as st

from records_desk.pages import _files, _session, _sign_in

LOOK = """<style>
.stMainBlockContainer { padding-top: 4rem; padding-bottom: 3rem; }
.stMain { scroll-padding: 4.5rem 0 1rem; }
h1 { font-size: 1.9rem !important; padding: 0.2rem 0 0.4rem !important; }
h2 { font-size: 1.25rem !important; padding: 0.2rem 0 !important; }
h1:focus { outline: none; }
h1:focus-visible { outline: 3px solid #0b3a66; outline-offset: 2px; }
[data-testid="stLinkButton"] a[kind="tertiary"] { color: #0b3a66; text-decoration: underline; }
.st-key-desk_focus, .st-key-desk_cookie { position: absolute; }
[data-testid="stMetricValue"] { font-size: 1.25rem; }
[data-testid="stMetricValue"] > div { white-space: normal; overflow-wrap: anywhere; }
[data-testid="stMetricDelta"] { color: #3b424c !important; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: #3b424c !important; opacity: 1; }
.st-key-intake_sides [data-testid="stText"] { font-size: 0.85rem; line-height: 1.35; }
@media (max-width: 1000px) { .st-key-intake_sides > div > [data-testid="stColumn"] { min-width: 100% !important; } }
@media (max-width: 640px) { [data-testid="stColumn"] { min-width: calc(50% - 1rem) !important; } }
</style>"""
MARK = str(Path(__file__).resolve().parents[1] / "docs" / "mark.svg")

st.set_page_config(page_title="Records Desk", page_icon=MARK, layout="wide")
st.html(LOOK)

_session.require_sign_in()
me = _session.staff()
if me is None:
    st.title("Records Desk", anchor=False)
    st.error("You are not on the desk's list of staff: ask its administrator to add you.")
    st.stop()

current = st.navigation(_session.mount(""), position="top")
title = (current.url_path.endswith("request") and st.query_params.get("number", "")[:20]) or current.title
st.set_page_config(page_title=f"{title} · Records Desk", page_icon=MARK, layout="wide")

if _session.is_local():
    called = _session.names()
    names = {row["sign_in"]: f"{called[row['person_id']]} ({row['role']})" for row in _session.people()}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption("Local mode: no sign-in is set up, only this computer reaches the desk. Working as", width="content")
        st.selectbox(
            "Working as", list(names), list(names).index(me.sign_in), format_func=names.get,
            key="desk_person", width=280, label_visibility="collapsed", persist_state="session", on_change=_session.empty_forms,
        )  # fmt: skip
    _session.keep_choice()
elif _session.is_by_provider():
    _sign_in.bar(_session.store(), me)

with _session.told_what_is_broken():
    current.run()
    _files.choose()
