"""Rows in, Altair chart out: one function per chart, named after its measure. Colour is never the only mark."""

from datetime import date
from typing import Any

import altair as alt

from records_desk.db.language import msgid, translated
from records_desk.pages._measured import days_in_charts, heading, tips, word
from records_desk.pages._words import IMMATURE, TRACKS, labels

Row = dict[str, Any]
INK, GRID, PAPER = "#111418", "#d5d9df", "#ffffff"
BLUE, AMBER, GREEN, _ = COLORS = "#0b4f8a", "#b45309", "#0f766e", "#6b7280"
LIGHT = "#bcdaf2"
BESIDE = ((LIGHT, AMBER), (LIGHT, BLUE))  # fills that stand beside one another: told apart also without colours
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]]
MEASURES = {"median_days": msgid("Median"), "p90_days": msgid("9 of 10 within"), "km_median_days": msgid("Half, open ones counted")}
COUNTED = {"calendar": msgid("Calendar days, {measure}"), "working": msgid("Working days, {measure}")}
SLANTED = alt.Axis(labelAngle=-45, labelOverlap="greedy")
WEEKDAYS = [msgid("Mon"), msgid("Tue"), msgid("Wed"), msgid("Thu"), msgid("Fri"), msgid("Sat"), msgid("Sun")]


def turnaround(monthly: list[Row]) -> alt.TopLevelMixin:
    """Days by month received: median and p90 of those that got there, and the median with open requests counted."""
    measures = labels(MEASURES)
    rows = [
        {"month": row["group"], "measure": label, "days": row[name], "n": row["n"], "open": row["n_open"], "young": row["n_open"] > IMMATURE * row["n"]}
        for row in monthly
        for name, label in measures.items()
        if row[name] is not None
    ]
    names = list(measures.values())
    colors = alt.Scale(domain=names, range=COLORS[:3])
    base = alt.Chart(alt.Data(values=rows)).encode(
        alt.X("month:O", title=translated("Month received"), axis=SLANTED),
        alt.Y("days:Q", title=translated(COUNTED[monthly[0]["day_type"]], measure=word(monthly[0]["measure"])), scale=alt.Scale(zero=True)),
        alt.Color("measure:N", title=None, scale=colors),
        tooltip=tips("month:O", "measure:N", "days:Q", "n:Q", "open:Q"),
    )
    lines = base.mark_line().encode(alt.StrokeDash("measure:N", title=None, scale=alt.Scale(domain=names, range=DASHES[:3])))
    points = base.encode(alt.Shape("measure:N", title=None, scale=alt.Scale(domain=names)))
    ripe = points.transform_filter("!datum.young").mark_point(size=55, filled=True, opacity=1)
    young = points.transform_filter("datum.young").mark_point(size=55, strokeWidth=2, fill=PAPER, opacity=1)
    told = {row["young"] for row in rows}  # marks of which there are none have no name that could be read out
    return dressed(alt.layer(lines, *(marks for is_young, marks in ((False, ripe), (True, young)) if is_young in told)))


