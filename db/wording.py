"""What an administrator does with the letters' wording: change it, look at a preview, go back. Every version is kept.

A wording is called as its letter, in another language with that at the end: acknowledged, acknowledged.es.
"""

from collections.abc import Callable
from typing import Any

import duckdb

from records_desk.db import _merge as merge
from records_desk.db._bilingual import BETWEEN
from records_desk.db._entry import insert
from records_desk.db._merge import fields_of
from records_desk.db._refused import Refused
from records_desk.db._required import check_wording
from records_desk.db._required import doubts as _doubts
from records_desk.db._wording import above, in_force, named, names, parted, shipped
from records_desk.db.city import audit, check_role
from records_desk.db.language import ENGLISH, msgid, spoken
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

__all__ = ["behind_english", "current", "doubts", "fields_of", "label", "named", "names", "preview", "restore", "save", "shipped", "versions"]


def label(store: Store, letter: str, say: Callable[[str], str] = str) -> str:
    """What a letter is called, in the words that say has for those of the tables: Determined (denied: withheld in full)."""
    letter = letter.partition(".")[0]
    if letter in store.kinds:
        return say(store.kinds[letter]["label"])
    kind = next((kind for name, kind in store.kinds.items() if letter.startswith(f"{name}_")), None)
    if not kind:
        return say(msgid("Appendix")) if letter == "appendix" else letter.capitalize()
    outcome = letter.removeprefix(f"{kind['kind']}_")
    called = next((say(choice["label"]) for choice in store.choices[kind["outcome_list"]] if choice["code"] == outcome), outcome)
    return f"{say(kind['label'])} ({called if called[1:2].isupper() else called[:1].lower() + called[1:]})"


def current(store: Store, letter: str) -> str:
    """The wording that letters are written with now."""
    return store.look(lambda cursor: in_force(cursor, letter))


def versions(store: Store, letter: str) -> list[dict[str, Any]]:
    """Every version that a letter had since it was first changed, newest first; of the shipped one body is None."""
    return store.read("wordings", letter=letter)


def behind_english(store: Store, letter: str, language: str) -> bool:
    """Whether the English wording of a letter was changed since the one in this language was."""
    english, other = (versions(store, named(letter, each)) for each in (ENGLISH, language))
    return bool(english) and (not other or other[0]["written_at"] < english[0]["written_at"])


def preview(store: Store, letter: str, wording: str) -> str:
    """The letter that this wording makes of an invented request, below the city's own letterhead. Raises Refused."""
    _check(letter, wording)
    base, language = parted(letter)
    head = store.read("letterhead")[0]
    with spoken(language):
        return merge.fill(wording, merge.sample(base) | {"city": head["city"], "letterhead": above(head)})


def doubts(wording: str, language: str = ENGLISH) -> list[str]:
    """What of a wording the law may not bear out; each a sentence. Nothing is refused for it."""
    with spoken(language):
        return _doubts(wording)


def save(store: Store, by: Staff, letter: str, wording: str) -> None:
    """Write letters with this wording from now on; the older ones are kept. Raises Refused."""
    text = wording.replace("\r\n", "\n").strip()
    shipped(letter)
    _check(letter, text)
    _keep(store, by, letter, text)


def restore(store: Store, by: Staff, letter: str, wording_id: int | None) -> None:
    """Go back to an older version, None for the shipped one; it becomes the newest. Raises Refused."""
    found = {row["wording_id"]: row["body"] for row in versions(store, letter)} | {None: None}
    shipped(letter)
    if wording_id not in found:
        raise Refused("There is no such version of this letter: choose one of the list.")
    if found[wording_id]:
        _check(letter, found[wording_id])
    _keep(store, by, letter, found[wording_id])


def _check(letter: str, wording: str) -> None:
    """Refuse wording that does more than fill in, or leaves out what the law asks this letter to tell."""
    base, language = parted(letter)
    if BETWEEN.strip() in wording.split("\n"):
        raise Refused(f"A line {BETWEEN.strip()} stands between a letter and its English: write another one.")
    with spoken(language):
        merge.check(base, wording)
        check_wording(base, wording)


def _keep(store: Store, by: Staff, letter: str, text: str | None) -> None:
    check_role(by)

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        old, new = in_force(cursor, letter), text or shipped(letter)
        if old == new:
            raise Refused("Nothing was changed: this is the wording in force.")
        row = {"wording_id": store.new_ids(), "letter": letter, "body": None if new == shipped(letter) else new}
        insert(cursor, "letter_wording", row | {"written_at": store.now(), "written_by": by.sign_in})
        audit(store, cursor, by, f"letter_wording {letter}", old, new)

    store.write(act)
