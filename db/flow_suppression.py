"""Which months of the flow stay empty, so that no count from 1 to 4 can be derived. Knows no store and no file.

What is pending links each month to the next, and the whole to turnaround's total: pending at the end are the open ones of
the window, and what is left of those that were pending at its start. So the hidden counts are arcs between sums that are
known, and a count can be another one exactly where a circle of changes leads through its arc.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from records_desk.db.suppression import is_small

COLUMNS = ("pending_at_start", "received", "processed", "pending_at_end")
# Sums beside the months, which are 0, 1, 2 ...: all that came or went, all received, all pending at the start and the end.
ELSEWHERE, RECEIVED, AT_START, AT_END = -1, -2, -3, -4
Row = dict[str, Any]


@dataclass(frozen=True)
class Total:
    """What the flow's total is: how many of the window are open, whether that is hidden, and whether the window's end is the as-of day."""

    n_open: int
    is_hidden: bool
    is_current: bool


@dataclass(frozen=True)
class Arc:
    """A hidden count that is taken from one sum and given to another; low is the least that it is known to be."""

    tail: int
    head: int
    count: int
    low: int = 0
    must_vary: bool = False  # in both directions

    @property
    def is_secret(self) -> bool:
        """Whether it must not be told."""
        return self.must_vary or is_small(self.count)


def hidden_months(rows: list[Row], withheld: frozenset[str], total: Total) -> set[str]:
    """The months of the flow that stay empty; withheld are those whose n turnaround does not tell."""
    hidden = {row["month"] for row in rows if row["month"] in withheld or any(is_small(row[column]) for column in COLUMNS)}
    while len(hidden) < len(rows) and _given_away(rows, hidden, withheld, total):
        hidden.add(_next(rows, hidden, withheld, total))
    return hidden


def _next(rows: list[Row], hidden: set[str], withheld: frozenset[str], total: Total) -> str:
    """The month that leaves least given away when it is hidden too; the smallest of such."""

    def cost(row: Row) -> tuple[int, int, str]:
        return _given_away(rows, hidden | {row["month"]}, withheld, total), row["received"] + row["processed"], row["month"]

    return min((row for row in rows if row["month"] not in hidden), key=cost)["month"]


def _given_away(rows: list[Row], hidden: set[str], withheld: frozenset[str], total: Total) -> int:
    """How many hidden counts are the same in every flow with the same published figures."""
    arcs = [*_within(rows, hidden, withheld), *_around(rows, hidden, total)]
    return sum(arc.is_secret and not _can_vary(arc, arcs) for arc in arcs)


def _within(rows: list[Row], hidden: set[str], withheld: frozenset[str]) -> Iterable[Arc]:
    """The hidden counts of each month. What is received is told by the month's n too, unless that is withheld."""
    for no, row in enumerate(rows):
        if row["month"] in withheld:
            yield Arc(RECEIVED, no, row["received"], low=1)
        if row["month"] in hidden:
            yield Arc(no, ELSEWHERE, row["processed"])
        if no and {row["month"], rows[no - 1]["month"]} <= hidden:
            yield Arc(no - 1, no, row["pending_at_start"])


def _around(rows: list[Row], hidden: set[str], total: Total) -> Iterable[Arc]:
    """The hidden counts at both ends: what was pending, what of it is left or closed, and what is open of the window."""
    before, after = rows[0]["pending_at_start"], rows[-1]["pending_at_end"]
    left = after - total.n_open
    if rows[0]["month"] in hidden:
        yield Arc(AT_START if total.is_current else ELSEWHERE, 0, before)
    if rows[-1]["month"] in hidden:
        yield Arc(len(rows) - 1, AT_END, after)
    if total.is_hidden:
        yield Arc(AT_END, ELSEWHERE, total.n_open, must_vary=True)
    yield Arc(AT_END, AT_START if total.is_current else ELSEWHERE, left)
    if total.is_current:
        yield Arc(ELSEWHERE, AT_START, before - left)


def _can_vary(arc: Arc, arcs: list[Arc]) -> bool:
    others = [other for other in arcs if other is not arc]
    steps = {(other.tail, other.head) for other in others} | {(other.head, other.tail) for other in others if other.count > other.low}
    can_rise = arc.tail in _reached(arc.head, steps)
    can_fall = arc.count > arc.low and arc.head in _reached(arc.tail, steps)
    return can_rise and (can_fall or not arc.count) if arc.must_vary else can_rise or can_fall


def _reached(start: int, steps: set[tuple[int, int]]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        ahead = {head for tail, head in steps if tail == here} - found
        found |= ahead
        waiting += ahead
    return found
