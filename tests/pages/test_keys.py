"""The panel of shortcuts: it names those that there are, and no others."""

import ast
import re

from records_desk.pages import _focus, _keys
from tests.test_architecture import PAGES, TREES

A_SHORTCUT = re.compile(r"(Alt|Ctrl)\+(\w|Enter)")


def test_the_panel_names_every_shortcut_of_the_pages_and_no_other():
    told = {keys for _, keys, _ in _keys.SHORTCUTS if A_SHORTCUT.fullmatch(keys)}
    said = {
        node.value
        for file in PAGES
        if file.name != "_keys.py"
        for node in TREES[file]
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and A_SHORTCUT.fullmatch(node.value)
    }
    fields = {f"Alt+{letter.upper()}" for letter in _focus.KEYS}
    assert told == said | fields | {_keys.HELP}


def test_no_shortcut_does_two_things_in_one_place():
    places = [(where.split(",")[0], keys) for where, keys, _ in _keys.SHORTCUTS]
    assert len(places) == len(set(places))


def test_the_panel_opens_from_every_page(visit):
    tab = visit("turnaround", "viewer")
    assert [button.label for button in tab.button if button.key == "desk_keys"] == ["Keys"]
