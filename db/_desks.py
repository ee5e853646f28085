"""Whose work a request is: staff of a desk act on what their desk holds, what nobody holds, and what their desk was called for.

Staff of no desk, and every other role that records, act on all. What comes in at a counter or moves nothing, any desk
records (event_kind.any_desk), and whoever recorded an entry may correct it.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from records_desk.db._refused import Refused

Row = dict[str, Any]


def check(read: Callable[..., list[Row]], head: Row, by: Any, kind: Row, today: date) -> None:
    """Refuse staff of a desk that has no part in the request; read runs a query by name."""
    if not kind["any_desk"] and (name := holder(read, head, by, today)):
        raise Refused(f"{head['number']} is with {name}, whose staff record this. Add a note, or have them or an official route it to your desk.")


def holder(read: Callable[..., list[Row]], head: Row, by: Any, today: date) -> str | None:
    """The name of the desk whose work the request is, where somebody has no part in it; None where they have."""
    is_theirs = head["desk_id"] in (None, by.desk_id) or (by.person_id is not None and head["person_id"] == by.person_id)
    if by.role != "staff" or by.desk_id is None or is_theirs:
        return None
    found = read("other_desk", request_id=head["request_id"], desk_id=by.desk_id, today=today)
    return found[0]["name"] if found else None
