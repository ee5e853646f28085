"""What is due for review after the city's retention period, and sealing what the city approved."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import export, retention
from records_desk.db._retold import retold
from records_desk.db.language import counted, msgid, translated
from records_desk.pages import _files, _filters, _refusal, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._paging import first_page, pages, rows
from records_desk.pages._progress import steps
from records_desk.pages._table import table
from records_desk.pages._words import TRACKS, day, number, plain

Row = dict[str, Any]
PAGE_SIZE = 100
COLUMNS = {
    "number": msgid("Request"), "track": msgid("Track"), "status": msgid("It is"), "closed": msgid("Closed on"), "last": msgid("Last entry on"),
    "years": msgid("Full years since"), "hold": msgid("Legal hold"),
}  # fmt: skip
KINDS = {"closed": "short", "last": "short", "years": "figure"}
STATES = {"any": msgid("Closed and voided"), "closed": msgid("Closed"), "voided": msgid("Voided")}
HOLDS = {"any": msgid("Held or not"), "free": msgid("Not held"), "held": msgid("Legal hold")}
RESULTS = {"number": msgid("Request"), "stands": msgid("Result"), "told": msgid("What came of it")}
DONE = "desk_sealed"
SEALS = msgid("Seals requester, words, letters and files of each for good: it cannot be undone. What happened and when stays in the log.")

me = _session.page("retention")
store = _session.store()


def filters() -> Row:
    """What is chosen above the list."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        begin = {"on_change": first_page, "args": ("retention",), **_filters.IN_ADDRESS}
        text = st.text_input(translated("Number holds"), key="retention_text", width=220, **begin, help=HELP["retention_find"])
        status = choice(translated("Status"), STATES, "retention_status")
        hold = choice(translated("Hold"), HOLDS, "retention_hold")
    return {"text": text.strip() or None, **{name: None if value == "any" else value for name, value in (("status", status), ("hold", hold))}}


def choice(label: str, options: dict[Any, str], key: str) -> Any:
    """One filter that stands in the address."""
    called = _filters.called(key, options)
    begin = {"on_change": first_page, "args": ("retention",), **_filters.IN_ADDRESS}
    return st.selectbox(label, list(options), format_func=called, key=key, width=220, **begin, help=HELP["retention_filter"])


def line(row: Row) -> Row:
    """One line of the list."""
    status = store.statuses[row["status"]]
    return {
        "_id": row["number"],
        "_href": _session.address("request", number=row["number"]),
        "number": row["number"],
        "track": translated(TRACKS[row["track"]]),
        "status": f"{status['glyph']} {translated(status['label'])}",
        "closed": day(row["closed_on"]),
        "last": day(row["last_on"]),
        "years": str(row["years"]),
        "hold": translated("held since {day}", day=day(row["held_since_on"])) if row["held_since_on"] else "",
    }


def listed(due: list[Row]) -> None:
    """The list, and for an administrator the form that seals what is ticked in it."""
    form, total = _session.form("retention_chosen"), due[0]["total"]
    caption = translated("{count} due for review, oldest first", count=number(total))
    if total > PAGE_SIZE:
        caption = translated("{count} due for review, oldest first: {here} on this page", count=number(total), here=len(due))
    may_seal = me.role in store.kinds["anonymised"]["roles"].split("|")
    above = st.container()
    with st.container(key="retention_rows"):
        answer = table([line(row) for row in due], COLUMNS, caption, f"{form}_table", kinds=KINDS, choose=may_seal)
    if answer.open:
        _session.go("request", number=answer.open)
    if may_seal:
        with above:
            seal_form([row["number"] for row in due if row["number"] in answer.chosen], form)


def seal_form(numbers: list[str], form: str) -> None:
    """One approval for all that are ticked."""
    if not numbers:
        st.text(translated("Tick requests to anonymise them under one approval."))
        return
    with st.container(border=True, key="retention_form"), st.form(f"{form}_approval", border=False):
        st.caption(plain(" ".join((translated(SEALS), counted("{count} chosen.", "{count} chosen.", len(numbers))))))
        hint, told = translated("Resolution 2026-12"), translated(store.fields["reference"]["help"])
        reference = st.text_input(translated("Approved by (required)"), key=f"{form}_reference", placeholder=hint, help=told)
        hint, told = translated("Retention schedule, series 4"), translated("It stays readable: no names.")
        reason = st.text_input(translated("Reason (required)"), key=f"{form}_reason", placeholder=hint, help=told)
        sent = st.form_submit_button(translated("Anonymise {count} for good", count=len(numbers)), type="primary", key=f"{form}_send")
    if sent:
        with steps(translated("Sealing"), len(numbers)) as step:
            tell(retention.anonymise_each(store, numbers, me, reference=reference, reason=reason, token=form, progress=step))


def tell(told: dict[str, str | None]) -> None:
    """Keep what came of it. What stands against all of them alike is a matter of the form, and is said there."""
    reasons = set(told.values())
    if len(reasons) == 1 and None not in reasons:
        _refusal.tell(translated("Nothing was sealed. {why}", why=retold(str(*reasons))), {})
        return
    done = list(told.values()).count(None)
    st.session_state[DONE] = told
    said = counted("{count} anonymised.", "{count} anonymised.", done)
    if done < len(told):
        said = counted("{count} anonymised, {refused} refused.", "{count} anonymised, {refused} refused.", done, refused=len(told) - done)
    _session.finished("retention_chosen", " ".join((said, translated("Run records-desk compact to clear the file of their bytes."))))
    st.rerun()


def results() -> None:
    """What came of the last sealing, request by request, those refused first."""
    if told := st.session_state.get(DONE):
        lines = [result(number, why) for number, why in sorted(told.items(), key=lambda item: not item[1])]
        caption = translated("Anonymise: what came of {count}", count=len(lines))
        answer = table(lines, RESULTS, caption, "retention_results", kinds={"told": "long"}, saved_as=translated("Sealed"))
        if answer.open:
            _session.go("request", number=answer.open)
        st.button(translated("Put this list away"), key="retention_away", on_click=st.session_state.pop, args=(DONE, None))


def result(number: str, why: str | None) -> Row:
    """One line: sealed, or why not."""
    line = {"_id": number, "_href": _session.address("request", number=number), "_late": bool(why), "number": number}
    if why:
        return line | {"stands": translated("Refused"), "told": retold(why)}
    return line | {"stands": translated("Done"), "told": translated("Requester, words, letters and files are sealed.")}


def as_file(chosen: Row) -> Callable[[Any], Any]:
    """The whole list as a file."""
    return lambda form: export.export(store, "due_for_review", form=form, reader=me.person_id, **chosen).path


years = retention.years(store)
st.write(translated(
    "Closed and voided requests whose last entry is {years} years old or older and that are not sealed. The period stands in Settings; "
    "none may be less than 2 years (Gov. Code 34090). This is not legal advice.",
    years=years,
))  # fmt: skip
with _filters.filters("retention_text", "retention_status", "retention_hold", "retention_page"):
    chosen_filters = filters()
results()
due = rows("retention", "due_for_review", PAGE_SIZE, **chosen_filters, reader=me.person_id)
if not due:
    st.info(translated("Nothing is due for review with these filters.") if any(chosen_filters.values()) else translated("Nothing is due for review."))
    st.stop()
listed(due)
pages("retention", due[0]["total"], PAGE_SIZE)
label = translated("Due for review as {form} ({rows})", form="{form}", rows=_files.counted(due[0]["total"]))
_files.take(label, as_file(chosen_filters), f"due-for-review-{store.today()}", "retention_file")
