"""What of letters, tables, queries and the model's own sentences is a message to translate. Babel reads the sources by it, as pyproject.toml says.

Each yields line, function (none), message and comments, as Babel's extraction methods do.
"""

import ast
import csv
import io
import re
import tomllib
from collections.abc import Container, Iterator
from itertools import product
from typing import Any, BinaryIO

from babel.messages.extract import extract_python

from records_desk.db.measure import defined

Found = Iterator[tuple[int, str | None, Any, list[str]]]
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
LITERAL = re.compile(r"'((?:[^']|'')*)'")
TOKEN = re.compile(r"'(?:[^']|'')*'|\|\||[(),;]|[\w.$]+|[^\s\w]")
APART = {"select", "from", "where", "union", "all", "when", "then", "else", "end", "and", "or", "as", "on", "in", "is", "order", "by", "case", ",", ";"}


def has_words(line: str) -> bool:
    """Whether a line of wording says anything itself, beside the fields that it names."""
    return any(sign.isalpha() for sign in TAG.sub("", line))


def of_letter(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """Each line of a letter's wording that has words, whole: its fields and conditions within stand in it."""
    for place, line in enumerate(_text(source).splitlines(), 1):
        if has_words(line):
            yield place, None, line, []


def of_table(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """The cells of some columns of a table, named by the option `column`; with the code beside them as a comment."""
    table = csv.DictReader(io.StringIO(_text(source), newline=""))
    for row in table:
        for column in options["column"].split():
            if row[column]:
                yield table.line_num, None, row[column], [next(iter(row.values()))]


def of_samples(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """What merge fields mean, and those of their samples that are in the program's own words."""
    for field in tomllib.loads(_text(source)).values():
        yield 1, None, field["meaning"], []
        ours = field.get("ours")
        for sample in [line[ours] for line in field["sample"]] if isinstance(ours, str) else [field["sample"]] if ours else []:
            yield 1, None, sample, []


def of_model(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """Beside what babel finds each sentence that the model says, with fields in braces for what it names; one message for each way it can be said."""
    yield from extract_python(source, keywords, comment_tags, options)
    source.seek(0)
    tree = ast.parse(_text(source))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values for part in ast.walk(value)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in docstrings | within:
            for told in _ways(node):
                if _is_sentence(told):
                    yield node.lineno, None, told, []


def of_rules(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """Each sentence that a query of the rules joins of texts and columns, with fields in braces for the columns."""
    tokens = [token for line in _text(source).splitlines() for token in TOKEN.findall(line.partition("-- ")[0])]
    for told in dict.fromkeys(_sentences(tokens)):
        yield 1, None, told, []


def of_measure(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """The definition of a measure, whole, with the names of columns in it."""
    yield 1, None, defined(_text(source)), []


def of_query(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """Each text of a query that is a sentence: one of several words."""
    for place, line in enumerate(_text(source).splitlines(), 1):
        for literal in LITERAL.findall(line.partition("-- ")[0]):
            if " " in literal.strip():
                yield place, None, literal.replace("''", "'"), []


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "?")) and len(text.split()) > 2 and "(?" not in text


def _ways(node: ast.expr) -> list[str]:
    """Every way in which an expression can be said: a choice between two texts makes two."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return _ways(node.body) + _ways(node.orelse)
    if not isinstance(node, ast.JoinedStr):
        return []
    names = _Names()
    parts = [[value.value] if isinstance(value, ast.Constant) else _ways(value.value) or [names.field(value.value)] for value in node.values]
    return ["".join(way) for way in product(*parts)]


class _Names:
    """The fields of one text: what stands there twice has one name, and two things that are called alike have two."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def field(self, node: ast.expr) -> str:
        """The field in braces of an expression."""
        source, name = ast.unparse(node), _called(node)
        if source not in self._of:
            alike = sum(other.rpartition("_")[0] == name or other == name for other in self._of.values())
            self._of[source] = f"{name}_{alike + 1}" if alike else name
        return f"{{{self._of[source]}}}"


def _called(node: ast.expr) -> str:
    """What stands in an expression is called."""
    while not isinstance(node, (ast.Name, ast.Attribute)):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str(name))):
                return name
            case ast.Call(func=ast.Attribute(value=value), args=[]) | ast.Subscript(value=value) | ast.BinOp(left=value):
                node = value
            case ast.Call(args=[*_, value]) | ast.BoolOp(values=[value, *_]) | ast.Call(func=value):
                node = value
            case _:
                return "value"
    return node.id if isinstance(node, ast.Name) else node.attr


def _parted(tokens: list[str], apart: Container[str]) -> list[list[str]]:
    """Tokens parted where one of these stands outside parentheses."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if depth <= 0 and token != ")" and token.lower() in apart:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _sentences(tokens: list[str]) -> Iterator[str]:
    """The sentences of a query, with those that stand in its parentheses."""
    for chain in _parted(tokens, APART):
        yield from filter(_is_sentence, _said(chain))
        for operand in _parted(chain, ("||",)):
            if "(" in operand and operand[0] != "if":
                yield from _sentences(operand[operand.index("(") + 1 :])


def _said(chain: list[str]) -> list[str]:
    """What texts and columns joined by || say, in each way that they can say it."""
    parts = [_part(operand) for operand in _parted(chain, ("||",)) if operand]
    return ["".join(way) for way in product(*parts)]


def _part(operand: list[str]) -> list[str]:
    """A text as it is, each way of a choice; what else is joined as a field that is called as it is called."""
    if operand[0][0] == "'" and len(operand) == 1:
        return [operand[0][1:-1].replace("''", "'")]
    if operand[0] == "if":
        return [way for result in _parted(operand[2:-1], (",",))[1:] for way in _said(result)]
    names = [token.rpartition(".")[2].strip("$") for token in operand if re.fullmatch(r"[$a-z_][\w.$]*", token)]
    return [f"{{{names[-1]}}}" if names else "{value}"]


def _text(source: BinaryIO) -> str:
    return source.read().decode("utf-8")
