"""How a letter in another language and the same letter in English stand in one kept text, and how they are found in it again.

The English one is the record of what was decided; the other stands before it, for whoever reads that more easily.
"""

from records_desk.db.language import ENGLISH, LANGUAGES, msgid, spoken, translated

BETWEEN = "\n\n* * *\n\n"
SUBJECT = msgid("Subject: {about}")
FOLLOWS = msgid("The same letter in English follows. It is the record of what was decided.")


def joined(letters: list[str]) -> str:
    """A letter in one or two languages, English last."""
    return BETWEEN.join(letters)


def announced(letter: str, language: str) -> str:
    """A letter that says, in its own language, what stands below it."""
    with spoken(language):
        return f"{letter}\n\n{translated(FOLLOWS)}" if language != ENGLISH else letter


def halves(body: str, language: str | None) -> list[tuple[str, str]]:
    """A kept text as (language, letter), English last. language: beside English, if any.

    No wording has the mark. Words that people typed stand in both letters alike: where they hold it, the middle one is ours.
    """
    if not language:
        return [(ENGLISH, body)]
    parts = body.split(BETWEEN)
    middle = len(parts) // 2
    return [(language, BETWEEN.join(parts[:middle])), (ENGLISH, BETWEEN.join(parts[middle:]))]


def subject_of(line: str) -> str | None:
    """What a subject line is about, in whichever language it says so; None for another line."""
    return next((line.removeprefix(mark).strip() for mark in _marks() if line.startswith(mark)), None)


def _marks() -> list[str]:
    """How a subject line begins in each language."""
    found = []
    for language in LANGUAGES:
        with spoken(language):
            found.append(translated(SUBJECT).partition("{")[0])
    return found
