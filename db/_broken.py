"""The first row that an audit finds, in words: which request, which entry, of which day, and what is wrong with it.

Tells no name, no text and no word of one: what it says may stand in a log.
"""

from collections.abc import Callable
from typing import Any

import duckdb

from records_desk.db._entry import run
from records_desk.db._texts import sql
from records_desk.db.store import rows

Row = dict[str, Any]
Cursor = duckdb.DuckDBPyConnection
WRONG = {
    "hash": "its hash does not follow from what it says and the entry before it: it was changed, or one before it was changed, moved or taken away",
    "last hash": "its newest entry is not the one recorded last: an entry at its end was taken away, or one was added past the desk",
    "details": "its exemptions, officials, fee lines or files are not those that it was recorded with",
    "words": "a text, a letter or the requester of it was added, taken away or exchanged",
    "text body": "one of its texts was changed",
    "letter body": "its letter was changed",
    "requester": "the requester's name, organization, e-mail, phone or language was changed",
}
ORPHANS = {"event": "its request is not there", "request": "it has no receipt", "detail": "something belongs to it, and it is not there"}
SENTENCES = {
    "repeated_ids": "its id stands {times} times",
    "repeated_words": "one of its texts stands {times} times",
    "search_drift": "the words that it is searched by are not those of its texts",
    "uneven_fees": "its lines add up to {lines}, its amount is {amount}",
    "unmarked_defects": "it lacks an exemption, an official or a lawful ground, and is not marked irregular",
    "repeated_numbers": "{track} requests of {year}: the counter stands at {last}, numbers given are {given}",
    "shipped_status": "the kind {kind} names the status {named}, which is not there",
}


def in_words(cursor: Cursor, audit: str) -> str:
    """One sentence on the first row of an audit that has some."""
    (row,) = rows(cursor.execute(f"select * from ({sql('audits', audit)}) order by all limit 1"))
    return f"{_where(cursor, audit, row)}{WORDS.get(audit, _ruled)(cursor, audit, row)}."


def file_in_words(cursor: Cursor, sha256: str) -> str:
    """The entry that keeps a file, and which of its files it is."""
    entry = run(cursor, "queries", "entry_of_file", {"sha256": sha256})[0]
    return f"{_entry(cursor, entry['event_id'])}, file {entry['file_no']}"


def _where(cursor: Cursor, audit: str, row: Row) -> str:
    """Which entry or request it is, with a colon; nothing where it is neither."""
    is_request = row.get("what") == "request"
    event_id = row.get("event_id") or (None if is_request else row.get("id"))
    request_id = row.get("request_id") or (row.get("id") if is_request else None)
    if row.get("what") == "last hash":
        event_id = None  # of the snapshot, and no longer there
    if event_id:
        return f"{_entry(cursor, event_id)}: "
    return f"{_request(cursor, request_id)}: " if request_id else ""


def _entry(cursor: Cursor, event_id: int) -> str:
    found = run(cursor, "queries", "entry_in_words", {"event_id": event_id})
    if not found:
        return f"entry with the id {event_id}"
    entry = found[0]
    number = entry["number"] or f"request with the id {entry['request_id']}"
    return f"{number}, entry {entry['place']} of {entry['entries']} ({entry['label']}, {entry['on_date']})"


def _request(cursor: Cursor, request_id: int) -> str:
    found = run(cursor, "queries", "number_of", {"request_id": request_id})
    return found[0]["number"] if found else f"request with the id {request_id}"


def _digest(cursor: Cursor, audit: str, row: Row) -> str:
    return WRONG[row["what"]] if row.get("request_id") else "something belongs to an entry that is not there"


def _orphan(cursor: Cursor, audit: str, row: Row) -> str:
    return ORPHANS[row["what"]]


def _drift(cursor: Cursor, audit: str, row: Row) -> str:
    """Which columns differ: what is kept of them and what the entries say."""
    kept = run(cursor, "queries", "head", row)
    statement = f"select * from ({sql('audits', audit)}) where request_id = $request_id"
    told = [line for line in rows(cursor.execute(statement, {"request_id": row["request_id"]})) if line not in kept]
    if not kept or not told:
        return "it has entries and no snapshot" if told else "it has a snapshot and no entries"
    differ = [f"{name} is {kept[0][name]} in its snapshot and {told[0][name]} by its entries" for name in row if kept[0][name] != told[0][name]]
    return ", ".join(differ)


def _said(cursor: Cursor, audit: str, row: Row) -> str:
    return SENTENCES[audit].format(**row)


def _ruled(cursor: Cursor, audit: str, row: Row) -> str:
    """The rule that the audit opens with, for one that has no words here."""
    return sql("audits", audit).splitlines()[0].removeprefix("-- ").rstrip(".")


WORDS: dict[str, Callable[[Cursor, str, Row], str]] = {
    "broken_chain": _digest, "broken_details": _digest, "orphans": _orphan, "snapshot_drift": _drift, **dict.fromkeys(SENTENCES, _said),
}  # fmt: skip
