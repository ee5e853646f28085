"""The form of one act, drawn from the tables that define it: its fields, their help, what is required."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from records_desk.db import _readers, exemptions, letters, reading
from records_desk.db._guard import words
from records_desk.db.language import LANGUAGES, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _calls, _determination, _extension, _fee_lines, _focus, _session, _stand_in
from records_desk.pages._chosen_files import chosen_files
from records_desk.pages._field_help import HELP
from records_desk.pages._words import DATE, apart, cited, day

Row = dict[str, Any]
OFFICIAL = ("official_name", "official_title")
DAYS = msgid("Add the count of days to the letter")
OUTCOME: Row = {"requires": "outcome", "optional": None}
CIRCUMSTANCE: Row = {"requires": "reason_code", "optional": None}
OFFICE: Row = {"requires": "called_desk_id", "optional": None}
NOTED: Row = {"requires": None, "optional": "note"}
NOTHING: Row = {"requires": None, "optional": None}


@contextmanager
def form_of(
    kind: Row, rows: list[Row], me: Staff, key: str, before: Row | None = None, is_irregular: bool = False, is_correction: bool = False
) -> Iterator[Row]:
    """The form of a kind for these requests, its keys beginning with key; yields what is in its fields.

    What decides which fields follow, an outcome or the new date of an extension, is asked above the form, which then
    shows those and no others. before: the values that stood. Offered are choices that one of the requests may use; for
    what is irregular all.
    """
    fields = partial(_fields, kind, rows, is_irregular, me, key, before or {})
    values, asks = dict.fromkeys((*words(kind["requires"]), *words(kind["optional"]))), kind
    picked: list[str] = []
    asking = {row["code"]: row for row in _session.store().choices.get(kind["outcome_list"], ()) if row["requires"] or row["optional"]}
    if asking:
        values |= fields(OUTCOME)
        asks = asking.get(values["outcome"], NOTHING)
    elif "lines" in words(kind["optional"]):
        picked = _fee_lines.chosen(before or {}, key)
        asks = {"requires": None, "optional": "|".join(name for name in words(kind["optional"]) if name != "lines") or None}
    elif kind["kind"] == "extended":
        values |= fields(CIRCUMSTANCE)
        values["extended_to_on"] = _extension.new_date(rows, (before or {}).get("extended_to_on"), key)
        with st.container():  # a form that moved down for a warning would lose what is being typed in it
            asks = _extension.asks(kind, rows, values["extended_to_on"])
    elif kind["kind"] == "records_called":
        values |= fields(OFFICE)
        values["answer_due_on"] = _calls.wanted_by(rows[0], (before or {}).get("answer_due_on"), key)
        asks = NOTED
    with st.container(key=_rest(key, values.get("outcome"))):
        if asking:
            values |= fields(_determination.first(asks))
            with st.container():
                _determination.warn(rows, asks, values.get("sections"), _sections(rows))
            _determination.follow(key, values, before or {})
            asks = _determination.then(asks, values)
        with st.form(key, border=False):
            values |= _fee_lines.asked(picked, before or {}, key) | fields(asks)
            if not is_correction:
                _stand_in.ask(kind, key)
            yield values


def _rest(key: str, outcome: str | None) -> str:
    """The container of the fields that follow an outcome."""
    return f"{key}_rest_{outcome}"


def _on_to_the_rest(key: str, name: str) -> None:
    """An outcome was chosen: the keyboard goes to what it asks for."""
    _focus.focus(_rest(key.removesuffix(f"_{name}"), st.session_state[key]))


def with_days(kind: Row, rows: list[Row], key: str) -> bool:
    """Whether the letter shall tell how the days are counted; asked where there is a letter and a statutory clock runs."""
    if not letters.counts_days(kind["kind"]) or not any(row["due_on"] for row in rows):
        return False
    told = translated("An appendix that lists every day from receipt with its reason.")
    return st.checkbox(translated(DAYS), key=f"{key}_days", help=told, persist_state="session")


def letter_language(kind: Row, row: Row, key: str) -> str | None:
    """The language of the letter that an act of this kind sends: the requester's unless changed; None where it sends none."""
    if not letters.sends(kind["kind"]):
        return None
    theirs = letters.language_of(_session.store(), row["request_id"])
    told = translated("Other letters than English have the English below it. What you type stands in both as you type it.")
    return st.selectbox(
        translated("Language of the letter"), list(LANGUAGES), list(LANGUAGES).index(theirs), format_func=LANGUAGES.get, help=told, key=f"{key}_language",
        width=220, persist_state="session",
    )  # fmt: skip


def day_field(label: str, start: date, key: str) -> date:
    """The day on which it happened, as it stands unless changed."""
    return st.date_input(label, start, **DATE, key=key, width=220, help=HELP["on_date"])


def remember(values: Row, me: Staff) -> None:
    """Keep the official whom this person named last for the next form."""
    for name in OFFICIAL:
        if values.get(name):
            st.session_state[_kept(name, me)] = values[name]


def _fields(kind: Row, rows: list[Row], is_irregular: bool, me: Staff, key: str, before: Row, asks: Row) -> Row:
    """Show the fields that a kind or an outcome asks for, and return what is in them."""
    values = {}
    for name, label in _labels(asks).items():
        field, start = _session.store().fields[name], before.get(name, _usual(name, me))
        if name == "no_fee" and not start and _fee_lines.is_answered(rows):
            continue
        values[name] = _widget(field, _options(field, kind, rows, is_irregular), label, start, f"{key}_{name}", asks is OUTCOME)
    return values


