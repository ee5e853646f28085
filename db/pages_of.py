"""How many pages a file has, where it is a PDF that can be counted; a process of its own does the counting."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

from records_desk.db.files import LARGEST, MOST_PAGES, File

SECONDS = 20
COMMAND = [sys.executable, "-m", "records_desk.db._page_counter"]


def with_pages(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a form, the pages of its files counted."""
    return values | {"files": tuple(counted(file) for file in values["files"])} if values.get("files") else values


def counted(file: File) -> File:
    """The file with its pages, where it is a PDF and nobody told them; else, and where counting fails, as it is."""
    if file.pages or not file.content or not file.content.startswith(b"%PDF-") or len(file.content) > LARGEST:
        return file
    try:
        done = subprocess.run(COMMAND, input=file.content, capture_output=True, timeout=SECONDS, check=False)
    except (subprocess.TimeoutExpired, OSError):
        return file
    told = done.stdout.strip()
    is_count = not done.returncode and told.isdigit() and len(told) < 8
    return replace(file, pages=int(told)) if is_count and 0 < int(told) <= MOST_PAGES else file
