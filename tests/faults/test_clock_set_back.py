"""A clock that is set back: ids only grow, the order of entries and the chain stand, and refusals tell what the clock says."""

import shutil
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from records_desk.db import ledger, reading
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon
from tests.faults.conftest import receive

FALL_BACK = datetime(2026, 11, 1, 8, 59, tzinfo=UTC)  # 01:59 in Oxnard; a minute later it is 01:00 again


class Clock:
    """A clock that somebody sets; the computer's own, which ids are made from, goes with it."""

    def __init__(self, start: datetime, monkeypatch) -> None:
        self.now = start
        monkeypatch.setattr(time, "time", lambda: self.now.timestamp())

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> None:
        """Go on, or back."""
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch):
    return Clock(noon(), monkeypatch)


@pytest.fixture
def open_anew(template, tmp_path, clock):
    """Close the store where it is open, and open it; every audit must be empty afterwards."""
    path, opened = shutil.copy(template, tmp_path / "city.duckdb"), []

    def anew() -> Store:
        for before in opened:
            before.close()
        opened.append(Store(path, clock=clock))
        return opened[-1]

    yield anew
    assert failed_audits(opened[-1]) == {}
    opened[-1].close()


@pytest.fixture
def store(open_anew):
    """The store, opened before anybody set the clock."""
    return open_anew()


def note(store, request_id: int, words: str) -> ledger.Receipt:
    """Add a note of today."""
    return ledger.record(store, request_id, "note", OFFICIAL, on_date=store.today(), note=words)


def order(store, request_id: int) -> list[str]:
    """The notes of a request in the order of its timeline."""
    return [text["body"] for entry in reading.timeline(store, request_id) for text in entry["texts"] if text["part"] == "note"]


@pytest.mark.parametrize("is_opened_anew", [False, True], ids=["while the store is open", "before it is opened again"])
def test_after_an_hour_back_ids_grow_and_entries_keep_their_order(store, open_anew, clock, is_opened_anew):
    first, other = receive(store), receive(store)
    said = [note(store, first.request_id, "one")]
    clock.go(hours=-1)
    store = open_anew() if is_opened_anew else store
    later = receive(store)
    said += [note(store, first.request_id, "two"), note(store, other.request_id, "three")]
    made = [first.request_id, first.event_id, other.request_id, other.event_id, said[0].event_id]
    made += [later.request_id, later.event_id, said[1].event_id, said[2].event_id]
    assert made == sorted(set(made))
    assert order(store, first.request_id) == ["one", "two"]
    recorded = [row["recorded_at"] for row in store.query("select recorded_at from store.event order by event_id")]
    assert recorded == [datetime(2026, 4, 20, 20)] * 3 + [datetime(2026, 4, 20, 19)] * 3, "what the clock said is kept, not made up"


def test_after_a_day_back_nothing_is_recorded_before_its_request_came_and_the_sentence_names_the_clock(store, clock):
    request = receive(store).request_id
    clock.go(days=-1)
    for on_date in (TODAY, TODAY - timedelta(1)):
        with pytest.raises(ledger.Refused, match=r"The clock of this computer says 2026-04-19, before the request was received \(2026-04-20\)"):
            ledger.record(store, request, "note", OFFICIAL, on_date=on_date, note="x")
    with pytest.raises(ledger.Refused, match="2026-04-20 has not come yet, today is 2026-04-19"):
        ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    clock.go(days=1)
    assert note(store, request, "x")


def test_an_act_that_was_sent_before_the_clock_went_back_counts_once(store, clock):
    first = receive(store, token="one")
    clock.go(hours=-3)
    assert receive(store, token="one") == first


def test_the_hour_that_comes_twice_is_kept_in_order_and_shown_as_it_was_on_the_wall(store, clock):
    clock.now = FALL_BACK
    request = receive(store).request_id
    for words in ("before", "after"):
        note(store, request, words)
        clock.go(minutes=2)
    told = store.query("select recorded_at from store.event where kind = 'note' order by event_id")
    assert [f"{store.local(row['recorded_at']):%H:%M}" for row in told] == ["01:59", "01:01"]
    assert told[0]["recorded_at"] < told[1]["recorded_at"] and order(store, request) == ["before", "after"]
    assert store.today() == date(2026, 11, 1)
    clock.go(minutes=-30)
    note(store, request, "set back")
    assert order(store, request) == ["before", "after", "set back"]
