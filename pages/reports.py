"""Everything out: ready reports for a council packet, each export with as many rows as shown, the whole log."""

from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

from records_desk import documents
from records_desk.db import export, form_command, intake, report, whole_log
from records_desk.db.language import LANGUAGES
from records_desk.db._guard import FIRST_DAY
from records_desk.db.roles import MAY
from records_desk.db.table_file import CSV
from records_desk.pages import _files, _filters, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import day

ABOUT = {
    "queue": "Open requests, most urgent first, with their public summary.",
    "requests": "One row per request: where it stood, its dates, figures and sums.",
    "events": "One row per thing that happened, corrected entries too.",
    "fees": "One row per sum of money, with its basis.",
    "turnaround": "Days from receipt to determination by month received, open requests counted.",
    "public_log": "For the public: number, track, days, status, outcome and desk of each request. No words, no people.",
    "due_for_review": "Closed and voided requests past the city's retention period that are not sealed, oldest first.",
}

TITLES = {plan.name: plan.title for plan in report.PLANS}
TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "csv": CSV.media_type}


def document(ending: str, name: str, as_of: date, desk_id: int | None) -> Path:
    """A report as a document in the spool."""
    return _session.spooled(documents()[ending](report.report(_session.store(), name, as_of, desk_id)), ending)


me = _session.page("reports")
store = _session.store()
today = store.today()
desks = {row["name"]: row["desk_id"] for row in store.recall("desks")}
with _filters.filters("reports_as_of", "reports_name", "reports_desk"), st.container(horizontal=True):
    as_of = st.date_input(
        "As of", today, min_value=FIRST_DAY, max_value=today, format="YYYY-MM-DD", key="reports_as_of", width=220, **_filters.IN_ADDRESS, help=HELP["report_as_of"],
    )
    name = st.selectbox("Ready report", list(TITLES), format_func=TITLES.get, key="reports_name", width=260, **_filters.IN_ADDRESS, help=HELP["report_name"])
    desk = st.selectbox("Desk", ["Any", *desks], key="reports_desk", width=260, **_filters.IN_ADDRESS, help=HELP["report_desk"])

chosen, asked = report.plan(name), (name, as_of, desks.get(desk))
st.header(f"{chosen.title} as of {day(as_of)}", anchor=False)
st.write(chosen.purpose)
st.caption("Holds: " + "; ".join(section.title for section in chosen.sections) + ".")
with st.container(horizontal=True):
    for ending in ("html", "pdf"):
        label, file_name = f"{chosen.title} as {ending.upper()}", f"{report.stem(*asked)}.{ending}"
        _session.download(label, partial(document, ending, *asked), file_name, f"reports_{ending}", TYPES[ending])
    form = _files.form()
    label, file_name = f"{chosen.title} as {form.label}, zipped", f"{report.stem(*asked)}.zip"
    _session.download(label, partial(report.packed, store, *asked, form), file_name, "reports_zip", "application/zip")
st.header("Exports", anchor=False)


@st.cache_data(max_entries=100, show_spinner="Counting rows")
def counted(log_state: tuple[str, int, date], name: str, as_of: date, reader: int | None) -> int:
    """How many rows an export would hold, kept until the log changes."""
    return export.count(store, name, as_of, reader=reader)


def blank_form(ending: str, language: str) -> Path:
    """The blank form in the spool."""
    return _session.spooled(form_command.made(store, ending, language), ending)


def whole() -> None:
    """Everything in one file, for those who may see all of it."""
    st.header("The whole log", anchor=False)
    st.write(f"One file from which records-desk import makes the same store again. {whole_log.HOLDS} Keep it where backups are kept.")
    if hidden := store.recall("hidden", reader=me.person_id)[0]["requests"]:
        st.caption(f"Restricted requests that you are not named to see: {hidden}. The whole log holds them too, so it is made at the server, by records-desk export log.")
        return
    file_name = f"city-log-{today}.zip"
    _session.download("Download the whole log", lambda: whole_log.pack(store).path, file_name, "reports_whole", "application/zip")


counts = {name: counted(_session.log_state(), name, as_of, me.person_id) for name in ABOUT}
rows = [{"name": name.replace("_", " "), "about": about, "rows": f"{counts[name]:,}"} for name, about in ABOUT.items()]
columns = {"name": "Export", "about": "What it holds", "rows": "Rows"}
table(rows, columns, f"Exports as of {day(as_of)}", "reports_table", kinds={"rows": "figure"})
st.caption("None of these holds a requester's name, address or words; the queue holds the public summary, the public log no words at all. The queue and what is due for review are always of today.")
with st.container(horizontal=True):
    for name, count in counts.items():
        label = f"{name.replace('_', ' ')} as {{form}} ({_files.counted(count)})"
        _files.take(label, lambda form, name=name: export.export(store, name, as_of, form, reader=me.person_id).path, f"{name}-{as_of}", f"reports_{name}")
st.header("Blank form", anchor=False)
st.write("The fields of New request, to print or to fill in. A filled CSV comes in with records-desk import --map form.")
for language, called in LANGUAGES.items():
    with st.container(horizontal=True):
        for ending in intake.ENDINGS:
            label, make = f"Blank form as {ending.upper()}, {called}", partial(blank_form, ending, language)
            _session.download(label, make, intake.file_name(ending, language), f"reports_form_{language}_{ending}", TYPES[ending])
if me.role in MAY["export the whole log"]:
    whole()
