"""What the browser keeps for the desk over a reload: a cookie, gone when the browser is closed or after some days. Nothing personal goes in."""

import streamlit as st

JS = """
export default function ({ data }) {
  document.cookie = data.name + '=' + data.value + '; path=/; SameSite=Strict' + (data.days ? '; max-age=' + data.days * 86400 : '');
}
"""

_component = st.components.v2.component("records_desk_cookie", js=JS, html="<span></span>")


def keep(name: str, value: str, days: int = 0) -> None:
    """Have the browser keep a value, for some days or until it is closed."""
    _component(data={"name": name, "value": value, "days": days}, key=f"desk_cookie_{name}")


def kept(name: str) -> str | None:
    """What the browser kept when this visit began."""
    return st.context.cookies.get(name)
