"""Ready reports: sections of measures as of a day, and the same as CSV. What each report is stands in db/_reports.py.

A report holds numbers, dates, desks and the numbers of requests; never a name, an address or words of a requester.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

from records_desk.db import export, measure
from records_desk.db._guard import FIRST_DAY
from records_desk.db._refused import Refused
from records_desk.db._reports import PLANS, Plan, Section
from records_desk.db.store import Store
from records_desk.db.table_file import CSV, Form

NAMES = tuple(plan.name for plan in PLANS)


@dataclass(frozen=True)
class Told:
    """A section with its rows: raw values by column, and what makes them numbers one can stand by.

    received_from and until: the window of receipt that it counts; received_from is None where it counts all requests.
    """

    title: str
    slug: str
    measure: str
    definition: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]
    received_from: date | None
    until: date
    rule_set: str


@dataclass(frozen=True)
class Report:
    """A report filled in as of the end of a civil day; desk is the name of the one it was asked of. made_on: the city's day."""

    name: str
    title: str
    purpose: str
    as_of: date
    made_on: date
    desk_id: int | None
    desk: str | None
    sections: tuple[Told, ...]

    @property
    def stem(self) -> str:
        """What its files are called, without an ending."""
        return stem(self.name, self.as_of, self.desk_id)


def stem(name: str, as_of: date, desk_id: int | None = None) -> str:
    """What the files of a report are called, without an ending; those of one desk do not write over those of all."""
    return f"{name}-{as_of}" + (f"-desk{desk_id}" if desk_id else "")


def plan(name: str) -> Plan:
    """What the report of a name is. Raises Refused."""
    for found in PLANS:
        if found.name == name:
            return found
    raise Refused(f"There is no report {name}: see records-desk report --list.")


def report(store: Store, name: str, as_of: date, desk_id: int | None = None) -> Report:
    """A report as of the end of a civil day, of one desk's requests or of all.

    Raises Refused for an unknown report or desk, and for a day to come.
    """
    asked = plan(name)
    _check(store, as_of)
    desk = _desk(store, desk_id)
    sections = tuple(_told(store, asked, section, as_of, desk_id) for section in asked.sections)
    return Report(asked.name, asked.title, asked.purpose, as_of, store.today(), desk_id, desk, sections)


def tables(store: Store, name: str, as_of: date, desk_id: int | None = None, form: Form = CSV) -> Iterator[tuple[str, Path]]:
    """A report's sections as files, all columns of each measure: what each is to be called, and its file in the spool."""
    asked = plan(name)
    _check(store, as_of)
    for section in asked.sections:
        made = export.measured(store, section.measure, as_of, form, **_asked(asked, section, as_of, desk_id))
        yield f"{stem(name, as_of, desk_id)}-{section.slug}.{form.ending}", made.path


def packed(store: Store, name: str, as_of: date, desk_id: int | None = None, form: Form = CSV) -> Path:
    """All files of a report and their definitions in one zip in the spool."""
    with tempfile.NamedTemporaryFile(dir=store.spool, suffix=".zip", delete=False) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packing:
        for called, path in tables(store, name, as_of, desk_id, form):
            packing.write(path, called)
            path.unlink()
        packing.writestr(f"{stem(name, as_of, desk_id)}-about.txt", about(report(store, name, as_of, desk_id)))
    return Path(file.name)


def about(made: Report) -> str:
    """What the CSVs hold, in words: the as-of date, and of each its window, rule set and definition."""
    desk = f", of the requests that {made.desk} holds or held last" if made.desk else ""
    told = [f"{made.title} as of {made.as_of}{desk}. {made.purpose}"]
    told += [f"{part.slug}: {part.title}. {window(part)} Rule set {part.rule_set}.\n{part.definition}" for part in made.sections]
    return "\n\n".join(told) + "\n"


def window(part: Told) -> str:
    """Which requests a section counts, as a sentence."""
    if part.received_from is None:
        return f"Of all requests received until {part.until}."
    if part.measure == "flow":
        return f"Of all requests, in the months from {part.received_from:%Y-%m} to {part.until:%Y-%m}."
    return f"Of requests received from {part.received_from} to {part.until}."


def _check(store: Store, as_of: date) -> None:
    if not FIRST_DAY <= as_of <= store.today():
        raise Refused(f"A report is as of a day from {FIRST_DAY} to today, {store.today()}: {as_of} is not.")


def _desk(store: Store, desk_id: int | None) -> str | None:
    if desk_id is None:
        return None
    names = [row["name"] for row in store.read("desks") if row["desk_id"] == desk_id]
    if not names:
        raise Refused(f"There is no desk with the id {desk_id}: see Settings.")
    return names[0]


def _told(store: Store, asked: Plan, section: Section, as_of: date, desk_id: int | None) -> Told:
    found = measure.measures()[section.measure]
    values = _asked(asked, section, as_of, desk_id)
    rows = [{column: row[column] for column in section.columns} for row in measure.measure(store, section.measure, as_of, **values)]
    began_on = None if values["received_from"] == FIRST_DAY else values["received_from"]
    rules = rule_set(store, values["received_from"], as_of)
    definition = in_headings(found.definition, section.columns)
    return Told(section.title, section.slug, section.measure, definition, section.columns, rows, began_on, as_of, rules)


def _asked(asked: Plan, section: Section, as_of: date, desk_id: int | None) -> dict[str, Any]:
    """What the measure of a section is asked."""
    values = {"received_from": _began(section.of or asked.of, as_of), "received_until": as_of, "desk_id": desk_id}
    return values | ({"by": section.by} if section.by else {})


def _began(of: str, as_of: date) -> date:
    """The first day of a window that ends on the as-of date: twelve months, its calendar month, or ever."""
    first = {"year": as_of - relativedelta(years=1) + timedelta(days=1), "month": as_of.replace(day=1), "ever": FIRST_DAY}[of]
    return max(first, FIRST_DAY)


def rule_set(store: Store, first: date, last: date) -> str:
    """The enabled rule sets under which requests of a window of days were received, newest first, each with its citation."""
    told = []
    for row in store.recall("rule_sets"):
        if row["is_enabled"] and row["effective_from"] <= last:
            told.append(f"{row['rule_set']} ({row['citation']})")
            if row["effective_from"] <= first:
                break
    return "; ".join(told)


def in_headings(definition: str, columns: dict[str, str]) -> str:
    """A definition with the headings that are shown in place of the names of columns."""
    return re.sub(r"\b[a-z]+_\w+\b", lambda name: f"“{columns[name[0]]}”" if name[0] in columns else name[0], definition)
