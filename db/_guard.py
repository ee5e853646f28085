"""What may be recorded: every check an act must pass, each answered by one sentence for the clerk.

Reads the state machine and the content rules from tables and files; holds no rule of its own.
"""

from collections.abc import Container
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import duckdb
from email_validator import EmailNotValidError, validate_email

from records_desk.db import _readers as readers
from records_desk.db._entry import Entry, run
from records_desk.db._fee_line import in_lines, money
from records_desk.db._keys import check_secret
from records_desk.db._officials import officials_of
from records_desk.db._plain_text import one_line, says
from records_desk.db._fold import out_of_order, status_on
from records_desk.db._refused import Refused, about as about_field
from records_desk.db._sections import check_sections
from records_desk.db._texts import HERE
from records_desk.db.files import File, with_lines
from records_desk.db.store import Store

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2060, 12, 31)  # of the calendar
LONGEST_TEXT = 1_000_000


def words(names: str | None) -> list[str]:
    """The names in a cell of a reference table, which separates them by |."""
    return names.split("|") if names else []


def check_seen(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], seen: int | None) -> None:
    """Refuse an act of a form that was opened before the newest entry of its request was recorded."""
    if seen is not None and seen < head["last_event_id"]:
        newest = run(cursor, "queries", "newest_entry", head)[0]
        raise Refused(
            f"{newest['name']} recorded “{store.kinds[newest['kind']]['label']}” at {store.local(newest['recorded_at']):%H:%M}, after this form was opened: "
            "look at the timeline, then send this again if it is still wanted."
        )


def check_kind(kind: dict[str, Any] | None, head: dict[str, Any], role: str, is_irregular: bool = False) -> None:
    """Refuse an act that does not exist, belongs to the other track, is not this role's, or comes after sealing.

    What the desk itself does and cannot undo is never taken as irregular, nor what would bring a voided request back.
    """
    check_unsealed(head)
    if kind is None or kind["act"] is None:
        raise Refused("There is no such act: choose one of those offered on the request's page.")
    if kind["track"] and kind["track"] != head["track"]:
        raise Refused(f"“{kind['act']}” belongs to data requests: change the track first.")
    check_role(kind, role)
    if is_irregular and kind["kind"] == "anonymised":
        raise Refused("Only this desk anonymises, and only as the rules allow: it cannot be recorded as irregular.")
    if is_irregular and head["status"] == "voided" and "voided" not in words(kind["allowed_from"]):
        raise Refused(f"{head['number']} is voided: strike out the voiding first if it was a mistake. Nothing brings the request back as irregular.")


def check_unsealed(head: dict[str, Any]) -> None:
    """Refuse whatever would be written on a sealed request: nothing on it can be sealed a second time."""
    if head["sealed_on"]:
        raise Refused(f"{head['number']} was sealed on {head['sealed_on']}: nothing more is recorded on it. Log a new request and link it to this one.")


def check_role(kind: dict[str, Any], role: str) -> None:
    """Refuse an act that is not this role's."""
    if role not in words(kind["roles"]):
        raise Refused(f"“{kind['act'] or kind['label']}” needs the role {' or '.join(words(kind['roles']))}; yours is {role}.")


def check_date(store: Store, on_date: date, received_on: date | None, irregular: bool) -> None:
    """Refuse a day that has not come, lies before any record, or before receipt."""
    if received_on and received_on > store.today() and not irregular:
        raise Refused(f"The clock of this computer says {store.today()}, before the request was received ({received_on}): have it set right first.")
    if on_date > store.today():
        raise Refused(f"{on_date} has not come yet, today is {store.today()}: record what happened on the day it happened, or earlier.", ["on"])
    if on_date < FIRST_DAY:
        raise Refused(f"{on_date} is before {FIRST_DAY}: check the year.", ["on"])
    if received_on and on_date < received_on and not irregular:
        raise Refused(f"{on_date} is before the request was received ({received_on}): check the date.", ["on"])


def check_in_calendar(label: str, value: date | None, name: str) -> None:
    """Refuse a day of a field, not the day on which something happened, that lies outside the calendar."""
    if value and not FIRST_DAY <= value <= LAST_DAY:
        raise Refused(f"{label}: {value} lies outside the calendar, which runs from {FIRST_DAY} to {LAST_DAY}. Check the year.", [name])


def check_status(store: Store, cursor: duckdb.DuckDBPyConnection, kind: dict[str, Any], head: dict[str, Any], on_date: date) -> None:
    """Refuse an act that the request's status on that day does not allow, or that would come before a later move."""
    is_late = on_date < head["last_on"]
    status = status_on(run(cursor, "queries", "entries", head), store.kinds, on_date) if is_late else head["status"]
    if status not in words(kind["allowed_from"]):
        raise Refused(f"“{kind['act']}” is not possible while the request is {store.statuses[status]['label'].lower()}.")
    if is_late:
        check_order(store, cursor, kind, head, Entry(kind["kind"], on_date))


