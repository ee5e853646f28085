"""One request: where it stands, what may be done now, and everything that happened."""

from typing import Any

import streamlit as st

from records_desk.db import _desks, reading, routing
from records_desk.db.language import LANGUAGES
from records_desk.db.roles import WRITERS
from records_desk.pages import _look, _recent, _session, _walk
from records_desk.pages._acceptance import acceptance
from records_desk.pages._acts import acts
from records_desk.pages._calls import calls
from records_desk.pages._clocks import clocks, why_this_date
from records_desk.pages._corrections import FACTS, correct_entry, correct_facts, is_own
from records_desk.pages._decisions import reviewed_and_disputed
from records_desk.pages._fees import fee_account, owed
from records_desk.pages._field_help import HELP
from records_desk.pages._installments import installments, send_file
from records_desk.pages._kept import notices, sealed
from records_desk.pages._lanes import lanes
from records_desk.pages._letters import letters, new_letter
from records_desk.pages._links import linked, split_or_merge
from records_desk.pages._print import print_button, print_view
from records_desk.pages._restricted import notice
from records_desk.pages._timeline import timeline
from records_desk.pages._words import day, left, opening, plain

number = st.query_params.get("number", "").strip().upper()
me = _session.page("request", number or None)
store = _session.store()


def find() -> dict[str, Any]:
    """The request that the address names, or a field to name one."""
    found = store.read("request_id", number=number, reader=me.person_id) if number else []
    if found:
        return reading.request(store, found[0]["request_id"])
    if number:
        st.error("There is no request with this number.")
        next_request(is_there=False)
    with st.container(key="request_wanted"):
        wanted = st.text_input("Request number", placeholder="PRA-2026-000001", key=f"request_number_{number}", help=HELP["request_number"])
    if wanted.strip():
        _session.go("request", number=wanted.strip().upper())
    st.stop()


def facts(row: dict[str, Any], summary: str | None) -> None:
    """Where it stands, in one look."""
    if summary:
        st.text(summary)
    tone = _look.TONE_OF[row["status"]]
    _look.facts([("Status", f"{row['glyph']} {row['status_label']}", None, tone), ("Desk", row["desk"] or "No desk", with_whom(row), None), due(row), owed(row)])
    st.caption(plain(" · ".join(notes(row))))


def due(row: dict[str, Any]) -> _look.Fact:
    """What comes next: the date by which it must be determined, or when it was."""
    if row["first_determined_on"] is None and not row["has_clock"]:
        return "Determination due", "No date", "asks for no existing records", None
    if row["first_determined_on"] is None and row["is_open"]:
        days = (row["due_on"] - store.today()).days if row["due_on"] else None
        return "Determination due", opening(left(days)), day(row["due_on"]), "late" if days is not None and days < 0 else None
    return "Determined", day(row["determined_on"] or row["first_determined_on"]), row["determination_label"], None


def notes(row: dict[str, Any]) -> list[str]:
    """The small facts of a request, those that it has."""
    told = {
        f"Received {day(row['received_on'])}": True,
        f"track {'data / API' if row['track'] == 'data' else 'public records'}": True,
        f"closed {day(row['closed_on'])}": row["closed_on"],
        f"round {row['round']}": row["round"] > 1,
        f"irregular entries: {row['irregular_events']}": row["irregular_events"],
    }
    return [note for note, is_so in told.items() if is_so]


def with_whom(row: dict[str, Any]) -> str | None:
    """The person who has it, and who stands in while that one is away."""
    gone = routing.away(store).get(row["person_id"])
    away = f", who is away (backup: {gone['acting'] or 'nobody is here'})" if gone else ""
    return f"with {row['person']}{away}" if row["person"] else None


def next_request(is_there: bool = True) -> None:
    """Go on with the next one of the list that this one was reached by; also from a number that is not there, or may not be seen any more."""
    follows, source = _walk.after(number, me), _walk.source(me)
    with st.container(horizontal=True, vertical_alignment="center"):
        if follows and st.button(f"Next request: {follows}", key="request_next", shortcut="Alt+N"):
            _session.go("request", number=follows)
        if st.button(_walk.BACK[source], key="request_back", shortcut="Alt+Q"):
            _session.go(source)
        if is_there:
            print_button(number)
        if not follows:
            st.caption("This is the last one of the list.", width="content")


def asked(intake: dict[str, Any], row: dict[str, Any], came: list[dict[str, Any]]) -> None:
    """The requester's own words, contact and files."""
    with st.expander("What was asked, and by whom", expanded=not row["first_determined_on"]):
        if row["sealed_on"]:
            st.text(sealed(row, entries))
        else:
            words_and_contact(intake)
        for file in came:
            if file["is_kept"]:
                send_file(file)
            else:
                st.text(f"File {file['file_no']} ({file['bytes']:,} bytes) is not kept here. SHA-256 {file['sha256']}")


def words_and_contact(intake: dict[str, Any]) -> None:
    """What was asked, and whom to answer."""
    st.text(intake["verbatim"] or "The words of this request are not kept here.")
    contact = [intake[name] for name in ("name", "organization", "email", "phone") if intake[name]]
    st.text(" · ".join(contact) if contact else "No requester named: anonymous requests are lawful.")
    if intake["language"]:
        st.text(f"Letters in {LANGUAGES[intake['language']]}, with the English below.")
    for name in ("intended_use", "record_series", "data_fields", "dataset_id", "format"):
        if intake[name]:
            st.text(f"{FACTS[name]}: {intake[name]}")


request = find()
number = request["number"]
_recent.opened(me, request["request_id"])
intake_facts = store.read("intake_facts", request_id=request["request_id"])[0]
entries = reading.shown(reading.timeline(store, request["request_id"], me.person_id), request["track"])
files = store.read("request_files", request_id=request["request_id"])
notice(request)
notices(request, entries)
facts(request, intake_facts["summary"])
acceptance(request, me)
may_write = me.role in WRITERS and not request["sealed_on"]
if may_write:
    acts(request, me)
new_letter(request, intake_facts["email"], me)
next_request()
print_view(request, intake_facts, entries, files, me)
clocks(request, entries)
calls(request, me)
reviewed_and_disputed(request)
linked(request)
fee_account(request, entries)
asked(intake_facts, request, [file for file in files if file["kind"] == "received"])
installments(request, entries, files)
why_this_date(request)
lanes(request, entries)
timeline(request, entries, me)
letters(request, intake_facts["email"], me)
if may_write:
    split_or_merge(request, intake_facts, me)
    if not _desks.is_others(request, me) or any(is_own(entry, me) for entry in entries if entry["kind"] == "received"):
        correct_facts(intake_facts, request, me)
    correct_entry(entries, request, me)
