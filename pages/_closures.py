"""Settings: when City Hall is closed, how a late receipt counts, and the rules that time is counted by.

Whatever moves due dates is shown first, request by request, and made only when it is confirmed.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import streamlit as st

from records_desk.db import calendar_file, closing
from records_desk.db._days_told import holiday
from records_desk.db._guard import FIRST_DAY, LAST_DAY
from records_desk.db.closing import AFTER_HOURS, Closure, Policy
from records_desk.db.language import counted, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import DATE, day, days, labels, number

KINDS = {"one": msgid("A single day"), "range": msgid("Several days on end"), "repeated": msgid("One day every so many weeks")}
WEEKS = {7: msgid("Every week"), 14: msgid("Every second week"), 21: msgid("Every third week"), 28: msgid("Every fourth week")}
ADD, TAKE_BACK, FILE = msgid("Add a closure"), msgid("Take one back"), msgid("Read a calendar file")
LATE, ZONE = msgid("Receipt after hours"), msgid("Time zone")
COUNTED = {"calendar": msgid("{determination} and {extension} calendar days"), "business": msgid("{determination} and {extension} business days")}
CLOSURES = {"label": msgid("Closure"), "when": msgid("Closed for the whole of")}
SHOW = msgid("Show what would move")
CLOCK = msgid("Determination")  # of every request; the further ones are called as their table says
NO_STATUTE = msgid(
    "No statute says whether a request that arrives after hours counts from that day or from the next one. "
    "The day on which it arrived is the earlier and the safer one."
)
CHANGE, READ = "settings_change", "settings_read"
SHOWN = 200  # moved due dates listed; the sentence above counts all


def settings(store: Store, me: Staff) -> None:
    """The closures and the policy for late receipts, and what a change to them would move."""
    closures = [_closure(row) for row in store.recall("closures")]
    numbers = [row["closure_id"] for row in store.recall("closures")]
    lines = [{"label": closure.label, "when": closure.told(translated, day)} for closure in closures]
    if lines:
        table(lines, CLOSURES, translated("Closures of City Hall"), "settings_closures", kinds={"label": "long"}, saved_as=translated("Closures"))
    else:
        st.caption(translated("City Hall is closed on weekends and judicial holidays only, as far as this desk knows."))
    if CHANGE in st.session_state:
        _confirm(store, me, *st.session_state[CHANGE])
        return
    choices = {choice: translated(choice) for choice in (ADD, TAKE_BACK, FILE, LATE, ZONE)}
    what = st.radio(translated("Change"), list(choices), format_func=choices.get, horizontal=True, key="settings_what", help=HELP["closures_what"])
    if what == ADD:
        _new_closure(store, me)
    elif what == TAKE_BACK:
        _take_back(store, me, dict(zip(numbers, closures)))
    elif what == FILE:
        _calendar_file(store, me, closures)
    elif what == LATE:
        _late_receipt(store, me)
    else:
        _time_zone(store, me)


def rules(store: Store) -> None:
    """The rule sets, further clocks and judicial holidays that ship with the program, with citation, date checked and mark."""
    lines = [
        {"rule": rule["rule_set"], "from": day(rule["effective_from"]), "stands": translated("in force") if rule["is_enabled"] else translated("switched off")}
        | {"counts": _counts(rule), "law": _law(rule)}
        for rule in store.recall("rule_sets")
    ]
    columns = {"rule": msgid("Rule set"), "from": msgid("Receipts from"), "stands": msgid("Stands"), "counts": msgid("Counts"), "law": msgid("Rests on")}
    table(lines, columns, translated("Rule sets"), "settings_rules", kinds={"counts": "long", "law": "long"}, saved_as=translated("Rule sets"))
    lines = [{"clock": translated(clock["label"]), "law": _law(clock)} for clock in store.recall("clocks")]
    columns, caption = {"clock": msgid("Further clock"), "law": msgid("Rests on")}, translated("Further clocks")
    table(lines, columns, caption, "settings_clocks", kinds={"clock": "long"}, saved_as=caption)
    year = st.number_input(translated("Judicial holidays of"), 1990, 2060, store.today().year, key="settings_year", width=160, help=HELP["holidays_year"])
    lines = [{"day": day(row["day"]), "name": holiday(row["reason"]), "law": f"{row['citation']} [{row['mark']}]"} for row in store.recall("holidays", year=year)]
    columns, caption = {"day": msgid("Day"), "name": msgid("Holiday"), "law": msgid("Rests on")}, translated("Judicial holidays of {year}", year=year)
    table(lines, columns, caption, "settings_holidays", kinds={"day": "short"}, saved_as=caption)
    st.caption(translated("V: the text of the law was read. S: a secondary source only. U: not verified. This is not legal advice."))


def _closure(row: dict[str, Any]) -> Closure:
    return Closure(row["label"], row["first_on"], row["last_on"], row["every_days"])


def _by_weekday(value: date) -> str:
    return f"{day(value).partition(' ')[0]} {value}"


def _called(closure: Closure, written: Callable[[date], str] = _by_weekday) -> str:
    return f"{closure.label}, {closure.told(translated, written)}"


def _propose(store: Store, me: Staff, sentence: str, change: Callable[[], closing.Change]) -> None:
    """Keep a change to be confirmed, what to say of it, and what it would move."""

    def shown() -> tuple[closing.Change, list[closing.Moved]]:
        made = change()
        return made, closing.preview(store, me, made)

    with st.spinner(translated("Counting the days of all open requests"), show_time=True):
        found = _session.attempt(shown)
    if found:
        made, moved = found
        st.session_state[CHANGE] = (sentence, made, _due_and_safe(moved), moved[:SHOWN])
        st.rerun()


def _confirm(store: Store, me: Staff, sentence: str, change: closing.Change, counts: tuple[int, int], moved: list[closing.Moved]) -> None:
    """What a change would move, and the two ways on from here."""
    with st.container(border=True):
        st.text(sentence)
        st.write(" ".join(_would_move(*counts)))
        _moved_table(moved, sum(counts))
        with st.container(horizontal=True):
            if st.button(translated("Make this change"), type="primary", key="settings_change_make"):
                _make(store, me, sentence, change)
            if st.button(translated("Leave it as it is"), key="settings_change_leave"):
                del st.session_state[CHANGE]
                st.rerun()


def _make(store: Store, me: Staff, sentence: str, change: closing.Change) -> None:
    with st.spinner(translated("Moving the due dates"), show_time=True):
        moved = _session.attempt(lambda: (closing.apply(store, me, change),))
    if moved:
        del st.session_state[CHANGE]
        _session.finished("settings_change", " ".join([translated("Done: {sentence}", sentence=sentence), *_has_moved(*_due_and_safe(moved[0]))]))
        st.rerun()


def _would_move(due: int, safe: int) -> list[str]:
    """How many due dates of open requests a change would move, and how many safe targets where the due date stays."""
    told = counted("{count} due date of open requests would move.", "{count} due dates of open requests would move.", due)
    more = counted("Where the due date stays, {count} safe target would move.", "Where the due date stays, {count} safe targets would move.", safe)
    return [told if due else translated("No due date of an open request would move."), *([more] if safe else [])]


def _has_moved(due: int, safe: int) -> list[str]:
    """The same once it is made."""
    told = counted("{count} due date of open requests moved.", "{count} due dates of open requests moved.", due)
    more = counted("Where the due date stays, {count} safe target moved.", "Where the due date stays, {count} safe targets moved.", safe)
    return [told if due else translated("No due date of an open request moved."), *([more] if safe else [])]


def _due_and_safe(moved: list[closing.Moved]) -> tuple[int, int]:
    due = sum(row["days"] != 0 for row in moved)
    return due, len(moved) - due


def _moved_table(moved: list[closing.Moved], count: int) -> None:
    lines = [
        {"number": row["number"], "clock": translated(row["clock"]), "old": day(row["old_due_on"]), "new": day(row["due_on"]), "by": _by(row["days"])}
        | {"safe": f"{day(row['old_safe_on'])} → {day(row['safe_on'])}" if row["safe_on"] != row["old_safe_on"] else translated("stays")}
        for row in moved
    ]
    if lines:
        name, first = translated("What moves"), translated("What moves, the first {some} of {all}", some=SHOWN, all=number(count))
        columns = {
            "number": msgid("Request"), "clock": msgid("Clock"), "old": msgid("Due now"), "new": msgid("Due then"), "by": msgid("By"), "safe": msgid("Safe target"),
        }  # fmt: skip
        caption, kinds = first if count > SHOWN else name, {"clock": "long", "old": "short", "new": "short", "safe": "short"}
        table(lines, columns, caption, "settings_moved", kinds=kinds, saved_as=name)


def _by(count: int) -> str:
    if not count:
        return translated("stays")
    return translated("{days} later", days=days(count)) if count > 0 else translated("{days} earlier", days=days(-count))


def _new_closure(store: Store, me: Staff) -> None:
    kinds, weeks = labels(KINDS), labels(WEEKS)
    kind = st.radio(translated("It is"), list(kinds), format_func=kinds.get, horizontal=True, key="settings_kind", help=HELP["closure_kind"])
    form, today = _session.form("settings_closure"), _session.today()
    with st.form(form):
        label = st.text_input(translated("What it is"), placeholder=translated("Alternating Friday"), key=f"{form}_label", help=HELP["closure_label"])
        first_on = st.date_input(translated("On") if kind == "one" else translated("First day"), today, key=f"{form}_first", **DATE, width=220, help=HELP["closure_first"])
        last_on, every_days = first_on, None
        if kind == "range":
            last_on = st.date_input(translated("Last day"), today, key=f"{form}_last", **DATE, width=220, help=HELP["closure_last"])
        if kind == "repeated":
            every_days = st.selectbox(translated("How often"), list(weeks), 1, format_func=weeks.get, key=f"{form}_every", width=220, help=HELP["closure_every"])
            last_on = st.date_input(translated("Until (empty: for good)"), None, key=f"{form}_until", **DATE, width=220, help=HELP["closure_until"]) or LAST_DAY
        st.caption(translated("Only closures for the whole of a day count (CCP 12b)."))
        sent = st.form_submit_button(translated(SHOW), type="primary", key=f"{form}_send")
    if sent:
        closure = Closure(label, first_on, last_on, every_days)
        _propose(store, me, translated("Close City Hall: {closure}.", closure=_called(closure, day)), lambda: closing.add([closure]))


def _take_back(store: Store, me: Staff, closures: dict[int, Closure]) -> None:
    if not closures:
        st.caption(translated("There is no closure to take back."))
        return
    called, choose = {key: _called(closure) for key, closure in closures.items()}, translated("Choose")
    gone = st.selectbox(translated("Closure"), list(closures), None, format_func=called.get, key="settings_gone", placeholder=choose, help=HELP["closure_gone"])
    if gone and st.button(translated(SHOW), type="primary", key="settings_gone_send"):
        _propose(store, me, translated("Take back: {what}.", what=_called(closures[gone])), lambda: closing.take_back(gone))


def _calendar_file(store: Store, me: Staff, closures: list[Closure]) -> None:
    file = st.file_uploader(translated("Calendar file (.ics)"), type=["ics"], key=_session.form("settings_file"), help=HELP["closure_file"])
    if not file:
        return
    key, kept = (file.file_id, closures), st.session_state.get(READ)
    if not kept or kept[0] != key:
        answer = _session.attempt(lambda: (calendar_file.read(file.getvalue(), closures),))
        if not answer:
            return
        kept = st.session_state[READ] = (key, answer[0])
    found = kept[1]
    lines = [{"label": closure.label, "when": closure.told(translated, day)} for closure in found.closures]
    caption, name = translated("To be added: {count}", count=len(lines)), translated("To be added")
    table(lines, CLOSURES, caption, "settings_found", kinds={"label": "long"}, saved_as=name)
    if found.not_taken:
        lines = [{"label": label, "why": translated(why, **facts)} for label, why, facts in found.not_taken]
        columns, caption, name = {"label": msgid("Event"), "why": msgid("Why not")}, translated("Not taken: {count}", count=len(lines)), translated("Not taken")
        table(lines, columns, caption, "settings_left", kinds={"label": "long"}, saved_as=name)
    if found.closures and st.button(translated(SHOW), type="primary", key="settings_file_send"):
        _propose(store, me, translated("Add {many} closures from the calendar file.", many=len(found.closures)), lambda: closing.add(found.closures))


def _late_receipt(store: Store, me: Staff) -> None:
    """How a late receipt counts, from which day on."""
    st.caption(translated(NO_STATUTE))
    policies = {row["effective_from"]: Policy(**row) for row in store.recall("receipt_policies")}
    lines, columns, caption = [{"policy": policy.told(translated)} for policy in policies.values()], {"policy": msgid("A receipt counts")}, translated(LATE)
    table(lines, columns, caption, "settings_policies", saved_as=caption)
    later = {since: translated("Change the one from {since}", since=since) for since in policies if since > FIRST_DAY}
    names = {None: translated("Add one"), **later}
    was_from = st.selectbox(translated("Decision"), list(names), format_func=names.get, key="settings_policy_which", width=320, help=HELP["late_which"])
    old = policies.get(was_from, Policy(_session.today() + timedelta(1), "next_open_day", time(18), time(17)))
    name = f"settings_policy_{was_from}"
    form = _session.form(name)
    with st.form(form):
        since = st.date_input(translated("From receipts of"), old.effective_from, key=f"{form}_from", **DATE, width=220, help=HELP["late_from"])
        how, called = list(AFTER_HOURS), labels(AFTER_HOURS)
        after_hours = st.selectbox(translated("A late receipt counts from"), how, how.index(old.after_hours), format_func=called.get, key=f"{form}_how", help=HELP["late_how"])
        closes_at = st.time_input(translated("City Hall closes at"), old.closes_at, key=f"{form}_closes", width=220, help=HELP["closes_at"])
        friday = st.time_input(translated("On Fridays at"), old.friday_closes_at, key=f"{form}_friday", width=220, help=HELP["friday_closes_at"])
        sent = st.form_submit_button(translated(SHOW), type="primary", key=f"{form}_send")
    if sent:
        policy = Policy(since, after_hours, closes_at, friday)
        _propose(store, me, translated("Receipt after hours, {policy}.", policy=policy.told(translated)), lambda: closing.set_policy(policy, was_from))
    if was_from and st.button(translated("Take this decision back"), key="settings_policy_drop"):
        _propose(store, me, translated("Take back: {what}.", what=policies[was_from].told(translated)), lambda: closing.drop_policy(was_from))


def _time_zone(store: Store, me: Staff) -> None:
    """By which clock the city lives."""
    st.caption(translated("The city's civil day, the times shown and what arrives after hours follow it at once. Days that were recorded stay as they are."))
    names, form = store.look(closing.zones), _session.form("settings_zone")
    with st.form(form):
        name = st.selectbox(translated("Time zone"), names, names.index(store.zone.key), key=f"{form}_name", width=320, help=HELP["time_zone"])
        sent = st.form_submit_button(translated(SHOW), type="primary", key=f"{form}_send")
    if sent:
        _propose(store, me, translated("Time zone of the city: {name}.", name=name), lambda: closing.set_zone(name))


def _counts(rule: dict[str, Any]) -> str:
    pauses = translated("stands still while the requester is waited for") if rule["waiting_pauses"] else translated("never stands still")
    counts = translated(COUNTED[rule["unit"]], determination=rule["determination_days"], extension=rule["extension_days"])
    return f"{counts}; {pauses}"


def _law(rule: dict[str, Any]) -> str:
    return translated("{citation} [{mark}], checked {day}", citation=rule["citation"], mark=rule["mark"], day=rule["checked_on"])
