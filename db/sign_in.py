"""Who a sign-in at the city's provider is here: what its claims say, which groups give a role, and when it ends.

Keeps no password. Knows no web framework; [sign_in] in the secrets file and the groups in Settings decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from records_desk.db import feed, roles
from records_desk.db._entry import run
from records_desk.db._refused import Refused
from records_desk.db._setting_words import differing
from records_desk.db._texts import sql
from records_desk.db.city import audit, check_role, keep_row, named
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

RANK = ("administrator", "official", "manager", "staff", "auditor", "viewer")  # of several groups the first of these counts
OVERAGE = ("_claim_names", "hasgroups")  # how Entra ID says that it left the groups out


@dataclass(frozen=True)
class Rules:
    """How the city reads a sign-in: the claim that names people, the claim with their groups (a.b for b within a), hours until it ends."""

    claim: str = "email"
    groups_claim: str = "groups"
    session_hours: float = 10


@dataclass(frozen=True)
class Presented:
    """What the provider says of whoever signed in; began_at and ends_at in UTC without a zone."""

    sign_in: str
    name: str
    groups: frozenset[str]
    began_at: datetime
    ends_at: datetime


def rules(section: Mapping[str, Any]) -> Rules:
    """The section [sign_in] of the secrets file. Raises Refused for what it does not know or cannot use."""
    known = {field.name: field.type for field in fields(Rules)}
    if unknown := set(section) - set(known):
        raise Refused(f"[sign_in] knows no {', '.join(sorted(unknown))}: it takes {', '.join(known)}.")
    found = Rules(**section)
    hours = found.session_hours
    if isinstance(hours, bool) or not isinstance(hours, (int, float)) or not 0 < hours <= 24:
        raise Refused("[sign_in] session_hours must be a number of hours, more than 0 and at most 24.")
    return found


def presented(claims: Mapping[str, Any], by: Rules) -> Presented:
    """What the claims of an ID token say. Raises Refused where they name nobody, or not when they were made and end."""
    sign_in = _claim(claims, by.claim)
    if not isinstance(sign_in, str) or not sign_in.strip():
        raise Refused(f"The sign-in provider sent no {by.claim}, by which this desk knows people: have its administrator add that claim.")
    if by.claim == "email" and claims.get("email_verified", True) not in (True, "true"):
        raise Refused("The sign-in provider has not verified this e-mail address: verify it there, then sign in again.")
    times = [claims.get(name) for name in ("iat", "exp")]
    if any(isinstance(moment, bool) or not isinstance(moment, (int, float)) for moment in times):
        raise Refused("The sign-in provider does not say when this sign-in began and ends (iat, exp): no such sign-in is taken.")
    began_at, token_ends_at = (datetime.fromtimestamp(moment, UTC).replace(tzinfo=None) for moment in times)
    name = claims.get("name")
    return Presented(
        sign_in.strip(),
        name.strip() if isinstance(name, str) and name.strip() else sign_in.strip(),
        _groups(claims, by),
        began_at,
        min(began_at + timedelta(hours=by.session_hours), token_ends_at),
    )


def staff(store: Store, who: Presented) -> Staff | None:
    """Who that is here, None for whom neither Settings nor a group lets in, and once the sign-in has ended."""
    row = _person(store, who)
    if row is None or not row["is_active"] or has_ended(store, who):
        return None
    given = _given(store, who) if row["is_from_group"] else row
    return Staff(row["sign_in"], row["name"], given["role"], row["person_id"], given["desk_id"], row["title"]) if given else None


def has_ended(store: Store, who: Presented) -> bool:
    """Whether a sign-in is over: by its time, or because they signed out, here or in another browser."""
    asked = {"sign_in": who.sign_in.casefold(), "began_at": who.began_at}
    return store.now() >= who.ends_at or bool(store.recall("signed_out", **asked))


def end(store: Store, who: Presented) -> None:
    """End this sign-in and every earlier one of the same person: a copy of their cookie opens nothing any more. Raises Refused."""
    values = {"sign_in": who.sign_in.casefold(), "began_until": who.began_at}
    store.write(lambda cursor: cursor.execute(sql("queries", "sign_out"), values))


def admit(store: Store, who: Presented) -> None:
    """Add whom a group lets in and nobody added, and keep role and desk of such people as their groups say. The sign-in is audited.

    Who came by a group and is in none any more has no calendar either.
    """
    row, given = _person(store, who), _given(store, who)
    if row and row["is_from_group"] and not given:
        feed.end_all(store, Staff(row["sign_in"], row["name"], row["role"]))
    if not given or (row and (not row["is_from_group"] or not row["is_active"])):
        return
    values = {"role": given["role"], "desk_id": given["desk_id"]}
    if row and all(row[name] == value for name, value in values.items()):
        return
    kept = {name: row[name] for name in ("backup_id", "away_from_on", "away_until_on", "title")} if row else {"title": None}
    person = kept | {"sign_in": who.sign_in, "name": row["name"] if row else named(who.name, "The person"), "is_active": True, "is_from_group": True}
    by = Staff(who.sign_in, who.name, given["role"])
    try:
        keep_row(store, by, "person", row["person_id"] if row else None, person | values)
    except Refused:
        if not _person(store, who):  # else another window of theirs was first
            raise


def save_group(store: Store, by: Staff, group_name: str, role: str | None, desk_id: int | None = None) -> None:
    """Say which role, and perhaps desk, a group of the provider has here; with no role it lets nobody in. Raises Refused."""
    check_role(by)
    name = named(group_name, "The group")
    if role is not None:
        roles.check_known(role)
    if desk_id is not None and desk_id not in {row["desk_id"] for row in store.read("desks")}:
        raise Refused("There is no such desk: choose one of the list.")

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        old = next((row for row in run(cursor, "queries", "role_groups", {}) if row["group_name"] == name), None)
        new = {"role": role, "desk_id": desk_id} if role else None
        told = differing(cursor, old and {"role": old["role"], "desk_id": old["desk_id"]}, new)
        if told is None:
            return
        cursor.execute("delete from store.role_group where group_name = $name", {"name": name})
        if role:
            cursor.execute("insert into store.role_group values ($name, $role, $desk_id)", {"name": name, "role": role, "desk_id": desk_id})
        audit(store, cursor, by, f"role_group {name}", *told)

    store.write(act)


def _person(store: Store, who: Presented) -> dict[str, Any] | None:
    return next((row for row in store.recall("people") if row["sign_in"].casefold() == who.sign_in.casefold()), None)


def _given(store: Store, who: Presented) -> dict[str, Any] | None:
    """The role and desk that the groups of a sign-in give: of several roles the first of RANK."""
    found = [row for row in store.recall("role_groups") if row["group_name"] in who.groups]
    return min(found, key=lambda row: RANK.index(row["role"])) if found else None


def _claim(claims: Mapping[str, Any], path: str) -> Any:
    """A claim by its name, or within others by a.b."""
    if path in claims:
        return claims[path]
    first, _, rest = path.partition(".")
    within = claims.get(first)
    return _claim(within, rest) if rest and isinstance(within, Mapping) else None


def _groups(claims: Mapping[str, Any], by: Rules) -> frozenset[str]:
    found = _claim(claims, by.groups_claim)
    if found is None and any(name in claims for name in OVERAGE):
        raise Refused("The sign-in provider left the groups out because there are too many: have it send only those assigned to this application.")
    if isinstance(found, str):
        found = [found]
    return frozenset(group for group in found if isinstance(group, str)) if isinstance(found, (list, tuple)) else frozenset()
