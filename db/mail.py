"""Reads an e-mail, as a .eml file or as pasted text, into what the intake form asks for. Records nothing."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from dateutil import parser as dates

from records_desk.db.files import File

# The lines that mail programs put above a copied message, in the order they may come.
HEADER = re.compile(r"^\s*(From|Sent|Date|To|Cc|Subject|Reply-To)\s*:\s*(.*)$", re.I)


@dataclass(frozen=True)
class Mail:
    """What an e-mail says about itself; sent_at keeps its time zone where it states one."""

    name: str | None
    address: str | None
    sent_at: datetime | None
    subject: str | None
    text: str
    attachments: tuple[File, ...] = ()


def read_eml(content: bytes) -> Mail:
    """Read a .eml file: sender, date, subject, plain text and attachments. A damaged one gives what can be read."""
    message = message_from_bytes(content, policy=policy.default)
    name, address = parseaddr(str(message.get("from", "")))
    return Mail(
        name or None,
        address or None,
        _moment(str(message.get("date", ""))),
        str(message.get("subject", "")).strip() or None,
        _body(message),
        tuple(_attachments(message)),
    )


def read_pasted(text: str) -> Mail | None:
    """Read a copied e-mail whose header lines stand on top of it; None where the text is no such thing."""
    lines, headers, place = text.strip().splitlines(), {}, 0
    for place, line in enumerate(lines):
        found = HEADER.match(line)
        if not found:
            break
        headers[found[1].lower()] = found[2].strip()
    if "from" not in headers or len(headers) < 2:
        return None
    name, address = parseaddr(headers["from"].replace("[mailto:", "<").replace("]", ">"))
    moment = _moment(headers.get("sent") or headers.get("date") or "")
    return Mail(name or None, address if "@" in address else None, moment, headers.get("subject"), "\n".join(lines[place:]).strip())


def _moment(text: str) -> datetime | None:
    try:
        return dates.parse(text, fuzzy=True) if text.strip() else None
    except (ValueError, OverflowError):
        return None


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = part.get_content()
    except (LookupError, ValueError):
        text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text, flags=re.S | re.I)
    return text.strip()


def _attachments(message: EmailMessage) -> list[File]:
    found = []
    for number, part in enumerate(message.iter_attachments(), 1):
        content = part.get_payload(decode=True) or b""
        found.append(File(part.get_filename() or f"attachment {number}", part.get_content_type(), content))
    return found
