"""Everything about one request on paper: for the requester at a counter without internal notes, or with them for the file.

Reads what its page shows. What is left out is left out before anything is set, so that no copy can hold it.
"""

from datetime import UTC, datetime, time
from functools import partial
from typing import Any

import streamlit as st

from records_desk.db import clock, fees, language, links
from records_desk.db.language import language_spoken, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.roles import MAY
from records_desk.pages import _clocks, _fees, _focus, _installments, _letters, _session, _timeline
from records_desk.pages._paper import paper
from records_desk.pages._words import TRACKS, dated, day, money, moment

Row = dict[str, Any]
REQUESTER, FILE = msgid("For the requester: without internal notes"), msgid("For the file: with internal notes")
PRIVILEGED = msgid("For the file: privileged notes too")
# What the desk says to itself: to a requester it says nothing about the answer.
INTERNAL = {
    "note", "accepted", "returned", "review_opened", "review_cleared", "time_recorded", "records_called", "call_chased", "call_answered", "linked", "hold_set",
    "hold_lifted", "restricted", "restriction_lifted", "corrected",
}  # fmt: skip
WITHIN = ("note", "irregular_reason", "step_reason")  # texts of any entry
HELP = msgid("Facts, why this date, timeline, fees, files and letters as one PDF. Internal notes are left out unless you choose a copy for the file.")


def print_button(number: str) -> None:
    """The button that opens the print view and closes it."""
    st.button(translated("Print view"), key=f"{_key(number)}_open", shortcut="Alt+P", help=translated(HELP), on_click=_toggle, args=(number,))


def print_view(row: Row, intake: Row, entries: list[Row], files: list[Row], me: Staff) -> None:
    """Which copy, where it was asked for, and the link to it."""
    key = _key(row["number"])
    if not st.session_state.get(key):
        return
    with st.container(border=True, key="request_print"):
        copies = {copy: translated(copy) for copy in _copies(entries, me)}
        which = st.selectbox(translated("Which copy"), list(copies), format_func=copies.get, key=f"{key}_which", help=translated(HELP), width=420)
        name = f"{row['number']}-{'requester' if which == REQUESTER else 'file'}.pdf"
        told = document(row, intake, entries, files, which)
        _session.download(translated("Print view as PDF"), partial(_made, told), name, f"{key}_pdf", "application/pdf")


def document(row: Row, intake: Row, entries: list[Row], files: list[Row], which: str) -> Row:
    """The paper in words and cells of text."""
    shown, for_file = _shown(entries, which), which != REQUESTER
    store = _session.store()
    marks = [translated("Voided on {day}.", day=day(row["closed_on"]))] if row["status"] == "voided" else []
    marks += [translated("Restricted: only named people may see this request.")] if row["readers"] else []
    marks += [translated("Holds internal notes: not for the requester.")] if for_file else []
    marks += [translated("Holds privileged notes.")] if which == PRIVILEGED else []
    left_out = [] if which == PRIVILEGED else [translated("Privileged notes are left out.") if for_file else translated("Internal notes are left out.")]
    sections = [
        _facts(row, intake), _asked(intake), _clock_lines(row, entries), _why(row), _happened(shown, which), _money(row), _given(row, entries, files),
        _letter_list(row), *([_links(row)] if for_file else []),
    ]  # fmt: skip
    (city,) = store.recall("setting", name="city")
    facts = {"city": city["value"], "number": row["number"], "day": day(store.today())}
    return {
        "language": language_spoken(),
        "title": translated("Request {number}", **facts),
        "footer": translated("{city}: request {number}, {day}", **facts),
        "pages": translated("1 of 1"),
        "marks": marks,
        "made": " ".join([translated("As the log of the {city} had it on {day}.", **facts), *left_out]),
        "sections": [part for part in sections if part["rows"] or part["words"]],
    }


def pdf(told: Row, made_at: datetime) -> bytes:
    """The paper as a tagged PDF (PDF/UA-1). Raises Refused for a sign that no font shows."""
    return paper("request.typ", "request", told, made_at)


def _key(number: str) -> str:
    return f"request_print_{number}"


def _toggle(number: str) -> None:
    is_open = not st.session_state.get(_key(number))
    st.session_state[_key(number)] = is_open
    _focus.focus("request_print" if is_open else "")


def _made(told: Row) -> Any:
    return _session.spooled(pdf(told, datetime.combine(_session.today(), time(), UTC)), "pdf")


def _copies(entries: list[Row], me: Staff) -> list[str]:
    """The copies that somebody may take; that of the requester first."""
    copies = [REQUESTER] + ([FILE] if me.role in MAY["read withheld notes"] else [])
    has_privileged = any(entry["is_withheld"] for entry in entries)
    return copies + ([PRIVILEGED] if has_privileged and me.role in MAY["export privileged notes"] else [])


def _shown(entries: list[Row], which: str) -> list[Row]:
    """The entries of a copy: for the requester what stands and was between the two, in its own words."""
    if which == PRIVILEGED:
        return entries
    if which == FILE:
        return [entry for entry in entries if not entry["is_withheld"]]
    told = [entry for entry in entries if not (entry["is_withheld"] or entry["is_superseded"] or entry["kind"] in INTERNAL)]
    return [entry | {"texts": [text for text in entry["texts"] if text["part"] not in WITHIN], "person": None, "related": None} for entry in told]


