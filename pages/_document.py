"""A report as a document for a council packet: one printable page of HTML, or one tagged PDF.

What people wrote, such as the names of desks, goes in as data: escaped in HTML, letter by letter in the PDF.
"""

from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from records_desk.db.report import Report, Told, window
from records_desk.pages._paper import HERE, paper, picture
from records_desk.pages._pictures import PICTURES, printed
from records_desk.pages._words import money, number, share

READING = (
    "Requests that were voided, or whose receipt has no known day, are in none of the figures. “Half, open ones counted” is "
    "Kaplan-Meier’s median: a request that is still open counts as not finished by the as-of date, one that was withdrawn is out of "
    "sight from that day on, and duplicates are left out; a dash says that fewer than half got there. The other figures of days are "
    "of the requests that got there. A dash stands for no figure. This is not legal advice."
)


def html(report: Report) -> str:
    """The report as one page of HTML that needs nothing beside it."""
    return page(_told(report))


def page(told: dict[str, Any]) -> str:
    """A document in words and cells of text as one page of HTML."""
    for part in told["sections"]:
        part["svg"] = Markup(part["svg"])  # noqa: S704 - vl-convert escapes the text of its SVG
    return template("document.html.jinja").render(told)


def pdf(report: Report) -> bytes:
    """The report as a tagged PDF (PDF/UA-1). The same report made on the same day gives the same bytes."""
    made_at = datetime.combine(report.made_on, time(), UTC)
    return paper("document.typ", "report", _told(report), made_at)


@cache
def template(name: str) -> jinja2.Template:
    """A page to fill with words; all that goes in is escaped."""
    text = (HERE / name).read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True).from_string(text)


def _told(report: Report) -> dict[str, Any]:
    """The report in words and cells of text, as both documents show it."""
    desk = f" Only requests that {report.desk} holds or held last." if report.desk else ""
    return {
        "title": f"{report.title} as of {report.as_of}",
        "purpose": report.purpose,
        "made": f"As things stood at the end of {report.as_of}, from the log as it was on {report.made_on}.{desk}",
        "sections": [_section(part) for part in report.sections],
        "reading": READING,
    }


def _section(part: Told) -> dict[str, Any]:
    svg, words = drawn(part.measure, part.rows)
    return {
        "title": part.title,
        "caption": f"{part.title}, as of {part.until}",
        "headings": [*part.columns.values()],
        "figures": [_is_figure(part, column) for column in part.columns],
        "rows": [[cell(column, row[column]) for column in part.columns] for row in part.rows],
        "note": f"{window(part)} {part.definition} Rule set: {part.rule_set}.",
        "svg": svg,
        "words": words,
    }


def drawn(measure: str, rows: list[dict[str, Any]]) -> tuple[str, str]:
    """The chart of a measure's rows as SVG and in words; two empty texts where it has none, or nothing to show."""
    if measure not in PICTURES or not _is_worth_a_picture(rows):
        return "", ""
    chart, words = PICTURES[measure]
    return picture("svg", printed(chart(rows))), words(rows)


def _is_worth_a_picture(rows: list[dict[str, Any]]) -> bool:
    return len(rows) > 1 and any(value for row in rows for value in row.values() if isinstance(value, int | float | Decimal))


def _is_figure(part: Told, column: str) -> bool:
    return any(isinstance(row[column], int | float | Decimal) for row in part.rows)


def cell(column: str, value: Any) -> str:
    """A value as it is read: shares in per cent, sums in dollars, days as YYYY-MM-DD."""
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, float) and "share" in column:
        return share(value)
    return number(value) if value is None or isinstance(value, int | float) else str(value)
