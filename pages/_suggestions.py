"""Beside the form of a new request: what may be published already and what was asked before, while the text is typed.

Runs as a fragment of its own: the form is not drawn again, keeps its focus and its text, and Save does not wait.
"""

from typing import Any

import streamlit as st

from records_desk.db import suggestions
from records_desk.db.ledger import Staff
from records_desk.db.suggestions import Suggestion
from records_desk.pages import _session
from records_desk.pages._words import day, plain

JS = """
export default function ({ parentElement, data, setStateValue }) {
  const field = document.querySelector('.st-key-' + data.container + ' textarea');
  if (!field || parentElement.listensTo === field) return;
  parentElement.listensTo = field;
  let waiting = null;
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => setStateValue('typed', field.value.slice(0, data.most)), data.pause);
  });
}
"""
PAUSE_MS, MOST, FEWEST, EXCERPT = 300, 6000, 4, 160

_typed = st.components.v2.component("records_desk_typed", js=JS, html="<span></span>")


def beside(form: str, text_key: str, container: str, me: Staff) -> None:
    """Show what is like the text that is in the form; a choice is kept for chosen() and the page runs again."""

    @st.fragment
    def panel() -> None:
        if st.session_state.pop(f"{form}_again", False):
            st.rerun()
        listening = _typed(
            data={"container": container, "most": MOST, "pause": PAUSE_MS}, key=f"{form}_typed", default={"typed": ""}, on_typed_change=_nothing
        )
        text = _latest(form, listening.typed or "", st.session_state.get(text_key) or "")
        datasets, requests = suggestions.suggest(_session.store(), text) if len(text.strip()) >= FEWEST else ([], [])
        st.session_state[f"{form}_shown"] = [
            *(Suggestion(dataset_no=row["dataset_no"]) for row in datasets),
            *(Suggestion(related_request_id=row["request_id"]) for row in requests),
        ]
        _published(form, datasets, me)
        _asked_before(form, requests)

    panel()


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


def _published(form: str, datasets: list[dict[str, Any]], me: Staff) -> None:
    st.subheader("Published already?", anchor=False)
    may_answer = suggestions.may_answer(_session.store(), me)
    for place, row in enumerate(datasets, 1):
        with st.container(border=True, gap="xxsmall"):
            st.text(row["title"])
            st.caption(plain(f"ID {row['identifier']}"))
            if row["endpoint"] and row["endpoint"] != row["identifier"]:
                st.caption(plain(f"Endpoint {row['endpoint']}"))
            if may_answer:
                label = f"Already published ({place})"
                told = "Logs the request, records the determination with this dataset and its letter, and closes it."
                st.button(label, key=f"{form}_publish_{row['dataset_no']}", help=told, on_click=_choose, args=(form, row["dataset_no"], None))
    if not datasets:
        st.caption("Datasets that the text may ask for are named here while you write.")
    elif not may_answer:
        st.caption("Save the request: an official records it as already published.")


def _asked_before(form: str, requests: list[dict[str, Any]]) -> None:
    if not requests:
        return
    store = _session.store()
    st.subheader("Asked before?", anchor=False)
    for row in requests:
        with st.container(border=True, gap="xxsmall"):
            st.text(f"{row['number']}, received {day(row['received_on'])}, {store.statuses[row['status']]['label'].lower()}")
            st.text(excerpt(row["words"]))
            label = f"Save as duplicate of {row['number']}"
            told = "Logs the request and links it as a duplicate. It stays open: this requester is to be answered too."
            st.button(label, key=f"{form}_duplicate_{row['request_id']}", help=told, on_click=_choose, args=(form, None, row["request_id"]))


def excerpt(text: str) -> str:
    """The beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rsplit(' ', 1)[0]} …"


def _choose(form: str, dataset_no: int | None, related_request_id: int | None) -> None:
    st.session_state[f"{form}_chosen"] = Suggestion(dataset_no, related_request_id)
    st.session_state[f"{form}_again"] = True


def _nothing() -> None:
    """Streamlit reruns the fragment by itself; only the name of the event must be known."""
