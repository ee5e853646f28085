"""The only room that knows the database engine: open a store, read a named query, write in one transaction; it knows no rule and no page."""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import duckdb

from records_desk.db import _old_store, _spool
from records_desk.db import _upkeep as upkeep
from records_desk.db._copying import FORMAT, Contents, write_copy
from records_desk.db._engine import PASSING, FairLock, Ids, owner_alone, pause, roll_back
from records_desk.db._texts import run_folder, sql
from records_desk.db._trouble import in_words, is_broken, unsure, when_opening, why_incomplete
from records_desk.db._upkeep import StoreError
from records_desk.db._witness import Witness

ATTEMPTS, MOST_RECALLED, MEMORY = 40, 200, ":memory:"
Result = TypeVar("Result")


class Store:
    """One DuckDB engine in memory with the city's file attached as `store`."""

    def __init__(
        self, path: str | Path, clock: Callable[[], datetime] | None = None, most_memory: str | None = None, only_reads: bool = False, keeps_old: bool = True
    ) -> None:  # fmt: skip
        """Open the file, creating it where it is missing, and bring schema, rules and derived tables up to date.

        clock returns an aware UTC datetime and stands in for the computer's own. most_memory bounds the engine's tables and work,
        such as `1GB`: what does not fit is laid out in the spool. only_reads: the file is left as it is, and has to be one that
        this version opened last. keeps_old: one that holds something and an older schema is copied beside itself. Raises StoreError.
        """
        self._most_memory, self._only_reads, self._keeps_old = most_memory, only_reads, keeps_old
        self.path = Path(path) if str(path) == MEMORY else Path(path).resolve()
        self.version, self._is_held, self._is_down, self._is_closed = 0, False, False, False
        self.had_other_rules = False  # somebody had changed the shipped rules past the desk: they were loaded anew
        self._recalled: tuple[int, dict[Any, list[dict[str, Any]]]] = (0, {})
        self.clock = clock or (lambda: datetime.now(UTC))
        self._zone: tuple[int, ZoneInfo] | None = None
        self._lock, self._ids = FairLock(), Ids()
        self._witness = None if str(self.path) == MEMORY else Witness(self.path)
        with when_opening(self.path):
            self.spool = _spool.make(None if str(self.path) == MEMORY or only_reads else self.path)
            try:
                self._start()
            except BaseException:  # let go of the file, so that the right version can open it
                self.close()
                raise

    def label(self, choices: str | None, code: str | None) -> str | None:
        """How a code of a list is called; one that stands in no list as it is."""
        return next((choice["label"] for choice in self.choices.get(choices or "", ()) if choice["code"] == code), code)

    def now(self) -> datetime:
        """The moment, as the ledger keeps it: UTC without a zone, whole seconds."""
        return self.clock().astimezone(UTC).replace(tzinfo=None, microsecond=0)

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone as Settings has it; what this process writes is seen at once."""
        version, kept = self.version, self._zone
        if not kept or kept[0] != version:
            self._zone = kept = (version, ZoneInfo(self.read("time_zone")[0]["name"]))
        return kept[1]

    def today(self) -> date:
        """The city's civil day."""
        return self.clock().astimezone(self.zone).date()

    def utc(self, local: datetime) -> datetime:
        """A wall-clock time in the city as the ledger keeps it."""
        return local.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)

    def local(self, utc: datetime) -> datetime:
        """A time of the ledger as a wall-clock time in the city."""
        return utc.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

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
        return self.look(lambda cursor: rows(cursor.execute(statement, parameters)))

    def look(self, act: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        """Run act(cursor), which only reads. Where the engine broke it is opened anew first, and act runs a second time."""
        engine = self._connection
        with in_words(self.path):
            try:
                with engine.cursor() as cursor:
                    return act(cursor)
            except duckdb.Error as error:
                if not is_broken(error) or self._lock.is_mine or self._is_closed:
                    raise
            with self._lock:
                if self._connection is engine:
                    self._reopen()
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
        outside the database. Raises Refused where the disk is full or damaged; Unsure, its subclass, where the engine
        broke while the act was being kept.
        """
        said = ""
        with self._lock, in_words(self.path):
            for attempt in range(ATTEMPTS):
                if self._is_down:
                    self._reopen()
                try:
                    prepare(self._writer)
                    return self._transaction(act)
                except duckdb.Error as error:
                    if is_broken(error) and not self._is_closed:
                        self._reopen()
                        raise unsure(self.path, error) or error
                    is_true_duplicate = said == (said := str(error)) and "duplicate key" in said.lower()
                    if attempt == ATTEMPTS - 1 or is_true_duplicate or not PASSING.search(said):
                        raise
                pause(attempt)
        raise AssertionError("unreachable")

    def copy_out(
        self, query: str, parameters: dict[str, Any], options: str = "format csv, header", ending: str = ".csv"
    ) -> tuple[Path, int]:
        """Write a query's rows into the spool; return the file, which the caller moves away, and its rows. options: of the copy."""
        with in_words(self.path), tempfile.NamedTemporaryFile(dir=self.spool, suffix=ending, delete=False) as file:
            target = Path(file.name)
        copy = f"copy ({query}) to $target ({options})"
        try:
            (count,) = self.look(lambda cursor: cursor.execute(copy, {**parameters, "target": str(target)}).fetchone())
        except BaseException:
            for left in (target, target.with_name(f"tmp_{target.name}")):  # the engine leaves what it could not write whole
                left.unlink(missing_ok=True)
            raise
        return target, count

    def write_anew(self) -> tuple[Path, Contents]:
        """Write the whole store into a new file of the spool, which the caller moves away, and say what it holds.

        Nobody writes meanwhile. Afterwards the store's own file is whole by itself: no log of changes lies beside it that another
        file could be taken for. Raises duckdb.Error.
        """
        with self._lock, owner_alone():
            self._writer.execute("checkpoint store")
            return self.write_copy()

    def write_copy(self) -> tuple[Path, Contents]:
        """Write the whole store as of one moment into a new file of the spool, as write_anew() does, while others write."""
        return (target := self.spool / f"copy-{self.new_ids()}.duckdb"), self.look(lambda cursor: write_copy(cursor, target))

    def columns(self, query: str, parameters: dict[str, Any]) -> list[tuple[str, str]]:
        """Name and type of each column that a query returns."""
        described = self.look(lambda cursor: cursor.execute(f"from ({query}) limit 0", parameters).description)
        return [(name, str(kind)) for name, kind, *_ in described]

    def new_ids(self, count: int = 1, above: int = 0) -> int:
        """The first of `count` consecutive fresh ids, all greater than `above`."""
        return self._ids.reserve(count, above)

    def close(self) -> None:
        """Release the file."""
        self._is_closed = True
        with owner_alone():
            self._engine.close()
        if self._witness and self._is_held and not self._only_reads:
            self._witness.leave()
        _spool.leave(self.spool)

    def _transaction(self, act: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        cursor = self._writer
        cursor.begin()
        try:
            result = act(cursor)
            with owner_alone():  # the engine makes its log of changes when the first act after a checkpoint is kept
                cursor.commit()
        except BaseException:  # a page's rerun is raised inside act, and must roll back too
            roll_back(cursor)
            raise
        self.version += 1
        if self._witness:
            self._witness.tell(self.now())
        return result

    def _start(self) -> None:
        self._open()
        if upkeep.is_current(self._writer):
            run_folder(self._engine, "derived")
            if not self._only_reads and upkeep.has_other_rules(self._writer):
                self._transaction(upkeep.reload_rules)
                self.had_other_rules = True
        elif self._only_reads:
            raise StoreError(f"{self.path.name} was last opened by another version of Records Desk: open it with this one first, or restore it.")
        else:
            self._bring_up_to_date()
        self._lock_down()
        self._learn()
        self._connection = self._engine  # only now does anybody read: what is half opened has no tables

    def _bring_up_to_date(self) -> None:
        """In one transaction. What reads the tables is bound to an empty store of this version before, which in memory is the store."""
        is_file = str(self.path) != MEMORY
        if is_file:
            self._engine.execute("detach store")
            self._attach(MEMORY)
        self._transaction(upkeep.apply_schema)
        run_folder(self._engine, "derived")
        if is_file:
            self._engine.execute("detach store")
            self._attach(self.path)
        if is_file and self._keeps_old:
            _old_store.keep(self._writer, self.path, self.now())
        self._transaction(upkeep.bring_up_to_date if is_file else upkeep.refresh)

    def _open(self) -> None:
        self._engine = duckdb.connect()
        run = self._engine.execute
        run("set global TimeZone = 'UTC'")
        run("set global temp_directory = $folder", {"folder": str(self.spool)})
        if self._most_memory:
            run("set global memory_limit = $most", {"most": self._most_memory})
        run("create schema derived")
        if self._witness and (until := self._witness.missed()):
            raise StoreError(why_incomplete(self.path, until))
        self._writer = self._engine.cursor()
        self._attach(self.path)
        self._is_held = True
        if not self._only_reads:
            _spool.clear(self.spool)

    def _attach(self, path: str | Path) -> None:
        options = "(read_only)" if self._only_reads else f"(storage_version '{FORMAT}')" if str(path) != MEMORY else ""
        with owner_alone():
            self._engine.execute("attach '{}' as store {}".format(str(path).replace("'", "''"), options))

    def _reopen(self) -> None:
        """Open the file anew after the engine broke, or after that failed."""
        self._is_down = True
        self._engine.close()
        with when_opening(self.path):
            try:
                self._start()
            except BaseException:
                self._engine.close()
                raise
        self._is_down = False

    def _learn(self) -> None:
        """What the rules call things, as it is asked for all the time; and the newest id, as the computer's clock may have been set back."""
        self._ids.reserve(above=self._listed("newest_id")[0]["id"])
        self.statuses = {row["status"]: row for row in self._listed("statuses")}
        self.kinds = {row["kind"]: row for row in self._listed("event_kinds")}
        self.fields = {row["field"]: row for row in self._listed("fields")}
        self.choices: dict[str, list[dict[str, Any]]] = {}
        for row in self._listed("choices"):
            self.choices.setdefault(row["list"], []).append(row)

    def _listed(self, query: str) -> list[dict[str, Any]]:
        return rows(self._writer.execute(sql("queries", query)))

    def _lock_down(self) -> None:
        run = self._engine.execute
        run("set global allowed_directories = [$folder]", {"folder": str(self.spool)})
        run("set global python_enable_replacements = false")
        run("set global enable_external_access = false")
        run("set global lock_configuration = true")


def rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows a cursor holds, each as column name to value."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]
