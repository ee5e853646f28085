"""The model's sentences in the language spoken: it says all of them in English, with what they name, and they are told again here.

What is recorded, logged and exported stays as the model said it; only who shows a sentence to somebody has it told again. A message
with fields in braces stands for every sentence that has other words in their place; db/_messages.py finds those messages in the sources.
"""

import re
from dataclasses import dataclass
from functools import cache

from records_desk.db.language import ENGLISH, catalogue, language_spoken, messages, msgid

NAMED = (  # what sentences name that stands in no table
    msgid("personal data"), msgid("sensitive infrastructure"), msgid("a text"), msgid("a number"), msgid("a whole number"), msgid("true or false"), msgid("a list"),
    msgid("a table"), msgid("The head"), msgid("The backup"), msgid("The desk"), msgid("The sign-in"), msgid("The price"), msgid("The group"),
    msgid("The web form"), msgid("The unit"), msgid("The ground"), msgid("The view"),
    msgid("The person"), msgid("The title"), msgid("The closure"), msgid("The sum of the lines"), msgid("The name of a file"), msgid("The ground of a line"),
    msgid("The name of an event"), msgid("The lines"), msgid("The city"), msgid("The sender"), msgid("The user"), msgid("The words"), msgid("the day on which it arrived"), msgid("the next day City Hall is open"), msgid("change settings"),
    msgid("import a log"), msgid("import a catalogue"), msgid("read withheld notes"), msgid("export privileged notes"), msgid("export the whole log"), msgid("share a view"),
    msgid("viewer"), msgid("staff"), msgid("official"), msgid("manager"), msgid("administrator"), msgid("auditor"), msgid("nothing changed"), msgid("nobody"),
)  # fmt: skip
MODEL = "db/"  # where its sentences are said
FIELD = re.compile(r"\{([A-Za-z_]\w*)\}")
END = re.compile(r"(?<=[.?!]) ")
JOINT = re.compile(r"(, | or | and |\|)")
JOINED = {"es": {" or ": " o ", " and ": " y "}}


@dataclass(frozen=True)
class _Shape:
    """A message with fields: what it looks like in English, and in the other language."""

    pattern: re.Pattern[str]
    longest: str  # of its own words; a sentence without them is none of its kind
    weight: int  # how many of its signs are its own
    told: str


def retold(sentence: str) -> str:
    """A text of the model, of one or several sentences, in the language spoken; what no message stands for stays as it is."""
    language = language_spoken()
    if language == ENGLISH or not sentence:
        return sentence
    whole = _told(sentence, language)
    if whole is not None:
        return whole
    parts, told, at = END.split(sentence), [], 0
    while at < len(parts):
        upto = next((upto for upto in range(len(parts), at, -1) if _told(" ".join(parts[at:upto]), language) is not None), at + 1)
        part = " ".join(parts[at:upto])
        told.append(_told(part, language) or part)
        at = upto
    return " ".join(told)


def _told(sentence: str, language: str) -> str | None:
    """What stands for the whole of a sentence; None where no message does."""
    known = catalogue(language).gettext(sentence)
    if known != sentence:
        return known
    for shape in _shapes(language):
        if shape.longest in sentence and (found := shape.pattern.fullmatch(sentence)):
            return shape.told.format(**{name: _value(value, language) for name, value in found.groupdict().items()})
    return None


def _value(value: str, language: str) -> str:
    """What a sentence names: a label or a list of labels is told again, all else is somebody's own words."""
    if not value:
        return value
    if (known := _label(value, language)) is not None:
        return known
    if len(JOINT.split(value)) > 1:
        words = JOINT.split(value)
        labels = [_label(word, language) for word in words[::2]]
        if None not in labels:
            joints = [JOINED[language].get(joint, joint) for joint in words[1::2]]
            return "".join(part for pair in zip(labels, [*joints, ""], strict=True) for part in pair)
    return _told(value, language) or value


def _label(word: str, language: str) -> str | None:
    """A label in its own case or, within a sentence, with a small letter; in its quotes, if it has any."""
    if word[:1] + word[-1:] == "“”":
        return f"“{told}”" if (told := _label(word[1:-1], language)) is not None else None
    for written, back in ((word, str), (word[:1].upper() + word[1:], lambda told: told[:1].lower() + told[1:])):
        told = catalogue(language).gettext(written)
        if told != written:
            return back(told)
    return None


@cache
def _shapes(language: str) -> tuple[_Shape, ...]:
    """The sentences with fields, those with the most words of their own first."""
    found = []
    for message, told in messages(language, MODEL).items():
        words = FIELD.split(message)
        if len(words) > 1 and message.endswith((".", "?")) and "{{" not in message and "{%" not in message:
            own = words[::2]
            pattern = "".join(re.escape(word) if place % 2 == 0 else _field(words, place) for place, word in enumerate(words))
            found.append(_Shape(re.compile(pattern, re.S), max(own, key=len), sum(map(len, own)), told))
    return tuple(sorted(found, key=lambda shape: -shape.weight))


def _field(words: list[str], place: int) -> str:
    """A field of a message as a group, or what the group of the same name holds."""
    name = words[place]
    return f"(?P={name})" if name in words[1:place:2] else f"(?P<{name}>.*?)"
