"""How far something is that takes over a second: steps done of the steps there are, and never a bar that only pretends.

Where the work is many acts, somebody's next click must not leave it half told: it waits until what was done is kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from records_desk.db.language import counted, msgid, translated
from records_desk.pages._words import plain

NAMES = (
    msgid("append"), msgid("compare"), msgid("copy"), msgid("decode"), msgid("derive"), msgid("details"), msgid("difference"), msgid("event"), msgid("files"),
    msgid("link"), msgid("log"), msgid("plan"), msgid("put"), msgid("read"), msgid("rejects"), msgid("request"), msgid("rotate"), msgid("snapshot"), msgid("stage"),
    msgid("verify"),
)  # fmt: skip


def called(step: str) -> str:
    """A step in words; what is none of the program's own, such as a number, stays as it is."""
    words = step.replace("_", " ")
    return translated(words) if words in NAMES else words


@contextmanager
def steps(label: str, count: int, is_whole: bool = False) -> Iterator[Callable[[str], None]]:
    """A bar of so many steps; yields what tells that one begins, by its name.

    is_whole: all of the work is one act. A click meanwhile ends it, as it ends everything that a page does, and it is rolled back. Where it
    is several, the click waits until the end.
    """
    bar, places, waits = st.progress(0.0, plain(label)), iter(range(count + 1)), []

    def told(done: int, name: str) -> str:
        return counted("{label}: {done} of {count}, {name}", "{label}: {done} of {count}, {name}", count, label=label, done=done, name=called(name))

    def step(name: str) -> None:
        done = next(places, count)
        if waits:
            return
        try:
            bar.progress(min(done / count, 1.0), plain(told(done, name)))
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
