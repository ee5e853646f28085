"""The notice that stands wherever an access is granted, ended or its misuse is looked into."""

import streamlit as st

from records_desk.db.language import msgid, translated

NOTICE = msgid(
    "Terms may govern a key: its rate and its security. They may never restrict the reuse of disclosable data, and ending a key "
    "never touches the right to records: who lost a key may ask for the same data as records, and is answered like anybody else "
    "(Gov. Code 7922.680; County of Santa Clara v. Superior Court (2009) 170 Cal.App.4th 1301)."
)


def notice() -> None:
    """Show it."""
    st.info(translated(NOTICE), icon=None)
