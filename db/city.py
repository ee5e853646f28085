"""What the city itself decides: desks and people. Every change leaves a row in setting_change."""

import re
from typing import Any

import duckdb

from records_desk.db._guard import clean_email
from records_desk.db._refused import Refused
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
UNIQUE = {"desk": "name", "person": "sign_in"}
LONGEST = 120  # letters of a name
ROLES = ("viewer", "staff", "official", "manager", "administrator", "auditor")


def save_desk(store: Store, by: Staff, desk_id: int | None, name: str, is_active: bool = True, email: str | None = None) -> None:
    """Add a desk (desk_id None) or change one; email is where its reminders go. Raises Refused."""
    _save(store, by, "desk", desk_id, {"name": named(name, "The desk"), "is_active": is_active, "email": clean_email(email)})


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
    values = {"sign_in": named(sign_in, "The sign-in"), "name": named(name, "The person"), "title": (title or "").strip() or None}
    _save(store, by, "person", person_id, values | {"role": role, "desk_id": desk_id, "is_active": is_active})


def save_portal_host(store: Store, by: Staff, host: str) -> None:
    """Name the one host that a catalogue may be fetched from; an empty one allows none. Raises Refused."""
    check_role(by)
    name = host.strip().lower().removeprefix("https://").rstrip("/")
    if name and not HOST.fullmatch(name):
        raise Refused("The portal's host must be a name such as data.example.gov, without a path.")

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        found = cursor.execute("select value from store.setting where name = 'portal_host'").fetchone()
        cursor.execute("delete from store.setting where name = 'portal_host'")
        if name:
            cursor.execute("insert into store.setting values ('portal_host', $host)", {"host": name})
        audit(store, cursor, by, "portal_host", found[0] if found else None, name or None)

    store.write(act)


def portal_host(store: Store) -> str | None:
    """The host that a catalogue may be fetched from, None for none."""
    return next((row["value"] for row in store.read("setting", name="portal_host")), None)


def check_role(by: Staff) -> None:
    """Refuse whoever is no administrator."""
    if by.role != "administrator":
        raise Refused(f"Settings need the role administrator; yours is {by.role}.")


def _save(store: Store, by: Staff, table: str, key: int | None, values: dict[str, Any]) -> None:
    check_role(by)

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        _check_unique(cursor, table, key, values[UNIQUE[table]])
        old = _row(cursor, table, key)
        row_id = key or cursor.execute(f"select coalesce(max({table}_id), 0) + 1 from store.{table}").fetchone()[0]
        cursor.execute(f"delete from store.{table} where {table}_id = $id", {"id": row_id})
        row = {f"{table}_id": row_id, **values}
        cursor.execute(f"insert into store.{table} ({', '.join(row)}) values ({', '.join('$' + name for name in row)})", row)
        audit(store, cursor, by, f"{table} {row_id}", old, repr(values))

    store.write(act)


def _check_unique(cursor: duckdb.DuckDBPyConnection, table: str, key: int | None, name: str) -> None:
    same = f"select 1 from store.{table} where lower({UNIQUE[table]}) = lower($name) and {table}_id is distinct from $key"
    if cursor.execute(same, {"name": name, "key": key}).fetchone():
        raise Refused(f"There is a {table} “{name}” already: choose another name.")


def _row(cursor: duckdb.DuckDBPyConnection, table: str, key: int | None) -> str | None:
    found = cursor.execute(f"select t::varchar from store.{table} as t where {table}_id = $id", {"id": key}).fetchone()
    return found[0] if found else None


def audit(store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff, what: str, old: str | None, new: str | None) -> None:
    """Keep who changed what of the settings, its old and its new value."""
    cursor.execute(
        "insert into store.setting_change values ($id, $at_time, $by, $what, $old, $new)",
        {"id": store.new_ids(), "at_time": store.now(), "by": by.sign_in, "what": what, "old": old, "new": new},
    )


def named(text: str, what: str) -> str:
    """A name without stray blanks. Refused where there is none, or where no table could show it."""
    if not (text or "").strip():
        raise Refused(f"{what} needs a name.")
    if len(text.strip()) > LONGEST:
        raise Refused(f"{what} has a name of more than {LONGEST} letters: shorten it.")
    return text.strip()
