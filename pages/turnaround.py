"""How long requests take, from the log itself, open requests counted."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.pages import _charts, _filters, _sentences, _session
from records_desk.pages._chosen import FILTERS, back, compared, filters
from records_desk.pages._figure import cell, figure, in_form, measure_together, rows_of, shown, taken
from records_desk.pages._files import counted, take
from records_desk.pages._folded import COLUMNS, FIGURES, FOLDED, GROUPS, MONTHLY, PRINTED
from records_desk.pages._packet import document, in_words
from records_desk.pages._table import table
from records_desk.pages._words import TRACKS, day, plain

Row = dict[str, Any]
COUNTED = {
    "calendar": "Calendar days, receipt day is day 0.",
    "working": "Working days, both ends counted; weekends, judicial holidays and closures of City Hall left out.",
}
REACHED = {"determination": "decided", "closing": "closed"}
CURVE = FOLDED[0]

_session.page("turnaround")
store = _session.store()


def asking(name: str, chosen: Row, **asked: Any) -> tuple[str, date, Row]:
    """A measure for the filters chosen, as far as it takes them: its name, the as-of date, and what it is asked."""
    wanted = taken(name, {**chosen, **asked})
    return name, wanted.pop("as_of", chosen["as_of"]), wanted


def read(name: str, chosen: Row, **asked: Any) -> list[Row]:
    """Its rows."""
    name, as_of, wanted = asking(name, chosen, **asked)
    return rows_of(name, as_of, **wanted)


def headline(chosen: Row) -> tuple[Row, list[str]]:
    """Three sentences: open, overdue, and within how many days half get there; each against the year before."""
    before = back(chosen, 365)
    measure_together([asking("headline", before), asking("headline", chosen), asking("turnaround", chosen, by="month")])
    (now,), (then,) = (read("headline", period) for period in (chosen, before))
    said = _sentences.headline(now, then, REACHED[chosen["to_point"]])
    for sentence in said:
        st.header(plain(sentence), anchor=False)
    return now, said


def side_by_side(chosen: Row, side: tuple[str, Row]) -> None:
    """The figures of both sides in two columns, a line for each figure."""
    name, theirs = side
    us = here(chosen, side)
    ours, other = (next(iter(read("turnaround", period)), {}) for period in (chosen, theirs))
    lines = [
        {"what": label, "here": cell(ours, key) if ours else "–", "there": cell(other, key) if other else "–"}
        for key, label in COLUMNS.items()
        if key != "group"
    ]
    table(
        lines,
        {"what": "Figure", "here": us, "there": name},
        "Side by side",
        "turnaround_compared",
        kinds={"here": "figure", "there": "figure"},
        saved_as="Side by side",
    )
    st.caption(f"{us}: received {day(chosen['received_from'])} to {day(chosen['received_until'])}, as of {day(chosen['as_of'])}. "
               f"{name}: received {day(theirs['received_from'])} to {day(theirs['received_until'])}, as of {day(theirs['as_of'])}.")  # fmt: skip


def overlay(chosen: Row, side: tuple[str, Row]) -> None:
    """Both sides' curves in one picture, with its table."""
    sides = {here(chosen, side): chosen, side[0]: side[1]}
    curve = [{**row, "group": name} for name, period in sides.items() for row in read("survival", period)]
    if curve:
        tops = [read("headline", period)[0] for period in sides.values()]
        counts = f"n {sum(top['n'] for top in tops):,} in both, {sum(top['n_received_and_open'] for top in tops):,} of them open"
        shown(CURVE, curve, _charts.survival(curve).to_dict(), chosen, counts, "turnaround_overlaid")


def here(chosen: Row, side: tuple[str, Row]) -> str:
    """What this side of a comparison is called."""
    if side[1]["desk_id"] == chosen["desk_id"]:
        return "Chosen"
    return next((row["name"] for row in store.recall("desks") if row["desk_id"] == chosen["desk_id"]), "Any desk")


def groups(chosen: Row, by: str, caption: str) -> None:
    """One table of groups."""
    rows = read("turnaround", chosen, by=by)
    lines = [{name: cell(row, name) for name in FIGURES} | {"group": TRACKS.get(row["group"], row["group"])} for row in rows]
    table(lines, COLUMNS, caption, f"turnaround_by_{by}", kinds={"group": "long", **FIGURES})
    take(f"{caption} as {{form}} ({counted(len(rows))})", in_form(*asking("turnaround", chosen, by=by)), f"turnaround-by-{by}-{chosen['as_of']}", f"turnaround_by_{by}_file", is_quiet=True)


with _filters.filters(*FILTERS):
    chosen, against, other = filters()
if chosen["received_until"] < chosen["received_from"]:
    st.warning("The period ends before it begins: choose its days again.", icon=None)
    st.stop()
whole, said = headline(chosen)
if not whole["n"] and not whole["n_negative"] and not whole["n_undated"]:
    st.info("No request was received in this period: choose a longer one, or log or import requests first.")
    st.stop()
if left_out := whole["n_negative"] + whole["n_undated"]:
    st.write(f"{left_out:,} more are left out of these figures because their dates are missing or in an impossible order.")
st.caption(plain(f"Filters: {in_words(chosen)}."))
if side := compared(chosen, against, other):
    side_by_side(chosen, side)
    overlay(chosen, side)
monthly = figure(MONTHLY, chosen, whole, "turnaround_monthly")
st.caption(
    f"{COUNTED[chosen['day_type']]} Median, mean and 9 of 10 are of requests that got there; recent months look fast in them because slow "
    "requests are still open. “Open counted” is Kaplan-Meier: requests that are open count up to the as-of date, and a dash means that "
    f"the curve does not get there. On time: of the {sum(row['n_due'] for row in monthly):,} requests whose due date has come; by the first date: the one before any extension."
)
_session.download(
    "This page as PDF",
    lambda: document([MONTHLY, *(picture for picture in FOLDED if picture.name in PRINTED)], chosen, said, read),
    f"turnaround-{chosen['as_of']}.pdf",
    "turnaround_pdf",
    "application/pdf",
)
for by, caption in GROUPS.items():
    with st.expander(caption, key=f"turnaround_{by}_folded", on_change="rerun") as folded:
        if folded.open:
            groups(chosen, by, caption)
for picture in FOLDED:
    with st.expander(picture.heading, key=f"turnaround_{picture.name}_folded", on_change="rerun") as folded:
        if folded.open:
            figure(picture, chosen, whole, f"turnaround_{picture.name}")
