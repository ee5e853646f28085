"""Backups in Settings: when they are made by themselves, what came of the last ones, and one right now."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import backup, backup_schedule
from records_desk.db.backup_schedule import MOST_KEPT, SCHEDULE, Plan
from records_desk.db.language import counted, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._progress import steps
from records_desk.pages._table import table
from records_desk.pages._words import dated, moment

NAME = "settings_backup"
COLUMNS = {"at": msgid("Begun"), "by": msgid("By"), "size": msgid("Size"), "took": msgid("Took"), "verified": msgid("Verified"), "what": msgid("What came of it")}
KINDS = {"at": "short", "size": "figure", "took": "figure", "verified": "short", "what": "long"}
NOT_YET = msgid("No backup so far. The first one is made within a minute of saving a folder here, and then every day.")
KEPT = msgid("Of so many days each day's newest stays, of 5 weeks and of 12 months too; older ones that this desk made are taken away.")


def settings(store: Store, me: Staff, save: Callable[[str, str, Callable[[], Any]], None]) -> None:
    """The last backups, the plan, and the button; save(form, sentence, act) carries out a change."""
    rows, chosen = backup_schedule.runs(store), backup_schedule.plan(store)
    if rows:
        table([_line(store, row) for row in rows], COLUMNS, translated("Backups"), "settings_backups", kinds=KINDS, saved_as=translated("Backups"))
    else:
        st.caption(translated(NOT_YET))
    _planned(store, me, save, chosen or Plan(""))
    if chosen:
        _now(store, me)


def _planned(store: Store, me: Staff, save: Callable[..., None], old: Plan) -> None:
    """The form of the plan."""
    form = _session.form(NAME)
    with st.form(form):
        told = translated("A folder that is there, on another disk or another computer, and that only those read who may read the log.")
        folder = st.text_input(translated("Folder for backups (empty: none are made)"), old.folder, key=f"{form}_folder", help=told, placeholder="/srv/backups")
        hour = st.number_input(translated("Hour of the day, city time"), 0, 23, old.hour, key=f"{form}_hour", width=260, help=HELP["backup_hour"])
        keep = st.number_input(translated("Days of which each backup stays"), 1, MOST_KEPT, old.keep, key=f"{form}_keep", help=translated(KEPT), width=260)
        sent = st.form_submit_button(translated("Save the schedule"), key=f"{form}_send")
    if sent:
        planned = translated("Backups are made every day from {hour}:00 on into {folder}.", hour=hour, folder=folder.strip())
        save(NAME, planned if folder.strip() else translated("No backups are made by themselves."), lambda: backup_schedule.save_plan(store, me, Plan(folder, hour, keep)))


def _now(store: Store, me: Staff) -> None:
    """The button that makes one at once."""
    name = f"{NAME}_now"
    form = _session.form(name)
    if not st.button(translated("Back up now"), key=f"{form}_make"):
        return
    with steps(translated("Backing up"), backup.STEPS) as step:
        if made := _session.attempt(lambda: backup_schedule.back_up_now(store, me, step)):
            _session.finished(name, translated("{file} was made and verified.", file=made.file.name))
            st.rerun()


def _line(store: Store, row: dict[str, Any]) -> dict[str, str]:
    """One backup as the table shows it."""
    missing = row["missing_files"] or 0
    told = counted("{file}, {count} requests", "{file}, {count} requests", row["requests"], file=row["file"]) if row["file"] else dated(row["error"])
    gone = counted("{count} kept files were missing or changed", "{count} kept files were missing or changed", missing)
    return {
        "at": moment(store.local(row["began_at"])),
        "by": translated("schedule") if row["started_by"] == SCHEDULE else row["started_by"],
        "size": f"{row['bytes'] / 1e6:,.1f} MB" if row["file"] else "–",
        "took": f"{row['seconds']} s",
        "verified": translated("yes, in {seconds} s", seconds=row["verify_seconds"]) if row["file"] else translated("no"),
        "what": f"{told}; {gone}" if missing else told,
    }
