"""What the city itself decides: desks and people, who stands in for whom, how long a call may wait. Every change leaves a row in setting_change."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb

from records_desk.db import roles
from records_desk.db._entry import run
from records_desk.db._guard import clean_email, clean_line
from records_desk.db._refused import Refused
from records_desk.db._setting_words import differing
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
UNIQUE = {"desk": "name", "person": "sign_in"}
LISTED = {"desk": "desks", "person": "people"}
STALE_DAYS = 7
LONGEST = 120  # letters of a name


def save_desk(
    store: Store, by: Staff, desk_id: int | None, name: str, is_active: bool = True, email: str | None = None, *,
    head_id: int | None = None, asks_acceptance: bool = False, stale_days: int = STALE_DAYS,
) -> None:  # fmt: skip
    """Add a desk (desk_id None) or change one; email is where its reminders go. Raises Refused.

    head_id: who is told of calls that stay unanswered. stale_days: a request on which nothing was recorded for longer is stale.
    """
    check_role(by)
    if not 1 <= stale_days <= 365:
        raise Refused("A request is stale after 1 to 365 days.")
    _check_person(store, head_id, "The head")
    values = {"name": named(name, "The desk"), "is_active": is_active, "email": clean_email(email)}
    keep_row(store, by, "desk", desk_id, values | {"head_id": head_id, "asks_acceptance": asks_acceptance, "stale_days": stale_days})


def save_person(
    store: Store, by: Staff, person_id: int | None, *,
    sign_in: str, name: str, title: str | None, role: str, desk_id: int | None, is_active: bool = True,
    backup_id: int | None = None, away_from_on: date | None = None, away_until_on: date | None = None, is_from_group: bool = False,
) -> None:  # fmt: skip
    """Add a member of staff (person_id None) or change one. The last active administrator must stay. Raises Refused.

    away_from_on, away_until_on: the first and the last day of an absence; without a last day until further notice.
    is_from_group: role and desk follow the groups of the sign-in provider, and without such a group there is no access.
    """
    check_role(by)
    roles.check_known(role)
    _check_absence(person_id, backup_id, away_from_on, away_until_on)
    _check_person(store, backup_id, "The backup")
    absence = {"backup_id": backup_id, "away_from_on": away_from_on, "away_until_on": away_until_on}
    values = {"sign_in": named(sign_in, "The sign-in"), "name": named(name, "The person"), "title": clean_line("The title", title)}
    keep_row(store, by, "person", person_id, values | {"role": role, "desk_id": desk_id, "is_active": is_active, "is_from_group": is_from_group} | absence, _check_administrator)


def save_portal_host(store: Store, by: Staff, host: str) -> None:
    """Name the one host that a catalogue may be fetched from; an empty one allows none. Raises Refused."""
    check_role(by)
    name = host.strip().lower().removeprefix("https://").rstrip("/")
    if name and not HOST.fullmatch(name):
        raise Refused("The portal's host must be a name such as data.example.gov, without a path.")
    _set(store, by, "portal_host", name or None)


def portal_host(store: Store) -> str | None:
    """The host that a catalogue may be fetched from, None for none."""
    return next((row["value"] for row in store.read("setting", name="portal_host")), None)


def save_escalation_days(store: Store, by: Staff, days: int) -> None:
    """Set after how many days past the wanted day an unanswered call is told to the heads of both desks. Raises Refused."""
    check_role(by)
    if not 0 <= days <= 365:
        raise Refused("An unanswered call is told to the heads after 0 to 365 days.")
    _set(store, by, "call_escalation_days", str(days))


def escalation_days(store: Store) -> int:
    """Days past the wanted day after which an unanswered call is told to the heads of both desks."""
    return int(store.read("setting", name="call_escalation_days")[0]["value"])


def save_local_review(store: Store, by: Staff, is_offered: bool) -> None:
    """Say whether the city reviews its own decisions when a requester asks for it. Raises Refused."""
    check_role(by)
    _set(store, by, "local_review", "on" if is_offered else "off")


def offers_local_review(store: Store) -> bool:
    """Whether the city reviews its own decisions; it does not unless it says so."""
    return [row["value"] for row in store.read("setting", name="local_review")] == ["on"]


def check_role(by: Staff) -> None:
    """Refuse whoever is no administrator."""
    roles.check(by, "change settings")


def write_setting(store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff, name: str, value: str | None) -> None:
    """Keep the value of a setting, None for none, and who changed it; the same value again changes nothing."""
    old = next((row["value"] for row in run(cursor, "queries", "setting", {"name": name})), None)
    if old != value:
        put_setting(cursor, name, value)
        audit(store, cursor, by, name, old, value)


def put_setting(cursor: duckdb.DuckDBPyConnection, name: str, value: str | None) -> None:
    """Keep the value of a setting, None for none; whoever calls this audits it."""
    cursor.execute("delete from store.setting where name = $name", {"name": name})
    if value is not None:
        cursor.execute("insert into store.setting values ($name, $value)", {"name": name, "value": value})


def keep_row(
    store: Store, by: Staff, table: str, key: int | None, values: dict[str, Any],
    check: Callable[[duckdb.DuckDBPyConnection], None] = lambda cursor: None,
) -> None:  # fmt: skip
    """Keep a desk or a person, audited, as far as check(cursor), asked once the row stands, does not refuse what is left.

    The same values again change nothing; of a desk that an import made they tell that an administrator has looked at it.
    """

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        _check_unique(cursor, table, key, values[UNIQUE[table]])
        old = _row(cursor, table, key)
        row_id = key or cursor.execute(f"select coalesce(max({table}_id), 0) + 1 from store.{table}").fetchone()[0]
        told = differing(cursor, old and {name: old[name] for name in values}, values)
        if told is None:
            if table == "desk" and run(cursor, "queries", "desk_not_looked_at", {"desk_id": row_id}):
                audit(store, cursor, by, f"desk {row_id}", "made by an import", "looked at and left as it is")
            return
        cursor.execute(f"delete from store.{table} where {table}_id = $id", {"id": row_id})
        row = {f"{table}_id": row_id, **values}
        cursor.execute(f"insert into store.{table} ({', '.join(row)}) values ({', '.join('$' + name for name in row)})", row)
        audit(store, cursor, by, f"{table} {row_id}", *told)
        check(cursor)

    store.write(act)


def _set(store: Store, by: Staff, name: str, value: str | None) -> None:
    store.write(lambda cursor: write_setting(store, cursor, by, name, value))


def _check_person(store: Store, person_id: int | None, what: str) -> None:
    if person_id is not None and person_id not in {row["person_id"] for row in store.read("people") if row["is_active"]}:
        raise Refused(f"{what} must be somebody who works here: choose one of the list.")


def _check_absence(person_id: int | None, backup_id: int | None, first_on: date | None, last_on: date | None) -> None:
    if person_id is not None and backup_id == person_id:
        raise Refused("Nobody stands in for himself or herself: choose another backup.")
    if last_on and not first_on:
        raise Refused("Say from which day on the person is away, or leave out the last day.")
    if first_on and last_on and last_on < first_on:
        raise Refused(f"The last day away ({last_on}) is before the first ({first_on}): check the dates.")


def _check_administrator(cursor: duckdb.DuckDBPyConnection) -> None:
    """Refuse, within the write, a change that leaves nobody who may change settings; whom a group brings may be gone tomorrow."""
    if not any(row["role"] == "administrator" and row["is_active"] and not row["is_from_group"] for row in run(cursor, "queries", "people", {})):
        raise Refused("This is the last administrator: name another one first.")


def _check_unique(cursor: duckdb.DuckDBPyConnection, table: str, key: int | None, name: str) -> None:
    others = cursor.execute(f"select {UNIQUE[table]} from store.{table} where {table}_id is distinct from $key", {"key": key}).fetchall()
    if name.casefold() in {other.casefold() for (other,) in others}:
        raise Refused(f"There is a {table} “{name}” already: choose another name.")


def _row(cursor: duckdb.DuckDBPyConnection, table: str, key: int | None) -> dict[str, Any] | None:
    """A desk or a person as it stands."""
    return next((row for row in run(cursor, "queries", LISTED[table], {}) if row[f"{table}_id"] == key), None)


def audit(store: Store, cursor: duckdb.DuckDBPyConnection, by: Staff, what: str, old: str | None, new: str | None) -> None:
    """Keep who changed what of the settings, its old and its new value."""
    cursor.execute(
        "insert into store.setting_change values ($id, $at_time, $by, $what, $old, $new)",
        {"id": store.new_ids(), "at_time": store.now(), "by": by.sign_in, "what": what, "old": old, "new": new},
    )


def named(text: str, what: str) -> str:
    """A name without stray blanks. Refused where there is none, or where no table could show it."""
    name = clean_line(what, text)
    if not name:
        raise Refused(f"{what} needs a name.")
    if len(name) > LONGEST:
        raise Refused(f"{what} has a name of more than {LONGEST} letters: shorten it.")
    return name
