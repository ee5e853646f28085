"""The exemptions that a denial may rest on: the rows that ship, and what the city decided over them from a day on."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb

from records_desk.db._entry import insert, run
from records_desk.db._guard import FIRST_DAY, LAST_DAY, clean_text
from records_desk.db._refused import Refused
from records_desk.db.city import audit, check_role
from records_desk.db.language import msgid
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

LONGEST = 200  # letters of a section's title
MARKS = {"V": msgid("V: the text of the law was read"), "S": msgid("S: a secondary source only"), "U": msgid("U: not verified")}


@dataclass(frozen=True)
class Decision:
    """From a day on a section is called so, or, withdrawn, is no longer offered; which source that rests on, and its mark."""

    section: str
    effective_from: date | None
    title: str
    citation: str
    source: str
    mark: str = "U"
    is_withdrawn: bool = False

    def __str__(self) -> str:
        stands = "no longer offered" if self.is_withdrawn else f"{self.title} ({self.citation}) [{self.mark}]"
        return f"{self.section} from {self.effective_from}: {stands}"


def offered(store: Store, from_on: date, until_on: date) -> dict[str, dict[str, Any]]:
    """By section what was in force on some day of a span."""
    return {row["section"]: row for row in store.recall("exemptions_offered", from_on=from_on, until_on=until_on)}


def decide(store: Store, by: Staff, decision: Decision, checked: tuple[date, str] | None = None) -> None:
    """Add what the city decided about a section from a day on. A withdrawn one keeps the name it had. Raises Refused.

    checked: when and by whom its source was read, of a decision that was made elsewhere; else it is today, by whoever decides.
    """
    check_role(by)

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        row = _checked(store, cursor, decision)
        checked_on, checked_by = checked or (store.today(), by.name)
        insert(cursor, "city_exemption", row | {"checked_on": checked_on, "checked_by": checked_by})
        audit(store, cursor, by, f"exemption {row['section']}", None, str(Decision(**row)))

    store.write(act)


def take_back(store: Store, by: Staff, section: str, effective_from: date) -> None:
    """Take back what the city decided about a section from a day on; what stood before holds again. Raises Refused."""
    check_role(by)
    key = {"section": section, "effective_from": effective_from}

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        old = _decided(cursor, key)
        if not old:
            raise Refused("This decision was taken back already.")
        if run(cursor, "queries", "exemption_rests_on", key):
            raise Refused(f"A determination names {section}, which nothing else knows: withdraw it from a day on instead.")
        cursor.execute("delete from store.city_exemption where section = $section and effective_from = $effective_from", key)
        audit(store, cursor, by, f"exemption {section}", old, None)

    store.write(act)


def _checked(store: Store, cursor: duckdb.DuckDBPyConnection, decision: Decision) -> dict[str, Any]:
    """The row of a decision. Refuses what could not stand in a letter."""
    row = asdict(decision) | {name: clean_text(name.capitalize(), getattr(decision, name)) for name in ("section", "title", "citation", "source")}
    known = {each["section"]: each for each in store.read("exemptions_kept") if each["is_exemption"] and not each["is_withdrawn"]}
    if not row["section"]:
        raise Refused("Name the section, for example 7927.700.")
    if decision.is_withdrawn and row["section"] not in known:
        raise Refused(f"There is no exemption {row['section']} in the table: only one that is there can be withdrawn.")
    if decision.is_withdrawn:
        row |= {name: known[row["section"]][name] for name in ("title", "citation")}
    if missing := [name for name in ("title", "citation", "source") if not row[name]]:
        raise Refused(f"Fill in the {', the '.join(missing)}: a denial rests on this row.")
    if any(len(row[name]) > LONGEST for name in ("section", "title", "citation", "source")):
        raise Refused(f"Section, title, citation and source have at most {LONGEST} letters each.")
    if decision.mark not in MARKS:
        raise Refused(f"The mark is one of: {', '.join(MARKS)}.")
    if not decision.effective_from or not FIRST_DAY <= decision.effective_from <= LAST_DAY:
        raise Refused(f"Give a day from {FIRST_DAY} to {LAST_DAY} from which this holds.")
    _refuse_duty(cursor, row["section"])
    if _decided(cursor, row):
        raise Refused(f"There is a decision about {row['section']} from {decision.effective_from} already: take that one back first.")
    return row


def _refuse_duty(cursor: duckdb.DuckDBPyConnection, section: str) -> None:
    found = cursor.execute("select title from store.exemption where section = $section and not is_exemption", {"section": section}).fetchone()
    if found:
        raise Refused(f"{section} is no exemption ({found[0]}): nothing can be withheld under it.")


def _decided(cursor: duckdb.DuckDBPyConnection, key: dict[str, Any]) -> str | None:
    values = {name: key[name] for name in ("section", "effective_from")}
    found = cursor.execute(
        "select section, effective_from, title, citation, source, mark, is_withdrawn from store.city_exemption "
        "where section = $section and effective_from = $effective_from",
        values,
    ).fetchone()
    return str(Decision(*found)) if found else None
