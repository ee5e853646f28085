"""Filters that stand in the address of their page: they can be bookmarked and sent, and are found again after looking elsewhere."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from records_desk.db.language import LANGUAGES, spoken, translated
from records_desk.pages._places import PLACES
from records_desk.pages._words import plain

IN_ADDRESS: dict[str, Any] = {"bind": "query-params"}


@contextmanager
def filters(*keys: str) -> Iterator[None]:
    """Around the filters of a page, which stand in the address: what was chosen is found again after looking elsewhere.

    Streamlit writes the next page's address over this one's before it leaves: who goes back in the browser comes without
    filters and with a stranger's. The stranger's are dropped, and what was chosen last is set once more. An address that
    somebody typed or was sent is another matter: what is not understood in it is named.
    """
    kept, state = f"desk_filters_{keys[0]}", st.session_state
    strangers = [name for name in st.query_params if name not in keys and _is_ours(name)]
    if state["desk_arrived"]:
        state["desk_misread"] = [] if kept in state else strangers
    for name in strangers:
        del st.query_params[name]
    is_plain = state["desk_arrived"] and not any(map(_is_ours, st.query_params))
    for key, value in state.pop(f"{kept}_again", {}).items():
        state[key] = value
    yield
    chosen = {key: state[key] for key in keys if key in state}
    if is_plain and state.get(kept, chosen) != chosen:
        state[f"{kept}_again"] = state[kept]
        st.rerun()
    state[kept] = chosen
    if misread := ", ".join(name[:40] for name in state["desk_misread"]):
        st.warning(plain(translated("Not understood in the address, and left out: {names}.", names=misread)), icon=None)


def expect(key: str, is_understood: Callable[[str], Any]) -> None:
    """Note a filter of the address whose value is not understood, before Streamlit drops it without a word."""
    state = st.session_state
    if state["desk_arrived"] and key in st.query_params and not is_understood(st.query_params[key]):
        state["desk_misread"].append(key)


def called(key: str, messages: dict[Any, str], names: Iterable[str] = ()) -> Callable[[Any], str]:
    """How the choices of a filter (code to message, and names) are called, in the address too, which is understood in every language."""
    own = {name: name for name in names}
    here, meant = own | {code: translated(message) for code, message in messages.items()}, own | _codes(messages)
    state, asked = st.session_state, st.query_params.get(key)
    if state["desk_arrived"] and asked in meant and asked not in here.values():
        st.query_params[key] = here[meant[asked]]
        state["desk_at"] = None  # arrive again, with an address in the language spoken: Streamlit takes no other word
        st.rerun()
    expect(key, meant.__contains__)
    return here.__getitem__


def _codes(messages: dict[Any, str]) -> dict[str, Any]:
    """The choices by what each language calls them."""
    told = {}
    for language in LANGUAGES:
        with spoken(language):
            told |= {translated(message): code for code, message in messages.items()}
    return told


def understood() -> None:
    """A filter was chosen on the page: what the address said is past."""
    st.session_state["desk_misread"] = []


def _is_ours(name: str) -> bool:
    """Whether a name in the address is the desk's to understand: in a host those are that begin as a page is called."""
    return not st.session_state["desk_prefix"] or name.partition("_")[0] in {place.name for place in PLACES}
