"""A mapping proposed for a log that nobody described: from the names of its columns and from what stands in them.

What the values say counts more than what a name says. What is doubtful is marked; what only the city can know is asked.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from itertools import islice
from typing import Any

from records_desk.db._import_columns import MOSTLY, NULLS, SAMPLE, Column, read_columns, score, words_of
from records_desk.db._import_dates import Written, day_of
from records_desk.db._import_file import Log, rows_of
from records_desk.db._import_mapping import DATES, Mapping, mapping_of, plain
from records_desk.db._import_proposal import Proposal
from records_desk.db._import_words import propose_words

HARDLY = 0.3
NO_IDENTIFIER = ("verbatim", "summary", "name", "first_name", "last_name", "organization", "email", "phone", "status", "outcome", "office")
SHORT = 40
FEES = re.compile(r"\b(fees?|charges?|costs?|paid|payment|deposit|waived|refund(ed)?|amount)\b")
AMOUNT = re.compile(r"\$? ?\d{1,3}(,\d{3})*(\.\d+)?|\$? ?\d*\.?\d+")
FEE_KINDS = (("waive", "waived"), ("refund", "refunded"), ("paid", "paid"), ("payment", "paid"), ("deposit", "paid"))
PLAIN_WORDS = ("office", "exemptions", "verbatim", "summary", "intended_use", "record_series", "data_fields", "organization", "email", "phone")


def propose(log: Log, known: dict[str, dict[str, Any]], source: str, trusted: Collection[str] = ()) -> Proposal:
    """A mapping for a log: a known one whose columns are all there, or one made of its first 20,000 rows.

    known are mappings by their names, as their files have them; source names the log where none is known. trusted are the names
    of those that the city made for its own logs: what they say of dates is not asked again.
    """
    columns = read_columns(log)
    fitting = [name for name, given in known.items() if _fits(log, mapping_of(given))]
    if fitting:
        name = max(fitting, key=lambda each: len(known[each]["columns"]))
        made = Proposal(dict(known[name]), known=name)
        if name not in trusted:
            _check_known(made, columns)
        return made
    made = Proposal({"source": source, "columns": {}})
    _identify(made, columns)
    _propose_dates(made, columns)
    propose_words(made, columns)
    _propose_texts(made, columns)
    _propose_rows(made, columns)
    _propose_nulls(made, log)
    return made


def _check_known(made: Proposal, columns: list[Column]) -> None:
    """Whether the dates of a log are written as a known mapping says; where they are not, they are read as they stand."""
    named = {plain(name) for ours in DATES for name in _flat([made.given["columns"].get(ours, [])])}
    wrote = Written()
    for column in columns:
        if plain(column.name) in named and column.filled:
            wrote |= column.dates
    formats = made.given["date_formats"]
    if wrote.order == "either" or wrote.read and not set(wrote.in_order(wrote.order)) <= set(formats):
        _ask_order(made, wrote)
        made.given["date_formats"] += [text for text in formats if wrote.order in (None, "month") and text not in made.given["date_formats"]]
        if wrote.order not in ("either", "both"):
            made.doubt("date_formats", f"The dates are not written as the mapping {made.known} says; they are read as they stand.")


def _identify(made: Proposal, columns: list[Column]) -> None:
    fit = [
        column for column in columns
        if column.filled and not column.is_date and column.length <= SHORT
        and (score(column.name, "identifier") or not any(score(column.name, ours) for ours in NO_IDENTIFIER))
    ]  # fmt: skip
    unique = {column.name: len(set(column.filled)) / len(column.filled) * len(column.filled) / len(column.cells) for column in fit}
    found = max(fit, key=lambda column: (score(column.name, "identifier") + unique[column.name], -columns.index(column)), default=None)
    if found is None:
        made.doubt("identifier", "No column identifies a request: choose one, or have an identifier made from what each row says.", asks=True)
        return
    made.given["columns"]["identifier"] = found.name
    if not score(found.name, "identifier"):
        made.doubt("identifier", f"“{found.name}” is taken for the identifier because its cells differ; its name does not say so.")


def _propose_dates(made: Proposal, columns: list[Column]) -> None:
    dated = [column for column in columns if _is_dated(made, column) and column.name not in made.given["columns"].values()]
    wrote = Written()
    for column in dated:
        wrote |= column.dates
    _ask_order(made, wrote)
    if any(column.dates.stamps and column.dates.midnights == column.dates.stamps for column in dated):
        made.given["midnights_are_days"] = True
        made.doubt("midnights_are_days", "Times are midnight in UTC, the evening before here: they are taken for the days that they name.")
    if not dated:
        made.doubt("received_on", "No column holds dates that can be read: choose the one with the receipt, and write down its format.", asks=True)
        return
    days = {column.name: [day_of(cell, wrote.order) if cell else None for cell in column.cells] for column in dated}
    left = _take(made, dated, "stated_due_on")
    left = _take(made, left, "routed_on") if _is_repeated(made, columns) else left
    left = _take(made, left, "needed_by_on")
    received = max(left, key=lambda column: (_receipt(column, left, days), -columns.index(column)), default=None)
    if received is None:
        made.doubt("received_on", "No column of dates is left for the receipt: choose it.", asks=True)
        return
    made.given["columns"]["received_on"] = received.name
    left = [column for column in left if column is not received]
    _propose_end(made, received, left, days)


def _is_dated(made: Proposal, column: Column) -> bool:
    """Whether a column is one of dates; one that is so by its name alone is doubtful."""
    for ours in ("received_on", "closed_on"):
        if column.filled and not column.is_date and score(column.name, ours) == 1:
            told = f"Only {column.dates.share:.0%} of the cells of “{column.name}” are days that can be read: rows with the others are rejected."
            made.doubt(ours, told, asks=column.dates.share < HARDLY)
            return column.dates.share >= HARDLY
    return column.is_date


def _ask_order(made: Proposal, wrote: Written) -> None:
    order = wrote.order
    made.given["date_formats"] = list(wrote.in_order(order)) or ["%m/%d/%Y"]
    if order == "either":
        made.doubt("date_formats", "Every date of this log can be read month first or day first: say which it is.", asks=True)
    if order == "both":
        made.doubt("date_formats", "Some dates can only be month first, others only day first: rows of one kind will be rejected.", asks=True)
    if any(text.endswith(("Z", "UTC")) for text in wrote.formats):
        made.given["utc"] = True


def _receipt(column: Column, dated: list[Column], days: dict[str, list[date | None]]) -> float:
    """How much a column looks like the receipt: what its name says, how full it is, and that it comes before the others."""
    others = [other for other in dated if other is not column]
    first = [_before(days[column.name], days[other.name]) for other in others]
    named = score(column.name, "received_on")
    return named + len(column.filled) / max(len(column.cells), 1) + 2 * (sum(first) / len(first) if first else 0.5)


def _before(these: list[date | None], those: list[date | None]) -> float:
    """The share of rows with both days in which the first is not later; a half where no row has both."""
    both = [(one, other) for one, other in zip(these, those) if one and other]
    same = sum(one == other for one, other in both)
    return (sum(one < other for one, other in both) + same / 2) / len(both) if both else 0.5


def _propose_end(made: Proposal, received: Column, left: list[Column], days: dict[str, list[date | None]]) -> None:
    mapped = made.given["columns"]
    left = _take(made, left, "determined_on")
    later = [column for column in left if _before(days[received.name], days[column.name]) >= 0.5]
    closed = max(later, key=lambda column: (score(column.name, "closed_on"), len(column.filled)), default=None)
    if closed is not None and (score(closed.name, "closed_on") or score(closed.name, "received_on") or len(left) == 1):
        mapped["closed_on"] = closed.name
        share = _before(days[received.name], days[closed.name])
        if score(closed.name, "closed_on") < score(closed.name, "received_on") or not score(closed.name, "closed_on"):
            end = closed.name
            made.doubt("closed_on", f"“{end}” is later than “{received.name}” in {share:.0%} of the rows: it is taken for the closing.")
            made.doubt("received_on", f"“{received.name}” comes first in {share:.0%} of the rows: it is taken for the receipt, whatever the names say.")
    if "closed_on" in mapped and "determined_on" not in mapped:
        mapped["determined_on"] = mapped["closed_on"]
    if not score(received.name, "received_on"):
        made.doubt("received_on", f"“{received.name}” is taken for the receipt because it comes first; its name does not say so.")


def _propose_texts(made: Proposal, columns: list[Column]) -> None:
    mapped = made.given["columns"]
    free = [column for column in columns if column.filled and not column.is_date and column.name not in mapped.values()]
    halves = [max(free, key=lambda column: score(column.name, half), default=None) for half in ("first_name", "last_name")]
    if all(half is not None and score(half.name, ours) for half, ours in zip(halves, ("first_name", "last_name"))):
        mapped["name"] = [half.name for half in halves]
    for ours in (*(() if "name" in mapped else ("name",)), *PLAIN_WORDS):
        free = [column for column in free if column.name not in _flat(mapped.values())]
        best = max(free, key=lambda column: (score(column.name, ours), len(column.filled)), default=None)
        if best is not None and score(best.name, ours) >= 0.5:
            mapped[ours] = best.name
    if "verbatim" not in mapped and (long := [column for column in free if column.length > SHORT]):
        mapped["verbatim"] = max(long, key=lambda column: column.length).name
        made.doubt("verbatim", f"“{mapped['verbatim']}” is taken for what was asked because its cells are the longest.")
    _propose_fees(made, free)
    marks = Counter(mark for cell in _cells(columns, mapped.get("exemptions")) for mark in ";|" if mark in cell)
    if marks:
        made.given["exemption_separator"] = marks.most_common(1)[0][0]


def _propose_fees(made: Proposal, free: list[Column]) -> None:
    fees = []
    for column in free:
        words = " ".join(words_of(column.name))
        amounts = [cell for cell in column.filled if AMOUNT.fullmatch(cell)]
        if FEES.search(words) and len(amounts) >= MOSTLY * len(column.filled) and column.name not in _flat(made.given["columns"].values()):
            kind = next((kind for part, kind in FEE_KINDS if part in words and "unpaid" not in words), "charged")
            fees.append({"column": column.name, "kind": kind, **({"on": made.given["columns"]["closed_on"]} if "closed_on" in made.given["columns"] else {})})
            made.doubt("fees", f"“{column.name}” is taken for fees {kind}: leave it out where it is an estimate or a sum of other columns.")
    if fees:
        made.given["fees"] = fees


def _propose_rows(made: Proposal, columns: list[Column]) -> None:
    mapped = made.given["columns"]
    if "routed_on" in mapped:
        made.given["rows"] = "event"
        activity = max(columns, key=lambda column: score(column.name, "activity"))
        if score(activity.name, "activity") and activity.name not in _flat(mapped.values()):
            made.doubt("rows", f"Each row is taken for a step of a request, done at “{mapped['routed_on']}”.")
    elif _is_repeated(made, columns):
        made.given["rows"] = "part"
        made.doubt("rows", f"“{mapped['identifier']}” repeats: rows that share it are put together as one request.", asks=True)


def _is_repeated(made: Proposal, columns: list[Column]) -> bool:
    cells = _cells(columns, made.given["columns"].get("identifier"))
    return bool(cells) and len(set(cells)) < 0.9 * len(cells)


def _propose_nulls(made: Proposal, log: Log) -> None:
    seen = {cell.strip() for _, row in islice(rows_of(log), SAMPLE) for cell in row if cell.strip().casefold() in NULLS}
    if seen:
        made.given["nulls"] = sorted(seen)


def _take(made: Proposal, dated: list[Column], ours: str) -> list[Column]:
    """Give a date column to ours where its name says so; the others."""
    best = max(dated, key=lambda column: score(column.name, ours), default=None)
    if best is None or score(best.name, ours) < 0.6:
        return dated
    made.given["columns"][ours] = best.name
    return [column for column in dated if column is not best]


def _fits(log: Log, mapping: Mapping) -> bool:
    wanted = {plain(name) for names in mapping.columns.values() for name in names} | {plain(fee.column) for fee in mapping.fees}
    return len(wanted) > 2 and wanted <= {plain(mapping.aliases.get(name, name)) for name in log.names} | _aliased(log, mapping)


def _aliased(log: Log, mapping: Mapping) -> set[str]:
    ours = {plain(alias): plain(name) for alias, name in mapping.aliases.items()}
    return {ours[plain(name)] for name in log.names if plain(name) in ours}


def _cells(columns: list[Column], name: Any) -> list[str]:
    return next((column.filled for column in columns if column.name == name), [])


def _flat(values: Iterable[Any]) -> set[str]:
    return {name for value in values for name in (value if isinstance(value, list) else [value])}
