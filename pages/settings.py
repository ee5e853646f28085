"""What the administrator sets: desks, people, closures of City Hall."""

import streamlit as st

from records_desk.db import city
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import day

me = _session.page("settings")
store = _session.store()


def done(sentence: str) -> None:
    """Say what was changed and show it."""
    _session.say(sentence)
    st.rerun()


def desks() -> None:
    """The desks that requests are routed to."""
    rows = store.read("desks")
    table([{"name": row["name"], "use": "in use" if row["is_active"] else "not in use"} for row in rows], {"name": "Desk", "use": "Use"}, "Desks", "settings_desks")
    names = {None: "A new desk", **{row["desk_id"]: row["name"] for row in rows}}
    with st.form("settings_desk", clear_on_submit=True):
        desk_id = st.selectbox("Change", names, format_func=names.get)
        name = st.text_input("Name of the desk")
        is_active = st.checkbox("In use", True)
        if st.form_submit_button("Save the desk"):
            kept = name or names[desk_id] if desk_id else name
            if _session.attempt(lambda: city.save_desk(store, me, desk_id, kept, is_active) or True):
                done(f"Desk {kept} saved.")


def people() -> None:
    """Who works here, with which role."""
    rows = store.read("people")
    lines = [{**{name: row[name] or "" for name in ("name", "title", "sign_in", "role", "desk")}, "use": "active" if row["is_active"] else "left"} for row in rows]
    table(lines, {"name": "Name", "title": "Title", "sign_in": "Sign-in", "role": "Role", "desk": "Desk", "use": ""}, "People", "settings_people")
    known = {row["person_id"]: row for row in rows}
    who = st.selectbox("Person", [None, *known], format_func=lambda key: known[key]["name"] if key else "A new person", key="settings_who")
    old = known.get(who, {"name": "", "title": "", "sign_in": "", "role": "staff", "desk_id": None, "is_active": True})
    desk_names = {None: "No desk", **{row["desk_id"]: row["name"] for row in store.read("desks")}}
    with st.form(f"settings_person_{who}"):
        name = st.text_input("Name", old["name"])
        title = st.text_input("Title or position", old["title"] or "")
        sign_in = st.text_input("Sign-in (the e-mail address of the city account)", old["sign_in"])
        role = st.selectbox("Role", city.ROLES, city.ROLES.index(old["role"]))
        desk_id = st.selectbox("Desk", list(desk_names), list(desk_names).index(old["desk_id"]), format_func=desk_names.get)
        is_active = st.checkbox("Works here", old["is_active"])
        if st.form_submit_button("Save the person"):
            values = {"sign_in": sign_in, "name": name, "title": title, "role": role, "desk_id": desk_id, "is_active": is_active}
            if _session.attempt(lambda: city.save_person(store, me, who, **values) or True):
                done("Person saved.")


def closures() -> None:
    """Days on which City Hall is closed all day; due dates follow (CCP 12b)."""
    rows = store.read("closures")
    lines = [{"label": row["label"], "first": day(row["first_on"]), "last": day(row["last_on"]), "every": f"every {row['every_days']} days" if row["every_days"] else "each day"} for row in rows]
    table(lines, {"label": "Closure", "first": "From", "last": "To", "every": "Repeats"}, "Closures of City Hall", "settings_closures")
    with st.form("settings_closure"):
        label = st.text_input("What it is", placeholder="Alternating Friday")
        first_on = st.date_input("From", store.today(), format="YYYY-MM-DD")
        last_on = st.date_input("To", store.today(), format="YYYY-MM-DD")
        alternating = st.checkbox("Only every second week from the first day on")
        st.caption("Only closures for the whole of a day count (CCP 12b). Due dates of all requests follow at once.")
        if st.form_submit_button("Add the closure"):
            if _session.attempt(lambda: city.add_closure(store, me, label, first_on, last_on, 14 if alternating else None) or True):
                done("Closure added; due dates were computed anew.")
    if rows:
        names = {row["closure_id"]: f"{row['label']}, {day(row['first_on'])}" for row in rows}
        gone = st.selectbox("Take back", names, None, format_func=names.get, key="settings_gone", placeholder="Choose a closure")
        if gone and st.button("Take this closure back"):
            city.remove_closure(store, me, gone)
            done("Closure taken back; due dates were computed anew.")


_session.said()
with st.expander("Desks", expanded=True):
    desks()
with st.expander("People", expanded=True):
    people()
with st.expander("Closures", expanded=True):
    closures()
