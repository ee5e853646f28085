"""Who may see a restricted request: how the people named are kept, and the check that everybody else meets.

Somebody who is not named is told what is told of a request that is not there.
"""

from collections.abc import Iterable
from typing import Any

from records_desk.db._refused import Refused

NOT_THERE = "There is no such request: search for its number."
NO_OTHER = "There is no other request with that number."


def of(people: str | Iterable[int] | None) -> str:
    """The people as an entry keeps them: their ids, ascending, with | between them. Raises Refused for what are no ids."""
    try:
        found = ids(people) if isinstance(people, str) else {int(each) for each in people or ()}
    except (TypeError, ValueError) as error:
        raise Refused("Who may see it is chosen from the list of people.") from error
    return "|".join(map(str, sorted(found)))


def ids(kept: str | None) -> set[int]:
    """The ids that an entry or a snapshot row keeps."""
    return {int(person_id) for person_id in (kept or "").split("|") if person_id}


def may_see(head: dict[str, Any], by: Any) -> bool:
    """Whether a request is open to somebody."""
    return not head["readers"] or by.person_id in ids(head["readers"])


def check(head: dict[str, Any], by: Any, kind: str | None = None) -> None:
    """Refuse whoever may not see this request. An administrator may still say anew (kind restricted) who may: those named may have left."""
    if not may_see(head, by) and not (kind == "restricted" and by.role == "administrator"):
        raise Refused(NOT_THERE)
