"""The charts of printed reports, by measure, each with its sentence: those of the pages, and bars for what the pages show as tables.

Printed without colour they must still be read: parts differ in lightness and outline, and carry their numbers.
"""

from collections.abc import Callable
from typing import Any

import altair as alt

from records_desk.pages import _charts, _sentences
from records_desk.pages._charts import INK

Rows = list[dict[str, Any]]
PALE = "#ffffff"
FILLS, ON_FILLS = ["#0b4f8a", "#f2cf96", "#cfd5dd"], [PALE, INK, INK]
WIDTH, BAR = 560, 24
WHOLE = alt.Axis(tickMinStep=1, format=",d")  # no half requests
FONT = "Libertinus Serif, Liberation Serif, Georgia, serif"  # the first is the one that typst brings along


def _stacked(label: str, parts: dict[str, str], figure: str) -> Callable[[Rows], Any]:
    """The chart of one bar a row, made of parts (column to heading) that carry their numbers."""
    names = [*parts.values()]

    def chart(rows: Rows) -> Any:
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
        return _charts.dressed(alt.layer(bars, numbers).resolve_scale(color="independent"), BAR * len({row[label] for row in rows}) + 8)

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


def printed(chart: Any) -> dict[str, Any]:
    """A chart's specification at the width of a page and in its font."""
    spec = chart.to_dict()
    return {**spec, "width": WIDTH, "config": {**spec.get("config", {}), "font": FONT}}


def _on_page(name: str) -> tuple[Callable[[Rows], Any], Callable[[Rows], str]]:
    """The chart that a page shows for a measure, and its sentence."""
    return getattr(_charts, name), getattr(_sentences, name)


def _bars(label: str, parts: dict[str, str], figure: str) -> tuple[Callable[[Rows], Any], Callable[[Rows], str]]:
    return _stacked(label, parts, figure), _stack_in_words(label, parts)


def _open(figure: str) -> tuple[Callable[[Rows], Any], Callable[[Rows], str]]:
    chart, words = _bars("bar", {"n_in_time": "Not overdue", "n_overdue": "Overdue"}, figure)
    return lambda rows: chart(_split(rows)), lambda rows: words(_split(rows))


PICTURES: dict[str, tuple[Callable[[Rows], Any], Callable[[Rows], str]]] = {
    "age_pyramid": _open("Open requests by age in days"),
    "denials_by_section": _bars("section", {"n": "Requests"}, "Requests"),
    "extensions_by_reason": _bars("citation", {"n": "Requests"}, "Requests"),
    "fees_by_kind": _bars("label", {"charged": "Charged"}, "Dollars charged"),
    "flow": _on_page("flow"),
    "on_time": _bars("group", {"n_on_time": "On time", "n_late": "Late", "n_open_late": "Open and late"}, "Requests due"),
    "pending": _open("Open requests"),
    "requester_types": _bars("requester_type", {"n": "Requests"}, "Requests"),
    "response_times_histogram": _on_page("response_times_histogram"),
    "survival": _on_page("survival"),
    "time_by_desk": _on_page("time_by_desk"),
    "turnaround": _on_page("turnaround"),
}
