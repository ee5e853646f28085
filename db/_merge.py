"""How wording becomes a letter: its merge fields, what a wording may hold, and the filling in.

Wording is typed by administrators and is data: it can name facts, ask whether they are there and go through lists of them.
It can call nothing, compute nothing and never grow beyond a bound. Knows no store.
"""

import re
import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from records_desk.db._refused import Refused
from records_desk.db._texts import HERE
from records_desk.db.language import long_date, msgid, money, time_of_day, translated

FOLDER = HERE / "letters"
LONGEST_WORDING, LONGEST_LETTER = 20_000, 2_000_000
UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")  # NUL, and halves of a sign
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.For, nodes.Filter, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Const, nodes.Getattr,
)  # fmt: skip


class NoWords(Refused):
    """A letter that would say nothing."""


class Missing(StrictUndefined):
    """A fact that is not there: one may ask whether it is, and nothing else."""

    def __bool__(self) -> bool:
        return False


@cache
def fields() -> dict[str, dict[str, Any]]:
    """Every merge field: its meaning, a sample, and where it is not every letter's the letters that have it."""
    return tomllib.loads((FOLDER / "fields.toml").read_text(encoding="utf-8"))


def fields_of(letter: str) -> dict[str, dict[str, Any]]:
    """The merge fields of one letter."""
    return {name: field for name, field in fields().items() if "in" not in field or any(_is_of(letter, kind) for kind in field["in"])}


def sample(letter: str) -> dict[str, Any]:
    """Facts of an invented request, as a preview shows them in the language spoken; what people type stays as they typed it."""
    facts = {name: _shown(field) for name, field in fields_of(letter).items()}
    return facts | {"greeting": greeting(facts.get("name"))}


def greeting(name: str | None) -> str:
    """How a letter greets whom it goes to."""
    return translated(msgid("Dear {name},")).format(name=name) if name else translated(msgid("To the requester,"))


def check(letter: str, wording: str) -> None:
    """Refuse wording that cannot be read, names a field that this letter has not, or does more than fill in."""
    if not wording.strip():
        raise Refused("The letter has no words: write some, or go back to the shipped wording.")
    if len(wording) > LONGEST_WORDING:
        raise Refused(f"The wording is longer than {LONGEST_WORDING:,} characters: shorten it.")
    if found := next((number for number, line in enumerate(wording.split("\n"), 1) if UNKEEPABLE.search(line)), None):
        raise Refused(f"Line {found} of the wording holds a sign that is no letter and cannot be kept: delete it and type it anew.")
    try:
        tree = _environment().parse(wording)
        _check_nodes(tree)
        _read(wording)
    except TemplateSyntaxError as error:
        raise Refused(f"Line {error.lineno} of the wording cannot be read: {error.message}") from error
    except RecursionError as error:
        raise Refused("The wording is nested too deeply: write it in simpler steps.") from error
    _check_names(letter, tree)
    fill(wording, sample(letter))


def fill(wording: str, facts: dict[str, Any]) -> str:
    """The letter: wording with its facts. Refused where one is missing; absent facts are None or empty."""
    there = {name: fact for name, fact in facts.items() if fact is not None and fact not in ("", [])}
    pieces, length = [], 0
    try:
        for piece in _read(wording).generate(there):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST_LETTER:
                raise Refused(f"The letter would be longer than {LONGEST_LETTER:,} characters: shorten its wording or its facts.")
    except UndefinedError as error:
        raise Refused(f"The letter lacks a fact ({error.message}): fill it in first.") from error
    except TemplateError as error:
        raise Refused(f"The wording of the letter cannot be filled in: {error}") from error
    letter = re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "".join(pieces)).strip()
    if not letter:
        raise NoWords("The letter would have no words: have an administrator write some in Settings, Wording of the letters.")
    return letter


def _shown(field: dict[str, Any]) -> Any:
    """A field's sample, the program's own words of it in the language spoken."""
    sample, ours = field["sample"], field.get("ours")
    if isinstance(ours, str):
        return [line | {ours: translated(line[ours])} for line in sample]
    return translated(sample) if ours else sample


def _is_of(letter: str, kind: str) -> bool:
    return letter == kind or letter.startswith(f"{kind}_")


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=Missing, trim_blocks=True, lstrip_blocks=True, optimized=False)
    environment.filters = {word.__name__: _only_for(word) for word in (long_date, time_of_day, money)}
    environment.globals, environment.tests = {}, {}
    return environment


@lru_cache(maxsize=64)
def _read(wording: str) -> Template:
    return _environment().from_string(wording)


def _only_for(word: Callable[[Any], str]) -> Callable[[Any], str]:
    """A filter that says what is wrong where its fact is missing or of another kind."""

    def filtered(value: Any) -> str:
        if isinstance(value, Undefined):
            str(value)  # tells which fact is missing
        try:
            return word(value)
        except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise Refused(f"{word.__name__} does not fit “{str(value)[:40]}”: take it away, or use it with another field.") from error

    return filtered


def _check_nodes(tree: nodes.Template) -> None:
    """Nothing but filling in: no calls, no arithmetic, no lists within lists."""
    lists = {name for name, field in fields().items() if "parts" in field}
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            raise Refused(f"Line {node.lineno} of the wording does more than a letter may ({type(node).__name__}): use fields, if and for.")
        if isinstance(node, nodes.For):
            if not isinstance(node.iter, nodes.Name) or node.iter.name not in lists or not isinstance(node.target, nodes.Name):
                raise Refused(f"Line {node.lineno} of the wording: for goes through a list, such as {{% for official in officials %}}.")
            if node.recursive or any(True for part in (*node.body, *node.else_) for _ in _loops(part)):
                raise Refused(f"Line {node.lineno} of the wording: a list may not stand within a list.")


def _loops(node: nodes.Node) -> list[nodes.For]:
    return [*([node] if isinstance(node, nodes.For) else []), *node.find_all(nodes.For)]


def _check_names(letter: str, tree: nodes.Template) -> None:
    """Every name is a field of this letter, or a part of a line of a list."""
    known = fields_of(letter)
    loops = {loop.target.name: known.get(loop.iter.name, {}).get("parts", []) for loop in tree.find_all(nodes.For)}
    for name in tree.find_all(nodes.Name):
        if name.name not in known and name.name not in loops:
            raise Refused(f"Line {name.lineno} of the wording: this letter has no field “{name.name[:40]}”. Choose one of the list.")
    for part in tree.find_all(nodes.Getattr):
        if not isinstance(part.node, nodes.Name) or part.attr not in loops.get(part.node.name, []):
            raise Refused(f"Line {part.lineno} of the wording: there is no “{part.attr[:40]}” here. Choose one of the list.")
