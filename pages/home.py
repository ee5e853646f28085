"""Today: what is due, what waits, what others did since the last visit, and what was opened last; at the own desk, or in the city."""

from typing import Any

import streamlit as st

from records_desk.db import export, routing, visits
from records_desk.db.language import counted, msgid, translated
from records_desk.db.letter_mail import AN_ATTEMPT
from records_desk.db.roles import WRITERS
from records_desk.pages import _frame, _look, _recent, _session, _walk
from records_desk.pages._first_steps import first_steps
from records_desk.pages._table import table
from records_desk.pages._views import DUE
from records_desk.pages._words import day, left, moment, next_due, number, opening, plain

OURS = {"overdue": msgid("Overdue: {count}"), "today": msgid("Due today: {count}"), "week": msgid("Due within 7 days: {count}")}
MINE = {"overdue": msgid("Mine, overdue: {count}"), "today": msgid("Mine, due today: {count}"), "week": msgid("Mine, due within 7 days: {count}")}
WAIT = {"called": msgid("Calls for records to answer: {count}"), "not_accepted": msgid("To accept: {count}"), "promise_passed": msgid("Promises passed: {count}")}
MOST_DUE, MOST_NEWS, LOOKED_AT, MOST_NUMBERS = 10, 20, 500, 8
NEWS = {"number": msgid("Request"), "summary": msgid("Summary"), "told": msgid("Recorded"), "at_time": msgid("Last at"), "by": msgid("By")}
RECENT = {"number": msgid("Request"), "summary": msgid("Summary"), "status": msgid("Status"), "desk": msgid("Desk")}
KINDS = {"summary": "long", "when": "when", "told": "long", "at_time": "short", "status": "short"}
LETTERS = {
    "failed": msgid("Letter failed: {number}"), "refused": msgid("Letter refused by the server: {number}"), "sending": msgid("Letter not known to be sent: {number}"),
}

me = _session.page("home")
store = _session.store()
today = store.today()
desk = next((row["name"] for row in store.recall("desks") if row["desk_id"] == me.desk_id), None)
person = _session.names().get(me.person_id)
seen_by = {"desk_id": me.desk_id if desk else None, "reader": me.person_id}
holders = routing.held_for(store, me.person_id) if me.person_id else (0,)


def to_queue(message: str, count: int, due: str, **filters: str | None) -> None:
    """A link to those rows of the queue, with how many they are; none where there are none."""
    if count:
        chosen = {"queue_due": DUE[due], **{f"queue_{name}": value for name, value in filters.items() if value}}
        _session.link("queue", plain(translated(message, count=number(count))), **chosen)


def listed(key: str, rows: list[dict[str, Any]], columns: dict[str, str], caption: str, filters: dict[str, Any] | None = None) -> None:
    """A table of requests; whoever follows one of its links goes through them one by one."""
    answer = table(rows, columns, caption, f"home_{key}", kinds=KINDS)
    if answer.open:
        _walk.begin(me, "home", [row["number"] for row in rows], filters)
        _session.go("request", number=answer.open)


