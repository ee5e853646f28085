"""Everything about one request on paper: for the requester at a counter without internal notes, or with them for the file.

Reads what its page shows. What is left out is left out before anything is set, so that no copy can hold it.
"""

from datetime import UTC, datetime, time
from functools import partial
from typing import Any

import streamlit as st

from records_desk.db import clock, fees, links, wording
from records_desk.db.ledger import Staff
from records_desk.db.roles import MAY
from records_desk.pages import _clocks, _fees, _focus, _installments, _session, _timeline
from records_desk.pages._paper import paper
from records_desk.pages._words import TRACKS, day, money, moment

Row = dict[str, Any]
REQUESTER, FILE, PRIVILEGED = "For the requester: without internal notes", "For the file: with internal notes", "For the file: privileged notes too"
# What the desk says to itself: to a requester it says nothing about the answer.
INTERNAL = {
    "note", "accepted", "returned", "review_opened", "review_cleared", "time_recorded", "records_called", "call_chased", "call_answered", "linked", "hold_set",
    "hold_lifted", "restricted", "restriction_lifted", "corrected",
}  # fmt: skip
WITHIN = ("note", "irregular_reason", "step_reason")  # texts of any entry
NO_ADVICE = "This is not legal advice."
HELP = "Facts, why this date, timeline, fees, files and letters as one PDF. Internal notes are left out unless you choose a copy for the file."


def print_button(number: str) -> None:
    """The button that opens the print view and closes it."""
    st.button("Print view", key=f"{_key(number)}_open", shortcut="Alt+P", help=HELP, on_click=_toggle, args=(number,))


def print_view(row: Row, intake: Row, entries: list[Row], files: list[Row], me: Staff) -> None:
    """Which copy, where it was asked for, and the link to it."""
    key = _key(row["number"])
    if not st.session_state.get(key):
        return
    with st.container(border=True, key="request_print"):
        which = st.selectbox("Which copy", _copies(entries, me), key=f"{key}_which", help=HELP, width=420)
        name = f"{row['number']}-{'requester' if which == REQUESTER else 'file'}.pdf"
        told = document(row, intake, entries, files, which)
        _session.download("Print view as PDF", partial(_made, told), name, f"{key}_pdf", "application/pdf")


