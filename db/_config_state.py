"""The configuration of a city as it stands in the store, part by part, in the form in which it travels."""

from typing import Any

from records_desk.db import city, letterhead, mail_server, published, retention, wording
from records_desk.db._config_form import LOGO, Parts, Row
from records_desk.db.store import Store


def state(store: Store) -> Parts:
    """Every part of the configuration; rows in the order in which they were made."""
    head = letterhead.letterhead(store)
    logo = letterhead.logo(store, head["logo_sha256"])
    return {
        "settings": settings(store),
        "mail": mail(store),
        "letterhead": {"city": head["city"], "lines": head["lines"] or "", "logo": LOGO if logo else ""},
        "desks": desks(store),
        "people": people(store),
        "groups": [{"group": row["group_name"], "role": row["role"], "desk": row["desk"]} for row in store.read("role_groups")],
        "closures": _listed(store, "closures", "closure_id"),
        "receipt_policy": store.read("receipt_policies"),
        "fees": fees(store),
        "exemptions": store.read("city_exemptions"),
        "letters": {row["letter"]: wording.current(store, row["letter"]) + "\n" for row in store.read("changed_wordings")},
        "mappings": {row["name"]: row["body"] for row in store.read("saved_mappings")},
    } | ({LOGO: logo} if logo else {})


def settings(store: Store) -> Row:
    """The single values."""
    return {
        "time_zone": store.read("time_zone")[0]["name"],
        "portal_host": city.portal_host(store) or "",
        "retention_years": retention.years(store),
        "call_escalation_days": city.escalation_days(store),
        "local_review": city.offers_local_review(store),
        "public_api": published.is_on(store),
    }


def mail(store: Store) -> Row:
    """The mail server that Settings names, without a password."""
    found = mail_server.named(store) or {"host": "", "port": 587, "security": "starttls", "sender": "", "user": ""}
    return found | {"user": found["user"] or ""}


def desks(store: Store) -> list[Row]:
    """The desks, their heads by sign-in."""
    sign_ins = {row["person_id"]: row["sign_in"] for row in store.read("people")}
    return [
        {"name": row["name"], "reminders_to": row["email"], "head": sign_ins.get(row["head_id"]), "in_use": row["is_active"]}
        | {name: row[name] for name in ("asks_acceptance", "stale_days")}
        for row in _listed(store, "desks", "desk_id")
    ]


def people(store: Store) -> list[Row]:
    """The members of staff, backups by sign-in."""
    rows = _listed(store, "people", "person_id")
    sign_ins = {row["person_id"]: row["sign_in"] for row in rows}
    return [
        {name: row[name] for name in ("sign_in", "name", "title", "role", "desk")}
        | {"works_here": row["is_active"], "by_group": row["is_from_group"], "backup": sign_ins.get(row["backup_id"])}
        | {"away_from": row["away_from_on"], "away_until": row["away_until_on"]}
        for row in rows
    ]


def fees(store: Store) -> list[Row]:
    """The prices, without zeros at their end."""
    return [row | {"price": f"{row['price'].normalize():f}"} for row in _listed(store, "fee_rates", "rate_id")]


def _listed(store: Store, query: str, key: str) -> list[dict[str, Any]]:
    return sorted(store.read(query), key=lambda row: row[key])
