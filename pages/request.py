"""One request: where it stands, what may be done now, and everything that happened."""

from typing import Any

import streamlit as st

from records_desk.db import _desks, language, reading, routing
from records_desk.db.language import LANGUAGES, translated
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
        st.error(translated("There is no request with this number."))
        next_request(is_there=False)
    with st.container(key="request_wanted"):
        wanted = st.text_input(translated("Request number"), placeholder="PRA-2026-000001", key=f"request_number_{number}", help=HELP["request_number"])
    if wanted.strip():
        _session.go("request", number=wanted.strip().upper())
    st.stop()


def facts(row: dict[str, Any], summary: str | None) -> None:
    """Where it stands, in one look."""
    if summary:
        st.text(summary)
    tone = _look.TONE_OF[row["status"]]
    status = translated("Status"), f"{row['glyph']} {translated(row['status_label'])}", None, tone
    _look.facts([status, (translated("Desk"), row["desk"] or translated("No desk"), with_whom(row), None), due(row), owed(row)])
    st.caption(plain(" · ".join(notes(row))))


def due(row: dict[str, Any]) -> _look.Fact:
    """What comes next: the date by which it must be determined, or when it was."""
    if row["first_determined_on"] is None and not row["has_clock"]:
        return translated("Determination due"), translated("No date"), translated("asks for no existing records"), None
    if row["first_determined_on"] is None and row["is_open"]:
        days = (row["due_on"] - store.today()).days if row["due_on"] else None
        return translated("Determination due"), opening(left(days)), day(row["due_on"]), "late" if days is not None and days < 0 else None
    return translated("Determined"), day(row["determined_on"] or row["first_determined_on"]), translated(row["determination_label"]), None


def notes(row: dict[str, Any]) -> list[str]:
    """The small facts of a request, those that it has."""
    told = {
        translated("Received {day}", day=day(row["received_on"])): True,
        translated("track data / API") if row["track"] == "data" else translated("track public records"): True,
        translated("closed {day}", day=day(row["closed_on"])): row["closed_on"],
        translated("round {round}", round=row["round"]): row["round"] > 1,
        translated("irregular entries: {count}", count=row["irregular_events"]): row["irregular_events"],
    }
    return [note for note, is_so in told.items() if is_so]


def with_whom(row: dict[str, Any]) -> str | None:
    """The person who has it, and who stands in while that one is away."""
    if not row["person"]:
        return None
    gone = routing.away(store).get(row["person_id"])
    if not gone:
        return translated("with {person}", person=row["person"])
    if not gone["acting"]:
        return translated("with {person}, who is away (backup: nobody is here)", person=row["person"])
    return translated("with {person}, who is away (backup: {acting})", person=row["person"], acting=gone["acting"])


def next_request(is_there: bool = True) -> None:
    """Go on with the next one of the list that this one was reached by; also from a number that is not there, or may not be seen any more."""
    follows, source = _walk.after(number, me), _walk.source(me)
    with st.container(horizontal=True, vertical_alignment="center"):
        if follows and st.button(translated("Next request: {number}", number=follows), key="request_next", shortcut="Alt+N"):
            _session.go("request", number=follows)
        if st.button(translated(_walk.BACK[source]), key="request_back", shortcut="Alt+Q"):
            _session.go(source)
        if is_there:
            print_button(number)
        if not follows:
            st.caption(translated("This is the last one of the list."), width="content")


def asked(intake: dict[str, Any], row: dict[str, Any], came: list[dict[str, Any]]) -> None:
    """The requester's own words, contact and files."""
    with st.expander(translated("What was asked, and by whom"), expanded=not row["first_determined_on"]):
        if row["sealed_on"]:
            st.text(sealed(row, entries))
        else:
            words_and_contact(intake)
        for file in came:
            if file["is_kept"]:
                send_file(file)
            else:
                told = translated(
                    "File {number} ({bytes} bytes) is not kept here. SHA-256 {digest}",
                    number=file["file_no"], bytes=language.number(file["bytes"]), digest=file["sha256"],
                )  # fmt: skip
                st.text(told)


def words_and_contact(intake: dict[str, Any]) -> None:
    """What was asked, and whom to answer."""
    st.text(intake["verbatim"] or translated("The words of this request are not kept here."))
    contact = [intake[name] for name in ("name", "organization", "email", "phone") if intake[name]]
    st.text(" · ".join(contact) if contact else translated("No requester named: anonymous requests are lawful."))
    if intake["language"]:
        st.text(translated("Letters in {language}, with the English below.", language=LANGUAGES[intake["language"]]))
    for name in ("intended_use", "record_series", "data_fields", "dataset_id", "format"):
        if intake[name]:
            st.text(f"{translated(FACTS[name])}: {intake[name]}")


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
