"""The register of misuse: reports about deliveries and keys, how far each is, and which step comes next for its holder."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.db.language import counted, msgid, translated
from records_desk.pages import _files, _filters, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._notice import notice
from records_desk.pages._paging import first_page, pages, rows
from records_desk.pages._table import table
from records_desk.pages._words import day, number

Row = dict[str, Any]
COLUMNS = {
    "number": msgid("Request"), "state": msgid("State"), "reported": msgid("Reported"), "about": msgid("About"), "triage": msgid("Triage"),
    "action": msgid("Decision"), "before": msgid("Upheld before"), "next": msgid("Step that is due"),
}  # fmt: skip
KINDS = {"about": "long", "action": "long", "next": "long", "before": "long", "reported": "short"}
ENTRIES = {"on": msgid("On"), "what": msgid("What"), "outcome": msgid("Outcome"), "words": msgid("In words"), "by": msgid("Recorded by")}
STEPS = {"step": msgid("Step"), "after": msgid("Upheld reports before"), "action": msgid("Action"), "meaning": msgid("What it means")}
SHOWN = {"not closed": msgid("Not closed"), "all": msgid("All"), "open": msgid("Open"), "decided": msgid("Decided"), "closed": msgid("Closed")}
PAGE_SIZE = 100

me = _session.page("misuse")
store = _session.store()


def chosen_state() -> str:
    """What is chosen above the register."""
    called = _filters.called("misuse_state", SHOWN)
    begin = {"on_change": first_page, "args": ("misuse",), **_filters.IN_ADDRESS}
    return st.selectbox(translated("Show"), list(SHOWN), format_func=called, key="misuse_state", width=220, **begin, help=HELP["misuse_show"])


def line(row: Row) -> Row:
    """One report as the table shows it."""
    return {
        "number": row["number"],
        "state": translated("Closed on {day}", day=day(row["closed_on"])) if row["closed_on"] else translated(SHOWN[row["state"]]),
        "reported": day(row["reported_on"]),
        "about": about(row),
        "triage": translated(store.label("misuse_triage", row["triage"])) or translated("not yet"),
        "action": action(row),
        "before": before(row),
        "next": translated(store.label("misuse_action", row["next_action"])) if row["state"] == "open" else "–",
        "_id": row["number"],
        "_href": _session.address("request", number=row["number"]),
    }


def about(row: Row) -> str:
    """Which delivery or key."""
    kind = translated(store.kinds[row["about_kind"]]["label"]) if row["about_kind"] else None
    key = row["key_reference"] and translated("key {reference}", reference=row["key_reference"])
    told = (kind and f"{kind} {day(row['about_on'])}", row["dataset_id"], key)
    return ", ".join(filter(None, told))


def action(row: Row) -> str:
    """What was decided, and whether that is less than the step that was due."""
    if not row["action"]:
        return translated("not yet")
    told = f"{translated(store.label('misuse_action', row['action']))}, {day(row['decided_on'])}"
    if not row["is_lesser"]:
        return told
    due = translated(store.label("misuse_action", row["next_action"])).lower()
    if row["has_step_reason"]:
        return translated("{decision}; less than the step that was due ({step}), with a reason", decision=told, step=due)
    return translated("{decision}; less than the step that was due ({step}), no reason given", decision=told, step=due)


def before(row: Row) -> str:
    """How many reports about the same holder were upheld before."""
    return f"{row['upheld_before']} ({row['upheld_numbers']})" if row["upheld_before"] else translated("none")


def one_report(reports: list[Row]) -> None:
    """What was done about one report of this page, with its words."""
    names = {row["report_id"]: _named(row) for row in reports}
    report_id = st.selectbox(
        translated("Look at a report"), list(names), None, format_func=names.get, key="misuse_report", placeholder=translated("Choose"), width=420, help=HELP["misuse_which"],
    )  # fmt: skip
    row = next((row for row in reports if row["report_id"] == report_id), None)
    if row is None:
        return
    entries = store.read("misuse_entries", request_id=row["request_id"], report_id=report_id, as_of=store.today())
    table([_entry(entry) for entry in entries], ENTRIES, translated("What was done about it"), "misuse_entries", kinds={"words": "long", "on": "short"})
    if st.button(translated("Open {number} to record what was done", number=row["number"]), key="misuse_open"):
        _session.go("request", number=row["number"])


def _named(row: Row) -> str:
    state = translated(SHOWN[row["state"]]).lower()
    return translated("{number}, reported {day}, {state}", number=row["number"], day=day(row["reported_on"]), state=state)


def _entry(entry: Row) -> Row:
    kind = store.kinds[entry["kind"]]
    people = {person["sign_in"]: person["name"] for person in store.recall("people")}
    return {
        "on": day(entry["on_date"]),
        "what": translated(kind["label"]),
        "outcome": translated(store.label(kind["outcome_list"], entry["outcome"])) or "",
        "words": entry["words"] or "",
        "by": people.get(entry["recorded_by"], entry["recorded_by"]),
    }


def steps() -> None:
    """The steps of escalation, as the table of the rules has them."""
    with st.expander(translated("Which step comes when")):
        told = store.recall("misuse_steps")
        lines = [
            {"step": str(row["step"]), "after": _or_more(row, told[-1]), "action": translated(store.label("misuse_action", row["action"])), "meaning": translated(row["meaning"])}
            for row in told
        ]
        caption = translated("Steps for the same holder: the same requester's e-mail, else the same key reference")
        table(lines, STEPS, caption, "misuse_steps", kinds={"meaning": "long"})


def _or_more(row: Row, last: Row) -> str:
    return translated("{count} or more", count=row["upheld_before"]) if row is last else str(row["upheld_before"])


def listed(reports: list[Row], of_all: int) -> None:
    """One page of the register, the whole of it as a file, and one report with its words."""
    total = reports[0]["total"] if reports else 0
    caption = counted("{found} of {count} reports of misuse", "{found} of {count} reports of misuse", of_all, found=number(total))
    if total > PAGE_SIZE:
        caption = counted(
            "{found} of {count} reports of misuse: {here} on this page", "{found} of {count} reports of misuse: {here} on this page",
            of_all, found=number(total), here=len(reports),
        )  # fmt: skip
    with st.container(key="misuse_rows"):
        opened = table([line(row) for row in reports], COLUMNS, caption, "misuse_table", kinds=KINDS)
    if opened.open:
        _session.go("request", number=opened.open)
    pages("misuse", total, PAGE_SIZE)
    if reports:
        _files.take(translated("Reports as {form} ({rows})", form="{form}", rows=_files.counted(total)), as_file(state), "misuse", "misuse_file", is_quiet=True)
        one_report(reports)


def as_file(state: str) -> Callable[[Any], Any]:
    """What is shown as a file, without words and people."""
    return lambda form: export.page(store, "misuse_register", form, state=state, reader=me.person_id).path


notice()
with _filters.filters("misuse_state", "misuse_page"):
    state = chosen_state()
(count,) = store.recall("misuse_count", today=store.today(), reader=me.person_id)
if count["reports"]:
    listed(rows("misuse", "misuse_register", PAGE_SIZE, state=state, reader=me.person_id), count["reports"])
else:
    st.info(translated("No misuse was reported yet. A report is recorded on the page of the data request whose access it is about."))
steps()
