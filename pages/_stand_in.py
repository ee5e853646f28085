"""People who are away, where a form offers them: until when, who stands in, and that the work goes there."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import routing
from records_desk.db.language import msgid, translated
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import day, plain

GIVES_WORK = ("routed", "review_opened")
INSTEAD = msgid("Give it to the backup of whoever is away")


def named() -> dict[int, str]:
    """The people who work here, as a list offers them: who is away says so."""
    gone = routing.away(_session.store())
    return {person_id: _away(gone[person_id], name) if person_id in gone else name for person_id, name in _session.names().items()}


def ask(kind: dict[str, Any], key: str) -> None:
    """In a form that gives work to a person: who is away, and whether their backups shall have it."""
    gone = routing.away(_session.store())
    if gone and kind["kind"] in GIVES_WORK:
        st.caption(plain(f"{'. '.join(_away(row, row['name']) for row in gone.values())}."))
        st.checkbox(translated(INSTEAD), True, key=_box(key), persist_state="session", help=HELP["stand_in"])


def given(kind: dict[str, Any], values: dict[str, Any], on_date: date, key: str) -> tuple[dict[str, Any], str]:
    """What a form holds, with the backup of whoever is away on the day of the act instead; and the sentence that tells so, or none."""
    row = routing.away(_session.store()).get(values.get("person_id"), {})
    is_away = kind["kind"] in GIVES_WORK and row.get("acting_id") and row["away_from_on"] <= on_date
    if not is_away or not st.session_state.get(_box(key)):
        return values, ""
    told = translated("{name} is away: it goes to {acting}.", name=row["name"], acting=row["acting"])
    return values | {"person_id": row["acting_id"]}, f" {told}"


def _box(key: str) -> str:
    return f"{key}_instead"


def _away(row: dict[str, Any], name: str) -> str:
    acting = row["acting"] or translated("nobody is here")
    if row["away_until_on"]:
        return translated("{name} is away until {day}; backup: {backup}", name=name, day=day(row["away_until_on"]), backup=acting)
    return translated("{name} is away until further notice; backup: {backup}", name=name, backup=acting)
