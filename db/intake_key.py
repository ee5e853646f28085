"""Keys by which the city's web forms log requests over HTTP: made, looked up and ended. The store keeps a key's SHA-256, never the key."""

import hashlib
import secrets
from typing import Any

import duckdb

from records_desk.db._refused import Refused
from records_desk.db.city import audit, check_role, named
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

ACTOR = "web form: "  # before a form's name: who recorded what it sent
BEGINS = "rdk_"  # so that whoever finds one, or a program that looks for keys, knows what it is


def make(store: Store, by: Staff, name: str, desk_id: int | None = None) -> str:
    """A new key for a web form of that name; returns the key, which is told once. desk_id: where its requests go. Raises Refused."""
    check_role(by)
    name, key = named(name, "The web form"), BEGINS + secrets.token_urlsafe(32)

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        names = cursor.execute("select name from store.intake_key").fetchall()
        if name.casefold() in {other.casefold() for (other,) in names}:
            raise Refused(f"There is a key of “{name}” already: end it first, or choose another name.")
        desk = _desk_in_use(store, desk_id)
        values = {"id": store.new_ids(), "name": name, "sha": _sha256(key), "desk": desk_id, "at_time": store.now(), "by": by.sign_in}
        cursor.execute("insert into store.intake_key values ($id, $name, $sha, $desk, $at_time, $by)", values)
        audit(store, cursor, by, f"intake_key {name}", None, f"its requests go to: {desk or 'no desk'}")

    store.write(act)
    return key


def end(store: Store, by: Staff, key_id: int) -> None:
    """End a key; with it nothing is logged any more. What came by it stays. Raises Refused."""
    check_role(by)

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        found = cursor.execute("select name, made_by from store.intake_key where key_id = $id", {"id": key_id}).fetchone()
        if not found:
            raise Refused("This key was ended already.")
        cursor.execute("delete from store.intake_key where key_id = $id", {"id": key_id})
        audit(store, cursor, by, f"intake_key {found[0]}", f"made by {found[1]}", None)

    store.write(act)


def holder(store: Store, key: str) -> dict[str, Any] | None:
    """The web form that holds a key (key_id, name, desk_id: a desk in use, or None), None where there is none."""
    return next(iter(store.recall("intake_key", key_sha256=_sha256(key))), None)


def actor(form: dict[str, Any]) -> Staff:
    """Who records what a web form sends: no person, and by its name none that anybody could be."""
    return Staff(f"{ACTOR}{form['name']}", f"Web form {form['name']}", "staff")


def _desk_in_use(store: Store, desk_id: int | None) -> str | None:
    """The name of a desk that is in use, None for none. Raises Refused."""
    found = [desk["name"] for desk in store.read("desks") if desk["desk_id"] == desk_id and desk["is_active"]]
    if desk_id is not None and not found:
        raise Refused("There is no such desk in use: choose one of the list.")
    return found[0] if found else None


def _sha256(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