def survival(curve: list[Row]) -> alt.TopLevelMixin:
    """The share still on the way by days since the start, a step line and its band for each of the last cohorts."""
    curve = [row for row in curve if row["group"] in _groups(curve)[-len(COLORS) :]]
    started = [{"group": name, "days": 0, "still_open": 1.0, "low": 1.0, "high": 1.0, "n_at_risk": None} for name in _groups(curve)]
    told = [{**row, "group": word(row["group"])} for row in [*started, *curve]]
    rows = [{key: row[key] for key in ("group", "days", "still_open", "low", "high", "n_at_risk")} for row in told]
    names = _groups(told)
    base = alt.Chart(alt.Data(values=rows)).encode(
        alt.X("days:Q", title=translated("Days since the start")),
        alt.Color(
            "group:N",
            title=None,
            scale=alt.Scale(domain=names, range=list(COLORS)),
            legend=alt.Legend(symbolType="stroke", symbolOpacity=1, symbolStrokeWidth=2),
        ),
    )
    band = base.mark_area(opacity=0.15, interpolate="step-after").encode(alt.Y("low:Q"), alt.Y2("high:Q"))
    line = base.mark_line(interpolate="step-after").encode(
        alt.Y("still_open:Q", title=translated("Share still open"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        alt.StrokeDash("group:N", title=None, scale=alt.Scale(domain=names, range=DASHES)),
        tooltip=tips("group:N", "days:Q", ("still_open:Q", ".1%"), "n_at_risk:Q"),
    )
    return dressed(alt.layer(band, line))


def response_times_histogram(bins: list[Row]) -> alt.TopLevelMixin:
    """How many closed requests fall in each standard bin."""
    rows = [{**row, "working_days": word(row["working_days"])} for row in bins]
    bars = alt.Chart(alt.Data(values=rows)).encode(
        alt.X("working_days:N", sort=[row["working_days"] for row in rows], title=translated("Working days from receipt to closing"), axis=SLANTED),
        alt.Y("n:Q", title=translated("Closed requests")),
        tooltip=tips("working_days:N", "n:Q"),
    )
    return dressed(alt.layer(bars.mark_bar(color=BLUE), bars.mark_text(dy=-7, color=INK).encode(text="n:Q")))


def flow(months: list[Row]) -> alt.TopLevelMixin:
    """Received and processed by month as bars side by side, what is pending at its end as a line."""
    names = {"received": heading(msgid("Received")), "processed": heading(msgid("Closed")), "pending_at_end": translated("Pending at the end")}
    rows = [{"month": row["month"], "what": label, "n": row[name], "of": name} for row in months for name, label in names.items()]
    scale = alt.Scale(domain=list(names.values()), range=[*BESIDE[1], INK])
    base = alt.Chart(alt.Data(values=rows)).encode(
        alt.X("month:O", title=translated("Month"), axis=SLANTED),
        alt.Y("n:Q", title=translated("Requests")),
        alt.Color("what:N", title=None, scale=scale),
        tooltip=tips("month:O", "what:N", "n:Q"),
    )
    bars = base.transform_filter("datum.of != 'pending_at_end'").mark_bar(stroke=INK, strokeWidth=0.6).encode(alt.XOffset("what:N"))
    line = base.transform_filter("datum.of == 'pending_at_end'").mark_line(point={"size": 45}, strokeDash=[6, 3])
    return dressed(alt.layer(bars, line))


def age_pyramid(bands: list[Row]) -> alt.TopLevelMixin:
    """Open requests by age, records to the left and data to the right, the overdue part hatched darker and told in figures."""
    order, states = list(dict.fromkeys(word(row["age_days"]) for row in bands))[::-1], [translated("past its due date"), translated("not overdue")]
    rows = [
        {"age": word(row["age_days"]), "side": translated(TRACKS[row["track"]]), "state": state, "n": n, "at": -n if row["track"] == "records" else n}
        for row in bands
        for state, n in zip(states, (row["n_overdue"], row["n_open"] - row["n_overdue"]), strict=True)
    ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke=INK, strokeWidth=0.6)
        .encode(
            alt.X(
                "at:Q",
                title=translated("Open requests: public records to the left, data / API to the right"),
                axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1),
            ),
            alt.Y("age:N", sort=order, title=translated("Days since receipt")),
            alt.Color("state:N", title=None, scale=alt.Scale(domain=states, range=[AMBER, LIGHT])),
            tooltip=tips("age:N", "side:N", "state:N", "n:Q"),
        )
    )
    return dressed(chart)


def time_by_desk(desks: list[Row]) -> alt.TopLevelMixin:
    """Days that requests lay at each desk: stints that ended, and open ones up to the as-of date."""
    names = {"closed_days": translated("Ended stints"), "open_days": translated("Open stints, so far")}
    rows = [
        {
            "desk": word(row["desk"]),
            "what": label,
            "days": row[name],
            "stints": row["n_stints"] - row["n_open_stints"] if name == "closed_days" else row["n_open_stints"],
        }
        for row in desks
        for name, label in names.items()
    ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke=INK, strokeWidth=0.6)
        .encode(
            alt.X("days:Q", title=translated("Calendar days, all requests together")),
            alt.Y("desk:N", title=None, sort=[word(row["desk"]) for row in desks], axis=alt.Axis(labelLimit=220)),
            alt.Color("what:N", title=None, scale=alt.Scale(domain=list(names.values()), range=[LIGHT, AMBER])),
            tooltip=tips("desk:N", "what:N", "days:Q", "stints:Q"),
        )
    )
    return dressed(chart, height=34 * len(desks) + 130)


