"""The intranet's frame: its sidebar, its page, and the desk's pages in the same navigation."""

import streamlit as st
from intranet import signed_in

import records_desk

st.set_page_config(page_title="City intranet", layout="centered")
with st.sidebar:
    st.header("City intranet")
    st.text_input("Find a colleague", key="text")
    st.selectbox("Language", ["en", "es"], key="lang", bind="query-params")
    st.text(signed_in() or "Nobody is signed in.")

pages = {"Intranet": [st.Page("notices.py", title="Notices", default=True)], "Records Desk": records_desk.mount("desk")}
st.navigation(pages, expanded=True).run()
