"""How each part of a configuration is written, as CSV or TOML that people read and a version control compares, and read again.

Knows names, columns and kinds of values. Knows no store and not what may stand in them.
"""

import csv
import io
import re
import tomllib
from collections.abc import Callable
from datetime import date, time
from typing import Any

import tomli_w

from records_desk.db._refused import Refused

VERSION = 1
MANIFEST, LOGO = "manifest.toml", "logo.png"
A_FORMULA = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet would take for one gets an apostrophe, which is taken off again
MOST_ROWS = 10_000
Row = dict[str, Any]
Parts = dict[str, Any]
Files = dict[str, bytes]


def _yes_no(text: str) -> bool:
    return {"yes": True, "no": False}[text]


Kind = tuple[Callable[[str], Any], str]
TEXT: Kind = (str, "a text")
YES_NO: Kind = (_yes_no, "yes or no")
NUMBER: Kind = (int, "a whole number")
DAY: Kind = (date.fromisoformat, "a day such as 2026-04-20")
TIME: Kind = (time.fromisoformat, "a time such as 17:00")

TABLES: dict[str, dict[str, Kind]] = {
    "desks": {"name": TEXT, "reminders_to": TEXT, "head": TEXT, "asks_acceptance": YES_NO, "stale_days": NUMBER, "in_use": YES_NO},
    "people": {
        "sign_in": TEXT, "name": TEXT, "title": TEXT, "role": TEXT, "desk": TEXT, "works_here": YES_NO, "by_group": YES_NO, "backup": TEXT,
        "away_from": DAY, "away_until": DAY,
    },
    "groups": {"group": TEXT, "role": TEXT, "desk": TEXT},
    "closures": {"label": TEXT, "first_on": DAY, "last_on": DAY, "every_days": NUMBER},
    "receipt_policy": {"effective_from": DAY, "after_hours": TEXT, "closes_at": TIME, "friday_closes_at": TIME},
    "fees": {"label": TEXT, "fee_kind": TEXT, "unit": TEXT, "price": TEXT, "effective_from": DAY, "effective_until": DAY, "basis": TEXT},
    "exemptions": {
        "section": TEXT, "effective_from": DAY, "title": TEXT, "citation": TEXT, "source": TEXT, "mark": TEXT, "is_withdrawn": YES_NO,
        "checked_on": DAY, "checked_by": TEXT,
    },
}  # fmt: skip
SHEETS: dict[str, dict[str, type]] = {
    "settings": {"time_zone": str, "portal_host": str, "retention_years": int, "call_escalation_days": int, "local_review": bool, "public_api": bool},
    "mail": {"host": str, "port": int, "security": str, "sender": str, "user": str},
    "letterhead": {"city": str, "lines": str, "logo": str},
}
FOLDERS = {"letters": "md", "mappings": "toml"}
PARTS = (*SHEETS, *TABLES, *FOLDERS)
A_NAME = re.compile(rf"manifest\.toml|logo\.png|({'|'.join(SHEETS)})\.toml|({'|'.join(TABLES)})\.csv|letters/[a-z_]+(\.[a-z]+)?\.md|mappings/[a-z0-9][a-z0-9_-]*\.toml")


def is_name(name: str) -> bool:
    """Whether a file of a configuration may be called so."""
    return A_NAME.fullmatch(name) is not None


def part_of(name: str) -> str:
    """To which part a file belongs."""
    return "letterhead" if name == LOGO else name.split("/")[0].split(".")[0]


def written(parts: Parts) -> Files:
    """The files of a configuration: the same parts give the same bytes."""
    told = {"format": "records-desk configuration", "version": VERSION, "parts": [part for part in PARTS if part in parts]}
    files = {MANIFEST: tomli_w.dumps(told).encode()}
    for part in told["parts"]:
        if part in SHEETS:
            files[f"{part}.toml"] = tomli_w.dumps(parts[part], multiline_strings=True).encode()
        elif part in TABLES:
            files[f"{part}.csv"] = _table(parts[part], list(TABLES[part]))
        else:
            files |= {f"{part}/{name}.{FOLDERS[part]}": text.encode() for name, text in parts[part].items()}
    return files | ({LOGO: parts[LOGO]} if parts.get(LOGO) else {})


