"""The columns of a log that nobody described: what they are called, what stands in them, and how well a name is one of ours."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice

from records_desk.db._import_dates import Written, written
from records_desk.db._import_file import Log, rows_of
from records_desk.db._import_mapping import DATES
from records_desk.db._texts import HERE

SAMPLE = 20_000
MOSTLY = 0.8
NULLS = {"-", "--", "n/a", "na", "none", "null", "nil", "tbd", "?", "unknown", "#n/a", "not applicable"}
BY_THE_WHOLE_NAME = ("identifier", "name", "closed_on", "verbatim")  # one word of theirs stands in many names


@dataclass
class Column:
    """A column of the file: its name, its cells without null marks by row, and what they look like."""

    name: str
    cells: list[str]

    @cached_property
    def filled(self) -> list[str]:
        """The cells that hold something."""
        return [cell for cell in self.cells if cell]

    @cached_property
    def dates(self) -> Written:
        """How its dates are written."""
        return written(self.filled)

    @property
    def is_date(self) -> bool:
        """Whether most of its cells are dates; serial figures alone only under a date's name."""
        is_figures = set(self.dates.formats) == {"excel"}
        return self.dates.share >= MOSTLY and (not is_figures or max(score(self.name, name) for name in DATES) > 0)

    @property
    def words(self) -> list[str]:
        """Its different cells, most frequent first."""
        return [word for word, _ in Counter(self.filled).most_common()]

    @property
    def length(self) -> float:
        """The mean length of its cells."""
        return sum(map(len, self.filled)) / max(len(self.filled), 1)


def read_columns(log: Log) -> list[Column]:
    """The columns of the first rows, without rows that are empty."""
    rows = [[clean(cell) for cell in row] for _, row in islice(rows_of(log), SAMPLE)]
    header = [clean(name) for name in log.header]
    rows = [row for row in rows if any(row) and len(row) == len(log.names) and row != header]
    return [Column(name, [row[place] for row in rows]) for place, name in enumerate(log.names)]


@lru_cache(4096)
def score(name: str, ours: str) -> float:
    """How well a column's name is one that logs use for ours, 0 to 1."""
    words = words_of(name)
    best = 0.0
    for known in _names().get(ours, ()):
        if known == words:
            return 1.0
        if set(known) <= set(words) and (len(known) > 1 or known[0] == words[-1] and ours not in BY_THE_WHOLE_NAME):
            best = max(best, 0.4 + 0.4 * len(known) / len(words))
    return best


def clean(cell: str) -> str:
    """A cell without blanks around it, and nothing for a null mark."""
    text = cell.strip()
    return "" if text.casefold() in NULLS else text


def words_of(name: str) -> tuple[str, ...]:
    """The words of a column's name, in small letters."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.replace("#", " number "))
    return tuple(re.findall(r"[a-z0-9]+", spaced.casefold()))


@cache
def _names() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    with open(HERE / "importing" / "names.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["column"], []).append(tuple(row["name"].split()))
    return found
