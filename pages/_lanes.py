"""A request's own timeline as lanes: the desks that held it, waits on the requester, what happened, due dates and promises."""

from datetime import date
from typing import Any

import streamlit as st

from records_desk.db import export, reading
from records_desk.db.language import msgid, translated
from records_desk.pages import _charts, _session
from records_desk.pages._figure import downloads
from records_desk.pages._words import day, days, opening, plain

Row = dict[str, Any]
LANES = WAITING, EVENTS, PROMISES, DUE_DATES = msgid("Waiting on the requester"), msgid("What happened"), msgid("Promises"), msgid("Due dates")  # the others are desks
READING = msgid(
    "Bars: who held the request, and how long the requester was waited for, up to today where it goes on. Marks: what happened, the due dates "
    "by the rule set above, and what was promised. The table is the timeline below."
)
HAPPENED = (
    "received",
    "acknowledged",
    "extended",
    "determined",
    "released",
    "closed",
    "reopened",
    "access_granted",
    "dataset_published",
    "appealed",
)
ENDS = ("closed", "access_granted", "dataset_published", "voided")
NO_LONGER_WAITS = ("clarification_answered", "clarification_lapsed", "determined", *ENDS)


def lanes(row: Row, entries: list[Row]) -> None:
    """The picture of one request, with its sentence."""
    if not row["received_on"]:
        return
    with st.expander(translated("Timeline as a picture"), key="request_lanes", on_change="rerun") as folded:
        if folded.open:
            held, dates = bars(row, entries, _session.today()), points(row, entries)
            words = in_words(held, dates)
            st.write(plain(words))
            spec = _charts.lanes(_named(held), _named(dates)).to_dict()
            st.vega_lite_chart(spec=spec, alt=words, theme=None, key="request_lanes_chart")
            told = translated("{number}, as of {day}.", number=row["number"], day=day(_session.today()))
            st.caption(plain(f"{told} {translated(READING)}"))
            lines = _named(_lines(held, dates))
            downloads(row["number"].lower(), spec, lambda form: export.listed(_session.store(), lines, form).path, len(lines), _session.today(), "request_lanes")


def _lines(held: list[Row], dates: list[Row]) -> list[Row]:
    """Both as lines of one table."""
    spans = [
        {"lane": bar["lane"], "what": translated("held") if bar["lane"] != WAITING else translated("waited"), "from_on": bar["from"], "until_on": bar["to"]}
        for bar in held
    ]
    return spans + [{"lane": point["lane"], "what": point["what"], "from_on": point["on"], "until_on": point["on"]} for point in dates]


def bars(row: Row, entries: list[Row], today: date) -> list[Row]:
    """Who held the request, and when the requester was waited for: lane, from, to, and whether it goes on."""
    standing = sorted((entry for entry in entries if not entry["is_superseded"]), key=lambda entry: entry["on_date"])
    until = today if row["is_open"] else row["closed_on"] or row["last_on"]
    return [*_spans(standing, _desk_after, until), *_spans(standing, _waiting_after, until)]


def points(row: Row, entries: list[Row]) -> list[Row]:
    """What happened on a day, and the days that bind: lane, on, and what in the language spoken."""
    standing = [entry for entry in entries if not entry["is_superseded"]]
    found = [{"lane": EVENTS, "on": entry["on_date"], "what": translated(entry["label"])} for entry in standing if entry["kind"] in HAPPENED]
    found += [{"lane": PROMISES, "on": entry["promised_on"], "what": translated("Promised")} for entry in reading.promises(entries)]
    due = {row["original_due_on"]: translated("First due"), row["due_on"]: translated("Due")} if row["due_on"] else {}
    found += [{"lane": DUE_DATES, "on": on, "what": what} for on, what in due.items()]
    joined: dict[tuple[str, date], list[str]] = {}
    for point in found:
        joined.setdefault((point["lane"], point["on"]), []).append(point["what"])
    return [{"lane": lane, "on": on, "what": ", ".join(whats)} for (lane, on), whats in joined.items()]


def in_words(held: list[Row], dates: list[Row]) -> str:
    """The picture as a sentence."""
    stays = [f"{bar['lane']} {days((bar['to'] - bar['from']).days)}" for bar in _named(held)]
    stays = [translated("{stay} so far", stay=stay) if bar["goes_on"] else stay for stay, bar in zip(stays, held, strict=True)]
    told = [f"{point['what'].lower()} {day(point['on'])}" for point in dates]
    held_by = "; ".join(stays) or translated("No desk has held it")
    return f"{held_by}. {opening(', '.join(told))}."


def _named(rows: list[Row]) -> list[Row]:
    """Rows with the lanes that are no desks in the language spoken."""
    return [{**row, "lane": translated(row["lane"]) if row["lane"] in LANES else row["lane"]} for row in rows]


def _spans(standing: list[Row], after: Any, until: date) -> list[Row]:
    """The stretches between changes of what after(entry, before) says; None is no stretch."""
    found: list[Row] = []
    lane, since = None, None
    for entry in standing:
        then = after(entry, lane)
        if then != lane:
            found += [{"lane": lane, "from": since, "to": entry["on_date"], "goes_on": False}] if lane else []
            lane, since = then, entry["on_date"]
    return [*found, {"lane": lane, "from": since, "to": max(since, until), "goes_on": True}] if lane else found


def _desk_after(entry: Row, before: str | None) -> str | None:
    return None if entry["kind"] in ENDS else entry["desk"] or before


def _waiting_after(entry: Row, before: str | None) -> str | None:
    return WAITING if entry["kind"] == "clarification_asked" else None if entry["kind"] in NO_LONGER_WAITS else before
