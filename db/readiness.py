"""Whether a store can be worked with now: it answers, its schema is this version's, and there is room beside it. And how old its backup is.

Says in words what is wrong, and nothing of what the store holds.
"""

import shutil

from records_desk.db._texts import files
from records_desk.db.store import Store

LEAST_FREE = 512 << 20  # bytes; a letter, an export and the engine's own log of changes need room


def checks(store: Store) -> dict[str, str]:
    """What was looked at: `ok`, or what is wrong. Raises what the engine raises where the store cannot be read."""
    store.read("any_request")
    applied, shipped = {row["name"] for row in store.read("schema_files")}, {file.name for file in files("schema")}
    free = shutil.disk_usage(store.spool).free
    room = f"less than {LEAST_FREE >> 20} MB are left where the store is" if free < LEAST_FREE else "ok"
    return {"store": "ok", "schema": "ok" if applied == shipped else "is not the one of this version", "disk": room}


def backup_age_hours(store: Store) -> float | None:
    """How old the newest backup is that this log knows of, in hours; None where none was made. Old or none, the desk can be worked with."""
    made_at = store.read("newest_backup", now=store.now())[0]["made_at"]
    return round((store.now() - made_at).total_seconds() / 3600, 1) if made_at else None
