"""The city's fee schedule, and what one request's money comes to: its lines with a running balance, receipts, staff time.

The schedule starts empty; every change of it is kept with its old and new value.
"""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from records_desk.db._fee_line import is_in_force, money
from records_desk.db._guard import FIRST_DAY, clean_text
from records_desk.db._refused import Refused
from records_desk.db.city import LONGEST, audit, check_role, named
from records_desk.db.language import long_date, price
from records_desk.db.language import money as dollars
from records_desk.db.ledger import Staff
from records_desk.db.store import Store, rows

Row = dict[str, Any]
OFFERED = ("fee_paid", "fee_waived", "fee_refunded", "deposit_asked")


@dataclass(frozen=True)
class Rate:
    """A price of the fee schedule: for what, per which unit, on which ground, and on which days it holds; until None: for now."""

    fee_kind: str
    label: str
    unit: str
    price: Any
    effective_from: date
    effective_until: date | None = None
    basis: str | None = None


def save_rate(store: Store, by: Staff, rate_id: int | None, rate: Rate) -> None:
    """Add a price (rate_id None) or change one. Refused for a kind that may not be charged, and beside another of its label."""
    check_role(by)
    row = _checked(store, rate)

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        old = _take(cursor, rate_id)
        _check_alone(cursor, row)
        row_id = rate_id or cursor.execute("select coalesce(max(rate_id), 0) + 1 from store.fee_rate").fetchone()[0]
        cursor.execute("insert into store.fee_rate by name select unnest($row)", {"row": {"rate_id": row_id} | row})
        if old != in_words(row):
            audit(store, cursor, by, f"fee_rate {row_id}", old, in_words(row))

    store.write(act)


def drop_rate(store: Store, by: Staff, rate_id: int) -> None:
    """Take back a price that should not be there; fees that were counted by it keep it. Raises Refused."""
    check_role(by)
    store.write(lambda cursor: audit(store, cursor, by, f"fee_rate {rate_id}", _take(cursor, rate_id), None))


def rates_on(store: Store, on_date: date) -> list[Row]:
    """The prices in force on a day."""
    return [rate for rate in store.recall("fee_rates") if is_in_force(rate, on_date)]


def in_words(rate: Row) -> str:
    """A price of the schedule: Copy, $0.10 a page, from 2026-01-01 (Resolution 12)."""
    until = f" until {rate['effective_until']}" if rate["effective_until"] else ""
    basis = f" ({rate['basis']})" if rate["basis"] else ""
    return f"{rate['label']}, {price(rate['price'])} a {rate['unit']}, {rate['fee_kind']}, from {rate['effective_from']}{until}{basis}"


def in_figures(amount: Decimal) -> str:
    """A price as a form takes it: 1250.00."""
    return price(amount).removeprefix("$").replace(",", "")


def account(store: Store, request_id: int) -> list[Row]:
    """The lines of money of a request in order, each with what was owed after it; below nothing is a credit."""
    names = {row["code"]: row["label"] for row in store.choices["payment_method"]}
    lines = store.read("fees_of", request_id=request_id)
    return [line | {"label": store.kinds[line["kind"]]["label"], "method": names.get(line["method"], line["method"])} for line in lines]


def offered(store: Store, request_id: int, kind: str) -> Decimal | None:
    """The amount that an act of money most likely has on a request; None where there is none."""
    stands = store.read("request_money", request_id=request_id)[0]
    most = {
        "fee_paid": stands["unpaid"],
        "fee_waived": stands["balance"],
        "fee_refunded": -stands["balance"],
        "deposit_asked": stands["estimated_lawful"] - stands["deposits"],
    }[kind]
    return most if most > 0 else None


def counted(line: Row) -> str:
    """What a line is for and how it was counted: Copy, per page: 12 at $0.10."""
    if line["quantity"] is None:
        return line["for_what"] or ""
    return f"{line['for_what']}: {line['quantity'].normalize():,f} at {price(line['unit_price'])}"


