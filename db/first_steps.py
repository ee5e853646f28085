"""What a new desk needs before its days count right: desks, closures, a first request. Told from the store itself, not from clicks.

What cannot be told from it, that the shipped desks are the city's or that City Hall closes on no other day, an administrator says.
"""

from dataclasses import dataclass

from records_desk.db import city
from records_desk.db.ledger import Staff
from records_desk.db.store import Store


@dataclass(frozen=True)
class FirstSteps:
    """Which of the steps are done, and whether an administrator put the list away."""

    has_desks: bool
    has_closures: bool
    has_request: bool
    is_away: bool

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.has_desks and self.has_closures and self.has_request


def first_steps(store: Store) -> FirstSteps:
    """How far the city is. A sample city's requests are not its own; closures count where one reaches into this year."""
    (row,) = store.recall("first_steps", first_on=store.today().replace(month=1, day=1))
    return FirstSteps(**row)


def confirm_desks(store: Store, by: Staff) -> None:
    """Say that the desks as they stand are the city's. Raises Refused."""
    _say(store, by, "desks_confirmed", "on")


def no_closures(store: Store, by: Staff) -> None:
    """Say that City Hall closes this year on weekends and holidays only. Raises Refused."""
    _say(store, by, "no_closures_in", str(store.today().year))


def put_away(store: Store, by: Staff) -> None:
    """Show the steps no longer, whatever is left of them. Raises Refused."""
    _say(store, by, "first_steps_away", "on")


def show_again(store: Store, by: Staff) -> None:
    """Show what is left of the steps again. Raises Refused."""
    _say(store, by, "first_steps_away", None)


def _say(store: Store, by: Staff, name: str, value: str | None) -> None:
    city.check_role(by)
    store.write(lambda cursor: city.write_setting(store, cursor, by, name, value))
