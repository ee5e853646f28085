"""Everything that happened to a request, corrected entries too."""

from typing import Any

import streamlit as st

from records_desk.db import reading
from records_desk.db.language import counted, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.roles import MAY
from records_desk.pages import _files, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._paging import part
from records_desk.pages._table import table
from records_desk.pages._words import cited, day, moment, money

DETAILS = {
    "called": msgid("office {called}"), "desk": msgid("to {desk}"), "person": msgid("for {person}"), "channel": msgid("by {channel}"),
    "outcome": msgid("outcome {outcome}"), "reason": msgid("because {reason}"), "review": msgid("review {review}"), "sections": msgid("under {sections}"),
    "clock": msgid("clock {clock}"), "officials": msgid("responsible {officials}"), "fee": msgid("for {fee}"), "ground": msgid("resting on {ground}"),
    "dataset_id": msgid("dataset {dataset_id}"), "endpoint": msgid("address {endpoint}"), "format": msgid("format {format}"),
    "key_reference": msgid("key {key_reference}"), "terms_version": msgid("terms {terms_version}"), "related": msgid("request {related}"),
    "seen_by": msgid("seen by {seen_by}"), "delivery": msgid("given by {delivery}"), "refresh": msgid("refreshed {refresh}"), "method": msgid("paid by {method}"),
    "reference": msgid("reference {reference}"), "minutes": msgid("minutes {minutes}"),
}  # fmt: skip
CHANNELS = {
    "email": msgid("by email"), "portal": msgid("by portal"), "web_form": msgid("by web form"), "phone": msgid("by phone"), "counter": msgid("by counter"),
    "letter": msgid("by letter"), "import": msgid("by import"), "other": msgid("by other"),
}  # fmt: skip
DATES = {
    "answer_due_on": msgid("answer wanted by {answer_due_on}"), "extended_to_on": msgid("to {extended_to_on}"), "promised_on": msgid("available {promised_on}"),
    "stated_due_on": msgid("source says due {stated_due_on}"), "terms_accepted_on": msgid("terms accepted {terms_accepted_on}"),
    "expires_on": msgid("ends {expires_on}"),
}  # fmt: skip
LABELS = ("outcome", "review", "delivery", "refresh", "method", "fee")  # details that are labels of the rules' tables, of fees several
CITED = {"reason": "extension_reason", "clock": "clock"}  # and those that have a citation beside it, with their list
PRIVILEGED = msgid("privileged: stays out of exports")
UNLABELLED = ("note", "question", "answer")  # what the kind of entry says already
MOST = 30  # entries at a time
COLUMNS = {"on": msgid("On"), "what": msgid("What happened"), "details": msgid("Details"), "by": msgid("Recorded by")}


def timeline(row: dict[str, Any], events: list[dict[str, Any]], me: Staff) -> None:
    """The entries in the order in which things happened."""
    struck = {event["supersedes"] for event in events if event["kind"] == "corrected"}
    rows = [line(event if _may_read(event, me) else event | {"texts": None}, struck) for event in events]
    shown, which = part(rows, MOST, f"request_timeline_{row['number']}")
    caption = counted("Timeline: {count} entries", "Timeline: {count} entries", len(rows))
    table(shown, COLUMNS, f"{caption}{which}", "request_timeline", kinds={"on": "short", "details": "long"})
    _as_file(list(zip(events, rows)), me)


def _may_read(event: dict[str, Any], me: Staff) -> bool:
    """Privileged notes are for those who work on requests."""
    return not event["is_withheld"] or me.role in MAY["read withheld notes"]


def _as_file(lines: list[tuple[dict[str, Any], dict[str, str]]], me: Staff) -> None:
    """The lines as a file, without privileged notes unless somebody who may decide about them asks for them."""
    privileged, takes = [event for event, _ in lines if event["is_withheld"]], False
    if privileged and me.role in MAY["export privileged notes"]:
        label = translated("Include privileged notes in the file: {count}", count=len(privileged))
        takes = st.checkbox(label, key=f"request_privileged_{privileged[0]['event_id']}", help=HELP["take_privileged"])
    elif privileged:
        st.caption(translated("Privileged notes stay out of the file: {count}.", count=len(privileged)))
    _files.take_lines([row for event, row in lines if takes or not event["is_withheld"]], COLUMNS, translated("Timeline"), "request_timeline_file")


def line(event: dict[str, Any], struck: set[int]) -> dict[str, str]:
    """One entry in words: when, what, its details, by whom."""
    what = translated(event["label"])
    if event["event_id"] in struck:
        what = translated("{what} (struck out)", what=what)
    elif event["is_superseded"]:
        what = translated("{what} (corrected)", what=what)
    by = f"{event['recorded_by']}, {moment(_session.store().local(event['recorded_at']))}"
    return {"on": day(event["on_date"]), "what": what, "details": _details(event), "by": by}


def _details(event: dict[str, Any]) -> str:
    """What one entry says, in a line, with its texts below."""
    parts = [_detail(event, name) for name in DETAILS if event[name]]
    parts += [translated(told, **{name: day(event[name])}) for name, told in DATES.items() if event[name]]
    parts += [translated("estimated time {time}", time=format(event["promised_time"], "%H:%M"))] if event["promised_time"] else []
    parts += [money(event["amount"])] if event["amount"] is not None else []
    parts += [translated("direct cost {cost}", cost=money(event["cost"]))] if event["cost"] is not None else []
    parts += [translated("no fee applies")] if event["no_fee"] else []
    parts += [translated("irregular ({why})", why=translated(event["irregular"]))] if event["irregular"] else []
    parts += [translated(PRIVILEGED)] if event["is_privileged"] else []
    parts += [translated("words sealed")] if event["is_sealed"] else []
    shown = [_labelled(text) for text in event["texts"] or () if text["part"] not in ("verbatim", "summary") and text["body"]]
    return "\n".join(["; ".join(parts), *shown] if parts else shown)


def _detail(event: dict[str, Any], name: str) -> str:
    """One detail with its name."""
    value = event[name]
    if name == "channel" and value in CHANNELS:
        return translated(CHANNELS[value])
    if name in LABELS:
        value = "; ".join(map(translated, value.split("; ")))
    elif name in CITED:
        value = next((cited(row) for row in _session.store().choices.get(CITED[name], ()) if reading.cited(row) == value), value)
    return translated(DETAILS[name], **{name: value})


def _labelled(text: dict[str, str]) -> str:
    """A text of an entry, with the name of its field where the entry's kind does not say what it is."""
    field = None if text["part"] in UNLABELLED else _session.store().fields.get(text["part"])
    return f"{translated(field['label'])}: {text['body']}" if field else text["body"]
