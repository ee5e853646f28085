"""Digests of what is due: one for each desk and each person, as .eml files or by SMTP, never twice a day to anyone.

Holds numbers, dates and desks; no requester and no words of a request.
"""

import re
import smtplib
import ssl
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db._refused import Refused
from records_desk.db.store import Store

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PAUSES = (1.0, 5.0)  # seconds before the second and the third attempt
TIMEOUT = 30
NOT_DELIVERED = ("failed", "refused", "unknown", "no address")


@dataclass(frozen=True)
class Server:
    """An SMTP server, and how to speak with it. security is starttls, tls or, on loopback only, none."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str | None = None
    password: str | None = None
    ca_file: str | None = None

    def __post_init__(self) -> None:
        if self.security not in ("starttls", "tls", "none"):
            raise Refused("security in the [mail] section is starttls, tls or none.")
        if self.security == "none" and self.host not in LOOPBACK:
            raise Refused("Mail goes unencrypted to this computer only: set security to starttls or tls in the [mail] section.")


@dataclass(frozen=True)
class Digest:
    """What one recipient is reminded of, most urgent first."""

    recipient: str
    name: str
    email: str | None
    reminders: tuple[dict[str, Any], ...]


def server(config: Path) -> Server:
    """The server that the [mail] section of a TOML file names. Raises Refused."""
    try:
        section = tomllib.loads(config.read_text(encoding="utf-8"))["mail"]
        return Server(**section)
    except (OSError, KeyError) as error:
        raise Refused(f"{config} has no [mail] section: write one as in .streamlit/secrets.example.toml.") from error
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise Refused(f"The [mail] section of {config} cannot be read: compare it with .streamlit/secrets.example.toml.") from error


def run(store: Store, *, out: str | None, config: str, again: bool, as_of: str | None) -> list[dict[str, str]]:
    """What `records-desk remind` does: write into the folder out where one is named, else send as the file config says."""
    today = date.fromisoformat(as_of) if as_of else store.today()
    return write(store, Path(out), today) if out else send(store, server(Path(config)), today, again)


def digests(store: Store, today: date) -> list[Digest]:
    """One for each active desk and person with something due; whoever has nothing gets nothing."""
    rows = store.read("reminders", today=today, desk_id=None, person_id=None)
    found = []
    for to in store.read("recipients"):
        own = tuple(row for row in rows if _concerns(row, to))
        if own:
            found.append(Digest(to["recipient"], to["name"], to["email"], own))
    return found


def message(digest: Digest, today: date, sender: str, city: str) -> EmailMessage:
    """The digest as a mail. Its Message-ID is the recipient's of the day, so that a mail program knows it again."""
    mail = EmailMessage()
    mail["From"] = sender
    if digest.email:
        mail["To"] = digest.email
    mail["Subject"] = f"{_count(digest)} for {digest.name}, {today:%a %Y-%m-%d}"
    mail["Date"] = datetime.combine(today, datetime.min.time(), UTC)
    mail["Message-ID"] = f"<{digest.recipient}.{today:%Y%m%d}@{sender.rpartition('@')[2].rstrip('>') or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    lines = [f"{city}: {_count(digest)} on {today:%A, %Y-%m-%d}.", ""]
    label = None
    for row in digest.reminders:
        if row["label"] != label:
            label = row["label"]
            lines += ["", label]
        lines.append(f"  {row['number']}  {row['on_date']:%a %Y-%m-%d}  {row['desk'] or 'No desk'}")
    mail.set_content("\n".join([*lines, "", "Due dates are explained on each request's page. This is not legal advice.", ""]))
    return mail


def write(store: Store, out: Path, today: date, sender: str = "records-desk@localhost") -> list[dict[str, str]]:
    """Write each digest as <day>-<recipient>.eml into a folder; answers recipient, status and file."""
    out.mkdir(parents=True, exist_ok=True)
    done = []
    for digest in digests(store, today):
        path = out / f"{today}-{digest.recipient}.eml"
        path.write_bytes(bytes(message(digest, today, sender, _city(store))))
        done.append({"recipient": digest.recipient, "name": digest.name, "status": "written", "answer": str(path)})
    return done


