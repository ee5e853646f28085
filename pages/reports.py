"""Everything out: each export as CSV, with as many rows as shown."""

from datetime import date

import streamlit as st

from records_desk.db import export
from records_desk.db._guard import FIRST_DAY
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
today = store.today()
with _session.filters("reports_as_of"):
    as_of = st.date_input(
        "As of", today, min_value=FIRST_DAY, max_value=today, format="YYYY-MM-DD", key="reports_as_of", width=220, **_session.IN_ADDRESS
    )


@st.cache_data(max_entries=100, show_spinner="Counting rows")
def counted(log_state: tuple[str, int, date], name: str, as_of: date) -> int:
    """How many rows an export would hold, kept until the log changes."""
    return export.count(store, name, as_of)


rows = [{"name": name, "about": about, "rows": f"{counted(_session.log_state(), name, as_of):,}"} for name, about in ABOUT.items()]
columns = {"name": "Export", "about": "What it holds", "rows": "Rows"}
table(rows, columns, f"Exports as of {day(as_of)}", "reports_table", kinds={"rows": "figure"})
st.caption("No export holds a requester's name, address or words; the queue holds the public summary. The queue is always of today.")
with st.container(horizontal=True):
    for row in rows:
        name = row["name"]
        label = f"{name} ({row['rows']} {'row' if row['rows'] == '1' else 'rows'})"
        _session.download(label, lambda name=name: export.export(store, name, as_of).path, f"{name}-{as_of}.csv", f"reports_{name}")
