"""How a log is read: the mapping file and every way in which it can be wrong.

Knows the form of a mapping (docs/import.md) and the lists of codes. Opens no log and no store.
"""

import codecs
import csv
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from records_desk.db.ledger import Refused
from records_desk.db._texts import HERE

DATES = ("received_on", "stated_due_on", "needed_by_on", "asked_on", "determined_on", "closed_on", "routed_on")
ROWS = ("request", "part", "event")  # what a row of the file is
WORDS = ("outcome", "status", "office", "exemptions", "activity")
TEXTS = ("verbatim", "summary", "intended_use", "record_series", "data_fields")
REQUESTER = ("name", "organization", "email", "phone", "language")
COLUMNS = ("identifier", *DATES, *WORDS, *TEXTS, *REQUESTER)
JOINED = ("identifier", *TEXTS, *REQUESTER)  # these may be put together from several columns
ACTIVITIES = ("acknowledged", "accepted", "clarification_asked", "clarification_answered", "clarification_lapsed", "released")
STATES = ("open", "closed", "waiting_on_requester")
FEES = {"charged": "fee_charged", "paid": "fee_paid", "waived": "fee_waived", "refunded": "fee_refunded"}
OWN_SOURCES = ("desk", "demo")  # kept for requests that were not imported


class ImportRefused(Refused):
    """The file or its mapping cannot be used, and nothing was written; the message says why and what to do."""


@dataclass(frozen=True)
class Fee:
    """A column of amounts: which, what kind of entry it makes, and the column with its date, if any."""

    column: str
    kind: str = "charged"
    on: str | None = None


@dataclass(frozen=True)
class Mapping:
    """Which column of a log is which, and what its words mean. columns maps our names to theirs; None is found out."""

    source: str
    columns: dict[str, tuple[str, ...]]
    date_formats: tuple[str, ...]
    track: str = "records"
    rows: str = "request"
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    skip_lines: int | None = None
    sheet: str | None = None
    nulls: tuple[str, ...] = ()
    utc: bool = False
    midnights_are_days: bool = False
    new_desks: bool = False
    identifier_from_row: bool = False
    optional: tuple[str, ...] = ()
    identifier_pattern: str | None = None
    exemption_separator: str = ","
    outcomes: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    desks: dict[str, str] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    fees: tuple[Fee, ...] = ()

    @property
    def decides_when_closing(self) -> bool:
        """Whether the log has one date for decision and closing."""
        return "determined_on" in self.columns and self.columns["determined_on"] == self.columns.get("closed_on")


