"""The keyboard's shortcuts: the one list of them, and the panel that shows it on every page."""

import streamlit as st

from records_desk.pages._table import table

HELP = "Alt+H"
SHORTCUTS = (
    ("Everywhere", HELP, "Show this list"),
    ("Everywhere", "Alt+J", "Go to a request: its number or last digits; Enter alone lists those opened last"),
    ("Everywhere", "Tab, Shift+Tab", "Go to the next or the previous field, link or button"),
    ("Everywhere", "Enter, Space", "Follow a link, press a button, tick a box"),
    ("Everywhere", "Escape", "Close a list, a calendar or this panel"),
    ("Everywhere", "F1", "Open the help of a field; Escape goes back to it"),
    ("Everywhere, something just recorded", "Alt+Z", "Undo it"),
    ("Queue", "Alt+L", "Log a new request"),
    ("Queue, some chosen", "Alt+T", "Route them to a desk"),
    ("Queue, some chosen", "Alt+Y", "Accept them for the desk"),
    ("Queue, some chosen", "Alt+K", "Record the acknowledgement of each"),
    ("Queue, some chosen", "Alt+X", "Extend the time of each"),
    ("Queue, results shown", "Alt+W", "Put the list of results away"),
    ("New request", "Ctrl+Enter", "Save"),
    ("New request, saved", "Alt+L", "Log another one"),
    ("Request", "Alt+M", "Go to the list of all acts"),
    ("Request", "Alt+N", "Open the next request of the list"),
    ("Request", "Alt+Q", "Go back to the list"),
    ("Request", "Alt+P", "Open the print view"),
)  # fmt: skip
COLUMNS = {"keys": "Keys", "what": "What they do", "where": "Where"}


def button() -> None:
    """The way to the panel."""
    if st.button("Keys", shortcut=HELP, key="desk_keys", type="tertiary"):
        _panel()


@st.dialog("Keyboard shortcuts", width="medium")
def _panel() -> None:
    lines = [{"where": where, "keys": keys, "what": what} for where, keys, what in SHORTCUTS]
    table(lines, COLUMNS, f"{len(lines)} shortcuts", "desk_keys_table", kinds={"keys": "short"})
    st.text("On a Mac press Option for Alt, outside a field of text.")
