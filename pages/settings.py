"""What the administrator sets: desks, people, closures of City Hall."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import city
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import day

SHOWN = ("name", "title", "sign_in", "role", "desk")
NEW = {"name": "", "title": "", "sign_in": "", "role": "staff", "desk_id": None, "is_active": True}

me = _session.page("settings")
store = _session.store()


def save(name: str, sentence: str, act: Callable[[], Any]) -> None:
    """Carry out a change, say what it did and show it."""

    def change() -> tuple[Any]:
        return (act(),)

    if answer := _session.attempt(change):
        _session.finished(name, sentence + moved(answer[0]))
        st.rerun()


def moved(dates: list[dict[str, Any]] | None) -> str:
    """Which due dates of open requests a closure moved."""
    if dates is None:
        return ""
    if not dates:
        return " No due date of an open request moved."
    told = "; ".join(f"{row['number']} from {day(row['old_due_on'])} to {day(row['due_on'])}" for row in dates[:10])
    return f" Due dates moved: {len(dates):,} ({told}{'; and more' if len(dates) > 10 else ''})."


def desks() -> None:
    """The desks that requests are routed to."""
    rows = store.recall("desks")
    lines = [{"name": row["name"], "use": "in use" if row["is_active"] else "not in use"} for row in rows]
    table(lines, {"name": "Desk", "use": "Use"}, "Desks", "settings_desks")
    names = {None: "A new desk", **{row["desk_id"]: row["name"] for row in rows}}
    form = _session.form("settings_desk")
    with st.form(form):
        desk_id = st.selectbox("Change", list(names), format_func=names.get, key=f"{form}_which")
        name = st.text_input("Name of the desk (empty: as it is)", key=f"{form}_name")
        is_active = st.checkbox("In use", True, key=f"{form}_active")
        sent = st.form_submit_button("Save the desk", key=f"{form}_send")
    if sent:
        kept = name or names[desk_id] if desk_id else name
        save("settings_desk", f"Desk {kept} saved.", lambda: city.save_desk(store, me, desk_id, kept, is_active))


def people() -> None:
    """Who works here, with which role."""
    rows = store.recall("people")
    lines = [{**{name: row[name] or "" for name in SHOWN}, "use": "works here" if row["is_active"] else "left"} for row in rows]
    columns = {"name": "Name", "title": "Title", "sign_in": "Sign-in", "role": "Role", "desk": "Desk", "use": "Use"}
    table(lines, columns, "People", "settings_people")
    known = {row["person_id"]: row for row in rows}
    names = {None: "A new person", **{key: row["name"] for key, row in known.items()}}
    who = st.selectbox("Person", list(names), format_func=names.get, key="settings_who")
    person(who, known.get(who, NEW))


def person(who: int | None, old: dict[str, Any]) -> None:
    """The form of one person."""
    name = f"settings_person_{who}"
    form = _session.form(name)
    desk_names = {None: "No desk", **{row["desk_id"]: row["name"] for row in store.recall("desks")}}
    with st.form(form):
        values = {
            "name": st.text_input("Name", old["name"], key=f"{form}_name"),
            "title": st.text_input("Title or position", old["title"] or "", key=f"{form}_title"),
            "sign_in": st.text_input("Sign-in (the e-mail address of the city account)", old["sign_in"], key=f"{form}_sign_in"),
            "role": st.selectbox("Role", city.ROLES, city.ROLES.index(old["role"]), key=f"{form}_role"),
            "desk_id": st.selectbox(
                "Desk", list(desk_names), list(desk_names).index(old["desk_id"]), format_func=desk_names.get, key=f"{form}_desk"
            ),
            "is_active": st.checkbox("Works here", old["is_active"], key=f"{form}_active"),
        }
        sent = st.form_submit_button("Save the person", key=f"{form}_send")
    if sent:
        save(name, f"{values['name']} saved.", lambda: city.save_person(store, me, who, **values))


def closures() -> None:
    """Days on which City Hall is closed all day; due dates follow (CCP 12b)."""
    rows = store.recall("closures")
    columns = {"label": "Closure", "first": "From", "last": "To", "every": "Repeats"}
    table([closure_line(row) for row in rows], columns, "Closures of City Hall", "settings_closures")
    new_closure()
    if rows:
        names = {row["closure_id"]: f"{row['label']}, {day(row['first_on'])}" for row in rows}
        form = _session.form("settings_gone")
        gone = st.selectbox("Take back", list(names), None, format_func=names.get, key=f"{form}_which", placeholder="Choose a closure")
        if gone and st.button("Take this closure back", key=f"{form}_send"):
            save("settings_gone", "Closure taken back.", lambda: city.remove_closure(store, me, gone))


def closure_line(row: dict[str, Any]) -> dict[str, str]:
    """One closure as a line of the table."""
    every = f"every {row['every_days']} days" if row["every_days"] else "each day"
    return {"label": row["label"], "first": day(row["first_on"]), "last": day(row["last_on"]), "every": every}


def new_closure() -> None:
    """The form of a new closure."""
    form = _session.form("settings_closure")
    with st.form(form):
        label = st.text_input("What it is", placeholder="Alternating Friday", key=f"{form}_label")
        first_on = st.date_input("From", store.today(), format="YYYY-MM-DD", key=f"{form}_from", width=220)
        last_on = st.date_input("To", store.today(), format="YYYY-MM-DD", key=f"{form}_to", width=220)
        alternating = st.checkbox("Only every second week from the first day on", key=f"{form}_alternating")
        st.caption("Only closures for the whole of a day count (CCP 12b). Due dates of all requests follow at once.")
        sent = st.form_submit_button("Add the closure", key=f"{form}_send")
    if sent:
        every_days = 14 if alternating else None
        save("settings_closure", "Closure added.", lambda: city.add_closure(store, me, label, first_on, last_on, every_days))


with st.expander("Desks", expanded=True):
    desks()
with st.expander("People", expanded=True):
    people()
with st.expander("Closures", expanded=True):
    closures()
