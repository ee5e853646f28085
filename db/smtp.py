"""A mail server of the city and how a mail is handed to it: who it is, how it fared, and whose fault it was.

Keeps no address and tells none.
"""

import re
import smtplib
import ssl
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from email_validator import EmailNotValidError, validate_email

from records_desk.db._refused import Refused
from records_desk.db.language import msgid

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PAUSES = (1.0, 5.0)  # seconds before the second and the third attempt
TIMEOUT = 30
UNREADABLE = "The [mail] section of {file} cannot be read: compare it with .streamlit/secrets.example.toml."


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
        if not isinstance(self.port, int) or not 0 < self.port < 65_536:
            raise Refused("port in the [mail] section is a number from 1 to 65535, such as 587.")
        if not _is_sender(self.sender):
            raise Refused("sender in the [mail] section is an address, such as Records Desk <records-desk@example.org>.")
        if self.ca_file and not Path(self.ca_file).is_file():
            raise Refused(f"The file {Path(self.ca_file).name}, which ca_file in the [mail] section names, is not there.")
        if self.security not in ("starttls", "tls", "none"):
            raise Refused("security in the [mail] section is starttls, tls or none.")
        if self.security == "none" and self.host not in LOOPBACK:
            raise Refused("Mail goes unencrypted to this computer only: set security to starttls or tls in the [mail] section.")


def is_named(config: Path) -> bool:
    """Whether a TOML file is there and has a [mail] section, or cannot be read and so may have one."""
    try:
        return "mail" in tomllib.loads(config.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError:
        return True
    except OSError:
        return False


def server(config: Path) -> Server:
    """The server that the [mail] section of a TOML file names. Raises Refused."""
    try:
        return Server(**section(config))
    except TypeError as error:
        raise Refused(UNREADABLE.format(file=config.name)) from error


def section(config: Path) -> dict[str, Any]:
    """The [mail] section of a TOML file, its ca_file beside that file. Raises Refused."""
    try:
        found = tomllib.loads(config.read_text(encoding="utf-8"))["mail"]
        return found | ({"ca_file": str(config.parent / found["ca_file"])} if "ca_file" in found else {})
    except (OSError, KeyError) as error:
        raise Refused(f"{config.name} has no [mail] section: write one as in .streamlit/secrets.example.toml.") from error
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise Refused(UNREADABLE.format(file=config.name)) from error


def _is_sender(text: Any) -> bool:
    """Whether mail can be sent from it: an address, with a name before it or without."""
    try:
        validate_email(text, check_deliverability=False, allow_display_name=True)
    except (EmailNotValidError, TypeError):
        return False
    return True


@dataclass(frozen=True)
class Outcome:
    """How a mail fared: sent, failed (for now), refused (for good) or sending (nobody knows)."""

    status: str
    answer: str = ""
    is_everyones: bool = False
    is_worth_another_try: bool = False


def deliver(server: Server, mail: EmailMessage, pause: Callable[[float], None] = time.sleep) -> Outcome:
    """Hand a mail to the server, up to three times while it only fails for now."""
    for wait in (*PAUSES, None):
        is_spoken_to = False
        try:
            with _session(server) as session:
                is_spoken_to = True
                session.send_message(mail)
            return Outcome("sent")
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            found = _of_the_mail(error) if is_spoken_to else _of_the_server(error)
        if wait is None or not found.is_worth_another_try:
            return found
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


def _of_the_mail(error: Exception) -> Outcome:
    """What went wrong after the server took us in: a 5xx to recipient or content is for good, one to the sender is ours."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answered(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return replace(_answered(error.smtp_code, error.smtp_error), status="failed", is_everyones=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(error.smtp_code, error.smtp_error)
    if isinstance(error, (smtplib.SMTPNotSupportedError, UnicodeError)):
        return Outcome("refused", msgid("the server takes plain addresses only"))
    return Outcome("sending", msgid("the server ended the connection before it answered"))


def _of_the_server(error: Exception) -> Outcome:
    """What kept us from handing anything over: the same for every recipient, and never for good."""
    if isinstance(error, smtplib.SMTPResponseException):
        return replace(_answered(error.smtp_code, error.smtp_error), status="failed", is_everyones=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome("failed", f"{error} Compare security, user and port in the [mail] section with what the server offers.", True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Outcome("failed", msgid("the server's certificate is not accepted: {why}").format(why=error.verify_message), True)
    if isinstance(error, ssl.SSLError):
        return Outcome("failed", msgid("the server does not speak TLS there: compare security and port in the [mail] section with what it offers"), True)
    return Outcome("failed", msgid("the server cannot be reached: {why}").format(why=error.__class__.__name__), True, True)


def _answered(code: int, text: bytes | str) -> Outcome:
    """What the server said, without addresses."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    answer = f"{code} {re.sub(r'[^ ]+@[^ ]+', '<address>', said)}"[:300]
    return Outcome("refused" if code >= 500 else "failed", answer, is_worth_another_try=code < 500)
