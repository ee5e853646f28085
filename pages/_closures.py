"""Settings: when City Hall is closed, how a late receipt counts, and the rules that time is counted by.

Whatever moves due dates is shown first, request by request, and made only when it is confirmed.
"""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import streamlit as st

from records_desk.db import calendar_file, closing
from records_desk.db.closing import AFTER_HOURS, LAST_DAY, Closure, Policy
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import dated, day, days

KINDS = {"one": "A single day", "range": "Several days on end", "repeated": "One day every so many weeks"}
WEEKS = {7: "Every week", 14: "Every second week", 21: "Every third week", 28: "Every fourth week"}
CHANGE, READ = "settings_change", "settings_read"
SHOWN = 200  # moved due dates listed; the sentence above counts all
DATE = {"format": "YYYY-MM-DD", "width": 220, "min_value": closing.FIRST_DAY, "max_value": LAST_DAY}


def settings(store: Store, me: Staff) -> None:
    """The closures and the policy for late receipts, and what a change to them would move."""
    closures = [_closure(row) for row in store.recall("closures")]
    numbers = [row["closure_id"] for row in store.recall("closures")]
    lines = [{"label": closure.label, "when": dated(closure.when)} for closure in closures]
    if lines:
        table(lines, {"label": "Closure", "when": "Closed for the whole of"}, "Closures of City Hall", "settings_closures", kinds={"label": "long"}, saved_as="Closures")
    else:
        st.caption("City Hall is closed on weekends and judicial holidays only, as far as this desk knows.")
    if CHANGE in st.session_state:
        _confirm(store, me, *st.session_state[CHANGE])
        return
    what = st.radio("Change", ["Add a closure", "Take one back", "Read a calendar file", "Receipt after hours", "Time zone"], horizontal=True, key="settings_what", help=HELP["closures_what"])
    if what == "Add a closure":
        _new_closure(store, me)
    elif what == "Take one back":
        _take_back(store, me, dict(zip(numbers, closures)))
    elif what == "Read a calendar file":
        _calendar_file(store, me, closures)
    elif what == "Receipt after hours":
        _late_receipt(store, me)
    else:
        _time_zone(store, me)


def rules(store: Store) -> None:
    """The rule sets, further clocks and judicial holidays that ship with the program, with citation, date checked and mark."""
    lines = [
        {"rule": rule["rule_set"], "from": day(rule["effective_from"]), "stands": "in force" if rule["is_enabled"] else "switched off"}
        | {"counts": _counts(rule), "law": _law(rule)}
        for rule in store.recall("rule_sets")
    ]
    columns = {"rule": "Rule set", "from": "Receipts from", "stands": "Stands", "counts": "Counts", "law": "Rests on"}
    table(lines, columns, "Rule sets", "settings_rules", kinds={"counts": "long", "law": "long"}, saved_as="Rule sets")
    lines = [{"clock": clock["label"], "law": _law(clock)} for clock in store.recall("clocks")]
    table(lines, {"clock": "Further clock", "law": "Rests on"}, "Further clocks", "settings_clocks", kinds={"clock": "long"}, saved_as="Further clocks")
    year = st.number_input("Judicial holidays of", 1990, 2060, store.today().year, key="settings_year", width=160, help=HELP["holidays_year"])
    lines = [{"day": day(row["day"]), "name": row["reason"], "law": f"{row['citation']} [{row['mark']}]"} for row in store.recall("holidays", year=year)]
    columns, caption = {"day": "Day", "name": "Holiday", "law": "Rests on"}, f"Judicial holidays of {year}"
    table(lines, columns, caption, "settings_holidays", kinds={"day": "short"}, saved_as=caption)
    st.caption("V: the text of the law was read. S: a secondary source only. U: not verified. This is not legal advice.")


def _closure(row: dict[str, Any]) -> Closure:
    return Closure(row["label"], row["first_on"], row["last_on"], row["every_days"])


def _propose(store: Store, me: Staff, sentence: str, change: Callable[[], closing.Change]) -> None:
    """Keep a change to be confirmed, with what it would move."""

    def shown() -> tuple[closing.Change, list[closing.Moved]]:
        made = change()
        return made, closing.preview(store, me, made)

    with st.spinner("Counting the days of all open requests", show_time=True):
        found = _session.attempt(shown)
    if found:
        made, moved = found
        st.session_state[CHANGE] = (sentence, made, _moved(moved, "would move"), moved[:SHOWN], len(moved))
        st.rerun()


