"""Whether a store can be worked with now: it answers, its schema is this version's, and there is room beside it.

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