def check_order(store: Store, cursor: duckdb.DuckDBPyConnection, kind: dict[str, Any], head: dict[str, Any], entry: Entry) -> None:
    """Refuse an entry, new or correcting another, that would leave an entry where its request's status does not allow it."""
    entries = run(cursor, "queries", "entries", head)
    row = dict.fromkeys(entries[0]) | entry.columns
    row |= {"event_id": head["last_event_id"] + 1, "kind": entry.kind, "on_date": entry.on_date}
    before, after = (out_of_order(told, store.kinds) for told in (entries, [*entries, row]))
    if row["event_id"] in after:
        raise Refused(f"“{kind['act'] or kind['label']}” is not possible on {entry.on_date}: the request stood elsewhere then.")
    if kind["kind"] == "corrected" and after - before:
        raise Refused("A later entry rests on this one: strike out that one first.")
    if after - before:
        raise Refused(
            f"“{kind['act'] or kind['label']}” on {entry.on_date} would come before what moved the request later: "
            "correct that entry first, or record this as irregular with a reason."
        )


def check_content(cursor: duckdb.DuckDBPyConnection, kind: str, values: dict[str, Any], spared: Container[str] = ()) -> None:
    """Refuse what the content rules of this kind, or of one of its fields, speak against; spared: sentences that are no reason."""
    against = {sentence: field for sentence, field in against_content(cursor, kind, values).items() if sentence not in spared}
    if against:
        raise Refused(" ".join(against), dict.fromkeys(name for field in against.values() for name in words(field)))


def against_content(cursor: duckdb.DuckDBPyConnection, kind: str, values: dict[str, Any]) -> dict[str, str | None]:
    """What the content rules of a kind, of those of its fields that are filled, and of its outcome say against an entry: sentence to fields, as a|b."""
    rules = {kind: None, **{field: field for field, value in values.items() if value is not None}, f"outcome_{values.get('outcome')}": "outcome"}
    there = {name: field for name, field in rules.items() if (HERE / "refusals" / f"{name}.sql").exists()}
    told = [(row, field) for name, field in there.items() for row in run(cursor, "refusals", name, values)]
    return {next(iter(row.values())): row.get("field", field) for row, field in told}


def check_marks(cursor: duckdb.DuckDBPyConnection, old: dict[str, Any], entry: Entry, role: str) -> None:
    """Refuse that a mark of a receipt, for personal data or sensitive infrastructure, is taken off by staff, or after its review began."""
    taken_off = [mark for mark in ("is_personal", "is_infrastructure") if old[mark] and not entry.columns.get(mark)]
    if taken_off and role not in ("official", "administrator"):
        raise Refused(f"To take off a mark that asks for a review needs the role official or administrator; yours is {role}.")
    if taken_off:
        check_content(cursor, "received", entry.columns | {"request_id": old["request_id"], "supersedes": old["event_id"]})


def check_about(cursor: duckdb.DuckDBPyConnection, kind: dict[str, Any], head: dict[str, Any], entry: Entry) -> None:
    """Refuse an act about an entry that is not there, no longer stands, or is of a kind that such an act is never about.

    An entry that was corrected is named as it stands now. Nor is a request ever linked to itself, or its own duplicate.
    """
    if entry.columns.get("related_request_id") == head["request_id"]:
        raise Refused("There is no other request with that number: none is linked to itself, nor a duplicate of itself.")
    if about := entry.columns.get("about_event_id"):
        found = run(cursor, "queries", "standing_of_line", head | {"event_id": about})
        if not found or found[0]["kind"] not in words(kind["about"]):
            raise Refused("The entry that this is about is not there any more: open the request again and choose one of the list.")
        entry.columns["about_event_id"] = found[0]["event_id"]


def check_alone(store: Store, cursor: duckdb.DuckDBPyConnection, old: dict[str, Any]) -> None:
    """Refuse to strike out an entry while something stands in the log about it."""
    if found := run(cursor, "queries", "said_about", old):
        labels = ", ".join(f"“{store.kinds[row['kind']]['label']}” of {row['on_date']}" for row in found[:3])
        raise Refused(f"The log says more about this entry ({labels}): strike out that first.")


def entry_of(
    store: Store, kind: dict[str, Any], on_date: date, values: dict[str, Any], as_it_was: bool = False, is_correction: bool = False, track: str | None = None
) -> Entry:
    """The entry that a filled form makes. Refuses a missing, unknown or impossible value.

    as_it_was: what already went out, perhaps without the title of an official. Only it, or a correction, may name a desk not in use.
    track: the request's.
    """
    fields = store.fields
    allowed = {*words(kind["requires"]), *words(kind["optional"])}
    if unknown := set(values) - allowed:
        raise TypeError(f"{kind['kind']} has no field {', '.join(sorted(unknown))}")
    given = {name: cleaned for name, value in values.items() if (cleaned := _clean(fields[name], value)) not in (None, "", ())}
    given = in_lines(store, on_date, given) if "lines" in allowed else given
    if missing := {name: fields[name]["label"] for name in words(kind["requires"]) if name not in given}:
        raise Refused(f"“{kind['act'] or kind['label']}” needs: {', '.join(missing.values())}.", missing)
    _check_choices(store, kind, fields, given, is_new=not (as_it_was or is_correction))
    _check_secrets("data" in (track, kind["track"]), fields, given)
    check_sections(store, given.get("sections", ()), on_date, as_it_was)
    with about_field("further_officials"):
        officials = officials_of(given, as_it_was)
    return _entry(kind["kind"], on_date, fields, given, officials)


