"""The form of one act, drawn from the tables that define it: its fields, their help, what is required."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from records_desk.db._guard import FIRST_DAY, words
from records_desk.db.ledger import Staff
from records_desk.pages import _session

OFFICIAL = ("official_name", "official_title")
OUTCOME: dict[str, str | None] = {"requires": "outcome", "optional": None}
NOTHING: dict[str, str | None] = {"requires": None, "optional": None}


@contextmanager
def form_of(kind: dict[str, Any], track: str, me: Staff, key: str, before: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """The form of a kind, its keys beginning with key; yields what is in its fields. before: the values that stood.

    An outcome that asks for fields of its own is chosen above the form, which then shows those and no others.
    """
    fields = partial(_fields, kind, track, me, key, before or {})
    values = dict.fromkeys((*words(kind["requires"]), *words(kind["optional"])))
    asking = {row["code"]: row for row in _session.store().choices.get(kind["outcome_list"], ()) if row["requires"] or row["optional"]}
    if asking:
        values |= fields(OUTCOME)
    with st.form(key, border=False):
        yield values | fields(asking.get(values["outcome"], NOTHING) if asking else kind)


def day_field(label: str, today: date, key: str, start: date | None = None) -> date:
    """The day on which it happened: today unless changed."""
    start = start or today
    return st.date_input(label, start, min_value=min(start, FIRST_DAY), max_value=today, format="YYYY-MM-DD", key=key, width=220)


def remember(values: dict[str, Any]) -> None:
    """Keep the official named last for the next form."""
    for name in OFFICIAL:
        if values.get(name):
            st.session_state[f"desk_{name}"] = values[name]


def _fields(
    kind: dict[str, Any], track: str, me: Staff, key: str, before: dict[str, Any], asks: dict[str, str | None]
) -> dict[str, Any]:
    """Show the fields that a kind or an outcome asks for, and return what is in them."""
    values = {}
    for name, label in _labels(asks).items():
        start = before.get(name, _usual(name, me))
        values[name] = _widget(_session.store().fields[name], kind, track, label, start, f"{key}_{name}")
    return values


def _labels(asks: dict[str, str | None]) -> dict[str, str]:
    """The labels of these fields, saying whether they must be filled; of a/b one must."""
    labels = {name: field["label"] for name, field in _session.store().fields.items()}
    shown = {}
    for either in words(asks["requires"]):
        names = either.split("/")
        for name in names:
            others = [labels[other] for other in names if other != name]
            shown[name] = f"{labels[name]} ({', or '.join(['required', *others])})"
    return shown | {name: f"{labels[name]} (if any)" for name in words(asks["optional"])}


def _widget(field: dict[str, Any], kind: dict[str, Any], track: str, label: str, start: Any, key: str) -> Any:
    options = {"key": key, "help": field["help"], "persist_state": "session"}
    if field["input"] in ("choice", "desk", "person", "sections"):
        return _choice(field, kind, track, label, start, options)
    if field["input"] == "date":
        return st.date_input(label, start, format="YYYY-MM-DD", width=220, **options)
    if field["input"] == "long_text":
        return st.text_area(label, start or "", height=90, **options)
    if field["input"] == "request":
        return _request(label, start, options)
    return st.text_input(label, "" if start is None else str(start), **options) or None


def _choice(field: dict[str, Any], kind: dict[str, Any], track: str, label: str, start: Any, options: dict[str, Any]) -> Any:
    found = _options(field, kind, track)
    if field["input"] == "sections":
        return st.multiselect(label, list(found), [code for code in start or () if code in found], format_func=found.get, **options)
    index = list(found).index(start) if start in found else None
    return st.selectbox(label, list(found), index, format_func=found.get, placeholder="Choose", **options)


def _options(field: dict[str, Any], kind: dict[str, Any], track: str) -> dict[Any, str]:
    store = _session.store()
    if field["input"] == "desk":
        return {row["desk_id"]: row["name"] for row in store.recall("desks") if row["is_active"]}
    if field["input"] == "person":
        return {row["person_id"]: row["name"] for row in _session.people()}
    name = "sections" if field["input"] == "sections" else field["choices"] or kind["outcome_list"]
    return {row["code"]: row["label"] for row in store.choices[name] if row["track"] in (None, track) or name == "track"}


def _request(label: str, start: int | None, options: dict[str, Any]) -> int | None:
    """A request, named by its number; -1 for a number that is not there."""
    store = _session.store()
    number = st.text_input(label, store.read("request", request_id=start)[0]["number"] if start else "", **options)
    found = store.read("request_id", number=number) if number else []
    return found[0]["request_id"] if found else -1 if number else None


def _usual(name: str, me: Staff) -> Any:
    """What a field most often holds: the official is whoever decides here, or decided last."""
    if name in OFFICIAL:
        return st.session_state.get(f"desk_{name}", {"official_name": me.name, "official_title": me.title}[name])
    return None
