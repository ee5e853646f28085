"""Reads an e-mail, as a .eml file or as pasted text, into what the intake form asks for. Records nothing."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parsedate_to_datetime
from html import unescape

from dateutil import parser as dates
from email_validator import EmailNotValidError, validate_email

from records_desk.db.files import File

# The lines that mail programs put above a copied message, in the order they may come, quoted or not.
HEADER = re.compile(r"^[\s>*]*(From|Sent|Date|To|Cc|Bcc|Subject|Reply-To|Importance|Attachments)\s*:[*\s]*(.*?)\s*$", re.I)
ABOVE = re.compile(r"^[\s>]*(-+ ?(original|forwarded) message ?-+|begin forwarded message:)?\s*$", re.I)
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")
BRACKETED = re.compile(rf"[<\[(]*(mailto:)?{ADDRESS.pattern}[>\])]*", re.I)
LONGEST_HEADER = 2_000  # what reads addresses and dates takes time by the square of their length
HIDDEN = re.compile(r"<(script|style|head)\b|<!--", re.I)
YEAR = re.compile(r"\b(19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d{2}\b")


@dataclass(frozen=True)
class Mail:
    """What an e-mail says about itself; sent_at keeps its time zone where it states one."""

    name: str | None
    address: str | None
    sent_at: datetime | None
    subject: str | None
    text: str
    attachments: tuple[File, ...] = ()

    @property
    def words(self) -> str:
        """What was asked, in the sender's own words: the subject, where there is one, and the text."""
        return "\n\n".join(part for part in (self.subject, self.text) if part)


class Bounded(EmailPolicy):
    """Reads headers up to a length that no honest one has."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


def read_eml(content: bytes) -> Mail:
    """Read a .eml file: sender, date, subject, plain text and attachments. A damaged one gives what can be read."""
    try:
        return _read(message_from_bytes(content, policy=Bounded()))
    except RecursionError:  # parts within parts within parts: nobody writes to a city so
        return Mail(None, None, None, None, "")


def _read(message: EmailMessage) -> Mail:
    name, address = _sender(_header(message, "from"))
    sent_at, subject = _sent_at(_header(message, "date")), _header(message, "subject") or None
    return Mail(name, address, sent_at, subject, _body(message), tuple(_attachments(message)))


def read_pasted(text: str) -> Mail | None:
    """Read a copied e-mail whose header lines stand on top of it; None where the text is no such thing."""
    headers, body = _split(text.strip().splitlines())
    if "from" not in headers or len(headers) < 2:
        return None
    name, address = _sender(headers["from"])
    return Mail(name, address, _moment(headers.get("sent") or headers.get("date") or ""), headers.get("subject") or None, body)


def _split(lines: list[str]) -> tuple[dict[str, str], str]:
    """The header lines on top, by lower-case name, and the text below; a long line may go on indented."""
    headers: dict[str, str] = {}
    last, place = None, 0
    for place, line in enumerate([*lines, "end"]):
        if found := HEADER.match(line[:LONGEST_HEADER]):
            last = found[1].lower()
            headers.setdefault(last, found[2])
        elif last and line[:1] in " \t" and line.strip():
            headers[last] = f"{headers[last]} {line[:LONGEST_HEADER].strip()}"[:LONGEST_HEADER]
        elif not (ABOVE.match(line) and (not headers or _goes_on(lines[place + 1 :]))):
            break
    return headers, "\n".join(lines[place:]).strip()


def _goes_on(lines: list[str]) -> bool:
    """Whether the next line that is not blank is a header line too: some programs copy a blank line between them."""
    return bool(HEADER.match(next((line for line in lines if line.strip()), "")))


def _sender(text: str) -> tuple[str | None, str | None]:
    """Name and address, as `Doe, Pat <pat@example.org>`, `pat@example.org (Pat)` or `Pat [mailto:pat@example.org]` write them.

    The name stays as it was written, <b> and all.
    """
    found = ADDRESS.search(text)
    name = " ".join(BRACKETED.sub(" ", text).split()).strip(" ,;")
    if name[:1] + name[-1:] in ('""', "''", "()"):
        name = re.sub(r'\\(["\\])', r"\1", name[1:-1])
    return name if re.search(r"\w", name) else None, found[0] if found and _is_address(found[0]) else None


def _is_address(text: str) -> bool:
    """Whether mail could be sent there; one that could not stays in the original alone."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _sent_at(text: str) -> datetime | None:
    """The Date line of a .eml; `-0000` means UTC, from nowhere in particular (RFC 5322, 3.3)."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return _moment(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _moment(text: str) -> datetime | None:
    """A date as mail programs write it; without a year it could be any, so it is none."""
    if not YEAR.search(text):
        return None
    try:
        return dates.parse(text, fuzzy=True, ignoretz=not re.search(r"[+-]\d{4}", text))
    except (ValueError, OverflowError):
        return None


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "")).strip()
    except (ValueError, IndexError, AttributeError, RecursionError):  # what the parser makes of a damaged header line
        return ""


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = part.get_content()
    except (LookupError, ValueError):
        text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    return _plain(text) if part.get_content_subtype() == "html" else text.strip()


def _plain(html: str) -> str:
    """The words of an HTML message, a line for each of its blocks."""
    html = _without_hidden(html)
    html = re.sub(r"<br\b[^<>]*>|</(p|div|tr|li|h\d)\s*>", "\n", re.sub(r"\s+", " ", html), flags=re.I)
    lines = (" ".join(line.split()) for line in unescape(re.sub(r"<[^<>]+>", " ", html)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_hidden(html: str) -> str:
    """Without scripts, styles, heads and comments. Looked through once, however many begin and never end."""
    shown, at, endless = [], 0, set()
    for begin in HIDDEN.finditer(html):
        name = (begin[1] or "").lower()
        if begin.start() < at or name in endless:
            continue
        end = re.compile(rf"</{name}\s*>" if name else "-->", re.I).search(html, begin.end())
        if end:
            shown.append(html[at : begin.start()])
            at = end.end()
        else:
            endless.add(name)
    return " ".join([*shown, html[at:]])


def _attachments(message: EmailMessage) -> list[File]:
    found = []
    for number, part in enumerate(message.iter_attachments(), 1):
        content = part.as_bytes() if part.get_content_maintype() == "message" else part.get_payload(decode=True) or b""
        found.append(File(part.get_filename() or f"attachment {number}", part.get_content_type(), content))
    return found
