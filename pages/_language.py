"""The language in which whoever looks reads the pages: the one they chose, else their browser's, else English.

Nothing else follows it: what is recorded, written in letters, logged and published says for itself in which language it is.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from records_desk.db.language import ENGLISH, LANGUAGES, follow, language_spoken
from records_desk.pages import _cookie

KEPT, DAYS = "desk_language", 365  # in the session, and as a cookie
JS = """
export default function ({ parentElement, data }) {
  document.documentElement.lang = data.here;
  parentElement.querySelector('span').replaceChildren(...Object.entries(data.others).map(([code, name]) => {
    const way = document.createElement('button');
    way.type = 'button'; way.lang = code; way.textContent = name;
    way.onclick = () => {  // the page begins anew: half of a form in each language would be sent as neither
      document.cookie = data.cookie + '=' + code + '; path=/; SameSite=Strict; max-age=' + data.days * 86400;
      location.reload();
    };
    return way;
  }));
}
"""
CSS = """
button { font: inherit; font-size: 0.875rem; color: var(--st-text-color); background: none; border: 0; padding: 0 0.25rem; min-height: 24px; min-width: 24px; text-decoration: underline;
  cursor: pointer; line-height: 2.5rem; }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""

_component = st.components.v2.component("records_desk_language", css=CSS, js=JS, html="<span></span>")


def ways() -> None:
    """A way to each other language, called as it calls itself; the browser is told in which one the page is."""
    here = language_spoken()
    others = {code: name for code, name in LANGUAGES.items() if code != here}
    _component(data={"here": here, "others": others, "cookie": KEPT, "days": DAYS}, key="desk_languages", width="content")


def _of_whoever_looks() -> str:
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    if KEPT not in st.session_state:
        wanted = (_cookie.kept(KEPT), (st.context.locale or "").partition("-")[0].lower())
        st.session_state[KEPT] = next((code for code in wanted if code in LANGUAGES), ENGLISH)
    return st.session_state[KEPT]


follow(_of_whoever_looks)
