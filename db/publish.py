"""The open-data bundle: turnaround and flow as CSV, their dictionary, data.json and a page, in one folder.

Knows which columns leave (db/publishing/columns.csv is the allow-list and the dictionary in one) and writes the folder.
What small groups must not tell is said by suppression, the catalogue's entry by data_json.
"""

import csv
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from records_desk.db import data_json, flow_suppression, measure, suppression
from records_desk.db._refused import Refused
from records_desk.db._texts import HERE
from records_desk.db.data_json import Entry
from records_desk.db.store import Store

COLUMNS = HERE / "publishing" / "columns.csv"
BY = ("month", "desk", "track")
TOTAL, FLOW = "turnaround_total.csv", "flow_by_month.csv"
DICTIONARY, CATALOGUE, PAGE = "data-dictionary.csv", "data.json", "index.html"
Row = dict[str, Any]
Tables = dict[str, list[Row]]
Groups = dict[str, tuple[Row, Row]]


@dataclass(frozen=True)
class Days:
    """The days of receipt that a bundle is about, whole months: the last one may still run on the as-of day."""

    first: date
    last: date


def publish(
    store: Store, folder: Path, as_of: date, page: Callable[[Tables], str] | None = None, *,
    contact_name: str | None = None, contact_email: str | None = None, identifier: str | None = None, base_url: str | None = None,
    received_from: date | None = None, received_until: date | None = None,
) -> list[Path]:  # fmt: skip
    """Write the bundle into a folder, over an earlier one, and return its files.

    Figures are as of the end of a civil day, of requests received from received_from to received_until (whole months; the
    twelve before the as-of day's and that one when absent). page is given the published rows by file name, suppressed
    cells being None, and returns the HTML of index.html. contact_name and contact_email are for data.json, which needs
    them; base_url is where the folder will be served. Raises Refused.
    """
    days = window(as_of, received_from, received_until)
    entry = data_json.entry(_city(store), contact_name, contact_email, identifier, base_url)
    _check(folder, entry.identifier)
    rows = tables(store, as_of, days)
    return _moved(folder, lambda target: _write(target, rows, entry, as_of, days, page))


def window(as_of: date, first: date | None = None, last: date | None = None) -> Days:
    """The days of receipt: twelve whole months and the as-of day's, or those asked for. Raises Refused for parts of months.

    Part of a month beside the flow of the whole one would tell how many came in the rest of it.
    """
    days = Days(first or as_of.replace(year=as_of.year - 1, day=1), last or as_of)
    if days.first.day != 1:
        raise Refused(f"{days.first} is not the first day of a month: whole months are published.")
    if days.last > as_of or (days.last != as_of and (days.last + timedelta(1)).day != 1):
        raise Refused(f"{days.last} is neither the last day of a month before {as_of} nor that day: whole months are published.")
    if days.first > days.last:
        raise Refused(f"There are no days from {days.first} to {days.last}: name an earlier first day.")
    return days


def tables(store: Store, as_of: date, days: Days) -> Tables:
    """The published rows by file name: allow-listed columns alone, small groups suppressed (cells None)."""
    return suppressed(*measured(store, as_of, days), as_of, days)


def measured(store: Store, as_of: date, days: Days) -> tuple[dict[str, Groups], list[Row]]:
    """Everything that a bundle is of, nothing suppressed: turnaround's groups by what it is grouped, and the flow."""
    received = {"received_from": days.first, "received_until": days.last}
    groups = {by: _turnaround(store, as_of, received, by) for by in ("all", *BY)}
    return groups, measure.measure(store, "flow", as_of, **received)


def suppressed(found: dict[str, Groups], flow: list[Row], as_of: date, days: Days) -> Tables:
    """The published rows of what was measured: by what it is grouped, a group's rows to determination and to closing."""
    groups = {by: [suppression.Group.of(name, *pair) for name, pair in pairs.items()] for by, pairs in found.items()}
    covers = {"all": suppression.total_cover(groups["all"])} | {by: suppression.cover(groups[by]) for by in BY}
    if covers["all"].withheld:
        covers |= dict.fromkeys(BY, suppression.Cover(is_empty=True))
    told = {_file(by): _shown(found[by], covers[by], by, days) for by in (*BY, "all")}
    n_open = sum(closing["n_open"] for _, closing in found["all"].values())
    total = flow_suppression.Total(n_open, bool(covers["all"].vague), days.last == as_of)
    told[FLOW] = [] if covers["month"].is_empty else _flow(flow, covers["month"].withheld, total, as_of)
    return {file: [allowed(file, row) for row in rows] for file, rows in told.items()}


def allowed(file: str, row: Row) -> Row:
    """The columns of a row that may leave in a file, in their order. Raises KeyError where one is missing."""
    return {column: row[column] for column in columns(file)}


