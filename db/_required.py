"""What a letter must tell whatever its wording, by the law: asked of every wording, and once more of every letter.

The parts, each with its citation, are in db/letters/required.toml. Knows no store.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, time
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from records_desk.db import _merge as merge
from records_desk.db._refused import Refused
from records_desk.db.language import language_spoken, long_date, time_of_day

NUMBER = r"\d+|one|two|three|five|seven|ten|fourteen|fifteen|twenty|thirty|sixty|ninety"
A_NUMBER = r"\d+|una?|dos|tres|cinco|siete|diez|catorce|quince|veinte|treinta|sesenta|noventa"
ABOUT = {"en": re.compile(r"(?i)\b(appeal|review|object)"), "es": re.compile(r"(?i)\b(apel|recurr|recurso|revis|impugn|objet)")}
NONE_FIRST = {"en": re.compile(r"\s*No appeal\b"), "es": re.compile(r"\s*No (se exige|es necesario|hace falta) apelar\b")}
TIME = {
    "en": re.compile(
        rf"(?i)\bdeadline\b|\b({NUMBER})( +\(\d+\))? +((calendar|business|working) +)?(days?|weeks?|months?)\b|\b(no later than|until|by \{{)"
    ),
    "es": re.compile(rf"(?i)\bplazo\b|\b({A_NUMBER})( +\(\d+\))? +(días?|semanas?|mes(es)?)\b|\b(a más tardar|hasta el|antes del)\b|\bhasta \{{"),
}
FIRST = {
    "en": re.compile(r"(?i)\b(must|need to|have to|required to|shall)\b[^.]*\bappeal|\bappeal\b[^.]*\b(is required|first)\b"),
    "es": re.compile(r"(?i)\b(debe|deberá|tiene que|tendrá que|es necesario|es obligatorio)\b[^.]*\bapel|\bapel\w*[^.]*\b(obligatori|requisito|primero)"),
}
A_TIME = "It names a time near an appeal: the law has no deadline for one (Gov. Code 7923.000 and following). Take the time out, or ask the City Attorney."
AN_APPEAL = "It seems to ask for an appeal to the city: none is required before going to court (Gov. Code 7923.000 and following)."


@cache
def parts_of(letter: str) -> list[dict[str, Any]]:
    """What one letter must tell, each part with the law that asks for it."""
    told = tomllib.loads((merge.FOLDER / "required.toml").read_text(encoding="utf-8"))["part"]
    return [part for part in told if any(fnmatchcase(letter, name) for name in part["letters"])]


def check_wording(letter: str, wording: str) -> None:
    """Refuse wording that would leave out what the letter must tell, or leave nothing at all, with any facts that a request may have."""
    lacking: dict[str, dict[str, Any]] = {}
    for facts in _requests(letter):
        try:
            body = merge.fill(wording, facts)
        except merge.NoWords as error:
            raise Refused("There are requests to whom this letter would say nothing: let some words stand outside of every if.") from error
        except Refused:
            continue  # no letter goes out without a fact that its wording names
        lacking |= {part["tells"]: part for part in _left_out(letter, facts, body)}
    if lacking:
        raise Refused(f"This letter leaves out {_told(list(lacking.values()))}. Put it back where every such letter shows it: not in a comment, not behind another if.")


def check_letter(letter: str, facts: dict[str, Any], body: str) -> None:
    """Refuse a letter that leaves out what it must tell of its request."""
    if lacking := _left_out(letter, facts, body):
        raise Refused(f"The wording of this letter leaves out {_told(lacking)}: have an administrator put it back in Settings, Wording of the letters.")


def doubts(wording: str) -> list[str]:
    """What of a wording, in the language spoken, the law may not bear out; each a sentence. Nothing is refused for it."""
    language = language_spoken()
    sentences = re.split(r"(?<=[.!?])\s|\n", wording)
    about = [sentence for sentence in sentences if ABOUT[language].search(sentence) and not NONE_FIRST[language].match(sentence)]
    is_timed, is_first = (any(pattern.search(sentence) for sentence in about) for pattern in (TIME[language], FIRST[language]))
    return [A_TIME] * is_timed + [AN_APPEAL] * is_first


def _told(parts: list[dict[str, Any]]) -> str:
    return "; ".join(f"{part['tells']} ({part['citation']})" for part in parts)


def _left_out(letter: str, facts: dict[str, Any], body: str) -> list[dict[str, Any]]:
    shown = _flat(body)
    return [part for part in parts_of(letter) if not all(any(_flat(way) in shown for way in ways) for ways in _wanted(part, facts))]


def _wanted(part: dict[str, Any], facts: dict[str, Any]) -> list[list[str]]:
    """For each thing that must stand in the letter the ways in which it may be written."""
    if "says" in part:
        return [[part["says"]]]
    if "beside" in part and not facts.get(part["beside"]):
        return []
    names = [name.split(".") for name in part["one_of"]]
    if len(names[0]) == 2:
        return [_ways(line[name] for _, name in names) for line in facts.get(names[0][0]) or ()]
    ways = _ways(facts.get(name) for (name,) in names)
    return [ways] if ways else []


def _ways(values: Any) -> list[str]:
    written = {date: long_date, time: time_of_day}
    return [way for value in values if value for way in (str(value), written.get(type(value), str)(value))]


def _flat(text: str) -> str:
    """A text as one line: a letter closes up blank lines."""
    return " ".join(text.split())


def _requests(letter: str) -> Iterator[dict[str, Any]]:
    """Facts of invented requests: with everything, with the least, and with one thing more or less."""
    facts, fields = _marked(letter), merge.fields_of(letter)
    must = {name.partition(".")[0] for part in parts_of(letter) for name in part.get("one_of", ())}
    always = {name for name, field in fields.items() if "in" not in field and not field.get("if_any")}
    everything, least, rest = set(facts), always | must, set(facts) - always
    for names in (everything, least, always, *(everything - {name} for name in rest), *(least ^ {name} for name in rest), *(always | {name} for name in rest)):
        yield {name: fact for name, fact in facts.items() if name in names}


def _marked(letter: str) -> dict[str, Any]:
    """The samples of a letter's fields; those that it must tell as nobody would write them into a wording."""
    facts = merge.sample(letter)
    for name in (name for part in parts_of(letter) for name in part.get("one_of", ())):
        field, _, _ = name.partition(".")
        if isinstance(facts[field], list):
            facts[field] = [{part: f"⟨{part} {number}⟩" for part in line} for number, line in enumerate(facts[field], 1)]
        else:
            days = {date: date(2091, 3, 17), time: time(3, 41)}
            facts[field] = days.get(type(facts[field]), f"⟨{field}⟩")
    return facts