def clean_email(text: str | None) -> str | None:
    """An e-mail address that can be right, or None for none. Nothing is asked of its server."""
    if not (text or "").strip():
        return None
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Refused(f"The e-mail address cannot be right: {error}", ["email"]) from error


def clean_text(label: str, text: str | None) -> str | None:
    """A text that can be kept and shown: no NUL, no lone surrogate, not endless. None where it says nothing."""
    text = (text or "").replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
    if len(text) > LONGEST_TEXT:
        raise Refused(f"{label} is longer than {LONGEST_TEXT:,} characters: attach it as a file instead.")
    return text if says(text) else None


def clean_line(label: str, text: str | None) -> str | None:
    """A name, a title or another text of one line."""
    return clean_text(label, one_line(clean_text(label, text) or ""))


def clean_files(files: tuple[File, ...]) -> tuple[File, ...]:
    """The files, each with a name of one line that shows its ending where it is."""
    return tuple(replace(file, name=clean_line("The name of a file", file.name) or "file") for file in files)


def clean_time(moment: datetime | None) -> datetime | None:
    """A moment as the ledger keeps it: UTC without a zone, whole seconds."""
    if moment and moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.replace(microsecond=0) if moment else None


def _clean(field: dict[str, Any], value: Any) -> Any:
    with about_field(field["field"]):
        return _cleaned(field, value)


def _cleaned(field: dict[str, Any], value: Any) -> Any:
    if field["input"] == "money" and value is not None:
        return money(field["label"], value)
    if field["input"] == "number" and value is not None:
        return _number(field["label"], value)
    if field["input"] == "date":
        check_in_calendar(field["label"], value, field["field"])
    if field["input"] == "check":
        return value or None
    if field["input"] == "lines":
        return tuple(value or ())
    if field["input"] == "people":
        return readers.of(value)
    if field["input"] == "files":
        return clean_files(value or ())
    if field["input"] == "sections":
        return tuple(dict.fromkeys(value or ()))
    clean = clean_line if field["input"] == "text" else clean_text
    return clean(field["label"], value) if isinstance(value, str) else value


def _number(label: str, value: Any) -> int:
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) < 1_000_000:
        raise Refused(f"{label} must be a whole number from 1 to 999,999.")
    return int(text)


def _check_secrets(is_about_data: bool, fields: dict[str, Any], given: dict[str, Any]) -> None:
    """Of data requests, and acts about data, look at every text; of others at the addresses and key references."""
    told = [(name, fields[name]["label"], value) for name, value in given.items() if fields[name]["input"] in ("text", "long_text")]
    for name, label, value in (*told, *(("basis", "The ground of a line", line.basis) for line in given.get("lines", ()))):
        if isinstance(value, str) and (is_about_data or name in ("endpoint", "key_reference")):
            check_secret(label, value, name == "dataset_id")


def _check_choices(store: Store, kind: dict[str, Any], fields: dict[str, Any], given: dict[str, Any], is_new: bool) -> None:
    offered = {name: {choice["code"] for choice in choices} for name, choices in store.choices.items()}
    for name, value in given.items():
        choices = kind["outcome_list"] if name == "outcome" else fields[name]["choices"]
        if choices and value not in offered[choices]:
            raise Refused(f"{fields[name]['label']} cannot be “{value}”: choose one of the list.", [name])
    desks = {value for name, value in given.items() if fields[name]["input"] == "desk"}
    found = [desk for desk in store.read("desks") if desk["desk_id"] in desks] if desks else []
    if len(found) < len(desks):
        raise Refused("There is no such desk: choose one of the list.")
    if closed := [desk["name"] for desk in found if is_new and not desk["is_active"]]:
        raise Refused(f"{closed[0]} is no longer in use: choose another desk.")
    people = {given.get("person_id"), *readers.ids(given.get("readers"))} - {None}
    if people - {person["person_id"] for person in store.recall("people")}:
        raise Refused("There is no such person: choose one of the list.")


def _entry(kind: str, on_date: date, fields: dict[str, Any], given: dict[str, Any], officials: tuple[tuple[str, str], ...]) -> Entry:
    def kept(place: str) -> dict[str, Any]:
        return {name: value for name, value in given.items() if fields[name]["kept_in"] == place}

    return Entry(
        kind,
        on_date,
        columns=kept("event"),
        texts=kept("text"),
        sections=given.get("sections", ()),
        officials=officials,
        lines=given.get("lines", ()),
        files=with_lines(given.get("files", ()), given.get("file_lines")),
    )
