"""How long requests take, from the log itself, open requests counted."""

from datetime import date, timedelta

import streamlit as st

from records_desk.db import export, measure
from records_desk.db._guard import FIRST_DAY
from records_desk.pages import _charts, _session
from records_desk.pages._table import table
from records_desk.pages._words import day, number, share

MILESTONES = {"determination": "determination", "closing": "closing"}
COLUMNS = {
    "group": "Group", "n": "Requests", "n_closed": "Got there", "n_open": "Still open", "median_days": "Median", "mean_days": "Mean",
    "p90_days": "9 of 10 within", "min_days": "Least", "max_days": "Most", "km_median_days": "Half, open counted",
    "on_time": "On time", "on_time_original": "By the first date", "left_out": "Left out",
}  # fmt: skip
DAYS = {"calendar": "calendar days", "working": "working days"}
TRACKS = {"any": "Any", "data": "Data / API", "records": "Public records"}
FILTERS = ("turnaround_to", "turnaround_days", "turnaround_from", "turnaround_until", "turnaround_desk", "turnaround_track", "turnaround_as_of")
DAY = {"format": "YYYY-MM-DD", **_session.IN_ADDRESS}
COUNTED = {
    "calendar": "Calendar days, receipt day is day 0.",
    "working": "Working days, both ends counted; weekends, judicial holidays and closures of City Hall left out.",
}
FIGURES = {name: "figure" for name in COLUMNS if name != "group"}

_session.page("turnaround")
store = _session.store()


def filters() -> dict:
    """Period, desk, track, milestone and the day to look from; kept in the address."""
    today = store.today()
    desks = {row["name"]: row["desk_id"] for row in store.recall("desks")}
    start = (today.replace(day=1) - timedelta(days=334)).replace(day=1)
    columns = st.columns(7)
    milestone = columns[0].selectbox("From receipt to", MILESTONES, key="turnaround_to", **_session.IN_ADDRESS)
    since = columns[1].date_input("Received from", start, min_value=FIRST_DAY, key="turnaround_from", **DAY)
    until = columns[2].date_input("Received until", today, min_value=FIRST_DAY, key="turnaround_until", **DAY)
    desk = columns[3].selectbox("Desk", ["Any", *desks], key="turnaround_desk", **_session.IN_ADDRESS)
    track = columns[4].selectbox("Track", list(TRACKS), format_func=TRACKS.get, key="turnaround_track", **_session.IN_ADDRESS)
    day_type = columns[6].selectbox("Counted in", list(DAYS), format_func=DAYS.get, key="turnaround_days", **_session.IN_ADDRESS)
    as_of = columns[5].date_input("As of", today, min_value=FIRST_DAY, max_value=today, key="turnaround_as_of", **DAY)
    return {
        "to_point": milestone, "day_type": day_type, "received_from": since, "received_until": until, "desk_id": desks.get(desk),
        "track": None if track == "any" else track, "as_of": as_of,
    }  # fmt: skip


@st.cache_data(max_entries=200, show_spinner=False)
def figures(log_state: tuple[str, int, date], by: str, as_of: date, **chosen) -> list[dict]:
    """The groups of one table, kept until the log changes."""
    return measure.measure(store, "turnaround", as_of, by=by, **chosen)


def shown(rows: list[dict], caption: str, key: str) -> None:
    """One table of groups."""
    lines = [
        {name: number(row.get(name)) for name in FIGURES}
        | {"on_time": share(row["on_time_share"]), "on_time_original": share(row["on_time_original_share"])}
        | {"group": TRACKS.get(row["group"], row["group"]), "left_out": number(row["n_negative"] + row["n_undated"])}
        for row in rows
    ]
    table(lines, COLUMNS, caption, key, kinds=FIGURES)


def headline(whole: dict, until: str) -> None:
    """What a council member should read first."""
    half = f"Half reach their {until} within {number(whole['km_median_days'])} days, open ones counted."
    if whole["km_median_days"] is None:
        half = f"Fewer than half have reached their {until} so far."
    still = "1 is" if whole["n_open"] == 1 else f"{whole['n_open']:,} are"
    st.subheader(f"{half} Of {whole['n']:,} requests, {whole['n_closed']:,} reached it and {still} still open.", anchor=False)
    if left_out := whole["n_negative"] + whole["n_undated"]:
        st.write(f"{left_out:,} more are left out of these figures because their dates are missing or in an impossible order.")


with _session.filters(*FILTERS):
    chosen = filters()
until_name = MILESTONES[chosen["to_point"]]
state = _session.log_state()
whole = figures(state, "all", **chosen)
if not whole:
    st.info("No request was received in this period: choose a longer one, or log or import requests first.")
    st.stop()

headline(whole[0], until_name)
monthly = figures(state, "month", **chosen)
words = _charts.turnaround_in_words(monthly, until_name)
st.altair_chart(_charts.turnaround(monthly, until_name), alt=words, theme=None)
st.write(words)
st.caption(
    f"As of {day(chosen['as_of'])}. {COUNTED[chosen['day_type']]} Median, mean and 9 of 10 are of requests that got there; "
    "recent months look fast in them because slow requests are still open. “Open counted” is Kaplan-Meier: requests that are open "
    "count up to the as-of date, and a dash means that fewer than half got there yet. On time: determined by the due date in force; "
    f"by the first date: by the one before any extension; both of the {whole[0]['n_due']:,} requests whose due date has come. Rule set {whole[0]['rule_set']}."
)
shown(monthly, "By month received", "turnaround_by_month")
shown(figures(state, "desk", **chosen), "By desk that holds it now", "turnaround_by_desk")
shown(figures(state, "track", **chosen), "By track", "turnaround_by_track")
many = f"Download {'this month' if len(monthly) == 1 else f'the {len(monthly):,} months'} as CSV"
_session.download(many, lambda: export.measured(store, "turnaround", by="month", **chosen).path, f"turnaround-{chosen['as_of']}.csv", "turnaround_csv")
