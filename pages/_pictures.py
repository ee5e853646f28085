"""The charts of printed reports, by measure: rows in, Altair chart out, and the sentence that says the same in words.

Printed without colour they must still be read: parts differ in lightness and outline, and carry their numbers.
"""

from collections.abc import Callable
from typing import Any

import altair as alt

Rows = list[dict[str, Any]]
INK, GRID, PALE = "#111418", "#d5d9df", "#ffffff"
FILLS, ON_FILLS = ["#0b4f8a", "#f2cf96", "#cfd5dd"], [PALE, INK, INK]
WIDTH, BAR = 560, 24
WHOLE = alt.Axis(tickMinStep=1, format=",d")  # no half requests
FONT = "Libertinus Serif, Liberation Serif, Georgia, serif"  # the first is the one that typst brings along


def flow(rows: Rows) -> alt.LayerChart:
    """Received and processed a month side by side, pending at the month's end as a line."""
    sides = {"received": "Received", "processed": "Processed"}
    month = alt.X("month:O", title="Month", axis=alt.Axis(labelAngle=-45))
    bars = alt.Chart(_long(rows, "month", sides)).mark_bar(stroke=INK, strokeWidth=0.5)
    bars = bars.encode(month, alt.Y("n:Q", title="Requests", axis=WHOLE), alt.XOffset("part:N", sort=[*sides.values()]), _fill([*sides.values()]))
    pending = alt.Chart(alt.Data(values=[{**row, "part": "Pending at month's end"} for row in rows]))
    line = pending.mark_line(color=INK, point={"color": INK, "size": 40}).encode(month, alt.Y("pending_at_end:Q"), _dash("Pending at month's end"))
    return _framed(alt.layer(bars, line), 220)


def flow_in_words(rows: Rows) -> str:
    """From how many pending to how many, and what came and went."""
    received, processed = (sum(row[name] for row in rows) for name in ("received", "processed"))
    return (
        f"{received:,} received and {processed:,} processed from {rows[0]['month']} to {rows[-1]['month']}; "
        f"pending went from {rows[0]['pending_at_start']:,} to {rows[-1]['pending_at_end']:,}."
    )


def histogram(rows: Rows) -> alt.LayerChart:
    """How many requests took how many working days."""
    base = alt.Chart(alt.Data(values=rows)).encode(alt.X("working_days:O", title="Working days", sort=None, axis=alt.Axis(labelAngle=-45)))
    bars = base.mark_bar(color=FILLS[0]).encode(alt.Y("n:Q", title="Requests", axis=WHOLE))
    return _framed(alt.layer(bars, base.mark_text(dy=-7, color=INK).encode(alt.Y("n:Q"), alt.Text("n:Q"))), 200)


def histogram_in_words(rows: Rows) -> str:
    """How many fell into the first band, of how many."""
    return f"{rows[0]['n']:,} of {sum(row['n'] for row in rows):,} closed requests took {rows[0]['working_days']} working days."


def _stacked(label: str, parts: dict[str, str], figure: str) -> Callable[[Rows], alt.LayerChart]:
    """The chart of one bar a row, made of parts (column to heading) that carry their numbers."""
    names = [*parts.values()]

    def chart(rows: Rows) -> alt.LayerChart:
        lines, most = _long(rows, label, parts), max(sum(row[part] for part in parts) for row in rows)
        y = alt.Y(f"{label}:N", title=None, sort=None, axis=alt.Axis(labelLimit=230))
        base = alt.Chart(lines).encode(y, order=alt.Order("place:Q"))
        outline = alt.condition("datum.n > 0", alt.value(0.5), alt.value(0))
        x = alt.X("n:Q", title=figure, stack="zero", axis=WHOLE)
        bars = base.mark_bar(stroke=INK).encode(x, _fill(names), strokeWidth=outline)
        numbers = base.mark_text().encode(
            alt.X("n:Q", stack="zero", bandPosition=0.5),
            alt.Text("n:Q", format=",.10~g"),
            alt.Color("part:N", legend=None, scale=alt.Scale(domain=names, range=ON_FILLS[: len(names)])),
            alt.Opacity("n:Q", legend=None, scale=alt.Scale(type="threshold", domain=[float(most) / 25], range=[0, 1])),
        )
        return _framed(alt.layer(bars, numbers).resolve_scale(color="independent"), BAR * len({row[label] for row in rows}) + 8)

    return chart


