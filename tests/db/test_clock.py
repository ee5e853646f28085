"""When a determination is due: the statute's words, the court's list, and days City Hall is closed."""

import shutil
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_desk.db import ledger
from records_desk.db._upkeep import rebuild_derived
from records_desk.db.store import Store
from tests import oracle
from tests.conftest import OFFICIAL, failed_audits, noon, snapshot

F13 = ("Closed Friday", date(2026, 2, 13), date(2026, 2, 13), None)
F17 = ("Closed Friday", date(2026, 4, 17), date(2026, 4, 17), None)
COLUMNS = ("raw_due_on", "due_on", "safe_on", "extension_cap_on", "extension_limit_on")
COURT_LIST_2026 = {
    "2026-01-01", "2026-01-19", "2026-02-12", "2026-02-16", "2026-03-31", "2026-05-25", "2026-06-19",
    "2026-07-03", "2026-09-07", "2026-09-25", "2026-11-11", "2026-11-26", "2026-11-27", "2026-12-25",
}  # fmt: skip


@pytest.fixture(scope="module")
def plain(template, tmp_path_factory):
    """A store without closures that is only read."""
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("plain") / "city.duckdb"), clock=noon)
    yield store
    store.close()


@pytest.fixture(scope="module")
def shut(template, tmp_path_factory):
    """A store whose closures each test sets anew; every audit must be empty at the end."""
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("shut") / "city.duckdb"), clock=noon)
    yield store
    assert failed_audits(store) == {}
    store.close()


def close(store, *closures):
    """Close City Hall as Settings does, and rebuild what follows from it."""

    def act(cursor):
        cursor.execute("delete from store.closure")
        for closure_id, closure in enumerate(closures, 1):
            cursor.execute("insert into store.closure values (?, ?, ?, ?, ?)", [closure_id, *closure])
        rebuild_derived(cursor)

    store.write(act)
    return store


def deadline(store, received_on):
    return store.query("from store.deadline where received_on = $day", day=received_on)[0]


def calendar(store, first, last):
    return store.query("from store.calendar where day between $first and $last order by day", first=first, last=last)


@pytest.mark.parametrize(
    ("received", "closures", "raw", "due", "cap"),
    [
        ("2026-04-06", [], "2026-04-16", "2026-04-16", "2026-04-30"),
        ("2026-01-28", [], "2026-02-07", "2026-02-09", "2026-02-23"),
        ("2026-02-02", [], "2026-02-12", "2026-02-13", "2026-02-26"),
        ("2026-02-02", [F13], "2026-02-12", "2026-02-17", "2026-02-26"),
        ("2026-04-07", [F17], "2026-04-17", "2026-04-20", "2026-05-01"),
        ("2026-03-21", [], "2026-03-31", "2026-04-01", "2026-04-14"),
        ("2026-07-01", [], "2026-07-11", "2026-07-13", "2026-07-27"),
        ("2026-05-14", [], "2026-05-24", "2026-05-26", "2026-06-08"),
        ("2026-11-16", [], "2026-11-26", "2026-11-30", "2026-12-10"),
        ("2026-12-22", [], "2027-01-01", "2027-01-04", "2027-01-15"),
        ("2028-02-20", [], "2028-03-01", "2028-03-01", "2028-03-15"),
    ],
)
def test_the_dates_that_follow_from_a_day_of_receipt(plain, shut, received, closures, raw, due, cap):
    store = plain if not closures else close(shut, *closures)
    found = deadline(store, received)
    assert [str(found[name]) for name in ("raw_due_on", "due_on", "extension_cap_on")] == [raw, due, cap]


@pytest.mark.parametrize(
    ("received", "closures", "safe"),
    [
        ("2026-04-06", [], "2026-04-16"),
        ("2026-01-28", [], "2026-02-06"),  # a Saturday: the Friday before
        ("2026-02-02", [], "2026-02-11"),  # Lincoln Day: the day before
        ("2026-04-07", [F17], "2026-04-16"),  # a closed Friday: the Thursday before
        ("2026-03-21", [], "2026-03-31"),  # a judicial holiday on which City Hall is open
        ("2026-12-22", [], "2026-12-31"),
    ],
)
def test_the_safe_date_is_the_last_open_day_by_the_tenth(plain, shut, received, closures, safe):
    store = plain if not closures else close(shut, *closures)
    assert str(deadline(store, received)["safe_on"]) == safe


def test_rolling_and_then_adding_fourteen_days_is_the_limit_but_not_the_cap(plain):
    assert [str(deadline(plain, "2026-05-14")[name]) for name in COLUMNS[3:]] == ["2026-06-08", "2026-06-09"]
    assert [str(deadline(plain, "2026-11-16")[name]) for name in COLUMNS[3:]] == ["2026-12-10", "2026-12-14"]


def test_the_holidays_of_2026_are_those_of_the_court_list(plain):
    found = calendar(plain, "2026-01-01", "2026-12-31")
    assert {str(day["day"]) for day in found if "judicial holiday" in (day["reason"] or "")} == COURT_LIST_2026