def _confirm(store: Store, me: Staff, sentence: str, change: closing.Change, told: str, moved: list[closing.Moved], count: int) -> None:
    """What a change would move, and the two ways on from here."""
    with st.container(border=True):
        st.text(sentence)
        st.write(told)
        _moved_table(moved, count)
        with st.container(horizontal=True):
            if st.button("Make this change", type="primary", key="settings_change_make"):
                _make(store, me, sentence, change)
            if st.button("Leave it as it is", key="settings_change_leave"):
                del st.session_state[CHANGE]
                st.rerun()


def _make(store: Store, me: Staff, sentence: str, change: closing.Change) -> None:
    with st.spinner("Moving the due dates", show_time=True):
        moved = _session.attempt(lambda: (closing.apply(store, me, change),))
    if moved:
        del st.session_state[CHANGE]
        _session.finished("settings_change", f"Done: {sentence} {_moved(moved[0], 'moved')}")
        st.rerun()


def _moved(moved: list[closing.Moved], verb: str) -> str:
    """How many due dates of open requests move, and how many safe targets where the due date stays."""
    due = sum(row["days"] != 0 for row in moved)
    safe = len(moved) - due
    told = f"{due:,} due date{'' if due == 1 else 's'} of open requests {verb}." if due else f"No due date of an open request {verb}."
    return told + (f" Where the due date stays, {safe:,} safe target{'' if safe == 1 else 's'} {verb}." if safe else "")


def _moved_table(moved: list[closing.Moved], count: int) -> None:
    lines = [
        {"number": row["number"], "clock": row["clock"], "old": day(row["old_due_on"]), "new": day(row["due_on"]), "by": _by(row["days"])}
        | {"safe": f"{day(row['old_safe_on'])} → {day(row['safe_on'])}" if row["safe_on"] != row["old_safe_on"] else "stays"}
        for row in moved
    ]
    if lines:
        caption = f"What moves{f', the first {SHOWN} of {count:,}' if count > SHOWN else ''}"
        columns = {"number": "Request", "clock": "Clock", "old": "Due now", "new": "Due then", "by": "By", "safe": "Safe target"}
        table(lines, columns, caption, "settings_moved", kinds={"clock": "long", "old": "short", "new": "short", "safe": "short"}, saved_as="What moves")


def _by(count: int) -> str:
    return f"{days(abs(count))} {'later' if count > 0 else 'earlier'}" if count else "stays"


def _new_closure(store: Store, me: Staff) -> None:
    kind = st.radio("It is", list(KINDS), format_func=KINDS.get, horizontal=True, key="settings_kind", help=HELP["closure_kind"])
    form, today = _session.form("settings_closure"), _session.today()
    with st.form(form):
        label = st.text_input("What it is", placeholder="Alternating Friday", key=f"{form}_label", help=HELP["closure_label"])
        first_on = st.date_input("On" if kind == "one" else "First day", today, key=f"{form}_first", **DATE, help=HELP["closure_first"])
        last_on, every_days = first_on, None
        if kind == "range":
            last_on = st.date_input("Last day", today, key=f"{form}_last", **DATE, help=HELP["closure_last"])
        if kind == "repeated":
            every_days = st.selectbox("How often", list(WEEKS), 1, format_func=WEEKS.get, key=f"{form}_every", width=220, help=HELP["closure_every"])
            last_on = st.date_input("Until (empty: for good)", None, key=f"{form}_until", **DATE, help=HELP["closure_until"]) or LAST_DAY
        st.caption("Only closures for the whole of a day count (CCP 12b).")
        sent = st.form_submit_button("Show what would move", type="primary", key=f"{form}_send")
    if sent:
        closure = Closure(label, first_on, last_on, every_days)
        _propose(store, me, f"Close City Hall: {dated(str(closure))}.", lambda: closing.add([closure]))


def _take_back(store: Store, me: Staff, closures: dict[int, Closure]) -> None:
    if not closures:
        st.caption("There is no closure to take back.")
        return
    gone = st.selectbox("Closure", list(closures), None, format_func=lambda key: str(closures[key]), key="settings_gone", placeholder="Choose", help=HELP["closure_gone"])
    if gone and st.button("Show what would move", type="primary", key="settings_gone_send"):
        _propose(store, me, f"Take back: {closures[gone]}.", lambda: closing.take_back(gone))


