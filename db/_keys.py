"""Which texts of an entry may hold no key, and the sentence that answers one that does. What it holds is repeated nowhere."""

from typing import Any

from records_desk.db import secret
from records_desk.db._entry import Entry
from records_desk.db._refused import Refused

OF_THE_REQUESTER = {"verbatim", "intended_use", "record_series", "data_fields", "answer"}
LOOKED_AT_CLOSELY = ("file", "delivered_to", "irregular_reason")
LABELS = {
    "irregular_reason": "Why it is recorded all the same", "summary": "Public summary", "file": "The name of a file", "official": "Responsible official",
}  # fmt: skip


def check_secret(label: str, text: str, is_identifier: bool = False) -> None:
    """Refuse a text that holds what looks like a key or a password. What it holds is repeated nowhere."""
    _refuse_key(label, secret.found_in(text, is_identifier))


def check_keys(fields: dict[str, Any], track: str, entry: Entry) -> None:
    """Refuse a key of a well-known shape in any text but the requester's own words.

    Of a data request refuse what only looks like a key too, in the names of what was given, in who got it, and in the reason of
    what is irregular.
    """
    for name, text in _texts_of(entry):
        label = LABELS.get(name) or fields.get(name, {}).get("label") or name.capitalize()
        _refuse_key(label, secret.known_in(text))
        if track == "data" and entry.kind != "received" and name in LOOKED_AT_CLOSELY:
            check_secret(label, text)


def _texts_of(entry: Entry) -> list[tuple[str, str]]:
    texts = [(name, value) for name, value in {**entry.columns, **entry.texts}.items() if isinstance(value, str) and name not in OF_THE_REQUESTER]
    texts += [("file", file.name) for file in entry.files]
    return texts + [("official", part) for official in entry.officials for part in official]


def _refuse_key(label: str, shape: str | None) -> None:
    if shape:
        raise Refused(
            f"“{label}” seems to hold {shape}. Keys and passwords are never kept here: give the name of the key instead, "
            "such as GIS-2026-permits-03, and leave the key itself out."
        )
