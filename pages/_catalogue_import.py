"""Importing the catalogue of datasets and the list of systems, and what each import found."""

from collections.abc import Callable

import streamlit as st

from records_desk.db import catalogue, city, systems
from records_desk.db.language import counted, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.roles import MAY
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import dated, moment, number, plain

COLUMNS = {
    "at": msgid("Imported"), "catalogue": msgid("Catalogue"), "source": msgid("From"), "by": msgid("By"), "datasets": msgid("Datasets"),
    "appeared": msgid("Appeared"), "vanished": msgid("Vanished"), "renumbered": msgid("Other ID"), "left_out": msgid("Left out"),
}  # fmt: skip
CHANGES = {
    "appeared": msgid("appeared"), "vanished": msgid("vanished"), "returned": msgid("returned"), "retitled": msgid("retitled"), "opened": msgid("opened"),
    "withheld": msgid("withheld"),
}  # fmt: skip
CHANGED = {
    "appeared": lambda count: counted("{count} appeared", "{count} appeared", count), "vanished": lambda count: counted("{count} vanished", "{count} vanished", count),
    "returned": lambda count: counted("{count} returned", "{count} returned", count), "renumbered": lambda count: counted("{count} renumbered", "{count} renumbered", count),
    "retitled": lambda count: counted("{count} retitled", "{count} retitled", count), "opened": lambda count: counted("{count} opened", "{count} opened", count),
    "withheld": lambda count: counted("{count} withheld", "{count} withheld", count),
}  # fmt: skip
LEFT_OUT = {
    "that are no datasets": msgid("that are no datasets"), "without an identifier or a title": msgid("without an identifier or a title"),
    "with an identifier told before": msgid("with an identifier told before"),
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
    table(lines, COLUMNS, counted("{count} imports", "{count} imports", len(rows)), "catalogue_imports", kinds=dict.fromkeys(FIGURES, "figure") | {"source": "long"})
    if rows:
        changes = store.read("catalogue_changes", import_no=rows[0]["import_no"])
        told = [{"title": row["title"], "change": translated(CHANGES[row["change"]])} for row in changes[:SHOWN]]
        caption = counted("{count} changes of the latest import", "{count} changes of the latest import", len(changes))
        if len(changes) > SHOWN:
            caption = counted("{count} changes of the latest import, the first {most}", "{count} changes of the latest import, the first {most}", len(changes), most=SHOWN)
        table(told, {"title": msgid("Dataset"), "change": msgid("Change")}, caption, "catalogue_changes", kinds={"title": "long"})


def _forms(store: Store, me: Staff) -> None:
    form, host = _session.form(NAME), city.portal_host(store)
    name = st.text_input(translated("Name of the catalogue"), catalogue.USUAL, key=f"{form}_name", help=translated("Another name keeps several catalogues apart."))
    replace = st.checkbox(translated("It replaces the known one even where no dataset is found again"), key=f"{form}_replace", help=HELP["catalogue_replace"])
    file = st.file_uploader(translated("data.json of the open-data portal (DCAT-US 1.1)"), type=["json"], key=f"{form}_file", help=HELP["catalogue_file"])
    if st.button(translated("Import the file"), key=f"{form}_import", disabled=file is None):
        _carry_out(lambda: found(catalogue.import_catalogue(store, me, file.getvalue(), file.name, name, replace)))
    if host:
        url = st.text_input(plain(translated("Or its address on {host}", host=host)), f"https://{host}/data.json", key=f"{form}_url", help=HELP["catalogue_address"])
        if st.button(translated("Fetch and import"), key=f"{form}_fetch"):
            with st.spinner(translated("Fetching the catalogue"), show_time=True):
                _carry_out(lambda: found(catalogue.import_address(store, me, url, name, replace)))
    else:
        st.caption(translated("To fetch it from the portal, an administrator names the portal's host in Settings."))
    listed = st.file_uploader(translated("The list of enterprise systems as CSV (Gov. Code 7922.710)"), type=["csv"], key=f"{form}_systems", help=HELP["systems_file"])
    if st.button(translated("Import the systems"), key=f"{form}_import_systems", disabled=listed is None):
        _carry_out(lambda: dated(systems.import_systems(store, me, systems.read(listed.getvalue()))))


def found(result: catalogue.Result) -> str:
    """What an import found, in words."""
    changed = ", ".join(CHANGED[change](len(titles)) for change, titles in result.changes.items()) or translated("nothing changed")
    told = counted(
        "{count} dataset read, {unpublished} of them known but not published: {changed}.",
        "{count} datasets read, {unpublished} of them known but not published: {changed}.",
        result.datasets, unpublished=number(result.unpublished), changed=changed,
    )  # fmt: skip
    why = ", ".join(f"{number(count)} {translated(LEFT_OUT[reason])}" for reason, count in result.left_out.items())
    return " ".join([told, translated("Left out: {why}.", why=why)]) if why else told


def _carry_out(act: Callable[[], str]) -> None:
    with st.spinner(translated("Comparing with what is known"), show_time=True):
        sentence = _session.attempt(act)
    if sentence:
        _session.finished(NAME, sentence)
        st.rerun()
