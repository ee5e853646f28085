"""When City Hall is closed: what a change moves is shown before it is made, by the same code."""

import shutil
from datetime import UTC, date, datetime, time, timedelta

import pytest

from records_desk.db import closing, ledger
from records_desk.db._refused import Refused
from records_desk.db._guard import LAST_DAY
from records_desk.db.closing import Closure, Policy
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
MONDAY = Closure("Move", date(2026, 4, 27), date(2026, 4, 27))


def changes(store):
    return store.query("select changed_by, what, old_value, new_value from store.setting_change order by change_id")


def state(store):
    """Everything that a preview must leave alone."""
    tables = ("closure", "receipt_policy", "setting_change", "snapshot", "calendar", "deadline", "derived_state")
    return {name: store.query(f"select md5(string_agg(t::varchar, chr(10) order by t::varchar)) as sum from store.{name} as t") for name in tables}


def apply(store, change):
    return closing.apply(store, ADMINISTRATOR, change)


def test_what_is_shown_is_what_is_made_and_showing_leaves_no_trace(store, story):
    row = story("2026-04-17 received")
    story("2026-04-14 received")
    before = state(store)
    days = {"old_due_on": date(2026, 4, 27), "due_on": date(2026, 4, 28), "days": 1}
    safe = {"old_safe_on": date(2026, 4, 27), "safe_on": date(2026, 4, 24)}
    moved = [{"number": row["number"], "clock": "Determination", **days, **safe}]
    assert closing.preview(store, ADMINISTRATOR, closing.add([MONDAY])) == moved
    assert state(store) == before
    assert apply(store, closing.add([MONDAY])) == moved


def test_a_closure_taken_back_moves_the_dates_back_and_is_kept_in_the_log_of_changes(store, story):
    row = story("2026-04-17 received")
    apply(store, closing.add([MONDAY]))
    closure_id = store.read("closures")[0]["closure_id"]
    (back,) = apply(store, closing.take_back(closure_id))
    assert (back["number"], back["due_on"], back["days"], back["safe_on"]) == (row["number"], MONDAY.first_on, -1, MONDAY.first_on)
    assert [(change["old_value"], change["new_value"]) for change in changes(store)] == [(None, str(MONDAY)), (str(MONDAY), None)]
    with pytest.raises(Refused, match="taken back already"):
        apply(store, closing.take_back(closure_id))


def test_every_second_friday_closes_every_second_friday(store, story):
    story("2026-04-07 received")  # its tenth day is Friday, April 17
    row = story("2026-04-14 received")  # and this one's Friday, April 24
    moved = apply(store, closing.add([Closure("Alternating Friday", date(2026, 4, 10), LAST_DAY, 14)]))
    assert [(change["number"], change["due_on"]) for change in moved] == [(row["number"], date(2026, 4, 27))]


def test_a_closed_request_is_not_among_what_moves(store, story):
    story("2026-04-17 received", "2026-04-20 closed outcome=withdrawn")
    assert apply(store, closing.add([MONDAY])) == []


def test_further_clocks_and_safe_targets_that_move_are_shown_too(store, story):
    row = story("2026-04-13 received", "2026-04-13 clock_added clock=peace_officer")  # day 45 is Thursday, May 28
    thursday = Closure("Move", date(2026, 5, 28), date(2026, 5, 28))
    (moved,) = apply(store, closing.add([thursday]))
    assert (moved["number"], moved["days"], moved["due_on"], moved["safe_on"]) == (row["number"], 1, date(2026, 5, 29), date(2026, 5, 27))
    assert moved["clock"] == store.read("further_clocks", request_id=row["request_id"])[0]["label"]
    story("2026-04-15 received")  # day 10 is Saturday, April 25: due Monday, safe on Friday
    (moved,) = apply(store, closing.add([Closure("Outage", date(2026, 4, 24), date(2026, 4, 24))]))
    assert (moved["days"], moved["old_safe_on"], moved["safe_on"]) == (0, date(2026, 4, 24), date(2026, 4, 23))


