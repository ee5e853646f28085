"""A kept letter on paper: as a Word document and as a tagged PDF, both from its one text and its own logo.

The text's parts are its blocks between blank lines: the letterhead first, one subject as heading, lists of lines with a dash.
"""

import io
import re
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.shared import Cm, Pt

from records_desk.db.letter_mail import SUBJECT, subject
from records_desk.pages._paper import paper, printable

Part = dict[str, Any]


def parts(body: str) -> list[Part]:
    """A letter's blocks, each with its kind (letterhead, heading, list or text) and its lines."""
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", printable(body).strip())]
    found: list[Part] = []
    for place, lines in enumerate(blocks):
        kind = "letterhead" if place == 0 else "text"
        if place and lines[0].startswith(SUBJECT) and not any(part["kind"] == "heading" for part in found):
            kind, lines = "heading", [lines[0].removeprefix(SUBJECT), *lines[1:]]
        elif place and all(line.startswith("- ") for line in lines):
            kind, lines = "list", [line.removeprefix("- ") for line in lines]
        found.append({"kind": kind, "lines": lines})
    return found


def pdf(letter: dict[str, Any], logo: bytes | None) -> bytes:
    """The letter as a tagged PDF (PDF/UA-1); the same letter gives the same bytes. Raises Refused for a sign that no font shows."""
    blocks = parts(letter["body"])
    told = {"title": _title(letter), "city": blocks[0]["lines"][0], "parts": blocks, "logo": list(logo or b"")}
    made_at = datetime.combine(letter["on_date"], time(), UTC)
    return paper("letter.typ", "letter", told, made_at)


def docx(letter: dict[str, Any], logo: bytes | None) -> bytes:
    """The letter as a Word document, its heading and lists in Word's own styles."""
    word, blocks = Document(), parts(letter["body"])
    _describe(word, letter, blocks[0]["lines"][0])
    if logo:
        _picture(word, logo, f"Logo: {blocks[0]['lines'][0]}")
    for block in blocks:
        if block["kind"] == "list":
            for line in block["lines"]:
                word.add_paragraph(line, style="List Bullet")
        else:
            style = {"heading": "Heading 1", "letterhead": "Header"}.get(block["kind"])
            word.add_paragraph("\n".join(block["lines"]), style=style)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _title(letter: dict[str, Any]) -> str:
    return printable(subject(letter))


def _describe(word: Word, letter: dict[str, Any], city: str) -> None:
    """Title, author and day, and the font of the text."""
    told, made_at = word.core_properties, datetime.combine(letter["on_date"], time())
    told.title, told.author, told.comments, told.language = _title(letter)[:255], city[:255], "", "en-US"
    told.created = told.modified = made_at
    told.last_modified_by = city[:255]
    word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Georgia", Pt(11)


def _picture(word: Word, logo: bytes, words: str) -> None:
    word.add_picture(io.BytesIO(logo), height=Cm(1.8))
    word.inline_shapes[0]._inline.docPr.set("descr", words)  # noqa: SLF001 - the library has no door to the words for the blind
