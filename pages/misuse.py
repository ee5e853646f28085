"""The register of misuse: reports about deliveries and keys, how far each is, and which step comes next for its holder."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.pages import _files, _filters, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._notice import notice
from records_desk.pages._paging import first_page, pages, rows
from records_desk.pages._table import table
from records_desk.pages._words import day

Row = dict[str, Any]
COLUMNS = {
    "number": "Request", "state": "State", "reported": "Reported", "about": "About", "triage": "Triage", "action": "Decision",
    "before": "Upheld before", "next": "Step that is due",
}  # fmt: skip
KINDS = {"about": "long", "action": "long", "next": "long", "before": "long", "reported": "short"}
ENTRIES = {"on": "On", "what": "What", "outcome": "Outcome", "words": "In words", "by": "Recorded by"}
STEPS = {"step": "Step", "after": "Upheld reports before", "action": "Action", "meaning": "What it means"}
SHOWN = {"not closed": "Not closed", "all": "All", "open": "Open", "decided": "Decided", "closed": "Closed"}
PAGE_SIZE = 100

me = _session.page("misuse")
store = _session.store()


def chosen_state() -> str:
    """What is chosen above the register."""
    _filters.expect("misuse_state", list(SHOWN.values()).__contains__)
    begin = {"on_change": first_page, "args": ("misuse",), **_filters.IN_ADDRESS}
    return st.selectbox("Show", list(SHOWN), format_func=SHOWN.get, key="misuse_state", width=220, **begin, help=HELP["misuse_show"])


def line(row: Row) -> Row:
    """One report as the table shows it."""
    return {
        "number": row["number"],
        "state": row["state"].capitalize() + (f" on {day(row['closed_on'])}" if row["closed_on"] else ""),
        "reported": day(row["reported_on"]),
        "about": about(row),
        "triage": store.label("misuse_triage", row["triage"]) or "not yet",
        "action": action(row),
        "before": before(row),
        "next": store.label("misuse_action", row["next_action"]) if row["state"] == "open" else "–",
        "_id": row["number"],
        "_href": _session.address("request", number=row["number"]),
    }


def about(row: Row) -> str:
    """Which delivery or key."""
    kind = store.kinds[row["about_kind"]]["label"] if row["about_kind"] else None
    told = (kind and f"{kind} {day(row['about_on'])}", row["dataset_id"], row["key_reference"] and f"key {row['key_reference']}")
    return ", ".join(filter(None, told))


def action(row: Row) -> str:
    """What was decided, and whether that is less than the step that was due."""
    if not row["action"]:
        return "not yet"
    told = f"{store.label('misuse_action', row['action'])}, {day(row['decided_on'])}"
    if not row["is_lesser"]:
        return told
    due = store.label("misuse_action", row["next_action"])
    return f"{told}; less than the step that was due ({due.lower()}), {'with a reason' if row['has_step_reason'] else 'no reason given'}"


def before(row: Row) -> str:
    """How many reports about the same holder were upheld before."""
    return f"{row['upheld_before']} ({row['upheld_numbers']})" if row["upheld_before"] else "none"


def one_report(reports: list[Row]) -> None:
    """What was done about one report of this page, with its words."""
    names = {row["report_id"]: f"{row['number']}, reported {day(row['reported_on'])}, {row['state']}" for row in reports}
    report_id = st.selectbox("Look at a report", list(names), None, format_func=names.get, key="misuse_report", placeholder="Choose", width=420, help=HELP["misuse_which"])
    row = next((row for row in reports if row["report_id"] == report_id), None)
    if row is None:
        return
    entries = store.read("misuse_entries", request_id=row["request_id"], report_id=report_id, as_of=store.today())
    table([_entry(entry) for entry in entries], ENTRIES, "What was done about it", "misuse_entries", kinds={"words": "long", "on": "short"})
    if st.button(f"Open {row['number']} to record what was done", key="misuse_open"):
        _session.go("request", number=row["number"])


def _entry(entry: Row) -> Row:
    kind = store.kinds[entry["kind"]]
    people = {person["sign_in"]: person["name"] for person in store.recall("people")}
    return {
        "on": day(entry["on_date"]),
        "what": kind["label"],
        "outcome": store.label(kind["outcome_list"], entry["outcome"]) or "",
        "words": entry["words"] or "",
        "by": people.get(entry["recorded_by"], entry["recorded_by"]),
    }


def steps() -> None:
    """The steps of escalation, as the table of the rules has them."""
    with st.expander("Which step comes when"):
        told = store.recall("misuse_steps")
        lines = [
            {"step": str(row["step"]), "after": _or_more(row, told[-1]), "action": store.label("misuse_action", row["action"]), "meaning": row["meaning"]}
            for row in told
        ]
        table(lines, STEPS, "Steps for the same holder: the same requester's e-mail, else the same key reference", "misuse_steps", kinds={"meaning": "long"})


def _or_more(row: Row, last: Row) -> str:
    return f"{row['upheld_before']}{' or more' if row is last else ''}"


def listed(reports: list[Row], of_all: int) -> None:
    """One page of the register, the whole of it as a file, and one report with its words."""
    total = reports[0]["total"] if reports else 0
    caption = f"{total:,} of {of_all:,} reports of misuse" + (f": {len(reports)} on this page" if total > PAGE_SIZE else "")
    with st.container(key="misuse_rows"):
        opened = table([line(row) for row in reports], COLUMNS, caption, "misuse_table", kinds=KINDS)
    if opened.open:
        _session.go("request", number=opened.open)
    pages("misuse", total, PAGE_SIZE)
    if reports:
        _files.take(f"Reports as {{form}} ({_files.counted(total)})", as_file(state), "misuse", "misuse_file", is_quiet=True)
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
    st.info("No misuse was reported yet. A report is recorded on the page of the data request whose access it is about.")
steps()