def on_time(monthly: list[Row]) -> alt.TopLevelMixin:
    """Share determined by the due date in force (thin, above) and by the first one (wide), by month; of requests whose day has come."""
    names = {"on_time_original_share": translated("By the first due date"), "on_time_share": translated("By the due date in force")}
    rows = [
        {"month": row["group"], "against": label, "share": row[name], "due": row["n_due"]}
        for name, label in names.items()
        for row in monthly
        if row[name] is not None
    ]
    shown = list(names.values())
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point={"size": 50, "filled": True})
        .encode(
            alt.X("month:O", title=translated("Month received"), axis=SLANTED),
            alt.Y("share:Q", title=translated("Share on time"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            alt.Color("against:N", title=None, scale=alt.Scale(domain=shown, range=[AMBER, BLUE])),
            alt.StrokeWidth("against:N", title=None, scale=alt.Scale(domain=shown, range=[7, 2])),
            tooltip=tips("month:O", "against:N", ("share:Q", ".1%"), "due:Q"),
        )
    )
    return dressed(chart)


def receipts_by_day(days: list[Row]) -> alt.TopLevelMixin:
    """A calendar: weeks across, weekdays down, darker for more requests received; closed days are marked with a dot."""
    weekdays = [translated(name) for name in WEEKDAYS]
    rows = [
        {
            "week": _monday(row["day"]).isoformat(),
            "weekday": weekdays[row["day"].weekday()],
            "day": row["day"].isoformat(),
            "n": row["received"],
            "open": row["is_open"],
            "told": translated("true") if row["is_open"] else translated("false"),
        }
        for row in days
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        alt.X("week:O", title=translated("Week of"), axis=alt.Axis(labelAngle=-45, labelOverlap="greedy", labelExpr="slice(datum.value, 0, 10)")),
        alt.Y("weekday:O", sort=weekdays, title=None),
        tooltip=[*tips("day:N", "n:Q"), alt.Tooltip("told:N", title=translated("City Hall open"))],
    )
    cells = base.mark_rect(stroke=GRID).encode(alt.Color("n:Q", title=heading(msgid("Received")), scale=alt.Scale(scheme="blues", domainMin=0)))
    closed = base.transform_filter("!datum.open").mark_point(size=8, color=INK, filled=True)
    return dressed(alt.layer(cells, closed), height=340)


def hand_offs(pairs: list[Row]) -> alt.TopLevelMixin:
    """Desks that gave on the left, desks that took on the right; the wider the line, the more often."""
    givers, takers = (sorted({row[name] for row in pairs}) for name in ("from_desk", "to_desk"))
    rows = [
        {
            "from": word(row["from_desk"]),
            "to": word(row["to_desk"]),
            "n": row["n"],
            "x": 0,
            "x2": 1,
            "y": givers.index(row["from_desk"]),
            "y2": takers.index(row["to_desk"]),
        }
        for row in pairs
    ]
    names = [{"name": word(name), "x": side, "y": place} for side, desks in ((0, givers), (1, takers)) for place, name in enumerate(desks)]
    most = max(len(givers), len(takers))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[most - 0.5, -0.5]))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.6, 1.6]))
    lines = alt.Chart(alt.Data(values=rows)).mark_rule(color=BLUE, opacity=0.55).encode(
        x, y, alt.X2("x2:Q"), alt.Y2("y2:Q"), alt.StrokeWidth("n:Q", title=translated("Hand-offs"), scale=alt.Scale(range=[1, 14])), tooltip=tips("from:N", "to:N", "n:Q")
    )  # fmt: skip
    texts = alt.Chart(alt.Data(values=names)).encode(x, y, text="name:N")
    left = texts.transform_filter("datum.x == 0").mark_text(align="right", dx=-8, color=INK, limit=220)
    right = texts.transform_filter("datum.x == 1").mark_text(align="left", dx=8, color=INK, limit=220)
    return dressed(alt.layer(lines, left, right), height=46 * most + 110)


