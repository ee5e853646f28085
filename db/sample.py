"""The sample city in a store, and the way to be rid of it: in one transaction, back to a log without any request.

Its requests bear the source `demo`, which is part of their chains: none of them is ever taken for a real one. What is real is never taken
out: the sample goes only while every other request is voided. What was set in Settings stays.
"""

from collections.abc import Callable

import duckdb

from records_desk.db import _upkeep as upkeep
from records_desk.db import city, demo, systems
from records_desk.db._bulk import run_each
from records_desk.db._entry import reads, run
from records_desk.db._refused import Refused
from records_desk.db.files import kept_at
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

NAMED = 3  # requests that stand in the way are named, so many
STEPS = 3  # calls of progress
Progress = Callable[[str], None]


def is_in(store: Store) -> bool:
    """Whether the store holds a sample city."""
    return bool(store.recall("sample_city"))


def why_not(store: Store, by: Staff) -> str | None:
    """Why the sample city cannot be removed, or None; requests that somebody may not see are counted without their numbers."""
    return _why_not([row["number"] for row in store.recall("beside_sample", reader=by.person_id)])


def remove(store: Store, by: Staff, progress: Progress = lambda step: None) -> str:
    """Take the sample city out, with its people, catalogue and systems and whatever was tried on it; say what went and what stays.

    Numbers begin at 1 again. A person whom Settings changed since stays, and so does what a later catalogue names. All of it goes or
    nothing. Raises Refused.
    """
    city.check_role(by)
    files = [row["sha256"] for row in store.read("kept_files")]
    progress("log")
    told = store.write(lambda cursor: _remove(store, cursor, by, progress))
    progress("files")
    store.write(lambda cursor: _drop_files(store, cursor, files))
    return told


def _remove(store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff, progress: Progress) -> str:
    if not run(cursor, "queries", "sample_city", {}):
        raise Refused("The sample city is not in this store any more.")
    if why := _why_not([row["number"] for row in run(cursor, "queries", "beside_sample", {"reader": by.person_id})]):
        raise Refused(why)
    (count,) = cursor.execute("select count(*) from store.request").fetchone()
    run_each(cursor, "demo", "90_remove", {"catalogue": demo.CATALOGUE.name})
    people = _people(store, cursor, by)
    _systems(store, cursor, by)
    city.audit(store, cursor, by, "sample city", f"{count:,} requests", None)
    progress("derive")
    upkeep.rebuild_derived(cursor)
    return f"The sample city was removed: {count:,} requests and {people} people. Settings stay as they are, and numbers begin at 1."


def _why_not(beside: list[str | None]) -> str | None:
    if not beside:
        return None
    shown = [number for number in beside if number][:NAMED]
    named = ", ".join([*shown, *([f"{len(beside) - len(shown):,} more"] if len(beside) > len(shown) else [])])
    return f"Real requests may be among the sample's: {named}. What was only tried, void first; with real ones in the log the sample stays."


def _people(store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff) -> int:
    """Take out the people whom nobody changed, and tell which desk or person named them."""
    found = run(cursor, "queries", "sample_people", {})
    gone = {row["person_id"]: row["name"] for row in found}
    read = reads(cursor)
    for table, name, rows in (("desk", "head_id", read("desks")), ("person", "backup_id", read("people"))):
        for row in rows:
            if row[name] in gone and row.get("person_id") not in gone:
                city.audit(store, cursor, by, f"{table} {row[f'{table}_id']}", f"{name}: {gone[row[name]]}", f"{name}: nobody")
    for row in found:
        run_each(cursor, "demo", "91_people", row)
        city.audit(store, cursor, by, f"person {row['person_id']}", f"{row['name']} of the sample city", None)
    return len(found)


def _systems(store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff) -> None:
    """Take out the list of systems, where it is still the sample's."""
    columns = tuple(systems.COLUMNS)
    brought = [tuple(row[name] for name in columns) for row in systems.read_file(demo.SYSTEMS)]
    held = cursor.execute(f"select {', '.join(columns)} from store.enterprise_system order by system_no").fetchall()
    if held == brought:
        cursor.execute("delete from store.enterprise_system")
        city.audit(store, cursor, by, "enterprise systems", f"{len(held)} systems of the sample city", None)


def _drop_files(store: Store, cursor: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    """Delete what was attached to what is gone, as the only writer, but for what somebody attached since."""
    kept = {row["sha256"] for row in run(cursor, "queries", "kept_files", {})}
    for sha256 in set(files) - kept:
        kept_at(store, sha256).unlink(missing_ok=True)