def _part(title: str, headings: list[str], rows: list[list[str]], wide: tuple[int, ...] = (), note: str = "", words: tuple[str, ...] = ()) -> Row:
    """A section, its title and headings messages; wide: the columns that take the room that is left."""
    wides = [place in wide for place in range(len(headings))]
    return {"title": translated(title), "headings": [translated(heading) for heading in headings], "wide": wides, "rows": rows, "note": note, "words": list(words)}


def _facts(row: Row, intake: Row) -> Row:
    contact = ", ".join(intake[name] for name in ("name", "organization", "email", "phone") if intake[name])
    due = day(row["due_on"]) if row["has_clock"] else translated("no statutory time runs")
    owed = dated(fees.owed(row["balance"]))
    told = {
        msgid("Status"): translated(row["status_label"]), msgid("Summary"): intake["summary"], msgid("Track"): translated(TRACKS[row["track"]]),
        msgid("Received"): day(row["received_on"]), msgid("Channel"): translated(_session.store().label("channel", intake.get("channel"))),
        msgid("Requester"): contact, msgid("Desk"): row["desk"], msgid("Determination due"): due,
        msgid("Determined"): row["determined_on"] and f"{day(row['determined_on'])}: {translated(row['determination_label'])}",
        msgid("Closed"): row["closed_on"] and f"{day(row['closed_on'])}: {translated(row['closing_label'] or row['status_label'])}",
        msgid("Fees"): row["charged"] and translated("{amount} charged. {owed}", amount=money(row["charged"]), owed=owed),
    }  # fmt: skip
    return _part(msgid("Facts"), [msgid("What"), msgid("As it stands")], [[translated(name), str(value)] for name, value in told.items() if value], wide=(1,))


def _asked(intake: Row) -> Row:
    return _part(msgid("What was asked"), [], [], words=(intake["verbatim"] or translated("The words of this request are not kept here."),))


def _clock_lines(row: Row, entries: list[Row]) -> Row:
    return _part(msgid("Clocks"), [*_clocks.COLUMNS.values()], _cells(_clocks.lines(row, entries), _clocks.COLUMNS), wide=(0, 4))


def _why(row: Row) -> Row:
    days = clock.why(_session.store(), row) or []
    lines = [[day(item["on"]), translated("counts") if item["counts"] else "–", item["reason"]] for item in days]
    note = f"{_clocks.rule_cited(row)}. {translated(_clocks.NO_ADVICE)}" if lines else ""
    return _part(msgid("Why this date"), [msgid("Day"), msgid("Counts"), msgid("Why")], lines, wide=(2,), note=note)


def _happened(shown: list[Row], which: str) -> Row:
    columns = {name: label for name, label in _timeline.COLUMNS.items() if name != "by" or which != REQUESTER}
    struck = {entry["supersedes"] for entry in shown if entry["kind"] == "corrected"}
    return _part(msgid("What happened"), [*columns.values()], _cells([_timeline.line(entry, struck) for entry in shown], columns), wide=(2,))


def _money(row: Row) -> Row:
    lines = [_fees.line(line) for line in fees.account(_session.store(), row["request_id"])]
    return _part(msgid("Fees"), [*_fees.COLUMNS.values()], _cells(lines, _fees.COLUMNS), wide=(2,), note=dated(fees.owed(row["balance"])) if lines else "")


def _given(row: Row, entries: list[Row], files: list[Row]) -> Row:
    """What was released, a line a file, its digest in full: that is what a copy is told by."""
    lines = [
        [str(nth), day(entry["on_date"]), file["name"] or translated("file"), language.number(file["bytes"]), file["sha256"]]
        for nth, entry in enumerate(_installments.releases(entries), 1)
        for file in files
        if file["event_id"] == entry["event_id"]
    ]
    broken = [[*cells[:4], f"{cells[4][:32]}\n{cells[4][32:]}"] for cells in lines]
    headings = [msgid("Installment"), msgid("Released on"), msgid("File"), msgid("Bytes"), "SHA-256"]
    return _part(msgid("Files released"), headings, broken, wide=(2,))


def _letter_list(row: Row) -> Row:
    """The letters that were written, and which went out by e-mail from here."""
    store = _session.store()
    lines = [
        [day(letter["on_date"]), _letters.standing(letter),
         translated("e-mailed {moment}", moment=moment(store.local(letter["tried_at"]))) if letter["status"] == "sent" else "–"]
        for letter in store.recall("letters", request_id=row["request_id"])
    ]  # fmt: skip
    return _part(msgid("Letters"), [msgid("On"), msgid("Letter"), msgid("Sent from here")], lines, wide=(1,))


def _links(row: Row) -> Row:
    found = links.links(_session.store(), row["request_id"], _session.reader())
    lines = [[day(link["on_date"]), dated(link["sentence"])] for link in found]
    return _part(msgid("Links"), [msgid("Linked on"), msgid("How they belong together")], lines, wide=(1,))


def _cells(lines: list[Row], columns: dict[str, str]) -> list[list[str]]:
    return [[line.get(name) or "" for name in columns] for line in lines]
