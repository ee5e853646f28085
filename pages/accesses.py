"""Live accesses: which keys and datasets are in service, by dataset, until when, and whom to write to."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.pages import _files, _session
from records_desk.pages._notice import notice
from records_desk.pages._table import table
from records_desk.pages._words import day, days

Row = dict[str, Any]
COLUMNS = {
    "number": "Request", "dataset": "Dataset", "state": "State", "ends": "Ends", "contact": "Contact", "key": "Key reference",
    "endpoint": "Address", "form": "Format", "terms": "Terms", "since": "Since",
}  # fmt: skip
KINDS = {"endpoint": "long", "ends": "when"}
STATES = {"live": "Live", "deprecated": "Deprecated", "suspended": "Suspended", "expired": "Expired", "revoked": "Revoked"}
SHOWN = {"in use": ("live", "deprecated"), "all": tuple(STATES), **{state: (state,) for state in STATES}}
TAKEN = (
    "dataset_id", "number", "state", "ends_on", "days_left", "key_reference", "endpoint", "format", "refresh", "terms_version", "terms_accepted_on",
    "since_on", "kind",
)  # fmt: skip
SOON = 30

me = _session.page("accesses")
store = _session.store()


@st.cache_data(max_entries=4, show_spinner=False)
def known(log_state: tuple[str, int, date]) -> list[Row]:
    """Every access, kept until the log changes. No contact."""
    return store.read("accesses", as_of=log_state[2])


def found(rows: list[Row], state: str, text: str) -> list[Row]:
    """The accesses of a state whose dataset, address, key or request holds a text."""
    wanted = text.strip().lower()
    return [row for row in rows if row["state"] in SHOWN[state] and wanted in _searched(row)]


def _searched(row: Row) -> str:
    return " ".join(str(row[name] or "") for name in ("dataset_id", "endpoint", "key_reference", "number")).lower()


def line(row: Row, contacts: dict[int, str]) -> Row:
    """One access as the table shows it."""
    number = row["number"]
    return {
        "number": number,
        "dataset": row["dataset_id"] or "no dataset named",
        "state": STATES[row["state"]] + (f" on {day(row['revoked_on'])}" if row["revoked_on"] else ""),
        "ends": ends(row),
        "key": row["key_reference"] or "no key: open to all",
        "endpoint": row["endpoint"] or "",
        "form": ", ".join(filter(None, (row["format"], _refreshed(row["refresh"])))),
        "terms": " ".join(filter(None, (row["terms_version"], row["terms_accepted_on"] and f"accepted {day(row['terms_accepted_on'])}"))),
        "since": day(row["since_on"]),
        "contact": contacts.get(row["event_id"], ""),
        "_id": number,
        "_href": _session.address("request", number=number),
        "_late": row["state"] == "expired" or is_soon(row),
    }


def is_soon(row: Row) -> bool:
    """Whether an access in use ends within a month."""
    return row["state"] in SHOWN["in use"] and row["days_left"] is not None and row["days_left"] <= SOON


def ends(row: Row) -> str:
    """The last day in words."""
    if row["ends_on"] is None:
        return "no end named"
    left = row["days_left"]
    if left < 0:
        return f"{day(row['ends_on'])}, expired {days(-left)} ago"
    return f"{day(row['ends_on'])}, " + (f"soon: in {days(left)}" if 0 < left <= SOON else "today is its last day" if not left else f"in {days(left)}")


def _refreshed(code: str | None) -> str | None:
    return next((choice["label"].lower() for choice in store.choices["refresh"] if choice["code"] == code), None)


def summary(rows: list[Row]) -> str:
    """How many are in use, end soon, or stand expired."""
    in_use = [row for row in rows if row["state"] in SHOWN["in use"]]
    counts = {state: sum(row["state"] == state for row in rows) for state in ("expired", "suspended", "revoked")}
    told = [f"{len(in_use)} in use", f"{sum(map(is_soon, in_use))} of them for {SOON} days or less"]
    return ", ".join(told + [f"{count} {state}" for state, count in counts.items()]) + f", as of {day(store.today())}."


def export_file(rows: list[Row], form: Any) -> Any:
    """What is shown as a file, without contacts."""
    return export.listed(store, [{name: row[name] for name in TAKEN} for row in rows], form).path


rows = known(_session.log_state())
st.text(summary(rows))
notice()
with _session.filters("accesses_state", "accesses_text"), st.container(horizontal=True, vertical_alignment="bottom"):
    state = st.selectbox("Show", list(SHOWN), format_func=lambda name: STATES.get(name, name.capitalize()), key="accesses_state", width=220, **_session.IN_ADDRESS)
    text = st.text_input("Find a dataset, key, address or request", key="accesses_text", width=340, **_session.IN_ADDRESS)
if not rows:
    st.info("No access was granted and no dataset published yet: both are recorded on the page of a data request.")
    st.stop()
hits = found(rows, state, text)
contacts = {row["event_id"]: row["contact"] for row in store.read("access_contacts")}
opened = table([line(row, contacts) for row in hits], COLUMNS, f"{len(hits):,} of {len(rows):,} accesses, by dataset", "accesses_table", kinds=KINDS)
if opened.open:
    _session.go("request", number=opened.open)
if hits:
    st.caption("Follow the number of a request to renew, deprecate or revoke its access. Contacts are shown here and left out of the file.")
    _files.take(f"Accesses as {{form}} ({_files.counted(len(hits))})", lambda form: export_file(hits, form), "accesses", "accesses_file", is_quiet=True)
