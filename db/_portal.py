"""A catalogue fetched from the city's open-data portal: from the host that Settings name, in bounded time and size. Knows no store."""

import ssl
import threading
import time
import urllib.error
import urllib.request
from email.message import Message
from http.client import HTTPException
from typing import IO
from urllib.parse import SplitResult, urlsplit

from records_desk.db._catalogue_file import LARGEST
from records_desk.db._refused import Refused

SECONDS, WAIT, CHUNK = 30.0, 10.0, 64 * 1024
NOTHING = "Nothing was changed."


def fetch(url: str, host: str | None, tls: ssl.SSLContext | None = None, seconds: float = SECONDS) -> bytes:
    """What stands at an address of the portal. host is its name, with a port where that is not 443. Raises Refused."""
    if not host:
        raise Refused(f"No open-data portal is set: an administrator names its host in Settings. {NOTHING}")
    check(url, host)
    answers: list[bytes | Refused] = []
    asking = threading.Thread(target=lambda: answers.append(_answer(url, host, tls, seconds)), daemon=True)
    asking.start()
    asking.join(seconds + 1)  # a portal that sends its headers letter by letter outlasts every other limit
    if not answers:
        raise Refused(f"{host} took too long to answer: try again later, or import a file. {NOTHING}")
    if isinstance(answers[0], Refused):
        raise answers[0]
    return answers[0]


def _answer(url: str, host: str, tls: ssl.SSLContext | None, seconds: float) -> bytes | Refused:
    try:
        return _fetched(url, host, tls, seconds)
    except Refused as refused:
        return refused


def _fetched(url: str, host: str, tls: ssl.SSLContext | None, seconds: float) -> bytes:
    until = time.monotonic() + seconds
    opener = urllib.request.build_opener(_StayThere(host), urllib.request.HTTPSHandler(context=tls or ssl.create_default_context()))
    try:
        with opener.open(urllib.request.Request(url, headers={"Accept": "application/json"}), timeout=min(WAIT, seconds)) as answer:
            return _bounded(answer, until)
    except urllib.error.HTTPError as error:
        raise Refused(f"{host} answers {error.code} at this address: look the catalogue's address up on the portal. {NOTHING}") from error
    except TimeoutError as error:
        raise Refused(f"{host} took too long to answer: try again later, or import a file. {NOTHING}") from error
    except (OSError, HTTPException) as error:
        raise Refused(f"{host} cannot be reached: try again later, or import a file. {NOTHING}") from error


def check(url: str, host: str) -> None:
    """Refuse an address that is not on the portal."""
    parts = split(url)
    if parts.scheme != "https" or parts.username or parts.password or not parts.hostname:
        raise Refused(f"The address must begin with https:// and the portal's host {host}. {NOTHING}")
    if _place(parts) != _place(split(f"https://{host}")):
        raise Refused(f"The address is not on the portal that Settings name, {host}. {NOTHING}")


def split(url: str) -> SplitResult:
    """The parts of an address. Raises Refused where it is none."""
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018  (raises for a port that is no number)
    except ValueError as error:
        raise Refused(f"This is no address that can be read. {NOTHING}") from error
    return parts


def _place(parts: SplitResult) -> tuple[str, int]:
    return (parts.hostname or "").lower().rstrip("."), parts.port or 443


class _StayThere(urllib.request.HTTPRedirectHandler):
    """Follows the portal around its own house and nowhere else."""

    max_redirections = 5

    def __init__(self, host: str) -> None:
        self.host = host

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        fp.close()  # what stands beside the redirect is not read
        try:
            check(newurl, self.host)
        except Refused as refused:
            raise Refused(f"{self.host} leads to another host, which is not followed: import a file. {NOTHING}") from refused
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _bounded(answer: IO[bytes], until: float) -> bytes:
    """What is read until its end, its time or its size is reached."""
    parts, size = [], 0
    while part := answer.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise Refused(f"The answer is larger than {LARGEST // 1024 // 1024} MB: no catalogue of a city is. {NOTHING}")
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(parts)
