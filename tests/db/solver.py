"""An outsider who solves for suppressed counts: what is published as linear equations over whole numbers, and HiGHS.

Knows the rules of suppression, and nothing of how db/suppression.py chooses what stays empty.
"""

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

ENDINGS = {"n_closed": ((0, 1), (0, 2)), "n_open": ((3,), (1, 3)), "n_ended_otherwise": ((2,), ())}  # to determination, to closing
FLOW = ("pending_at_start", "received", "processed", "pending_at_end")


class Equations:
    """Sums of unknown whole numbers, none below zero, that lie between two bounds."""

    def __init__(self):
        self.numbers, self.rows = {}, []

    def say(self, terms, low, high=None):
        """terms: an unknown's name to its factor."""
        numbered = {self.numbers.setdefault(name, len(self.numbers)): factor for name, factor in terms.items()}
        self.rows.append((numbered, low, low if high is None else high))

    def allow(self, terms, low, high):
        """Whether there is a solution in which a further sum lies between two bounds."""
        rows = [*self.rows, ({self.numbers[name]: factor for name, factor in terms.items()}, low, high)]
        places = [(no, column, factor) for no, (found, *_) in enumerate(rows) for column, factor in found.items()]
        lines, columns, factors = zip(*places)
        matrix = csr_array((factors, (lines, columns)), shape=(len(rows), len(self.numbers)))
        bounds = LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows])
        size = len(self.numbers)
        return milp(numpy.zeros(size), constraints=bounds, integrality=numpy.ones(size), bounds=Bounds(0, numpy.inf)).success


def told_exactly(rows, measured, flow):
    """The suppressed counts from 1 to 4 that have one solution only. measured and flow: the truth, as publish.suppressed takes it."""
    known, hidden = Equations(), []
    for by, groups in measured.items():
        told = rows["turnaround_total.csv" if by == "all" else f"turnaround_by_{by}.csv"]
        if told:
            _read_table(known, hidden, by, groups, told)
    if rows["flow_by_month.csv"]:
        _read_flow(known, hidden, rows["flow_by_month.csv"], flow, measured)
    assert all(known.allow(terms, count, count) for terms, count, _ in hidden), "the truth must be a solution"
    return [what for terms, count, what in hidden if not (known.allow(terms, 0, count - 1) or known.allow(terms, count + 1, numpy.inf))]


def _ways(by, name, ways=range(4)):
    return {(by, name, way): 1 for way in ways}


def _read_table(known, hidden, by, groups, told):
    pairs = dict(zip(groups, zip(told[::2], told[1::2])))
    for way in range(4) if by != "all" else ():
        known.say({(by, name, way): 1 for name in groups} | {("all", "all", way): -1}, 0)
    is_told_by_days = any(row["n"] is not None and row["n_closed"] is None and row["mean_days"] is not None for row in told)
    for name, pair in pairs.items():
        for no, (row, true) in enumerate(zip(pair, groups[name])):
            _read(known, hidden, _ways(by, name), row["n"], true["n"], (by, name, "n"), 1)
            ended = {"n_ended_otherwise": true["n"] - true["n_closed"] - true["n_open"], **true}
            for column, ways in ENDINGS.items():
                if ways[no]:
                    _read(known, hidden, _ways(by, name, ways[no]), row[column], ended[column], (by, name, column, no), 0)
            if row["n"] is not None and row["n_closed"] is None and is_told_by_days:
                closed = _ways(by, name, ENDINGS["n_closed"][no])
                known.say(closed, *((0, 4) if row["mean_days"] is None else (5, numpy.inf)))


def _read(known, hidden, terms, shown, true, what, least):
    if shown is not None:
        assert shown == true and not 1 <= shown <= 4, what
        known.say(terms, shown)
        return
    known.say(terms, least, numpy.inf)
    if 1 <= true <= 4:
        hidden.append((terms, true, what))


def _read_flow(known, hidden, told, flow, measured):
    for no, (row, true) in enumerate(zip(told, flow)):
        unknown = dict(zip(FLOW, (("pending", no), ("received", no), ("processed", no), ("pending", no + 1))))
        for column, name in unknown.items():
            _read(known, hidden, {name: 1}, row[column], true[column], ("flow", row["month"], column), 0)
        known.say({unknown["pending_at_start"]: 1, unknown["received"]: 1, unknown["processed"]: -1, unknown["pending_at_end"]: -1}, 0)
        of_month = _ways("month", row["month"]) if row["month"] in measured["month"] else {}
        known.say({unknown["received"]: -1} | of_month, 0)
    # Pending at the end are the open ones of the window, and of those that were pending at its start.
    still_open = {("all", "all", 1): 1, ("all", "all", 3): 1}
    if measured["all"]:
        known.say({("pending", len(told)): 1, ("pending", 0): -1} | {name: -1 for name in still_open}, -numpy.inf, 0)
        known.say({("pending", len(told)): 1} | {name: -1 for name in still_open}, 0, numpy.inf)