def _calendar_file(store: Store, me: Staff, closures: list[Closure]) -> None:
    file = st.file_uploader("Calendar file (.ics)", type=["ics"], key=_session.form("settings_file"), help=HELP["closure_file"])
    if not file:
        return
    key, kept = (file.file_id, closures), st.session_state.get(READ)
    if not kept or kept[0] != key:
        answer = _session.attempt(lambda: (calendar_file.read(file.getvalue(), closures),))
        if not answer:
            return
        kept = st.session_state[READ] = (key, answer[0])
    found = kept[1]
    lines = [{"label": closure.label, "when": dated(closure.when)} for closure in found.closures]
    table(lines, {"label": "Closure", "when": "Closed for the whole of"}, f"To be added: {len(lines)}", "settings_found", kinds={"label": "long"}, saved_as="To be added")
    if found.left_out:
        lines = [{"label": label, "why": why} for label, why in found.left_out]
        table(lines, {"label": "Event", "why": "Why not"}, f"Not taken: {len(lines)}", "settings_left", kinds={"label": "long"}, saved_as="Not taken")
    if found.closures and st.button("Show what would move", type="primary", key="settings_file_send"):
        _propose(store, me, f"Add {len(found.closures)} closures from the calendar file.", lambda: closing.add(found.closures))


def _late_receipt(store: Store, me: Staff) -> None:
    """How a late receipt counts, from which day on."""
    st.caption(
        "No statute says whether a request that arrives after hours counts from that day or from the next one. "
        "The day on which it arrived is the earlier and the safer one."
    )
    policies = {row["effective_from"]: Policy(**row) for row in store.recall("receipt_policies")}
    lines, columns, caption = [{"policy": str(policy)} for policy in policies.values()], {"policy": "A receipt counts"}, "Receipt after hours"
    table(lines, columns, caption, "settings_policies", saved_as=caption)
    later = {since: f"Change the one from {since}" for since in policies if since > closing.FIRST_DAY}
    names = {None: "Add one", **later}
    was_from = st.selectbox("Decision", list(names), format_func=names.get, key="settings_policy_which", width=320, help=HELP["late_which"])
    old = policies.get(was_from, Policy(_session.today() + timedelta(1), "next_open_day", time(18), time(17)))
    name = f"settings_policy_{was_from}"
    form = _session.form(name)
    with st.form(form):
        since = st.date_input("From receipts of", old.effective_from, key=f"{form}_from", **DATE, help=HELP["late_from"])
        how = list(AFTER_HOURS)
        after_hours = st.selectbox("A late receipt counts from", how, how.index(old.after_hours), format_func=AFTER_HOURS.get, key=f"{form}_how", help=HELP["late_how"])
        closes_at = st.time_input("City Hall closes at", old.closes_at, key=f"{form}_closes", width=220, help=HELP["closes_at"])
        friday = st.time_input("On Fridays at", old.friday_closes_at, key=f"{form}_friday", width=220, help=HELP["friday_closes_at"])
        sent = st.form_submit_button("Show what would move", type="primary", key=f"{form}_send")
    if sent:
        policy = Policy(since, after_hours, closes_at, friday)
        _propose(store, me, f"Receipt after hours, {policy}.", lambda: closing.set_policy(policy, was_from))
    if was_from and st.button("Take this decision back", key="settings_policy_drop"):
        _propose(store, me, f"Take back: {policies[was_from]}.", lambda: closing.drop_policy(was_from))


def _time_zone(store: Store, me: Staff) -> None:
    """By which clock the city lives."""
    st.caption("The city's civil day, the times shown and what arrives after hours follow it at once. Days that were recorded stay as they are.")
    names, form = store.look(closing.zones), _session.form("settings_zone")
    with st.form(form):
        name = st.selectbox("Time zone", names, names.index(store.zone.key), key=f"{form}_name", width=320, help=HELP["time_zone"])
        sent = st.form_submit_button("Show what would move", type="primary", key=f"{form}_send")
    if sent:
        _propose(store, me, f"Time zone of the city: {name}.", lambda: closing.set_zone(name))


def _counts(rule: dict[str, Any]) -> str:
    pauses = "stands still while the requester is waited for" if rule["waiting_pauses"] else "never stands still"
    return f"{rule['determination_days']} and {rule['extension_days']} {rule['unit']} days; {pauses}"


def _law(rule: dict[str, Any]) -> str:
    return f"{rule['citation']} [{rule['mark']}], checked {rule['checked_on']}"
