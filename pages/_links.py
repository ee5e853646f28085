"""What a request belongs with: its links in words, a part of it as a request of its own, and merging it into another."""

from typing import Any

import streamlit as st

from records_desk.db import _desks, ledger, links
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _session, _since
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import dated, day, labels, TRACKS

CORRECTED = msgid("The facts of this request were corrected since you opened it: check the words above, then split off again.")
Row = dict[str, Any]
COLUMNS = {"number": msgid("Other request"), "sentence": msgid("How they belong together"), "status": msgid("It is"), "on": msgid("Linked on")}


def linked(row: Row) -> None:
    """The links of a request, made on either side."""
    found = links.links(_session.store(), row["request_id"], _session.reader())
    if found:
        kinds = {"sentence": "long", "on": "short"}
        caption = translated("Links: {count}", count=len(found))
        answer = table([_line(link) for link in found], COLUMNS, caption, "request_links", kinds=kinds, saved_as=translated("Links"))
        if answer.open:
            _session.go("request", number=answer.open)


def split_or_merge(row: Row, intake: Row, me: Staff) -> None:
    """The two acts that join requests, for those who may carry out all parts of them."""
    may = ledger.theirs_to_record(_session.store(), row, me)
    if row["status"] != "voided" and {"received", "linked"} <= may and not _desks.is_others(row, me):
        with st.expander(translated("Split off a part")):
            _split(row, intake, me)
    if row["is_open"] and not row["determined_on"] and {"linked", "closed"} <= may:
        with st.expander(translated("Merge into another request")):
            _merge(row, me)


def _line(link: Row) -> Row:
    status = _session.store().statuses[link["status"]]
    told = {"number": link["number"], "sentence": dated(link["sentence"]), "status": f"{status['glyph']} {translated(status['label'])}"}
    return told | {"on": day(link["on_date"]), "_id": link["number"], "_href": _session.address("request", number=link["number"])}


def _split(row: Row, intake: Row, me: Staff) -> None:
    name = f"request_split_{row['number']}"
    form, store = _session.form(name), _session.store()
    _since.stood(form, intake["event_id"])
    st.caption(translated("A request of its own, with its own number and this requester. Its time runs from the first receipt. These words stay as they are."))
    with st.form(form, border=False):
        part = st.text_area(translated("The part, in the requester's words"), intake["verbatim"] or "", key=f"{form}_words", height=110, help=HELP["split_words"])
        summary = st.text_input(translated("Public summary of the part (if any)"), key=f"{form}_summary", help=HELP["split_summary"])
        tracks = labels(TRACKS)
        index = list(tracks).index(row["track"])
        track = st.selectbox(translated("Track"), list(tracks), index, format_func=tracks.get, key=f"{form}_track", help=HELP["split_track"])
        sent = st.form_submit_button(translated("Split off this part"), key=f"{form}_send")
    if sent and not _since.is_new(form, intake["event_id"], translated(CORRECTED)):
        values = {"words": part, "summary": summary or None, "track": track, "token": form}
        receipt = _session.attempt(lambda: links.split_off(store, row["request_id"], me, **values))
        if receipt:
            due_on = store.read("request", request_id=receipt.request_id)[0]["due_on"]
            facts = {"part": receipt.number, "number": row["number"], "day": day(due_on)}
            _session.finished(name, translated("{part} was split off from {number}. Determination due {day}.", **facts))
            st.rerun()


def _merge(row: Row, me: Staff) -> None:
    name = f"request_merge_{row['number']}"
    form, store = _session.form(name), _session.store()
    st.caption(translated("Links this request and closes it as a duplicate; its history stays. Another person's request is not merged: each gets its own answer."))
    with st.form(form, border=False):
        number = st.text_input(translated("Into the request (required)"), key=f"{form}_into", placeholder="PRA-2026-000012", help=HELP["merge_into"])
        reason = st.text_input(translated("Why the two are one (required)"), key=f"{form}_reason", help=HELP["merge_reason"])
        sent = st.form_submit_button(translated("Merge and close this one"), key=f"{form}_send")
    if sent and _session.attempt(lambda: _merged(store, row, me, number, reason, form)):
        _session.finished(name, translated("{number} was merged into {other} and closed.", number=row["number"], other=number.strip().upper()))
        st.rerun()


def _merged(store: Any, row: Row, me: Staff, number: str, reason: str, token: str) -> bool:
    found = store.read("request_id", number=number.strip().upper(), reader=_session.reader())
    if not found:
        raise ledger.Refused(msgid("There is no request with that number: name the one that goes on."))
    links.merge_into(store, row["request_id"], me, into=found[0]["request_id"], reason=reason, token=token)
    return True
