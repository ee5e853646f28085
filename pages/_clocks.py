"""The clocks of one request: determination, production and further ones, what was waited, and why the date is what it is."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import clock, reading
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import day, days, left, plain

Row = dict[str, Any]
PROMPT = {"label": "Production: prompt, by the date estimated", "citation": "Gov. Code 7922.530(a), 7922.535(a)", "mark": "S"}
COLUMNS = {"clock": "Clock", "due": "Due", "stands": "How it stands", "safe": "Safe target", "history": "So far"}
KINDS = {"clock": "long", "due": "short", "stands": "when", "safe": "short", "history": "lines"}


def clocks(row: Row, entries: list[Row]) -> None:
    """Each clock that runs on a request, and the days waited on the requester, which are none."""
    table(lines(row, entries), COLUMNS, "Clocks", "request_clocks", kinds=KINDS, saved_as="Clocks")
    if waited := _waited(row):
        st.caption(plain(waited))


def lines(row: Row, entries: list[Row]) -> list[Row]:
    """Each clock in words."""
    further = _session.store().read("further_clocks", request_id=row["request_id"])
    promised = reading.promises(entries)
    return [_determination(row, entries), *([_production(row, promised)] if promised else []), *(_further(item, row) for item in further)]


def rule_cited(row: Row) -> str:
    """The rule set that the days are counted by, with its citation."""
    return reading.cited(_rule(row))


def why_this_date(row: Row) -> None:
    """Every day from receipt to the due date, with the rule set they are counted by."""
    found = clock.why(_session.store(), row)
    if not found:
        return
    with st.expander("Why this date?"):
        told = [{"day": day(item["on"]), "counts": "counts" if item["counts"] else "–", "reason": item["reason"]} for item in found]
        columns = {"day": "Day", "counts": "Counts", "reason": "Why"}
        table(told, columns, "Each day from receipt to the last day", "request_days", kinds={"day": "short"}, saved_as="Days")
        st.caption(plain(f"{rule_cited(row)}. This is not legal advice."))


def _determination(row: Row, entries: list[Row]) -> Row:
    rule = _rule(row) or {"citation": None, "mark": None}
    line = {"clock": reading.cited(rule | {"label": "Determination"}), "due": day(row["due_on"]), "safe": day(row["safe_on"])}
    if not row["has_clock"]:
        (marked, *_) = (entry for entry in reversed(entries) if entry["kind"] == "no_existing_records_asked" and not entry["is_superseded"])
        return line | {"stands": "no statutory time runs", "history": f"marked {day(marked['on_date'])}: asks for no existing records"}
    if not row["received_on"]:
        return line | {"stands": "–", "history": "the day of receipt is not known"}
    moves = [entry for entry in entries if entry["kind"] == "extended" and entry["extended_to_on"] and not entry["is_superseded"]]
    extended = [_extension(move) for move in moves]
    line["history"] = "\n".join([f"first due {day(row['original_due_on'])}", *extended])
    return line | _stands(row["due_on"], row["first_determined_on"], row)


def _extension(move: Row) -> str:
    if move["irregular"]:
        return f"irregular extension to {day(move['extended_to_on'])}: the date in force stays"
    return f"extended to {day(move['extended_to_on'])}"


def _production(row: Row, promised: list[Row]) -> Row:
    """What was promised, in order, and how far the records are from the first promise."""
    history = [f"{day(entry['promised_on'])}, told on {day(entry['on_date'])}" for entry in promised]
    slip, is_given = reading.slip_days(row, _session.today()), row["first_released_on"] or row["status"] == "in_service"
    if slip is None:
        stands = "no date promised in this round" if row["is_open"] else "ended without a release"
    elif is_given:
        stands = f"{'first released' if row['first_released_on'] else 'in service'} {_apart(slip)}"
    else:
        stands = f"nothing released yet, {_ahead(slip)}"
    line = {"clock": reading.cited(PROMPT), "due": day(row["promised_on"]), "stands": stands, "history": "\n".join(history)}
    return line | {"_late": not is_given and (slip or 0) > 0}


def _further(item: Row, row: Row) -> Row:
    """A period of another law."""
    line = {"clock": reading.cited(item), "due": day(item["due_on"]), "safe": day(item["safe_on"])}
    line["history"] = f"first due {day(item['ends_on'])}"
    if item["due_on"] != item["ends_on"]:
        line["history"] += f"\nextended to {day(item['due_on'])}"
    return line | _stands(item["due_on"], item["met_on"], row)


def _stands(due_on: date, met_on: date | None, row: Row) -> Row:
    """Whether a clock was met, and when; or how long it still has."""
    if met_on:
        late = (met_on - due_on).days
        return {"stands": f"met {day(met_on)}, {f'{days(late)} late' if late > 0 else 'in time'}"}
    if not row["is_open"]:
        return {"stands": "not met when the request ended"}
    until = (due_on - _session.today()).days
    return {"stands": left(until), "_late": until < 0}


def _apart(slip: int) -> str:
    if slip == 0:
        return "on the day first promised"
    return f"{days(abs(slip))} {'after' if slip > 0 else 'before'} the day first promised"


def _ahead(slip: int) -> str:
    if slip == 0:
        return "first promised for today"
    return f"{days(slip)} past the first promise" if slip > 0 else f"first promised in {days(-slip)}"


def _waited(row: Row) -> str | None:
    """The days waited on the requester: a figure of ours, that moves a date only where the rule set has pauses."""
    since = row["waiting_since_on"]
    waited = row["waiting_days"] + ((_session.today() - since).days if since else 0)
    if not since and not waited:
        return None
    rule = _rule(row)
    told = f"Days waiting on the requester: {waited}" + (f", waiting since {day(since)}. " if since else ". ")
    if rule and rule["waiting_pauses"]:
        return f"{told}Under {reading.cited(rule)} waiting moves the due date: so far by {days(row['paused_days'])}."
    return f"{told}Our own figure, not a statutory one: it does not move the due date."


def _rule(row: Row) -> Row | None:
    """The rule set of the day from which time is counted."""
    return next(iter(_session.store().recall("due", received_on=row["clock_from_on"])), None)
