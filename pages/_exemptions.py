"""Settings: the exemptions that a denial may rest on, with source, date checked and mark, and what the city decides over them."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import exemptions
from records_desk.db.exemptions import MARKS, Decision
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import DATE, day, labels

NAME = "settings_exemption"
COLUMNS = {
    "section": msgid("Section"), "title": msgid("Title"), "from": msgid("From"), "until": msgid("Until"), "law": msgid("Citation"), "source": msgid("Rests on"),
    "checked": msgid("Checked"),
}  # fmt: skip
KINDS = {"title": "long", "source": "long", "from": "short", "until": "short"}
DECIDE, TAKE_BACK = msgid("Decide about a section"), msgid("Take a decision back")


def settings(store: Store, me: Staff) -> None:
    """The table as it stands, and the two things that can be done to it."""
    rows = store.recall("exemptions_kept")
    table([_line(row) for row in rows], COLUMNS, translated("Exemptions"), "settings_exemptions", kinds=KINDS, saved_as=translated("Exemptions"))
    st.caption(translated("V: the text of the law was read. S: a secondary source only. U: not verified; such a row warns where it is chosen."))
    decided = {f"{row['section']}|{row['from_on']}": row for row in rows if row["is_city"]}
    ways = {way: translated(way) for way in (DECIDE, TAKE_BACK)}
    options = {"horizontal": True, "format_func": ways.get, "key": "settings_exemption_what", "help": HELP["exemption_what"]}
    if decided and st.radio(translated("Change"), list(ways), **options) == TAKE_BACK:
        _take_back(store, me, decided)
    else:
        _decide(store, me)


def _decide(store: Store, me: Staff) -> None:
    form, marks = _session.form(NAME), labels(MARKS)
    with st.form(form):
        section = st.text_input(translated("Section"), key=f"{form}_section", help=translated("One that is in the table, to call it otherwise from a day on, or a new one."))
        from_on = st.date_input(
            translated("From"), store.today(), **DATE, width=220, key=f"{form}_from",
            help=HELP["exemption_from"],
        )
        is_withdrawn = st.checkbox(translated("No longer offered from that day on"), key=f"{form}_withdrawn", help=HELP["exemption_withdrawn"])
        title = st.text_input(translated("Title, as letters name it"), key=f"{form}_title", help=HELP["exemption_title"])
        citation = st.text_input(translated("Citation"), key=f"{form}_citation", placeholder="Gov. Code 7927.700", help=HELP["exemption_citation"])
        source = st.text_input(translated("Rests on: what was read"), key=f"{form}_source", help=HELP["exemption_source"])
        mark = st.selectbox(translated("Mark"), list(marks), list(marks).index("U"), format_func=marks.get, key=f"{form}_mark", help=HELP["exemption_mark"])
        sent = st.form_submit_button(translated("Save the decision"), key=f"{form}_send")
    if sent:
        decision = Decision(section, from_on, title, citation, source, mark, is_withdrawn)
        _done(translated("Decided about {section} from {day} on.", section=section, day=from_on), lambda: exemptions.decide(store, me, decision))


def _take_back(store: Store, me: Staff, decided: dict[str, dict[str, Any]]) -> None:
    form = _session.form(NAME)
    called = {key: translated("{section} from {day}", section=row["section"], day=row["from_on"]) for key, row in decided.items()}
    with st.form(form):
        which = st.selectbox(translated("Decision"), list(decided), format_func=called.get, key=f"{form}_which", help=HELP["exemption_which"])
        sent = st.form_submit_button(translated("Take it back"), key=f"{form}_take_back")
    if sent:
        row = decided[which]
        _done(translated("Taken back: {what}.", what=called[which]), lambda: exemptions.take_back(store, me, row["section"], row["from_on"]))


def _done(sentence: str, act: Any) -> None:
    if _session.attempt(lambda: (act(),)):
        _session.finished(NAME, sentence)
        st.rerun()


def _line(row: dict[str, Any]) -> dict[str, str]:
    title = translated(row["title"])
    if row["is_withdrawn"]:
        title = translated("{title} (no longer offered)", title=title)
    elif not row["is_exemption"]:
        title = translated("{title} (never offered: no ground to withhold)", title=title)
    checked = translated("{day} by {who} [{mark}]", day=row["checked_on"], who=row["checked_by"], mark=row["mark"])
    spell = {"from": day(row["from_on"]) if row["from_on"] > date.min else "–", "until": day(row["until_on"])}
    return {"section": row["section"], "title": title, "law": row["citation"], "source": translated(row["source"]), "checked": checked} | spell
