"""Stores as earlier versions left them: the first schema files alone, with rows that were written by plain SQL in each one's time.

The chain is computed here by its own code, from the words of docs/decisions.md: were the program's way to change, old stores would
no longer verify, and the tests would say so.
"""

import hashlib
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db._texts import files

SCHEMA = [file.name for file in files("schema")]
SINCE = {"007": ("clock",), "012": (
    "about_event_id", "called_desk_id", "answer_due_on", "promised_time", "expires_on", "delivery", "refresh", "terms_accepted_on", "method", "reference",
    "minutes", "cost", "no_fee", "is_privileged",
), "023": ("readers",)}  # fmt: skip
ORDER = (
    "event_id", "request_id", "kind", "on_date", "happened_at", "recorded_at", "recorded_by", "supersedes", "in_place_of", "irregular", "track", "channel",
    "complexity", "dataset_id", "format", "needed_by_on", "is_personal", "is_infrastructure", "stated_due_on", "desk_id", "person_id", "outcome",
    "reason_code", "review", "extended_to_on", "promised_on", "amount", "endpoint", "key_reference", "terms_version", "related_request_id",
    *SINCE["007"], *SINCE["012"], *SINCE["023"], "detail_sha256", "text_sha256",
)  # fmt: skip
DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 18, 0)
FILE = hashlib.sha256(b"a plan").hexdigest()

# Number, source, its id there, and the entries: id, kind, columns, what hangs on it.
REQUESTS = {
    1: ("PRA-2026-000001", "desk", "PRA-2026-000001", (
        (11, "received", {"track": "records", "channel": "email", "complexity": "normal", "is_personal": False}, {
            "texts": {"verbatim": "Permits: \u00e4 \u65e5\u672c, \"quoted\"\r\nsecond line", "summary": "Permits"}, "file": True,
            "requester": ("Pat Example", None, "pat@example.org", None),
        }),
        (12, "acknowledged", {}, {"letter": "We have it."}),
        (13, "routed", {"desk_id": 2, "person_id": 1}, {}),
        (14, "fee_charged", {"amount": Decimal("5.00")}, {"fee": Decimal("5.00")}),
        (15, "clock_added", {"clock": "form_700"}, {}),
        (16, "note", {"is_privileged": True}, {"texts": {"note": "Ask counsel"}}),
        (17, "fee_paid", {"amount": Decimal("5.00"), "method": "check", "reference": "No. 7"}, {}),
        (18, "determined", {"outcome": "denied", "promised_on": DAY}, {"section": "7927.700", "texts": {"reason": "Personnel"}}),
        (19, "restricted", {"readers": "1"}, {"texts": {"reason": "Personnel"}}),
    )),
    2: ("PRA-2026-000002", "oldlog", "77", (
        (21, "received", {"track": "records", "channel": "web_form", "stated_due_on": date(2026, 3, 12)}, {
            "texts": {"verbatim": "Ferry tickets"}, "requester": ("Quill Example", "Harbor Watch", None, "805-555-0100"),
        }),
        (22, "closed", {"outcome": "withdrawn", "irregular": "chronology"}, {}),
    )),
    3: ("API-2026-000001", "desk", "API-2026-000001", (
        (31, "received", {"track": "data", "channel": "email", "happened_at": datetime(2026, 3, 2, 17, 30)}, {
            "texts": {"verbatim": "Bicycle counts"}, "requester": ("Robin Example", None, None, None),
        }),
        (32, "determined", {"outcome": "granted", "promised_on": DAY, "promised_time": time(17)}, {}),
        (33, "received", {"track": "data", "channel": "phone", "supersedes": 31, "in_place_of": 31}, {
            "texts": {"verbatim": "Bicycle counts of 2025"}, "requester": ("Robin Example", None, None, None, "es"),
        }),
    )),
}  # fmt: skip

