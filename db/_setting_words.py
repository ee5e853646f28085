"""What a change of a setting was, in words: only what differs, a line for each, the old value and the new one alike.

Decides nothing and writes nothing.
"""

from datetime import date
from typing import Any

import duckdb

from records_desk.db.language import msgid

FIELDS = {
    "name": msgid("name"), "email": msgid("reminders to"), "head_id": msgid("head"), "asks_acceptance": msgid("asks for acceptance"),
    "stale_days": msgid("stale after days"), "sign_in": msgid("sign-in"), "title": msgid("title"), "role": msgid("role"), "desk_id": msgid("desk"),
    "is_active": msgid("in use"), "is_from_group": msgid("role by group"), "backup_id": msgid("backup"), "away_from_on": msgid("away from"),
    "away_until_on": msgid("away until"), "is_shared": msgid("shared"), "place": msgid("place"), "status": msgid("status"), "due": msgid("due"),
    "person_id": msgid("person"), "track": msgid("track"), "words": msgid("words (SHA-256)"),
}  # fmt: skip
SAID = (
    msgid("none"), msgid("yes"), msgid("no"), msgid("on"), msgid("off"), msgid("made by an import"), msgid("looked at and left as it is"),
)  # fmt: skip
OF_OTHERS = (msgid("made by {name}"), msgid("its requests go to: {desk}"), msgid("no desk"))  # what feeds and keys of forms say of themselves
ONE_WORD = (msgid("Desk"), msgid("Person"), msgid("Exemption"))  # kinds of settings; those of several words are found in derived.setting_kinds
NAMED = {
    "desk_id": "select name from store.desk where desk_id = $key",
    "head_id": "select name from store.person where person_id = $key",
    "backup_id": "select name from store.person where person_id = $key",
    "person_id": "select name from store.person where person_id = $key",
}
Row = dict[str, Any]


def differing(cursor: duckdb.DuckDBPyConnection, old: Row | None, new: Row | None) -> tuple[str | None, str | None] | None:
    """The old and the new value of a row's change in words; of a row that is new, or gone, what it says. None where nothing differs."""
    if old is None and new is None:
        return None
    if old is None or new is None:
        return tuple(None if row is None else _lines(cursor, row, [name for name in row if row[name] not in (None, False)]) for row in (old, new))
    changed = [name for name in new if old[name] != new[name]]
    return (_lines(cursor, old, changed), _lines(cursor, new, changed)) if changed else None


def _lines(cursor: duckdb.DuckDBPyConnection, row: Row, names: list[str]) -> str:
    return "\n".join(f"{FIELDS[name]}: {_value(cursor, name, row[name])}" for name in names)


def _value(cursor: duckdb.DuckDBPyConnection, name: str, value: Any) -> str:
    if value is None:
        return "none"
    if name in NAMED:
        found = cursor.execute(NAMED[name], {"key": value}).fetchone()
        return found[0] if found else f"no longer there ({value})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
