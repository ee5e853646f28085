"""What a determination asks for beside its outcome: the exemptions with their warnings, and when records will be available.

Both decide what follows, and are asked above the form.
"""

from typing import Any

import streamlit as st

from records_desk.db import closing
from records_desk.db._guard import words
from records_desk.db.language import msgid, translated
from records_desk.db.released_before import released_before
from records_desk.pages import _session
from records_desk.pages._words import plain

Row = dict[str, Any]
CATCH_ALL, HOUR = "7922.000", "promised_time"
FIRST = ("promised_on", "sections")
WAIVED = msgid("What was given to one member of the public is open to all, with few exceptions (Gov. Code 7921.505).")
UNVERIFIED = msgid("{sections}: nobody read the text of the law for this row [U]. Read it before the letter goes out.")


def first(asks: Row) -> Row:
    """Those of the fields that an outcome asks for which are asked above the form."""
    return {part: "|".join(name for name in words(asks[part]) if name in FIRST) for part in ("requires", "optional")}


def then(asks: Row, values: Row) -> Row:
    """The others; the balancing of the catch-all where that was chosen."""
    rest = {part: [name for name in words(asks[part]) if name not in FIRST] for part in ("requires", "optional")}
    if "balancing" in rest["optional"]:
        rest["optional"].remove("balancing")
        rest["requires"] += ["balancing"] if CATCH_ALL in (values.get("sections") or ()) else []
    return {part: "|".join(names) for part, names in rest.items()}


def warn(rows: list[Row], asks: Row, sections: list[str] | None, offered: dict[str, Row]) -> None:
    """Say what speaks against an exemption. Nothing is refused for it."""
    if "sections" not in (*words(asks["requires"]), *words(asks["optional"])):
        return
    if unread := [section for section in sections or () if offered[section]["mark"] == "U"]:
        st.warning(plain(translated(UNVERIFIED, sections=", ".join(unread))), icon=None)
    if len(rows) == 1 and (given := _given(rows[0])):
        told = ", ".join(f"[{plain(row['number'])}]({_session.address('request', number=row['number'])})" for row in given)
        st.warning(" ".join((translated("Already released in request {requests}.", requests=told), plain(translated(WAIVED)))), icon=None)


def follow(key: str, values: Row, before: Row) -> None:
    """Let the hour follow the date: the closing hour of City Hall on that day, unless somebody chose another one."""
    if "promised_on" not in values:
        return
    state, hour, chosen = st.session_state, f"{key}_{HOUR}", values["promised_on"]
    state.setdefault(hour, before.get(HOUR))
    store = _session.store()
    if chosen != state.get(f"{key}_hour_of", before.get("promised_on") if before.get(HOUR) else None):
        if state[hour] is None or state[hour] in closing.closing_hours(store):
            state[hour] = closing.closes_at(store, chosen) if chosen else None
    state[f"{key}_hour_of"] = chosen


def _given(row: Row) -> list[Row]:
    """The requests released before, looked up once for as long as nothing is written."""
    store, kept = _session.store(), "desk_released_before"
    about = (row["request_id"], store.version)
    if st.session_state.get(kept, (None,))[0] != about:
        st.session_state[kept] = about, released_before(store, row["request_id"], _session.reader())
    return st.session_state[kept][1]
