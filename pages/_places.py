"""The pages, in the order of the navigation; the first one opens where none is named. Knows no Streamlit."""

from dataclasses import dataclass

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
    Place("home", "Today"),
    Place("queue", "Queue", begins="queue_rows"),
    Place("intake", "New request", WRITERS, begins="intake_asked"),
    Place("request", "Request", hidden=True, begins="request_wanted"),
    Place("turnaround", "Turnaround"),
    Place("catalogue", "Catalogue"),
    Place("accesses", "Accesses", DESK, begins="accesses_rows"),
    Place("misuse", "Misuse", DESK, begins="misuse_rows"),
    Place("reports", "Export"),
    Place("import_log", "Import", MAY["import a log"], begins="import_files"),
    Place("retention", "Due for review", ("administrator", "auditor"), begins="retention_rows"),
    Place("audit", "Changes", ("administrator", "auditor"), begins="audit_rows"),
    Place("settings", "Settings", MAY["change settings"]),
)
