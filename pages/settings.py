"""What the administrator sets: desks, people, prices, closures of City Hall; and the rules that nobody sets here."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import city, retention
from records_desk.db.language import counted, msgid, translated
from records_desk.db.roles import ROLES
from records_desk.pages import _backups, _closures, _config, _door, _exemptions, _fee_schedule, _groups, _mail_server, _restricted, _session, _wording
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import DATE, apart, day, days, plain

SHOWN = ("name", "title", "sign_in", "role", "desk", "backup")
LOCAL_REVIEW = msgid(
    "The Public Records Act knows no appeal to the city; the remedy is the superior court (Gov. Code 7923.000 and following). Where the city "
    "reviews its decisions all the same, appeals can be recorded and decided here; none is required before going to court."
)
BY_GROUP = msgid("Came in by a group of the sign-in provider: role and desk follow it. Untick to keep what stands here whatever the groups say.")
ABSENCE = ("backup_id", "away_from_on", "away_until_on")
NEW = {"name": "", "title": "", "sign_in": "", "role": "staff", "desk_id": None, "is_active": True, "is_from_group": False, **dict.fromkeys(ABSENCE)}
NEW_DESK = {"name": "", "email": None, "is_active": True, "head_id": None, "asks_acceptance": False, "stale_days": city.STALE_DAYS}

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
    columns = {
        "name": msgid("Desk"), "email": msgid("Reminders to"), "head": msgid("Head"), "accepts": msgid("Acceptance"), "stale": msgid("Stale after"), "use": msgid("Use"),
    }  # fmt: skip
    table([desk_line(row) for row in rows], columns, translated("Desks"), "settings_desks", saved_as=translated("Desks"))
    known = {row["desk_id"]: row for row in rows}
    names = {None: translated("A new desk"), **{key: row["name"] for key, row in known.items()}}
    which = st.selectbox(translated("Desk"), list(names), format_func=names.get, key="settings_which_desk", help=HELP["desk_which"])
    desk(which, known.get(which, NEW_DESK))


def desk_line(row: dict[str, Any]) -> dict[str, str]:
    """One desk as the table shows it."""
    accepts = translated("asked for") if row["asks_acceptance"] else translated("not asked for")
    use = translated("in use") if row["is_active"] else translated("not in use")
    return {"name": row["name"], "email": row["email"] or "", "head": row["head"] or "", "accepts": accepts, "stale": days(row["stale_days"]), "use": use}


def desk(which: int | None, old: dict[str, Any]) -> None:
    """The form of one desk."""
    form_name = f"settings_desk_{which}"
    form = _session.form(form_name)
    with st.form(form):
        name = st.text_input(translated("Name of the desk"), old["name"], key=f"{form}_name", help=HELP["desk_name"])
        email = st.text_input(translated("E-mail for its reminders (empty: none)"), old["email"] or "", key=f"{form}_email", help=HELP["desk_email"])
        values = {
            "head_id": somebody(translated("Head (is told of calls that stay unanswered)"), old["head_id"], f"{form}_head"),
            "asks_acceptance": st.checkbox(
                translated("Asks for acceptance of what it is given"), old["asks_acceptance"], key=f"{form}_accepts", help=HELP["desk_accepts"]
            ),
            "stale_days": st.number_input(
                translated("Stale after so many days without an entry"), 1, 365, old["stale_days"], key=f"{form}_stale", help=HELP["desk_stale"]
            ),
        }
        is_active = st.checkbox(translated("In use"), old["is_active"], key=f"{form}_active", help=HELP["desk_in_use"])
        sent = st.form_submit_button(translated("Save the desk"), key=f"{form}_send")
    if sent:
        save(form_name, translated("Desk {name} saved.", name=name), lambda: city.save_desk(store, me, which, name, is_active, email, **values))


def somebody(label: str, who: int | None, key: str, but: int | None = None) -> int | None:
    """One of those who work here, or nobody."""
    names = {None: translated("Nobody"), **{person_id: name for person_id, name in _session.names().items() if person_id != but}}
    return st.selectbox(label, list(names), list(names).index(who) if who in names else 0, format_func=names.get, key=key, help=HELP["somebody"])


def people() -> None:
    """Who works here, with which role."""
    rows = store.recall("people")
    columns = {
        "name": msgid("Name"), "title": msgid("Title"), "sign_in": msgid("Sign-in"), "role": msgid("Role"), "desk": msgid("Desk"), "backup": msgid("Backup"),
        "away": msgid("Away"), "use": msgid("Use"),
    }  # fmt: skip
    table([person_line(row) for row in rows], columns, translated("People"), "settings_people", saved_as=translated("People"))
    known = {row["person_id"]: row for row in rows}
    names = apart({None: translated("A new person"), **{key: row["name"] for key, row in known.items()}}, {key: row["sign_in"] for key, row in known.items()})
    who = st.selectbox(translated("Person"), list(names), format_func=names.get, key="settings_who", help=HELP["person_which"])
    person(who, known.get(who, NEW))


def person_line(row: dict[str, Any]) -> dict[str, str]:
    """One person as the table shows them."""
    told = {name: row[name] or "" for name in SHOWN} | {"role": translated(row["role"])}
    return told | {"away": absence(row), "use": translated("works here") if row["is_active"] else translated("left")}


def absence(row: dict[str, Any]) -> str:
    """When a person is away, where that is not past."""
    first, last = row["away_from_on"], row["away_until_on"]
    if not first or last and last < store.today():
        return ""
    return translated("{first} to {last}", first=day(first), last=day(last)) if last else translated("from {first} on", first=day(first))


def person(who: int | None, old: dict[str, Any]) -> None:
    """The form of one person."""
    name = f"settings_person_{who}"
    form = _session.form(name)
    roles = {role: translated(role) for role in ROLES}
    desk_names = {None: translated("No desk"), **{row["desk_id"]: row["name"] for row in store.recall("desks")}}
    with st.form(form):
        values = {
            "name": st.text_input(translated("Name"), old["name"], key=f"{form}_name", help=HELP["person_name"]),
            "title": st.text_input(translated("Title or position"), old["title"] or "", key=f"{form}_title", help=HELP["person_title"]),
            "sign_in": st.text_input(
                translated("Sign-in (the e-mail address of the city account)"), old["sign_in"], key=f"{form}_sign_in", help=HELP["person_sign_in"]
            ),
            "role": st.selectbox(translated("Role"), ROLES, ROLES.index(old["role"]), format_func=roles.get, key=f"{form}_role", help=HELP["person_role"]),
            "desk_id": st.selectbox(
                translated("Desk"), list(desk_names), list(desk_names).index(old["desk_id"]), format_func=desk_names.get, key=f"{form}_desk", help=HELP["person_desk"],
            ),
            "is_active": st.checkbox(translated("Works here"), old["is_active"], key=f"{form}_active", help=HELP["person_active"]),
            "backup_id": somebody(translated("Backup (works in this person's place during an absence)"), old["backup_id"], f"{form}_backup", who),
            "away_from_on": away_day(translated("Away from (first day)"), old["away_from_on"], f"{form}_away_from"),
            "away_until_on": away_day(translated("Away until (last day; empty: until further notice)"), old["away_until_on"], f"{form}_away_until"),
        }
        if old["is_from_group"]:
            values["is_from_group"] = st.checkbox(translated("Role by group"), True, key=f"{form}_from_group", help=translated(BY_GROUP))
        sent = st.form_submit_button(translated("Save the person"), key=f"{form}_send")
    if sent:
        save(name, translated("{name} saved.", name=values["name"]), lambda: city.save_person(store, me, who, **values))


def away_day(label: str, on_date: date | None, key: str) -> date | None:
    """The first or the last day of an absence, or none."""
    return st.date_input(label, on_date, **DATE, width=320, key=key, help=HELP["absence"])


def unanswered_calls() -> None:
    """When a call for records that nobody answers is told to the heads."""
    form = _session.form("settings_calls")
    with st.form(form):
        label = translated("Tell the heads of both desks so many days after the day the answer was wanted")
        days_after = st.number_input(label, 0, 365, city.escalation_days(store), key=f"{form}_days", help=HELP["escalation"])
        sent = st.form_submit_button(translated("Save"), key=f"{form}_send")
    if sent:
        told = translated("A call is told to the heads {days} after the day its answer was wanted.", days=days(days_after))
        save("settings_calls", told, lambda: city.save_escalation_days(store, me, days_after))


def portal() -> None:
    """The one host that the catalogue may be fetched from."""
    form = _session.form("settings_portal")
    with st.form(form):
        label, now = translated("Host of the portal (empty: none is asked)"), city.portal_host(store) or ""
        host = st.text_input(label, now, key=f"{form}_host", placeholder="data.example.gov", help=HELP["portal_host"])
        sent = st.form_submit_button(translated("Save the portal"), key=f"{form}_send")
    if sent:
        save("settings_portal", translated("Portal {host} saved.", host=host), lambda: city.save_portal_host(store, me, host))


def kept_years() -> None:
    """How long requests are kept."""
    form = _session.form("settings_retention")
    with st.form(form):
        told = translated("Counted from the last entry of a closed or voided request. Not less than 2 (Gov. Code 34090).")
        years = st.number_input(translated("Years that requests are kept"), value=retention.years(store), step=1, key=f"{form}_years", help=told, width=260)
        sent = st.form_submit_button(translated("Save the period"), key=f"{form}_send")
    if sent:
        save("settings_retention", counted("Requests are kept {count} years.", "Requests are kept {count} years.", years), lambda: retention.save_years(store, me, years))


def local_review() -> None:
    """Whether the city reviews its own decisions."""
    st.caption(plain(translated(LOCAL_REVIEW)))
    form = _session.form("settings_review")
    with st.form(form):
        is_offered = st.checkbox(translated("The city offers a review of its own"), city.offers_local_review(store), key=f"{form}_offered", help=HELP["local_review"])
        sent = st.form_submit_button(translated("Save the review"), key=f"{form}_send")
    if sent:
        told = translated("A review by the city is offered.") if is_offered else translated("A review by the city is not offered.")
        save("settings_review", told, lambda: city.save_local_review(store, me, is_offered))


with st.expander(translated("Desks")):
    desks()
with st.expander(translated("People")):
    people()
with st.expander(translated("Groups of the sign-in provider")):
    _groups.settings(me, save)
with st.expander(translated("Restricted requests")):
    _restricted.settings(me, save)
with st.expander(translated("Calls for records that stay unanswered")):
    unanswered_calls()
with st.expander(translated("Fee schedule")):
    _fee_schedule.schedule(store, me, save)
with st.expander(translated("Open-data portal")):
    portal()
with st.expander(translated("Retention")):
    kept_years()
with st.expander(translated("Backups")):
    _backups.settings(store, me, save)
with st.expander(translated("Letterhead")):
    _wording.letterhead_form(me)
with st.expander(translated("Wording of the letters")):
    _wording.wording_form(me)
with st.expander(translated("Mail server")):
    _mail_server.settings(store, me, save)
with st.expander(translated("Closures, hours and time zone of City Hall")):
    _closures.settings(store, me)
with st.expander(translated("Review of decisions by the city")):
    local_review()
with st.expander(translated("Exemptions")):
    _exemptions.settings(store, me)
with st.expander(translated("Rules and judicial holidays")):
    _closures.rules(store)
with st.expander(translated(_door.TITLE), expanded=_door.MADE in st.session_state):
    _door.settings(store, me, save)
with st.expander(translated("Take the configuration along")):
    _config.settings(store, me)
