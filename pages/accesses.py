"""Live accesses: which keys and datasets are in service, by dataset, until when, and whom to write to."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.pages import _files, _filters, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._notice import notice
from records_desk.pages._paging import first_page, pages, rows
from records_desk.pages._table import table
from records_desk.pages._words import day, days

Row = dict[str, Any]
COLUMNS = {
    "number": "Request", "dataset": "Dataset", "state": "State", "ends": "Ends", "contact": "Contact", "key": "Key reference",
    "endpoint": "Address", "form": "Format", "terms": "Terms", "since": "Since",
}  # fmt: skip
KINDS = {"endpoint": "long", "ends": "when"}
STATES = {"live": "Live", "deprecated": "Deprecated", "suspended": "Suspended", "expired": "Expired", "revoked": "Revoked"}
SHOWN = {"in use": "In use", "all": "All", **STATES}
SOON, PAGE_SIZE = 30, 100

me = _session.page("accesses")
store = _session.store()


def filters() -> Row:
    """What is chosen above the list."""
    begin = {"on_change": first_page, "args": ("accesses",), **_filters.IN_ADDRESS}
    _filters.expect("accesses_state", list(SHOWN.values()).__contains__)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = st.selectbox("Show", list(SHOWN), format_func=SHOWN.get, key="accesses_state", width=220, **begin, help=HELP["accesses_show"])
        text = st.text_input("Find a dataset, key, address or request", key="accesses_text", width=340, **begin, help=HELP["accesses_find"])
    return {"state": state, "text": text.strip() or None}


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
        "form": ", ".join(filter(None, (row["format"], (store.label("refresh", row["refresh"]) or "").lower()))),
        "terms": " ".join(filter(None, (row["terms_version"], row["terms_accepted_on"] and f"accepted {day(row['terms_accepted_on'])}"))),
        "since": day(row["since_on"]),
        "contact": contacts.get(row["event_id"], ""),
        "_id": number,
        "_href": _session.address("request", number=number),
        "_late": row["state"] == "expired" or is_soon(row),
    }


def is_soon(row: Row) -> bool:
    """Whether an access in use ends within a month."""
    return row["is_in_use"] and row["days_left"] is not None and row["days_left"] <= SOON


def ends(row: Row) -> str:
    """The last day in words."""
    if row["ends_on"] is None:
        return "no end named"
    left = row["days_left"]
    if left < 0:
        return f"{day(row['ends_on'])}, expired {days(-left)} ago"
    return f"{day(row['ends_on'])}, " + (f"soon: in {days(left)}" if 0 < left <= SOON else "today is its last day" if not left else f"in {days(left)}")


def summary(counts: Row) -> str:
    """How many are in use, end soon, or stand expired."""
    told = [f"{counts['in_use']:,} in use", f"{counts['ending_soon']:,} of them for {SOON} days or less"]
    return ", ".join(told + [f"{counts[state]:,} {state}" for state in ("expired", "suspended", "revoked")]) + f", as of {day(store.today())}."


def listed(found: list[Row], counts: Row) -> None:
    """One page of the list, with whom to write to, and the whole of it as a file without."""
    total = found[0]["total"] if found else 0
    contacts = whom_to_write_to([row["event_id"] for row in found])
    caption = f"{total:,} of {counts['accesses']:,} accesses, by dataset" + (f": {len(found)} on this page" if total > PAGE_SIZE else "")
    with st.container(key="accesses_rows"):
        opened = table([line(row, contacts) for row in found], COLUMNS, caption, "accesses_table", kinds=KINDS)
    if opened.open:
        _session.go("request", number=opened.open)
    pages("accesses", total, PAGE_SIZE)
    if found:
        st.caption("Follow the number of a request to renew, deprecate or revoke its access. Contacts are shown here and left out of the file.")
        _files.take(f"Accesses as {{form}} ({_files.counted(total)})", as_file(chosen), "accesses", "accesses_file", is_quiet=True)


def whom_to_write_to(event_ids: list[int]) -> dict[int, str]:
    """The contacts of some entries."""
    return {row["event_id"]: row["contact"] for row in store.read("access_contacts", event_ids=event_ids)} if event_ids else {}


def as_file(chosen: Row) -> Callable[[Any], Any]:
    """What is shown as a file, without contacts."""
    return lambda form: export.page(store, "accesses", form, **chosen, reader=me.person_id).path


(counts,) = store.recall("access_counts", today=store.today(), soon=SOON, reader=me.person_id)
st.text(summary(counts))
notice()
with _filters.filters("accesses_state", "accesses_text", "accesses_page"):
    chosen = filters()
if not counts["accesses"]:
    st.info("No access was granted and no dataset published yet: both are recorded on the page of a data request.")
    st.stop()
listed(rows("accesses", "accesses", PAGE_SIZE, **chosen, reader=me.person_id), counts)
