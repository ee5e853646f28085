"""How a column writes its dates: which formats, in which order day and month come, and what the cells say.

Never guesses the order: where every date can be read both ways, that is a question for whoever knows the log.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

MONTHS = {name: place for place, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
WHOLE_MONTHS = {date(2000, month, 1).strftime("%B").lower() for month in range(1, 13)}
TIME = r"(?P<time>(?P<gap>[ T] *)(?P<hour>\d{1,2}):\d{2}(?P<second>:\d{2}(?P<part>\.\d+)?)?(?P<half> ?[AaPp][Mm])?(?P<zone> ?[+-]\d{2}(?::?\d{2})?|Z| ?UTC)?)?"
ISO = re.compile(r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})" + TIME)
FIGURES = re.compile(r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + TIME)
NAMED = re.compile(r"(?P<name>[A-Za-z]{3,9}) (?P<day>\d{1,2})(?P<comma>,?) (?P<year>\d{4})" + TIME)
DAY_NAMED = re.compile(r"(?P<day>\d{1,2})(?P<mark>[- ])(?P<name>[A-Za-z]{3,9})(?P=mark)(?P<year>\d{4}|\d{2})" + TIME)
SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
FIRST_SERIAL = date(1899, 12, 30)
HALF = re.compile(r"([AaPp])\. ?([Mm])\.$")  # db/importing/00_words.sql reads them so too


@dataclass
class Written:
    """How the dates of a column, or of a log, are written; first and other are the largest figures before and after the first mark."""

    cells: int = 0
    read: int = 0
    formats: dict[str, int] = field(default_factory=dict)  # with {first} and {other} where the order is not known
    first: int = 0
    other: int = 0
    stamps: int = 0
    midnights: int = 0

    @property
    def share(self) -> float:
        """The share of the cells that are dates, 0 to 1."""
        return self.read / self.cells if self.cells else 0.0

    @property
    def order(self) -> str | None:
        """`day`, `month`, None where no date shows it and none needs it, `either` where nothing tells, `both` where they contradict."""
        if not any("{first}" in text for text in self.formats):
            return None
        if self.first > 12:
            return "both" if self.other > 12 else "day"
        return "month" if self.other > 12 else "either"

    def __or__(self, other: "Written") -> "Written":
        formats = {text: self.formats.get(text, 0) + other.formats.get(text, 0) for text in self.formats | other.formats}
        sums = {name: getattr(self, name) + getattr(other, name) for name in ("cells", "read", "stamps", "midnights")}
        return Written(formats=formats, first=max(self.first, other.first), other=max(self.other, other.other), **sums)

    def in_order(self, order: str | None) -> tuple[str, ...]:
        """The formats, most frequent first, for `day` or `month` first."""
        pair = {"first": "%d", "other": "%m"} if order == "day" else {"first": "%m", "other": "%d"}
        ranked = sorted(self.formats, key=lambda text: ("%y" not in text, -self.formats[text]))  # %Y takes two figures for a year too
        return tuple(dict.fromkeys(text.format(**pair) for text in ranked))


def written(cells: Iterable[str]) -> Written:
    """How these cells write dates."""
    found = Written()
    for cell in cells:
        found.cells += 1
        if shape := _shape(cell):
            text, match = shape
            found.read += 1
            found.formats[text] = found.formats.get(text, 0) + 1
            parts = match.groupdict()
            found.first, found.other = max(found.first, int(parts.get("first") or 0)), max(found.other, int(parts.get("other") or 0))
            if (parts.get("zone") or "").strip() in ("Z", "UTC", "+00:00", "+0000", "+00"):
                found.stamps += 1
                found.midnights += bool(re.match(r".0?0:00(:00(\.0+)?)?(?![\d:])", parts["time"]))
    return found


def day_of(cell: str, order: str | None) -> date | None:
    """The day that a cell names, or None."""
    if not (shape := _shape(cell)):
        return None
    parts = shape[1].groupdict()
    if not parts:
        return FIRST_SERIAL + timedelta(int(float(cell)))
    day, month = (parts.get("first"), parts.get("other")) if order == "day" else (parts.get("other"), parts.get("first"))
    year = int(parts["year"])
    try:
        return date(year + (2000 if year < 69 else 1900) * (year < 100), int(parts.get("month") or month or MONTHS[parts["name"][:3].lower()]), int(parts.get("day") or day))
    except ValueError:
        return None


def _shape(cell: str) -> tuple[str, re.Match[str]] | None:
    """The format of a cell that is a date, with its parts; None for what is none."""
    plain = HALF.sub(r"\1\2", cell)
    for form, pattern in _FORMS:
        if (match := pattern.fullmatch(plain)) and (text := form(match)):
            return text, match
    return None


def _iso(match: re.Match[str]) -> str:
    return "%Y{0}%m{0}%d".format(match["mark"]) + _time(match)


def _figures(match: re.Match[str]) -> str:
    return "{{first}}{0}{{other}}{0}{1}".format(match["mark"], _year(match)) + _time(match) if max(int(match["first"]), int(match["other"])) <= 31 else ""


def _named(match: re.Match[str]) -> str:
    return f"{_month(match)} %d{match['comma']} %Y{_time(match)}" if _month(match) else ""


def _day_named(match: re.Match[str]) -> str:
    return f"%d{match['mark']}{_month(match)}{match['mark']}{_year(match)}{_time(match)}" if _month(match) else ""


def _year(match: re.Match[str]) -> str:
    return "%Y" if len(match["year"]) == 4 else "%y"


def _month(match: re.Match[str]) -> str:
    name = match["name"].lower()
    return "%b" if name in MONTHS else "%B" if name in WHOLE_MONTHS else ""


def _time(match: re.Match[str]) -> str:
    if not match["time"]:
        return ""
    seconds = (":%S" if match["second"] else "") + (".%f" if match["part"] else "")
    half = match["half"] or ""
    zone = (match["zone"] or "").strip()
    said = zone if zone in ("Z", "UTC") else "%z" if zone else ""
    return f"{match['gap']}{'%I' if half else '%H'}:%M{seconds}{half.replace(half.strip(), '%p') if half else ''}{' ' * (match['zone'] or '').startswith(' ')}{said}"


_FORMS = ((_iso, ISO), (_figures, FIGURES), (_named, NAMED), (_day_named, DAY_NAMED), (lambda match: "excel", SERIAL))