def read(files: Files) -> Parts:
    """The parts that the files of a configuration hold. Raises Refused for what is unknown, missing or cannot be read."""
    named = _named(files)
    if stray := sorted(name for name in files if name != MANIFEST and part_of(name) not in named):
        raise Refused(f"{stray[0]} belongs to no part that {MANIFEST} names. Nothing was changed.")
    parts: Parts = {}
    for part in named:
        if part in FOLDERS:
            texts = {name: content for name, content in files.items() if part_of(name) == part}
            parts[part] = {name.split("/")[1].rsplit(".", 1)[0]: _text(name, texts[name]) for name in sorted(texts)}
            continue
        name = f"{part}.{'toml' if part in SHEETS else 'csv'}"
        if name not in files:
            raise Refused(f"{MANIFEST} names {part}, but there is no {name}. Nothing was changed.")
        parts[part] = _sheet(name, files[name], SHEETS[part]) if part in SHEETS else _rows(name, files[name], TABLES[part])
    return parts | _logo(files, parts)


def _named(files: Files) -> list[str]:
    """The parts that the manifest names."""
    if MANIFEST not in files:
        raise Refused(f"This is no configuration of Records Desk: {MANIFEST} is missing. Nothing was changed.")
    told = _toml(MANIFEST, files[MANIFEST])
    if unknown := sorted(set(told) - {"format", "version", "parts"}):
        raise Refused(f"{MANIFEST} knows no {unknown[0][:40]}. Nothing was changed.")
    if told.get("format") != "records-desk configuration" or type(told.get("version")) is not int:
        raise Refused(f"This is no configuration of Records Desk: {MANIFEST} names neither its format nor its version. Nothing was changed.")
    if told["version"] != VERSION:
        raise Refused(f"The configuration has the version {told['version']}, and this program reads {VERSION}: use the program that wrote it. Nothing was changed.")
    named = told.get("parts")
    if not isinstance(named, list) or any(part not in PARTS for part in named):
        raise Refused(f"{MANIFEST} must name its parts, each one of: {', '.join(PARTS)}. Nothing was changed.")
    return named


def _logo(files: Files, parts: Parts) -> Parts:
    """The logo, where the letterhead names it."""
    named = parts.get("letterhead", {}).get("logo", "")
    if named not in ("", LOGO) or bool(named) != (LOGO in files):
        raise Refused(f'letterhead.toml must say logo = "{LOGO}" where there is that file, and logo = "" where there is none. Nothing was changed.')
    return {LOGO: files[LOGO]} if named else {}


def _sheet(name: str, content: bytes, keys: dict[str, type]) -> Row:
    """The values of a TOML file; a key that is not there is left as it is."""
    told = _toml(name, content)
    for key, value in told.items():
        if key not in keys:
            raise Refused(f"{name} knows no {key[:40]}: it takes {', '.join(keys)}. Nothing was changed.")
        if type(value) is not keys[key]:
            kind = {str: "a text", int: "a whole number", bool: "true or false"}[keys[key]]
            raise Refused(f"{name}: {key} must be {kind}. Nothing was changed.")
    return told


def _rows(name: str, content: bytes, columns: dict[str, Kind]) -> list[Row]:
    """The rows of a CSV file, their values as what they are."""
    try:
        header, *lines = [line for line in csv.reader(io.StringIO(_text(name, content), newline=""), strict=True) if line]
    except (ValueError, csv.Error) as error:
        raise Refused(f"{name} is no CSV with a header. Nothing was changed.") from error
    if header != list(columns):
        raise Refused(f"{name} must have the columns {','.join(columns)} in this order, and no others. Nothing was changed.")
    if len(lines) > MOST_ROWS:
        raise Refused(f"{name} has more than {MOST_ROWS:,} rows. Nothing was changed.")
    return [_row(f"{name}, row {number}", line, columns) for number, line in enumerate(lines, 1)]


def _row(where: str, line: list[str], columns: dict[str, Kind]) -> Row:
    if len(line) != len(columns):
        raise Refused(f"{where} has {len(line)} cells instead of {len(columns)}. Nothing was changed.")
    found = {}
    for (column, (parse, kind)), cell in zip(columns.items(), line):
        text = cell[1:] if cell[:1] == "'" and A_FORMULA.match(cell) else cell
        try:
            found[column] = parse(text) if text or parse is _yes_no else None
        except (ValueError, KeyError) as error:
            raise Refused(f"{where}: {column} must be {kind}. Nothing was changed.") from error
    return found


def _table(rows: list[Row], columns: list[str]) -> bytes:
    out = io.StringIO(newline="")
    written = csv.writer(out, lineterminator="\n")
    written.writerows([columns, *([_cell(row[column]) for column in columns] for row in rows)])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else value.isoformat() if isinstance(value, (date, time)) else str(value)
    return f"'{text}" if A_FORMULA.match(text) else text


def _toml(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(name, content))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused(f"{name} cannot be read as TOML. Nothing was changed.") from error


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeError as error:
        raise Refused(f"{name} is not written in UTF-8. Nothing was changed.") from error
