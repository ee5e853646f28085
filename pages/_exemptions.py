"""Settings: the exemptions that a denial may rest on, with source, date checked and mark, and what the city decides over them."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import exemptions
from records_desk.db.exemptions import MARKS, Decision
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import day

NAME = "settings_exemption"
COLUMNS = {"section": "Section", "title": "Title", "from": "From", "until": "Until", "law": "Citation", "source": "Rests on", "checked": "Checked"}
KINDS = {"title": "long", "source": "long", "from": "short", "until": "short"}


def settings(store: Store, me: Staff) -> None:
    """The table as it stands, and the two things that can be done to it."""
    rows = store.recall("exemptions_kept")
    table([_line(row) for row in rows], COLUMNS, "Exemptions", "settings_exemptions", kinds=KINDS, saved_as="Exemptions")
    st.caption("V: the text of the law was read. S: a secondary source only. U: not verified; such a row warns where it is chosen.")
    decided = {f"{row['section']} from {row['from_on']}": row for row in rows if row["is_city"]}
    what = st.radio("Change", ["Decide about a section", "Take a decision back"], horizontal=True, key="settings_exemption_what", help=HELP["exemption_what"]) if decided else None
    if what == "Take a decision back":
        _take_back(store, me, decided)
    else:
        _decide(store, me)


def _decide(store: Store, me: Staff) -> None:
    form = _session.form(NAME)
    with st.form(form):
        section = st.text_input("Section", key=f"{form}_section", help="One that is in the table, to call it otherwise from a day on, or a new one.")
        from_on = st.date_input(
            "From", store.today(), format="YYYY-MM-DD", width=220, min_value=exemptions.FIRST_DAY, max_value=exemptions.LAST_DAY, key=f"{form}_from", help=HELP["exemption_from"],
        )
        is_withdrawn = st.checkbox("No longer offered from that day on", key=f"{form}_withdrawn", help=HELP["exemption_withdrawn"])
        title = st.text_input("Title, as letters name it", key=f"{form}_title", help=HELP["exemption_title"])
        citation = st.text_input("Citation", key=f"{form}_citation", placeholder="Gov. Code 7927.700", help=HELP["exemption_citation"])
        source = st.text_input("Rests on: what was read", key=f"{form}_source", help=HELP["exemption_source"])
        mark = st.selectbox("Mark", list(MARKS), list(MARKS).index("U"), format_func=MARKS.get, key=f"{form}_mark", help=HELP["exemption_mark"])
        sent = st.form_submit_button("Save the decision", key=f"{form}_send")
    if sent:
        decision = Decision(section, from_on, title, citation, source, mark, is_withdrawn)
        _done(f"Decided about {section} from {from_on} on.", lambda: exemptions.decide(store, me, decision))


def _take_back(store: Store, me: Staff, decided: dict[str, dict[str, Any]]) -> None:
    form = _session.form(NAME)
    with st.form(form):
        which = st.selectbox("Decision", list(decided), key=f"{form}_which", help=HELP["exemption_which"])
        sent = st.form_submit_button("Take it back", key=f"{form}_take_back")
    if sent:
        row = decided[which]
        _done(f"Taken back: {which}.", lambda: exemptions.take_back(store, me, row["section"], row["from_on"]))


def _done(sentence: str, act: Any) -> None:
    if _session.attempt(lambda: (act(),)):
        _session.finished(NAME, sentence)
        st.rerun()


def _line(row: dict[str, Any]) -> dict[str, str]:
    note = " (no longer offered)" if row["is_withdrawn"] else "" if row["is_exemption"] else " (never offered: no ground to withhold)"
    checked = f"{row['checked_on']} by {row['checked_by']} [{row['mark']}]"
    spell = {"from": day(row["from_on"]) if row["from_on"] > date.min else "–", "until": day(row["until_on"])}
    return {"section": row["section"], "title": row["title"] + note, "law": row["citation"], "source": row["source"], "checked": checked} | spell
