"""Which backups a rotation spares: times in, times out."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from records_desk.db.rotation import MONTHS, WEEKS, spared

NOON = datetime(2026, 4, 20, 12)  # a Monday
TIMES = some.lists(some.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)), max_size=60)


def daily(count: int) -> list[datetime]:
    return [NOON - timedelta(days=back) for back in range(count)]


def test_of_one_day_the_newest_stays():
    morning, evening = NOON.replace(hour=6), NOON.replace(hour=18)
    assert spared([evening, NOON, morning], 1) == {evening}


def test_after_a_year_of_days_there_are_so_many_days_five_weeks_and_twelve_months():
    stay = spared(daily(400), 14)
    assert {NOON - timedelta(days=back) for back in range(14)} <= stay
    assert {at for at in stay if at < NOON - timedelta(days=13)} == {
        datetime(2026, 4, 5, 12),  # the Sundays that end the weeks before
        datetime(2026, 3, 29, 12),
        *(datetime(year, month, last, 12) for year, month, last in (
            (2026, 3, 31), (2026, 2, 28), (2026, 1, 31), (2025, 12, 31), (2025, 11, 30), (2025, 10, 31), (2025, 9, 30), (2025, 8, 31), (2025, 7, 31),
            (2025, 6, 30), (2025, 5, 31),
        )),
    }  # fmt: skip


def test_days_without_a_backup_do_not_count():
    old = [NOON - timedelta(days=back) for back in (0, 100, 101)]
    assert spared(old, 3) == set(old)


def test_the_turn_of_the_year_is_one_week():
    assert spared([datetime(2026, 1, 1, 12), datetime(2025, 12, 30, 12)], 1) == {datetime(2026, 1, 1, 12), datetime(2025, 12, 30, 12)}  # two months
    assert spared([datetime(2026, 4, 21, 12), datetime(2026, 4, 20, 12)], 1) == {datetime(2026, 4, 21, 12)}


@given(TIMES, some.integers(1, 40))
def test_the_newest_always_stays_and_never_more_than_so_many(times, days):
    stay = spared(times, days)
    assert stay <= set(times) and len(stay) <= days + WEEKS + MONTHS
    assert not times or max(times) in stay


@given(TIMES, some.integers(1, 40))
def test_what_was_spared_once_is_spared_again(times, days):
    stay = spared(times, days)
    assert spared(stay, days) == stay
