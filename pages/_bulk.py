"""One act on all requests that are chosen in the queue, each by itself; what came of each stays to be read.

Those that were refused stay chosen, and the form keeps what was typed.
"""

from typing import Any

import streamlit as st

from records_desk.db import each
from records_desk.db._guard import words
from records_desk.db.language import counted, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.letters import sends
from records_desk.pages import _extension, _focus, _form, _refusal, _session, _stand_in
from records_desk.pages._progress import steps
from records_desk.pages._table import table
from records_desk.pages._words import dated, day, plain

Row = dict[str, Any]
ACTS = {"routed": "Alt+T", "accepted": "Alt+Y", "acknowledged": "Alt+K", "extended": "Alt+X", "note": None}
COLUMNS = {"number": msgid("Request"), "stands": msgid("Result"), "told": msgid("What came of it")}
DONE = {"routed": msgid("Routed to {given}."), "accepted": msgid("Accepted by {desk}."), "extended": msgid("Extended to {day}.")}
CAME_OF, CAME_OF_UNDOING = msgid("{act}: what came of {count}"), msgid("Undo: {act}: what came of {count}")
NOTHING: Row = {"kind": None, "told": {}, "values": {}, "undone": {}}


def refused() -> list[str]:
    """The numbers that the last act on several requests was refused for."""
    return [number for number, why in _last()["told"].items() if why and not _last()["undone"]]


def acts(numbers: list[str], me: Staff, form: str) -> None:
    """The acts for the chosen requests, and the form of the one that was pressed."""
    kinds = [kind for kind in _session.store().kinds.values() if _is_offered(kind, me)]
    with st.container(horizontal=True, vertical_alignment="center", key="queue_acts"):
        for kind in kinds:
            name = kind["kind"]
            st.button(
                translated(kind["act"]), key=f"{form}_{name}", shortcut=ACTS[name], disabled=not numbers, on_click=_choose, args=(form, name)
            )
        many = counted("{count} chosen", "{count} chosen", len(numbers))
        st.text(many if numbers else translated("Choose requests to act on several at once."), width="content")
    chosen = st.session_state.get(f"{form}_act", _last()["kind"] if refused() else None)
    if numbers and chosen:
        _one_act(numbers, _session.store().kinds[chosen], me, form)


def results(form: str) -> None:
    """What came of the last act, request by request, those refused first; also where the filters leave none of them."""
    told = _last()["told"]
    if not told:
        return
    kind = _session.store().kinds[_last()["kind"]]
    rows = {row["number"]: row for row in _session.store().read("chosen", numbers=list(told), reader=_session.reader())}
    undone = _last()["undone"]
    lines = [
        _undone(rows[number], *undone[number]) if undone else _result(kind, rows[number], why)
        for number, why in sorted(told.items(), key=lambda item: not item[1])
        if number in rows
    ]
    st.button(translated("Put this list away"), key=f"{form}_away", shortcut="Alt+W", on_click=st.session_state.pop, args=("desk_bulk", None))
    caption = translated(CAME_OF_UNDOING if undone else CAME_OF, act=translated(kind["act"]), count=len(lines))
    answer = table(lines, COLUMNS, caption, f"{form}_results", kinds={"stands": "when", "told": "long"}, saved_as=translated("Results"))
    if answer.open:
        _session.go("request", number=answer.open)


def _is_offered(kind: Row, me: Staff) -> bool:
    """Whether it can be done on many; accepting only where a desk asks for it."""
    is_asked = kind["kind"] != "accepted" or any(desk["asks_acceptance"] for desk in _session.store().recall("desks"))
    return kind["kind"] in ACTS and me.role in words(kind["roles"]) and is_asked


def _last() -> Row:
    return NOTHING | st.session_state.get("desk_bulk", NOTHING)


def _choose(form: str, kind: str) -> None:
    st.session_state[f"{form}_act"] = kind
    _focus.focus("bulk_form")


def _one_act(numbers: list[str], kind: Row, me: Staff, form: str) -> None:
    store, key = _session.store(), f"{form}_{kind['kind']}"
    rows = store.read("chosen", numbers=numbers, reader=_session.reader())
    before = _last()["values"] if refused() and _last()["kind"] == kind["kind"] else None
    with st.container(border=True, key="bulk_form"):
        dated_today = translated("Dated today, on each of the {count} chosen.", count=len(numbers))
        st.caption(plain(f"{translated(kind['meaning'])} {dated_today}"))
        if kind["kind"] == "extended":
            _extension.limits(rows)
        with _form.form_of(kind, rows, me, key, before) as values:
            with_days = _form.with_days(kind, rows, key)
            sent = st.form_submit_button(translated("{act}: {count} chosen", act=translated(kind["act"]), count=len(numbers)), type="primary", key=f"{key}_send")
    if sent:
        to_record, instead = _stand_in.given(kind, values, store.today(), key)
        details = {"on_date": store.today(), "token": form, "with_days": with_days, **to_record}
        with steps(translated(kind["act"]), len(numbers)) as step:
            told = each.record_each(store, numbers, kind["kind"], me, progress=step, **details)
            events = each.recorded(store, [number for number, why in told.items() if why is None], form)
            _tell(kind, values, told, events, instead, me)


def _tell(kind: Row, values: Row, told: dict[str, str | None], events: dict[str, int], instead: str, me: Staff) -> None:
    """Keep what came of it. What stands against all of them alike is a matter of the form, and is said there."""
    reasons = set(told.values())
    if len(reasons) == 1 and None not in reasons:
        opening = translated("Not recorded on any of them.") if len(told) > 1 else translated("Not recorded on {number}.", number=str(*told))
        _refusal.tell(f"{opening} {dated(str(*reasons))}", {})
        return
    done = list(told.values()).count(None)
    st.session_state["desk_bulk"] = {"kind": kind["kind"], "told": told, "values": values, "undone": {}}
    _form.remember(values, me)
    label, refusals = translated(kind["label"]), len(told) - done
    sentence = translated("{label} recorded on {done}, {refused} refused: they stay chosen.", label=label, done=done, refused=refusals)
    _session.finished("queue_chosen", (sentence if refusals else translated("{label} recorded on {done}.", label=label, done=done)) + instead, events)
    st.rerun()


def _result(kind: Row, row: Row, why: str | None) -> Row:
    """One line: what was recorded, or why it was not."""
    facts = {"desk": row["desk"], "given": ", ".join(filter(None, (row["desk"], row["person"]))), "day": day(row["extended_to_on"])}
    done = translated(DONE[kind["kind"]], **facts) if kind["kind"] in DONE else f"{translated(kind['label'])}."
    letter = [translated("The letter is written.")] if sends(kind["kind"]) else []
    return _line(row, bool(why), translated("Refused") if why else translated("Done"), dated(why) if why else " ".join([done, *letter]))


def _undone(row: Row, is_undone: bool, told: str) -> Row:
    """One line: what undoing did, or why it did not."""
    return _line(row, not is_undone, translated("Undone") if is_undone else translated("Stays"), dated(told))


def _line(row: Row, is_late: bool, stands: str, told: str) -> Row:
    href = _session.address("request", number=row["number"])
    return {"_id": row["number"], "_href": href, "_late": is_late, "number": row["number"], "stands": stands, "told": told}
