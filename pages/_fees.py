"""Money on the page of a request: each line with its ground and what was owed after it, receipts, and staff time."""

from typing import Any

import streamlit as st

from records_desk.db import fees, reading
from records_desk.pages import _session
from records_desk.pages._look import Fact
from records_desk.pages._table import table
from records_desk.pages._words import day, money, plain

Row = dict[str, Any]
COLUMNS = {"on": "On", "what": "What", "for": "For, and on which ground", "amount": "Amount", "balance": "Owed after it"}
KINDS = {"on": "short", "for": "long", "amount": "figure", "balance": "figure"}


def fee_account(row: Row, entries: list[Row]) -> None:
    """The fees of a request, where there are any, and the staff time, which is none."""
    lines = fees.account(_session.store(), row["request_id"])
    if lines:
        with st.expander(plain(f"Fees. {fees.owed(row['balance'])}"), key="request_fees_fold"):
            table([line(each) for each in lines], COLUMNS, "Fees", "request_fees", kinds=KINDS, saved_as="Fees")
            st.caption(plain(_stands(row)))
        _receipts(row, lines, {entry["event_id"] for entry in entries if entry["letter"]})
    minutes, cost = fees.staff_time(entries)
    if minutes:
        spent = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
        st.caption(plain(f"Staff time: {spent}" + (f", direct cost {money(cost)}" if cost else "") + ". It is charged to nobody."))


def owed(row: Row) -> Fact:
    """The figure of the fees: what is owed, or the requester's credit."""
    charged = f"{money(row['charged'])} charged"
    name, amount = ("Credit", -row["balance"]) if row["balance"] < 0 else ("Fees owed", row["balance"])
    return name, money(amount), charged, None


def line(one: Row) -> Row:
    """One line of the account in words, with its ground and what was owed after it."""
    ground = reading.cited({**one, "label": fees.counted(one)}) if one["for_what"] else _how(one)
    return {
        "on": day(one["on_date"]),
        "what": one["label"] + (" (irregular)" if one["irregular"] else ""),
        "for": ground,
        "amount": money(one["amount"]),
        "balance": money(one["balance"]) if one["balance"] >= 0 else f"credit {money(-one['balance'])}",
    }


def _how(line: Row) -> str:
    return "; ".join(part for part in (line["method"], line["reference"]) if part)


def _stands(row: Row) -> str:
    """The balance in words, what it may be used for, and what was asked beforehand."""
    stands = _session.store().read("request_money", request_id=row["request_id"])[0]
    told = [fees.owed(row["balance"])]
    if row["balance"] < 0:
        told.append("It was paid beforehand, or for more than is charged now; what is not charged in the end can be refunded.")
    if stands["estimated"]:
        told.append(f"Estimated: {money(stands['estimated'])}.")
    if stands["deposit_unpaid"]:
        told.append(f"Deposit asked and not paid: {money(stands['deposit_unpaid'])}.")
    return " ".join(told)


def _receipts(row: Row, lines: list[Row], with_letter: set[int]) -> None:
    """A receipt for each payment that no letter acknowledges."""
    (city,) = _session.store().recall("setting", name="city")
    for line in lines:
        if line["kind"] == "fee_paid" and line["event_id"] not in with_letter:
            with st.expander(plain(f"Receipt: {money(line['amount'])}, {day(line['on_date'])}")):
                st.code(fees.receipt(city["value"], row["number"], lines, line["event_id"]), language=None, wrap_lines=True)
