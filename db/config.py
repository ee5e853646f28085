"""The city's configuration as files, and from those files the same configuration again: shown first, then all of it or nothing.

Every change is made by the function that Settings uses, so it meets the same refusals and leaves the same row in setting_change.
"""

from dataclasses import dataclass
from functools import partial

import duckdb

from records_desk.db import _config_form as form
from records_desk.db._config_form import Files, Parts
from records_desk.db._config_state import state
from records_desk.db._config_take import take
from records_desk.db._entry import run
from records_desk.db._refused import Refused
from records_desk.db._within import Within
from records_desk.db.city import check_role
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

CHANGED_SINCE = "The settings were changed since this was shown: look at what would change once more."
Change = tuple[str, str | None, str | None]  # what in words, its old and its new value


@dataclass(frozen=True)
class Taken:
    """What a configuration changes, and how many due dates and safe targets of open requests it moves."""

    changes: list[Change]
    moved: int


def files(store: Store) -> Files:
    """The configuration as it stands: the bytes of each file by its name. No password is in it, and nothing of a request."""
    return form.written(state(store))


def preview(store: Store, by: Staff, found: Files) -> Taken:
    """What these files would change. The store stays as it was. Raises Refused as apply() does."""
    parts = _checked(by, found)

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        raise _OnlyShown(_take(store, by, parts, cursor))

    try:
        store.write(act)
    except _OnlyShown as shown:
        return shown.taken
    raise AssertionError("unreachable")


def apply(store: Store, by: Staff, found: Files, shown: Taken | None = None) -> Taken:
    """Make every change that these files ask for, or none. shown: what preview() told; refused where that is no longer so."""
    parts = _checked(by, found)
    return store.write(partial(_take, store, by, parts, shown=shown))


class _OnlyShown(Exception):
    """Carries what a configuration would change out of the transaction, which is rolled back."""

    def __init__(self, taken: Taken) -> None:
        self.taken = taken


def _checked(by: Staff, found: Files) -> Parts:
    check_role(by)
    return form.read(found)


def _take(store: Store, by: Staff, parts: Parts, cursor: duckdb.DuckDBPyConnection, shown: Taken | None = None) -> Taken:
    (before,) = run(cursor, "queries", "last_setting_change", {})
    moved = take(Within(store, cursor), by, parts)
    told = run(cursor, "queries", "setting_changes_since", before)
    taken = Taken([(row["what"], row["old_value"], row["new_value"]) for row in told], moved)
    if shown and taken != shown:
        raise Refused(CHANGED_SINCE)
    return taken
