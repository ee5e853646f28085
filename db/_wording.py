"""The letters' wording: as shipped in db/letters/<letter>.md, and as the city changed it.

A letter is named after the kind of entry that sends it, or after the kind and its outcome: determined_denied before determined.
"""

from typing import Any

import duckdb

from records_desk.db import _merge as merge
from records_desk.db._entry import run
from records_desk.db._refused import Refused


def names() -> list[str]:
    """Every letter, in the order of the alphabet."""
    return sorted(file.stem for file in merge.FOLDER.glob("*.md"))


def letter_of(kind: str, outcome: str | None = None) -> str | None:
    """The letter that an entry sends, its outcome's own before its kind's; None for none."""
    wanted = [f"{kind}_{outcome}", kind] if outcome else [kind]
    return next((name for name in wanted if (merge.FOLDER / f"{name}.md").exists()), None)


def shipped(letter: str) -> str:
    """The wording that came with the program. Raises Refused for no letter."""
    if letter not in names():
        raise Refused("There is no such letter: choose one of the list.")
    return (merge.FOLDER / f"{letter}.md").read_text(encoding="utf-8").strip()


def in_force(cursor: duckdb.DuckDBPyConnection, letter: str) -> str:
    """The wording that letters are written with now."""
    versions = run(cursor, "queries", "wordings", {"letter": letter})
    return versions[0]["body"] if versions and versions[0]["body"] else shipped(letter)


def above(head: dict[str, Any]) -> str:
    """The letterhead's lines."""
    return "\n".join(line for line in (head["city"], head["lines"]) if line)