# What each schema file's tables held, beside the ledger: statements without a value that changes.
ROWS = {
    "002": [
        "insert into store.closure values (1, 'Alternating Friday', date '2026-01-02', date '2026-12-31', 14)",
        "insert into store.setting values ('portal_host', 'data.example.org')",
        "insert into store.setting_change values (1, timestamp '2026-01-02 18:00', 'administrator', 'portal_host', null, 'data.example.org')",
        "insert into store.desk (desk_id, name, is_active) values (20, 'Harbor', true)",
        "insert into store.person (person_id, sign_in, name, title, role, desk_id, is_active) values (20, 'pat@example.org', 'Pat Sample', 'Clerk', 'official', 20, true)",
    ],
    "003": [
        "insert into store.counter values ('records', 2026, 2), ('data', 2026, 1)",
        "insert into store.submission values ('token-1', 1, 11)",
        "insert into store.import_row values (2, 'ab')",
    ],
    "007": ["insert into store.receipt_policy values (date '2026-02-01', 'next_open_day', time '17:00', time '17:00')"],
    "008": [
        "insert into store.mailing values ('pat@example.org', date '2026-03-02', 'sent', timestamp '2026-03-02 15:00', null)",
        "insert into store.feed values (1, 'cd', 20, 20, timestamp '2026-03-02 15:00', 'pat@example.org')",
        "update store.desk set email = 'harbor@example.org' where desk_id = 20",
    ],
    "009": [
        "insert into store.dataset (dataset_no, catalogue, identifier, title, access_level, first_seen_on, last_seen_on) "
        "values (1, 'city', 'a-1', 'Bicycle counts', 'public', date '2026-01-02', date '2026-03-02')",
        "insert into store.distribution values (1, 1, 'CSV', 'csv', 'https://data.example.org/a.csv')",
        "insert into store.dataset_identifier values (1, 'a-1', date '2026-01-02')",
        "insert into store.catalogue_import values (1, 'city', 'data.json', timestamp '2026-01-02 18:00', 'administrator', 1, 0)",
        "insert into store.catalogue_change values (1, 1, 'appeared')",
        "insert into store.enterprise_system (system_no, vendor, product) values (1, 'Sample', 'Permits')",
        "insert into store.suggestion values (1, 1, 1, null, true)",
    ],
    "011": [
        "insert into store.import_run values (1, 'oldlog', 'ef', timestamp '2026-03-02 18:00', 'administrator', 1, 1, 0, 0, 0, 22)",
        "insert into store.import_added values (1, 2)",
        "insert into store.import_undo values (1, timestamp '2026-03-03 18:00', 'administrator')",
        "insert into store.saved_mapping values ('ours', 'x = 1')",
    ],
    "013": [
        "insert into store.letter_wording values (1, 'acknowledged', 'We have it.', timestamp '2026-03-02 18:00', 'administrator')",
        "insert into store.logo values ('ab', '\\x89PNG'::blob)",
        "update store.letter_text set wording_sha256 = 'ab', logo_sha256 = 'ab'",
        "insert into store.letter_sending values (12, 1, 'sent', timestamp '2026-03-02 18:00', 'administrator', '250 OK')",
    ],
    "014": [
        "insert into store.fee_rate values (1, 'duplication', 'Copy, per page', 'page', 0.1, 'Resolution 1', date '2026-01-01', null)",
    ],
    "016": [
        "insert into store.city_exemption values ('7927.999', date '2026-01-01', 'Drones', 'Gov. Code 7927.999', false, 'Bill', date '2026-01-01', 'Pat', 'V')",
    ],
    "017": [
        "update store.person set backup_id = 1, away_from_on = date '2026-03-02' where person_id = 20",
        "update store.desk set head_id = 20, asks_acceptance = true, stale_days = 5 where desk_id = 20",
    ],
    "018": ["update store.requester set sealed = 'name|organization|phone', name = null, organization = null, phone = null where event_id = 21"],
    "022": [
        "insert into store.role_group (group_name, role, desk_id) values ('clerks', 'staff', 4)",
        "update store.person set is_from_group = true where person_id = 20",
    ],
    "024": [
        "insert into store.backup_run values (1, timestamp '2026-03-02 09:00', 'schedule', '/srv/backups', null, null, null, null, 0.1, null, 'No room.')",
    ],
    "028": [
        "insert into store.visit values (20, timestamp '2026-03-02 16:00', 12, timestamp '2026-02-27 16:00', 11)",
        "insert into store.saved_view values (1, 'Harbor, late', 20, true, 1, 'any_open', 'overdue', 20, 20, 'records', 'ferry')",
    ],
    "026": ["insert into store.signed_out values ('robin@example.org', timestamp '2026-03-02 09:00')"],
    "027": ["insert into store.intake_key values (1, 'City website', 'ef', 20, timestamp '2026-03-02 09:00', 'administrator')"],
    "029": ["update store.letter_text set language = 'es'"],
}  # fmt: skip


