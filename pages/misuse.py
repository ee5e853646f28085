"""The register of misuse: reports about deliveries and keys, how far each is, and which step comes next for its holder."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.pages import _files, _session
from records_desk.pages._notice import notice
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
SHOWN = ("not closed", "all", "open", "decided", "closed")
TAKEN = (
    "number", "state", "reported_on", "about_kind", "about_on", "dataset_id", "key_reference", "triage", "n_evidence", "action", "decided_on",
    "closed_on", "upheld_before", "next_action", "is_lesser",
)  # fmt: skip

me = _session.page("misuse")
store = _session.store()


@st.cache_data(max_entries=4, show_spinner=False)
def known(log_state: tuple[str, int, date]) -> list[Row]:
    """Every report, kept until the log changes. No words."""
    return store.read("misuse_register", as_of=log_state[2])


def label(choices: str | None, code: str | None) -> str | None:
    """How a code of a list is called."""
    return next((choice["label"] for choice in store.choices.get(choices, ()) if choice["code"] == code), code)


def line(row: Row) -> Row:
    """One report as the table shows it."""
    return {
        "number": row["number"],
        "state": row["state"].capitalize() + (f" on {day(row['closed_on'])}" if row["closed_on"] else ""),
        "reported": day(row["reported_on"]),
        "about": about(row),
        "triage": label("misuse_triage", row["triage"]) or "not yet",
        "action": action(row),
        "before": before(row),
        "next": label("misuse_action", row["next_action"]) if row["state"] == "open" else "–",
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
    told = f"{label('misuse_action', row['action'])}, {day(row['decided_on'])}"
    if not row["is_lesser"]:
        return told
    due = label("misuse_action", row["next_action"])
    return f"{told}; less than the step that was due ({due.lower()}), {'with a reason' if row['has_step_reason'] else 'no reason given'}"


def before(row: Row) -> str:
    """How many reports about the same holder were upheld before."""
    return f"{row['upheld_before']} ({row['upheld_numbers']})" if row["upheld_before"] else "none"


def one_report(rows: list[Row]) -> None:
    """What was done about one report, with its words."""
    names = {row["report_id"]: f"{row['number']}, reported {day(row['reported_on'])}, {row['state']}" for row in rows}
    report_id = st.selectbox("Look at a report", list(names), None, format_func=names.get, key="misuse_report", placeholder="Choose", width=420)
    row = next((row for row in rows if row["report_id"] == report_id), None)
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
        "outcome": label(kind["outcome_list"], entry["outcome"]) or "",
        "words": entry["words"] or "",
        "by": people.get(entry["recorded_by"], entry["recorded_by"]),
    }


def steps() -> None:
    """The steps of escalation, as the table of the rules has them."""
    with st.expander("Which step comes when"):
        told = store.recall("misuse_steps")
        lines = [
            {"step": str(row["step"]), "after": _or_more(row, told[-1]), "action": label("misuse_action", row["action"]), "meaning": row["meaning"]}
            for row in told
        ]
        table(lines, STEPS, "Steps for the same holder: the same requester's e-mail, else the same key reference", "misuse_steps", kinds={"meaning": "long"})


def _or_more(row: Row, last: Row) -> str:
    return f"{row['upheld_before']}{' or more' if row is last else ''}"


def export_file(rows: list[Row], form: Any) -> Any:
    """What is shown as a file, without words and people."""
    return export.listed(store, [{name: row[name] for name in TAKEN} for row in rows], form).path


notice()
rows = known(_session.log_state())
with _session.filters("misuse_state"):
    state = st.selectbox("Show", SHOWN, format_func=str.capitalize, key="misuse_state", width=220, **_session.IN_ADDRESS)
if not rows:
    st.info("No misuse was reported yet. A report is recorded on the page of the data request whose access it is about.")
else:
    hits = [row for row in rows if state in ("all", row["state"]) or (state == "not closed" and row["state"] != "closed")]
    opened = table([line(row) for row in hits], COLUMNS, f"{len(hits):,} of {len(rows):,} reports of misuse", "misuse_table", kinds=KINDS)
    if opened.open:
        _session.go("request", number=opened.open)
    if hits:
        _files.take(f"Reports as {{form}} ({_files.counted(len(hits))})", lambda form: export_file(hits, form), "misuse", "misuse_file", is_quiet=True)
        one_report(hits)
steps()
