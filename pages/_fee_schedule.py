"""The fee schedule in Settings: what the city charges for what, per which unit, from when until when."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import fees
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import DATE, apart, cited, day

Row = dict[str, Any]
COLUMNS = {
    "label": msgid("Price"), "amount": msgid("Amount"), "from": msgid("From"), "until": msgid("Until"), "kind": msgid("What for, by which law"), "basis": msgid("Ground"),
}  # fmt: skip
NOT_CHARGED = (  # kinds of fees as the query of choices calls them
    msgid("Search (may not be charged)"), msgid("Review (may not be charged)"), msgid("Redaction (may not be charged)"), msgid("Staff time to find records (may not be charged)"),
)  # fmt: skip
NEW = {"label": "", "unit": "", "price": None, "fee_kind": None, "basis": None, "effective_from": None, "effective_until": None}


def schedule(store: Store, me: Staff, save: Callable[[str, str, Callable[[], Any]], None]) -> None:
    """The prices, and the form of one; save(form, sentence, act) carries out a change."""
    rates = store.recall("fee_rates")
    if rates:
        kinds = {"from": "short", "until": "short", "kind": "long"}
        table([_line(rate) for rate in rates], COLUMNS, translated("Fee schedule"), "settings_fees", kinds=kinds, saved_as=translated("Fee schedule"))
    else:
        st.caption(translated("No price yet. Fees can be charged all the same: their dollars are typed."))
    known = {rate["rate_id"]: rate for rate in rates}
    called = {key: translated("{price}, from {day}", price=rate["label"], day=day(rate["effective_from"])) for key, rate in known.items()}
    names = apart({None: translated("A new price"), **called})
    which = st.selectbox(translated("Price"), list(names), format_func=names.get, key="settings_which_rate", help=HELP["rate_which"])
    _one(store, me, save, which, known.get(which, NEW))


def _one(store: Store, me: Staff, save: Callable[..., None], which: int | None, old: Row) -> None:
    """The form of one price."""
    name = f"settings_rate_{which}"
    form = _session.form(name)
    with st.form(form):
        rate = _fields(store, old, form)
        with st.container(horizontal=True):
            sent = st.form_submit_button(translated("Save the price"), key=f"{form}_send")
            dropped = which is not None and st.form_submit_button(translated("Take it back"), key=f"{form}_drop")
    if sent:
        save(name, translated("Price {price} saved.", price=rate.label), lambda: fees.save_rate(store, me, which, rate))
    elif dropped:
        save(name, translated("Price {price} taken back.", price=old["label"]), lambda: fees.drop_rate(store, me, which))


def _fields(store: Store, old: Row, form: str) -> fees.Rate:
    kinds = {row["code"]: cited(row) for row in store.choices["fee_kind"]}
    index = list(kinds).index(old["fee_kind"]) if old["fee_kind"] in kinds else None
    return fees.Rate(
        label=st.text_input(translated("Name of the price, for example Copy, per page"), old["label"], key=f"{form}_label", help=HELP["rate_label"]),
        fee_kind=st.selectbox(translated("What for"), list(kinds), index, format_func=kinds.get, placeholder=translated("Choose"), key=f"{form}_kind", help=HELP["rate_kind"]),
        unit=st.text_input(translated("Unit, for example page"), old["unit"], key=f"{form}_unit", help=HELP["rate_unit"]),
        price=st.text_input(translated("Dollars for one unit"), "" if old["price"] is None else fees.in_figures(old["price"]), key=f"{form}_price", help=HELP["rate_price"]),
        basis=st.text_input(translated("Ground: resolution or statute (if any)"), old["basis"] or "", key=f"{form}_basis", help=HELP["rate_basis"]),
        effective_from=st.date_input(translated("In force from"), old["effective_from"] or store.today(), key=f"{form}_from", width=220, **DATE, help=HELP["rate_from"]),
        effective_until=st.date_input(translated("Until (empty: for now)"), old["effective_until"], key=f"{form}_until", width=220, **DATE, help=HELP["rate_until"]),
    )


def _line(rate: Row) -> Row:
    return {
        "label": rate["label"],
        "amount": translated("{price} a {unit}", price=fees.price(rate["price"]), unit=rate["unit"]),
        "from": day(rate["effective_from"]),
        "until": day(rate["effective_until"]),
        "kind": cited({**rate, "label": rate["kind_label"]}),
        "basis": rate["basis"] or "",
    }
