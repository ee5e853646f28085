"""What the administrator sets: desks, people, closures of City Hall; and the rules that nobody sets here."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import city
from records_desk.pages import _closures, _session
from records_desk.pages._table import table

SHOWN = ("name", "title", "sign_in", "role", "desk")
NEW = {"name": "", "title": "", "sign_in": "", "role": "staff", "desk_id": None, "is_active": True}

me = _session.page("settings")
store = _session.store()


def save(name: str, sentence: str, act: Callable[[], Any]) -> None:
    """Carry out a change, say what it did and show it."""

    def change() -> tuple[Any]:
        return (act(),)

    if _session.attempt(change):
        _session.finished(name, sentence)
        st.rerun()


def desks() -> None:
    """The desks that requests are routed to."""
    rows = store.recall("desks")
    lines = [{"name": row["name"], "email": row["email"] or "", "use": "in use" if row["is_active"] else "not in use"} for row in rows]
    table(lines, {"name": "Desk", "email": "Reminders to", "use": "Use"}, "Desks", "settings_desks", saved_as="Desks")
    known = {row["desk_id"]: row for row in rows}
    names = {None: "A new desk", **{key: row["name"] for key, row in known.items()}}
    which = st.selectbox("Desk", list(names), format_func=names.get, key="settings_which_desk")
    desk(which, known.get(which, {"name": "", "email": None, "is_active": True}))


def desk(which: int | None, old: dict[str, Any]) -> None:
    """The form of one desk."""
    form_name = f"settings_desk_{which}"
    form = _session.form(form_name)
    with st.form(form):
        name = st.text_input("Name of the desk", old["name"], key=f"{form}_name")
        email = st.text_input("E-mail for its reminders (empty: none)", old["email"] or "", key=f"{form}_email")
        is_active = st.checkbox("In use", old["is_active"], key=f"{form}_active")
        sent = st.form_submit_button("Save the desk", key=f"{form}_send")
    if sent:
        save(form_name, f"Desk {name} saved.", lambda: city.save_desk(store, me, which, name, is_active, email))


def people() -> None:
    """Who works here, with which role."""
    rows = store.recall("people")
    lines = [{**{name: row[name] or "" for name in SHOWN}, "use": "works here" if row["is_active"] else "left"} for row in rows]
    columns = {"name": "Name", "title": "Title", "sign_in": "Sign-in", "role": "Role", "desk": "Desk", "use": "Use"}
    table(lines, columns, "People", "settings_people", saved_as="People")
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


def portal() -> None:
    """The one host that the catalogue may be fetched from."""
    form = _session.form("settings_portal")
    with st.form(form):
        host = st.text_input("Host of the portal (empty: none is asked)", city.portal_host(store) or "", key=f"{form}_host", placeholder="data.example.gov")
        sent = st.form_submit_button("Save the portal", key=f"{form}_send")
    if sent:
        save("settings_portal", f"Portal {host} saved.", lambda: city.save_portal_host(store, me, host))


with st.expander("Desks", expanded=True):
    desks()
with st.expander("People", expanded=True):
    people()
with st.expander("Open-data portal"):
    portal()
with st.expander("Closures and hours of City Hall", expanded=True):
    _closures.settings(store, me)
with st.expander("Rules and judicial holidays"):
    _closures.rules(store)