def test_the_day_that_native_american_day_replaced_no_longer_counts(plain):
    names = {
        str(day["day"]): day["reason"]
        for year in (2021, 2022)
        for day in calendar(plain, f"{year}-09-20", f"{year}-10-12")
        if day["is_holiday"]
    }
    assert "Columbus Day" in names["2021-10-11"] and "2021-09-24" not in names
    assert "Native American Day" in names["2022-09-23"] and "2022-10-10" not in names


@pytest.mark.parametrize(
    ("holiday", "day"),
    [
        ("New Year's Day", "2027-12-31"),  # 2028-01-01 is a Saturday
        ("New Year's Day", "2023-01-02"),  # 2023-01-01 is a Sunday
        ("Independence Day", "2026-07-03"),
        ("Independence Day", "2027-07-05"),
        ("Veterans Day", "2028-11-10"),
        ("Christmas Day", "2027-12-24"),
        ("Lincoln Day", "2028-02-11"),
    ],
)
def test_a_holiday_on_a_weekend_is_kept_on_the_nearest_weekday(plain, holiday, day):
    assert holiday in calendar(plain, day, day)[0]["reason"]


def test_a_holiday_kept_elsewhere_leaves_its_own_date_a_plain_weekend(plain):
    assert [day["reason"] for day in calendar(plain, "2028-01-01", "2028-01-03")] == ["Saturday", "Sunday", None]


def test_every_day_that_does_not_count_says_why_and_cites_the_law(plain):
    assert plain.query("from store.calendar where is_holiday <> (reason is not null and citation is not null and mark is not null)") == []


def test_holidays_before_the_verified_years_are_marked_unverified(plain):
    marks = {day["day"].year: day["mark"] for year in (2020, 2026) for day in calendar(plain, f"{year}-12-25", f"{year}-12-25")}
    assert marks == {2020: "U", 2026: "V"}


def test_every_second_friday_is_closed_and_the_fridays_between_are_not(shut):
    close(shut, ("Alternating Friday", date(2026, 1, 9), date(2026, 3, 31), 14))
    closed = [str(day["day"]) for day in calendar(shut, "2026-01-01", "2026-04-30") if "City Hall" in (day["reason"] or "")]
    assert closed == ["2026-01-09", "2026-01-23", "2026-02-06", "2026-02-20", "2026-03-06", "2026-03-20"]


def test_a_closure_of_several_days_closes_each_of_them(shut):
    close(shut, ("Winter break", date(2026, 12, 28), date(2026, 12, 31), None))
    assert [day["is_open"] for day in calendar(shut, "2026-12-27", "2027-01-04")] == [False] * 8 + [True]
    assert str(deadline(shut, "2026-12-18")["due_on"]) == "2027-01-04"


def test_two_closures_on_one_day_are_both_named(shut):
    close(shut, F17, ("Power cut", date(2026, 4, 17), date(2026, 4, 17), None))
    assert calendar(shut, "2026-04-17", "2026-04-17")[0]["reason"] == "Closed Friday, Power cut (City Hall closed all day)"


def test_a_closure_moves_the_due_date_of_a_request_that_is_already_logged(shut):
    receipt = ledger.receive(shut, OFFICIAL, track="records", on_date=date(2026, 4, 7), verbatim="All permits of 2025")
    close(shut, F17)
    assert str(snapshot(shut, receipt.request_id)["due_on"]) == "2026-04-20"


def test_leap_day_is_a_day_of_receipt_and_a_last_day(plain):
    assert str(deadline(plain, "2028-02-29")["raw_due_on"]) == "2028-03-10"
    assert str(deadline(plain, "2028-02-19")["due_on"]) == "2028-02-29"


def test_every_day_of_receipt_has_its_dates_until_2060_nears(plain):
    (span,) = plain.query("select min(received_on) as first, max(received_on) as last, count(*) as days from store.deadline")
    assert span["first"] == date(1990, 1, 1) and span["last"] >= date(2060, 11, 30)
    assert span["days"] == (span["last"] - span["first"]).days + 1


@st.composite
def closures(draw):
    first = draw(st.dates(date(2015, 1, 1), date(2040, 12, 31)))
    every = draw(st.sampled_from([None, None, 7, 14]))
    return "Closed", first, first + timedelta(draw(st.integers(0, 400 if every else 12))), every


def closed_days(closures):
    found = set()
    for _, day, last, every in closures:
        while day <= last:
            found.add(day)
            day += timedelta(every or 1)
    return frozenset(found)


def test_the_oracle_agrees_on_every_day_of_receipt_whatever_is_closed(shut):
    @settings(max_examples=6, derandomize=True, deadline=None)
    @given(st.lists(closures(), max_size=12))
    def agrees(closures):
        close(shut, *closures)
        closed = closed_days(closures)
        for row in shut.query("from store.deadline where received_on between date '2015-01-01' and date '2040-12-31'"):
            assert {name: row[name] for name in COLUMNS} == vars(oracle.dates(row["received_on"], closed)), row["received_on"]

    agrees()
