"""What a configuration asks for, put in the place of what stands, part by part, each by the function that Settings uses.

Desks, people and mappings that it does not name stay as they are: requests and imports name them. Of everything else it is the whole.
"""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from records_desk.db import _config_state as now
from records_desk.db import city, closing, exemptions, fees, import_mappings, letterhead, mail_server, published, retention, sign_in, wording
from records_desk.db._config_form import LOGO, Parts, Row
from records_desk.db._refused import Refused
from records_desk.db._within import Within
from records_desk.db.closing import Closure, Policy
from records_desk.db.exemptions import Decision
from records_desk.db.fees import Rate
from records_desk.db.ledger import Staff

Key = Callable[[Row], Any]


def take(store: Within, by: Staff, parts: Parts) -> int:
    """Make every change that the parts ask for; return how many due dates and safe targets of open requests move. Raises Refused."""
    _settings(store, by, parts.get("settings", {}))
    if "mail" in parts:
        with _within("mail.toml"):
            mail_server.save(store, by, **now.mail(store) | parts["mail"])
    if "letterhead" in parts:
        _letterhead(store, by, parts)
    _desks_and_people(store, by, parts.get("desks", []), parts.get("people", []))
    if "groups" in parts:
        _groups(store, by, parts["groups"])
    moved = _days(store, by, parts)
    if "fees" in parts:
        _fees(store, by, parts["fees"])
    if "exemptions" in parts:
        _exemptions(store, by, parts["exemptions"])
    if "letters" in parts:
        _letters(store, by, parts["letters"])
    for name, text in parts.get("mappings", {}).items():
        with _within(f"mappings/{name}.toml"):
            import_mappings.save_mapping(store, name, _mapping(text), by)
    return moved


@contextmanager
def _within(where: str) -> Iterator[None]:
    """Say of a refusal to which file it belongs."""
    try:
        yield
    except Refused as refused:
        raise Refused(f"{where}: {str(refused).removesuffix(' Nothing was changed.')} Nothing was changed.") from refused


def _settings(store: Within, by: Staff, given: Row) -> None:
    writers = {
        "portal_host": city.save_portal_host,
        "retention_years": retention.save_years,
        "call_escalation_days": city.save_escalation_days,
        "local_review": city.save_local_review,
        "public_api": published.save,
    }
    stands = now.settings(store)
    with _within("settings.toml"):
        for name, write in writers.items():
            if name in given and given[name] != stands[name]:
                write(store, by, given[name])


def _letterhead(store: Within, by: Staff, parts: Parts) -> None:
    stands = now.state(store)["letterhead"]
    given = stands | parts["letterhead"]
    with _within("letterhead.toml"):
        if any(given[name] != stands[name] for name in ("city", "lines")):
            letterhead.save(store, by, given["city"], given["lines"])
    kept = letterhead.logo(store, letterhead.letterhead(store)["logo_sha256"])
    if "logo" in parts["letterhead"] and parts.get(LOGO) != kept:
        with _within(LOGO):
            letterhead.save_logo(store, by, parts.get(LOGO))


def _desks_and_people(store: Within, by: Staff, desks: list[Row], people: list[Row]) -> None:
    """New ones first without those whom they name, who may be new too; administrators before others, so that one is always there."""
    _once("desks.csv", desks, lambda row: _small(row["name"]))
    _once("people.csv", people, lambda row: _small(row["sign_in"]))
    people = sorted(people, key=lambda row: not (row["role"] == "administrator" and row["works_here"] and not row["by_group"]))
    for rows, named, save in ((desks, "head", _desk), (people, "backup", _person)):
        for row in rows:
            if not _stands(store, save, row):
                is_there = any(_small(one["sign_in"]) == _small(row[named]) for one in store.read("people"))
                save(store, by, row if is_there else row | {named: None})
    for rows, save in ((desks, _desk), (people, _person)):
        for row in rows:
            if _stands(store, save, row) != row:
                save(store, by, row)


def _stands(store: Within, save: Callable[..., None], row: Row) -> Row | None:
    """The desk or person of a row as it stands, None for a new one."""
    listed, name = (now.desks(store), "name") if save is _desk else (now.people(store), "sign_in")
    return next((one for one in listed if _small(one[name]) == _small(row[name])), None)


def _desk(store: Within, by: Staff, row: Row) -> None:
    with _within(f"desks.csv, {row['name']}"):
        head_id = _known(store, "people", "sign_in", row["head"], "person_id", "Nobody signs in as")
        desk_id = next((one["desk_id"] for one in store.read("desks") if _small(one["name"]) == _small(row["name"])), None)
        told = {"asks_acceptance": row["asks_acceptance"] is True, "stale_days": city.STALE_DAYS if row["stale_days"] is None else row["stale_days"]}
        city.save_desk(store, by, desk_id, row["name"], row["in_use"] is True, row["reminders_to"], head_id=head_id, **told)


def _person(store: Within, by: Staff, row: Row) -> None:
    with _within(f"people.csv, {row['sign_in']}"):
        told = {name: row[name] for name in ("sign_in", "name", "title", "role")}
        told |= {"is_active": row["works_here"] is True, "is_from_group": row["by_group"] is True}
        told |= {"away_from_on": row["away_from"], "away_until_on": row["away_until"]}
        who = next((one["person_id"] for one in store.read("people") if _small(one["sign_in"]) == _small(row["sign_in"])), None)
        desk_id = _known(store, "desks", "name", row["desk"], "desk_id", "There is no desk")
        backup_id = _known(store, "people", "sign_in", row["backup"], "person_id", "Nobody signs in as")
        city.save_person(store, by, who, desk_id=desk_id, backup_id=backup_id, **told)


