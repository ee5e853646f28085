"""The entry that an intake form makes: which columns, texts and contact a receipt has."""

from datetime import date
from typing import Any

from records_desk.db import _guard as guard
from records_desk.db._entry import Entry
from records_desk.db._refused import Refused
from records_desk.db.language import ENGLISH, LANGUAGES
from records_desk.db.store import Store

INTAKE_COLUMNS = ("channel", "complexity", "dataset_id", "format", "needed_by_on", "is_personal", "is_infrastructure", "stated_due_on")
INTAKE_TEXTS = {
    "verbatim": "What was asked", "summary": "Public summary", "intended_use": "Intended use", "record_series": "Record series",
    "data_fields": "Data fields",
}  # fmt: skip
REQUESTER = ("name", "organization", "email", "phone", "language")


def received(store: Store, on_date: date, values: dict[str, Any]) -> Entry:
    """The entry that an intake form makes: only what was asked and the channel are required."""
    if unknown := set(values) - {"track", *INTAKE_COLUMNS, *INTAKE_TEXTS, *REQUESTER}:
        raise TypeError(f"intake has no field {', '.join(sorted(unknown))}")
    texts = {part: guard.clean_text(label, values.get(part)) for part, label in INTAKE_TEXTS.items()}
    if not texts["verbatim"]:
        raise Refused("Write down what was asked: the requester's own words, or what was said.", ["text"])
    for name in ("track", "channel", "complexity"):
        if values.get(name) and values[name] not in {choice["code"] for choice in store.choices[name]}:
            raise Refused(f"{name.capitalize()} cannot be “{values[name]}”: choose one of the list.")
    if not values.get("track") or not values.get("channel"):
        raise Refused("Choose the track and the channel by which the request came.")
    guard.check_in_calendar("Needed by", values.get("needed_by_on"), "needed_by_on")
    requester = _requester(values)
    return Entry(
        "received",
        on_date,
        columns={"track": values["track"], **_columns({name: values.get(name) for name in INTAKE_COLUMNS})},
        texts={part: text for part, text in texts.items() if text},
        requester=requester if any(requester.values()) else None,
    )


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """Those of the values that are there, their texts cleaned."""
    labels = {name: name.replace("_", " ").capitalize() for name in values}
    cleaned = {name: guard.clean_line(labels[name], value) if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in cleaned.items() if value is not None}


def _requester(values: dict[str, Any]) -> dict[str, str | None]:
    """Name, organization, e-mail and phone without stray blanks, and the language to write in, None for English.

    All may be absent: anonymous requests are lawful.
    """
    if (language := values.get("language") or ENGLISH) not in LANGUAGES:
        raise Refused(f"No letters are written in “{language[:40]}”: choose a language of the list.", ["language"])
    cleaned = {name: guard.clean_line(name.capitalize(), values.get(name)) for name in ("name", "organization", "email", "phone")}
    return cleaned | {"email": guard.clean_email(cleaned["email"]), "language": language if language != ENGLISH else None}