@pytest.mark.parametrize(
    ("closure", "why"),
    [
        (Closure("Backwards", TODAY, TODAY - timedelta(1)), "cannot be before its first"),
        (Closure(" ", TODAY, TODAY), "needs a name"),
        (Closure("Ages", date(1980, 1, 1), TODAY), "must lie in the calendar"),
        (Closure("Ages", TODAY, date(2030, 1, 1)), "days on end: check the last day"),
        (Closure("Often", TODAY, TODAY, 1), "repeats every two days or less often"),
        (Closure("None", None, TODAY), "Give the first and the last day"),
    ],
)
def test_an_impossible_closure_is_refused_and_nothing_is_written(store, closure, why):
    with pytest.raises(Refused, match=why):
        apply(store, closing.add([MONDAY, closure]))
    assert store.read("closures") == [] and changes(store) == []


def test_the_same_days_are_not_closed_twice(store):
    with pytest.raises(Refused, match=r"closed on these days already \(Move\)"):
        apply(store, closing.add([MONDAY, Closure("Again", MONDAY.first_on, MONDAY.last_on)]))
    assert store.read("closures") == []


def test_a_policy_holds_from_its_day_and_the_one_before_it_holds_again_when_it_goes(store, story):
    row = story("2026-04-18 received")  # a Saturday
    policy = Policy(date(2026, 4, 1), "next_open_day", time(18), time(17))
    moved = apply(store, closing.set_policy(policy))
    assert [(change["number"], change["due_on"]) for change in moved] == [(row["number"], date(2026, 4, 30))]
    with pytest.raises(Refused, match="a decision from 2026-04-01 already"):
        apply(store, closing.set_policy(policy))
    assert apply(store, closing.drop_policy(date(2026, 4, 1)))[0]["due_on"] == date(2026, 4, 28)
    with pytest.raises(Refused, match="stays"):
        apply(store, closing.drop_policy(date(1990, 1, 1)))


def zone(name: str) -> closing.Change:
    return closing.set_zone(name)


@pytest.mark.parametrize(("name", "day", "hour"), [("America/Los_Angeles", "2026-04-20", 20), ("America/New_York", "2026-04-20", 23), ("Asia/Tokyo", "2026-04-21", 12)])
def test_the_civil_day_and_the_times_shown_follow_the_citys_zone_at_once(template, tmp_path, name, day, hour):
    at = datetime(2026, 4, 21, 3, tzinfo=UTC)
    store = Store(shutil.copy(template, tmp_path / "city.duckdb"), clock=lambda: at)
    assert store.today() == TODAY
    apply(store, zone(name))
    for opened in (store, None):
        opened = opened or Store(store.path, clock=lambda: at)
        assert str(opened.today()) == day and opened.local(at.replace(tzinfo=None)).hour == hour
        assert opened.utc(opened.local(at.replace(tzinfo=None))) == at.replace(tzinfo=None)
        opened.close()


def test_a_receipt_after_hours_is_one_by_the_clock_of_the_city(store, story):
    apply(store, closing.set_policy(Policy(date(2026, 4, 1), "next_open_day", time(18), time(17))))
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=date(2026, 4, 13), verbatim="All plans", received_at=datetime(2026, 4, 13, 23, 30))
    row = store.query("from store.snapshot where request_id = $id", id=receipt.request_id)[0]
    shown = closing.preview(store, ADMINISTRATOR, zone("America/New_York"))  # 16:30 in Oxnard, 19:30 in New York
    assert [(moved["number"], moved["days"]) for moved in shown] == [(receipt.number, 1)] and store.zone.key == "America/Los_Angeles"
    assert apply(store, zone("America/New_York")) == shown and store.zone.key == "America/New_York"
    assert store.query("from store.snapshot where request_id = $id", id=receipt.request_id)[0]["due_on"] == row["due_on"] + timedelta(1)
    assert changes(store)[-1] == {"changed_by": "administrator", "what": "time_zone", "old_value": "America/Los_Angeles", "new_value": "America/New_York"}
    assert apply(store, zone("America/New_York")) == [] and len(changes(store)) == 2


@pytest.mark.parametrize("name", ["", "Oxnard", "America/Los_Angeles'; drop table store.event; --", "../../etc/passwd", "localtime"])
def test_a_zone_that_is_not_there_is_refused(store, name):
    with pytest.raises(Refused, match="There is no time zone"):
        apply(store, zone(name))
