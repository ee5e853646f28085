"""The letters' words: a letter's wording filled with the facts of one request and of the act that sends it. Sends nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from records_desk.db import _bilingual as bilingual
from records_desk.db import _days_told as days_told
from records_desk.db import _merge as merge
from records_desk.db import _required as required
from records_desk.db import _wording as wording
from records_desk.db._digest import sha256
from records_desk.db._entry import Entry, Letter, run
from records_desk.db._fee_line import FeeLine
from records_desk.db.language import ENGLISH, counted, language_spoken, long_date, msgid, price, quantity, spoken, translated
from records_desk.db.store import Store

__all__ = ["acknowledgement", "counts_days", "language_of", "letter_for", "sends", "tells_days"]

COUNTED = ("acknowledged", "clarification_asked", "extended", "determined")  # what is said before a due date, or on it
APPENDED = "\n\n\n"  # before the count of days; a wording that is filled in leaves no such gap
OWED = ("fee_charged", "fee_refunded")  # what changes what is owed, and is told with it
WORDS = ("city", "circumstance", "outcome_label", "method", "delivery", "refresh", "related")
CORRECTED = msgid("Corrected: this letter takes the place of the one that we sent before.")


def sends(kind: str, outcome: str | None = None) -> bool:
    """Whether an act of this kind, with this outcome, sends a letter."""
    return wording.letter_of(kind, outcome) is not None


def counts_days(kind: str) -> bool:
    """Whether the letter of this kind may tell how the days to the due date are counted."""
    return kind in COUNTED


def tells_days(letter: str) -> bool:
    """Whether a letter that was sent tells how its days are counted."""
    return APPENDED in letter


def language_of(store: Store, request_id: int) -> str:
    """The language in which a requester is written to."""
    return store.look(lambda cursor: _language_of(cursor, request_id))


def letter_for(
    cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], entry: Entry, by: Any, with_days: bool = False, corrected_on: date | None = None,
    language: str | None = None,
) -> Letter | None:  # fmt: skip
    """The letter that an act sends, or None where its kind sends none. Refused when a fact is missing.

    with_days adds the count of days to the date in force as an appendix, where a statutory clock runs. corrected_on: the day
    on which a letter is written anew; it bears that date and says that it takes the place of the one before. language: the
    requester's where none is named; in another one than English the letter has the English below it.
    """
    name = wording.letter_of(entry.kind, entry.columns.get("outcome"))
    if not name:
        return None
    language, above = language or _language_of(cursor, head["request_id"]), run(cursor, "queries", "letterhead", {})[0]
    used, bodies = [], []
    for each in dict.fromkeys((language, ENGLISH)):
        used.append(wording.in_force(cursor, wording.named(name, each)))
        with spoken(each):
            body = _body(cursor, name, used[-1], wording.above(above), head, entry, by, with_days, corrected_on)
        bodies.append(bilingual.announced(body, each))
    beside = language if language != ENGLISH else None
    return Letter(name, bilingual.joined(bodies), sha256(bilingual.joined(used)), above["logo_sha256"], beside)


def anew(cursor: duckdb.DuckDBPyConnection, old: dict[str, Any], head: dict[str, Any], entry: Entry, by: Any, today: date) -> Letter | None:
    """The letter of an entry that takes the place of old, where a letter was sent with that: in its language, with the count of days where it had one."""
    before = run(cursor, "queries", "letter_before", old)
    if not before:
        return None
    return letter_for(cursor, head, entry, by, tells_days(before[0]["body"]), corrected_on=today, language=before[0]["language"] or ENGLISH)


def acknowledgement(store: Store, request_id: int, by: Any, with_days: bool = False) -> str:
    """The text that tells a requester that the request arrived; nothing is recorded."""

    def draft(cursor: duckdb.DuckDBPyConnection) -> str:
        entry, head = Entry("acknowledged", store.today()), run(cursor, "queries", "head", {"request_id": request_id})[0]
        return letter_for(cursor, head, entry, by, with_days).body

    return store.look(draft)


def _language_of(cursor: duckdb.DuckDBPyConnection, request_id: int) -> str:
    found = run(cursor, "queries", "language_of", {"request_id": request_id})
    return found[0]["language"] if found and found[0]["language"] else ENGLISH


def _body(
    cursor: duckdb.DuckDBPyConnection, name: str, used: str, above: str, head: dict[str, Any], entry: Entry, by: Any, with_days: bool,
    corrected_on: date | None,
) -> str:  # fmt: skip
    """The letter's text in the language spoken, by the wording used."""
    facts = _facts(cursor, head, entry, by, used) | {"letterhead": above}
    body = merge.fill(used, facts | {"on_date": corrected_on or entry.on_date})
    required.check_letter(name, facts, body)
    if corrected_on:
        body = _marked(body, translated(CORRECTED))
    extended_to_on = entry.columns.get("extended_to_on")
    row = head | {"extended_to_on": extended_to_on, "due_on": extended_to_on} if extended_to_on else head
    return body + (_appendix(cursor, row) if with_days else "")


