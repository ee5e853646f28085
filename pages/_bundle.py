"""The page of the open-data bundle: its tables as they are published, with charts, in one file that needs nothing beside it."""

from typing import Any

from records_desk.pages import _document

Row = dict[str, Any]
Tables = dict[str, list[Row]]
HEADINGS = {
    "month": "Month", "desk": "Desk", "track": "Track", "measure": "Measure", "n": "Requests", "n_closed": "Got there", "n_open": "Open",
    "n_ended_otherwise": "Ended otherwise", "median_days": "Median days", "mean_days": "Mean days", "p90_days": "9 of 10 within",
    "km_median_days": "Half, open counted", "received": "Received", "processed": "Closed", "pending_at_start": "Pending at start",
    "pending_at_end": "Pending at end",
}  # fmt: skip
NOTE = "A dash stands for a figure that is withheld because fewer than five requests, or what would give them away, stand behind it."
READING = (
    "Half, open counted, is Kaplan-Meier's median: a request that is open counts as not finished by the as-of date. The other days are of "
    "requests that got there. The columns are described in data-dictionary.csv. This is not legal advice."
)


def page(tables: Tables) -> str:
    """The published tables, rows by file name, as one page of HTML. Withheld cells are None."""
    dated = next(row for rows in tables.values() for row in rows)
    return _document.page(
        {
            "title": f"How long requests take, as of {dated['as_of']}",
            "purpose": "Requests for public records and for data, from the city's own log, open requests counted.",
            "made": f"As things stood at the end of {dated['as_of']}. The same figures lie beside this page as CSV.",
            "sections": [*_turnaround(tables), _flow(tables["flow_by_month.csv"])],
            "reading": READING,
        }
    )


def _turnaround(tables: Tables) -> list[Row]:
    """A section for each table and measure."""
    found = []
    for by, title in {"total": "All requests", "month": "By month received", "desk": "By desk", "track": "By track"}.items():
        rows = tables["turnaround_total.csv" if by == "total" else f"turnaround_by_{by}.csv"]
        for measure in dict.fromkeys(row["measure"] for row in rows):
            own = [row for row in rows if row["measure"] == measure]
            told = [{**row, "group": row["month"]} for row in own if by == "month" and None not in (row["n"], row["n_open"])]
            found.append(_section(f"{title}: {measure}", own, _document.drawn("turnaround", told) if told else ("", "")))
    return found


def _flow(rows: list[Row]) -> Row:
    return _section("Received, closed and pending", rows, _document.drawn("flow", [row for row in rows if None not in row.values()]))


def _section(title: str, rows: list[Row], picture: tuple[str, str]) -> Row:
    columns = [column for column in rows[0] if column in HEADINGS] if rows else []
    return {
        "title": title,
        "caption": title,
        "headings": [HEADINGS[column] for column in columns],
        "figures": [any(isinstance(row[column], int | float) for row in rows) for column in columns],
        "rows": [[_document.cell(column, row[column]) for column in columns] for row in rows],
        "note": NOTE,
        "svg": picture[0],
        "words": picture[1],
    }
