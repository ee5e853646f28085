"""What the browser keeps for the desk over a reload: a cookie, gone when the browser is closed. Nothing personal goes in."""

import streamlit as st

JS = """
export default function ({ data }) {
  document.cookie = data.name + '=' + data.value + '; path=/; SameSite=Strict';
}
"""

_component = st.components.v2.component("records_desk_cookie", js=JS, html="<span></span>")


def keep(name: str, value: str) -> None:
    """Have the browser keep a value."""
    _component(data={"name": name, "value": value}, key="desk_cookie")


def kept(name: str) -> str | None:
    """What the browser kept when this visit began."""
    return st.context.cookies.get(name)
