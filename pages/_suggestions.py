"""Beside the form of a new request: what may be published already and what was asked before, while the text is typed.

The browser tells what is typed after a short pause. The fields keep their focus and their letters, and Save does not wait:
this part of the page is a fragment, and a fragment never ends a run of the page in which something is being recorded.
"""

from typing import Any

import streamlit as st

from records_desk.db import suggestions
from records_desk.db.language import translated
from records_desk.db.ledger import Staff
from records_desk.db.suggestions import Suggestion
from records_desk.pages import _session
from records_desk.pages._words import day, plain

JS = """
export default function ({ data, setStateValue }) {
  const within = '.st-key-' + data.container + ' textarea';
  const told = window.recordsDeskTyped?.form === data.form ? window.recordsDeskTyped : { form: data.form, text: '' };
  window.recordsDeskTyped = told;
  told.send = text => { told.text = text; setStateValue('typed', text.slice(0, data.most)); };
  const tell = field => {
    clearTimeout(told.waiting);
    told.waiting = setTimeout(() => {
      if (field.isConnected && window.recordsDeskTyped === told && field.value !== told.text) told.send(field.value);
    }, data.pause);
  };
  const listen = event => { if (event.target.matches(within)) tell(event.target); };
  document.addEventListener('input', listen);  // on the document: Streamlit may draw the field later, and anew
  const field = document.querySelector(within);
  if (field) tell(field);
  return () => document.removeEventListener('input', listen);
}
"""
Row = dict[str, Any]
PAUSE_MS, MOST, FEWEST, EXCERPT, TITLE = 300, 6000, 4, 160, 60

_typed = st.components.v2.component("records_desk_typed", js=JS, html="<span></span>")


@st.fragment
def beside(form: str, text_key: str, container: str, me: Staff) -> None:
    """Show what is like the text that is in the form; what is chosen is kept for chosen(), which the whole page asks."""
    if f"{form}_chosen" in st.session_state:
        st.rerun()
    told = {"container": container, "most": MOST, "pause": PAUSE_MS, "form": form}
    typed = _typed(data=told, key=f"{form}_typed", default={"typed": ""}, on_typed_change=_nothing).typed
    text = _latest(form, typed or "", st.session_state.get(text_key) or "")
    datasets, requests = _like(form, text)
    st.session_state[f"{form}_shown"] = [
        *(Suggestion(dataset_no=row["dataset_no"]) for row in datasets),
        *(Suggestion(related_request_id=row["request_id"]) for row in requests),
    ]
    _published(form, datasets, me)
    _asked_before(form, requests)


def _like(form: str, text: str) -> tuple[list[Row], list[Row]]:
    """What is like the text; kept for this form until the text or the log changes, and no longer: the words may be sealed."""
    state, asked = st.session_state, (_session.log_state(), text)
    if state.get(f"{form}_asked") != asked:
        state[f"{form}_like"] = suggestions.suggest(_session.store(), text, _session.reader()) if len(text.strip()) >= FEWEST else ([], [])
        state[f"{form}_asked"] = asked
    return state[f"{form}_like"]


def shown(form: str) -> list[Suggestion]:
    """What stands beside the form now."""
    return st.session_state.get(f"{form}_shown", [])


def chosen(form: str) -> Suggestion | None:
    """What was chosen beside the form, once."""
    return st.session_state.pop(f"{form}_chosen", None)


def _latest(form: str, typed: str, sent: str) -> str:
    """The text as it is: what was typed last, or what the form was given since, such as an e-mail."""
    kept = st.session_state.setdefault(f"{form}_latest", {"typed": "", "sent": "", "text": ""})
    if sent != kept["sent"]:
        kept["text"] = sent
    elif typed != kept["typed"]:
        kept["text"] = typed
    kept["typed"], kept["sent"] = typed, sent
    return kept["text"]


def _published(form: str, datasets: list[Row], me: Staff) -> None:
    st.header(translated("Published already?"), anchor=False)
    may_answer = suggestions.may_answer(_session.store(), me)
    for row in datasets:
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"**{plain(row['title'])}**")
            st.text(translated("ID: {identifier}", identifier=row["identifier"]))
            if row["endpoint"] and row["endpoint"] != row["identifier"]:
                st.text(translated("Endpoint: {endpoint}", endpoint=row["endpoint"]))
            if may_answer:
                label = translated("Already published: {title}", title=plain(excerpt(row["title"], TITLE)))
                told = translated("Logs the request, records the determination with this dataset and its letter, and closes it.")
                st.button(label, key=f"{form}_publish_{row['dataset_no']}", help=told, on_click=_choose, args=(form, row["dataset_no"], None))
    if not datasets:
        st.caption(translated("Datasets that the text may ask for are named here while you write."))
    elif not may_answer:
        st.caption(translated("Save the request: an official records it as already published."))


def _asked_before(form: str, requests: list[Row]) -> None:
    if not requests:
        return
    store = _session.store()
    st.header(translated("Asked before?"), anchor=False)
    for row in requests:
        with st.container(border=True, gap="xxsmall"):
            status = translated(store.statuses[row["status"]]["label"]).lower()
            st.text(translated("{number}, received {day}, {status}", number=row["number"], day=day(row["received_on"]), status=status))
            st.text(excerpt(row["words"]))
            label = translated("Save as duplicate of {number}", number=row["number"])
            told = translated("Logs the request and links it as a duplicate. It stays open: this requester is to be answered too.")
            st.button(label, key=f"{form}_duplicate_{row['request_id']}", help=told, on_click=_choose, args=(form, None, row["request_id"]))


def excerpt(text: str, most: int = EXCERPT) -> str:
    """The beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


def _choose(form: str, dataset_no: int | None, related_request_id: int | None) -> None:
    st.session_state[f"{form}_chosen"] = Suggestion(dataset_no, related_request_id)


def _nothing() -> None:
    """Streamlit reruns the page by itself; only the name of the event must be known."""
