"""Whether the log is whole: every chain recomputed, every digest, the snapshot against the ledger, every audit, every kept file.

And whether it only grew since a record of its chains' ends was made (chain_ends). Changes nothing. Knows no command.
"""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from records_desk.db import _broken as broken
from records_desk.db import chain_ends
from records_desk.db._entry import run
from records_desk.db._texts import files, sql
from records_desk.db._upkeep import REFERENCE, other_rules
from records_desk.db.chain_ends import Ends
from records_desk.db.files import kept_at
from records_desk.db.store import Store

DERIVED = ("search_drift", "snapshot_drift")  # what they find is made anew from the ledger whenever that is asked for
LOADED_ANEW = "The desk loads them anew when it opens the store."
STEPS = len(files("audits")) + 3  # calls of progress
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Check:
    """What one check found: of how many things how many are broken, the first of these in words, and how long it took."""

    name: str
    checked: int
    broken: int
    first: str | None
    seconds: float


@dataclass(frozen=True)
class Verified:
    """What was found, how many requests and entries there are, and where their chains end."""

    checks: list[Check]
    entries: int
    ends: Ends

    @property
    def is_whole(self) -> bool:
        """Whether nothing is broken."""
        return not any(check.broken for check in self.checks)

    @property
    def first(self) -> str:
        """The first thing that is broken, in words."""
        return next(f"{check.name}, {check.broken:,}, first: {check.first}" for check in self.checks if check.broken)


def verify(
    store: Store,
    expected: Path | None = None,
    record: Path | None = None,
    progress: Progress = lambda step: None,
    *,
    but: tuple[str, ...] = (),
    with_files: bool = True,
) -> Verified:
    """Check the whole log as of one moment, also against an expected record of chain ends; where it is whole, write one to record.

    but: audits to leave out. with_files: kept files too. Raises Refused for what is no such record, OSError where the new one
    cannot be written.
    """

    def act(cursor: duckdb.DuckDBPyConnection) -> Verified:
        cursor.begin()
        audits = [file.stem for file in files("audits") if file.stem not in but]
        checks = [_audited(cursor, audit, progress) for audit in audits]
        checks += [_rules_compared(store, cursor, progress)]
        checks += [_files_checked(store, cursor, progress)] if with_files else []
        checks += [_compared(store, cursor, expected)] if expected else []
        progress("chain ends")
        is_recorded = record and not any(check.broken for check in checks)
        return Verified(checks, _count(cursor, "event"), chain_ends.write(cursor, record, store.now()) if is_recorded else chain_ends.ends(cursor))

    return store.look(act)


def _audited(cursor: duckdb.DuckDBPyConnection, audit: str, progress: Progress) -> Check:
    """One audit, whose first table is what it checks the rows of."""
    name, start = audit.replace("_", " "), time.perf_counter()
    progress(name)
    (found,) = cursor.execute(f"select count(*) from ({sql('audits', audit)})").fetchone()
    first = broken.in_words(cursor, audit) if found else None
    checked = _count(cursor, re.search(r"store\.(\w+)", sql("audits", audit))[1])
    return Check(name, checked, found, first, time.perf_counter() - start)


def _rules_compared(store: Store, cursor: duckdb.DuckDBPyConnection, progress: Progress) -> Check:
    """Every table of rules holds what this version ships."""
    progress("rules")
    start, wrong = time.perf_counter(), other_rules(cursor, store.spool)
    told = "; ".join(f"the table {table} lacks {lacking:,} rows that are shipped and has {more:,} others" for table, (lacking, more) in wrong.items())
    return Check("changed rules", len(REFERENCE), len(wrong), f"{told}. {LOADED_ANEW}" if wrong else None, time.perf_counter() - start)


def _files_checked(store: Store, cursor: duckdb.DuckDBPyConnection, progress: Progress) -> Check:
    """Every file that an entry keeps lies in the folder, and is the one that its digest names."""
    progress("kept files")
    start, kept = time.perf_counter(), run(cursor, "queries", "kept_files", {})
    wrong = [(row["sha256"], fault) for row in kept if (fault := _fault(store, row["sha256"]))]
    first = f"{broken.file_in_words(cursor, wrong[0][0])}: it {wrong[0][1]}." if wrong else None
    return Check("broken files", len(kept), len(wrong), first, time.perf_counter() - start)


def _fault(store: Store, sha256: str) -> str | None:
    """What is wrong with a kept file, None for nothing."""
    try:
        with kept_at(store, sha256).open("rb") as file:
            return None if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "was changed"
    except FileNotFoundError:
        is_sealed = {"sha256": sha256} not in store.read("kept_files")  # while this ran
        return None if is_sealed else "is not in the folder of kept files"
    except OSError:
        return "cannot be read"


def _compared(store: Store, cursor: duckdb.DuckDBPyConnection, expected: Path) -> Check:
    """Every request of a record is there, and its recorded end is a link of its chain; the chains themselves are an audit."""
    start = time.perf_counter()
    with chain_ends.read(expected, store.spool) as record:
        wrong = run(cursor, "queries", "not_continued", {"ends": str(record.lines)})
        first = f"{wrong[0]['number']}: {_discontinued(wrong[0], record.made_at)}." if wrong else None
        name = f"requests that do not continue the record of {record.made_at} with SHA-256 {record.ends.sha256}"
        return Check(name, record.ends.requests, len(wrong), first, time.perf_counter() - start)


def _discontinued(row: dict, made_at: str) -> str:
    if row["is_gone"]:
        return f"it was in the log on {made_at} and is not any more"
    return f"what was its newest entry on {made_at} is not among its entries any more: entries were taken away or written anew"


def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    return cursor.execute(f"select count(*) from store.{table}").fetchone()[0]