def owed(balance: Decimal) -> str:
    """What a balance says: owed, settled, or a credit of the requester."""
    if balance > 0:
        return f"Still owed: {dollars(balance)}."
    return f"Credit of the requester: {dollars(-balance)}." if balance else "Nothing is owed."


def receipt(city: str, number: str, lines: list[Row], event_id: int) -> str:
    """The text of a receipt for one payment, as the account of a request stood after it. lines: what account() answers.

    Refused where the payment was corrected or struck out.
    """
    place, paid = next(((place, line) for place, line in enumerate(lines, 1) if line["event_id"] == event_id), (0, {}))
    if not paid:
        raise Refused("This payment was corrected or struck out: open the request again.")
    how = "".join(f", {word}{paid[name]}" for name, word in (("method", ""), ("reference", "reference ")) if paid[name])
    before = [f"{line['on_date']}  {line['label']}: {counted(line) or 'in all'}, {dollars(line['amount'])}" for line in lines[: place - 1]]
    told = [f"{city}: receipt", f"Request {number}", "", f"Received on {long_date(paid['on_date'])}: {dollars(paid['amount'])}{how}"]
    return "\n".join([*told, "", *(["Before this payment:", *before, ""] if before else []), owed(paid["balance"])])


def staff_time(entries: list[Row]) -> tuple[int, Decimal]:
    """The minutes and the direct cost of the staff time that a timeline tells."""
    told = [entry for entry in entries if entry["kind"] == "time_recorded" and not entry["is_superseded"]]
    return sum(entry["minutes"] for entry in told), sum((entry["cost"] or Decimal(0) for entry in told), Decimal("0.00"))


def _checked(store: Store, rate: Rate) -> Row:
    row = asdict(rate) | {"label": named(rate.label, "The price"), "unit": named(rate.unit, "The unit")}
    row |= {"price": money("The price", rate.price, 4), "basis": clean_text("The ground", rate.basis)}
    kind = next((each for each in store.read("fee_kinds") if each["fee_kind"] == rate.fee_kind), None)
    if kind is None:
        raise Refused("Say what the price is for: choose one of the list.")
    if not kind["is_lawful"]:
        raise Refused(f"{kind['sentence']} ({kind['citation']})")
    if against := store.read("against_fee_names", names=[row["label"]]):
        raise Refused(against[0]["sentence"])
    if rate.fee_kind == "statutory" and not row["basis"]:
        raise Refused("A fee set by statute needs that statute: name it as the ground.")
    if len(row["basis"] or "") > LONGEST:
        raise Refused(f"The ground has more than {LONGEST} letters: shorten it.")
    if not rate.effective_from or rate.effective_from < FIRST_DAY:
        raise Refused(f"Give the day from which the price holds, {FIRST_DAY} or later.")
    if rate.effective_until and rate.effective_until < rate.effective_from:
        raise Refused("The last day of a price cannot be before its first.")
    return row


def _check_alone(cursor: duckdb.DuckDBPyConnection, row: Row) -> None:
    """Refuse two prices of one label on one day."""
    others = rows(cursor.execute("from store.fee_rate where lower(label) = lower($label) order by effective_from", {"label": row["label"]}))
    last = row["effective_until"] or date.max
    for other in others:
        if other["effective_from"] <= last and row["effective_from"] <= (other["effective_until"] or date.max):
            raise Refused(f"There is a price of that name on some of these days already: {in_words(other)}. End that one first.")


def _take(cursor: duckdb.DuckDBPyConnection, rate_id: int | None) -> str | None:
    """Take a row out of the schedule and tell it in words; None where none is named."""
    if rate_id is None:
        return None
    found = rows(cursor.execute("from store.fee_rate where rate_id = $rate_id", {"rate_id": rate_id}))
    if not found:
        raise Refused("This price was taken back already: open Settings again.")
    cursor.execute("delete from store.fee_rate where rate_id = $rate_id", {"rate_id": rate_id})
    return in_words(found[0])
