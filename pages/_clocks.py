"""The clocks of one request: determination, production and further ones, what was waited, and why the date is what it is."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import clock, reading
from records_desk.db.language import msgid, translated
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import cited, day, days, left, plain

Row = dict[str, Any]
PROMPT = {"label": msgid("Production: prompt, by the date estimated"), "citation": "Gov. Code 7922.530(a), 7922.535(a)", "mark": "S"}
NO_ADVICE = msgid("This is not legal advice.")
COLUMNS = {"clock": msgid("Clock"), "due": msgid("Due"), "stands": msgid("How it stands"), "safe": msgid("Safe target"), "history": msgid("So far")}
KINDS = {"clock": "long", "due": "short", "stands": "when", "safe": "short", "history": "lines"}
GIVEN = {  # by whether anything was released, else it is in service; and whether before, on or after the day first promised
    (True, -1): msgid("first released {days} before the day first promised"),
    (True, 0): msgid("first released on the day first promised"),
    (True, 1): msgid("first released {days} after the day first promised"),
    (False, -1): msgid("in service {days} before the day first promised"),
    (False, 0): msgid("in service on the day first promised"),
    (False, 1): msgid("in service {days} after the day first promised"),
}
AHEAD = {
    -1: msgid("nothing released yet, first promised in {days}"),
    0: msgid("nothing released yet, first promised for today"),
    1: msgid("nothing released yet, {days} past the first promise"),
}


def clocks(row: Row, entries: list[Row]) -> None:
    """Each clock that runs on a request, and the days waited on the requester, which are none."""
    table(lines(row, entries), COLUMNS, translated("Clocks"), "request_clocks", kinds=KINDS, saved_as=translated("Clocks"))
    if waited := _waited(row):
        st.caption(plain(waited))


def lines(row: Row, entries: list[Row]) -> list[Row]:
    """Each clock in words."""
    further = _session.store().read("further_clocks", request_id=row["request_id"])
    promised = reading.promises(entries)
    return [_determination(row, entries), *([_production(row, promised)] if promised else []), *(_further(item, row) for item in further)]


def rule_cited(row: Row) -> str:
    """The rule set that the days are counted by, with its citation."""
    return cited(_rule(row))


def why_this_date(row: Row) -> None:
    """Every day from receipt to the due date, with the rule set they are counted by."""
    found = clock.why(_session.store(), row)
    if not found:
        return
    with st.expander(translated("Why this date?")):
        told = [{"day": day(item["on"]), "counts": translated("counts") if item["counts"] else "–", "reason": item["reason"]} for item in found]
        columns = {"day": msgid("Day"), "counts": msgid("Counts"), "reason": msgid("Why")}
        caption = translated("Each day from receipt to the last day")
        table(told, columns, caption, "request_days", kinds={"day": "short"}, saved_as=translated("Days"))
        st.caption(plain(f"{rule_cited(row)}. {translated(NO_ADVICE)}"))


def _determination(row: Row, entries: list[Row]) -> Row:
    rule = _rule(row) or {"citation": None, "mark": None}
    line = {"clock": cited(rule | {"label": msgid("Determination")}), "due": day(row["due_on"]), "safe": day(row["safe_on"])}
    if not row["has_clock"]:
        (marked, *_) = (entry for entry in reversed(entries) if entry["kind"] == "no_existing_records_asked" and not entry["is_superseded"])
        history = translated("marked {day}: asks for no existing records", day=day(marked["on_date"]))
        return line | {"stands": translated("no statutory time runs"), "history": history}
    if not row["received_on"]:
        return line | {"stands": "–", "history": translated("the day of receipt is not known")}
    moves = [entry for entry in entries if entry["kind"] == "extended" and entry["extended_to_on"] and not entry["is_superseded"]]
    extended = [_extension(move) for move in moves]
    line["history"] = "\n".join([translated("first due {day}", day=day(row["original_due_on"])), *extended])
    return line | _stands(row["due_on"], row["first_determined_on"], row)


def _extension(move: Row) -> str:
    if move["irregular"]:
        return translated("irregular extension to {day}: the date in force stays", day=day(move["extended_to_on"]))
    return translated("extended to {day}", day=day(move["extended_to_on"]))


def _production(row: Row, promised: list[Row]) -> Row:
    """What was promised, in order, and how far the records are from the first promise."""
    history = [translated("{day}, told on {told_on}", day=day(entry["promised_on"]), told_on=day(entry["on_date"])) for entry in promised]
    slip, is_given = reading.slip_days(row, _session.today()), row["first_released_on"] or row["status"] == "in_service"
    if slip is None:
        stands = translated("no date promised in this round") if row["is_open"] else translated("ended without a release")
    else:
        side = (slip > 0) - (slip < 0)
        stands = translated(GIVEN[bool(row["first_released_on"]), side] if is_given else AHEAD[side], days=days(abs(slip)))
    line = {"clock": cited(PROMPT), "due": day(row["promised_on"]), "stands": stands, "history": "\n".join(history)}
    return line | {"_late": not is_given and (slip or 0) > 0}


def _further(item: Row, row: Row) -> Row:
    """A period of another law."""
    line = {"clock": cited(item), "due": day(item["due_on"]), "safe": day(item["safe_on"])}
    line["history"] = translated("first due {day}", day=day(item["ends_on"]))
    if item["due_on"] != item["ends_on"]:
        line["history"] += "\n" + translated("extended to {day}", day=day(item["due_on"]))
    return line | _stands(item["due_on"], item["met_on"], row)


def _stands(due_on: date, met_on: date | None, row: Row) -> Row:
    """Whether a clock was met, and when; or how long it still has."""
    if met_on:
        late = (met_on - due_on).days
        told = msgid("met {day}, {days} late") if late > 0 else msgid("met {day}, in time")
        return {"stands": translated(told, day=day(met_on), days=days(late))}
    if not row["is_open"]:
        return {"stands": translated("not met when the request ended")}
    until = (due_on - _session.today()).days
    return {"stands": left(until), "_late": until < 0}


def _waited(row: Row) -> str | None:
    """The days waited on the requester: a figure of ours, that moves a date only where the rule set has pauses."""
    since = row["waiting_since_on"]
    waited = row["waiting_days"] + ((_session.today() - since).days if since else 0)
    if not since and not waited:
        return None
    rule = _rule(row)
    told = msgid("Days waiting on the requester: {count}, waiting since {day}.") if since else msgid("Days waiting on the requester: {count}.")
    moves = translated("Our own figure, not a statutory one: it does not move the due date.")
    if rule and rule["waiting_pauses"]:
        moves = translated("Under {rule} waiting moves the due date: so far by {days}.", rule=cited(rule), days=days(row["paused_days"]))
    return f"{translated(told, count=waited, day=day(since))} {moves}"


def _rule(row: Row) -> Row | None:
    """The rule set of the day from which time is counted."""
    found = next(iter(_session.store().recall("due", received_on=row["clock_from_on"])), None)
    return found and found | {"label": translated("Rule set {name}", name=found["rule_set"])}