def _groups(store: Within, by: Staff, given: list[Row]) -> None:
    stands = {row["group"]: row for row in now.state(store)["groups"]}
    wanted = _once("groups.csv", given, lambda row: row["group"])
    for name in stands.keys() - wanted.keys():
        sign_in.save_group(store, by, name, None)
    for name, row in wanted.items():
        with _within(f"groups.csv, {name}"):
            if not row["role"]:
                raise Refused("Say which role the group has.")
            sign_in.save_group(store, by, name, row["role"], _known(store, "desks", "name", row["desk"], "desk_id", "There is no desk"))


def _days(store: Within, by: Staff, parts: Parts) -> int:
    """Closures, policy and time zone as one change, so that the days are counted once."""
    changes = []
    if "closures" in parts:
        with _within("closures.csv"):
            changes += _closures(store, [Closure(**row) for row in parts["closures"]])
    if "receipt_policy" in parts:
        with _within("receipt_policy.csv"):
            changes += _policies(store, parts["receipt_policy"])
    zone = parts.get("settings", {}).get("time_zone")
    if zone is not None and zone != now.settings(store)["time_zone"]:
        changes.append(closing.set_zone(zone))
    if not changes:
        return 0
    with _within("Closures, receipt after hours and time zone"):
        return len(closing.apply(store, by, closing.together(changes)))


def _closures(store: Within, wanted: list[Closure]) -> list[closing.Change]:
    stands = {row.pop("closure_id"): Closure(**row) for row in store.read("closures")}
    gone = [closing.take_back(closure_id) for closure_id, closure in stands.items() if closure not in wanted]
    return [*gone, closing.add([closure for closure in wanted if closure not in stands.values()])] if gone or set(wanted) - set(stands.values()) else []


def _policies(store: Within, given: list[Row]) -> list[closing.Change]:
    wanted = _once("receipt_policy.csv", given, lambda row: row["effective_from"])
    stands = {row["effective_from"]: row for row in store.read("receipt_policies")}
    gone = [closing.drop_policy(since) for since in stands if since not in wanted and since != closing.FIRST_DAY]
    changed = [(since, row) for since, row in wanted.items() if stands.get(since) != row]
    return [*gone, *(closing.set_policy(Policy(**row), since if since in stands else None) for since, row in changed)]


def _fees(store: Within, by: Staff, given: list[Row]) -> None:
    def key(row: Row) -> Any:
        return _small(row["label"]), row["effective_from"]

    stands = {key(row): row["rate_id"] for row in store.read("fee_rates")}
    wanted = _once("fees.csv", given, key)
    for gone in stands.keys() - wanted.keys():
        fees.drop_rate(store, by, stands[gone])
    for known in sorted(wanted, key=lambda one: one not in stands):  # what is known ends before what is new begins
        with _within(f"fees.csv, {wanted[known]['label']}"):
            fees.save_rate(store, by, stands.get(known), Rate(**_of(Rate, wanted[known])))


def _exemptions(store: Within, by: Staff, given: list[Row]) -> None:
    def key(row: Row) -> Any:
        return row["section"], row["effective_from"]

    wanted = _once("exemptions.csv", given, key)
    stands = {key(row): row for row in store.read("city_exemptions")}
    differs = [one for one in wanted if one in stands and Decision(**_of(Decision, wanted[one])) != Decision(**_of(Decision, stands[one]))]
    for one in [*(stands.keys() - wanted.keys()), *differs]:
        with _within(f"exemptions.csv, {one[0]}"):
            exemptions.take_back(store, by, *one)
    for one in sorted((one for one in wanted if one not in stands or one in differs), key=lambda one: str(one[1])):
        with _within(f"exemptions.csv, {one[0]}"):
            row = wanted[one]
            checked = (row["checked_on"], row["checked_by"]) if row["checked_on"] and row["checked_by"] else None
            exemptions.decide(store, by, Decision(**_of(Decision, row)), checked)


def _letters(store: Within, by: Staff, wanted: dict[str, str]) -> None:
    for letter in [*wanted, *(name for name in now.state(store)["letters"] if name not in wanted)]:
        with _within(f"letters/{letter}.md"):
            text = wanted.get(letter, wording.shipped(letter)).replace("\r\n", "\n").strip()
            if text != wording.current(store, letter):
                wording.save(store, by, letter, text)


def _mapping(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused("This cannot be read as TOML.") from error


def _of(kind: type, row: Row) -> Row:
    """Of a row what a thing of this kind is made of."""
    return {field.name: row[field.name] for field in fields(kind)}


def _once(where: str, given: list[Row], key: Key) -> dict[Any, Row]:
    """The rows by their key. Refused where two have the same."""
    found: dict[Any, Row] = {}
    for row in given:
        if found.setdefault(key(row), row) is not row:
            raise Refused(f"{where} names the same twice: {next(iter(row.values()))}. Nothing was changed.")
    return found


def _known(store: Within, query: str, column: str, name: str | None, key: str, none: str) -> int | None:
    """The id of what a row names, None for nobody."""
    if name is None:
        return None
    found = [row[key] for row in store.read(query) if _small(row[column]) == _small(name)]
    if not found:
        raise Refused(f"{none} {name}.")
    return found[0]


def _small(text: str | None) -> str:
    return (text or "").casefold()
