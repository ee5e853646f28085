"""The worklist: what is open, most urgent first."""

import re
from collections.abc import Iterable

import streamlit as st

from records_desk.db import export, routing
from records_desk.db.language import counted, msgid, translated
from records_desk.db.roles import WRITERS
from records_desk.pages import _bulk, _files, _filters, _look, _saved_views, _session, _walk
from records_desk.pages._feeds import feeds
from records_desk.pages._field_help import HELP
from records_desk.pages._first_steps import first_steps
from records_desk.pages._paging import first_page, pages, rows
from records_desk.pages._table import table
from records_desk.pages._views import DUE, TRACKS, views
from records_desk.pages._walk import PAGE_SIZE
from records_desk.pages._words import day, left, next_due

COLUMNS = {
    "number": msgid("Request"), "summary": msgid("Summary"), "status": msgid("Status"), "next": msgid("Due"),
    "desk": msgid("Desk"), "person": msgid("Person"), "received": msgid("Received"),
}  # fmt: skip
ANY = {"Any": msgid("Any")}
FILTERS = ("queue_status", "queue_due", "queue_desk", "queue_person", "queue_track", "queue_text", "queue_page")
KINDS = {"next": "when", "received": "short", "status": "short", "summary": "long"}

me = _session.page("queue")
store = _session.store()
TONES = {status["label"]: _look.TONE_OF[code] for code, status in store.statuses.items()}


def filters() -> dict:
    """The filters as chosen, kept in the address so that a view can be sent."""
    st.session_state.setdefault("queue_page", 1)
    _filters.expect("queue_page", re.compile(r"[1-9]\d{0,8}").fullmatch)
    statuses = {"any_open": msgid("All open"), "all": msgid("All"), **{name: row["label"] for name, row in store.statuses.items()}}
    desks = {row["name"]: row["desk_id"] for row in store.recall("desks")}
    people = {name: person_id for person_id, name in _session.names().items()}
    columns = st.columns([1, 1, 1, 1, 1, 1, 1.15], vertical_alignment="bottom")
    status = choose(columns[0], translated("Status"), "queue_status", statuses)
    due = choose(columns[1], translated("Due"), "queue_due", DUE)
    desk = choose(columns[2], translated("Desk"), "queue_desk", ANY, desks)
    person = choose(columns[3], translated("Person"), "queue_person", ANY, people)
    track = choose(columns[4], translated("Track"), "queue_track", TRACKS)
    text = columns[5].text_input(translated("Number or words"), key="queue_text", on_change=first_page, args=("queue",), **_filters.IN_ADDRESS, help=HELP["queue_find"])
    if me.role in WRITERS and columns[6].button(translated("New request"), key="queue_new", shortcut="Alt+L", type="primary"):
        _session.go("intake")
    return {
        "status": status,
        "due": due,
        "desk_id": desks.get(desk),
        "person_ids": routing.held_for(store, people[person]) if person in people else None,
        "track": None if track == "any" else track,
        "text": text.strip() or None,
    }


def choose(column, label: str, key: str, messages: dict, names: Iterable[str] = ()) -> str:
    """One filter: by code what it is called, and names."""
    called = _filters.called(key, messages, names)
    options = list(dict.fromkeys((*messages, *names)))
    return column.selectbox(label, options, format_func=called, key=key, on_change=first_page, args=("queue",), **_filters.IN_ADDRESS, help=HELP["queue_filter"])


def clear() -> None:
    """Show all open requests again."""
    for key in FILTERS:
        st.session_state.pop(key, None)


def next_one(row: dict) -> list[str]:
    """How far off the next day is, and which that is: by which it must be determined, or for which records were promised."""
    if row["next_on"] is None:
        return ["–"]
    if not row["is_undecided"]:
        return [translated("promised, {left}", left=left(row["days_left"])), day(row["next_on"])]
    told, on = next_due(row["due_on"], row["safe_on"], store.today())
    return [told, day(on)]


