"""Reads one sheet of a workbook as CSV, in a process of its own: what a hostile workbook does, it does to that one alone.

    python -m records_desk.db._sheet_reader FILE OUT [SHEET]

Prints the names of the sheets and the one that was read, as JSON. Without SHEET the one with most rows is read.
"""

import csv
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from records_desk.db._limits import limit

MEMORY, SECONDS = 2 << 30, 120


def text(cell: Any) -> str:
    """A cell as a log would write it: ISO dates, figures without a needless .0."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell.total_seconds() / 86_400) if isinstance(cell, timedelta) else str(cell)


def main(file: str, out: str, wanted: str | None = None) -> None:
    """Write the sheet."""
    limit(MEMORY, SECONDS, may_write=True)
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(file)
    names = book.sheet_names
    name = wanted if wanted in names else max(names, key=lambda each: book.get_sheet_by_name(each).height)
    with open(out, "w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        for row in book.get_sheet_by_name(name).iter_rows():
            writer.writerow([text(cell) for cell in row])
    json.dump({"sheets": names, "sheet": name}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
