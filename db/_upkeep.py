"""How the tables of a store are brought up to date: schema, rules, and what is derived from them. Runs inside a transaction."""

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import duckdb

from records_desk.db import _texts
from records_desk.db._refused import Refused
from records_desk.db._texts import files, run_folder, sql

REFERENCE = ("status", "event_kind", "field", "choice", "judicial_holiday", "rule_set", "extension_reason", "exemption", "fee_kind", "clock", "reminder", "search_word", "misuse_step", "closing_fit")


class StoreError(Refused):
    """The store cannot be opened; the message says why and what to do."""


def rebuild_derived(cursor: duckdb.DuckDBPyConnection) -> None:
    """Compute calendar, deadlines and snapshot anew from the facts and the rules."""
    for table in ("snapshot", "deadline", "calendar", "request_word", "dataset_word"):
        cursor.execute(f"delete from store.{table}")
    run_folder(cursor, "derived/kept")
    _sign(cursor)


def recount(cursor: duckdb.DuckDBPyConnection) -> None:
    """Compute calendar and deadlines anew, and of the snapshot the dates that move.

    What moved stays in the temporary table moved, the further clocks as they were in clocks_before.
    """
    cursor.execute(sql("recount", "00_clocks_before"))
    for table in ("deadline", "calendar"):
        cursor.execute(f"delete from store.{table}")
    for folder, name in (("derived/kept", "10_calendar"), ("derived/kept", "20_deadline"), ("recount", "10_moved"), ("recount", "20_snapshot")):
        cursor.execute(sql(folder, name))
    _sign(cursor)


def lacking(cursor: duckdb.DuckDBPyConnection) -> list[Path]:
    """The schema files that a store has not been brought to, all of them for an empty file.

    Raises StoreError for a store of a newer version and for another program's database.
    """
    tables = {name for (name,) in cursor.execute(sql("queries", "tables")).fetchall()}
    if tables and "schema_file" not in tables:
        raise StoreError("This is the database of another program, not a store of Records Desk: nothing was changed in it.")
    applied = {name for (name,) in cursor.execute("select name from store.schema_file").fetchall()} if tables else set()
    if unknown := applied - {file.name for file in files("schema")}:
        raise StoreError(f"This store was written by a newer Records Desk ({max(unknown)}); install that version or a later one.")
    return [file for file in files("schema") if file.name not in applied]


def is_current(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether a store has this version's schema, and what is derived was made by its rules and the city's closures. Raises StoreError."""
    return not lacking(cursor) and not _is_stale(cursor)


def has_other_rules(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether the rows of the rules are not those that were loaded last: somebody changed them past the desk. Costs one statement."""
    return cursor.execute("select fingerprint from store.derived_state where name = 'rules'").fetchone() != (_digest_of_rules(cursor),)


def reload_rules(cursor: duckdb.DuckDBPyConnection) -> None:
    """Load the shipped rules, as they were when the derived tables were made of them."""
    for table in REFERENCE:
        _reload(cursor, table)
    _sign(cursor)


def other_rules(cursor: duckdb.DuckDBPyConnection, spool: Path) -> dict[str, tuple[int, int]]:
    """Of each table of rules that is not as shipped: how many rows it lacks, and how many it has that are not shipped.

    The shipped files are brought into the spool, as an open store reads nothing else.
    """
    found = {}
    for table in REFERENCE:
        with tempfile.TemporaryDirectory(dir=spool) as folder:
            shutil.copy(_shipped(table), folder)
            cursor.execute(f"create or replace temp table shipped as from store.{table} limit 0")
            cursor.execute(_loaded("shipped"), {"path": str(Path(folder) / f"{table}.csv")})
        wanted, held = (Counter(cursor.execute(f"from {name}").fetchall()) for name in ("shipped", f"store.{table}"))
        if wanted != held:
            found[table] = (wanted - held).total(), (held - wanted).total()
    return found


def shipped() -> str:
    """The digest of schema, rules and derivations as they ship: it tells apart builds that bear one version."""
    folders = ("schema", "derived", "derived/tables", "derived/kept")
    return _sha256(file.read_text(encoding="utf-8") for file in (*(f for folder in folders for f in files(folder)), *files("reference", ".csv")))


def apply_schema(cursor: duckdb.DuckDBPyConnection) -> None:
    """Apply what the store lacks, and make the derived tables anew, empty. Raises StoreError."""
    missing = lacking(cursor)
    cursor.execute("create table if not exists store.schema_file (name varchar primary key, sha256 varchar not null)")
    for file in missing:
        text = file.read_text(encoding="utf-8")
        cursor.execute(text)
        cursor.execute("insert into store.schema_file values ($name, $sha256)", {"name": file.name, "sha256": _sha256([text])})
    run_folder(cursor, "derived/tables")


def bring_up_to_date(cursor: duckdb.DuckDBPyConnection) -> None:
    """Apply what the store lacks, reload the rules and rebuild what is derived. Raises StoreError."""
    apply_schema(cursor)
    refresh(cursor)


def refresh(cursor: duckdb.DuckDBPyConnection) -> None:
    """Reload the rules and rebuild what is derived."""
    for table in REFERENCE:
        _reload(cursor, table)
    rebuild_derived(cursor)


def _is_stale(cursor: duckdb.DuckDBPyConnection) -> bool:
    return cursor.execute("select fingerprint from store.derived_state where name = 'all'").fetchone() != (_fingerprint(cursor),)


def _sign(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep what the derived tables were built from, so that the next opening need not build them again."""
    cursor.execute("delete from store.derived_state")
    for name, digest in (("all", _fingerprint(cursor)), ("rules", _digest_of_rules(cursor))):
        cursor.execute("insert into store.derived_state values ($name, $digest)", {"name": name, "digest": digest})


def _fingerprint(cursor: duckdb.DuckDBPyConnection) -> str:
    """What the derived tables are built from: schema, rules, and the city's own closures, policy and time zone."""
    city = [cursor.execute(f"select * from store.{table} order by all").fetchall() for table in ("closure", "receipt_policy")]
    city.append(cursor.execute("select value from store.setting where name = 'time_zone'").fetchall())
    return _sha256([shipped(), repr(city)])


def _digest_of_rules(cursor: duckdb.DuckDBPyConnection) -> str:
    """The sum of the digests of each table's rows: it finds a change, while other_rules() compares row by row."""
    each = (f"select '{table}' as name, count(*), sum(hash(t)) from store.{table} as t" for table in REFERENCE)
    return _sha256([repr(cursor.execute(" union all ".join(each) + " order by name").fetchall())])


def _reload(cursor: duckdb.DuckDBPyConnection, table: str) -> None:
    cursor.execute(f"delete from store.{table}")
    cursor.execute(_loaded(f"store.{table}"), {"path": str(_shipped(table))})


def _loaded(table: str) -> str:
    return f"insert into {table} by name from read_csv($path, all_varchar = true, header = true, delim = ',', quote = '\"')"


def _shipped(table: str) -> Path:
    return _texts.HERE / "reference" / f"{table}.csv"


def _sha256(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1e".join(texts).encode()).hexdigest()
