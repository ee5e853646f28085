"""The measures: one SQL file each in db/measures, whose opening comment is its definition. Names, definitions, rows."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from records_desk.db._guard import FIRST_DAY, LAST_DAY
from records_desk.db._refused import Refused
from records_desk.db._texts import files, parameters_of, sql
from records_desk.db.store import Store

BY = ("all", "month", "year", "desk", "track", "complexity", "channel", "outcome")
FROM = ("receipt", "determination")
TO = ("determination", "closing", "acknowledgement", "first_release", "last_release")
TO_OF = {"receipt": TO, "determination": ("first_release", "last_release", "closing")}
LISTS = {"complexity": ("complexity",), "channel": ("channel",), "outcome": ("determination", "closing")}
OUTCOMES = ("undecided", "not stated")  # beside those that are recorded
DAY_TYPES = ("calendar", "working", "after", "net")
NAMES = {"by": "groups", "from_point": "a first end point", "to_point": "a last end point", "day_type": "a way to count days", "desk_id": "a desk"}
WORDS = {"$as_of": "the as-of date", "$from_point": "the first end point", "$to_point": "the last end point", "$day_type": "asked"}
DEFAULTS = {
    "by": "all", "from_point": "receipt", "to_point": "determination", "day_type": "calendar", "desk_id": None, "track": None,
    "complexity": None, "channel": None, "outcome": None, "received_from": FIRST_DAY, "received_until": LAST_DAY,
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A measure: its name, which says its end points and how days are counted, its definition, and what it can be asked."""

    name: str
    definition: str
    takes: frozenset[str]

    @property
    def query(self) -> str:
        """Its SQL."""
        return sql("measures", self.name)


@cache
def measures() -> dict[str, Measure]:
    """All measures by name."""
    return {name: Measure(name, defined(text), parameters_of(text)) for name in _names() for text in [sql("measures", name)]}


def measure(store: Store, name: str, as_of: date, **asked: Any) -> list[dict[str, Any]]:
    """The rows of a measure as of the end of a civil day.

    asked: by (one of BY), from_point, to_point, day_type, desk_id, track, complexity, channel, outcome, received_from and
    received_until (days of receipt). Raises Refused for what the measure does not take, unless it is left at its default.
    """
    found = named(name)
    return store.query(found.query, **parameters(store, found, as_of, **asked))


def named(name: str) -> Measure:
    """The measure of a name. Raises Refused."""
    if name not in measures():
        raise Refused(f"There is no measure {name}: see records-desk measure --list.")
    return measures()[name]


def parameters(store: Store, found: Measure, as_of: date, **asked: Any) -> dict[str, Any]:
    """What a measure's query is to be given. Raises Refused for what it does not take and for a day to come."""
    values = DEFAULTS | {"as_of": as_of} | asked
    _check(store, values)
    for name, value in asked.items():
        if name not in found.takes and value != DEFAULTS.get(name):
            raise Refused(f"The measure {found.name} does not take {NAMES.get(name, name)}: leave it out.")
    return {name: values[name] for name in found.takes}


def _check(store: Store, values: dict[str, Any]) -> None:
    """Refuse what nothing can be measured by."""
    if not FIRST_DAY <= values["as_of"] <= store.today():
        when = "has not come yet" if values["as_of"] > store.today() else f"lies before {FIRST_DAY}"
        raise Refused(f"{values['as_of']} {when}: measure as of today or an earlier day.")
    if values["received_from"] > values["received_until"]:
        raise Refused(f"{values['received_from']} is after {values['received_until']}: the first day of receipt comes first.")
    if values["to_point"] not in TO_OF[values["from_point"]]:
        raise Refused(f"From {values['from_point']} one measures to: {', '.join(TO_OF[values['from_point']])}.")
    for name, lists in LISTS.items():
        known = {row["code"] for row in store.recall("choices") if row["list"] in lists} | set(OUTCOMES if name == "outcome" else ())
        if values[name] not in {None, *known}:
            raise Refused(f"There is no {name} {values[name]}: it is one of {', '.join(sorted(known))}.")


def _names() -> list[str]:
    return [file.stem for file in files("measures")]


def defined(text: str) -> str:
    """What a measure's file says first: the comment that it opens with, in one line."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    told = " ".join(lines)
    for parameter, words in WORDS.items():
        told = told.replace(parameter, words)
    return told
