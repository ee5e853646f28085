"""The pages, in the order of the navigation; the first one opens where none is named. Knows no Streamlit."""

from dataclasses import dataclass

from records_desk.db.language import msgid
from records_desk.db.roles import DESK, MAY, ROLES, WRITERS


@dataclass(frozen=True)
class Place:
    """A page: its file and address, its title, the roles that may open it, and where its work begins (a container's key)."""

    name: str
    title: str
    roles: tuple[str, ...] = ROLES
    hidden: bool = False
    begins: str = ""


PLACES = (
    Place("home", msgid("Today")),
    Place("queue", msgid("Queue"), begins="queue_rows"),
    Place("intake", msgid("New request"), WRITERS, begins="intake_asked"),
    Place("request", msgid("Request"), hidden=True, begins="request_wanted"),
    Place("turnaround", msgid("Turnaround")),
    Place("catalogue", msgid("Catalogue")),
    Place("accesses", msgid("Accesses"), DESK, begins="accesses_rows"),
    Place("misuse", msgid("Misuse"), DESK, begins="misuse_rows"),
    Place("reports", msgid("Export")),
    Place("import_log", msgid("Import"), MAY["import a log"], begins="import_files"),
    Place("retention", msgid("Due for review"), ("administrator", "auditor"), begins="retention_rows"),
    Place("audit", msgid("Changes"), ("administrator", "auditor"), begins="audit_rows"),
    Place("settings", msgid("Settings"), MAY["change settings"]),
)
