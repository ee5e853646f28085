"""What stands above and in the forms about an access: the notice, the step that is due, the entry that is most likely meant."""

from typing import Any

import streamlit as st

from records_desk.db._guard import words
from records_desk.pages import _notice, _session
from records_desk.pages._words import plain

Row = dict[str, Any]
ENDED = ("revoked",)


def before(row: Row, kind: Row) -> None:
    """What must be read before the form is filled."""
    _notice.notice_for(kind)
    if kind["kind"] == "misuse_decided":
        for sentence in steps_due(row):
            st.warning(plain(sentence), icon=None)


def steps_due(row: Row) -> list[str]:
    """For each report of a request that waits for its decision: the step that is due, where it is not the first."""
    actions = {choice["code"]: choice["label"].lower() for choice in _session.store().choices["misuse_action"]}
    return [
        f"Report of {report['reported_on']}: {report['upheld_before']} about the same holder were upheld before ({report['upheld_numbers']}). "
        f"The step that is due is: {actions[report['next_action']]}. For a lesser one say why below."
        for report in _reports(row)
        if report["state"] == "open" and report["upheld_before"]
    ]


def likely(row: Row, kind: Row) -> Row | None:
    """The entry that an act about an access or a report is about, where one alone can be meant, and the key of that access."""
    about = words(kind["about"])
    if kind["kind"] == "misuse_reported" or not about:
        return None
    if "misuse_reported" in about:
        meant = [report for report in _reports(row) if report["state"] != "closed"]
    else:
        accesses = _session.store().read("request_accesses", request_id=row["request_id"], as_of=_session.today())
        meant = [access for access in accesses if access["kind"] in about and access["state"] not in ENDED]
    if len(meant) != 1:
        return None
    return {"about_event_id": meant[0]["event_id"]} | ({"key_reference": meant[0]["key_reference"]} if "misuse_reported" not in about else {})


def _reports(row: Row) -> list[Row]:
    register = _session.store().read("misuse_register", as_of=_session.today())
    return [report for report in register if report["request_id"] == row["request_id"]]
