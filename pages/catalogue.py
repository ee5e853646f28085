"""What the city has published: found, read, imported; who holds which data; what is worth publishing; how suggestions fare."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import export, search
from records_desk.db.table_file import Form
from records_desk.pages import _catalogue_charts, _catalogue_import, _files, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._figure import Picture, rows_of, shown
from records_desk.pages._suggestions import excerpt
from records_desk.pages._table import table
from records_desk.pages._words import dated, day, plain

Row = dict[str, Any]
STATES = {"published": "Published", "not published": "Known but not published", "vanished": "Vanished", "all": "All"}
COLUMNS = {"title": "Dataset", "state": "State", "publisher": "Publisher", "modified": "Changed", "requests": "Requests answered"}
SYSTEMS = {
    "product": "Product", "vendor": "Vendor", "purpose": "Purpose", "data_kinds": "Kinds of data", "custodian": "Custodian",
    "collection_frequency": "Collected", "update_frequency": "Updated",
}  # fmt: skip
CANDIDATES = {"words": "Asked for, in the latest request's words", "n": "Requests", "n_open": "Open", "last": "Last asked", "numbers": "Which"}
ASKED = {"dataset_id": "Dataset ID", "n": "Requests", "last": "Last asked", "known": "In the catalogue"}
TAKEN = ("identifier", "title", "state", "access_level", "publisher", "keywords", "modified", "first_seen_on", "gone_on", "requests")
MOST, LEAST, YEAR = 100, 3, timedelta(365)
PICTURE = Picture(
    "suggestions", "Suggestions while typing", "suggestions",
    {"suggested": "Suggested", "n": "Requests", "n_shown": "Shown", "n_used": "Taken at once", "n_decided": "Decided since", "n_right": "Right",
     "n_missed": "Missed", "right_share": "Right share"},
)  # fmt: skip

me = _session.page("catalogue")
store = _session.store()


@st.cache_data(max_entries=4, show_spinner=False)
def known(log_state: tuple[str, int, date]) -> list[Row]:
    """Every dataset, kept until the log changes."""
    return store.read("datasets")


@st.cache_data(max_entries=4, show_spinner=False)
def candidates(log_state: tuple[str, int, date]) -> list[Row]:
    """What is asked for often and published nowhere, kept until the log changes."""
    return store.read("publication_candidates", least=LEAST, since_on=store.today() - YEAR, most=20)


def found(rows: list[Row], text: str, state: str) -> list[Row]:
    """The datasets of a state that a text finds: by their words, best first, then those that hold it somewhere."""
    of_state = {row["dataset_no"]: row for row in rows if state in ("all", row["state"])}
    if not text.strip():
        return list(of_state.values())
    like = [row["dataset_no"] for row in search.datasets_like(store, text, MOST)]
    within = [number for number, row in of_state.items() if text.lower().strip() in f"{row['title']} {row['identifier']} {row['keywords']}".lower()]
    return [of_state[number] for number in dict.fromkeys([*like, *within]) if number in of_state]


def datasets() -> None:
    """Search and browse."""
    rows = known(_session.log_state())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Find a dataset", key="catalogue_text", live=True, placeholder="such as building permits", help=HELP["datasets_find"])
        state = st.selectbox("Show", list(STATES), format_func=STATES.get, key="catalogue_state", width=260, help=HELP["datasets_show"])
    if not rows:
        st.info("No catalogue is imported yet: import the portal's data.json below.")
        return
    hits = found(rows, text, state)
    lines = [_line(row) for row in hits[:MOST]]
    more = f", the first {MOST:,}" if len(hits) > MOST else ""
    opened = table(lines, COLUMNS, f"{len(hits):,} of {len(rows):,} datasets{more}", "catalogue_datasets", kinds={"title": "long", "requests": "figure"})
    if hits:
        _files.take(f"Datasets as {{form}} ({_files.counted(len(hits))})", lambda form: _file(hits, form), "datasets", "catalogue_file", is_quiet=True)
    if opened.open:
        st.query_params["dataset"] = opened.open
    number = st.query_params.get("dataset", "")
    if one := next((row for row in rows if str(row["dataset_no"]) == number), None):
        dataset(one)


def _file(hits: list[Row], form: Form) -> Path:
    """All that was found, with what the catalogue says of it."""
    return export.listed(store, [{name: row[name] for name in TAKEN} for row in hits], form).path


def _line(row: Row) -> Row:
    number = str(row["dataset_no"])
    told = {"title": row["title"], "state": row["state"], "publisher": row["publisher"] or "", "modified": dated((row["modified"] or "")[:10])}
    return told | {"requests": f"{row['requests']:,}", "_id": number, "_href": _session.address("catalogue", dataset=number)}


def dataset(row: Row) -> None:
    """One dataset: its identifier, its addresses, what it says of itself."""
    with st.container(border=True, key="catalogue_dataset"):
        st.header(plain(row["title"]), anchor=False)
        told = {"vanished": f"Vanished from the portal on {day(row['gone_on'])}.", "not published": f"Known but not published: {row['access_level']}."}
        st.text(told.get(row["state"], f"Published; in the catalogue since {day(row['first_seen_on'])}."))
        st.caption("Dataset ID")
        st.code(row["identifier"], language=None, wrap_lines=True)
        ways = store.read("distributions", dataset_no=row["dataset_no"])
        table(ways, {"format": "Way", "address": "Address"}, "Ways to get it", "catalogue_ways", kinds={"address": "long"}, saved_as="Ways to get it")
        st.text(row["description"] or "It has no description.")


def systems() -> None:
    """Who holds which data (Gov. Code 7922.710)."""
    text = st.text_input("Find a system, a kind of data or a department", key="catalogue_systems", live=True, help=HELP["systems_find"])
    rows = store.read("systems_like", text=text)
    if not rows and not text:
        st.write("No list of enterprise systems is imported yet.")
        return
    lines = [{name: row[name] or "" for name in SYSTEMS} for row in rows[:MOST]]
    kinds = dict.fromkeys(("product", "purpose", "data_kinds"), "long")
    table(lines, SYSTEMS, f"{len(rows):,} enterprise systems", "catalogue_systems_table", kinds=kinds, saved_as="Enterprise systems")


def worth_publishing() -> None:
    """What is asked for often and published nowhere."""
    rows = candidates(_session.log_state())
    lines = [{**row, "words": excerpt(row["words"]), "last": day(row["last_asked_on"]), "numbers": _first(row["numbers"])} for row in rows]
    shown_lines = [{name: str(line[name]) for name in CANDIDATES} for line in lines]
    st.caption(f"Asked for by {LEAST} requests or more within a year, in the same words or linked as duplicates, and not answered as published.")
    kinds = {"words": "long", "numbers": "long", "n": "figure", "n_open": "figure"}
    table(shown_lines, CANDIDATES, f"{len(rows):,} candidates to publish", "catalogue_candidates", kinds=kinds, saved_as="Candidates to publish")
    asked = rows_of("repeat_asks", store.today())
    if asked:
        named = [{**row, "n": str(row["n"]), "last": day(row["last_asked_on"]), "known": "yes" if row["is_known"] else "no"} for row in asked[:MOST]]
        table(named, ASKED, "Datasets asked for by ID and not published", "catalogue_asked", kinds={"dataset_id": "long", "n": "figure"}, saved_as="Asked for by ID")


def _first(numbers: str) -> str:
    told = numbers.split(", ")
    return ", ".join(told[:3]) + (f" and {len(told) - 3:,} more" if len(told) > 3 else "")


def how_suggestions_fare() -> None:
    """How often a suggestion was shown, taken and right."""
    today = store.today()
    chosen = {"as_of": today, "received_from": today - YEAR, "received_until": today}
    rows = rows_of(PICTURE.measure, **chosen)
    if not any(row["n_shown"] for row in rows):
        st.write("No request was saved with a suggestion beside it yet.")
        return
    shown(PICTURE, rows, _catalogue_charts.suggestions(rows).to_dict(), chosen, f"n {rows[0]['n']:,} requests of the last year", "catalogue_suggestions")


datasets()
with st.expander("Who holds which data: enterprise systems"):
    systems()
with st.expander("Worth publishing: asked for often"):
    worth_publishing()
with st.expander("How often suggestions were shown, taken and right"):
    how_suggestions_fare()
with st.expander("Import a catalogue"):
    _catalogue_import.imports(store, me)
