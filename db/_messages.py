"""What of letters, tables and queries is a message to translate. Babel reads the sources by it, as pyproject.toml says.

Each yields line, function (none), message and comments, as Babel's extraction methods do.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

Found = Iterator[tuple[int, None, str, list[str]]]
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
LITERAL = re.compile(r"'((?:[^']|'')*)'")


def has_words(line: str) -> bool:
    """Whether a line of wording says anything itself, beside the fields that it names."""
    return any(sign.isalpha() for sign in TAG.sub("", line))


def of_letter(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """Each line of a letter's wording that has words, whole: its fields and conditions within stand in it."""
    for place, line in enumerate(_text(source).splitlines(), 1):
        if has_words(line):
            yield place, None, line, []


def of_table(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """The cells of one column of a table, named by the option `column`; with the code beside it as a comment."""
    table = csv.DictReader(io.StringIO(_text(source), newline=""))
    for row in table:
        if row[options["column"]]:
            yield table.line_num, None, row[options["column"]], [next(iter(row.values()))]


def of_samples(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """The samples of merge fields that are in the program's own words."""
    for field in tomllib.loads(_text(source)).values():
        ours = field.get("ours")
        for sample in [line[ours] for line in field["sample"]] if isinstance(ours, str) else [field["sample"]] if ours else []:
            yield 1, None, sample, []


def of_query(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Found:
    """Each text of a query that is a sentence: one of several words."""
    for place, line in enumerate(_text(source).splitlines(), 1):
        for literal in LITERAL.findall(line.partition("-- ")[0]):
            if " " in literal.strip():
                yield place, None, literal.replace("''", "'"), []


def _text(source: BinaryIO) -> str:
    return source.read().decode("utf-8")
