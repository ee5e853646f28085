"""One request as people read it: codes of the ledger become the words of the rules' tables. Reads only."""

from collections.abc import Callable
from datetime import date
from typing import Any

from records_desk.db import _readers as readers
from records_desk.db.language import msgid
from records_desk.db.store import Store

Row = dict[str, Any]


def request(store: Store, request_id: int) -> Row | None:
    """Where one request stands, its codes in words beside them; None where there is none."""
    found = store.read("request", request_id=request_id)
    if not found:
        return None
    row = found[0]
    status = store.statuses[row["status"]]
    return row | {
        "status_label": status["label"],
        "glyph": status["glyph"],
        "determination_label": _label(store, "determination", row["determination"]),
        "closing_label": _label(store, "closing", row["closing_outcome"]),
    }


def timeline(store: Store, request_id: int, reader: int | None = None) -> list[Row]:
    """Everything that happened to one request, in order, superseded entries too, each with its words and details.

    Of other requests the number is told where reader (a person's id) may see them.
    """
    events = store.read("timeline", request_id=request_id)
    hanging: dict[int, list[Row]] = {}
    for row in store.read("timeline_details", request_id=request_id):
        hanging.setdefault(row["event_id"], []).append(row)
    people = store.recall("people")
    names = {
        "desk": {row["desk_id"]: row["name"] for row in store.recall("desks")},
        "people": {row["person_id"]: row["name"] for row in people},
        "recorders": {row["sign_in"]: row["name"] for row in people},
    }
    superseded = {event["supersedes"] for event in events}
    others = [event["related_request_id"] for event in events if event["related_request_id"]]
    names["related"] = {row["request_id"]: row["number"] for row in store.read("numbers", request_ids=others, reader=reader)} if others else {}
    names["called"] = {event["event_id"]: names["desk"].get(event["called_desk_id"]) for event in events}
    return [_entry(store, event, hanging.get(event["event_id"], []), names) | {"is_superseded": event["event_id"] in superseded} for event in events]


def cited(row: Row, say: Callable[[str], str] = str) -> str:
    """How a row of the rules is called, with citation and mark, in the words that say has for those of the tables; one that nobody verified warns."""
    mark = say(msgid("U: unverified")) if row["mark"] == "U" else row["mark"]
    return " ".join([say(row["label"]), *([f"({row['citation']})"] if row["citation"] else []), *([f"[{mark}]"] if mark else [])])


def shown(entries: list[Row], track: str) -> list[Row]:
    """Of a timeline what its page shows: on a records request nothing about misuse, which never touches the right to records."""
    return [entry for entry in entries if track == "data" or not entry["kind"].startswith("misuse_")]


def promises(entries: list[Row]) -> list[Row]:
    """Of a timeline the entries that promised a date for the records, in order."""
    return [entry for entry in entries if entry["promised_on"] and not entry["is_superseded"]]


def slip_days(request: Row, today: date) -> int | None:
    """Days from the date first promised to the first release or access, or to today while the request waits for it.

    Negative when it came, or today is, earlier. None where nothing was promised, or nothing will come any more.
    """
    given_on = request["closed_on"] if request["status"] == "in_service" else today if request["is_open"] else None
    until, promised_on = request["first_released_on"] or given_on, request["first_promised_on"]
    return (until - promised_on).days if until and promised_on else None


def _entry(store: Store, event: Row, hanging: list[Row], names: dict[str, dict[Any, str]]) -> Row:
    kind = store.kinds[event["kind"]]
    return event | {
        "label": kind["label"],
        "recorded_by": names["recorders"].get(event["recorded_by"], event["recorded_by"]),
        "desk": names["desk"].get(event["desk_id"]),
        "person": names["people"].get(event["person_id"]),
        "called": names["called"].get(event["about_event_id"] or event["event_id"]),
        "irregular": _label(store, "irregular", event["irregular"]),
        "outcome": _label(store, kind["outcome_list"], event["outcome"]),
        "reason": _cited(store, "extension_reason", event["reason_code"]),
        "clock": _cited(store, "clock", event["clock"]),
        "method": _label(store, "payment_method", event["method"]),
        "review": _label(store, "review", event["review"]),
        "delivery": _label(store, "delivery", event["delivery"]),
        "refresh": _label(store, "refresh", event["refresh"]),
        "fee": "; ".join(_label(store, "fee_kind", row["body"]) for row in hanging if row["what"] == "fee") or None,
        "seen_by": ", ".join(names["people"].get(who, str(who)) for who in sorted(readers.ids(event["readers"]))) or None,
        "related": names["related"].get(event["related_request_id"]),
        "ground": "; ".join(row["body"] for row in hanging if row["what"] == "ground") or None,
        "sections": ", ".join(sorted(row["body"] for row in hanging if row["what"] == "sections")) or None,
        "officials": "; ".join(sorted(row["body"] for row in hanging if row["what"] == "officials")) or None,
        "texts": [{"part": row["part"], "body": row["body"]} for row in hanging if row["what"] == "texts"],
        "is_sealed": any(row["body"] is None for row in hanging if row["what"] in ("texts", "letter")),
        "letter": next((row["body"] for row in hanging if row["what"] == "letter"), None),
    }


def _label(store: Store, choices: str | None, code: str | None) -> str | None:
    """How a code of a list is called; the code itself where the list no longer has it."""
    return next((row["label"] for row in store.choices.get(choices, ()) if row["code"] == code), code)


def _cited(store: Store, choices: str, code: str | None) -> str | None:
    """The same with citation and mark."""
    return next((cited(row) for row in store.choices.get(choices, ()) if row["code"] == code), code)
