"""The files of an installment in a form: chosen from this computer, kept here or not; those recorded before may stay or go."""

from typing import Any

import streamlit as st

from records_desk.db.files import File
from records_desk.db.language import msgid, translated
from records_desk.pages._field_help import HELP

KEPT = msgid("Keep the files here")
KEPT_HELP = msgid("Without it only name, size, SHA-256 and pages are recorded, and the files are not stored.")


def chosen_files(label: str, start: tuple[File, ...], options: dict[str, Any]) -> tuple[File, ...]:
    """The files that the form holds, those that were recorded before first."""
    stay = _recorded(start, options["key"])
    given = st.file_uploader(label, accept_multiple_files=True, key=options["key"], help=options["help"])
    is_kept = st.checkbox(translated(KEPT), True, key=f"{options['key']}_kept", help=translated(KEPT_HELP), persist_state="session")
    new = [File(each.name, each.type or "application/octet-stream", each.getvalue(), is_kept=is_kept) for each in given]
    return (*stay, *new)


def _recorded(start: tuple[File, ...], key: str) -> list[File]:
    """Of the files that the entry holds, those that are left in."""
    if not start:
        return []
    names = {place: f"{place + 1}: {file.name}" for place, file in enumerate(start)}
    left = st.multiselect(
        translated("Files of this entry"), list(names), list(names), format_func=names.get, key=f"{key}_recorded", select_all=False, help=HELP["files_left"],
    )  # fmt: skip
    return [start[place] for place in left]
