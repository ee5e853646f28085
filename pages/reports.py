"""Everything out: each export as CSV, with as many rows as shown."""

import streamlit as st

from records_desk.db import export
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import day

ABOUT = {
    "queue": "Open requests, most urgent first, with their public summary.",
    "requests": "One row per request: where it stood, its dates, figures and sums.",
    "events": "One row per thing that happened, corrected entries too.",
    "fees": "One row per sum of money, with its basis.",
    "turnaround": "Days from receipt to determination by month received, open requests counted.",
}

_session.page("reports")
store = _session.store()
as_of = st.date_input("As of", store.today(), max_value=store.today(), format="YYYY-MM-DD", key="reports_as_of", bind="query-params", width=220)


@st.cache_data(max_entries=100, show_spinner="Counting rows")
def counted(version: int, name: str, as_of) -> int:
    """How many rows an export would hold, kept until the log changes."""
    return export.count(store, name, as_of)


rows = [{"name": name, "about": about, "rows": f"{counted(store.version, name, as_of):,}"} for name, about in ABOUT.items()]
table(rows, {"name": "Export", "about": "What it holds", "rows": "Rows"}, f"Exports as of {day(as_of)}", "reports_table", kinds={"rows": "figure"})
st.caption("No export holds a requester's name, address or words; the queue holds the public summary. The queue is always of today.")
with st.container(horizontal=True):
    for row in rows:
        name = row["name"]
        _session.download(f"{name} ({row['rows']} rows)", lambda name=name: export.export(store, name, as_of).path, f"{name}-{as_of}.csv", f"reports_{name}")
