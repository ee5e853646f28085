"""The links of a session to files: those of its last runs are good, earlier ones are withdrawn.

What is on the screen stands there until the next run is through, a run may end early for another one, and a link that was
followed a moment ago may not have been asked for yet.
"""

import streamlit as st

from records_desk.pages import _routes

RUNS = 3  # the one that goes on, the one that is looked at, and one that ended early in between
KEPT = "desk_links"


def begin_run() -> None:
    """A page begins: what this session offered some runs ago is offered no longer."""
    runs = st.session_state.setdefault(KEPT, [])
    while len(runs) >= RUNS:
        _routes.withdraw(runs.pop(0))
    runs.append([])


def keep(token: str) -> None:
    """A link of the run that goes on."""
    st.session_state.setdefault(KEPT, [[]])[-1].append(token)
