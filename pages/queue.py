"""The worklist: what is open, most urgent first."""

import streamlit as st

from records_desk.db import demo, export, ledger
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import day, left

PAGE_SIZE = 50
DUE = {"any": "Any", "overdue": "Overdue", "today": "Due today", "week": "Due within 7 days", "unassigned": "No desk", "irregular": "Irregular"}
COLUMNS = {
    "number": "Request", "summary": "Summary", "status": "Status", "next": "Due", "date": "On",
    "desk": "Desk", "person": "Person", "received": "Received",
}  # fmt: skip

me = _session.page("queue")
store = _session.store()


def filters() -> dict:
    """The filters as chosen, kept in the address so that a view can be sent."""
    statuses = {"any_open": "All open", "all": "All", **{name: row["label"] for name, row in store.statuses.items()}}
    desks = {row["name"]: row["desk_id"] for row in store.read("desks")}
    people = {row["name"]: row["person_id"] for row in _session.people()}
    columns = st.columns(6)
    status = columns[0].selectbox("Status", statuses, format_func=statuses.get, key="queue_status", bind="query-params")
    due = columns[1].selectbox("Due", DUE, format_func=DUE.get, key="queue_due", bind="query-params")
    desk = columns[2].selectbox("Desk", ["Any", *desks], key="queue_desk", bind="query-params")
    person = columns[3].selectbox("Person", ["Any", *people], key="queue_person", bind="query-params")
    track = columns[4].selectbox("Track", ["Any", "data", "records"], key="queue_track", bind="query-params")
    text = columns[5].text_input("Number or words", key="queue_text", bind="query-params")
    return {
        "status": status,
        "due": due,
        "desk_id": desks.get(desk),
        "person_id": people.get(person),
        "track": None if track == "Any" else track,
        "text": text.strip() or None,
    }


def row_of(row: dict) -> dict[str, str]:
    """One line of the table."""
    what = "" if row["is_undecided"] or row["days_left"] is None else "promised, "
    return {
        "_id": row["number"],
        "_href": _session.address("request", number=row["number"]),
        "_late": bool(row["is_overdue"]),
        "number": row["number"],
        "summary": row["summary"] or "",
        "status": f"{row['glyph']} {row['status']}",
        "next": what + left(row["days_left"]),
        "date": day(row["next_on"]),
        "desk": row["desk"] or "No desk",
        "person": row["person"] or "",
        "received": day(row["received_on"]),
    }


def route_chosen(numbers: list[str]) -> None:
    """Route what was chosen, one by one; each refusal is told with its number."""
    desks = {row["desk_id"]: row["name"] for row in store.read("desks") if row["is_active"]}
    with st.form("desk_route", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        desk_id = st.selectbox(f"Route {len(numbers)} chosen to", desks, format_func=desks.get, key="queue_route_to", width=320)
        sent = st.form_submit_button("Route", type="primary")
    if not sent:
        return
    done, refused = [], []
    for number in numbers:
        found = store.read("request_id", number=number)[0]
        try:
            ledger.record(store, found["request_id"], "routed", me, on_date=store.today(), desk_id=desk_id, token=_session.token(f"route_{number}"))
            done.append(number)
        except ledger.Refused as why:
            refused.append(f"{number}: {why}")
        _session.renew(f"route_{number}")
    _session.say(f"Routed {len(done)} to {desks[desk_id]}." + "".join(f" Not routed: {line}" for line in refused))
    st.rerun()


def empty() -> None:
    """What a clerk sees before there is anything to see."""
    if store.read("any_request"):
        st.info("No request matches these filters.")
        return
    st.info("No request is logged yet. Log the first one, import another system's log with records-desk import, or look around in a sample city.")
    if me.role in _session.WRITERS and st.button("Log a request", type="primary"):
        _session.go("intake")
    if me.role == "administrator" and st.button("Load the sample city (300 invented requests)"):
        demo.load_sample(store)
        st.rerun()


_session.said()
chosen_filters = filters()
page_number = st.session_state.get("queue_page", 1)
rows = store.read("queue", **chosen_filters, today=store.today(), page=page_number, page_size=PAGE_SIZE)
if not rows and page_number > 1:
    page_number = 1
    rows = store.read("queue", **chosen_filters, today=store.today(), page=1, page_size=PAGE_SIZE)
if not rows:
    empty()
    st.stop()

total = rows[0]["total"]
caption = f"{total:,} requests, most urgent first" + (f": {len(rows)} on page {page_number}" if total > PAGE_SIZE else "")
st.session_state["desk_queue"] = [row["number"] for row in rows]
answer = table(
    [row_of(row) for row in rows], COLUMNS, caption, "queue_table",
    kinds={"next": "when", "date": "short", "received": "short", "status": "short"}, choose=me.role in _session.WRITERS,
)  # fmt: skip
if answer.open:
    _session.go("request", number=answer.open)
if answer.chosen:
    route_chosen(list(answer.chosen))
with st.container(horizontal=True, vertical_alignment="center"):
    if total > PAGE_SIZE:
        st.pagination(-(-total // PAGE_SIZE), key="queue_page")
    _session.download(f"Download these {total:,} rows as CSV", lambda: export.export(store, "queue", **chosen_filters).path, "queue.csv", "queue_csv")
