"""One word for each thing: the glossary has those that are shown, and those that it does not want are not shown."""

import ast
import csv
import re
from pathlib import Path

import pytest

from records_desk.db.roles import ROLES
from records_desk.pages._folded import COLUMNS, FOLDED

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
KEPT, NOT_USED = GLOSSARY.split("## Words that are not used")
WORDS = {word.strip(" *").lower() for row in re.findall(r"^\| ([^|]+) \|", KEPT, re.M) for by in ("; ", "[,;] ") for word in re.split(by, row)}
WORDS |= {bold.lower() for bold in re.findall(r"\*\*([^*]+)\*\*", KEPT)}
DISCOURAGED = re.findall(r"^\| ([a-z ]+) \| (?!but)", NOT_USED, re.M)
ALLOWED = re.compile(r"court case|on the facts of this case|in some cases|in case", re.I)


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "db" / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown() -> dict[str, str]:
    """What people read, by where it stands: texts of pages that are more than a name, labels of tables, sentences and letters."""
    texts = {}
    for file in sorted((ROOT / "pages").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        told = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and node.body and isinstance(node.body[0], ast.Expr)}
        strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told]
        texts[f"pages/{file.name}"] = "\n".join(text for text in strings if re.search(r"[A-Z ]", text))
    for name in ("choice", "event_kind", "field", "status", "reminder", "clock", "rule_set", "fee_kind", "misuse_step"):
        texts[f"reference/{name}.csv"] = "\n".join(value for row in rows(name) for key, value in row.items() if key in ("label", "act", "meaning", "help", "sentence"))
    for file in sorted((ROOT / "db" / "refusals").glob("*.sql")):
        bare = re.sub(r"--.*", "", file.read_text(encoding="utf-8"))
        texts[f"refusals/{file.name}"] = "\n".join(text for text in re.findall(r"'((?:[^']|'')*)'", bare) if " " in text)
    return texts | {f"letters/{file.name}": file.read_text(encoding="utf-8") for file in sorted((ROOT / "db" / "letters").glob("*.md"))}


def used(word: str, text: str) -> bool:
    """Whether a text has a word, also of several, in another sense than the allowed ones."""
    return re.search(rf"\b{word}s?\b", ALLOWED.sub("", text), re.I) is not None


@pytest.mark.parametrize(
    "names",
    [
        [row["label"] for row in rows("status")],
        [row["label"] for row in rows("event_kind")],
        [row["label"] for row in rows("choice") if row["list"] == "track"],
        list(ROLES),
        [heading for columns in (COLUMNS, *(picture.columns for picture in FOLDED)) for heading in columns.values()],
    ],
    ids=["statuses", "entries", "tracks", "roles", "figures"],
)
def test_each_name_on_screen_is_in_the_glossary(names):
    assert sorted({name for name in names if name.lower() not in WORDS}) == []


@pytest.mark.parametrize("word", DISCOURAGED)
def test_a_word_that_is_not_used_is_shown_nowhere(word):
    assert [where for where, text in shown().items() if used(word, text)] == []


def test_a_word_that_is_not_used_would_be_found():
    assert len(DISCOURAGED) > 8
    assert used("ticket", "Two tickets") and used("case", "Open the case") and not used("case", "In a court case, or in some cases")
