"""The officials responsible for a decision, as a form names them: each with name and title (Gov. Code 7922.540)."""

import re
from typing import Any

from records_desk.db._plain_text import one_line, says
from records_desk.db._refused import Refused

NOT_STATED = "title not stated"
Official = tuple[str, str]


def officials_of(given: dict[str, Any], as_it_was: bool = False) -> tuple[Official, ...]:
    """Who a filled form names, in that order: the official of its two fields, then those of its lines `Name, Title`.

    Officials that stood already come as name and title, and not as lines. as_it_was: what already went out may have named
    somebody without a title. Raises Refused, naming the line that lacks one.
    """
    further = given.get("further_officials") or ()
    named = [_first(given, as_it_was), *(_further(further, as_it_was) if isinstance(further, str) else further)]
    officials = tuple(official for official in named if official)
    names = [name.lower() for name, _ in officials]
    if twice := next((name for name, _ in officials if names.count(name.lower()) > 1), None):
        raise Refused(f"“{twice}” is named twice as a responsible official: name each person once.")
    return officials


def as_lines(officials: tuple[Official, ...]) -> str:
    """Further officials as the form takes them, one a line."""
    return "\n".join(f"{name}{';' if re.search('[,;]', name + title) else ','} {title}" for name, title in officials)


def _first(given: dict[str, Any], as_it_was: bool) -> Official | None:
    name, title = given.get("official_name"), given.get("official_title")
    if name and as_it_was:
        return name, title or NOT_STATED
    if name and not title or title and not name:
        raise Refused("This needs the name and title of the responsible official, not one of them alone (Gov. Code 7922.540).")
    return (name, title) if name else None


def _further(lines: str, as_it_was: bool) -> list[Official]:
    return [_line(line, as_it_was) for line in lines.splitlines() if line.strip()]


def _line(line: str, as_it_was: bool) -> Official:
    mark = ";" if ";" in line else ","
    if mark == "," and line.count(",") > 1:
        raise Refused(f"“{line.strip()}” has several commas: write a semicolon between the name and the title.")
    name, _, title = (one_line(part) if says(part) else "" for part in line.partition(mark))
    if not name or not (title or as_it_was):
        raise Refused(f"“{line.strip()}” names no title: write each further official as name, comma, title (Gov. Code 7922.540).")
    return name, title or NOT_STATED
