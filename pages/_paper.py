"""What sets documents and draws pictures as files, and how signs that it cannot show are kept from harming the desk.

The engine of the pictures ends the whole process on a sign that XML forbids; the one of the documents refuses what no font of its
own shows, since nobody could read the paper aloud.
"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
import vl_convert

from records_desk.db._refused import Refused

HERE = Path(__file__).parent
NOT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_SHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed")


def printable(told: Any) -> Any:
    """Texts, lists and what is named in them, with a mark for each sign that no page and no picture can hold."""
    if isinstance(told, str):
        return NOT_FOR_XML.sub("\ufffd", told)
    if isinstance(told, list | tuple):
        return [printable(each) for each in told]
    return {printable(name): printable(each) for name, each in told.items()} if isinstance(told, dict) else told


def paper(source: str, name: str, told: Any, made_at: datetime) -> bytes:
    """A document as a tagged PDF (PDF/UA-1); the same document gives the same bytes.

    Signs that the program's own fonts lack are looked for in this computer's. Raises Refused where these lack them too.
    """
    text, data = (HERE / source).read_bytes(), {name: json.dumps(printable(told))}
    for is_own_fonts in (True, False):
        try:
            return typst.compile(
                text, format="pdf", sys_inputs=data, pdf_standards="ua-1", ignore_system_fonts=is_own_fonts, timestamp=made_at
            )
        except typst.TypstError as error:
            missing = NOT_SHOWN.search(str(error))
            if not missing:
                raise
    raise Refused(f"No font on this computer shows “{missing[1][:20]}” in a PDF: have one installed, or take the letter as Word document or text.")


def picture(kind: str, spec: Any, **how: Any) -> Any:
    """A chart as `svg` or `png`; nothing is fetched for it."""
    draw = vl_convert.vegalite_to_svg if kind == "svg" else vl_convert.vegalite_to_png
    return draw(printable(spec), allowed_base_urls=[], **how)
