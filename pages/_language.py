"""The language in which whoever looks reads the pages: the one they chose, else their browser's, else English.

Nothing else follows it: what is recorded, written in letters, logged and published says for itself in which language it is.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from records_desk.db.language import ENGLISH, LANGUAGES, follow, language_spoken
from records_desk.pages import _cookie

KEPT = "desk_language"  # in the session, and as a cookie
DAYS = 365
JS = "export default function ({ data }) { document.documentElement.lang = data.language; }"

_component = st.components.v2.component("records_desk_language", js=JS, html="<span></span>")


def ways() -> None:
    """A way to each other language, called as it calls itself; the browser is told in which one the page is."""
    here = language_spoken()
    _component(data={"language": here}, key="desk_language_told")
    for code, name in LANGUAGES.items():
        if code != here:
            st.button(name, key=f"desk_language_{code}", type="tertiary", on_click=_choose, args=(code,))
    if st.session_state.get(f"{KEPT}_chosen"):
        _cookie.keep(KEPT, here, DAYS)


def _choose(code: str) -> None:
    """Speak another language from here on. What was chosen from lists is set again: the browser knows it by the words that were shown."""
    for key, value in st.session_state.items():
        if isinstance(value, str) or isinstance(value, list) and all(isinstance(one, (str, int)) for one in value):
            st.session_state[key] = value
    st.session_state[KEPT], st.session_state[f"{KEPT}_chosen"] = code, True


def _of_whoever_looks() -> str:
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    if KEPT not in st.session_state:
        wanted = (_cookie.kept(KEPT), (st.context.locale or "").partition("-")[0].lower())
        st.session_state[KEPT] = next((code for code in wanted if code in LANGUAGES), ENGLISH)
    return st.session_state[KEPT]


follow(_of_whoever_looks)
