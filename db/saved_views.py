"""Views of the queue that somebody saved: filters under a name, the maker's own or shared with everybody.

A view keeps desks and people by their ids, so that it follows a new name. Who shares a view, or changes a shared one, leaves a row in
setting_change; of words to look for it tells the digest, since they can name a person and that row stays.
"""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from records_desk.db import roles
from records_desk.db._entry import insert, run
from records_desk.db._guard import clean_line
from records_desk.db._refused import Refused
from records_desk.db._setting_words import differing
from records_desk.db.city import audit, named
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

MOST_OWN, MOST_SHARED, LONGEST = 12, 12, 40
TOLD = ("name", "is_shared", "place", "status", "due", "desk_id", "person_id", "track", "words")
Row = dict[str, Any]


@dataclass(frozen=True)
class Filters:
    """What a view shows: codes as queries/queue.sql takes them, a desk and a person by their ids, and words to look for."""

    status: str = "any_open"
    due: str = "any"
    desk_id: int | None = None
    person_id: int | None = None
    track: str | None = None
    words: str | None = None


def views(store: Store, by: Staff) -> list[Row]:
    """The views that somebody sees: the own ones, then those that are shared, each in their order."""
    return store.recall("saved_views", person_id=by.person_id)


def save(store: Store, by: Staff, view_id: int | None, name: str, filters: Filters, is_shared: bool = False) -> int:
    """Keep filters under a name (view_id None), or change a view; return its id. Raises Refused.

    Whoever may write shares; a view is changed by its maker, a shared one by the administrator too.
    """
    if is_shared:
        roles.check(by, "share a view")
    words = clean_line("The words", filters.words)
    values = {"name": _name(name), "is_shared": is_shared, **asdict(filters), "words": words}

    def act(cursor: duckdb.DuckDBPyConnection) -> int:
        seen = _seen(cursor, by)
        old = _to_change(seen, by, view_id) if view_id else None
        _check_name(seen, old, values["name"])
        group = [row for row in seen if row["is_shared"] == is_shared and row is not old]
        if not old or old["is_shared"] != is_shared:
            _check_number(group, is_shared)
        place = old["place"] if old and old["is_shared"] == is_shared else max((row["place"] for row in group), default=0) + 1
        made_by = old["made_by"] if old else by.person_id
        new = {"view_id": view_id or _next_id(cursor), "made_by": made_by, "place": place, **values}
        _keep(store, cursor, by, old, new)
        return new["view_id"]

    return store.write(act)


def move(store: Store, by: Staff, view_id: int, step: int) -> None:
    """Put a view one place earlier (step -1) or later (1) among those it is listed with; at the end it stays. Raises Refused."""

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        seen = _seen(cursor, by)
        old = _to_change(seen, by, view_id)
        group = [row for row in seen if row["is_shared"] == old["is_shared"]]
        at_place = group.index(old) + step
        if 0 <= at_place < len(group):
            other = group[at_place]
            _keep(store, cursor, by, other, other | {"place": old["place"]})
            _keep(store, cursor, by, old, old | {"place": other["place"]})

    store.write(act)


def drop(store: Store, by: Staff, view_id: int) -> None:
    """Delete a view: its maker, or of a shared one the administrator. Raises Refused."""

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        _keep(store, cursor, by, _to_change(_seen(cursor, by), by, view_id), None)

    store.write(act)


def may_change(row: Row, by: Staff) -> bool:
    """Whether somebody may rename, replace, move or delete a view that is seen: who made it, or the administrator."""
    return row["made_by"] == by.person_id or by.role == "administrator"


def _seen(cursor: duckdb.DuckDBPyConnection, by: Staff) -> list[Row]:
    if by.person_id is None:
        raise Refused("Views are kept for people of the city's list: ask the desk's administrator to add you.")
    return run(cursor, "queries", "saved_views", {"person_id": by.person_id})


def _to_change(seen: list[Row], by: Staff, view_id: int) -> Row:
    row = next((row for row in seen if row["view_id"] == view_id), None)
    if not row:
        raise Refused("This view was deleted already.")
    if not may_change(row, by):
        raise Refused("Only who made this view, or the administrator, can change or delete it.")
    if row["is_shared"]:
        roles.check(by, "share a view")
    return row


def _name(name: str) -> str:
    if len(found := " ".join(named(name, "The view").split())) > LONGEST:
        raise Refused(f"The view has a name of more than {LONGEST} letters: shorten it.")
    return found


def _check_name(seen: list[Row], old: Row | None, name: str) -> None:
    if name.casefold() in {row["name"].casefold() for row in seen if row is not old}:
        raise Refused(f"There is a view “{name}” already: choose another name.")


def _check_number(group: list[Row], is_shared: bool) -> None:
    most = MOST_SHARED if is_shared else MOST_OWN
    if len(group) >= most:
        raise Refused(f"There are {most} {'shared views' if is_shared else 'views of your own'} already: delete one first.")


def _next_id(cursor: duckdb.DuckDBPyConnection) -> int:
    return cursor.execute("select coalesce(max(view_id), 0) + 1 from store.saved_view").fetchone()[0]


def _keep(store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff, old: Row | None, new: Row | None) -> None:
    """Put the new row in the place of the old one, and audit it where others see it, or did."""
    if old == new:
        return
    cursor.execute("delete from store.saved_view where view_id = $view_id", {"view_id": (old or new)["view_id"]})
    if new:
        insert(cursor, "saved_view", new)
    shown = [row and row["is_shared"] and _told(row) or None for row in (old, new)]
    if told := differing(cursor, *shown):
        audit(store, cursor, by, f"saved_view {(new or old)['name']}", *told)


def _told(row: Row) -> Row:
    told = {name: row[name] for name in TOLD}
    return told | {"words": row["words"] and hashlib.sha256(row["words"].encode()).hexdigest()[:12]}
