"""How one entry gets into the ledger: its row, its words, its details, its link in the chain, the snapshot.

Called inside a transaction, after the guards. Decides nothing.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import duckdb

from records_desk.db import _digest as digest
from records_desk.db import search
from records_desk.db._fee_line import FeeLine
from records_desk.db._fold import fold
from records_desk.db._texts import parameters_of, sql
from records_desk.db.files import File
from records_desk.db.store import Store, rows

CHAIN_END = ("last_event_id", "hash")
CLOCK_FACTS = ("received_on", "received_at", "has_clock", "extended_to_on", "paused_days")


@dataclass(frozen=True)
class Letter:
    """A letter as it was written: its name and text, the digest of the wording that it was made from, its logo's, and its language beside English."""

    letter: str
    body: str
    wording_sha256: str | None = None
    logo_sha256: str | None = None
    language: str | None = None


@dataclass
class Entry:
    """One event to be appended: the columns of `event`, and what hangs on it."""

    kind: str
    on_date: date
    columns: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    requester: dict[str, str | None] | None = None
    sections: tuple[str, ...] = ()
    officials: tuple[tuple[str, str], ...] = ()
    lines: tuple[FeeLine, ...] = ()
    letter: Letter | None = None
    files: tuple[File, ...] = ()


def run(cursor: duckdb.DuckDBPyConnection, folder: str, name: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Run db/<folder>/<name>.sql with those of the values that it asks for; return its rows."""
    text = sql(folder, name)
    return rows(cursor.execute(text, {key: values.get(key) for key in parameters_of(text)}))


def reads(cursor: duckdb.DuckDBPyConnection) -> Callable[..., list[dict[str, Any]]]:
    """What runs a query of db/queries by its name within the transaction of a cursor."""
    return lambda name, **values: run(cursor, "queries", name, values)


def insert(cursor: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    """Insert one row into a table of the store. Absent values are not named: the engine plans each column it is given."""
    named = {name: value for name, value in row.items() if value is not None}
    cursor.execute(f"insert into store.{table} ({', '.join(named)}) values ({', '.join('$' + name for name in named)})", named)


def refresh(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any]) -> None:
    """Fold the snapshot row of one request anew; of a kept row write what changed."""
    row = fold(run(cursor, "queries", "entries", head), store.kinds)
    row |= {
        **{name: head[name] for name in ("request_id", "number", "source", *CHAIN_END)},
        "is_open": int(store.statuses[row["status"]]["is_open"]),
        "is_negative": any(row[name] and row["received_on"] and row[name] < row["received_on"] for name in ("closed_on", "determined_on")),
    }
    is_new = "status" not in head
    if is_new or any(row[name] != head[name] for name in CLOCK_FACTS):
        row |= run(cursor, "queries", "deadline", row)[0]
    if is_new:
        insert(cursor, "snapshot", row)
        return
    changed = {name: value for name, value in row.items() if name in CHAIN_END or value != head[name]}
    assigned = ", ".join(f"{name} = ${name}" for name in changed)
    cursor.execute(f"update store.snapshot set {assigned} where request_id = $request_id", changed | {"request_id": head["request_id"]})


def append(store: Store, cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], entry: Entry, by: str) -> int:
    """Append one entry to the request whose head (request_id, hash, last_event_id) is given; return its event_id.

    The head is moved on, so that several entries can follow each other in one act.
    """
    row = dict.fromkeys(digest.EVENT_COLUMNS) | entry.columns
    row |= {
        "event_id": store.new_ids(above=head["last_event_id"]),
        "request_id": head["request_id"],
        "kind": entry.kind,
        "on_date": entry.on_date,
        "recorded_at": store.now(),
        "recorded_by": by,
    }
    row["detail_sha256"] = _append_details(cursor, row, entry)
    row["text_sha256"] = _append_texts(cursor, row, entry)
    row["hash"] = digest.link(head["hash"], digest.event_text(row))
    insert(cursor, "event", row)
    if entry.kind == "received":
        if row["supersedes"]:
            search.forget(cursor, [head["request_id"]])
        search.index(cursor, head["request_id"], entry.texts)
    if entry.kind == "anonymised":
        _seal(cursor, row)
    head["hash"], head["last_event_id"] = row["hash"], row["event_id"]
    return row["event_id"]


def _seal(cursor: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> None:
    """Take away the words and people of a request, but for the reason of the act itself; their digests stay."""
    for table in ("requester", "request_text", "letter_text", "letter_sending", "event_file"):
        run(cursor, "sealing", table, row)
    search.forget(cursor, [row["request_id"]])


def new_request(store: Store, cursor: duckdb.DuckDBPyConnection, track: str, received_on: date) -> dict[str, Any]:
    """Give a request its id and number, and return the head of its empty chain."""
    request_id, number = store.new_ids(), number_of(track, received_on.year, take_numbers(cursor, track, received_on.year))
    insert(cursor, "request", {"request_id": request_id, "number": number, "source": "desk", "source_id": number})
    seed = digest.chain_seed(request_id, number, "desk", number)
    return {"request_id": request_id, "number": number, "source": "desk", "hash": seed, "last_event_id": 0}


def take_numbers(cursor: duckdb.DuckDBPyConnection, track: str, year: int, count: int = 1) -> int:
    """Take `count` consecutive numbers of a track and receipt year; return the first.

    Guarded against an engine that applies an UPDATE twice: the old value is named and one row must change.
    """
    where = {"track": track, "year": year}
    found = cursor.execute("select last from store.counter where track = $track and year = $year", where).fetchone()
    if found is None:
        cursor.execute("insert into store.counter values ($track, $year, $count)", {**where, "count": count})
        return 1
    changed = cursor.execute(
        "update store.counter set last = $last + $count where track = $track and year = $year and last = $last",
        {**where, "last": found[0], "count": count},
    ).fetchone()[0]
    if changed != 1:
        raise RuntimeError(f"the counter {track} {year} changed {changed} rows instead of one")
    return found[0] + 1


def number_of(track: str, year: int, place: int) -> str:
    """The number of a request: PRA- or API-, the year of receipt, its place in that year."""
    return f"{'PRA' if track == 'records' else 'API'}-{year}-{place:06d}"


def _append_details(cursor: duckdb.DuckDBPyConnection, row: dict[str, Any], entry: Entry) -> str | None:
    key = {"event_id": row["event_id"], "request_id": row["request_id"]}
    lines: list[tuple[str, ...]] = []
    for section in entry.sections:
        insert(cursor, "event_exemption", key | {"section": section})
        lines.append(("exemption", section))
    for name, title in entry.officials:
        insert(cursor, "event_official", key | {"name": name, "title": title})
        lines.append(("official", name, title))
    for number, line in enumerate(entry.lines, 1):
        insert(cursor, "fee_line", key | {"line_no": number} | vars(line))
        lines.append(("fee", str(number), *line.digested))
    for number, file in enumerate(entry.files, 1):
        size = file.size
        described = {"sha256": file.sha256, "bytes": size, "media_type": file.media_type, "pages": file.pages, "is_kept": file.is_kept}
        insert(cursor, "event_file", key | {"file_no": number} | described)
        lines.append(("file", str(number), file.sha256, str(size), str(file.pages or "")))
    return digest.lines_sha256(lines)


def _append_texts(cursor: duckdb.DuckDBPyConnection, row: dict[str, Any], entry: Entry) -> str | None:
    key = {"event_id": row["event_id"], "request_id": row["request_id"]}
    lines: list[tuple[str, ...]] = []
    names = {f"file {number}": file.name for number, file in enumerate(entry.files, 1)}
    for part, body in {**entry.texts, **names}.items():
        insert(cursor, "request_text", key | {"part": part, "body": body, "sha256": digest.sha256(body)})
        lines.append(("text", part, digest.sha256(body)))
    if entry.requester:
        of_requester = digest.requester_sha256(entry.requester)
        insert(cursor, "requester", key | entry.requester | {"sha256": of_requester})
        lines.append(("requester", of_requester))
    if entry.letter:
        of_letter = digest.sha256(entry.letter.body)
        insert(cursor, "letter_text", key | asdict(entry.letter) | {"sha256": of_letter})
        lines.append(("letter", entry.letter.letter, of_letter))
    return digest.lines_sha256(lines)
