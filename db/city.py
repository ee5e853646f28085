"""What the city itself decides: desks, people, closures, its name. Every change leaves a row in setting_change."""

from datetime import date
from typing import Any

import duckdb

from records_desk.db._refused import Refused
from records_desk.db.ledger import Staff
from records_desk.db._texts import sql
from records_desk.db._upkeep import recount
from records_desk.db.store import Store, rows

UNIQUE = {"desk": "name", "person": "sign_in"}
Moved = dict[str, Any]  # number, old_due_on, due_on
ROLES = ("viewer", "staff", "official", "manager", "administrator", "auditor")


def save_desk(store: Store, by: Staff, desk_id: int | None, name: str, is_active: bool = True) -> None:
    """Add a desk (desk_id None) or change one. Raises Refused."""
    _save(store, by, "desk", desk_id, {"name": _named(name, "The desk"), "is_active": is_active})


def save_person(
    store: Store, by: Staff, person_id: int | None, *,
    sign_in: str, name: str, title: str | None, role: str, desk_id: int | None, is_active: bool = True,
) -> None:  # fmt: skip
    """Add a member of staff (person_id None) or change one. The last active administrator must stay. Raises Refused."""
    if role not in ROLES:
        raise Refused(f"A role is one of: {', '.join(ROLES)}.")
    others = [row for row in store.read("people") if row["role"] == "administrator" and row["is_active"] and row["person_id"] != person_id]
    if not others and (role != "administrator" or not is_active):
        raise Refused("This is the last administrator: name another one first.")
    values = {"sign_in": _named(sign_in, "The sign-in"), "name": _named(name, "The person"), "title": (title or "").strip() or None}
    _save(store, by, "person", person_id, values | {"role": role, "desk_id": desk_id, "is_active": is_active})


def add_closure(store: Store, by: Staff, label: str, first_on: date, last_on: date, every_days: int | None = None) -> list[Moved]:
    """Close City Hall for whole days; return the due dates of open requests that moved. Raises Refused."""
    if last_on < first_on:
        raise Refused("The last day of a closure cannot be before its first.")
    values = {"label": _named(label, "The closure"), "first_on": first_on, "last_on": last_on, "every_days": every_days}
    return _save(store, by, "closure", None, values)


def remove_closure(store: Store, by: Staff, closure_id: int) -> list[Moved]:
    """Take a closure back; return the due dates of open requests that moved. Raises Refused."""
    _check_role(by)

    def act(cursor: duckdb.DuckDBPyConnection) -> list[Moved]:
        old = _row(cursor, "closure", closure_id)
        if old is None:
            raise Refused("This closure was taken back already.")
        cursor.execute("delete from store.closure where closure_id = $id", {"id": closure_id})
        _audit(store, cursor, by, f"closure {closure_id}", old, None)
        return _recompute(cursor)

    return store.write(act)


def _check_role(by: Staff) -> None:
    if by.role != "administrator":
        raise Refused(f"Settings need the role administrator; yours is {by.role}.")


def _recompute(cursor: duckdb.DuckDBPyConnection) -> list[Moved]:
    """Compute all that follows from the calendar anew; the due dates of open requests that moved, soonest first."""
    recount(cursor)
    return rows(cursor.execute(sql("queries", "moved")))


def _save(store: Store, by: Staff, table: str, key: int | None, values: dict[str, Any]) -> list[Moved]:
    _check_role(by)

    def act(cursor: duckdb.DuckDBPyConnection) -> list[Moved]:
        if table in UNIQUE:
            _check_unique(cursor, table, key, values[UNIQUE[table]])
        old = _row(cursor, table, key)
        row_id = key or cursor.execute(f"select coalesce(max({table}_id), 0) + 1 from store.{table}").fetchone()[0]
        cursor.execute(f"delete from store.{table} where {table}_id = $id", {"id": row_id})
        row = {f"{table}_id": row_id, **values}
        cursor.execute(f"insert into store.{table} ({', '.join(row)}) values ({', '.join('$' + name for name in row)})", row)
        _audit(store, cursor, by, f"{table} {row_id}", old, repr(values))
        return _recompute(cursor) if table == "closure" else []

    return store.write(act)


def _check_unique(cursor: duckdb.DuckDBPyConnection, table: str, key: int | None, name: str) -> None:
    same = f"select 1 from store.{table} where lower({UNIQUE[table]}) = lower($name) and {table}_id is distinct from $key"
    if cursor.execute(same, {"name": name, "key": key}).fetchone():
        raise Refused(f"There is a {table} “{name}” already: choose another name.")


def _row(cursor: duckdb.DuckDBPyConnection, table: str, key: int | None) -> str | None:
    found = cursor.execute(f"select t::varchar from store.{table} as t where {table}_id = $id", {"id": key}).fetchone()
    return found[0] if found else None


def _audit(store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff, what: str, old: str | None, new: str | None) -> None:
    cursor.execute(
        "insert into store.setting_change values ($id, $at_time, $by, $what, $old, $new)",
        {"id": store.new_ids(), "at_time": store.now(), "by": by.sign_in, "what": what, "old": old, "new": new},
    )


def _named(text: str, what: str) -> str:
    if not (text or "").strip():
        raise Refused(f"{what} needs a name.")
    return text.strip()
