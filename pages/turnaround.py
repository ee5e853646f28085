"""How long requests take, from the log itself, open requests counted."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from records_desk.db._guard import FIRST_DAY
from records_desk.pages import _charts, _sentences, _session
from records_desk.pages._figure import Picture, cell, figure, measure_together, rows_of, taken
from records_desk.pages._packet import document, in_words
from records_desk.pages._table import table
from records_desk.pages._words import day, plain

Row = dict[str, Any]
ENDS = {"determination": "determination", "closing": "closing"}
REACHED = {"determination": "decided", "closing": "closed"}
DAYS = {"calendar": "calendar days", "working": "working days"}
TRACKS = {"any": "Any", "data": "Data / API", "records": "Public records"}
AGAINST = {"nothing": "Nothing", "before": "The period before", "year": "The same period a year before", "desk": "Another desk"}
FILTERS = tuple(
    f"turnaround_{name}"
    for name in ("to", "from", "until", "desk", "track", "as_of", "days", "complexity", "channel", "outcome", "against", "other")
)
DAY = {"format": "YYYY-MM-DD", **_session.IN_ADDRESS}
COUNTED = {
    "calendar": "Calendar days, receipt day is day 0.",
    "working": "Working days, both ends counted; weekends, judicial holidays and closures of City Hall left out.",
}
COLUMNS = {
    "group": "Group", "n": "Requests", "n_closed": "Got there", "n_open": "Not there yet", "median_days": "Median", "mean_days": "Mean",
    "p90_days": "9 of 10 within", "min_days": "Least", "max_days": "Most", "km_median_days": "Half, open counted",
    "km_p90_days": "9 of 10, open counted", "on_time_share": "On time", "on_time_original_share": "By the first date", "left_out": "Left out",
}  # fmt: skip
FIGURES = {name: "figure" for name in COLUMNS if name != "group"}
GROUPS = {"desk": "By desk that holds it now", "track": "By track", "complexity": "By complexity"}
MONTHLY = Picture("turnaround", "By month received", "turnaround", COLUMNS, {"by": "month"})
FOLDED = (
    Picture("survival", "How long until a request is through", "survival", {
        "group": "Cohort", "days": "Day", "n_at_risk": "Still on the way", "n_reached": "Got there", "n_withdrawn": "Withdrawn",
        "still_open": "Share still open", "low": "Low", "high": "High", "reached_share": "Got there, withdrawal a way out"}, {"by": "year"}),
    Picture("response_times_histogram", "Distribution of closed requests", "response_times_histogram", {"working_days": "Working days", "n": "Closed requests"}),
    Picture("flow", "Received, closed and pending", "flow", {
        "month": "Month", "pending_at_start": "Pending at start", "received": "Received", "processed": "Closed", "pending_at_end": "Pending at end"}),
    Picture("age_pyramid", "Age of open requests", "age_pyramid", {"age_days": "Days since receipt", "track": "Track", "n_open": "Open", "n_overdue": "Overdue"}),
    Picture("time_by_desk", "Time at each desk", "time_by_desk", {
        "desk": "Desk", "n": "Requests", "n_stints": "Stints", "n_open_stints": "Holds now", "median_days": "Median days", "mean_days": "Mean days",
        "closed_days": "Days, ended stints", "open_days": "Days, open stints", "share_of_days": "Share of all days"}),
    Picture("hand_offs", "From desk to desk", "hand_offs", {"from_desk": "From", "to_desk": "To", "n": "Hand-offs", "median_days_held": "Median days held before"}),
    Picture("on_time", "Determined on time", "on_time", {
        "group": "Month", "n_due": "Due date has come", "n_on_time": "On time", "n_late": "Late", "n_open_late": "Open and late",
        "on_time_share": "On time", "on_time_original_share": "By the first date", "n_open_early": "Open, not due yet"}, {"by": "month"}),
    Picture("receipts_by_day", "Calendar of receipts", "receipts_by_day", {"day": "Day", "received": "Received", "is_open": "City Hall open"}),
    Picture("completeness", "Does detail speed a request?", "completeness", {
        "track": "Track", "given": "Given at intake", "n": "Requests", "n_open": "Still open", "km_median_days": "Half within", "share_by_day_ten": "By day ten",
        "low": "Low", "high": "High", "difference": "Against least", "difference_low": "Low", "difference_high": "High"}),
    Picture("workload", "Workload and pace", "workload", {
        "month": "Month", "pending_at_start": "Pending at start", "received": "Received", "n_open": "Still open", "median_days": "Median", "km_median_days": "Half, open counted"}),
)  # fmt: skip

PRINTED = ("flow", "time_by_desk", "on_time", "age_pyramid")

_session.page("turnaround")
store = _session.store()


def filters() -> tuple[Row, str, str | None]:
    """Period, desk, track and the rest, kept in the address; also what to compare with, and which other desk."""
    today = store.today()
    start = (today.replace(day=1) - timedelta(days=334)).replace(day=1)
    desks = {row["name"]: row["desk_id"] for row in store.recall("desks")}
    columns = st.columns(6)
    to_point = columns[0].selectbox("From receipt to", ENDS, key="turnaround_to", **_session.IN_ADDRESS)
    since = columns[1].date_input("Received from", start, min_value=FIRST_DAY, key="turnaround_from", **DAY)
    until = columns[2].date_input("Received until", today, min_value=FIRST_DAY, key="turnaround_until", **DAY)
    desk = columns[3].selectbox("Desk", ["Any", *desks], key="turnaround_desk", **_session.IN_ADDRESS)
    track = columns[4].selectbox("Track", list(TRACKS), format_func=TRACKS.get, key="turnaround_track", **_session.IN_ADDRESS)
    as_of = columns[5].date_input("As of", today, min_value=FIRST_DAY, max_value=today, key="turnaround_as_of", **DAY)
    more = st.columns(6)
    chosen = {
        "to_point": to_point, "received_from": since, "received_until": until, "desk_id": desks.get(desk), "as_of": as_of,
        "track": None if track == "any" else track,
        "day_type": more[0].selectbox("Counted in", list(DAYS), format_func=DAYS.get, key="turnaround_days", **_session.IN_ADDRESS),
        **{name: _listed(more[place], name) for place, name in enumerate(("complexity", "channel", "outcome"), 1)},
    }  # fmt: skip
    against = more[4].selectbox("Compare with", list(AGAINST), format_func=AGAINST.get, key="turnaround_against", **_session.IN_ADDRESS)
    other = more[5].selectbox("Other desk", list(desks), key="turnaround_other", **_session.IN_ADDRESS) if against == "desk" else None
    return chosen, against, other


def _listed(column: Any, name: str) -> str | None:
    """One filter whose values are a list of choices."""
    lists = {"complexity": ("complexity",), "channel": ("channel",), "outcome": ("determination", "closing")}[name]
    labels = {row["code"]: row["label"] for row in store.recall("choices") if row["list"] in lists}
    picked = column.selectbox(
        name.capitalize(),
        ["any", *labels],
        format_func=lambda code: labels.get(code, "Any"),
        key=f"turnaround_{name}",
        **_session.IN_ADDRESS,
    )
    return None if picked == "any" else picked


def asking(name: str, chosen: Row, **asked: Any) -> tuple[str, date, Row]:
    """A measure for the filters chosen, as far as it takes them: its name, the as-of date, and what it is asked."""
    wanted = taken(name, {**chosen, **asked})
    return name, wanted.pop("as_of", chosen["as_of"]), wanted


def read(name: str, chosen: Row, **asked: Any) -> list[Row]:
    """Its rows."""
    name, as_of, wanted = asking(name, chosen, **asked)
    return rows_of(name, as_of, **wanted)


def back(chosen: Row, days: int) -> Row:
    """The same filters so many days earlier, as things stood then."""
    moved = {name: max(FIRST_DAY, chosen[name] - timedelta(days)) for name in ("received_from", "received_until", "as_of")}
    return {**chosen, **moved}


def headline(chosen: Row) -> tuple[Row, list[str]]:
    """Three sentences: open, overdue, and within how many days half get there; each against the year before."""
    before = back(chosen, 365)
    measure_together([asking("headline", before), asking("headline", chosen), asking("turnaround", chosen, by="month")])
    (now,), (then,) = (read("headline", period) for period in (chosen, before))
    said = _sentences.headline(now, then, REACHED[chosen["to_point"]])
    for sentence in said:
        st.subheader(plain(sentence), anchor=False)
    return now, said


def compared(chosen: Row, against: str, other: str | None) -> tuple[str, Row] | None:
    """The name and the filters of the other side."""
    if against == "year":
        return "A year before", back(chosen, 365)
    if against == "before":
        return "The period before", back(chosen, (chosen["received_until"] - chosen["received_from"]).days + 1)
    if against == "desk":
        desks = {row["name"]: row["desk_id"] for row in store.recall("desks")}
        return other, {**chosen, "desk_id": desks[other]}
    return None


def side_by_side(chosen: Row, side: tuple[str, Row]) -> None:
    """The figures of both sides in two columns, a line for each figure."""
    name, theirs = side
    here = (
        "Chosen"
        if theirs["desk_id"] == chosen["desk_id"]
        else next((row["name"] for row in store.recall("desks") if row["desk_id"] == chosen["desk_id"]), "Any desk")
    )
    ours, other = (next(iter(read("turnaround", period)), {}) for period in (chosen, theirs))
    lines = [
        {"what": label, "here": cell(ours, key) if ours else "–", "there": cell(other, key) if other else "–"}
        for key, label in COLUMNS.items()
        if key != "group"
    ]
    table(
        lines,
        {"what": "Figure", "here": here, "there": name},
        "Side by side",
        "turnaround_compared",
        kinds={"here": "figure", "there": "figure"},
    )
    st.caption(f"{here}: received {day(chosen['received_from'])} to {day(chosen['received_until'])}, as of {day(chosen['as_of'])}. "
               f"{name}: received {day(theirs['received_from'])} to {day(theirs['received_until'])}, as of {day(theirs['as_of'])}.")  # fmt: skip


def overlay(chosen: Row, side: tuple[str, Row]) -> None:
    """Both sides' curves in one picture."""
    sides = {"Chosen": chosen, side[0]: side[1]}
    curve = [{**row, "group": name} for name, period in sides.items() for row in read("survival", period)]
    if curve:
        words = _sentences.survival(curve)
        st.write(plain(words))
        st.vega_lite_chart(spec=_charts.survival(curve).to_dict(), alt=words, theme=None, key="turnaround_compared_chart")


def groups(chosen: Row, by: str, caption: str) -> None:
    """One table of groups."""
    rows = read("turnaround", chosen, by=by)
    lines = [{name: cell(row, name) for name in FIGURES} | {"group": TRACKS.get(row["group"], row["group"])} for row in rows]
    table(lines, COLUMNS, caption, f"turnaround_by_{by}", kinds=FIGURES)


with _session.filters(*FILTERS):
    chosen, against, other = filters()
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
