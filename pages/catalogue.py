"""What the city has published: found, read, imported; who holds which data; what is worth publishing; how suggestions fare."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import export, search
from records_desk.db.language import counted, msgid, translated
from records_desk.db.table_file import Form
from records_desk.pages import _catalogue_charts, _catalogue_import, _files, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._figure import Picture, rows_of, shown
from records_desk.pages._suggestions import excerpt
from records_desk.pages._table import table
from records_desk.pages._words import dated, day, labels, number, plain

Row = dict[str, Any]
STATES = {"published": msgid("Published"), "not published": msgid("Known but not published"), "vanished": msgid("Vanished"), "all": msgid("All")}
IS = {"published": msgid("published"), "not published": msgid("not published"), "vanished": msgid("vanished")}
LEVELS = {"restricted public": msgid("restricted public"), "non-public": msgid("non-public")}
COLUMNS = {
    "title": msgid("Dataset"), "state": msgid("State"), "publisher": msgid("Publisher"), "modified": msgid("Changed"), "requests": msgid("Requests answered"),
}  # fmt: skip
SYSTEMS = {
    "product": msgid("Product"), "vendor": msgid("Vendor"), "purpose": msgid("Purpose"), "data_kinds": msgid("Kinds of data"), "custodian": msgid("Custodian"),
    "collection_frequency": msgid("Collected"), "update_frequency": msgid("Updated"),
}  # fmt: skip
CANDIDATES = {
    "words": msgid("Asked for, in the latest request's words"), "n": msgid("Requests"), "n_open": msgid("Open"), "last": msgid("Last asked"), "numbers": msgid("Which"),
}  # fmt: skip
ASKED = {"dataset_id": msgid("Dataset ID"), "n": msgid("Requests"), "last": msgid("Last asked"), "known": msgid("In the catalogue")}
TAKEN = ("identifier", "title", "state", "access_level", "publisher", "keywords", "modified", "first_seen_on", "gone_on", "requests")
MOST, LEAST, YEAR = 100, 3, timedelta(365)
ADDRESS = msgid("Address")  # a way without a format or a title
PICTURE = Picture(
    "suggestions", msgid("Suggestions while typing"), "suggestions",
    {"suggested": msgid("Suggested"), "n": msgid("Requests"), "n_shown": msgid("Shown"), "n_used": msgid("Taken at once"), "n_decided": msgid("Decided since"),
     "n_right": msgid("Right"), "n_missed": msgid("Missed"), "right_share": msgid("Right share")},
)  # fmt: skip

me = _session.page("catalogue")
store = _session.store()


@st.cache_data(max_entries=4, show_spinner=False)
def known(log_state: tuple[str, int, date, str]) -> list[Row]:
    """Every dataset, kept until the log changes."""
    return store.read("datasets")


@st.cache_data(max_entries=4, show_spinner=False)
def candidates(log_state: tuple[str, int, date, str]) -> list[Row]:
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
        text = st.text_input(
            translated("Find a dataset"), key="catalogue_text", live=True, placeholder=translated("such as building permits"), help=HELP["datasets_find"],
        )  # fmt: skip
        state = st.selectbox(
            translated("Show"), list(STATES), format_func=labels(STATES).get, key="catalogue_state", width=260, help=HELP["datasets_show"],
        )  # fmt: skip
    if not rows:
        st.info(translated("No catalogue is imported yet: import the portal's data.json below."))
        return
    hits = found(rows, text, state)
    lines = [_line(row) for row in hits[:MOST]]
    caption = counted("{found} of {count} datasets", "{found} of {count} datasets", len(rows), found=number(len(hits)))
    if len(hits) > MOST:
        caption = counted("{found} of {count} datasets, the first {most}", "{found} of {count} datasets, the first {most}", len(rows), found=number(len(hits)), most=MOST)
    opened = table(lines, COLUMNS, caption, "catalogue_datasets", kinds={"title": "long", "requests": "figure"})
    if hits:
        _files.take(translated("Datasets as {form} ({rows})", form="{form}", rows=_files.counted(len(hits))), lambda form: _file(hits, form), "datasets", "catalogue_file", is_quiet=True)
    if opened.open:
        st.query_params["dataset"] = opened.open
    asked = st.query_params.get("dataset", "")
    if one := next((row for row in rows if str(row["dataset_no"]) == asked), None):
        dataset(one)


def _file(hits: list[Row], form: Form) -> Path:
    """All that was found, with what the catalogue says of it."""
    return export.listed(store, [{name: row[name] for name in TAKEN} for row in hits], form).path


def _line(row: Row) -> Row:
    dataset_no = str(row["dataset_no"])
    told = {"title": row["title"], "state": translated(IS[row["state"]]), "publisher": row["publisher"] or "", "modified": dated((row["modified"] or "")[:10])}
    return told | {"requests": f"{row['requests']:,}", "_id": dataset_no, "_href": _session.address("catalogue", dataset=dataset_no)}


def dataset(row: Row) -> None:
    """One dataset: its identifier, its addresses, what it says of itself."""
    with st.container(border=True, key="catalogue_dataset"):
        st.header(plain(row["title"]), anchor=False)
        st.text(_state(row))
        st.caption(translated("Dataset ID"))
        st.code(row["identifier"], language=None, wrap_lines=True)
        ways = store.read("distributions", dataset_no=row["dataset_no"])
        ways = [way | {"format": translated(way["format"])} if way["format"] == ADDRESS else way for way in ways]
        named = translated("Ways to get it")
        table(ways, {"format": msgid("Way"), "address": ADDRESS}, named, "catalogue_ways", kinds={"address": "long"}, saved_as=named)
        st.text(row["description"] or translated("It has no description."))


def _state(row: Row) -> str:
    if row["state"] == "vanished":
        return translated("Vanished from the portal on {day}.", day=day(row["gone_on"]))
    if row["state"] == "published":
        return translated("Published; in the catalogue since {day}.", day=day(row["first_seen_on"]))
    return translated("Known but not published: {level}.", level=translated(LEVELS.get(row["access_level"], "")) or row["access_level"])


def systems() -> None:
    """Who holds which data (Gov. Code 7922.710)."""
    text = st.text_input(translated("Find a system, a kind of data or a department"), key="catalogue_systems", live=True, help=HELP["systems_find"])
    rows = store.read("systems_like", text=text)
    if not rows and not text:
        st.write(translated("No list of enterprise systems is imported yet."))
        return
    lines = [{name: row[name] or "" for name in SYSTEMS} for row in rows[:MOST]]
    kinds = dict.fromkeys(("product", "purpose", "data_kinds"), "long")
    caption = counted("{count} enterprise systems", "{count} enterprise systems", len(rows))
    table(lines, SYSTEMS, caption, "catalogue_systems_table", kinds=kinds, saved_as=translated("Enterprise systems"))


def worth_publishing() -> None:
    """What is asked for often and published nowhere."""
    rows = candidates(_session.log_state())
    lines = [{**row, "words": excerpt(row["words"]), "last": day(row["last_asked_on"]), "numbers": _first(row["numbers"])} for row in rows]
    shown_lines = [{name: str(line[name]) for name in CANDIDATES} for line in lines]
    st.caption(translated("Asked for by {least} requests or more within a year, in the same words or linked as duplicates, and not answered as published.", least=LEAST))
    kinds = {"words": "long", "numbers": "long", "n": "figure", "n_open": "figure"}
    caption = counted("{count} candidates to publish", "{count} candidates to publish", len(rows))
    table(shown_lines, CANDIDATES, caption, "catalogue_candidates", kinds=kinds, saved_as=translated("Candidates to publish"))
    asked = rows_of("repeat_asks", store.today())
    if asked:
        named = [{**row, "n": str(row["n"]), "last": day(row["last_asked_on"]), "known": translated("yes") if row["is_known"] else translated("no")} for row in asked[:MOST]]
        caption = translated("Datasets asked for by ID and not published")
        table(named, ASKED, caption, "catalogue_asked", kinds={"dataset_id": "long", "n": "figure"}, saved_as=translated("Asked for by ID"))


def _first(numbers: str) -> str:
    told = numbers.split(", ")
    first = ", ".join(told[:3])
    return counted("{numbers} and {count} more", "{numbers} and {count} more", len(told) - 3, numbers=first) if len(told) > 3 else first


def how_suggestions_fare() -> None:
    """How often a suggestion was shown, taken and right."""
    today = store.today()
    chosen = {"as_of": today, "received_from": today - YEAR, "received_until": today}
    rows = rows_of(PICTURE.measure, **chosen)
    if not any(row["n_shown"] for row in rows):
        st.write(translated("No request was saved with a suggestion beside it yet."))
        return
    counts = counted("n {count} requests of the last year", "n {count} requests of the last year", rows[0]["n"])
    shown(PICTURE, rows, _catalogue_charts.suggestions(rows).to_dict(), chosen, counts, "catalogue_suggestions")


datasets()
with st.expander(translated("Who holds which data: enterprise systems")):
    systems()
with st.expander(translated("Worth publishing: asked for often")):
    worth_publishing()
with st.expander(translated("How often suggestions were shown, taken and right")):
    how_suggestions_fare()
with st.expander(translated("Import a catalogue")):
    _catalogue_import.imports(store, me)
