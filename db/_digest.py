"""How one act is digested and linked. The same forms as db/derived/10_digest.sql has for many; audits compare the two."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

EVENT_COLUMNS = (
    "event_id", "request_id", "kind", "on_date", "happened_at", "recorded_at", "recorded_by", "supersedes", "in_place_of", "irregular",
    "track", "channel", "complexity", "dataset_id", "format", "needed_by_on", "is_personal", "is_infrastructure", "stated_due_on",
    "desk_id", "person_id", "outcome", "reason_code", "review", "extended_to_on", "promised_on", "amount",
    "endpoint", "key_reference", "terms_version", "related_request_id", "clock",
    "about_event_id", "called_desk_id", "answer_due_on", "promised_time", "expires_on", "delivery", "refresh", "terms_accepted_on",
    "method", "reference", "minutes", "cost", "no_fee", "is_privileged", "readers", "detail_sha256", "text_sha256",
)  # fmt: skip
REQUESTER = ("name", "organization", "email", "phone")


def event_text(row: dict[str, Any]) -> str:
    """The columns of an event but its hash, as name=value, absent ones left out."""
    return "\x1f".join(f"{name}={_text(row[name])}" for name in EVENT_COLUMNS if row.get(name) is not None)


def link(previous: str, event_text: str) -> str:
    """The hash of an event: over the one before it in its request, and what it says."""
    return sha256(previous + event_text)


def chain_seed(request_id: int, number: str, source: str, source_id: str) -> str:
    """What the first event of a request is linked to: the request itself."""
    return sha256("\x1f".join((str(request_id), number, source, source_id)))


def requester_sha256(requester: dict[str, str | None]) -> str:
    """SHA-256 over name, organization, e-mail and phone, and the language where it is not English: absent, it changes no older digest."""
    language = [f"language={requester['language']}"] if requester.get("language") else []
    return sha256("\x1f".join([*(requester.get(name) or "" for name in REQUESTER), *language]))


def lines_sha256(lines: Iterable[tuple[str, ...]]) -> str | None:
    """SHA-256 over what hangs on an event, whatever its order; None where nothing does."""
    texts = sorted("\x1f".join(line) for line in lines)
    return sha256("\x1e".join(texts)) if texts else None


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
