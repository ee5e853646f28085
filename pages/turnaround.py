"""How long requests take, from the log itself, open requests counted."""

from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db.language import msgid, translated
from records_desk.pages import _charts, _filters, _sentences, _session
from records_desk.pages._chosen import FILTERS, back, compared, filters
from records_desk.pages._figure import cell, figure, in_form, measure_together, rows_of, shown, taken
from records_desk.pages._files import counted, take
from records_desk.pages._folded import COLUMNS, FIGURES, FOLDED, GROUPS, MONTHLY, PRINTED
from records_desk.pages._measured import word
from records_desk.pages._packet import document, in_words
from records_desk.pages._table import table
from records_desk.pages._words import TRACKS, day, number, plain

Row = dict[str, Any]
COUNTED = {
    "calendar": msgid("Calendar days, receipt day is day 0."),
    "working": msgid("Working days, both ends counted; weekends, judicial holidays and closures of City Hall left out."),
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
    """The figures of the whole, and three sentences: open, overdue, and within how many days half get there; each against the year before."""
    before = back(chosen, 365)
    measure_together([asking("headline", before), asking("headline", chosen), asking("turnaround", chosen, by="month")])
    (now,), (then,) = (read("headline", period) for period in (chosen, before))
    return now, _sentences.headline(now, then, REACHED[chosen["to_point"]])


def printed(chosen: Row) -> Path:
    """The page as a document, which is in English as every report is."""
    pictures = [MONTHLY, *(picture for picture in FOLDED if picture.name in PRINTED)]
    return document(pictures, chosen, headline(chosen)[1], read)


def side_by_side(chosen: Row, side: tuple[str, Row]) -> None:
    """The figures of both sides in two columns, a line for each figure."""
    name, theirs = side
    us = here(chosen, side)
    ours, other = (next(iter(read("turnaround", period)), {}) for period in (chosen, theirs))
    lines = [
        {"what": translated(label), "here": cell(ours, key) if ours else "–", "there": cell(other, key) if other else "–"}
        for key, label in COLUMNS.items()
        if key != "group"
    ]
    table(
        lines,
        {"what": msgid("Figure"), "here": us, "there": name},
        translated("Side by side"),
        "turnaround_compared",
        kinds={"here": "figure", "there": "figure"},
        saved_as=translated("Side by side"),
    )
    st.caption(f"{_period(us, chosen)} {_period(name, theirs)}")


def _period(name: str, chosen: Row) -> str:
    """What a side of a comparison counts."""
    first, last, as_of = (day(chosen[when]) for when in ("received_from", "received_until", "as_of"))
    return translated("{side}: received {first} to {last}, as of {as_of}.", side=name, first=first, last=last, as_of=as_of)


def overlay(chosen: Row, side: tuple[str, Row]) -> None:
    """Both sides' curves in one picture, with its table."""
    sides = {here(chosen, side): chosen, side[0]: side[1]}
    curve = [{**row, "group": name} for name, period in sides.items() for row in read("survival", period)]
    if curve:
        tops = [read("headline", period)[0] for period in sides.values()]
        in_both, still = (number(sum(top[name] for top in tops)) for name in ("n", "n_received_and_open"))
        counts = translated("n {n} in both, {open} of them open", n=in_both, open=still)
        shown(CURVE, curve, _charts.survival(curve).to_dict(), chosen, counts, "turnaround_overlaid")


def here(chosen: Row, side: tuple[str, Row]) -> str:
    """What this side of a comparison is called."""
    if side[1]["desk_id"] == chosen["desk_id"]:
        return translated("Chosen")
    return next((row["name"] for row in store.recall("desks") if row["desk_id"] == chosen["desk_id"]), translated("Any desk"))


def groups(chosen: Row, by: str, caption: str) -> None:
    """One table of groups."""
    rows = read("turnaround", chosen, by=by)
    lines = [{name: cell(row, name) for name in FIGURES} | {"group": _group(row["group"])} for row in rows]
    table(lines, COLUMNS, caption, f"turnaround_by_{by}", kinds={"group": "long", **FIGURES})
    label = translated("{name} as {form} ({rows})", name=caption, form="{form}", rows=counted(len(rows)))
    take(label, in_form(*asking("turnaround", chosen, by=by)), f"turnaround-by-{by}-{chosen['as_of']}", f"turnaround_by_{by}_file", is_quiet=True)


def _group(name: str) -> str:
    return translated(TRACKS[name]) if name in TRACKS else word(name)


with _filters.filters(*FILTERS):
    chosen, against, other = filters()
if chosen["received_until"] < chosen["received_from"]:
    st.warning(translated("The period ends before it begins: choose its days again."), icon=None)
    st.stop()
whole, said = headline(chosen)
for sentence in said:
    st.header(plain(sentence), anchor=False)
if not whole["n"] and not whole["n_negative"] and not whole["n_undated"]:
    st.info(translated("No request was received in this period: choose a longer one, or log or import requests first."))
    st.stop()
if left_out := whole["n_negative"] + whole["n_undated"]:
    st.write(translated("{count} more are left out of these figures because their dates are missing or in an impossible order.", count=number(left_out)))
st.caption(plain(translated("Filters: {filters}.", filters=in_words(chosen))))
if side := compared(chosen, against, other):
    side_by_side(chosen, side)
    overlay(chosen, side)
monthly = figure(MONTHLY, chosen, whole, "turnaround_monthly")
reading = translated(
    "Median, mean and 9 of 10 are of requests that got there; recent months look fast in them because slow "
    "requests are still open. “Open counted” is Kaplan-Meier: requests that are open count up to the as-of date, and a dash means that "
    "the curve does not get there. On time: of the {count} requests whose due date has come; by the first date: the one before any extension.",
    count=number(sum(row["n_due"] for row in monthly)),
)
st.caption(f"{translated(COUNTED[chosen['day_type']])} {reading}")
_session.download(translated("This page as PDF"), lambda: printed(chosen), f"turnaround-{chosen['as_of']}.pdf", "turnaround_pdf", "application/pdf")
for by, caption in GROUPS.items():
    caption = translated(caption)
    with st.expander(caption, key=f"turnaround_{by}_folded", on_change="rerun") as folded:
        if folded.open:
            groups(chosen, by, caption)
for picture in FOLDED:
    with st.expander(translated(picture.heading), key=f"turnaround_{picture.name}_folded", on_change="rerun") as folded:
        if folded.open:
            figure(picture, chosen, whole, f"turnaround_{picture.name}")