@cache
def columns(file: str) -> tuple[str, ...]:
    """The names of the columns of a published file."""
    return tuple(row["column"] for row in dictionary() if row["file"] == file)


@cache
def dictionary() -> list[Row]:
    """One row per published column: file, column, type, unit, description."""
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _file(by: str) -> str:
    return TOTAL if by == "all" else f"turnaround_by_{by}.csv"


def _turnaround(store: Store, as_of: date, received: Row, by: str) -> Groups:
    """The rows of each group to determination and to closing. Both have the same groups: those of at least one request."""
    group = "public_desk" if by == "desk" else by
    asked = [measure.measure(store, "turnaround", as_of, by=group, to_point=to_point, **received) for to_point in ("determination", "closing")]
    return {pair[0]["group"]: pair for pair in zip(*asked, strict=True) if pair[0]["n"]}


def _shown(groups: Groups, cover: suppression.Cover, by: str, days: Days) -> list[Row]:
    if cover.is_empty:
        return []
    more = {"received_from": days.first, "received_until": days.last}
    return [suppression.shown(_published(row), name, cover) | more | {by: name} for name, pair in groups.items() for row in pair]


def _published(row: Row) -> Row:
    """A row with its third ending told, and whole days: a fraction of a day tells how many requests a figure is of."""
    ended = row["n"] - row["n_closed"] - row["n_open"]
    days = {name: None if row[name] is None else int(row[name] + 0.5) for name in suppression.FIGURES}
    return row | days | {"n_ended_otherwise": ended}


def _flow(flow: list[Row], withheld: frozenset[str], total: flow_suppression.Total, as_of: date) -> list[Row]:
    hidden = flow_suppression.hidden_months(flow, withheld, total)
    empty = dict.fromkeys(flow_suppression.COLUMNS)
    return [row | (empty if row["month"] in hidden else {}) | {"suppressed": row["month"] in hidden, "as_of": as_of} for row in flow]


def _city(store: Store) -> str:
    return store.read("setting", name="city")[0]["value"]


def _check(folder: Path, identifier: str) -> None:
    """Refuse a folder that holds anything but an earlier bundle of the same dataset."""
    if not folder.exists():
        return
    try:
        names = {file.name for file in folder.iterdir()}
    except OSError as error:
        raise Refused(f"{folder} cannot be read as a folder ({error.strerror}): name a folder.") from error
    foreign = sorted(names - {*_files(), DICTIONARY, CATALOGUE, PAGE})
    if foreign:
        raise Refused(f"{folder} holds {foreign[0]}, which is of no bundle: name a folder of the bundle's own.")
    if names and data_json.identifier_of(folder / CATALOGUE) != identifier:
        raise Refused(f"{folder} holds another dataset than {identifier}: name a folder of its own, or that --identifier.")


def _files() -> list[str]:
    return [*map(_file, BY), TOTAL, FLOW]


def _write(target: Path, rows: Tables, entry: Entry, as_of: date, days: Days, page: Callable[[Tables], str] | None) -> None:
    """Write every file of the bundle into an empty folder."""
    for file in _files():
        _write_csv(target / file, columns(file), rows[file])
    _write_csv(target / DICTIONARY, tuple(dictionary()[0]), dictionary())
    if page:
        (target / PAGE).write_text(page(rows), encoding="utf-8")
    catalogue = data_json.catalogue(entry, _files(), DICTIONARY, PAGE if page else None, as_of, (days.first, days.last))
    (target / CATALOGUE).write_text(json.dumps(catalogue, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_csv(target: Path, header: tuple[str, ...], rows: list[Row]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows({column: _cell(value) for column, value in row.items()} for row in rows)


def _cell(value: Any) -> Any:
    """A cell as the exports write it: true and false, ISO dates, and no text that a spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return str(value).lower()
    return re.sub(r"^(?=[=+\-@\t\r])", "'", value) if isinstance(value, str) else value


def _moved(folder: Path, write: Callable[[Path], None]) -> list[Path]:
    """Write into a folder beside, then move each file in, data.json last: it speaks of the others. Raises Refused."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as beside:
            write(Path(beside))
            folder.mkdir(exist_ok=True)
            made = sorted(Path(beside).iterdir(), key=lambda file: (file.name == CATALOGUE, file.name))
            moved = [Path(shutil.move(file, folder / file.name)) for file in made]
    except OSError as error:
        raise Refused(f"{folder} cannot be written ({error.strerror}): name a folder where the folder above can be written too.") from error
    if folder / PAGE not in moved:
        (folder / PAGE).unlink(missing_ok=True)  # an earlier bundle's page would show other figures
    return moved