def reminded(row: dict) -> list[str]:
    """What a line reminds of besides its day, with glyph and word."""
    names = {name["reminder"]: f"{name['glyph']} {translated(name['label'])}" for name in store.recall("reminder_names")}
    told = [names[code] for code in row["reminders"].split() if code not in ("overdue", "due_today", "due_soon")]
    told += [translated("◌ Not accepted")] if row["is_not_accepted"] else []
    if not row["calls_open"]:
        return told
    if row["calls_late"]:
        return [*told, counted("☎ {count} call open, {late} late", "☎ {count} calls open, {late} late", row["calls_open"], late=row["calls_late"])]
    return [*told, counted("☎ {count} call open", "☎ {count} calls open", row["calls_open"])]


def holder(row: dict) -> str:
    """The person who has a request, and who stands in while that one is away."""
    gone = routing.away(store).get(row["person_id"])
    if not gone:
        return row["person"] or ""
    return translated("{person} (away: {acting})", person=row["person"], acting=gone["acting"] or translated("nobody is here"))


def row_of(row: dict) -> dict:
    """One line of the table."""
    return {
        "_id": row["number"],
        "_href": _session.address("request", number=row["number"]),
        "_late": bool(row["is_overdue"]),
        "number": row["number"],
        "summary": row["summary"] or row["words"] or "",
        "status": [(f"{row['glyph']} {translated(row['status'])}", TONES[row["status"]])],
        "next": [*next_one(row), *((told, "wait") for told in reminded(row))],
        "desk": row["desk"] or translated("No desk"),
        "person": holder(row),
        "received": day(row["received_on"]),
    }


def empty() -> None:
    """What a clerk sees before there is anything to see."""
    if store.read("any_request"):
        st.info(translated("No request matches these filters."))
        st.button(translated("Clear the filters"), key="queue_clear", on_click=clear)
        return
    first_steps(me)


def shown(listed: list[dict]) -> None:
    """The table, with what was followed or ticked in it."""
    form, total, writes = _session.form("queue_chosen"), listed[0]["total"], me.role in WRITERS
    page = st.session_state.get("queue_page", 1)
    caption = counted("{count} request, most urgent first", "{count} requests, most urgent first", total)
    if total > PAGE_SIZE:
        caption = counted("{count} request, most urgent first: {shown} on page {page}", "{count} requests, most urgent first: {shown} on page {page}", total, shown=len(listed), page=page)
    numbers = [row["number"] for row in listed]
    _walk.begin(me, "queue", numbers, chosen_filters, page)
    above, lines = st.container(), [row_of(row) for row in listed]
    with st.container(key="queue_rows"):
        answer = table(lines, COLUMNS, caption, f"{form}_table", kinds=KINDS, choose=writes, chosen=_bulk.refused())
    if answer.open:
        _session.go("request", number=answer.open)
    if writes:
        with above:
            _bulk.acts([number for number in numbers if number in answer.chosen], me, form)


def all_views() -> None:
    """The ready views, then those that people saved; last of all, so that the rows do not wait for the counts."""
    with above_filters:
        with st.container(horizontal=True, key="queue_views"):
            views(me)
            _saved_views.buttons(me)
        _saved_views.form(me)


above_filters = st.container()
with _filters.filters(*FILTERS):
    chosen_filters = filters()
_bulk.results(_session.form("queue_chosen"))
listed = rows("queue", "queue", PAGE_SIZE, **chosen_filters, reader=me.person_id)
if not listed:
    empty()
    all_views()
    st.stop()
shown(listed)
all_views()
total_rows = listed[0]["total"]
pages("queue", total_rows, PAGE_SIZE)
many = counted("Download this row as {form}", "Download these {count} rows as {form}", total_rows, form="{form}")
_files.take(many, lambda form: export.export(store, "queue", form=form, reader=me.person_id, **chosen_filters).path, f"queue-{store.today()}", "queue_file")
feeds(store, me)
