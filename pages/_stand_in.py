"""People who are away, where a form offers them: until when, who stands in, and that the work goes there."""

from typing import Any

import streamlit as st

from records_desk.db import routing
from records_desk.pages import _session
from records_desk.pages._words import day, plain

INSTEAD = "Give it to the backup of whoever is away"


def named() -> dict[int, str]:
    """The people who work here, as a list offers them: who is away says so."""
    gone = routing.away(_session.store())
    return {row["person_id"]: _away(gone[row["person_id"]]) if row["person_id"] in gone else row["name"] for row in _session.people()}


def acting(person_id: int | None, key: str) -> int | None:
    """Whom a form gives the work to: the person chosen, or the backup of one who is away unless that is unticked."""
    gone = routing.away(_session.store())
    if not gone:
        return person_id
    st.caption(plain(f"{'. '.join(_away(row) for row in gone.values())}."))
    instead = st.checkbox(INSTEAD, True, key=f"{key}_instead", persist_state="session")
    row = gone.get(person_id, {})
    chosen = row["acting_id"] if instead and row.get("acting_id") else person_id
    st.session_state["desk_stood_in"] = (row["name"], row["acting"]) if chosen != person_id else None
    return chosen


def told() -> str:
    """What the last form did about somebody who is away, as a sentence to follow another."""
    names = st.session_state.pop("desk_stood_in", None)
    return f" {names[0]} is away: it goes to {names[1]}." if names else ""


def _away(row: dict[str, Any]) -> str:
    until = f"until {day(row['away_until_on'])}" if row["away_until_on"] else "until further notice"
    return f"{row['name']} is away {until}; backup: {row['acting'] or 'nobody is here'}"
