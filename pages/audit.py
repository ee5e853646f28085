"""Changes of the settings: who changed what and when, what stood before and what stands since. Only to read."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.pages import _files, _filters, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._paging import first_page, pages, rows
from records_desk.pages._table import table
from records_desk.pages._words import apart, dated, moment

Row = dict[str, Any]
PAGE_SIZE, LONGEST = 100, 400
COLUMNS = {"at": "When", "by": "Who", "what": "What", "old": "Before", "new": "Since"}
KINDS = {"at": "when", "old": "long", "new": "long"}

me = _session.page("audit")
store = _session.store()


def filters() -> Row:
    """What is chosen above the list."""
    (found,) = store.recall("setting_change_filters")
    kinds = {"": "Everything"} | {one["key"]: one["label"] for one in found["kinds"] or ()}
    people = {one["key"]: one["label"] for one in found["people"] or ()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = choice("What", kinds, "audit_kind")
        by = choice("Who", {"": "Everyone"} | apart(people, dict(zip(people, people))), "audit_by")
        text = st.text_input("Find in what and values", key="audit_text", width=300, on_change=first_page, args=("audit",), **_filters.IN_ADDRESS, help=HELP["audit_find"])
    return {"kind": kind or None, "changed_by": by or None, "text": text.strip() or None}


def choice(label: str, options: dict[str, str], key: str) -> str:
    """One filter that stands in the address."""
    _filters.expect(key, list(options.values()).__contains__)
    begin = {"on_change": first_page, "args": ("audit",), **_filters.IN_ADDRESS}
    return st.selectbox(label, list(options), format_func=options.get, key=key, width=260, **begin, help=HELP["audit_filter"])


def line(row: Row) -> Row:
    """One change as the table shows it."""
    told = {"at": moment(row["changed_at"]), "by": row["person"], "what": row["what"]}
    return told | {"old": value(row["old_value"]), "new": value(row["new_value"])}


def value(text: str | None) -> str:
    """A value of a setting; a long one is cut, and whole in the file."""
    if text is None:
        return "–"
    return dated(text) if len(text) <= LONGEST else f"{dated(text[:LONGEST])} ... ({len(text):,} letters, whole in the file)"


def as_file(chosen: Row) -> Callable[[Any], Any]:
    """All that the filters leave as a file."""
    return lambda form: export.export(store, "settings_changes", form=form, **chosen).path


st.caption("Every change of the settings since this log began. What the administrator changes in Settings stands here at once; nobody can change this list.")
with _filters.filters("audit_kind", "audit_by", "audit_text", "audit_page"):
    chosen_filters = filters()
found = rows("audit", "settings_changes", PAGE_SIZE, **chosen_filters)
if not found:
    st.info("No setting was changed" + (" with these filters." if any(chosen_filters.values()) else " yet."))
    st.stop()
total = found[0]["total"]
with st.container(key="audit_rows"):
    caption = f"{total:,} {'change' if total == 1 else 'changes'}, newest first" + (f": {len(found)} on this page" if total > PAGE_SIZE else "")
    table([line(row) for row in found], COLUMNS, caption, "audit_table", kinds=KINDS)
pages("audit", total, PAGE_SIZE)
_files.take(f"Changes of the settings as {{form}} ({_files.counted(total)})", as_file(chosen_filters), f"settings-changes-{store.today()}", "audit_file")
