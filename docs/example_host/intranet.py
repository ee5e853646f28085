"""The intranet's own sign-in: whoever signed in has a cookie, and sessions.json says whose it is."""

import json
from pathlib import Path

import streamlit as st


def signed_in() -> str | None:
    """The e-mail address of whoever looks at the page, None for nobody. Called in each run of a page."""
    sessions = json.loads(Path("sessions.json").read_text(encoding="utf-8"))
    return sessions.get(st.context.cookies.get("intranet", ""))