def completeness(degrees: list[Row]) -> alt.TopLevelMixin:
    """The share determined by day ten by how complete the request was at intake, with its 95 % interval."""
    rows = [{**row, "what": f"{translated(TRACKS[row['track']])}: {word(row['given'])}", "share": row["share_by_day_ten"]} for row in degrees]
    base = alt.Chart(alt.Data(values=rows)).encode(alt.Y("what:N", title=None, sort=None, axis=alt.Axis(labelLimit=280)))
    share = alt.X("share:Q", title=translated("Determined by day ten, open ones counted"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    spans = base.mark_rule(strokeWidth=3, color=BLUE).encode(alt.X("low:Q"), alt.X2("high:Q"))
    points = base.mark_point(filled=True, size=90, color=INK).encode(share, tooltip=tips("what:N", ("share:Q", ".1%"), "n:Q"))
    return dressed(alt.layer(spans, points), height=34 * len(rows) + 110)


def workload(months: list[Row]) -> alt.TopLevelMixin:
    """Each month: how many were pending when it began, and in how many days half of those received in it were determined."""
    rows = [
        {"month": row["month"], "pending": row["pending_at_start"], "days": row["km_median_days"], "n": row["received"]}
        for row in months
        if row["km_median_days"] is not None
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        alt.X("pending:Q", title=translated("Pending when the month began")),
        alt.Y("days:Q", title=translated("Days within which half were determined"), scale=alt.Scale(zero=True)),
    )
    return dressed(
        alt.layer(
            base.mark_point(filled=True, size=70, color=BLUE).encode(tooltip=tips("month:N", "pending:Q", "days:Q", "n:Q")),
            base.mark_text(dy=-10, color=INK).encode(text="month:N"),
        )
    )


def lanes(held: list[Row], dates: list[Row]) -> alt.TopLevelMixin:
    """One request: bars for who held it and whom it waited for, marks for what happened, due dates and promises."""
    order = list(dict.fromkeys(row["lane"] for row in [*held, *dates]))
    # A date without a time is read as UTC: on an axis of local time it would stand a day early here.
    x = alt.X("from:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%a %-d %b %Y", labelAngle=-30, labelOverlap="greedy"))
    y = alt.Y("lane:N", sort=order, title=None, axis=alt.Axis(labelLimit=220))
    ends = [translated("ended"), translated("so far")]
    spans = [{**row, "from": row["from"].isoformat(), "to": row["to"].isoformat(), "ends": ends[row["goes_on"]]} for row in held]
    marks = [{**row, "from": row["on"].isoformat(), "on": None} for row in dates]
    bars = (
        alt.Chart(alt.Data(values=spans))
        .mark_bar(stroke=INK, strokeWidth=0.6, size=14)
        .encode(
            x,
            y,
            alt.X2("to:T"),
            alt.Color("ends:N", title=None, scale=alt.Scale(domain=ends, range=[LIGHT, AMBER])),
            tooltip=tips("lane:N", "from:N", "to:N"),
        )
    )
    points = alt.Chart(alt.Data(values=marks)).encode(x, y, tooltip=tips("what:N", "from:N"))
    texts = points.mark_text(dy=-11, color=INK, fontSize=11).encode(text="what:N")
    return dressed(
        alt.layer(bars, points.mark_point(filled=True, size=70, color=INK, shape="diamond", opacity=1), texts), height=46 * len(order) + 70
    )


def _groups(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["group"] for row in rows))


def _monday(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.weekday())


def dressed(chart: Any, height: int = 300) -> alt.TopLevelMixin:
    """The look that all charts share: dark axis text, light grid, legend on top; and how they write days."""
    return (
        chart.properties(height=height, width="container")
        .configure(**days_in_charts())
        .configure_axis(labelColor=INK, titleColor=INK, gridColor=GRID, labelFontSize=12, titleFontSize=12)
        .configure_legend(labelColor=INK, titleColor=INK, orient="top", labelFontSize=12, labelLimit=260)
        .configure_view(strokeWidth=0)
    )
