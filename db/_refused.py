"""The one way an act says no."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Refused(Exception):
    """The rules do not allow this; the message tells the clerk why and what to do. fields: those of the form that it is about, if any."""

    def __init__(self, sentence: str, fields: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.fields = tuple(fields)


@contextmanager
def about(*fields: str) -> Iterator[None]:
    """Whatever is refused within is about these fields, unless it says otherwise."""
    try:
        yield
    except Refused as refused:
        refused.fields = refused.fields or fields
        raise


class Unsure(Refused):
    """The engine broke while an act was being kept: whether it was must be looked up. told: what happened, without that."""

    def __init__(self, told: str) -> None:
        super().__init__(f"{told} Whether this was recorded is not certain: look before you do it again.")
        self.told = told
