"""Importing the catalogue of datasets and the list of systems, and what each import found."""

from collections.abc import Callable

import streamlit as st

from records_desk.db import catalogue, city, systems
from records_desk.db.ledger import Staff
from records_desk.db.roles import MAY
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import moment, plain

COLUMNS = {
    "at": "Imported", "catalogue": "Catalogue", "source": "From", "by": "By", "datasets": "Datasets", "appeared": "Appeared",
    "vanished": "Vanished", "renumbered": "Other ID", "left_out": "Left out",
}  # fmt: skip
FIGURES = ("datasets", "appeared", "vanished", "renumbered", "left_out")
NAME, SHOWN = "catalogue_import", 20


def imports(store: Store, me: Staff) -> None:
    """The forms, for those who may, and the imports so far."""
    if me.role in MAY["import a catalogue"]:
        _forms(store, me)
    rows = store.read("catalogue_imports")
    lines = [{**row, **{name: f"{row[name]:,}" for name in FIGURES}} for row in rows[:SHOWN]]
    lines = [line | {"at": moment(store.local(line["imported_at"])), "by": line["imported_by"]} for line in lines]
    table(lines, COLUMNS, f"{len(rows):,} imports", "catalogue_imports", kinds=dict.fromkeys(FIGURES, "figure") | {"source": "long"})
    if rows:
        changes = store.read("catalogue_changes", import_no=rows[0]["import_no"])
        told = [{"title": row["title"], "change": row["change"]} for row in changes[:SHOWN]]
        more = f", the first {SHOWN}" if len(changes) > SHOWN else ""
        table(told, {"title": "Dataset", "change": "Change"}, f"{len(changes):,} changes of the latest import{more}", "catalogue_changes", kinds={"title": "long"})


def _forms(store: Store, me: Staff) -> None:
    form, host = _session.form(NAME), city.portal_host(store)
    name = st.text_input("Name of the catalogue", catalogue.USUAL, key=f"{form}_name", help="Another name keeps several catalogues apart.")
    replace = st.checkbox("It replaces the known one even where no dataset is found again", key=f"{form}_replace", help=HELP["catalogue_replace"])
    file = st.file_uploader("data.json of the open-data portal (DCAT-US 1.1)", type=["json"], key=f"{form}_file", help=HELP["catalogue_file"])
    if st.button("Import the file", key=f"{form}_import", disabled=file is None):
        _carry_out(lambda: catalogue.import_catalogue(store, me, file.getvalue(), file.name, name, replace).sentence())
    if host:
        url = st.text_input(plain(f"Or its address on {host}"), f"https://{host}/data.json", key=f"{form}_url", help=HELP["catalogue_address"])
        if st.button("Fetch and import", key=f"{form}_fetch"):
            with st.spinner("Fetching the catalogue", show_time=True):
                _carry_out(lambda: catalogue.import_address(store, me, url, name, replace).sentence())
    else:
        st.caption("To fetch it from the portal, an administrator names the portal's host in Settings.")
    listed = st.file_uploader("The list of enterprise systems as CSV (Gov. Code 7922.710)", type=["csv"], key=f"{form}_systems", help=HELP["systems_file"])
    if st.button("Import the systems", key=f"{form}_import_systems", disabled=listed is None):
        _carry_out(lambda: systems.import_systems(store, me, systems.read(listed.getvalue())))


def _carry_out(act: Callable[[], str]) -> None:
    with st.spinner("Comparing with what is known", show_time=True):
        sentence = _session.attempt(act)
    if sentence:
        _session.finished(NAME, sentence)
        st.rerun()
