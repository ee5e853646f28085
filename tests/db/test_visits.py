"""When somebody was here last: a visit lasts a working day, and what it holds new is the same in every tab."""

from datetime import timedelta

import pytest

from records_desk.db import ledger, visits, whole_log
from records_desk.db.visits import Since
from tests.conftest import OFFICIAL, TODAY, noon


@pytest.fixture
def clock(store):
    """Hours that passed since noon: `clock(9)`."""

    def later(hours: float) -> None:
        store.clock = lambda: noon() + timedelta(hours=hours)

    return later


def entered(store) -> int:
    """A request that somebody logs; its entry."""
    return ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits").event_id


def test_on_the_first_visit_nothing_is_new(store):
    last = entered(store)
    assert visits.since(store, 1) == Since(last, None)


def test_the_next_visit_finds_new_what_came_since_the_last_one_began(store, clock):
    first = entered(store)
    visits.since(store, 1)
    clock(3)
    entered(store)
    clock(20)
    assert visits.since(store, 1) == Since(first, store.now() - timedelta(hours=20))


def test_a_visit_that_goes_on_finds_the_same_new_and_writes_nothing(store, clock):
    entered(store)
    visits.since(store, 1)
    entered(store)
    clock(20)
    began = visits.since(store, 1)
    writes = store.version
    for hours in (20, 21, 27.9):
        clock(hours)
        assert visits.since(store, 1) == began
    assert store.version == writes
    clock(28)
    assert visits.since(store, 1) != began


def test_of_two_tabs_that_begin_a_visit_at_once_neither_loses_what_is_new(store, clock, monkeypatch):
    first = entered(store)
    visits.since(store, 1)
    entered(store)
    clock(20)
    kept = store.read("visit", person_id=1)
    found = visits.since(store, 1)
    monkeypatch.setattr(store, "recall", lambda query, **parameters: kept)  # what the other tab had read before
    assert visits.since(store, 1) == found == Since(first, found.began_at)


def test_each_person_has_visits_of_the_own(store, clock):
    visits.since(store, 1)
    last = entered(store)
    assert visits.since(store, 2) == Since(last, None)


def test_a_clock_set_back_begins_no_visit(store, clock):
    clock(20)
    began = visits.since(store, 1)
    clock(0)
    assert visits.since(store, 1) == began


def test_visits_and_views_travel_with_the_whole_log(store):
    assert {"visit", "saved_view"} <= set(whole_log.tables(store))
