"""Everything that happened to a request, corrected entries too."""

from typing import Any

import streamlit as st

from records_desk.db.ledger import Staff
from records_desk.db.roles import MAY
from records_desk.pages import _files, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._paging import part
from records_desk.pages._table import table
from records_desk.pages._words import day, moment, money

DETAILS = {
    "called": "office", "desk": "to", "person": "for", "channel": "by", "outcome": "outcome", "reason": "because", "review": "review", "sections": "under",
    "clock": "clock", "officials": "responsible", "fee": "for", "ground": "resting on", "dataset_id": "dataset", "endpoint": "address", "format": "format",
    "key_reference": "key", "terms_version": "terms", "related": "request", "seen_by": "seen by", "delivery": "given by", "refresh": "refreshed", "method": "paid by", "reference": "reference", "minutes": "minutes",
}  # fmt: skip
DATES = {
    "answer_due_on": "answer wanted by", "extended_to_on": "to", "promised_on": "available", "stated_due_on": "source says due",
    "terms_accepted_on": "terms accepted", "expires_on": "ends",
}  # fmt: skip
PRIVILEGED = "privileged: stays out of exports"
UNLABELLED = ("note", "question", "answer")  # what the kind of entry says already
MOST = 30  # entries at a time
COLUMNS = {"on": "On", "what": "What happened", "details": "Details", "by": "Recorded by"}


def timeline(row: dict[str, Any], events: list[dict[str, Any]], me: Staff) -> None:
    """The entries in the order in which things happened."""
    struck = {event["supersedes"] for event in events if event["kind"] == "corrected"}
    rows = [line(event if _may_read(event, me) else event | {"texts": None}, struck) for event in events]
    shown, which = part(rows, MOST, f"request_timeline_{row['number']}")
    table(shown, COLUMNS, f"Timeline: {len(rows)} entries{which}", "request_timeline", kinds={"on": "short", "details": "long"})
    _as_file(list(zip(events, rows)), me)


def _may_read(event: dict[str, Any], me: Staff) -> bool:
    """Privileged notes are for those who work on requests."""
    return not event["is_withheld"] or me.role in MAY["read withheld notes"]


def _as_file(lines: list[tuple[dict[str, Any], dict[str, str]]], me: Staff) -> None:
    """The lines as a file, without privileged notes unless somebody who may decide about them asks for them."""
    privileged, takes = [event for event, _ in lines if event["is_withheld"]], False
    if privileged and me.role in MAY["export privileged notes"]:
        takes = st.checkbox(f"Include privileged notes in the file: {len(privileged)}", key=f"request_privileged_{privileged[0]['event_id']}", help=HELP["take_privileged"])
    elif privileged:
        st.caption(f"Privileged notes stay out of the file: {len(privileged)}.")
    _files.take_lines([row for event, row in lines if takes or not event["is_withheld"]], COLUMNS, "Timeline", "request_timeline_file")


def line(event: dict[str, Any], struck: set[int]) -> dict[str, str]:
    """One entry in words: when, what, its details, by whom."""
    mark = " (struck out)" if event["event_id"] in struck else " (corrected)" if event["is_superseded"] else ""
    by = f"{event['recorded_by']}, {moment(_session.store().local(event['recorded_at']))}"
    return {"on": day(event["on_date"]), "what": event["label"] + mark, "details": _details(event), "by": by}


def _details(event: dict[str, Any]) -> str:
    """What one entry says, in a line, with its texts below."""
    parts = [f"{word} {str(event[name]).replace('_', ' ') if name == 'channel' else event[name]}" for name, word in DETAILS.items() if event[name]]
    parts += [f"{word} {day(event[name])}" for name, word in DATES.items() if event[name]]
    parts += [f"estimated time {event['promised_time']:%H:%M}"] if event["promised_time"] else []
    parts += [money(event["amount"])] if event["amount"] is not None else []
    parts += [f"direct cost {money(event['cost'])}"] if event["cost"] is not None else []
    parts += ["no fee applies"] if event["no_fee"] else []
    parts += [f"irregular ({event['irregular']})"] if event["irregular"] else []
    parts += [PRIVILEGED] if event["is_privileged"] else []
    parts += ["words sealed"] if event["is_sealed"] else []
    shown = [_labelled(text) for text in event["texts"] or () if text["part"] not in ("verbatim", "summary") and text["body"]]
    return "\n".join(["; ".join(parts), *shown] if parts else shown)


def _labelled(text: dict[str, str]) -> str:
    """A text of an entry, with the name of its field where the entry's kind does not say what it is."""
    field = None if text["part"] in UNLABELLED else _session.store().fields.get(text["part"])
    return f"{field['label']}: {text['body']}" if field else text["body"]
