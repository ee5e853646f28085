"""What stands above and in the forms about an access: the notice, the step that is due, the entry that is most likely meant."""

from typing import Any

import streamlit as st

from records_desk.db._guard import words
from records_desk.db.language import counted, translated
from records_desk.pages import _session
from records_desk.pages._notice import notice
from records_desk.pages._words import plain

Row = dict[str, Any]
ENDED = ("revoked",)
ABOUT = ("access_", "dataset_", "misuse_", "feasibility_", "build_")


def before(row: Row, kind: Row) -> None:
    """What must be read before the form is filled."""
    if kind["kind"].startswith(ABOUT):
        notice()
    if kind["kind"] == "misuse_decided":
        for sentence in steps_due(row):
            st.warning(plain(sentence), icon=None)


def steps_due(row: Row) -> list[str]:
    """For each report of a request that waits for its decision: the step that is due, where it is not the first."""
    store = _session.store()
    return [
        counted(
            "Report of {day}: {count} about the same holder were upheld before ({numbers}). The step that is due is: {step}. For a lesser one say why below.",
            "Report of {day}: {count} about the same holder were upheld before ({numbers}). The step that is due is: {step}. For a lesser one say why below.",
            report["upheld_before"],
            day=report["reported_on"],
            numbers=report["upheld_numbers"],
            step=translated(store.label("misuse_action", report["next_action"])).lower(),
        )
        for report in store.recall("misuse_steps_due", today=store.today(), reader=_session.reader())
        if report["request_id"] == row["request_id"]
    ]


def likely(row: Row, kind: Row) -> Row | None:
    """The entry that an act about an access or a report is about, where one alone can be meant, and the key of that access."""
    about = words(kind["about"])
    if kind["kind"] == "misuse_reported" or not about:
        return None
    store, asked = _session.store(), {"request_id": row["request_id"], "as_of": _session.today()}
    if "misuse_reported" in about:
        meant = store.read("misuse_reports_not_closed", **asked)
    else:
        accesses = store.read("request_accesses", **asked)
        meant = [access for access in accesses if access["kind"] in about and access["state"] not in ENDED]
    if len(meant) != 1:
        return None
    return {"about_event_id": meant[0]["event_id"]} | ({"key_reference": meant[0]["key_reference"]} if "misuse_reported" not in about else {})
