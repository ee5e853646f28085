"""The one way an act says no."""


class Refused(Exception):
    """The rules do not allow this; the message tells the clerk why and what to do."""
