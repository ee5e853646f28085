"""Taking an import back: the requests that it added are voided, by events, while nothing else was recorded on them."""

from typing import Any

import duckdb

from records_desk.db import roles
from records_desk.db._bulk import append_prepared, prepare, run_each, stage
from records_desk.db._refused import Refused
from records_desk.db._texts import sql
from records_desk.db.import_log import mark
from records_desk.db.ledger import Staff
from records_desk.db.store import Store, rows


def import_runs(store: Store) -> list[dict[str, Any]]:
    """The imports that took something, newest first: what they did, and whether they can still be taken back."""
    return store.read("import_runs")


def undo_import(store: Store, import_id: int, by: Staff, reason: str = "The import was taken back.") -> str:
    """Void every request that an import added; say what was done. Their rows may be imported again, by a better mapping.

    Raises Refused, with nothing written, for another's role and where there is no such import, it was taken back already, it only changed requests,
    or something else was recorded on one of its requests since.
    """
    roles.check(by, "import a log")
    return store.write(lambda cursor: _undo(store, cursor, import_id, by.sign_in, reason))


def _undo(store: Store, cursor: duckdb.DuckDBPyConnection, import_id: int, by: str, reason: str) -> str:
    found = [row for row in rows(cursor.execute(sql("queries", "import_runs"))) if row["import_id"] == import_id]
    if not found:
        raise Refused(f"There is no import {import_id}: records-desk imports lists them.")
    run = found[0]
    if why := why_not(run):
        raise Refused(why)
    stage(cursor)
    values = {"import_id": import_id, "today": store.today(), "reason": reason, "now": store.now(), "by": by}
    run_each(cursor, "importing", "undo", values)
    prepare(store, cursor, f"{by}{mark(run['source'])}")
    append_prepared(cursor)
    count, changed = run["requests_added"], run["rows_changed"]
    told = f"Voided: {count:,} {'request' if count == 1 else 'requests'}; the rows may be imported again."
    stays = f"What the import changed on other requests ({changed:,}) stays."
    return f"{told} {stays}" if changed else told


def why_not(run: dict[str, Any]) -> str | None:
    """Why an import cannot be taken back, or None."""
    if run["undone_at"]:
        return "This import was taken back already."
    if not run["requests_added"]:
        return "This import added no request: what it changed can be corrected on each request."
    if run["requests_touched"]:
        first = run["first_touched"]
        return (
            f"Something else was recorded since on {run['requests_touched']:,} of its requests{f', first on {first}' if first else ''}: "
            "an import can be taken back only while its requests are as it left them. Void single requests instead."
        )
    return None
