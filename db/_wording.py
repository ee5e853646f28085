"""The letters' wording: as shipped in db/letters/<letter>.md, and as the city changed it.

A letter is named after the kind of entry that sends it, or after the kind and its outcome: determined_denied before determined.
Its wording in another language is named with that at its end: determined_denied.es.
"""

from typing import Any

import duckdb

from records_desk.db import _merge as merge
from records_desk.db._entry import run
from records_desk.db._messages import has_words
from records_desk.db._refused import Refused
from records_desk.db.language import ENGLISH, LANGUAGES, spoken, translated


def names() -> list[str]:
    """Every letter, in the order of the alphabet."""
    return sorted(file.stem for file in merge.FOLDER.glob("*.md"))


def letter_of(kind: str, outcome: str | None = None) -> str | None:
    """The letter that an entry sends, its outcome's own before its kind's; None for none."""
    wanted = [f"{kind}_{outcome}", kind] if outcome else [kind]
    return next((name for name in wanted if (merge.FOLDER / f"{name}.md").exists()), None)


def named(letter: str, language: str) -> str:
    """How the wording of a letter in a language is called."""
    return letter if language == ENGLISH else f"{letter}.{language}"


def parted(wording: str) -> tuple[str, str]:
    """The letter and the language that a wording is of. Raises Refused for no letter."""
    letter, _, language = wording.partition(".")
    if letter not in names() or (language or ENGLISH) not in LANGUAGES or language == ENGLISH:
        raise Refused("There is no such letter: choose one of the list.")
    return letter, language or ENGLISH


def shipped(wording: str) -> str:
    """The wording that came with the program: in another language line by line from its catalogue. Raises Refused for no letter."""
    letter, language = parted(wording)
    text = (merge.FOLDER / f"{letter}.md").read_text(encoding="utf-8").strip()
    with spoken(language):
        return "\n".join(translated(line) if has_words(line) else line for line in text.split("\n"))


def in_force(cursor: duckdb.DuckDBPyConnection, wording: str) -> str:
    """The wording that letters are written with now."""
    versions = run(cursor, "queries", "wordings", {"letter": wording})
    return versions[0]["body"] if versions and versions[0]["body"] else shipped(wording)


def above(head: dict[str, Any]) -> str:
    """The letterhead's lines."""
    return "\n".join(line for line in (head["city"], head["lines"]) if line)
