"""What an entry said that is to be corrected or struck out, and the same with changes."""

from datetime import date
from typing import Any

import duckdb

from records_desk.db import _guard as guard
from records_desk.db._entry import Entry, run
from records_desk.db._fee_line import before_changes
from records_desk.db._officials import as_lines
from records_desk.db._received import INTAKE_COLUMNS, INTAKE_TEXTS, received
from records_desk.db._refused import Refused
from records_desk.db.files import File
from records_desk.db.store import Store


def as_recorded(store: Store, event_id: int) -> dict[str, Any]:
    """The fields of a form as an entry holds them, to be corrected. Raises Refused where the entry no longer stands."""

    def read(cursor: duckdb.DuckDBPyConnection) -> dict[str, Any]:
        old = standing_event(cursor, event_id)
        texts = {row["part"]: row["body"] for row in run(cursor, "queries", "event_texts", old)}
        values = _values(cursor, store.kinds[old["kind"]], old, texts)
        return values | {"further_officials": as_lines(values["further_officials"])} if "further_officials" in values else values

    return store.look(read)


def standing_event(cursor: duckdb.DuckDBPyConnection, event_id: int) -> dict[str, Any]:
    """An entry that stands. Raises Refused."""
    found = run(cursor, "queries", "event", {"event_id": event_id})
    if not found:
        raise Refused("There is no such entry: open the request again.")
    if found[0]["superseded_by"]:
        raise Refused("This entry was corrected already: correct the newer one.")
    if found[0]["kind"] == "corrected":
        raise Refused("A struck-out mark cannot be corrected: record the entry again.")
    return found[0]


def changed(
    store: Store, cursor: duckdb.DuckDBPyConnection, kind: dict[str, Any], old: dict[str, Any], day: date, changes: dict[str, Any], track: str
) -> Entry:
    """The entry that stood, with changes; track is that of its request."""
    texts = {row["part"]: row["body"] for row in run(cursor, "queries", "event_texts", old)}
    if kind["kind"] == "received":
        if changes.get("track", old["track"]) != old["track"]:
            raise Refused("A correction cannot change the track: record “Change the track” instead.")
        people = run(cursor, "queries", "event_requester", old)
        words = {part: body for part, body in texts.items() if part in INTAKE_TEXTS}
        before = {name: old[name] for name in ("track", *INTAKE_COLUMNS)} | words | (people[0] if people else {})
        entry = received(store, day, before | changes)
        entry.columns["happened_at"] = old["happened_at"]
        return entry
    values = before_changes(_values(cursor, kind, old, texts), changes) | changes
    entry = guard.entry_of(store, kind, day, values, as_it_was=bool(old["irregular"]), is_correction=True, track=track)
    if texts.get("irregular_reason"):
        entry.texts["irregular_reason"] = texts["irregular_reason"]
    return entry


def still_irregular(cursor: duckdb.DuckDBPyConnection, old: dict[str, Any], facts: dict[str, Any]) -> str | None:
    """The mark of the entry that takes the place of old: none any more once it has what the source of an import lacked."""
    is_complete = old["irregular"] == "incomplete" and not guard.against_content(cursor, old["kind"], facts)
    return None if is_complete else old["irregular"]


def _values(cursor: duckdb.DuckDBPyConnection, kind: dict[str, Any], old: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    """The fields of a form as an entry holds them."""
    files = tuple(File(**row) for row in run(cursor, "queries", "event_files", old))
    details = run(cursor, "queries", "event_details", old)[0] | {"files": files}
    details["further_officials"] = tuple(details["further_officials"])
    names = {*guard.words(kind["requires"]), *guard.words(kind["optional"])}
    return {name: value for name, value in {**old, **texts, **details}.items() if name in names}
