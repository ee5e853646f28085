"""What was changed elsewhere since a form was opened: nobody's change is undone by a form that shows what stood before."""

from typing import Any

import streamlit as st


def stood(form: str, now: Any) -> Any:
    """What stood when a form was first shown on this visit to its page: what differs from it was typed, or done elsewhere since."""
    if st.session_state["desk_arrived"]:
        st.session_state.pop(_key(form), None)
    return st.session_state.setdefault(_key(form), now)


def is_new(form: str, now: Any, sentence: str) -> bool:
    """Whether what stands was changed since; it is said once, and what was typed may then be sent again."""
    if stood(form, now) == now:
        return False
    forget(form)
    st.warning(sentence, icon=None)
    return True


def forget(form: str) -> None:
    """Take what stands now as seen, once it was said what was done elsewhere."""
    del st.session_state[_key(form)]


def _key(form: str) -> str:
    return f"{form}_stood"
