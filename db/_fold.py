"""Where one request stands, folded from its own entries: the snapshot row that an act leaves behind.

The same answer as db/derived/20_projection.sql gives for all requests at once. One act has a dozen rows, and the engine
needs five times longer to plan that statement than this fold takes to run; the audit snapshot_drift compares the two.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
MONEY = {"charged": "fee_charged", "paid": "fee_paid", "waived": "fee_waived", "refunded": "fee_refunded"}


def fold(entries: Iterable[Row], kinds: dict[str, Row], as_of: date = date.max) -> Row:
    """Fold the events of one request up to a day, in any order, into the derived columns of its snapshot row.

    kinds is the state machine, by kind. Due dates are looked up by the caller from the day of receipt.
    """
    entries = list(entries)
    heard = [entry for entry in entries if entry["on_date"] <= as_of]
    standing = _standing(entries, as_of)
    this_round = standing[_after_last(standing, lambda entry: entry["kind"] == "reopened") :]
    waiting_since_on, waiting_days = _waits(standing, kinds)
    extensions = [entry for entry in standing if entry["kind"] == "extended" and not entry["irregular"]]
    return {
        **_receipt(standing),
        "status": _status(standing, kinds),
        "desk_id": _last(standing, "desk_id"),
        "person_id": next((entry["person_id"] for entry in reversed(standing) if entry["desk_id"] is not None), None),
        "desk_since_on": _desk_since_on(standing),
        "accepted_on": _accepted_on(standing),
        "hand_offs": max(sum(entry["desk_id"] is not None for entry in standing) - 1, 0),
        "extended_to_on": _last(extensions, "extended_to_on"),
        "extension_reason": _last(extensions, "reason_code"),
        "acknowledged_on": min((entry["on_date"] for entry in standing if entry["kind"] == "acknowledged"), default=None),
        "first_determined_on": min(_days(standing, kinds, "determined"), default=None),
        **_milestones(this_round, kinds),
        "round": 1 + sum(entry["kind"] == "reopened" for entry in standing),
        "waiting_since_on": waiting_since_on,
        "waiting_days": waiting_days,
        "paused_days": _waits(_undetermined(standing, kinds), kinds)[1],
        **_money(standing),
        "held_since_on": _held_since_on(standing),
        "sealed_on": max((entry["on_date"] for entry in standing if entry["kind"] == "anonymised"), default=None),
        "readers": _readers(standing),
        "irregular_events": sum(entry["irregular"] is not None for entry in standing),
        "first_on": min(entry["on_date"] for entry in heard),
        "last_on": max(entry["on_date"] for entry in heard),
        "events": len(heard),
    }


def status_on(entries: Iterable[Row], kinds: dict[str, Row], as_of: date) -> str:
    """The status of one request at the end of a day, also of one before its receipt."""
    return _status(_standing(list(entries), as_of), kinds)


def out_of_order(entries: Iterable[Row], kinds: dict[str, Row]) -> set[int]:
    """The entries, but irregular ones, that the status they met did not allow, or that lie before the day of receipt."""
    standing = _standing(list(entries), date.max)
    received_on = _receipt(standing)["received_on"] or date.min
    return {
        entry["event_id"]
        for place, entry in enumerate(standing)
        if entry["kind"] != "received" and not entry["irregular"]
        and (entry["on_date"] < received_on or _status(standing[:place], kinds) not in kinds[entry["kind"]]["allowed_from"].split("|"))
    }  # fmt: skip


def _standing(entries: list[Row], as_of: date) -> list[Row]:
    """The entries that count, in order: by day, then as recorded; a correction keeps the place of what it first replaced."""
    superseded = {entry["supersedes"] for entry in entries}
    heard = [entry for entry in entries if entry["on_date"] <= as_of and entry["kind"] != "corrected"]
    standing = [entry for entry in heard if entry["event_id"] not in superseded]
    return sorted(standing, key=lambda entry: (entry["on_date"], entry["in_place_of"] or entry["event_id"]))


def _receipt(standing: list[Row]) -> Row:
    received = next(entry for entry in standing if entry["kind"] == "received")
    undated = received["irregular"] == "undated"
    track = _last(standing, "track")
    return {
        "track": track,
        "received_on": None if undated else received["on_date"],
        "received_at": None if undated else received["happened_at"],
        "has_clock": track == "records" or _asks_for_records(standing),
        **{name: received[name] for name in ("channel", "complexity", "stated_due_on")},
    }


def _desk_since_on(standing: list[Row]) -> date | None:
    """The day of the last entry that gave the request to a desk, where that day is known."""
    entry = next((entry for entry in reversed(standing) if entry["desk_id"] is not None), None)
    return entry["on_date"] if entry and entry["irregular"] != "undated" else None


def _accepted_on(standing: list[Row]) -> date | None:
    """The day on which the desk that was given the request last accepted it."""
    entry = next((entry for entry in reversed(standing) if entry["desk_id"] is not None or entry["kind"] == "accepted"), None)
    return entry["on_date"] if entry and entry["kind"] == "accepted" else None


def _held_since_on(standing: list[Row]) -> date | None:
    """The day of the legal hold that stands, None where none does."""
    last = next((entry for entry in reversed(standing) if entry["kind"] in ("hold_set", "hold_lifted")), None)
    return last["on_date"] if last and last["kind"] == "hold_set" else None


def _readers(standing: list[Row]) -> str | None:
    """Who alone may see the request, None where everybody of the desk may."""
    last = next((entry for entry in reversed(standing) if entry["kind"] in ("restricted", "restriction_lifted")), None)
    return last["readers"] if last else None


def _asks_for_records(standing: list[Row]) -> bool:
    """Whether existing records are asked for: so long as nobody marked that they are not."""
    marks = [entry["kind"] for entry in standing if entry["kind"] in ("no_existing_records_asked", "existing_records_asked")]
    return not marks or marks[-1] == "existing_records_asked"


def _undetermined(standing: list[Row], kinds: dict[str, Row]) -> list[Row]:
    """The entries up to the first determination, with it."""
    days = (place for place, entry in enumerate(standing, 1) if kinds[entry["kind"]]["milestone"] == "determined" and entry["irregular"] != "undated")
    return standing[: next(days, len(standing))]


def _milestones(entries: list[Row], kinds: dict[str, Row]) -> Row:
    released = _days(entries, kinds, "released")
    promised = [entry["promised_on"] for entry in entries if entry["promised_on"]]
    return {
        "determined_on": min(_days(entries, kinds, "determined"), default=None),
        "determination": _last([entry for entry in entries if entry["kind"] == "determined"], "outcome"),
        "first_promised_on": promised[0] if promised else None,
        "promised_on": promised[-1] if promised else None,
        "first_released_on": min(released, default=None),
        "last_released_on": max(released, default=None),
        "closed_on": min(_days(entries, kinds, "closed"), default=None),
        "closing_outcome": _last([entry for entry in entries if entry["kind"] == "closed"], "outcome"),
    }


def _status(standing: list[Row], kinds: dict[str, Row]) -> str:
    since_move = _after_last(standing, lambda entry: _is_move(entry, kinds))
    moved_to = kinds[standing[since_move - 1]["kind"]]["to_status"] if since_move else None
    if moved_to in ("closed", "voided"):
        return moved_to
    if _waits(standing, kinds)[0]:
        return "waiting_on_requester"
    if _open_reviews(standing[since_move:], kinds):
        return "in_review"
    started = [kinds[entry["kind"]]["to_status"] for entry in standing if kinds[entry["kind"]]["moves_from"] == "received"]
    return moved_to or (started[0] if started else "received")


def _open_reviews(standing: list[Row], kinds: dict[str, Row]) -> set[str]:
    """The reviews that began and did not end; one that ends without having begun here ends nothing."""
    found: set[str] = set()
    for entry in standing:
        found |= {entry["review"]} if kinds[entry["kind"]]["begins"] == "in_review" else set()
        found -= {entry["review"]} if kinds[entry["kind"]]["ends"] == "in_review" else set()
    return found


def _waits(standing: list[Row], kinds: dict[str, Row]) -> tuple[date | None, int]:
    """Since when the requester is waited for, and the days of all waits that ended."""
    since, days = None, 0
    for entry in standing:
        kind = kinds[entry["kind"]]
        if kind["begins"] == "waiting_on_requester":
            since = since or entry["on_date"]
        elif since and (kind["ends"] == "waiting_on_requester" or _is_move(entry, kinds)):
            days, since = days + (entry["on_date"] - since).days, None
    return since, days


def _money(standing: list[Row]) -> Row:
    sums = {
        name: sum((entry["amount"] for entry in standing if entry["kind"] == kind and entry["amount"] is not None), Decimal("0.00"))
        for name, kind in MONEY.items()
    }
    return sums | {"balance": sums["charged"] - sums["waived"] - sums["paid"] + sums["refunded"]}


def _is_move(entry: Row, kinds: dict[str, Row]) -> bool:
    kind = kinds[entry["kind"]]
    return kind["to_status"] is not None and kind["moves_from"] is None and entry["kind"] != "received"


def _days(entries: list[Row], kinds: dict[str, Row], milestone: str) -> list[date]:
    return [entry["on_date"] for entry in entries if kinds[entry["kind"]]["milestone"] == milestone and entry["irregular"] != "undated"]


def _after_last(entries: list[Row], matches: Any) -> int:
    return max((place for place, entry in enumerate(entries, 1) if matches(entry)), default=0)


def _last(entries: list[Row], name: str) -> Any:
    return next((entry[name] for entry in reversed(entries) if entry[name] is not None), None)
