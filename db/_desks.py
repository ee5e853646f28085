"""Whose work a request is: staff of a desk act on what their desk holds, on what nobody holds, and on what is assigned to them by name.

Staff of no desk, and every other role that records, act on all. What comes in at a counter or moves nothing, any desk records
(event_kind.any_desk); a desk that was called for records answers. An entry that was recorded wrongly its desk corrects, or whoever
recorded it: what only the desk may record, no longer once somebody else has gone on from it.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from records_desk.db._refused import Refused

Row = dict[str, Any]
Read = Callable[..., list[Row]]  # runs a query by its name
ANSWER = "call_answered"


def is_others(head: Row, by: Any) -> bool:
    """Whether a request is the work of another desk than that of staff."""
    is_theirs = head["desk_id"] in (None, by.desk_id) or (by.person_id is not None and head["person_id"] == by.person_id)
    return by.role == "staff" and by.desk_id is not None and not is_theirs


def part(read: Read, head: Row, by: Any, today: date) -> Row | None:
    """The desk whose work a request is (name), and the entries that called staff's own (called_by); None where it is their own work."""
    return read("part_in", request_id=head["request_id"], desk_id=by.desk_id, today=today)[0] if is_others(head, by) else None


def check(read: Read, head: Row, by: Any, kind: Row, today: date, about: int | None = None) -> None:
    """Refuse staff a new entry on the request of another desk, but what any desk records, and the answer to a call of their own desk (about)."""
    if not kind["any_desk"]:
        _refuse(part(read, head, by, today), head, kind, about)


def check_correction(read: Read, head: Row, by: Any, kind: Row, old: Row, today: date) -> None:
    """Refuse staff to correct or strike out an entry on the request of another desk, unless it is one of their own."""
    is_own = old["recorded_by"] == by.sign_in
    is_free = kind["any_desk"] or not read("later_by_others", request_id=head["request_id"], event_id=old["event_id"], sign_in=by.sign_in)
    if not (is_own and is_free):
        _refuse(part(read, head, by, today), head, kind, old["about_event_id"])


def _refuse(found: Row | None, head: Row, kind: Row, about: int | None) -> None:
    if found and not (kind["kind"] == ANSWER and about in (found["called_by"] or ())):
        told = f"{head['number']} is with {found['name']}, whose staff record this."
        raise Refused(f"{told} Add a note, or have them or an official route it to your desk.")
