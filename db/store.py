"""The only room that knows the database engine: open a store, read a named query, write in one transaction.

Knows no request, no rule and no page.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import duckdb

from records_desk.db._engine import PASSING, FairLock, Ids, pause

HERE = Path(__file__).parent
REFERENCE = ("status", "event_kind", "field", "choice", "judicial_holiday", "rule_set", "extension_reason", "exemption", "fee_kind", "clock")
CITY_ZONE = "America/Los_Angeles"
ATTEMPTS = 40
MEMORY = ":memory:"
MOST_RECALLED = 200
Result = TypeVar("Result")


class StoreError(Exception):
    """The store cannot be opened; the message says why and what to do."""


class Store:
    """One DuckDB engine in memory with the city's file attached as `store`."""

    def __init__(self, path: str | Path, clock: Callable[[], datetime] | None = None, zone: str = CITY_ZONE) -> None:
        """Open the file, creating it where it is missing, and bring schema, rules and derived tables up to date.

        clock returns an aware UTC datetime and stands in for the computer's own. Raises StoreError.
        """
        self.path = Path(path) if str(path) == MEMORY else Path(path).resolve()
        self.version = 0
        self._recalled: tuple[int, dict[Any, list[dict[str, Any]]]] = (0, {})
        self._clock = clock or (lambda: datetime.now(UTC))
        self._zone = ZoneInfo(zone)
        self._lock, self._ids = FairLock(), Ids()
        self.spool = _spool(self.path)
        self._start()
        self.statuses = {row["status"]: row for row in self.read("statuses")}
        self.kinds = {row["kind"]: row for row in self.read("event_kinds")}
        self.fields = {row["field"]: row for row in self.read("fields")}
        self.choices: dict[str, list[dict[str, Any]]] = {}
        for row in self.read("choices"):
            self.choices.setdefault(row["list"], []).append(row)

    def now(self) -> datetime:
        """The moment, as the ledger keeps it: UTC without a zone, whole seconds."""
        return self._clock().astimezone(UTC).replace(tzinfo=None, microsecond=0)

    def today(self) -> date:
        """The city's civil day."""
        return self._clock().astimezone(self._zone).date()

    def utc(self, local: datetime) -> datetime:
        """A wall-clock time in the city as the ledger keeps it."""
        return local.replace(tzinfo=self._zone).astimezone(UTC).replace(tzinfo=None)

    def local(self, utc: datetime) -> datetime:
        """A time of the ledger as a wall-clock time in the city."""
        return utc.replace(tzinfo=UTC).astimezone(self._zone).replace(tzinfo=None)

    def read(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run db/queries/<query>.sql and return its rows."""
        return self.query(sql("queries", query), **parameters)

    def recall(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """What read() answers, kept until this process writes again; not to be changed by the caller."""
        version, key = self.version, (query, *sorted(parameters.items()))
        kept_for, kept = self._recalled
        if kept_for != version or len(kept) >= MOST_RECALLED:
            self._recalled = (version, kept := {})
        if key not in kept:
            kept[key] = self.read(query, **parameters)
        return kept[key]

    def query(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run one reading statement and return its rows."""
        with self._connection.cursor() as cursor:
            return rows(cursor.execute(statement, parameters))

    def look(self, act: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        """Run act(cursor), which only reads."""
        with self._connection.cursor() as cursor:
            return act(cursor)

    def write(
        self,
        act: Callable[[duckdb.DuckDBPyConnection], Result],
        prepare: Callable[[duckdb.DuckDBPyConnection], None] = lambda cursor: None,
    ) -> Result:
        """Run act(cursor) in one transaction: all of it is kept, or none. One writer at a time, in turn.

        prepare(cursor) comes before, as the only writer too, and fills temporary tables only: of a table that is not
        committed the engine reads on one core. A passing conflict is tried again, so neither must have effects
        outside the database.
        """
        said = ""
        with self._lock:
            for attempt in range(ATTEMPTS):
                try:
                    prepare(self._writer)
                    return self._transaction(act)
                except duckdb.FatalException:
                    self._reopen()
                    raise
                except duckdb.Error as error:
                    is_true_duplicate = said == (said := str(error)) and "duplicate key" in said.lower()
                    if attempt == ATTEMPTS - 1 or is_true_duplicate or not PASSING.search(said):
                        raise
                pause(attempt)
        raise AssertionError("unreachable")

    def copy_out(self, query: str, parameters: dict[str, Any]) -> tuple[Path, int]:
        """Write a query's rows as CSV into the spool; return the file, which the caller moves away, and its rows."""
        with tempfile.NamedTemporaryFile(dir=self.spool, suffix=".csv", delete=False) as file:
            target = file.name
        with self._connection.cursor() as cursor:
            (count,) = cursor.execute(f"copy ({query}) to $target (format csv, header)", {**parameters, "target": target}).fetchone()
        return Path(target), count

    def columns(self, query: str, parameters: dict[str, Any]) -> list[tuple[str, str]]:
        """Name and type of each column that a query returns."""
        with self._connection.cursor() as cursor:
            described = cursor.execute(f"from ({query}) limit 0", parameters).description
        return [(name, str(kind)) for name, kind, *_ in described]

    def new_ids(self, count: int = 1, above: int = 0) -> int:
        """The first of `count` consecutive fresh ids, all greater than `above`."""
        return self._ids.reserve(count, above)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()
        shutil.rmtree(self.spool, ignore_errors=True)
        if str(self.path) != MEMORY and self.spool.parent.exists() and not any(self.spool.parent.iterdir()):
            self.spool.parent.rmdir()

    def _transaction(self, act: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        cursor = self._writer
        cursor.begin()
        try:
            result = act(cursor)
            cursor.commit()
        except BaseException:  # a page's rerun is raised inside act, and must roll back too
            _roll_back(cursor)
            raise
        self.version += 1
        return result

    def _start(self) -> None:
        self._open()
        try:
            fingerprint = self._transaction(_apply_schema)
            run_folder(self._connection, "derived")
            if fingerprint:
                self._transaction(partial(_refresh, fingerprint))
            self._lock_down()
        except BaseException:  # let go of the file, so that the right version can open it
            self.close()
            raise

    def _open(self) -> None:
        self._connection = duckdb.connect()
        run = self._connection.execute
        run("set global TimeZone = 'UTC'")
        run("set global temp_directory = $folder", {"folder": str(self.spool)})
        run("create schema derived")
        run(f"create macro derived.zone() as '{self._zone.key}'")
        try:
            run("attach '{}' as store".format(str(self.path).replace("'", "''")))
        except duckdb.Error as error:
            self.close()
            raise StoreError(_why_not(self.path, error)) from error
        self._writer = self._connection.cursor()

    def _reopen(self) -> None:
        self._connection.close()
        self._start()

    def _lock_down(self) -> None:
        run = self._connection.execute
        run("set global allowed_directories = [$folder]", {"folder": str(self.spool)})
        run("set global python_enable_replacements = false")
        run("set global enable_external_access = false")
        run("set global lock_configuration = true")


def rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows a cursor holds, each as column name to value."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


@cache
def sql(folder: str, name: str) -> str:
    """The text of db/<folder>/<name>.sql."""
    return (HERE / folder / f"{name}.sql").read_text(encoding="utf-8")


@cache
def parameters_of(text: str) -> frozenset[str]:
    """The $names a statement asks for."""
    return frozenset(re.findall(r"\$([a-z_]\w*)", re.sub(r"--.*", "", text)))


def files(folder: str, suffix: str = ".sql") -> list[Path]:
    """The files of a room in the order of their names."""
    return sorted((HERE / folder).glob(f"*{suffix}"))


def run_folder(cursor: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Run every SQL file of a room, in order."""
    for file in files(folder):
        cursor.execute(file.read_text(encoding="utf-8"))


def rebuild_derived(cursor: duckdb.DuckDBPyConnection) -> None:
    """Compute calendar, deadlines and snapshot anew from the facts and the rules."""
    for table in ("snapshot", "deadline", "calendar"):
        cursor.execute(f"delete from store.{table}")
    run_folder(cursor, "derived/kept")


def recount(cursor: duckdb.DuckDBPyConnection) -> None:
    """Compute calendar and deadlines anew, and of the snapshot the dates that move; they stay in the temporary table moved."""
    for table in ("deadline", "calendar"):
        cursor.execute(f"delete from store.{table}")
    for folder, name in (("derived/kept", "10_calendar"), ("derived/kept", "20_deadline"), ("recount", "10_moved"), ("recount", "20_snapshot")):
        cursor.execute(sql(folder, name))


def _apply_schema(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """Apply what the store lacks. Where schema, rules or closures changed, empty what is derived and return its new fingerprint."""
    cursor.execute("create table if not exists store.schema_file (name varchar primary key, sha256 varchar not null)")
    applied = dict(cursor.execute("select name, sha256 from store.schema_file").fetchall())
    shipped = {file.name for file in files("schema")}
    if unknown := set(applied) - shipped:
        raise StoreError(f"This store was written by a newer Records Desk ({max(unknown)}); install that version or a later one.")
    for file in files("schema"):
        if file.name not in applied:
            text = file.read_text(encoding="utf-8")
            cursor.execute(text)
            cursor.execute("insert into store.schema_file values ($name, $sha256)", {"name": file.name, "sha256": _sha256([text])})
    fingerprint = _changed_fingerprint(cursor)
    if fingerprint:
        run_folder(cursor, "derived/tables")
    return fingerprint


def _changed_fingerprint(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """What the derived tables must be built from, where that is not what they were built from."""
    city = [cursor.execute(f"select * from store.{table} order by all").fetchall() for table in ("closure", "receipt_policy")]
    folders = ("schema", "derived", "derived/tables", "derived/kept")
    texts = [file.read_text(encoding="utf-8") for file in (*(f for folder in folders for f in files(folder)), *files("reference", ".csv"))]
    fingerprint = _sha256([*texts, repr(city)])
    kept = cursor.execute("select fingerprint from store.derived_state where name = 'all'").fetchone()
    return None if kept == (fingerprint,) else fingerprint


def _refresh(fingerprint: str, cursor: duckdb.DuckDBPyConnection) -> None:
    """Reload the rules and rebuild what is derived."""
    for table in REFERENCE:
        _reload(cursor, table)
    rebuild_derived(cursor)
    cursor.execute("delete from store.derived_state")
    cursor.execute("insert into store.derived_state values ('all', $fingerprint)", {"fingerprint": fingerprint})


def _reload(cursor: duckdb.DuckDBPyConnection, table: str) -> None:
    cursor.execute(f"delete from store.{table}")
    cursor.execute(
        f"insert into store.{table} by name from read_csv($path, all_varchar = true, header = true, delim = ',', quote = '\"')",
        {"path": str(HERE / "reference" / f"{table}.csv")},
    )


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.rollback()
    except duckdb.Error:
        pass  # the engine already rolled back; the first error is the one to tell


def _why_not(path: Path, error: duckdb.Error) -> str:
    text = str(error)
    if "lock" in text.lower():
        return f"{path.name} is open in another process: stop the desk that serves it, then try again."
    if "permission" in text.lower() or "read-only" in text.lower():
        return f"{path.name} cannot be written: check the rights of the file and its folder."
    return f"{path.name} is not a store that this version can read: {text.splitlines()[0]}"


def _spool(path: Path) -> Path:
    """A private folder beside the store, through which files come and go."""
    if str(path) == MEMORY:
        return Path(tempfile.mkdtemp(prefix="spool-"))
    folder = path.with_name(path.name + ".spool")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="spool-", dir=folder))


def _sha256(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1e".join(texts).encode()).hexdigest()
