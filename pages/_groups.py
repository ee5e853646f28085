"""The groups of the sign-in provider in Settings: which role and desk each has here."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import sign_in
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.roles import ROLES
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import plain

TOLD = msgid(
    "Whoever signs in and is in one of these groups is let in with its role, without being added under People, and is out again when the group is "
    "gone. Of several groups the one with the most rights counts. Whom an administrator added under People keeps the role that stands there."
)


def settings(me: Staff, save: Callable[[str, str, Callable[[], Any]], None]) -> None:
    """The groups that have a role, and the form for one of them."""
    store = _session.store()
    rows = store.recall("role_groups")
    st.caption(plain(translated(TOLD)))
    lines = [row | {"role": translated(row["role"]), "desk": row["desk"] or ""} for row in rows]
    columns = {"group_name": msgid("Group"), "role": msgid("Role"), "desk": msgid("Desk")}
    table(lines, columns, translated("Groups"), "settings_groups", saved_as=translated("Groups"))
    known = {row["group_name"]: row for row in rows}
    names = {None: translated("A new group"), **{name: name for name in known}}
    which = st.selectbox(translated("Group"), list(names), format_func=names.get, key="settings_which_group", help=HELP["group_which"])
    old = known.get(which, {"group_name": "", "role": "viewer", "desk_id": None})
    desks = {None: translated("No desk"), **{row["desk_id"]: row["name"] for row in store.recall("desks")}}
    name = f"settings_group_{which}"
    form = _session.form(name)
    with st.form(form):
        told = translated("As the provider writes it: of Entra ID the group's object ID, of others its name or path.")
        group_name = which or st.text_input(translated("Name of the group"), key=f"{form}_name", help=told)
        roles = {role: translated(role) for role in ROLES}
        role = st.selectbox(translated("Role"), ROLES, ROLES.index(old["role"]), format_func=roles.get, key=f"{form}_gives", help=HELP["group_role"])
        desk_id = st.selectbox(translated("Desk"), list(desks), list(desks).index(old["desk_id"]), format_func=desks.get, key=f"{form}_desk", help=HELP["group_desk"])
        with st.container(horizontal=True):
            sent = st.form_submit_button(translated("Save the group"), key=f"{form}_send")
            dropped = bool(which) and st.form_submit_button(translated("Take the group out"), key=f"{form}_drop")
    if sent:
        save(name, translated("Group {name} has the role {role}.", name=group_name, role=translated(role)), lambda: sign_in.save_group(store, me, group_name, role, desk_id))
    if dropped:
        save(name, translated("Group {name} lets nobody in any more.", name=group_name), lambda: sign_in.save_group(store, me, group_name, None))
