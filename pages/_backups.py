"""Backups in Settings: when they are made by themselves, what came of the last ones, and one right now."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import backup, backup_schedule
from records_desk.db.backup_schedule import MOST_KEPT, Plan
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._progress import steps
from records_desk.pages._table import table
from records_desk.pages._words import moment

NAME = "settings_backup"
COLUMNS = {"at": "Begun", "by": "By", "size": "Size", "took": "Took", "verified": "Verified", "what": "What came of it"}
KINDS = {"at": "short", "size": "figure", "took": "figure", "verified": "short", "what": "long"}
NOT_YET = "No backup so far. The first one is made within a minute of saving a folder here, and then every day."
KEPT = "Of so many days each day's newest stays, of 5 weeks and of 12 months too; older ones that this desk made are taken away."


def settings(store: Store, me: Staff, save: Callable[[str, str, Callable[[], Any]], None]) -> None:
    """The last backups, the plan, and the button; save(form, sentence, act) carries out a change."""
    rows, chosen = backup_schedule.runs(store), backup_schedule.plan(store)
    if rows:
        table([_line(store, row) for row in rows], COLUMNS, "Backups", "settings_backups", kinds=KINDS, saved_as="Backups")
    else:
        st.caption(NOT_YET)
    _planned(store, me, save, chosen or Plan(""))
    if chosen:
        _now(store, me)


def _planned(store: Store, me: Staff, save: Callable[..., None], old: Plan) -> None:
    """The form of the plan."""
    form = _session.form(NAME)
    with st.form(form):
        told = "A folder that is there, on another disk or another computer, and that only those read who may read the log."
        folder = st.text_input("Folder for backups (empty: none are made)", old.folder, key=f"{form}_folder", help=told, placeholder="/srv/backups")
        hour = st.number_input("Hour of the day, city time", 0, 23, old.hour, key=f"{form}_hour", width=260, help=HELP["backup_hour"])
        keep = st.number_input("Days of which each backup stays", 1, MOST_KEPT, old.keep, key=f"{form}_keep", help=KEPT, width=260)
        sent = st.form_submit_button("Save the schedule", key=f"{form}_send")
    if sent:
        sentence = f"Backups are made every day from {hour}:00 on into {folder.strip()}." if folder.strip() else "No backups are made by themselves."
        save(NAME, sentence, lambda: backup_schedule.save_plan(store, me, Plan(folder, hour, keep)))


def _now(store: Store, me: Staff) -> None:
    """The button that makes one at once."""
    name = f"{NAME}_now"
    form = _session.form(name)
    if not st.button("Back up now", key=f"{form}_make"):
        return
    with steps("Backing up", backup.STEPS) as step:
        if made := _session.attempt(lambda: backup_schedule.back_up_now(store, me, step)):
            _session.finished(name, f"{made.file.name} was made and verified.")
            st.rerun()


def _line(store: Store, row: dict[str, Any]) -> dict[str, str]:
    """One backup as the table shows it."""
    missing = row["missing_files"] or 0
    told = f"{row['file']}, {row['requests']:,} requests" if row["file"] else row["error"]
    return {
        "at": moment(store.local(row["began_at"])),
        "by": row["started_by"],
        "size": f"{row['bytes'] / 1e6:,.1f} MB" if row["file"] else "–",
        "took": f"{row['seconds']} s",
        "verified": f"yes, in {row['verify_seconds']} s" if row["file"] else "no",
        "what": f"{told}; {missing:,} kept files were missing or changed" if missing else told,
    }
