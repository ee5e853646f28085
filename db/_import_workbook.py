"""A workbook's sheet as a text file, read by a process of its own within bounds."""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from records_desk.db._import_mapping import ImportRefused

LARGEST_FILE, LARGEST_CONTENT, MOST_PARTS = 200 << 20, 1 << 30, 10_000
SECONDS = 180
UNREADABLE = "{name} cannot be read as a workbook: open it in a spreadsheet and save it again as XLSX or CSV. Nothing was imported."
TOO_LARGE = "{name} holds more than a log does once it is unpacked: save the sheet as CSV. Nothing was imported."


@dataclass(frozen=True)
class Sheet:
    """The names of a workbook's sheets, and the one that was read."""

    names: tuple[str, ...]
    name: str


def sheet_as_text(file: Path, target: Path, wanted: str | None = None) -> Sheet:
    """Write a sheet of an XLSX or XLS workbook as CSV in UTF-8, dates in ISO form. Raises ImportRefused.

    Without a wanted sheet the one with most rows is taken.
    """
    _check_size(file)
    command = [sys.executable, "-m", "records_desk.db._sheet_reader", str(file), str(target), *([wanted] if wanted else [])]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ImportRefused(TOO_LARGE.format(name=file.name)) from error
    if done.returncode:
        is_starved = done.returncode < 0 or b"MemoryError" in done.stderr or b"memory allocation" in done.stderr
        raise ImportRefused((TOO_LARGE if is_starved else UNREADABLE).format(name=file.name))
    told = json.loads(done.stdout)
    sheet = Sheet(tuple(told["sheets"]), told["sheet"])
    if wanted and sheet.name != wanted:
        raise ImportRefused(f"{file.name} has no sheet “{wanted}”; it has {', '.join(sheet.names)}. Nothing was imported.")
    return sheet


def _check_size(file: Path) -> None:
    if file.stat().st_size > LARGEST_FILE:
        raise ImportRefused(f"{file.name} is larger than {LARGEST_FILE >> 20} MB: save the sheet as CSV. Nothing was imported.")
    if not zipfile.is_zipfile(file):
        return
    try:
        with zipfile.ZipFile(file) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except (zipfile.BadZipFile, OSError) as error:
        raise ImportRefused(UNREADABLE.format(name=file.name)) from error
    if sum(sizes) > LARGEST_CONTENT or len(sizes) > MOST_PARTS:
        raise ImportRefused(TOO_LARGE.format(name=file.name))
