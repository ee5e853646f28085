"""The copy of a store that is kept before it is brought to a newer schema, beside it and named after the schema that it has."""

import shutil
from datetime import datetime
from glob import escape
from pathlib import Path

import duckdb

from records_desk.db._copying import Contents, contents, move, remove, write_copy
from records_desk.db._engine import owner_alone
from records_desk.db._texts import sql
from records_desk.db._upkeep import StoreError, lacking

SPARE = 64 << 20  # bytes that the disk should have left for the change itself
LEFT_ALONE = "The store was left as it was."


def keep(cursor: duckdb.DuckDBPyConnection, path: Path, now: datetime) -> Path | None:
    """Copy a store that lacks a part of the schema and holds something; None where there is nothing to keep.

    Raises StoreError where it cannot be copied.
    """
    if not lacking(cursor) or not _holds_something(cursor):
        return None
    (newest,) = cursor.execute("select max(name) from store.schema_file").fetchone()
    place = path.with_name(f"{path.stem}-schema-{newest[:3]}-{now:%Y-%m-%dT%H%M%SZ}.duckdb")
    partial = place.with_name(f".{place.name}.partial")
    _check_room(path)
    try:
        for left in path.parent.glob(f".{escape(path.stem)}-schema-*.duckdb.partial"):  # of a start that was killed
            remove(left)
        with owner_alone():
            held = write_copy(cursor, partial)
        _check_same(partial, held)
        move(partial, place)
        return place
    except (OSError, duckdb.Error) as error:
        remove(partial)
        why = "is the disk full, or the folder not to be written?"
        raise StoreError(f"Before {path.name} is brought up to date a copy of it is made, and that failed: {why} {LEFT_ALONE}") from error


def _holds_something(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether there is a request or a changed setting; a store that was made and never used holds neither."""
    tables = {name for (name,) in cursor.execute(sql("queries", "tables")).fetchall()}
    return any(cursor.execute(f"select 1 from store.{table} limit 1").fetchone() for table in tables & {"request", "setting_change"})


def _check_room(path: Path) -> None:
    needed, free = path.stat().st_size + SPARE, shutil.disk_usage(path.parent).free
    if free < needed:
        told = f"Before {path.name} is brought up to date a copy of it is made, which needs {needed:,} bytes, and {free:,} are free beside it"
        raise StoreError(f"{told}: make room. {LEFT_ALONE}")


def _check_same(copy: Path, held: Contents) -> None:
    """Read the copy anew and compare it with what was copied."""
    with duckdb.connect() as engine:
        engine.execute("attach '{}' as store (read_only)".format(str(copy).replace("'", "''")))
        if contents(engine) != held:
            raise duckdb.IOException("the copy is not the same")
