"""Whether a request is held, sealed or to be doubted, in words, where everybody sees it."""

from typing import Any

import streamlit as st

from records_desk.db import intake_key
from records_desk.db._retold import retold
from records_desk.db.language import translated
from records_desk.pages._words import day, plain

Row = dict[str, Any]


def notices(row: Row, entries: list[Row]) -> None:
    """A standing legal hold, what is odd about how the request came, or how it was sealed, at the top of its page."""
    if row["held_since_on"]:
        st.warning(plain(translated("Legal hold since {day}: nothing of this request may be sealed.", day=day(row["held_since_on"]))), icon=None)
        st.text(translated("Reason of the hold: {reason}", reason=_words_of(entries, "hold_set", row["held_since_on"])))
    for entry in entries:
        if entry["kind"] == "note" and entry["recorded_by"].startswith(intake_key.ACTOR) and not entry["is_superseded"] and row["is_open"]:
            st.warning(plain(retold(" ".join(text["body"] or "" for text in entry["texts"]))), icon=None)
    if row["sealed_on"]:
        more = translated("Nothing more is recorded on it: log a new request and link it to this one.")
        st.info(plain(f"{sealed(row, entries)} {more}"), icon=None)


def sealed(row: Row, entries: list[Row]) -> str:
    """When and under which approval words and people were sealed."""
    entry = _standing(entries, "anonymised", row["sealed_on"])
    return translated("Sealed on {day} under {reference}.", day=day(row["sealed_on"]), reference=entry["reference"])


def _words_of(entries: list[Row], kind: str, on_date: Any) -> str:
    texts = _standing(entries, kind, on_date)["texts"]
    return next((text["body"] for text in texts if text["part"] == "reason" and text["body"]), "–")


def _standing(entries: list[Row], kind: str, on_date: Any) -> Row:
    return [entry for entry in entries if entry["kind"] == kind and entry["on_date"] == on_date and not entry["is_superseded"]][-1]