TYPES: dict[str, type] = {
    "source": str, "track": str, "rows": str, "encoding": str, "delimiter": str, "quote": str, "sheet": str, "identifier_pattern": str,
    "exemption_separator": str, "skip_lines": int, "utc": bool, "midnights_are_days": bool, "new_desks": bool, "identifier_from_row": bool,
    "optional": list, "nulls": list,
    "date_formats": list, "columns": dict, "outcomes": dict, "status": dict, "desks": dict, "activities": dict, "aliases": dict, "fees": list,
}  # fmt: skip
NAMED = {str: "a text", int: "a number", bool: "true or false", list: "a list", dict: "a table"}


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping file; a bare name such as `nps` is one of those shipped. Raises ImportRefused, one sentence."""
    file = _found(path)
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImportRefused(f"The mapping {file.name} cannot be read: {error}.") from error
    try:
        return mapping_of(given)
    except ImportRefused as error:
        raise ImportRefused(f"The mapping {file.name} {error}") from error


def _found(path: str | Path) -> Path:
    file, shipped = Path(path), HERE / "mappings" / f"{path}.toml"
    if not file.is_file() and re.fullmatch(r"[\w-]+", str(path)) and shipped.is_file():
        return shipped
    if not file.is_file():
        names = ", ".join(sorted(each.stem for each in (HERE / "mappings").glob("*.toml")))
        raise ImportRefused(f"There is no mapping {path}: give the path of a mapping file, or one of {names}.")
    return file


def mapping_of(given: dict[str, Any]) -> Mapping:
    """A mapping from the keys of its file. Raises ImportRefused with the rest of a sentence about what is wrong."""
    _check_keys(given)
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    values["columns"] = {name: _names(name, value) for name, value in given["columns"].items()}
    values["fees"] = tuple(_fee(fee) for fee in given.get("fees", []))
    for name in ("outcomes", "status", "activities"):
        values[name] = {_word(word): code for word, code in given.get(name, {}).items()}
    values["desks"] = {_word(word): desk for word, desk in given.get("desks", {}).items()}
    mapping = Mapping(**values)
    for check in (_check_source, _check_form, _check_dates, _check_words, _check_fees):
        check(mapping)
    return mapping


def _check_keys(given: dict[str, Any]) -> None:
    _need(not (unknown := set(given) - set(TYPES)), f"has the unknown key {_listed(unknown)}; docs/import.md names them all.")
    for name in ("source", "date_formats", "columns"):
        _need(name in given, f"has no {name}, which every mapping needs.")
    for name, value in given.items():
        _need(type(value) is TYPES[name], f"says {name} = {value!r}, which must be {NAMED[TYPES[name]]}.")
    for name in ("nulls", "date_formats", "optional"):
        _need(all(isinstance(text, str) for text in given.get(name, [])), f"has something other than texts in {name}.")
    for name in ("outcomes", "status", "desks", "activities", "aliases"):
        _need(all(isinstance(text, str) for text in given.get(name, {}).values()), f"has something other than texts in [{name}].")


def _names(name: str, value: Any) -> tuple[str, ...]:
    """The column or columns that make one of ours."""
    _need(name in COLUMNS, f"has the unknown column {name}; there are {', '.join(COLUMNS)}.")
    names = value if isinstance(value, list) and name in JOINED else [value]
    _need(bool(names) and all(isinstance(each, str) and each for each in names), f"must name one column of the file as {name}.")
    return tuple(names)


def _fee(given: Any) -> Fee:
    _need(isinstance(given, dict) and set(given) <= {"column", "kind", "on"}, "must write each of [[fees]] as column, kind and on.")
    _need(all(isinstance(value, str) for value in given.values()) and "column" in given, "must name a column in each of [[fees]].")
    return Fee(**given)


def _check_source(mapping: Mapping) -> None:
    named = re.fullmatch(r"[a-z0-9][a-z0-9_-]*", mapping.source)
    _need(bool(named), f"has the source {mapping.source!r}: use small letters, digits, - and _.")
    _need(mapping.source not in OWN_SOURCES, f"has the source {mapping.source}, which is the program's own: choose another.")
    tracks = {code for code, _ in choices("track")}
    _need(mapping.track in tracks, f"has the unknown track {mapping.track}; there are {_listed(tracks)}.")


def _check_form(mapping: Mapping) -> None:
    _need(mapping.rows in ROWS, f"says rows = {mapping.rows!r}; a row is one of {', '.join(ROWS)}.")
    needed = ("routed_on" if mapping.rows == "event" else "received_on", *(() if mapping.identifier_from_row else ("identifier",)))
    for name in needed:
        _need(name in mapping.columns, f"does not say which column is {name}.")
    unknown = set(mapping.optional) - set(COLUMNS) | set(mapping.optional) & {"identifier", "received_on"}
    _need(not unknown, f"says that {_listed(unknown)} may be missing; there are {', '.join(COLUMNS)}, and identifier and received_on must be there.")
    _need("routed_on" not in mapping.columns or mapping.rows == "event", "names a column routed_on, which only a log of events has.")
    _need(mapping.encoding is None or _is_text_encoding(mapping.encoding), f"has the unknown encoding {mapping.encoding}.")
    _need(mapping.delimiter is None or len(mapping.delimiter) == 1, "must have one character as delimiter.")
    _need(len(mapping.quote) <= 1 and mapping.quote != mapping.delimiter, "must have one character as quote, or none.")
    _need(mapping.skip_lines is None or mapping.skip_lines >= 0, "must have 0 or more skip_lines.")
    _need(len(mapping.exemption_separator) > 0, "has an empty exemption_separator.")
    try:
        re.compile(mapping.identifier_pattern or "")
    except re.error as error:
        raise ImportRefused(f"has an identifier_pattern that is no regular expression: {error}.") from error


def _check_dates(mapping: Mapping) -> None:
    _need(bool(mapping.date_formats), "has no date_formats.")
    for text in mapping.date_formats:
        codes = re.sub("%%", "", text)
        known = text == "excel" or not re.search(r"%(?!-?[YymdjHIMSpfbBaAzg])", codes) and re.search(r"%", codes)
        _need(bool(known), f"has the date format {text!r}, which is none; write for example %m/%d/%Y.")
        _need(text == "excel" or bool(re.search("%-?[dj]", codes)), f"has the date format {text!r}, which names no day.")
    orders = {re.sub("[^dm]", "", re.sub("%-?", "%", text))[:2] for text in mapping.date_formats if re.match("%-?[dm][./-]%-?[dm]", text)}
    _need(len(orders) < 2, "has day-first and month-first dates: 3/4/2026 could be either. Keep the one that the log writes.")


def _check_words(mapping: Mapping) -> None:
    codes = {code: track for code, track in choices("closing")}
    for word, code in mapping.outcomes.items():
        fits = code == "" or code in codes and codes[code] in ("", mapping.track)
        _need(fits, f"gives “{word}” the unknown outcome {code}; there are {', '.join(codes)}.")
    for word, state in mapping.status.items():
        _need(state in STATES, f"gives “{word}” the unknown status {state}; there are {', '.join(STATES)}.")
    for word, kind in mapping.activities.items():
        _need(kind in ACTIVITIES, f"gives “{word}” the unknown act {kind}; there are {', '.join(ACTIVITIES)}.")
    for name, table in (("outcome", "outcomes"), ("status", "status"), ("activity", "activities")):
        mapped = (name in mapping.columns) == bool(getattr(mapping, table))
        _need(mapped, f"needs both a column {name} and a table [{table}], or neither.")


def _check_fees(mapping: Mapping) -> None:
    kinds = [fee.kind for fee in mapping.fees]
    _need(not (unknown := set(kinds) - set(FEES)), f"has the unknown kind of fee {_listed(unknown)}; there are {', '.join(FEES)}.")
    twice = {kind for kind in kinds if kind != "charged" and kinds.count(kind) > 1}
    _need(not twice, f"has more than one column for fees {_listed(twice)}; only charged may have several.")


def choices(name: str) -> list[tuple[str, str]]:
    """The codes of a list of db/reference/choice.csv, each with the track it belongs to, if to one."""
    with open(HERE / "reference" / "choice.csv", encoding="utf-8", newline="") as file:
        return [(row["code"], row["track"]) for row in csv.DictReader(file) if row["list"] == name]


def plain(name: str) -> str:
    """A column's name as names are compared: without blanks around it or twice within, in small letters."""
    return " ".join(name.split()).casefold()


def _is_text_encoding(name: str) -> bool:
    try:
        return isinstance(codecs.decode(b"", name), str) and bool(codecs.lookup(name).incrementaldecoder)
    except (LookupError, ValueError, TypeError):
        return False


def _word(text: str) -> str:
    return text.strip().lower()


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _need(fulfilled: bool, sentence: str) -> None:
    if not fulfilled:
        raise ImportRefused(sentence)