def document(row: Row, intake: Row, entries: list[Row], files: list[Row], which: str) -> Row:
    """The paper in words and cells of text."""
    shown, for_file = _shown(entries, which), which != REQUESTER
    store = _session.store()
    marks = [f"Voided on {day(row['closed_on'])}."] if row["status"] == "voided" else []
    marks += ["Restricted: only named people may see this request."] if row["readers"] else []
    marks += ["Holds internal notes: not for the requester."] if for_file else []
    marks += ["Holds privileged notes."] if which == PRIVILEGED else []
    left_out = "" if which == PRIVILEGED else " Privileged notes are left out." if for_file else " Internal notes are left out."
    sections = [
        _facts(row, intake), _asked(intake), _clock_lines(row, entries), _why(row), _happened(shown, which), _money(row), _given(row, entries, files),
        _letter_list(row), *([_links(row)] if for_file else []),
    ]  # fmt: skip
    (city,) = store.recall("setting", name="city")
    return {
        "title": f"Request {row['number']}",
        "footer": f"{city['value']}: request {row['number']}, {day(store.today())}",
        "marks": marks,
        "made": f"As the log of the {city['value']} had it on {day(store.today())}.{left_out}",
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
    """A section; wide: the columns that take the room that is left."""
    wides = [place in wide for place in range(len(headings))]
    return {"title": title, "headings": headings, "wide": wides, "rows": rows, "note": note, "words": list(words)}


def _facts(row: Row, intake: Row) -> Row:
    contact = ", ".join(intake[name] for name in ("name", "organization", "email", "phone") if intake[name])
    due = day(row["due_on"]) if row["has_clock"] else "no statutory time runs"
    told = {
        "Status": row["status_label"], "Summary": intake["summary"], "Track": TRACKS[row["track"]], "Received": day(row["received_on"]),
        "Channel": _session.store().label("channel", intake.get("channel")), "Requester": contact, "Desk": row["desk"], "Determination due": due,
        "Determined": row["determined_on"] and f"{day(row['determined_on'])}: {row['determination_label']}",
        "Closed": row["closed_on"] and f"{day(row['closed_on'])}: {row['closing_label'] or row['status_label']}",
        "Fees": row["charged"] and f"{money(row['charged'])} charged. {fees.owed(row['balance'])}",
    }  # fmt: skip
    return _part("Facts", ["What", "As it stands"], [[name, str(value)] for name, value in told.items() if value], wide=(1,))


def _asked(intake: Row) -> Row:
    return _part("What was asked", [], [], words=(intake["verbatim"] or "The words of this request are not kept here.",))


def _clock_lines(row: Row, entries: list[Row]) -> Row:
    return _part("Clocks", [*_clocks.COLUMNS.values()], _cells(_clocks.lines(row, entries), _clocks.COLUMNS), wide=(0, 4))


def _why(row: Row) -> Row:
    days = clock.why(_session.store(), row) or []
    lines = [[day(item["on"]), "counts" if item["counts"] else "–", item["reason"]] for item in days]
    return _part("Why this date", ["Day", "Counts", "Why"], lines, wide=(2,), note=f"{_clocks.rule_cited(row)}. {NO_ADVICE}" if lines else "")


def _happened(shown: list[Row], which: str) -> Row:
    columns = {name: label for name, label in _timeline.COLUMNS.items() if name != "by" or which != REQUESTER}
    struck = {entry["supersedes"] for entry in shown if entry["kind"] == "corrected"}
    return _part("What happened", [*columns.values()], _cells([_timeline.line(entry, struck) for entry in shown], columns), wide=(2,))


def _money(row: Row) -> Row:
    lines = [_fees.line(line) for line in fees.account(_session.store(), row["request_id"])]
    return _part("Fees", [*_fees.COLUMNS.values()], _cells(lines, _fees.COLUMNS), wide=(2,), note=fees.owed(row["balance"]) if lines else "")


def _given(row: Row, entries: list[Row], files: list[Row]) -> Row:
    """What was released, a line a file, its digest in full: that is what a copy is told by."""
    lines = [
        [str(nth), day(entry["on_date"]), file["name"] or "file", f"{file['bytes']:,}", file["sha256"]]
        for nth, entry in enumerate(_installments.releases(entries), 1)
        for file in files
        if file["event_id"] == entry["event_id"]
    ]
    broken = [[*cells[:4], f"{cells[4][:32]}\n{cells[4][32:]}"] for cells in lines]
    return _part("Files released", ["Installment", "Released on", "File", "Bytes", "SHA-256"], broken, wide=(2,))


def _letter_list(row: Row) -> Row:
    """The letters that were written, and which went out by e-mail from here."""
    store = _session.store()
    lines = [
        [day(letter["on_date"]), wording.label(store, letter["letter"]) + (" (no longer stands)" if letter["is_superseded"] else ""),
         f"e-mailed {moment(store.local(letter['tried_at']))}" if letter["status"] == "sent" else "–"]
        for letter in store.recall("letters", request_id=row["request_id"])
    ]  # fmt: skip
    return _part("Letters", ["On", "Letter", "Sent from here"], lines, wide=(1,))


def _links(row: Row) -> Row:
    found = links.links(_session.store(), row["request_id"], _session.reader())
    return _part("Links", ["Linked on", "How they belong together"], [[day(link["on_date"]), link["sentence"]] for link in found], wide=(1,))


def _cells(lines: list[Row], columns: dict[str, str]) -> list[list[str]]:
    return [[line.get(name) or "" for name in columns] for line in lines]
