"""The keyboard's shortcuts: the one list of them, and the panel that shows it on every page."""

import streamlit as st

from records_desk.db.language import msgid, translated
from records_desk.pages._table import table

HELP = "Alt+H"
SHORTCUTS = (
    (msgid("Everywhere"), HELP, msgid("Show this list")),
    (msgid("Everywhere"), "Alt+J", msgid("Go to a request: its number or last digits; Enter alone lists those opened last")),
    (msgid("Everywhere"), msgid("Tab, Shift+Tab"), msgid("Go to the next or the previous field, link or button")),
    (msgid("Everywhere"), msgid("Enter, Space"), msgid("Follow a link, press a button, tick a box")),
    (msgid("Everywhere"), msgid("Escape"), msgid("Close a list, a calendar or this panel")),
    (msgid("Everywhere"), "F1", msgid("Open the help of a field; Escape goes back to it")),
    (msgid("Everywhere, something just recorded"), "Alt+Z", msgid("Undo it")),
    (msgid("Queue"), "Alt+L", msgid("Log a new request")),
    (msgid("Queue, some chosen"), "Alt+T", msgid("Route them to a desk")),
    (msgid("Queue, some chosen"), "Alt+Y", msgid("Accept them for the desk")),
    (msgid("Queue, some chosen"), "Alt+K", msgid("Record the acknowledgement of each")),
    (msgid("Queue, some chosen"), "Alt+X", msgid("Extend the time of each")),
    (msgid("Queue, results shown"), "Alt+W", msgid("Put the list of results away")),
    (msgid("New request"), "Ctrl+Enter", msgid("Save")),
    (msgid("New request, saved"), "Alt+L", msgid("Log another one")),
    (msgid("Request"), "Alt+M", msgid("Go to the list of all acts")),
    (msgid("Request"), "Alt+N", msgid("Open the next request of the list")),
    (msgid("Request"), "Alt+Q", msgid("Go back to the list")),
    (msgid("Request"), "Alt+P", msgid("Open the print view")),
)  # fmt: skip
COLUMNS = {"keys": msgid("Keys"), "what": msgid("What they do"), "where": msgid("Where")}


def button() -> None:
    """The way to the panel."""
    if st.button(translated("Keys"), shortcut=HELP, key="desk_keys", type="tertiary"):
        _panel()


def _panel() -> None:
    st.dialog(translated("Keyboard shortcuts"), width="medium")(_list)()


def _list() -> None:
    lines = [{"where": translated(where), "keys": translated(keys), "what": translated(what)} for where, keys, what in SHORTCUTS]
    table(lines, COLUMNS, translated("{count} shortcuts", count=len(lines)), "desk_keys_table", kinds={"keys": "short"})
    st.text(translated("On a Mac press Option for Alt, outside a field of text."))
