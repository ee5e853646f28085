"""Every word of a page is in the language of whoever looks: read from the sources, and from pages drawn in Spanish."""

import ast
import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "pages"
NAMED = {"translated", "msgid", "counted"}
APART = {  # what is no page: the door and the log, and files, which are in English or in the language of their letter
    "_http.py", "_http_document.py", "_http_models.py", "_http_problem.py", "_rates.py", "_log.py", "_routes.py", "_document.py", "_paper.py",
    "_letter_paper.py", "_blank_form.py", "_bundle.py", "_packet.py", "_pictures.py", "_gate.py",
}  # fmt: skip
UNSAID = {"key", "type", "width", "icon", "css", "js", "html", "shortcut", "format", "pattern"}  # arguments that nobody reads
NO_WORDS = {
    "Records Desk", "Any", "export the whole log", "import a catalogue", "desk_at", "PRA-2026-000001", "jinja2", "§ MB", " | money", "Gov. Code 7927.700",
    "rate ", "Result", "Gov. Code 7922.530(a), 7922.535(a)", "§ · Records Desk", "e-mail as pasted.txt",
}  # fmt: skip


def words(node: ast.expr) -> str:
    """The own words of a text, with a sign in the place of each thing that it names."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(part.value if isinstance(part, ast.Constant) else "§" for part in node.values)


def speaks(text: str) -> bool:
    """Whether a text says something: several words, or one with a capital letter; what is markup, a pattern or an address does not."""
    if text in NO_WORDS or re.search(r"[<>{};\\]|://|%[a-zA-Z]|=>|\bdatum\.", text):
        return False
    return bool(re.fullmatch(r"[A-Z][a-z]{2,}\W*", text) or (" " in text.strip("§") and re.search(r"(?<![\w.-])[A-Za-z]{2,}(?![\w-])", text)))


def unsaid(tree: ast.Module):
    """The nodes in which no text for people stands: docstrings, names of styles and scripts, keys, and what names its own translation."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in NAMED or name == "tell" and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "_log":
                yield node
            yield from (keyword for keyword in node.keywords if keyword.arg in UNSAID)
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and re.search(r"(CSS|JS|HTML|ARIA)$", target.id) for target in targets):
                yield node
        if isinstance(node, ast.Subscript):
            yield node.slice
        if isinstance(node, ast.Dict):
            yield from (key for key in node.keys if key)


def not_translated(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    apart = {id(part) for node in unsaid(tree) for part in ast.walk(node)}
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node) if part is not node}
    texts = [node for node in ast.walk(tree) if isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in apart | within]
    return [f"{node.lineno}: {words(node)}" for node in texts if speaks(words(node))]


@pytest.mark.parametrize("file", sorted(file.name for file in PAGES.glob("*.py") if file.name not in APART))
def test_every_text_of_a_page_names_its_translation(file):
    assert not_translated(PAGES / file) == []


def test_no_message_stands_within_another_text_where_babel_does_not_find_it():
    hidden = [
        f"{file.name}:{call.lineno}" for file in PAGES.glob("*.py") for text in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text) if isinstance(call, ast.Call) and getattr(call.func, "id", "") in NAMED and isinstance(call.args[0], ast.Constant)
    ]  # fmt: skip
    assert hidden == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('st.button("Save")', 1), ('st.text(f"Received {day}")', 1), ('st.button(translated("Save"), key="a key")', 0), ('NAMES = {"Any": msgid("Any of them")}', 0),
        ('st.text(translated("Received {day}", day=day))', 0), ('x = f"desk_{name}"', 0), ('st.text(f"{a}: {b}")', 0), ('st.text("in words")', 1),
    ],
)  # fmt: skip
def test_a_text_that_names_no_translation_is_found(tmp_path, source, found):
    (tmp_path / "page.py").write_text(source, encoding="utf-8")
    assert len(not_translated(tmp_path / "page.py")) == found
