"""Rows in, Altair chart out: one function per chart, named after its query. Also the words that stand for each chart."""

from typing import Any

import altair as alt

INK, GRID = "#111418", "#d5d9df"
MEASURES = {"median_days": "Median", "p90_days": "9 of 10 within", "km_median_days": "Half, open ones counted"}
COLORS = ["#0b4f8a", "#b45309", "#0f766e"]
DASHES = [[1, 0], [6, 3], [2, 2]]


def turnaround(monthly: list[dict[str, Any]], until: str) -> alt.Chart:
    """Days by month of receipt: median and p90 of those that got there, and the median with open requests counted.

    Colour, dash and shape all tell the lines apart. until names the milestone in the axis title, the rows' day_type how days are counted.
    """
    rows = [
        {"month": row["group"], "measure": label, "days": row[name], "n": row["n"], "open": row["n_open"]}
        for row in monthly
        for name, label in MEASURES.items()
        if row[name] is not None
    ]
    names = list(MEASURES.values())
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point={"size": 45, "filled": True})
        .encode(
            alt.X("month:O", title="Month received", axis=alt.Axis(labelAngle=-45, labelOverlap="greedy")),
            alt.Y("days:Q", title=f"{monthly[0]['day_type'].capitalize()} days from receipt to {until}", scale=alt.Scale(zero=True)),
            alt.Color("measure:N", title=None, scale=alt.Scale(domain=names, range=COLORS)),
            alt.StrokeDash("measure:N", title=None, scale=alt.Scale(domain=names, range=DASHES)),
            alt.Shape("measure:N", title=None, scale=alt.Scale(domain=names)),
            tooltip=["month:O", "measure:N", "days:Q", "n:Q", "open:Q"],
        )
        .properties(height=320)
        .configure_axis(labelColor=INK, titleColor=INK, gridColor=GRID, labelFontSize=12, titleFontSize=12)
        .configure_legend(labelColor=INK, orient="top", labelFontSize=12)
    )


def turnaround_in_words(monthly: list[dict[str, Any]], until: str) -> str:
    """The chart as a sentence: its first and last month with a figure."""
    told = [row for row in monthly if row["median_days"] is not None]
    if not told:
        return f"No request of these months reached its {until}."
    first, last = told[0], told[-1]
    return (
        f"From receipt to {until}: median {first['median_days']:g} {first['day_type']} days for requests received in {first['group']} (n {first['n']}), "
        f"{last['median_days']:g} days in {last['group']} (n {last['n']}, {last['n_open']} still open)."
    )
