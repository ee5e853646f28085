"""What a request is logged with: the one list of fields behind the intake page, the blank form and its CSV.

Knows names, labels and which must be filled. Draws nothing.
"""

import csv
import io
from dataclasses import dataclass

from records_desk.db.store import Store

ENDINGS = ("html", "pdf", "csv")
NOT_NEEDED = "You need not use this form: a request may be made in any way, also by telephone or at the counter."
CSV_ONLY = {"identifier": "Number", "received_on": "Received on"}  # what a line of the CSV needs besides, by the import's names


@dataclass(frozen=True)
class Field:
    """A field that a requester can fill: its group on the page, whether it is a text, long_text or date, and what helps."""

    name: str
    label: str
    group: str
    input: str = "text"
    help: str | None = None
    is_required: bool = False


FIELDS = (
    Field("verbatim", "What was asked", "asked", "long_text", "Which records or data, of which years; in your own words.", is_required=True),
    Field("dataset_id", "Dataset ID", "details", help="As on the open-data portal, if it is published there."),
    Field("record_series", "Record series", "details", help="For example building permits."),
    Field("data_fields", "Data fields", "details", help="For example address, date, status."),
    Field("format", "Format", "details", help="For example CSV, GeoJSON, paper."),
    Field("needed_by_on", "Needed by", "details", "date"),
    Field("name", "Requester's name", "requester", help="May be absent: anonymous requests are lawful."),
    Field("organization", "Organization", "requester"),
    Field("email", "E-mail", "requester"),
    Field("phone", "Phone", "requester"),
    Field(
        "intended_use", "Intended use", "purpose", "long_text",
        help="Helps us, not required: purpose may not limit access (Gov. Code 7921.300).",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class BlankForm:
    """The form of a city, to be printed."""

    city: str
    fields: tuple[Field, ...] = FIELDS


def blank_form(store: Store) -> BlankForm:
    """The blank form with the city's name."""
    (city,) = store.read("setting", name="city")
    return BlankForm(city["value"])


def of_group(group: str) -> tuple[Field, ...]:
    """The fields of a group, in order."""
    return tuple(field for field in FIELDS if field.group == group)


def header() -> list[str]:
    """The headings of the CSV to fill in, one line a request; db/mappings/form.toml reads them."""
    return [*CSV_ONLY.values(), *(field.label for field in FIELDS)]


def blank_csv() -> bytes:
    """The CSV to fill in: its header, with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow(header())
    return text.getvalue().encode("utf-8-sig")
