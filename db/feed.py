"""Calendars that a calendar program subscribes to: what one person's or one desk's open requests remind of, day by day.

A feed is read by whoever has its token, so it holds numbers, dates and desks and nothing else. The store keeps the token's SHA-256.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

import duckdb
from icalendar import Alarm, Calendar, Event

from records_desk.db._refused import Refused
from records_desk.db.city import audit
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

MORNING = timedelta(hours=8)  # of an all-day event, when its alarm rings
EVERY = timedelta(hours=4)


def make(store: Store, by: Staff, *, desk_id: int | None = None) -> str:
    """A new feed of one's own requests, or of one's desk's; returns its token, which is told once. Raises Refused."""
    if by.person_id is None or desk_id not in (None, by.desk_id):
        raise Refused("A calendar is made for oneself or for one's own desk.")
    token = secrets.token_urlsafe(32)

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        feed_id = store.new_ids()
        values = {"id": feed_id, "sha": _sha256(token), "person": by.person_id, "desk": desk_id, "at_time": store.now(), "by": by.sign_in}
        cursor.execute("insert into store.feed values ($id, $sha, $person, $desk, $at_time, $by)", values)
        audit(store, cursor, by, f"feed {feed_id}", None, f"desk {desk_id}" if desk_id else f"person {by.person_id}")

    store.write(act)
    return token


def revoke(store: Store, by: Staff, feed_id: int) -> None:
    """End a feed; its address answers nothing any more. Only who made it, or the administrator. Raises Refused."""

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        found = cursor.execute("select made_by from store.feed where feed_id = $id", {"id": feed_id}).fetchone()
        if not found:
            raise Refused("This calendar was ended already.")
        if by.sign_in != found[0] and by.role != "administrator":
            raise Refused("Only who made this calendar, or the administrator, can end it.")
        cursor.execute("delete from store.feed where feed_id = $id", {"id": feed_id})
        audit(store, cursor, by, f"feed {feed_id}", f"made by {found[0]}", None)

    store.write(act)


def end_all(store: Store, by: Staff) -> None:
    """End every feed that somebody made for themselves or their desk; they work here no longer."""

    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        for (feed_id,) in cursor.execute("delete from store.feed where made_by = $by returning feed_id", {"by": by.sign_in}).fetchall():
            audit(store, cursor, by, f"feed {feed_id}", f"made by {by.sign_in}", None)

    if any(row["made_by"] == by.sign_in for row in store.read("feeds")):
        store.write(act)


def calendar(store: Store, token: str) -> bytes | None:
    """The calendar that a token opens (RFC 5545), None where there is none."""
    found = store.read("feed", token_sha256=_sha256(token))
    if not found:
        return None
    made = Calendar()
    made.add("prodid", "-//Records Desk//Reminders//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"Records Desk: {found[0]['name']}")
    made.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    for row in store.read("feed_days", **{name: found[0][name] for name in ("desk_id", "person_id")}, today=store.today()):
        made.add_component(_event(row))
    return made.to_ical()


def _event(row: dict[str, Any]) -> Event:
    event = Event()
    event.add("uid", f"{row['number'].lower()}-{row['what']}@records-desk")
    event.add("dtstamp", row["changed_at"])
    event.add("last-modified", row["changed_at"])
    event.add("sequence", row["sequence"])
    event.add("summary", f"{row['number']}: {row['label']}")
    event.add("description", row["told"])
    event.add("dtstart", row["on_date"])
    event.add("dtend", row["on_date"] + timedelta(1))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{row['number']}: {row['label']}")
    alarm.add("trigger", MORNING)
    event.add_component(alarm)
    return event


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