def _facts(cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], entry: Entry, by: Any, used: str) -> dict[str, Any]:
    """What the wording used may name, of the request, of the entry and of whoever records it."""
    values = entry.columns | {"request_id": head["request_id"], "kind": entry.kind, "on_date": entry.on_date}
    found = dict.fromkeys(WORDS) | {row["name"]: _word(row) for row in run(cursor, "queries", "letter_words", values)}
    found |= run(cursor, "queries", "letter_facts", values)[0]
    if entry.kind == "rationale_sent":
        found |= run(cursor, "queries", "asked_on", values)[0]
    lists = {
        "officials": [{"name": name, "title": title} for name, title in entry.officials],
        "exemptions": _exemptions(cursor, entry) if entry.sections else [],
        "redactions": _redactions(cursor, head, entry) if "redactions" in used else [],
        "fee_lines": _fee_lines(cursor, entry) if entry.lines else [],
        "installment": 1 + run(cursor, "queries", "installments_before", values)[0]["installments"] if "installment" in used else 1,
        "files": [{"name": file.name, "size": counted("{count} byte", "{count} bytes", file.size), "sha256": file.sha256, "pages": file.pages} for file in entry.files],
    }
    return entry.columns | entry.texts | found | lists | _people(found, by) | {"happened_on": entry.on_date, "balance": _owed(cursor, head, entry)}


def _exemptions(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> list[dict[str, Any]]:
    found = run(cursor, "queries", "exemptions_of", {"sections": list(entry.sections), "on_date": entry.on_date})
    return [row | {"title": translated(row["title"])} for row in found]


def _redactions(cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], entry: Entry) -> list[dict[str, Any]]:
    found = run(cursor, "queries", "redactions", head | {"on_date": entry.on_date})
    return [row | {"review": translated(row["review"])} for row in found]


def _word(row: dict[str, Any]) -> str:
    """A word of the letter in the language spoken, its citation as it is."""
    word = translated(row["word"]) if row["is_ours"] else row["word"]
    return f"{word} ({row['citation']})" if row["citation"] else word


def _owed(cursor: duckdb.DuckDBPyConnection, head: dict[str, Any], entry: Entry) -> Decimal | None:
    """What is owed once a charge or a refund is recorded; None where nothing is."""
    found = run(cursor, "queries", "balance_after", entry.columns | head) if entry.kind in OWED else []
    return found[0]["balance"] if found and found[0]["balance"] > 0 else None


def _people(found: dict[str, Any], by: Any) -> dict[str, Any]:
    """Whom the letter greets and who signs it."""
    has_said = found["desk"] and by.title and found["desk"].casefold() == by.title.casefold()
    signed = [by.name + (f", {by.title}" if by.title else ""), found["city"] if has_said else found["desk"] or found["city"]]
    return {"greeting": merge.greeting(found["name"]), "signed_name": by.name, "signed_title": by.title, "signature": "\n".join(signed)}


def _fee_lines(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> list[dict[str, Any]]:
    """The lines of an estimate, each with what allows it; of a line that was counted how many at which price."""
    found = run(cursor, "queries", "fee_kinds_of", {"fee_kinds": [line.fee_kind for line in entry.lines]})
    kinds = {kind["fee_kind"]: kind for kind in found}
    return [_fee_line(line, kinds[line.fee_kind]) for line in entry.lines]


def _fee_line(line: FeeLine, kind: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": line.label or translated(kind["label"]),
        "citation": "; ".join(filter(None, (kind["citation"], line.basis))),
        "amount": line.amount,
        "quantity": line.quantity and quantity(line.quantity),
        "unit_price": line.unit_price and price(line.unit_price),
    }


def _marked(body: str, mark: str) -> str:
    """A letter with a sentence below its letterhead."""
    first, _, rest = body.partition("\n\n")
    return f"{first}\n\n{mark}\n\n{rest}"


def _appendix(cursor: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> str:
    """Every day from receipt to the date in force with its reason, and the rule they are counted by; nothing without a clock."""
    if not row["due_on"]:
        return ""
    rule = run(cursor, "queries", "due", {"received_on": row["clock_from_on"]})[0]
    days = [{"day": day["day"], "reason": days_told.reason(day, long_date)} for day in run(cursor, "queries", "days_to_due", row)]
    used = wording.in_force(cursor, wording.named("appendix", language_spoken()))
    return APPENDED + merge.fill(used, {"days": days, "rule_citation": rule["citation"], "rule_set": rule["rule_set"]})