def send(
    store: Store, server: Server, today: date, again: bool = False, pause: Callable[[float], None] = time.sleep
) -> list[dict[str, str]]:
    """Send each digest once; answers recipient, status and the server's answer for every one.

    What failed for now is tried again by the next run, what was refused for good is not. A run that ended between
    asking the server and hearing from it leaves 'unknown', which only `again` sends.
    """
    return [_send_one(store, server, digest, today, again, pause) for digest in digests(store, today)]


def _send_one(
    store: Store, server: Server, digest: Digest, today: date, again: bool, pause: Callable[[float], None]
) -> dict[str, str]:
    told = {"recipient": digest.recipient, "name": digest.name}
    if not digest.email:
        return told | {"status": "no address", "answer": "give the desk an address in Settings, or the person an e-mail address as sign-in"}
    stands = store.write(lambda cursor: _claim(store, cursor, digest.recipient, today, again))
    if stands:
        return told | stands
    status, answer = _deliver(server, message(digest, today, server.sender, _city(store)), pause)
    store.write(lambda cursor: _mark(store, cursor, digest.recipient, today, status, answer))
    return told | {"status": "unknown" if status == "sending" else status, "answer": answer}


def _claim(store: Store, cursor: duckdb.DuckDBPyConnection, recipient: str, today: date, again: bool) -> dict[str, str] | None:
    """Take the day's mail to a recipient for this run; says how it stands where it is not to be sent."""
    key = {"recipient": recipient, "day": today}
    found = cursor.execute("select status, answer from store.mailing where recipient = $recipient and on_date = $day", key).fetchone()
    status, answer = found or (None, None)
    if status == "sent":
        return {"status": "sent before", "answer": answer or ""}
    if status == "refused" and not again:
        return {"status": "refused", "answer": answer or ""}
    if status == "sending" and not again:
        return {"status": "unknown", "answer": "an earlier run ended before the server answered; --again sends it"}
    _mark(store, cursor, recipient, today, "sending", None)
    return None


def _mark(store: Store, cursor: duckdb.DuckDBPyConnection, recipient: str, today: date, status: str, answer: str | None) -> None:
    cursor.execute("delete from store.mailing where recipient = $recipient and on_date = $day", {"recipient": recipient, "day": today})
    values = {"recipient": recipient, "day": today, "status": status, "at_time": store.now(), "answer": answer}
    cursor.execute("insert into store.mailing values ($recipient, $day, $status, $at_time, $answer)", values)


def _deliver(server: Server, mail: EmailMessage, pause: Callable[[float], None]) -> tuple[str, str]:
    """Hand a mail to the server, up to three times while it only fails for now."""
    for wait in (*PAUSES, None):
        is_handed_over = False
        try:
            with _session(server) as session:
                is_handed_over = True
                session.send_message(mail)
            return "sent", ""
        except ssl.SSLError as error:
            return "failed", f"the server's certificate or encryption is not accepted: {error.reason or error}"
        except (smtplib.SMTPException, OSError) as error:
            status, answer = _verdict(error)
            if status == "sending" and is_handed_over:
                return "sending", answer
            if status == "refused" or wait is None:
                return "failed" if status == "sending" else status, answer
        pause(wait)
    raise AssertionError("unreachable")


@contextmanager
def _session(server: Server) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context(cafile=server.ca_file)
    if server.security == "tls":
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.security == "starttls":
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password or "")
        yield session
    finally:
        try:
            session.quit()
        except (smtplib.SMTPException, OSError):
            session.close()


def _verdict(error: Exception) -> tuple[str, str]:
    """Refused for good (5xx), failed for now, or cut off while the server may have taken it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    elif isinstance(error, (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionResetError, BrokenPipeError)):
        return "sending", "the server ended the connection before it answered"
    else:
        return "failed", f"the server cannot be reached: {error.__class__.__name__}"
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return "refused" if code >= 500 else "failed", f"{code} {re.sub(r'[^ ]+@[^ ]+', '<address>', said)}"[:300]


def _concerns(row: dict[str, Any], to: dict[str, Any]) -> bool:
    if to["person_id"] is not None:
        return row["person_id"] == to["person_id"]
    return row["desk_id"] == to["desk_id"]


def _count(digest: Digest) -> str:
    return f"{len(digest.reminders)} reminder{'s' if len(digest.reminders) > 1 else ''}"


def _city(store: Store) -> str:
    return store.read("setting", name="city")[0]["value"]