def line(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One line of a table."""
    name = row["number"]
    return {"_id": name, "_href": _session.address("request", number=name), "number": name, "summary": row["summary"] or "", **more}


def when(row: dict[str, Any]) -> list[str]:
    """How far off its day is, and which that is."""
    told, on = next_due(row["due_on"], row["safe_on"], today)
    return [told, day(on)]


def due(counts: dict[str, int]) -> None:
    """What must be determined today or should have been, at the desk and of one's own; else what comes next."""
    st.header(plain(translated("Due at {desk}", desk=desk) if desk else translated("Due in the city")), anchor=False)
    rows = store.recall("today_due", **seen_by, person_ids=holders, most=MOST_DUE)
    now = [row for row in rows if row["safe_on"] <= today]
    with st.container(horizontal=True, key="home_due_links"):
        for code in ("overdue", "today", "week"):
            to_queue(OURS[code], counts[f"desk_{code}"], code, desk=desk)
        for code in ("overdue", "today", "week"):
            to_queue(MINE[code], counts[f"mine_{code}"], code, person=person)
    if now:
        lines = [
            line(row, _late=row["due_on"] < today, when=when(row), desk=row["desk"] or translated("No desk"), person=row["person"] or "")
            for row in now
        ]
        columns = {"number": msgid("Request"), "summary": msgid("Summary"), "when": msgid("Due"), "desk": msgid("Desk"), "person": msgid("Person")}
        message = msgid("The {count} most urgent") if len(now) == MOST_DUE else msgid("{count} due, most urgent first")
        caption = translated(message, count=len(now))
        listed("due", lines, columns, caption, export.NO_FILTER | {"desk_id": seen_by["desk_id"]})
        return
    told = [translated("Nothing is due today at {desk}.", desk=desk) if desk else translated("Nothing is due today in the city.")]
    told += [translated("Next: {number}, {left}.", number=row["number"], left=left((row["safe_on"] - today).days)) for row in rows[:1]]
    st.text(" ".join(told))
    if rows:
        _session.link("request", translated("Open {number}", number=rows[0]["number"]), number=rows[0]["number"])


def waits(counts: dict[str, int]) -> None:
    """What others wait for: answers, acceptance, promised records, letters that did not go out."""
    st.header(plain(translated("Waiting at {desk}", desk=desk) if desk else translated("Waiting in the city")), anchor=False)
    tried_at = store.now().replace(second=0) - AN_ATTEMPT  # to the minute: what is asked for once is kept until something is written
    letters = store.recall("today_letters", **seen_by, sign_in=me.sign_in, trying_at=tried_at)
    if not letters and not any(counts[code] for code in WAIT):
        st.text(translated("No call for records, no request to accept, no promise and no letter waits."))
        return
    with st.container(horizontal=True, key="home_waits_links"):
        for code, message in WAIT.items():
            to_queue(message, counts[code], code, desk=desk)
        for letter in letters[:MOST_NUMBERS]:
            _session.link("request", translated(LETTERS[letter["status"]], number=letter["number"]), number=letter["number"])
    if len(letters) > MOST_NUMBERS:
        st.text(translated("{count} more letters did not go out.", count=number(len(letters) - MOST_NUMBERS)))


def news() -> None:
    """What others recorded since the last visit, by request."""
    st.header(translated("Since your last visit"), anchor=False)
    since = visits.since(store, me.person_id)
    rows = store.recall("today_news", **seen_by, event_id=since.event_id, sign_in=me.sign_in, most=MOST_NEWS, looked_at=LOOKED_AT)
    began = translated("since {moment}", moment=moment(store.local(since.began_at))) if since.began_at else translated("since you came here for the first time")
    if not rows:
        nobody = msgid("Nobody else recorded anything on your requests {since}.") if desk else msgid("Nobody else recorded anything {since}.")
        st.text(translated(nobody, since=began))
        return
    lines = [line(row, told=what(row), at_time=moment(store.local(row["recorded_at"])), by=row["recorded_by"]) for row in rows]
    total = rows[0]["total"]
    caption = counted("{count} request on which others recorded something {since}, newest first", "{count} requests on which others recorded something {since}, newest first", total, since=began)
    if not rows[0]["is_all"]:
        caption = counted("More than {count} request on which others recorded something {since}, newest first", "More than {count} requests on which others recorded something {since}, newest first", total, since=began)
    caption += translated(": the newest {count}", count=len(rows)) if total > len(rows) else ""
    listed("news", lines, NEWS, caption)


def what(row: dict[str, Any]) -> str:
    """The newest entries of a request in words, and how many more there are."""
    more, told = row["entries"] - len(row["kinds"]), ", ".join(translated(store.kinds[kind]["label"]) for kind in row["kinds"])
    return translated("{entries}, and {count} more", entries=told, count=number(more)) if more else told


def recents() -> None:
    """The requests that were opened last."""
    st.header(translated("Opened last"), anchor=False)
    rows = _recent.recent(me)
    if not rows:
        st.text(translated("None since the desk was started. Those that you open stand here; Alt+J and Enter list them on every page."))
        return
    lines = [line(row, status=[(f"{row['glyph']} {translated(row['status'])}", _look.TONE_OF[row["status_code"]])], desk=row["desk"] or translated("No desk")) for row in rows]
    listed("recent", lines, RECENT, translated("The last one first"))


def empty() -> None:
    """What stands here before anything is logged: whoever sets the desk up sees the first steps."""
    st.text(translated("Once there are requests, this page tells what is due, what waits, and what others did."))
    first_steps(me)
    if me.role in WRITERS:
        _session.link("intake", translated("Log the first request"))
    _session.link("queue", translated("Go to the queue"))


if not store.recall("any_request"):
    empty()
    st.stop()
whose = desk or translated("the whole city: you belong to no desk")
st.caption(plain(opening(f"{day(today)}, {whose}")))
(counts,) = store.recall("today_counts", **seen_by, person_ids=holders, today=today)
due(counts)
waits(counts)
with _frame.told_what_is_broken():
    news()
recents()
first_steps(me)
