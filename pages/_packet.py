"""What the turnaround page shows, as one document: the headline, the filters in words, and its pictures with their tables."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from records_desk.db import measure
from records_desk.db.report import Report, Told
from records_desk.pages import _document, _session
from records_desk.pages._figure import Picture
from records_desk.pages._words import day

Row = dict[str, Any]


def in_words(chosen: Row) -> str:
    """The filters that stand behind every figure of the page."""
    desks = {row["desk_id"]: row["name"] for row in _session.store().recall("desks")}
    labels = {row["code"]: row["label"] for row in _session.store().recall("choices")}
    told = [f"received {day(chosen['received_from'])} to {day(chosen['received_until'])}", f"as of {day(chosen['as_of'])}"]
    told += [f"desk {desks[chosen['desk_id']]}"] if chosen["desk_id"] else []
    told += [f"{name} {labels.get(chosen[name], chosen[name])}" for name in ("track", "complexity", "channel", "outcome") if chosen[name]]
    return ", ".join([*told, f"from receipt to {chosen['to_point']}", f"{chosen['day_type']} days"])


def document(pictures: list[Picture], chosen: Row, said: list[str], read: Callable[..., list[Row]]) -> Path:
    """A tagged PDF in the spool. said: the sentences it opens with; read answers a measure for the filters chosen."""
    sections = [_section(picture, chosen, read(picture.measure, chosen, **picture.asked)) for picture in pictures]
    purpose = f"{' '.join(said)} Filters: {in_words(chosen)}."
    made = Report(
        "turnaround", "Turnaround", purpose, chosen["as_of"], _session.today(), chosen["desk_id"], _desk(chosen["desk_id"]), tuple(sections)
    )
    with tempfile.NamedTemporaryFile(dir=_session.store().spool, suffix=".pdf", delete=False) as file:
        file.write(_document.pdf(made))
    return Path(file.name)


def _section(picture: Picture, chosen: Row, rows: list[Row]) -> Told:
    """A picture's rows, all columns that its chart reads and the headings that the page shows."""
    columns = {name: heading for name, heading in picture.columns.items() if not rows or name in rows[0]}
    rules = ", ".join(row["rule_set"] for row in _rules(chosen["received_from"], chosen["received_until"]))
    definition = measure.named(picture.measure).definition
    return Told(
        picture.heading, picture.name, picture.measure, definition, columns, rows, chosen["received_from"], chosen["received_until"], rules
    )


def _rules(first: date, last: date) -> list[Row]:
    return _session.store().recall("rules_between", received_from=first, received_until=last)


def _desk(desk_id: int | None) -> str | None:
    return next((row["name"] for row in _session.store().recall("desks") if row["desk_id"] == desk_id), None)
