"""The lines of a fee in its form: what each is for stands above the form, and decides what the form asks about it."""

from typing import Any

import streamlit as st

from records_desk.db import fees
from records_desk.db.language import translated
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import cited, plain

Row = dict[str, Any]
RATE, STATUTORY, MOST = "rate ", "statutory", 20


def chosen(before: Row, key: str) -> list[str]:
    """What each line is for: kinds of fee and names of the fee schedule, None for one that was emptied. After the last another one is offered.

    All in one place: a form that moved down for one more would lose what is being typed in it.
    """
    with st.container():
        picked = _chosen(before, key)
        _say_law(picked)
    return picked if any(picked) else [""]


def _chosen(before: Row, key: str) -> list[str]:
    options, lines, picked = _options(), before.get("lines") or (), []
    names = [f"{key}_fee_kind{_ending(place)}" for place in range(1, MOST + 1)]
    while len(picked) < MOST:
        place = len(picked) + 1
        label = _required("fee_kind") if place == 1 else translated("Line {place}, what for (if any)", place=place)
        if place <= len(lines):
            st.session_state.setdefault(names[place - 1], _code(lines[place - 1], options))
        told = translated(_session.store().fields["fee_kind"]["help"])
        code = st.selectbox(label, list(options), None, format_func=options.get, key=names[place - 1], placeholder=translated("Choose"), help=told, persist_state="session")
        if not code and place >= len(lines) and not any(st.session_state.get(name) for name in names[place:]):
            break
        picked.append(code)
    return picked


def asked(picked: list[str], before: Row, key: str) -> Row:
    """The fields of the lines: dollars, or how many of what the fee schedule prices. Returns what they hold."""
    lines = before.get("lines") or ()
    found = [
        _line(code, place, lines[place - 1] if place <= len(lines) else {}, f"{key}_{{}}{_ending(place)}")
        for place, code in enumerate(picked, 1)
        if code is not None
    ]
    if any(line.get("rate") for line in found):
        st.caption(translated("The price in force on the day of the act counts."))
    is_single = len(found) == 1 and found[0].keys() == {"fee_kind", "amount"}
    return (found[0] if is_single else {"lines": found}) if found else {}


def is_answered(rows: list[Row]) -> bool:
    """Whether it was said of each request, in its present round, whether fees apply."""
    store = _session.store()
    return all(store.read("fee_answers", request_id=row["request_id"], on_date=store.today()) for row in rows)


def _line(code: str, place: int, before: Row, key: str) -> Row:
    """The fields of one line; key has a gap for the name of the field."""
    options: Row = {"persist_state": "session"}
    quantity = "" if before.get("quantity") is None else f"{before['quantity'].normalize():f}"
    if code.startswith(RATE):
        label = _of_line(place, translated("How many of “{price}” (required)", price=code.removeprefix(RATE)))
        return {"rate": code.removeprefix(RATE), "quantity": st.text_input(plain(label), quantity, key=key.format("quantity"), help=HELP["line_quantity"], **options) or None}
    left, right = st.columns(2)
    start = before.get("unit_price") if quantity else before.get("amount")
    dollars = left.text_input(_of_line(place, _required("amount")), "" if start is None else str(start), key=key.format("amount"), help=HELP["line_amount"], **options) or None
    label = _of_line(place, translated("How many, where the dollars are for one (if any)"))
    count = right.text_input(label, quantity, key=key.format("quantity"), help=HELP["line_quantity"], **options) or None
    line = {"fee_kind": code or None, **({"quantity": count, "unit_price": dollars} if count else {"amount": dollars})}
    if code != STATUTORY:
        return line
    told, label = translated("Which statute sets the fee: the letter names it."), _of_line(place, translated("Statute that sets it (required)"))
    return line | {"basis": st.text_input(label, before.get("basis") or "", key=key.format("basis"), help=told, **options) or None}


def _options() -> dict[str, str]:
    """What a line may be for: first the fee schedule with today's price, then the kinds with their law."""
    store = _session.store()
    now = {rate["label"]: translated("{price} a {unit}", price=fees.price(rate["price"]), unit=rate["unit"]) for rate in fees.rates_on(store, store.today())}
    names = {rate["label"].casefold(): rate["label"] for rate in store.recall("fee_rates")}
    none = translated("no price today")
    listed = {f"{RATE}{name}": f"{name}: {now.get(name, none)}" for name in names.values()}
    return listed | {choice["code"]: cited(choice) for choice in store.choices["fee_kind"]}


def _code(line: Row, options: dict[str, str]) -> str | None:
    """What was chosen for a line that was recorded."""
    return next((code for code in (f"{RATE}{line['label']}", line["fee_kind"]) if code in options), None)


def _say_law(picked: list[str]) -> None:
    """What the law says about the kinds chosen; what is not settled, or may not be charged, as a warning."""
    for kind in _session.store().recall("fee_kinds"):
        if kind["fee_kind"] in picked:
            told = plain(cited({**kind, "label": f"{translated(kind['label'])}: {translated(kind['sentence'])}"}))
            if kind["is_lawful"] and kind["mark"] != "U":
                st.caption(told)
            else:
                st.warning(told, icon=None)


def _ending(place: int) -> str:
    return "" if place == 1 else f"_{place}"


def _of_line(place: int, label: str) -> str:
    """The label of a field of a line; one that changed would empty its field."""
    return label if place == 1 else translated("Line {place}: {label}", place=place, label=label)


def _required(name: str) -> str:
    return translated("{label} (required)", label=translated(_session.store().fields[name]["label"]))
