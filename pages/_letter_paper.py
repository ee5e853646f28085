"""A kept letter on paper: as a Word document and as a tagged PDF, both from its one text and its own logo.

A letter in another language is followed by the English one on a page of its own, each told as what it is to who reads it aloud.
The text's parts are its blocks between blank lines: the letterhead first, one subject as heading, lists of lines with a dash.
"""

import io
import re
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from records_desk.db._bilingual import halves, subject_of
from records_desk.db.language import ENGLISH, LOCALES, msgid, spoken, translated
from records_desk.db.letter_mail import subject
from records_desk.pages._paper import paper, printable

Part = dict[str, Any]


def parts(body: str) -> list[Part]:
    """A letter's blocks, each with its kind (letterhead, heading, list or text) and its lines."""
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", printable(body).strip())]
    found: list[Part] = []
    for place, lines in enumerate(blocks):
        kind = "letterhead" if place == 0 else "text"
        about = subject_of(lines[0])
        if place and about and not any(part["kind"] == "heading" for part in found):
            kind, lines = "heading", [about, *lines[1:]]
        elif place and all(line.startswith("- ") for line in lines):
            kind, lines = "list", [line.removeprefix("- ") for line in lines]
        found.append({"kind": kind, "lines": lines})
    return found


def pdf(letter: dict[str, Any], logo: bytes | None) -> bytes:
    """The letter as a tagged PDF (PDF/UA-1); the same letter gives the same bytes. Raises Refused for a sign that no font shows."""
    letters = [{"language": language, "parts": parts(text)} for language, text in halves(letter["body"], letter["language"])]
    city = letters[0]["parts"][0]["lines"][0]
    with spoken(letter["language"] or ENGLISH):
        told = {"title": _title(letter), "city": city, "letters": letters, "logo": list(logo or b""), "alt": _alt(city), "pages": translated(msgid("1 of 1"))}
    made_at = datetime.combine(letter["on_date"], time(), UTC)
    return paper("letter.typ", "letter", told, made_at)


def docx(letter: dict[str, Any], logo: bytes | None) -> bytes:
    """The letter as a Word document, its heading and lists in Word's own styles."""
    word, letters = Document(), halves(letter["body"], letter["language"])
    city = parts(letters[0][1])[0]["lines"][0]
    _describe(word, letter, city)
    if logo:
        with spoken(letter["language"] or ENGLISH):
            _picture(word, logo, _alt(city))
    for place, (language, text) in enumerate(letters):
        if place:
            word.add_page_break()
        for block in parts(text):
            for paragraph in _written(word, block):
                _tell_language(paragraph, LOCALES[language].replace("_", "-"))
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _written(word: Word, block: Part) -> list[Paragraph]:
    """A block as paragraphs in Word's own styles."""
    if block["kind"] == "list":
        return [word.add_paragraph(line, style="List Bullet") for line in block["lines"]]
    style = {"heading": "Heading 1", "letterhead": "Header"}.get(block["kind"])
    return [word.add_paragraph("\n".join(block["lines"]), style=style)]


def _tell_language(paragraph: Paragraph, tag: str) -> None:
    """Say to Word, and to what reads aloud, in which language a paragraph is."""
    for run in paragraph.runs:
        told = OxmlElement("w:lang")
        told.set(qn("w:val"), tag)
        run._element.get_or_add_rPr().append(told)  # noqa: SLF001 - the library has no door to the language of words


def _alt(city: str) -> str:
    return translated(msgid("Logo: {city}")).format(city=city)


def _title(letter: dict[str, Any]) -> str:
    return printable(subject(letter))


def _describe(word: Word, letter: dict[str, Any], city: str) -> None:
    """Title, author and day, and the font of the text."""
    told, made_at = word.core_properties, datetime.combine(letter["on_date"], time())
    told.title, told.author, told.comments, told.language = _title(letter)[:255], city[:255], "", LOCALES[letter["language"] or ENGLISH].replace("_", "-")
    told.created = told.modified = made_at
    told.last_modified_by = city[:255]
    word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Georgia", Pt(11)


def _picture(word: Word, logo: bytes, words: str) -> None:
    word.add_picture(io.BytesIO(logo), height=Cm(1.8))
    word.inline_shapes[0]._inline.docPr.set("descr", words)  # noqa: SLF001 - the library has no door to the words for the blind
