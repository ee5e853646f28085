"""Digests of what is due: one for each desk and each person, as .eml files or by SMTP, never twice a day to anyone.

Holds numbers, dates and desks; no requester and no words of a request.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import duckdb

from records_desk.db import _readers as readers
from records_desk.db._refused import Refused
from records_desk.db.mail_server import server
from records_desk.db.smtp import Outcome, Server, deliver
from records_desk.db.store import Store

NOT_DELIVERED = ("failed", "refused", "unknown", "no address")


@dataclass(frozen=True)
class Digest:
    """What one recipient is reminded of, most urgent first."""

    recipient: str
    name: str
    email: str | None
    reminders: tuple[dict[str, Any], ...]


def run(store: Store, *, out: str | None, config: str, again: bool, as_of: str | None) -> list[dict[str, str]]:
    """What `records-desk remind` does: write into the folder out where one is named, else send by the server of the city, whose password config holds."""
    today = date.fromisoformat(as_of) if as_of else store.today()
    return write(store, Path(out), today) if out else send(store, server(store, Path(config)), today, again)


def digests(store: Store, today: date) -> list[Digest]:
    """One for each active desk and person with something due; whoever has nothing gets nothing.

    What no active desk and no active person holds is told to the administrators, where there are none to everyone.
    """
    rows = store.read("reminders", today=today, desk_id=None, person_id=None)
    recipients = store.read("recipients")
    keepers = [to["recipient"] for to in recipients if to["role"] == "administrator"] or [to["recipient"] for to in recipients]
    found = []
    for to in recipients:
        own = tuple(row for row in rows if _concerns(row, to, to["recipient"] in keepers))
        if own:
            found.append(Digest(to["recipient"], to["name"], to["email"], own))
    return found


def message(digest: Digest, today: date, sender: str, city: str, at: datetime) -> EmailMessage:
    """The digest as a mail; at is the moment in UTC. Its Message-ID is the recipient's of the day, so that a mail program knows it again."""
    mail = EmailMessage()
    mail["From"] = sender
    if digest.email:
        mail["To"] = digest.email
    mail["Subject"] = f"{_count(digest)} for {digest.name}, {today:%a %Y-%m-%d}"
    mail["Date"] = at.replace(tzinfo=UTC)
    mail["Message-ID"] = f"<{digest.recipient}.{today:%Y%m%d}@{sender.rpartition('@')[2].rstrip('>') or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    lines = [f"{city}: {_count(digest)} on {today:%A, %Y-%m-%d}.", ""]
    label = None
    for row in digest.reminders:
        if row["label"] != label:
            label = row["label"]
            lines += ["", label]
        asked = f", asked of {row['office']}" if row["office"] else ""
        lines.append(f"  {row['number']}  {row['on_date']:%a %Y-%m-%d}  {row['desk'] or 'No desk'}{asked}")
    mail.set_content("\n".join([*lines, "", "Due dates are explained on each request's page. This is not legal advice.", ""]))
    return mail


def write(store: Store, out: Path, today: date, sender: str = "records-desk@localhost") -> list[dict[str, str]]:
    """Write each digest as <day>-<recipient>.eml into a folder; answers recipient, status and file. Raises Refused."""
    done = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for digest in digests(store, today):
            path = out / f"{today}-{digest.recipient}.eml"
            path.write_bytes(bytes(message(digest, today, sender, _city(store), store.now())))
            done.append({"recipient": digest.recipient, "name": digest.name, "status": "written", "answer": str(path)})
    except OSError as error:
        raise Refused(f"The folder {out} cannot be written to ({error.strerror}): name another one with --out.") from error
    return done


def send(
    store: Store, server: Server, today: date, again: bool = False, pause: Callable[[float], None] = time.sleep
) -> list[dict[str, str]]:
    """Send each digest once; answers recipient, status and the server's answer for every one.

    What failed for now is tried again by the next run, what was refused for good is not. A run that ended between
    asking the server and hearing from it leaves 'unknown', which only `again` sends. A fault of the server itself ends
    the run: the other digests fail with the same answer, and the next run sends them.
    """
    done = []
    fault = None
    for digest in digests(store, today):
        told, fault = _send_one(store, server, digest, today, again, pause, fault)
        done.append({"recipient": digest.recipient, "name": digest.name, **told})
    return done


def _send_one(
    store: Store, server: Server, digest: Digest, today: date, again: bool, pause: Callable[[float], None], fault: str | None
) -> tuple[dict[str, str], str | None]:
    """Status and answer of one digest, and the fault of the server that was met, if any."""
    if not digest.email:
        return {"status": "no address", "answer": "give the desk an address in Settings, or the person an e-mail address as sign-in"}, fault
    mail = message(digest, today, server.sender, _city(store), store.now())
    stands = store.write(lambda cursor: _claim(store, cursor, digest.recipient, today, again))
    if stands:
        return stands, fault
    found = Outcome("failed", fault, True) if fault else deliver(server, mail, pause)
    store.write(lambda cursor: _mark(store, cursor, digest.recipient, today, found.status, found.answer))
    told = {"status": "unknown" if found.status == "sending" else found.status, "answer": found.answer}
    return told, found.answer if found.is_everyones else None


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


def _concerns(row: dict[str, Any], to: dict[str, Any], keeps: bool) -> bool:
    """Whether a reminder is for this recipient; keeps: who is told what nobody holds. Of a restricted request only those named are reminded."""
    if row["readers"] and to["person_id"] not in readers.ids(row["readers"]):
        return False
    if keeps and not row["is_held"]:
        return True
    if to["person_id"] is not None:
        return to["person_id"] in (row["person_id"], row["head_id"], row["office_head_id"])
    return to["desk_id"] in (row["desk_id"], row["called_desk_id"])


def _count(digest: Digest) -> str:
    return f"{len(digest.reminders)} reminder{'s' if len(digest.reminders) > 1 else ''}"


def _city(store: Store) -> str:
    return store.read("setting", name="city")[0]["value"]
