"""What an import did or would do: its counts, for people and as JSON, and the first rows of each fate."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from records_desk.db._import_form import Form
from records_desk.db._import_workbook import Sheet


@dataclass(frozen=True)
class Result:
    """What an import did, in rows of the file: read = added + changed + unchanged + the sum of rejected.

    negative and undated tell how many of the requests that were taken end before they began, or have no date of receipt,
    vague how many name a month or a range instead of a day, garbled how many hold damaged letters.
    import_id is what the import is undone by, None where nothing was taken; rejects the file with the rows not taken, or None.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    negative: int = 0
    undated: int = 0
    vague: int = 0
    garbled: int = 0
    import_id: int | None = None
    rejects: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """What `records-desk import --json` prints."""
        return {name: getattr(self, name) for name in ("read", "added", "changed", "unchanged", "rejected")}

    def sentence(self, with_file: bool = True) -> str:
        """The same for people, with what they should look at and, where asked, the file of the rejected rows."""
        why = ", ".join(f"{count:,} {reason}" for reason, count in self.rejected.items())
        parts = [
            f"{self.read:,} rows read: {self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged, "
            f"{sum(self.rejected.values()):,} rejected{f' ({why})' if why else ''}.",
            f"Closed before they were received, and marked: {self.negative:,}." if self.negative else "",
            f"Without a date of receipt, and kept out of the times: {self.undated:,}." if self.undated else "",
            f"With a month or a range where a day belongs, kept in words: {self.vague:,}." if self.vague else "",
            f"With damaged letters, as from a wrong encoding, kept as they are: {self.garbled:,}." if self.garbled else "",
            f"The rejected rows are in {self.rejects}." if self.rejects and with_file else "",
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Preview:
    """What an import would do: its counts, how the file is written, and of each fate and reason the first rows.

    A row tells line, fate or reason, identifier, the days as read and the words; `before` are the days that the log here has now.
    """

    result: Result
    form: Form
    sheet: Sheet | None
    rows: list[dict[str, Any]]
