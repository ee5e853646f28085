"""What a request is logged with: the one list of fields behind the intake page, the blank form and its CSV.

Knows names, labels and which must be filled. Draws nothing.
"""

import csv
import io
from dataclasses import dataclass

from records_desk.db.language import ENGLISH, msgid, spoken, translated
from records_desk.db.store import Store

ENDINGS = ("html", "pdf", "csv")
NOT_NEEDED = msgid("You need not use this form: a request may be made in any way, also by telephone or at the counter.")
CSV_ONLY = {"identifier": msgid("Number"), "received_on": msgid("Received on")}  # what a line of the CSV needs besides, by the import's names


@dataclass(frozen=True)
class Field:
    """A field that a requester can fill: its group on the page, whether it is a text, long_text, date or language, and what helps."""

    name: str
    label: str
    group: str
    input: str = "text"
    help: str | None = None
    is_required: bool = False


FIELDS = (
    Field(
        "verbatim", msgid("What was asked"), "asked", "long_text",
        msgid("Which records or data, of which years; in your own words."), is_required=True,
    ),
    Field("dataset_id", msgid("Dataset ID"), "details", help=msgid("As on the open-data portal, if it is published there.")),
    Field("record_series", msgid("Record series"), "details", help=msgid("For example building permits.")),
    Field("data_fields", msgid("Data fields"), "details", help=msgid("For example address, date, status.")),
    Field("format", msgid("Format"), "details", help=msgid("For example CSV, GeoJSON, paper.")),
    Field("needed_by_on", msgid("Needed by"), "details", "date"),
    Field("name", msgid("Requester's name"), "requester", help=msgid("May be absent: anonymous requests are lawful.")),
    Field("organization", msgid("Organization"), "requester"),
    Field("email", msgid("E-mail"), "requester"),
    Field("phone", msgid("Phone"), "requester"),
    Field("language", msgid("Language"), "requester", "language", msgid("In which letters are written: English, or Spanish with the English below it.")),
    Field(
        "intended_use", msgid("Intended use"), "purpose", "long_text",
        msgid("Helps us, not required: purpose may not limit access (Gov. Code 7921.300)."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class BlankForm:
    """The form of a city, to be printed, and the language that it is in."""

    city: str
    language: str = ENGLISH
    fields: tuple[Field, ...] = FIELDS


def blank_form(store: Store, language: str = ENGLISH) -> BlankForm:
    """The blank form with the city's name."""
    (city,) = store.read("setting", name="city")
    return BlankForm(city["value"], language)


def of_group(group: str) -> tuple[Field, ...]:
    """The fields of a group, in order."""
    return tuple(field for field in FIELDS if field.group == group)


def header(language: str = ENGLISH) -> list[str]:
    """The headings of the CSV to fill in, one line a request; db/mappings/form.toml reads them in every language."""
    with spoken(language):
        return [translated(label) for label in (*CSV_ONLY.values(), *(field.label for field in FIELDS))]


def blank_csv(language: str = ENGLISH) -> bytes:
    """The CSV to fill in: its header, with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow(header(language))
    return text.getvalue().encode("utf-8-sig")


def file_name(ending: str, language: str = ENGLISH) -> str:
    """What the blank form is called as a file: request-form.pdf, request-form-es.pdf."""
    return f"request-form{'' if language == ENGLISH else f'-{language}'}.{ending}"
