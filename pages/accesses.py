"""Live accesses: which keys and datasets are in service, by dataset, until when, and whom to write to."""

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
from records_desk.pages._words import day, days, left, number

Row = dict[str, Any]
COLUMNS = {
    "number": msgid("Request"), "dataset": msgid("Dataset"), "state": msgid("State"), "ends": msgid("Ends"), "contact": msgid("Contact"),
    "key": msgid("Key reference"), "endpoint": msgid("Address"), "form": msgid("Format"), "terms": msgid("Terms"), "since": msgid("Since"),
}  # fmt: skip
KINDS = {"endpoint": "long", "ends": "when"}
STATES = {
    "live": msgid("Live"), "deprecated": msgid("Deprecated"), "suspended": msgid("Suspended"), "expired": msgid("Expired"), "revoked": msgid("Revoked"),
}  # fmt: skip
SHOWN = {"in use": msgid("In use"), "all": msgid("All"), **STATES}
SOON, PAGE_SIZE = 30, 100

me = _session.page("accesses")
store = _session.store()


def filters() -> Row:
    """What is chosen above the list."""
    begin = {"on_change": first_page, "args": ("accesses",), **_filters.IN_ADDRESS}
    called = _filters.called("accesses_state", SHOWN)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = st.selectbox(translated("Show"), list(SHOWN), format_func=called, key="accesses_state", width=220, **begin, help=HELP["accesses_show"])
        text = st.text_input(translated("Find a dataset, key, address or request"), key="accesses_text", width=340, **begin, help=HELP["accesses_find"])
    return {"state": state, "text": text.strip() or None}


def line(row: Row, contacts: dict[int, str]) -> Row:
    """One access as the table shows it."""
    request = row["number"]
    return {
        "number": request,
        "dataset": row["dataset_id"] or translated("no dataset named"),
        "state": translated("Revoked on {day}", day=day(row["revoked_on"])) if row["revoked_on"] else translated(STATES[row["state"]]),
        "ends": ends(row),
        "key": row["key_reference"] or translated("no key: open to all"),
        "endpoint": row["endpoint"] or "",
        "form": ", ".join(filter(None, (row["format"], (translated(store.label("refresh", row["refresh"])) or "").lower()))),
        "terms": " ".join(filter(None, (row["terms_version"], row["terms_accepted_on"] and translated("accepted {day}", day=day(row["terms_accepted_on"]))))),
        "since": day(row["since_on"]),
        "contact": contacts.get(row["event_id"], ""),
        "_id": request,
        "_href": _session.address("request", number=request),
        "_late": row["state"] == "expired" or is_soon(row),
    }


def is_soon(row: Row) -> bool:
    """Whether an access in use ends within a month."""
    return row["is_in_use"] and row["days_left"] is not None and row["days_left"] <= SOON


def ends(row: Row) -> str:
    """The last day in words."""
    if row["ends_on"] is None:
        return translated("no end named")
    last, count = day(row["ends_on"]), row["days_left"]
    if count < 0:
        return translated("{day}, expired {days} ago", day=last, days=days(-count))
    if not count:
        return translated("{day}, today is its last day", day=last)
    return translated("{day}, soon: {left}", day=last, left=left(count)) if count <= SOON else f"{last}, {left(count)}"


def summary(counts: Row) -> str:
    """How many are in use, end soon, or stand expired."""
    told = {state: number(counts[state]) for state in ("in_use", "ending_soon", "expired", "suspended", "revoked")}
    return translated(
        "{in_use} in use, {ending_soon} of them for {most} days or less, {expired} expired, {suspended} suspended, {revoked} revoked, as of {day}.",
        **told, most=SOON, day=day(store.today()),
    )  # fmt: skip


def listed(found: list[Row], counts: Row) -> None:
    """One page of the list, with whom to write to, and the whole of it as a file without."""
    total = found[0]["total"] if found else 0
    contacts = whom_to_write_to([row["event_id"] for row in found])
    caption = counted("{found} of {count} accesses, by dataset", "{found} of {count} accesses, by dataset", counts["accesses"], found=number(total))
    if total > PAGE_SIZE:
        caption = counted(
            "{found} of {count} accesses, by dataset: {here} on this page", "{found} of {count} accesses, by dataset: {here} on this page",
            counts["accesses"], found=number(total), here=len(found),
        )  # fmt: skip
    with st.container(key="accesses_rows"):
        opened = table([line(row, contacts) for row in found], COLUMNS, caption, "accesses_table", kinds=KINDS)
    if opened.open:
        _session.go("request", number=opened.open)
    pages("accesses", total, PAGE_SIZE)
    if found:
        st.caption(translated("Follow the number of a request to renew, deprecate or revoke its access. Contacts are shown here and left out of the file."))
        _files.take(translated("Accesses as {form} ({rows})", form="{form}", rows=_files.counted(total)), as_file(chosen), "accesses", "accesses_file", is_quiet=True)


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
    st.info(translated("No access was granted and no dataset published yet: both are recorded on the page of a data request."))
    st.stop()
listed(rows("accesses", "accesses", PAGE_SIZE, **chosen, reader=me.person_id), counts)
