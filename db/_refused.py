"""The one way an act says no."""


class Refused(Exception):
    """The rules do not allow this; the message tells the clerk why and what to do."""


class Unsure(Refused):
    """The engine broke while an act was being kept: whether it was must be looked up. told: what happened, without that."""

    def __init__(self, told: str) -> None:
        super().__init__(f"{told} Whether this was recorded is not certain: look before you do it again.")
        self.told = told
