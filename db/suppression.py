"""What small groups must not tell: which rows and cells of published tables stay empty. Knows no store and no file.

A count from 1 to 4 is never published, and neither is what it could be derived from: groups sum to a total that is
published, the ways that requests ended sum to their group, and months are chained by what was pending between them.
Zero is told. Each proof is an exchange: another log with the same published figures, in which the count is another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

SMALLEST = 5
ENDINGS = ("n_closed", "n_open", "n_ended_otherwise")
FIGURES = ("median_days", "mean_days", "p90_days", "km_median_days")
# The counts that tell how a group's requests ended, as sums of Group.ways.
COUNTS = ((0,), (1,), (2,), (3,), (0, 1), (0, 2), (1, 3))
REACHED = ((0, 1), (0, 2))  # determined; closed


@dataclass(frozen=True)
class Group:
    """A group, and how many of its requests are determined and closed, determined alone, closed alone, and neither."""

    name: str
    ways: tuple[int, int, int, int]

    @classmethod
    def of(cls, name: str, determination: dict[str, Any], closing: dict[str, Any]) -> "Group":
        """A group from its two rows of the measure turnaround, to determination and to closing."""
        neither = determination["n_open"]
        determined = closing["n_open"] - neither
        closed = determination["n"] - determination["n_closed"] - neither
        return cls(name, (determination["n_closed"] - determined, determined, closed, neither))

    @property
    def n(self) -> int:
        """Its requests."""
        return sum(self.ways)

    @property
    def tells(self) -> tuple[bool, ...]:
        """Whether its figures in days are published, to each end point: that alone says something of its counts."""
        return tuple(self.count(ways) >= SMALLEST for ways in REACHED)

    def count(self, ways: Iterable[int]) -> int:
        """How many ended in any of some ways."""
        return sum(self.ways[way] for way in ways)


@dataclass(frozen=True)
class Cover:
    """What of a table stays empty: whole groups (withheld), or how their requests ended (vague), and then perhaps their days."""

    withheld: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    is_empty: bool = False
    has_figures: bool = True


def is_small(count: int) -> bool:
    """Whether a count must not be told."""
    return count != 0 and count < SMALLEST


def cover(groups: list[Group]) -> Cover:
    """What must stay empty of a table whose groups sum to a published total."""
    by_size = sorted((group for group in groups if group.n), key=lambda group: (group.n, group.name))
    withheld = [group for group in by_size if is_small(group.n)]
    rest = by_size[len(withheld) :]
    while withheld and not _hide_each_other(withheld):
        if not rest:
            return Cover(is_empty=True)
        withheld.append(rest.pop(0))
    return _with_vague(Cover(frozenset(group.name for group in withheld)), withheld, rest)


def total_cover(groups: list[Group]) -> Cover:
    """What must stay empty of the one row that the other tables sum to."""
    small = _names([group for group in groups if is_small(group.n)])
    return Cover(small, _names([group for group in groups if any(map(is_small, group.ways))]) - small)


def _hide_each_other(withheld: list[Group]) -> bool:
    """Whether a request can be moved from one to another, and together they are no small group either."""
    together = sum(group.n for group in withheld)
    return len(withheld) > 1 and together >= SMALLEST and together > len(withheld)


def _with_vague(found: Cover, withheld: list[Group], rest: list[Group]) -> Cover:
    vague = [group for group in rest if any(map(is_small, group.ways))]
    rest = [group for group in rest if group not in vague]
    while any(_is_given_away(group, vague, withheld) for group in vague) and (len(vague) + len(withheld) + len(rest) > 1):
        if not rest:
            return replace(found, vague=_names(vague), has_figures=False)
        vague.append(rest.pop(0))
    return replace(found, vague=_names(vague))


def _names(groups: list[Group]) -> frozenset[str]:
    return frozenset(group.name for group in groups)


def _is_given_away(group: Group, vague: list[Group], withheld: list[Group]) -> bool:
    """Whether a small count of a group is the same in every log that the published table could be of."""
    swapped = [
        (group.count(ways), {_changed(group, out, into).count(ways) for out, into in _swaps(group, vague, withheld)}) for ways in COUNTS
    ]
    return any(is_small(count) and counts <= {count} for count, counts in swapped)


def _swaps(group: Group, vague: list[Group], withheld: list[Group]) -> list[tuple[int, int]]:
    """The exchanges of one request for another group's that no published figure would tell."""
    return [
        (out, into)
        for other in (*vague, *withheld)
        for out in range(4)
        for into in range(4)
        if other is not group and out != into and group.ways[out] and other.ways[into]
        if _changed(group, out, into).tells == group.tells
        if other in withheld or _changed(other, into, out).tells == other.tells
    ]


def _changed(group: Group, out: int, into: int) -> Group:
    return replace(group, ways=tuple(count - (way == out) + (way == into) for way, count in enumerate(group.ways)))


def shown(row: dict[str, Any], group: str, found: Cover) -> dict[str, Any]:
    """A row of turnaround with the cells empty that must not be told, and the column suppressed."""
    hidden: tuple[str, ...] = ()
    if group in found.withheld:
        hidden = ("n", *ENDINGS, *FIGURES)
    elif group in found.vague:
        hidden = ENDINGS if found.has_figures and row["n_closed"] >= SMALLEST else (*ENDINGS, *FIGURES)
    return row | dict.fromkeys(hidden) | {"suppressed": bool(hidden)}
