"""Money on the page of a request: each line with its ground and what was owed after it, receipts, and staff time."""

from typing import Any

import streamlit as st

from records_desk.db import fees
from records_desk.db.language import msgid, price, translated
from records_desk.pages import _session
from records_desk.pages._look import Fact
from records_desk.pages._table import table
from records_desk.pages._words import cited, dated, day, money, plain

Row = dict[str, Any]
COLUMNS = {"on": msgid("On"), "what": msgid("What"), "for": msgid("For, and on which ground"), "amount": msgid("Amount"), "balance": msgid("Owed after it")}
KINDS = {"on": "short", "for": "long", "amount": "figure", "balance": "figure"}


def fee_account(row: Row, entries: list[Row]) -> None:
    """The fees of a request, where there are any, and the staff time, which is none."""
    lines = fees.account(_session.store(), row["request_id"])
    if lines:
        with st.expander(plain(translated("Fees. {owed}", owed=dated(fees.owed(row["balance"])))), key="request_fees_fold"):
            table([line(each) for each in lines], COLUMNS, translated("Fees"), "request_fees", kinds=KINDS, saved_as=translated("Fees"))
            st.caption(plain(_stands(row)))
        _receipts(row, lines, {entry["event_id"] for entry in entries if entry["letter"]})
    minutes, cost = fees.staff_time(entries)
    if minutes:
        length = msgid("{hours} h {minutes} min") if minutes >= 60 else msgid("{minutes} min")
        spent = translated(length, hours=minutes // 60, minutes=minutes % 60)
        told = msgid("Staff time: {spent}, direct cost {cost}. It is charged to nobody.") if cost else msgid("Staff time: {spent}. It is charged to nobody.")
        st.caption(plain(translated(told, spent=spent, cost=money(cost))))


def owed(row: Row) -> Fact:
    """The figure of the fees: what is owed, or the requester's credit."""
    charged = translated("{amount} charged", amount=money(row["charged"]))
    name, amount = (msgid("Credit"), -row["balance"]) if row["balance"] < 0 else (msgid("Fees owed"), row["balance"])
    return translated(name), money(amount), charged, None


def line(one: Row) -> Row:
    """One line of the account in words, with its ground and what was owed after it."""
    ground = cited({**one, "label": _counted(one)}) if one["for_what"] else _how(one)
    what = translated(one["label"])
    return {
        "on": day(one["on_date"]),
        "what": translated("{what} (irregular)", what=what) if one["irregular"] else what,
        "for": ground,
        "amount": money(one["amount"]),
        "balance": money(one["balance"]) if one["balance"] >= 0 else translated("credit {amount}", amount=money(-one["balance"])),
    }


def _counted(line: Row) -> str:
    """What a line is for and how it was counted."""
    what = translated(line["for_what"])
    if line["quantity"] is None:
        return what
    return translated("{what}: {count} at {price}", what=what, count=format(line["quantity"].normalize(), ",f"), price=price(line["unit_price"]))


def _how(line: Row) -> str:
    return "; ".join(part for part in (translated(line["method"]), line["reference"]) if part)


def _stands(row: Row) -> str:
    """The balance in words, what it may be used for, and what was asked beforehand."""
    stands = _session.store().read("request_money", request_id=row["request_id"])[0]
    told = [dated(fees.owed(row["balance"]))]
    if row["balance"] < 0:
        told.append(translated("It was paid beforehand, or for more than is charged now; what is not charged in the end can be refunded."))
    if stands["estimated"]:
        told.append(translated("Estimated: {amount}.", amount=money(stands["estimated"])))
    if stands["deposit_unpaid"]:
        told.append(translated("Deposit asked and not paid: {amount}.", amount=money(stands["deposit_unpaid"])))
    return " ".join(told)


def _receipts(row: Row, lines: list[Row], with_letter: set[int]) -> None:
    """A receipt for each payment that no letter acknowledges."""
    (city,) = _session.store().recall("setting", name="city")
    for line in lines:
        if line["kind"] == "fee_paid" and line["event_id"] not in with_letter:
            with st.expander(plain(translated("Receipt: {amount}, {day}", amount=money(line["amount"]), day=day(line["on_date"])))):
                st.code(fees.receipt(city["value"], row["number"], lines, line["event_id"]), language=None, wrap_lines=True)
