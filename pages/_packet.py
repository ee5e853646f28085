"""What the turnaround page shows, as one document: the headline, the filters in words, and its pictures with their tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from records_desk.db import measure, report
from records_desk.db.language import msgid, translated
from records_desk.db.report import Report, Told
from records_desk.pages import _document, _session
from records_desk.pages._figure import Picture
from records_desk.pages._words import day

Row = dict[str, Any]
FILTERS = {"track": msgid("track {name}"), "complexity": msgid("complexity {name}"), "channel": msgid("channel {name}"), "outcome": msgid("outcome {name}")}
TO = {"determination": msgid("from receipt to determination"), "closing": msgid("from receipt to closing")}
DAYS = {"calendar": msgid("calendar days"), "working": msgid("working days")}


def in_words(chosen: Row) -> str:
    """The filters that stand behind every figure of the page."""
    desks = {row["desk_id"]: row["name"] for row in _session.store().recall("desks")}
    labels = {row["code"]: row["label"] for row in _session.store().recall("choices")}
    period = translated("received {first} to {last}", first=day(chosen["received_from"]), last=day(chosen["received_until"]))
    told = [period, translated("as of {day}", day=day(chosen["as_of"]))]
    told += [translated("desk {name}", name=desks[chosen["desk_id"]])] if chosen["desk_id"] else []
    told += [translated(words, name=translated(labels.get(chosen[name], chosen[name]))) for name, words in FILTERS.items() if chosen[name]]
    return ", ".join([*told, translated(TO[chosen["to_point"]]), translated(DAYS[chosen["day_type"]])])


def document(pictures: list[Picture], chosen: Row, said: list[str], read: Callable[..., list[Row]]) -> Path:
    """A tagged PDF in the spool. said: the sentences it opens with; read answers a measure for the filters chosen."""
    sections = [_section(picture, chosen, read(picture.measure, chosen, **picture.asked)) for picture in pictures]
    purpose = f"{' '.join(said)} Filters: {in_words(chosen)}."
    made = Report(
        "turnaround", "Turnaround", purpose, chosen["as_of"], _session.today(), chosen["desk_id"], _desk(chosen["desk_id"]), tuple(sections)
    )
    return _session.spooled(_document.pdf(made), "pdf")


def _section(picture: Picture, chosen: Row, rows: list[Row]) -> Told:
    """A picture's rows, all columns that its chart reads and the headings that the page shows."""
    asked = {**chosen, **picture.asked}
    first, last = asked["received_from"], min(asked["received_until"], chosen["as_of"])
    columns = {name: heading for name, heading in picture.columns.items() if not rows or name in rows[0]}
    definition = report.in_headings(measure.named(picture.measure).definition, columns)
    began_on = None if first == measure.FIRST_DAY else first
    rules = report.rule_set(_session.store(), first, last)
    return Told(picture.heading, picture.name, picture.measure, definition, columns, rows, began_on, last, rules)


def _desk(desk_id: int | None) -> str | None:
    return next((row["name"] for row in _session.store().recall("desks") if row["desk_id"] == desk_id), None)
