"""Changes of the settings: who changed what and when, what stood before and what stands since. Only to read."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.db._setting_words import FIELDS, SAID
from records_desk.db.language import counted, msgid, translated
from records_desk.db.roles import ROLES
from records_desk.pages import _files, _filters, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._paging import first_page, pages, rows
from records_desk.pages._table import table
from records_desk.pages._words import A_DAY, apart, dated, moment, number

Row = dict[str, Any]
PAGE_SIZE, LONGEST = 100, 400
COLUMNS = {"at": msgid("When"), "by": msgid("Who"), "what": msgid("What"), "old": msgid("Before"), "new": msgid("Since")}
KINDS = {"at": "when", "old": "long", "new": "long"}
IN_LINES, IN_OUR_WORDS = ("desk", "person", "role_group", "saved_view"), ("feed", "intake_key")  # by kind how a value was written

me = _session.page("audit")
store = _session.store()


def filters() -> Row:
    """What is chosen above the list."""
    (found,) = store.recall("setting_change_filters")
    kinds = {"": msgid("Everything")} | kinds_called()
    people = {one["key"]: one["label"] for one in found["people"] or ()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = choice(translated("What"), list(kinds), _filters.called("audit_kind", kinds), "audit_kind")
        names = {"": translated("Everyone")} | apart(people, dict(zip(people, people)))
        _filters.expect("audit_by", list(names.values()).__contains__)
        by = choice(translated("Who"), list(names), names.__getitem__, "audit_by")
        text = st.text_input(translated("Find in what and values"), key="audit_text", width=300, on_change=first_page, args=("audit",), **_filters.IN_ADDRESS, help=HELP["audit_find"])
    return {"kind": kind or None, "changed_by": by or None, "text": text.strip() or None}


def choice(label: str, codes: list[str], called: Callable[[str], str], key: str) -> str:
    """One filter that stands in the address."""
    begin = {"on_change": first_page, "args": ("audit",), **_filters.IN_ADDRESS}
    return st.selectbox(label, codes, format_func=called, key=key, width=260, **begin, help=HELP["audit_filter"])


def line(row: Row) -> Row:
    """One change as the table shows it."""
    kind, label = next(((kind, label) for kind, label in kinds_called().items() if f"{row['what']}: ".startswith(f"{label}: ")), ("", ""))
    told = {"at": moment(row["changed_at"]), "by": row["person"], "what": f"{translated(label)}{row['what'][len(label):]}"}
    return told | {"old": value(row["old_value"], kind), "new": value(row["new_value"], kind)}


def kinds_called() -> dict[str, str]:
    """The kinds of settings that were changed, and how they are called."""
    (found,) = store.recall("setting_change_filters")
    return {one["key"]: one["label"] for one in found["kinds"] or ()}


def value(text: str | None, kind: str) -> str:
    """A value of a setting; a long one is cut, and whole in the file."""
    if text is None:
        return "–"
    if len(text) <= LONGEST:
        return in_words(text, kind)
    return translated("{beginning} ... ({count} letters, whole in the file)", beginning=in_words(text[:LONGEST], kind), count=number(len(text)))


def in_words(text: str, kind: str) -> str:
    """A value in the language spoken; what somebody typed stays."""
    return "\n".join(map(in_line, text.split("\n"))) if kind in IN_LINES else dated(text) if kind in IN_OUR_WORDS else one_value(text)


def in_line(text: str) -> str:
    """A line of a value: which fact, and what it is."""
    name, colon, told = text.partition(": ")
    if not colon or name not in FIELDS.values():
        return one_value(text)
    return f"{translated(name)}: {translated(told) if name == FIELDS['role'] and told in ROLES else one_value(told)}"


def one_value(text: str) -> str:
    """A word of ours, or what somebody typed, its days as pages write them."""
    return translated(text) if text in SAID else A_DAY.sub(lambda found: dated(found[0]), text)


def as_file(chosen: Row) -> Callable[[Any], Any]:
    """All that the filters leave as a file."""
    return lambda form: export.export(store, "settings_changes", form=form, **chosen).path


st.caption(translated("Every change of the settings since this log began. What the administrator changes in Settings stands here at once; nobody can change this list."))
with _filters.filters("audit_kind", "audit_by", "audit_text", "audit_page"):
    chosen_filters = filters()
found = rows("audit", "settings_changes", PAGE_SIZE, **chosen_filters)
if not found:
    st.info(translated("No setting was changed with these filters.") if any(chosen_filters.values()) else translated("No setting was changed yet."))
    st.stop()
total = found[0]["total"]
with st.container(key="audit_rows"):
    caption = counted("{count} change, newest first", "{count} changes, newest first", total)
    if total > PAGE_SIZE:
        caption = counted("{count} change, newest first: {here} on this page", "{count} changes, newest first: {here} on this page", total, here=len(found))
    table([line(row) for row in found], COLUMNS, caption, "audit_table", kinds=KINDS)
pages("audit", total, PAGE_SIZE)
label = translated("Changes of the settings as {form} ({rows})", form="{form}", rows=_files.counted(total))
_files.take(label, as_file(chosen_filters), f"settings-changes-{store.today()}", "audit_file")