def _stack_in_words(label: str, parts: dict[str, str]) -> Callable[[Rows], str]:
    """Of each part the sum, and where the most of all lies."""

    def words(rows: Rows) -> str:
        sums = ", ".join(f"{heading.lower()} {sum(row[part] for row in rows):,}" for part, heading in parts.items())
        most = max(rows, key=lambda row: sum(row[part] for part in parts))
        return f"In all: {sums}. The most in one row: {most[label]}, {sum(most[part] for part in parts):,}."

    return words


def _split(rows: Rows) -> Rows:
    """Open requests that are not overdue apart from those that are; bands of age with both tracks together."""
    labels = [name for name in ("age_days", "group") if name in rows[0]]
    tallied: dict[str, dict[str, Any]] = {}
    for row in rows:
        kept = tallied.setdefault(row[labels[0]], {"bar": row[labels[0]], "n_overdue": 0, "n_in_time": 0})
        kept["n_overdue"] += row["n_overdue"]
        kept["n_in_time"] += row["n_open"] - row["n_overdue"]
    return [*tallied.values()]


def _long(rows: Rows, label: str, parts: dict[str, str]) -> alt.Data:
    """One line for each row and part."""
    return alt.Data(
        values=[
            {label: row[label], "part": heading, "place": place, "n": float(row[part])}
            for row in rows
            for place, (part, heading) in enumerate(parts.items())
        ]
    )


def _fill(names: list[str]) -> alt.Color:
    legend = alt.Legend(symbolStrokeColor=INK, symbolStrokeWidth=0.5) if len(names) > 1 else None
    return alt.Color("part:N", title=None, legend=legend, scale=alt.Scale(domain=names, range=FILLS[: len(names)]))


def _dash(name: str) -> alt.StrokeDash:
    return alt.StrokeDash("part:N", title=None, scale=alt.Scale(domain=[name], range=[[1, 0]]))


def _framed(chart: alt.LayerChart, height: int) -> alt.LayerChart:
    return (
        chart.properties(width=WIDTH, height=height)
        .configure(font=FONT)
        .configure_axis(labelColor=INK, titleColor=INK, gridColor=GRID, labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .configure_legend(labelColor=INK, orient="top", labelFontSize=12)
    )


def _bars(label: str, parts: dict[str, str], figure: str) -> tuple[Callable[[Rows], alt.LayerChart], Callable[[Rows], str]]:
    return _stacked(label, parts, figure), _stack_in_words(label, parts)


def _open(figure: str) -> tuple[Callable[[Rows], alt.LayerChart], Callable[[Rows], str]]:
    chart, words = _bars("bar", {"n_in_time": "Not overdue", "n_overdue": "Overdue"}, figure)
    return lambda rows: chart(_split(rows)), lambda rows: words(_split(rows))


PICTURES: dict[str, tuple[Callable[[Rows], alt.LayerChart], Callable[[Rows], str]]] = {
    "age_pyramid": _open("Open requests by age in days"),
    "denials_by_section": _bars("section", {"n": "Requests"}, "Requests"),
    "extensions_by_reason": _bars("citation", {"n": "Requests"}, "Requests"),
    "fees_by_kind": _bars("label", {"charged": "Charged"}, "Dollars charged"),
    "flow": (flow, flow_in_words),
    "on_time": _bars("group", {"n_on_time": "On time", "n_late": "Late", "n_open_late": "Open and late"}, "Requests due"),
    "pending": _open("Open requests"),
    "requester_types": _bars("requester_type", {"n": "Requests"}, "Requests"),
    "response_times_histogram": (histogram, histogram_in_words),
    "time_by_desk": _bars("desk", {"closed_days": "Ended stints", "open_days": "Stints that go on"}, "Calendar days"),
}
