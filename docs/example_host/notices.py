"""The intranet's own page."""

import streamlit as st

st.title("Notices")
st.header("This week")
st.text_input("A notice for everybody", key="notice")
if st.button("Post", key="post", shortcut="Alt+L"):
    st.success(f"Posted: {len(st.session_state['notice'])} letters.")
