"""Everything out: ready reports for a council packet, each export with as many rows as shown, the whole log."""

from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

from records_desk import documents
from records_desk.db import export, form_command, intake, report, whole_log
from records_desk.db.language import LANGUAGES, msgid, translated
from records_desk.db._guard import FIRST_DAY
from records_desk.db.roles import MAY
from records_desk.db.table_file import CSV
from records_desk.pages import _files, _filters, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import day, number

ABOUT = {
    "queue": msgid("Open requests, most urgent first, with their public summary."),
    "requests": msgid("One row per request: where it stood, its dates, figures and sums."),
    "events": msgid("One row per thing that happened, corrected entries too."),
    "fees": msgid("One row per sum of money, with its basis."),
    "turnaround": msgid("Days from receipt to determination by month received, open requests counted."),
    "public_log": msgid("For the public: number, track, days, status, outcome and desk of each request. No words, no people."),
    "due_for_review": msgid("Closed and voided requests past the city's retention period that are not sealed, oldest first."),
}

ANY = msgid("Any")  # desk
AS = {"html": msgid("{title} as HTML"), "pdf": msgid("{title} as PDF")}
NAMES = {
    "queue": msgid("queue"), "requests": msgid("requests"), "events": msgid("events"), "fees": msgid("fees"), "turnaround": msgid("turnaround"),
    "public_log": msgid("public log"), "due_for_review": msgid("due for review"),
}  # fmt: skip
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
        translated("As of"), today, min_value=FIRST_DAY, max_value=today, format="YYYY-MM-DD", key="reports_as_of", width=220, **_filters.IN_ADDRESS, help=HELP["report_as_of"],
    )
    name = st.selectbox(translated("Ready report"), list(TITLES), format_func=_filters.called("reports_name", TITLES), key="reports_name", width=260, **_filters.IN_ADDRESS, help=HELP["report_name"])
    names = {ANY: translated(ANY), **{name: name for name in desks}}
    desk = st.selectbox(translated("Desk"), list(names), format_func=names.get, key="reports_desk", width=260, **_filters.IN_ADDRESS, help=HELP["report_desk"])

chosen, asked = report.plan(name), (name, as_of, desks.get(desk))
title, on_day = translated(chosen.title), translated("as of {day}", day=day(as_of))
st.header(f"{title} {on_day}", anchor=False)
st.write(translated(chosen.purpose))
st.caption(translated("Holds: {sections}.", sections="; ".join(translated(section.title) for section in chosen.sections)))
with st.container(horizontal=True):
    for ending in ("html", "pdf"):
        label, file_name = translated(AS[ending], title=title), f"{report.stem(*asked)}.{ending}"
        _session.download(label, partial(document, ending, *asked), file_name, f"reports_{ending}", TYPES[ending])
    form = _files.form()
    label, file_name = translated("{title} as {form}, zipped", title=title, form=translated(form.label)), f"{report.stem(*asked)}.zip"
    _session.download(label, partial(report.packed, store, *asked, form), file_name, "reports_zip", "application/zip")
st.header(translated("Exports"), anchor=False)


@st.cache_data(max_entries=100, show_spinner=translated("Counting rows"))
def counted(log_state: tuple[str, int, date, str], name: str, as_of: date, reader: int | None) -> int:
    """How many rows an export would hold, kept until the log changes."""
    return export.count(store, name, as_of, reader=reader)


def blank_form(ending: str, language: str) -> Path:
    """The blank form in the spool."""
    return _session.spooled(form_command.made(store, ending, language), ending)


def whole() -> None:
    """Everything in one file, for those who may see all of it."""
    st.header(translated("The whole log"), anchor=False)
    holds = translated(whole_log.HOLDS)
    st.write(translated("One file from which records-desk import makes the same store again. {holds} Keep it where backups are kept.", holds=holds))
    if hidden := store.recall("hidden", reader=me.person_id)[0]["requests"]:
        st.caption(translated(
            "Restricted requests that you are not named to see: {count}. The whole log holds them too, so it is made at the server, by records-desk export log.", count=hidden,
        ))  # fmt: skip
        return
    file_name = f"city-log-{today}.zip"
    _session.download(translated("Download the whole log"), lambda: whole_log.pack(store).path, file_name, "reports_whole", "application/zip")


counts = {name: counted(_session.log_state(), name, as_of, me.person_id) for name in ABOUT}
rows = [{"name": translated(NAMES[name]), "about": translated(about), "rows": number(counts[name])} for name, about in ABOUT.items()]
columns = {"name": msgid("Export"), "about": msgid("What it holds"), "rows": msgid("Rows")}
table(rows, columns, translated("Exports as of {day}", day=day(as_of)), "reports_table", kinds={"rows": "figure"})
st.caption(translated(
    "None of these holds a requester's name, address or words; the queue holds the public summary, the public log no words at all. The queue and what is due for review are always of today."
))  # fmt: skip
with st.container(horizontal=True):
    for name, count in counts.items():
        label = translated("{name} as {form} ({rows})", name=translated(NAMES[name]), form="{form}", rows=_files.counted(count))
        _files.take(label, lambda form, name=name: export.export(store, name, as_of, form, reader=me.person_id).path, f"{name}-{as_of}", f"reports_{name}")
st.header(translated("Blank form"), anchor=False)
st.write(translated("The fields of New request, to print or to fill in. A filled CSV comes in with records-desk import --map form."))
for language, called in LANGUAGES.items():
    with st.container(horizontal=True):
        for ending in intake.ENDINGS:
            label, make = translated("Blank form as {form}, {language}", form=ending.upper(), language=called), partial(blank_form, ending, language)
            _session.download(label, make, intake.file_name(ending, language), f"reports_form_{language}_{ending}", TYPES[ending])
if me.role in MAY["export the whole log"]:
    whole()