def build(path: Path, steps: int) -> None:
    """A store as the version with the first `steps` schema files left it, with rows in all of its tables."""
    with duckdb.connect() as engine:
        engine.execute(f"attach '{path}' as store")
        engine.execute("create table store.schema_file (name varchar primary key, sha256 varchar not null)")
        for file in files("schema")[:steps]:
            text = file.read_text(encoding="utf-8")
            engine.execute(text)
            engine.execute("insert into store.schema_file values ($name, $sha256)", {"name": file.name, "sha256": _sha256(text)})
        numbers = [name[:3] for name in SCHEMA[:steps]]
        if "003" in numbers:
            _ledger(engine)
        if "004" in numbers:  # derived by other rules, in other columns
            engine.execute("insert into store.derived_state values ('all', 'of that version')")
            engine.execute("create table store.snapshot as select request_id, 'open' as standing from store.request")
        for statement in (statement for number in numbers for statement in ROWS.get(number, ())):
            engine.execute(statement)


def _ledger(engine: duckdb.DuckDBPyConnection) -> None:
    """Three requests, with what hangs on their entries; of an entry what the version has columns for."""
    columns = {name for (name,) in engine.execute("select column_name from duckdb_columns() where table_name = 'event'").fetchall()}
    for request_id, (number, source, source_id, entries) in REQUESTS.items():
        _insert(engine, "request", {"request_id": request_id, "number": number, "source": source, "source_id": source_id})
        previous = _sha256("\x1f".join((str(request_id), number, source, source_id)))
        for event_id, kind, values, hanging in entries:
            if not set(values) <= columns:
                continue  # an entry of a later version
            event = {"event_id": event_id, "request_id": request_id, "kind": kind, "on_date": DAY, "recorded_at": AT, "recorded_by": "administrator", **values}
            event |= _hung_up(engine, request_id, event_id, hanging)
            previous = _sha256(previous + "\x1f".join(f"{name}={_text(event[name])}" for name in ORDER if event.get(name) is not None))
            _insert(engine, "event", event | {"hash": previous})


def _hung_up(engine: duckdb.DuckDBPyConnection, request_id: int, event_id: int, hanging: dict[str, Any]) -> dict[str, str]:
    """Insert what hangs on an entry; its digests, as the entry keeps them."""
    details, texts, to = [], [], {"event_id": event_id, "request_id": request_id}
    for part, body in hanging.get("texts", {}).items():
        _insert(engine, "request_text", to | {"part": part, "body": body, "sha256": _sha256(body)})
        texts.append(f"text\x1f{part}\x1f{_sha256(body)}")
    if "requester" in hanging:
        who = dict(zip(("name", "organization", "email", "phone"), hanging["requester"]))
        parts = [value or "" for value in who.values()]
        if len(hanging["requester"]) > 4 and _has_language(engine):
            who["language"] = hanging["requester"][4]
            parts.append(f"language={who['language']}")
        sha256 = _sha256("\x1f".join(parts))
        _insert(engine, "requester", to | who | {"sha256": sha256})
        texts.append(f"requester\x1f{sha256}")
    if "letter" in hanging:
        _insert(engine, "letter_text", to | {"letter": "acknowledged", "body": hanging["letter"], "sha256": _sha256(hanging["letter"])})
        texts.append(f"letter\x1facknowledged\x1f{_sha256(hanging['letter'])}")
    if "section" in hanging:
        _insert(engine, "event_exemption", to | {"section": hanging["section"]})
        _insert(engine, "event_official", to | {"name": "R. Example", "title": "City Clerk"})
        details += [f"exemption\x1f{hanging['section']}", "official\x1fR. Example\x1fCity Clerk"]
    if "fee" in hanging:
        _insert(engine, "fee_line", to | {"line_no": 1, "fee_kind": "duplication", "amount": hanging["fee"]})
        details.append(f"fee\x1f1\x1fduplication\x1f{hanging['fee']}")
    if "file" in hanging:
        _insert(engine, "event_file", to | {"file_no": 1, "sha256": FILE, "bytes": 6, "media_type": "application/pdf", "pages": 2})
        details.append(f"file\x1f1\x1f{FILE}\x1f6\x1f2")
    return {name: _sha256("\x1e".join(sorted(lines))) for name, lines in (("detail_sha256", details), ("text_sha256", texts)) if lines}


def _has_language(engine: duckdb.DuckDBPyConnection) -> bool:
    return bool(engine.execute("from duckdb_columns() where table_name = 'requester' and column_name = 'language'").fetchall())


def _insert(engine: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    engine.execute(f"insert into store.{table} ({', '.join(row)}) values ({', '.join('$' + name for name in row)})", row)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
