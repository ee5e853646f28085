"""How far something is that takes over a second: steps done of the steps there are, and never a bar that only pretends.

Where the work is many acts, somebody's next click must not leave it half told: it waits until what was done is kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from records_desk.pages._words import plain


@contextmanager
def steps(label: str, count: int, is_whole: bool = False) -> Iterator[Callable[[str], None]]:
    """A bar of so many steps; yields what tells that one begins, by its name.

    is_whole: all of the work is one act. A click meanwhile ends it, as it ends everything that a page does, and it is rolled back. Where it
    is several, the click waits until the end.
    """
    bar, told, waits = st.progress(0.0, plain(label)), iter(range(count + 1)), []

    def step(name: str) -> None:
        done = next(told, count)
        if waits:
            return
        try:
            bar.progress(min(done / count, 1.0), plain(f"{label}: {done} of {count}, {name.replace('_', ' ')}"))
        except (RerunException, StopException) as click:
            if is_whole:
                raise
            waits.append(click)

    try:
        yield step
        if not waits:
            bar.empty()
    finally:
        if waits:
            raise waits[0]
