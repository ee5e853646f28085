"""The lines of a fee: what each is for, how many at which price, and what they come to.

A line of the fee schedule takes the price in force on the day of the act. Whether a line is lawful is not decided here.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from records_desk.db._plain_text import one_line, says
from records_desk.db._refused import Refused
from records_desk.db.store import Store

CENT, MOST, LONGEST_BASIS = Decimal("0.01"), 10_000_000, 200
SINGLE = ("fee_kind", "amount")


@dataclass(frozen=True)
class FeeLine:
    """One line: an amount in dollars under a kind of fee; where it was counted, how many units at which price, and the price's name.

    basis: the statute or resolution that it rests on.
    """

    fee_kind: str
    amount: Decimal
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    label: str | None = None
    basis: str | None = None

    @property
    def digested(self) -> tuple[str, ...]:
        """What of it goes into the digest; as db/derived/10_digest.sql writes it."""
        counted = [str(each) for each in (self.quantity, self.unit_price) if each is not None]
        named = [f"{name}={value}" for name, value in (("label", self.label), ("basis", self.basis)) if value]
        return (self.fee_kind, str(self.amount), *counted, *named)


def in_lines(store: Store, on_date: date, given: dict[str, Any]) -> dict[str, Any]:
    """The filled fields of a fee, told as its lines too: fee_kind and amount alone are one line. Raises Refused.

    Each of given["lines"] holds fee_kind and amount, or fee_kind, quantity and unit_price, or the rate (a label of the fee
    schedule) and quantity; and the basis where it is not the rate's.
    """
    if not given.get("lines"):
        return given | {"lines": (_line(store, on_date, given),)} if all(name in given for name in SINGLE) else given
    lines = tuple(_line(store, on_date, line) for line in given["lines"])
    total = sum(line.amount for line in lines)
    if given.get("amount", total) != total:
        raise Refused(f"The lines come to {total:,.2f}, not to {given['amount']:,.2f}: leave the sum to them.")
    return given | {"lines": lines, "fee_kind": lines[0].fee_kind, "amount": money("The sum of the lines", total)}


def before_changes(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """What stays of a fee that is corrected: its lines, or its one kind and amount where those are changed. Raises Refused."""
    if "lines" in changes:
        return {name: value for name, value in values.items() if name not in SINGLE}
    if not set(SINGLE) & set(changes) or "lines" not in values:
        return values
    if len(values["lines"]) > 1:
        raise Refused("This fee has several lines: give all of them anew.")
    stood = values["lines"][0]
    basis = stood["basis"] if changes.get("fee_kind", stood["fee_kind"]) == stood["fee_kind"] else None
    return values | {"lines": [{name: changes.get(name, stood[name]) for name in SINGLE} | {"basis": basis}]}


def money(label: str, value: Any, places: int = 2) -> Decimal:
    """A sum of dollars with at most so many decimals, in figures from 0 to 9 with or without a point. Raises Refused."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value).strip().removeprefix("$")
    if not re.fullmatch(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)", text):
        raise Refused(f"{label} must be a number such as 12.50.")
    try:
        given = Decimal(text)
        amount = given.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation as error:
        raise Refused(f"{label} must be more than 0 and less than 10,000,000.") from error
    if given != amount:
        raise Refused(f"{label} must be a number with at most {'two' if places == 2 else 'four'} decimals, such as 12.50.")
    if not amount.is_finite() or not 0 < amount < MOST:
        raise Refused(f"{label} must be more than 0 and less than 10,000,000.")
    return amount


def rate_on(store: Store, label: str, on_date: date) -> dict[str, Any]:
    """The row of the fee schedule that a label has on a day. Raises Refused where none is in force."""
    for rate in store.recall("fee_rates"):
        if rate["label"].casefold() == label.casefold() and is_in_force(rate, on_date):
            return rate
    raise Refused(f"The fee schedule has no price for “{label}” on {on_date}: choose another line, or have Settings name the price.")


def is_in_force(rate: dict[str, Any], on_date: date) -> bool:
    """Whether a row of the fee schedule holds on a day."""
    return rate["effective_from"] <= on_date and (rate["effective_until"] is None or on_date <= rate["effective_until"])


def _line(store: Store, on_date: date, given: Any) -> FeeLine:
    if isinstance(given, FeeLine):
        given = vars(given)
    if rate := given.get("rate"):
        found = rate_on(store, rate, on_date)
        given = {"quantity": given.get("quantity"), **{name: found[name] for name in ("fee_kind", "label", "basis")}, "unit_price": found["price"]}
    label = _kind_label(store, given.get("fee_kind"))
    label = given.get("label") or label
    if given.get("quantity") in (None, ""):
        return _uncounted(store, label, given)
    quantity = money(f"How many of “{label}”", given["quantity"])
    unit_price = money(f"The price of one of “{label}”", given.get("unit_price"), 4)
    amount = money(f"The amount of “{label}”", (quantity * unit_price).quantize(CENT, ROUND_HALF_UP))
    if given.get("amount") is not None and money(label, given["amount"]) != amount:
        raise Refused(f"{quantity} at {unit_price} come to {amount:,.2f} for “{label}”, not to {given['amount']}.")
    return FeeLine(given["fee_kind"], amount, quantity, unit_price, given.get("label"), _basis(given))


def _uncounted(store: Store, label: str, given: dict[str, Any]) -> FeeLine:
    if given.get("unit_price") is not None:
        raise Refused(f"Say how many of “{label}” there are.")
    if given.get("amount") in (None, ""):
        raise Refused(f"Give the {store.fields['amount']['label'].lower()} for “{label}”.")
    return FeeLine(given["fee_kind"], money(store.fields["amount"]["label"], given["amount"]), basis=_basis(given))


def _basis(given: dict[str, Any]) -> str | None:
    """The statute or resolution of a line, as text of one line."""
    text = one_line(str(given.get("basis") or "").encode("utf-8", "replace").decode("utf-8"))
    if len(text) > LONGEST_BASIS:
        raise Refused(f"The ground of a line has more than {LONGEST_BASIS} letters: shorten it.")
    return text if says(text) else None


def _kind_label(store: Store, fee_kind: str | None) -> str:
    if not fee_kind:
        raise Refused("Say of each line what it is for.")
    found = [row["label"] for row in store.choices["fee_kind"] if row["code"] == fee_kind]
    if not found:
        raise Refused(f"{store.fields['fee_kind']['label']} cannot be “{fee_kind}”: choose one of the list.")
    return found[0]
