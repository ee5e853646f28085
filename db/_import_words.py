"""What the words of a log's states and outcomes mean, as far as db/importing/words.csv knows them."""

import csv
import re
from collections import Counter
from functools import cache

from records_desk.db._import_columns import Column, score
from records_desk.db._import_proposal import Proposal
from records_desk.db._texts import HERE

MOST_WORDS = 60  # a column with more different words is no list of states


def propose_words(made: Proposal, columns: list[Column]) -> None:
    """Find the columns of states and outcomes, and give each of their words a code; what has none is marked."""
    mapped = made.given["columns"]
    listed = [column for column in columns if column.name not in mapped.values() and column.filled and len(column.words) <= MOST_WORDS]
    for ours, table in (("outcome", "outcomes"), ("status", "status")):
        found = max(listed, key=lambda column: score(column.name, ours), default=None)
        if found is None or not score(found.name, ours):
            continue
        codes = {word: code_of(table, word) for word in found.words}
        dated = _dated_words(made, found, columns) if ours == "status" else set()
        if ours == "status" and not any(codes.values()):
            made.doubt("status", f"Nothing says what the words of “{found.name}” mean: requests with a closing date are taken as closed.")
            continue
        mapped[ours], made.given[table] = found.name, {
            word: code or ("other" if ours == "outcome" else "closed" if word in dated else "open") for word, code in codes.items()
        }
        if unknown := [word for word, code in codes.items() if not code]:
            said = ", ".join(f"“{word}”" for word in unknown[:8])
            one = len(unknown) == 1
            as_status = f"Nothing says what {said} {'means' if one else 'mean'}: taken as closed where nearly all rows have a closing date, else as open."
            made.doubt(table, f"Nothing says what {said} {'means' if one else 'mean'}: taken as other." if ours == "outcome" else as_status)
    if "status" in mapped and mapped.get("outcome", mapped["status"]) == mapped["status"]:
        _outcomes_of_status(made)


def _dated_words(made: Proposal, status: Column, columns: list[Column]) -> set[str]:
    """The words of the status that stand beside a closing date in nine of ten rows."""
    closed = next((column.cells for column in columns if column.name == made.given["columns"].get("closed_on")), [])
    counted, dated = Counter(status.cells), Counter(word for word, day in zip(status.cells, closed) if day)
    return {word for word in status.words if dated[word] >= 0.9 * counted[word]}


def _outcomes_of_status(made: Proposal) -> None:
    """Where one column tells states and outcomes alike, its closing words are outcomes."""
    for name in ("outcome", "outcomes"):
        (made.given["columns"] if name == "outcome" else made.given).pop(name, None)
    made.doubts = [doubt for doubt in made.doubts if doubt.about != "outcomes"]
    codes = {word: code_of("outcomes", word) for word, state in made.given["status"].items() if state == "closed"}
    if told := {word: code for word, code in codes.items() if code and not re.fullmatch("(?i)complet.*|clos.*|done|resolved|final.*", word)}:
        made.given["columns"]["outcome"], made.given["outcomes"] = made.given["columns"]["status"], {**told, "*": ""}


def code_of(table: str, word: str) -> str | None:
    """The code of a word of `status` or `outcomes`, or None where nothing is known of it."""
    spaced = word.replace("_", " ")
    return next((code for pattern, code in _codes()[table] if re.search(pattern, spaced, re.IGNORECASE)), None)


@cache
def _codes() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    with open(HERE / "importing" / "words.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["list"], []).append((row["pattern"], row["code"]))
    return found
