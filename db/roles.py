"""Who may do what besides recording events, whose roles are in reference/event_kind.csv. docs/roles.md shows all of it as one table."""

from typing import Any

from records_desk.db._refused import Refused
from records_desk.db.language import msgid

ROLES = (msgid("viewer"), msgid("staff"), msgid("official"), msgid("manager"), msgid("administrator"), msgid("auditor"))
WRITERS = ("staff", "official", "manager", "administrator")
DESK = (*WRITERS, "auditor")  # who works with what is not for every viewer
MAY = {
    "change settings": ("administrator",),
    "import a log": ("official", "administrator"),
    "import a catalogue": ("staff", "official", "administrator"),
    "read withheld notes": DESK,
    "export privileged notes": ("official", "administrator"),
    "export the whole log": ("administrator",),
    "share a view": WRITERS,
}


def check(by: Any, what: str) -> None:
    """Refuse whose role may not do a thing that MAY names. by: a ledger.Staff. Raises Refused."""
    if by.role not in MAY[what]:
        raise Refused(f"To {what} needs the role {' or '.join(MAY[what])}; yours is {by.role}.")


def check_known(role: str) -> None:
    """Refuse what is no role. Raises Refused."""
    if role not in ROLES:
        raise Refused(f"A role is one of: {', '.join(ROLES)}.")