def _labels(asks: Row) -> dict[str, str]:
    """The labels of these fields, saying whether they must be filled; of a/b one must."""
    labels = {name: translated(field["label"]) for name, field in _session.store().fields.items()}
    shown = {}
    for either in words(asks["requires"]):
        names = either.split("/")
        for name in names:
            others = [labels[other] for other in names if other != name]
            shown[name] = required(labels[name], others)
    checks = {name for name, field in _session.store().fields.items() if field["input"] == "check"}
    return shown | {name: labels[name] if name in checks else translated("{label} (if any)", label=labels[name]) for name in words(asks["optional"])}


def required(label: str, others: Sequence[str] = ()) -> str:
    """The label of a field that must be filled, or one of the others instead."""
    if others:
        return translated("{label} (required, or {others})", label=label, others=translated(", or ").join(others))
    return translated("{label} (required)", label=label)


def _widget(field: Row, found: dict[Any, str] | None, label: str, start: Any, key: str, is_asked_first: bool) -> Any:
    options = {"key": key, "help": translated(field["help"]), "persist_state": "session"}
    if field["input"] == "people":
        chosen = sorted(_readers.ids(start) if isinstance(start, str) else start or ())
        return st.multiselect(label, list(found), [who for who in chosen if who in found], format_func=found.get, select_all=False, **options)
    if field["input"] == "sections":
        return st.multiselect(label, list(found), [code for code in start or () if code in found], format_func=found.get, select_all=False, filter_mode="contains", **options)
    if found is not None:
        index = list(found).index(start) if start in found else None
        if is_asked_first:
            options |= {"on_change": _on_to_the_rest, "args": (key, field["field"])}
        return st.selectbox(label, list(found), index, format_func=found.get, placeholder=translated("Choose"), **options)
    if field["input"] == "check":
        return st.checkbox(label, bool(start), **options)
    if field["input"] == "time":
        return st.time_input(label, None, step=900, width=220, **options)
    if field["input"] == "files":
        return chosen_files(label, start or (), options)
    if field["input"] == "date":
        return st.date_input(label, start, **DATE, width=220, **options)
    if field["input"] == "long_text":
        return st.text_area(label, start or "", height=90, **options)
    if field["input"] == "request":
        return _request(label, start, options)
    return st.text_input(label, "" if start is None else str(start), **options) or None


def _options(field: Row, kind: Row, rows: list[Row], is_irregular: bool) -> dict[Any, str] | None:
    """What a field offers, None where it is not chosen from a list."""
    store = _session.store()
    if field["input"] == "desk":
        return {row["desk_id"]: row["name"] for row in store.recall("desks") if row["is_active"]}
    if field["input"] == "people":
        return _session.names()
    if field["input"] == "person":
        return _stand_in.named()
    if field["input"] == "entry":
        return _entries(kind, rows[0])
    if field["input"] == "sections":
        return {section: cited(row | {"label": f"{section} {translated(row['title'])}", "citation": None}) for section, row in _sections(rows).items()}
    if field["input"] != "choice":
        return None
    name = field["choices"] or kind["outcome_list"]
    return {
        choice["code"]: cited(choice) for choice in store.choices[name] if is_irregular or any(_is_for(choice, row) for row in rows)
    }


def _sections(rows: list[Row]) -> dict[str, Row]:
    """The exemptions that were in force on some day since receipt."""
    store = _session.store()
    received = [row["received_on"] for row in rows if row["received_on"]]
    return exemptions.offered(store, min([*received, store.today()]), store.today())


def _is_for(choice: Row, row: Row) -> bool:
    """Whether a choice may be used for a request of this track and day of receipt."""
    is_in_force = not choice["effective_from"] or not row["received_on"] or choice["effective_from"] <= row["received_on"]
    return choice["track"] in (None, row["track"]) and is_in_force


def _entries(kind: Row, row: Row) -> dict[int, str]:
    """The standing entries of a request that an act of this kind may be about, newest first."""
    entries = reading.timeline(_session.store(), row["request_id"])
    about = [entry for entry in reversed(entries) if entry["kind"] in words(kind["about"]) and not entry["is_superseded"]]
    known = {entry["event_id"]: entry for entry in entries}
    return apart({entry["event_id"]: ", ".join(filter(None, (translated(entry["label"]), day(entry["on_date"]), _named(entry, known)))) for entry in about})


def _named(entry: Row, known: dict[int, Row]) -> str | None:
    """What tells an entry from others of its kind: the office called, the key, the dataset, or those of the entry that it is about."""
    named = entry["called"] or entry["key_reference"] or entry["dataset_id"]
    about = known.get(entry["about_event_id"])
    return named or (_named(about, known) if about else None)


def _request(label: str, start: int | None, options: dict[str, Any]) -> int | None:
    """A request, named by its number; -1 for a number that is not there."""
    store = _session.store()
    number = st.text_input(label, store.read("request", request_id=start)[0]["number"] if start else "", **options)
    found = store.read("request_id", number=number, reader=_session.reader()) if number else []
    return found[0]["request_id"] if found else -1 if number else None


def _usual(name: str, me: Staff) -> Any:
    """What a field most often holds: the official whom this person named last, or the person."""
    if name not in OFFICIAL:
        return None
    if _kept(name, me) not in st.session_state:
        named = _session.store().read("last_official", sign_in=me.sign_in) or [{"official_name": me.name, "official_title": me.title}]
        st.session_state.update({_kept(each, me): named[0][each] for each in OFFICIAL})
    return st.session_state[_kept(name, me)]


def _kept(name: str, me: Staff) -> str:
    return f"desk_{name}_{me.sign_in}"
