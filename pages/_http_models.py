"""What programs send to the desk and are answered, as typed models: the OpenAPI document is made of them. Knows no store and no server."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, EmailStr, Field, StringConstraints, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from records_desk.db import published
from records_desk.db.language import ENGLISH, LANGUAGES

DAY, NUMBER = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", r"^[A-Z]{3}-[0-9]{4}-[0-9]{6,9}$"
TOKEN = r"^[!-~]{8,200}$"
SHAPES = {NUMBER: "a number as the desk gives it, such as PRA-2026-000001", TOKEN: "a token of 8 to 200 signs of ASCII without blanks"}
WHEN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})$"


def _of(column: str) -> Any:
    """One of the codes that a column can have."""
    return Literal[published.codes(column)]


def _shaped(pattern: str) -> BeforeValidator:
    """Nothing but a text of this shape, or what is no text at all: numbers are no moments."""
    def shaped(value: Any) -> Any:
        if isinstance(value, (int, float)) or (isinstance(value, str) and not re.fullmatch(pattern, value, re.ASCII)):
            raise ValueError("shape")
        return value

    return BeforeValidator(shaped)


def _optional(kind: Any, **told: Any) -> Any:
    """A field that may be absent, null or, as forms send what nobody filled in, an empty text."""
    return Annotated[kind | Literal[""] | None, Field(**told)]


Day = Annotated[date, _shaped(DAY)]
Moment = Annotated[AwareDatetime, _shaped(WHEN)]
Number = Annotated[str, StringConstraints(pattern=NUMBER)]
Token = Annotated[str, StringConstraints(pattern=TOKEN)]
Absent = SkipJsonSchema[None]
Cell = bool | int | date | str | None


def _text(longest: int) -> Any:
    return Annotated[str, StringConstraints(max_length=longest)]


class Closed(BaseModel):
    """Takes no field but those it names."""

    model_config = ConfigDict(extra="forbid")


class PublicRequest(Closed):
    """A request as the city publishes it: number, codes, days, desk. No words and no people."""

    number: str = Field(examples=["PRA-2026-000001"])
    track: str | None = Field(description="records: public records request. data: request for open data or API access.")
    channel: str | None = Field(description="How it came in.")
    received_on: date | None
    acknowledged_on: date | None
    due_on: date | None = Field(description="The day by which the city determines whether it can disclose records.")
    determined_on: date | None
    first_released_on: date | None
    closed_on: date | None
    status: str | None
    determination: str | None = Field(description="What the city determined.")
    closing_outcome: str | None = Field(description="How it ended.")
    extension_reason: str | None = Field(description="The paragraph of Gov. Code 7922.535(c) that an extension rests on.")
    desk: str | None = Field(description="The desk that holds it, or held it last.")
    days_to_determination: int | None = Field(description="Calendar days, the day of receipt being day 0.")
    days_to_closing: int | None = Field(description="Calendar days, the day of receipt being day 0.")
    days_open: int | None = Field(description="Calendar days so far, of an open request.")


class LogPage(Closed):
    """A page of the public log, by number."""

    as_of: date = Field(description="As things stand on this civil day of the city.")
    requests: list[PublicRequest]
    next: str | None = Field(description="Ask for the next page with this as after; null on the last page.")


class LogFilter(Closed):
    """Which requests of the public log, and how many at a time."""

    limit: Annotated[int, Field(ge=1, le=published.MOST_ROWS, description="Requests a page.")] = 100
    after: Number | Absent = Field(None, description="The next of the page before.")
    track: _of("track") | Absent = None
    channel: _of("channel") | Absent = None
    status: _of("status") | Absent = None
    determination: _of("determination") | Absent = None
    closing_outcome: _of("closing_outcome") | Absent = None
    extension_reason: _of("extension_reason") | Absent = None
    desk: _text(120) | Absent = Field(None, description="The desk's name.")
    received_from: Day | Absent = Field(None, description="Received on or after this day.")
    received_until: Day | Absent = Field(None, description="Received on or before this day.")
    closed_from: Day | Absent = Field(None, description="Closed on or after this day.")
    closed_until: Day | Absent = Field(None, description="Closed on or before this day.")


class Column(Closed):
    """A column of a published measure."""

    column: str
    type: str = Field(examples=["integer"])
    unit: str = Field(examples=["days"])
    description: str


class Measure(Closed):
    """A published measure: what it is, and of which days. None can be chosen: several windows together would tell of small groups."""

    name: str
    title: str
    as_of: date = Field(description="As things stood at the end of this day: the last one of the last whole month.")
    received_from: date = Field(description="Of requests received on or after this day; the flow is of the same months.")
    received_until: date = Field(description="Of requests received on or before this day.")
    columns: list[Column]


class Measures(Closed):
    """Every published measure."""

    measures: list[Measure]


class MeasureRows(Measure):
    """A published measure with its rows: what `records-desk publish` writes as of the same day."""

    rows: list[dict[str, Cell]] = Field(description="A row with suppressed = true has nulls where a group of fewer than 5 requests could be told.")


class NewRequest(Closed):
    """What somebody asks for, as the city's web form sends it. Only text is needed: a request may be anonymous."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000)] = Field(
        description="What is asked for, in the person's own words. Signs that show nothing do not count as words.", examples=["All permits of 2025 for 1 Main Street."]
    )
    track: _of("track") = Field("records", description="records: public records request. data: request for open data or API access.")
    dataset_id: _optional(_text(200), description="As on the open-data portal.") = None
    record_series: _optional(_text(500), description="For example building permits.") = None
    data_fields: _optional(_text(2000), description="For example address, date, status.") = None
    format: _optional(_text(200), description="For example CSV, GeoJSON, paper.") = None
    needed_by_on: _optional(Day) = None
    name: _optional(_text(200)) = None
    organization: _optional(_text(200)) = None
    email: _optional(EmailStr) = None
    phone: _optional(_text(60)) = None
    language: Literal[tuple(LANGUAGES)] = Field(ENGLISH, description="In which letters are written: en, or es with the English below it.")
    intended_use: _optional(_text(2000), description="Not required: purpose may not limit access (Gov. Code 7921.300).") = None
    sent_at: _optional(
        Annotated[Moment, WithJsonSchema({"type": "string", "format": "date-time"})],
        description="When the person pressed Send, where that was earlier (at most 30 days): the request counts as received then.",
    ) = None
    website: _optional(
        _text(2000), description="A field that the form hides from people: what fills it in is a program. Such a request is taken, and marked for a person to look at."
    ) = None


class Received(Closed):
    """A request that is in the log. Nothing that anybody typed is repeated."""

    number: str = Field(description="Tell it to the person: every letter about the request names it.", examples=["PRA-2026-000001"])
    received_on: date
    due_on: date | None
    due_explained: str = Field(description="Why it is due on that day, in a sentence.")


class Wrong(Closed):
    """What is wrong with one field."""

    field: str = Field(description="The name of the field; empty where it is none of those that are known.")
    detail: str


class Problem(Closed):
    """Why the desk does not do what it was asked (RFC 9457)."""

    type: str = Field("about:blank")
    title: str = Field(examples=["Not Found"])
    status: int
    detail: str = Field(description="What is wrong and what to do, in a sentence.")
    errors: list[Wrong] | None = Field(None, description="Of a 422: what is wrong with each field.")


def posted(told: NewRequest) -> dict[str, Any]:
    """What was sent as db/web_form takes it: by the ledger's names, what is empty left out."""
    values = told.model_dump(exclude={"text", "website", "sent_at"})
    return {"verbatim": told.text} | {name: value for name, value in values.items() if value not in ("", None)}


def moment(told: NewRequest) -> datetime | None:
    """When the person sent it, None where the form does not say."""
    return told.sent_at or None
