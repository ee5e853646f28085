"""When a backup is due, that it is then made, and that what goes wrong is kept and stops nothing."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from records_desk.db import backup, backup_schedule, ledger, readiness
from records_desk.db._refused import Refused
from records_desk.db.backup_schedule import Plan, is_due, plan, save_plan, tick
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, noon
from tests.db.test_backup import clock, folder, names  # noqa: F401

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1)
MONDAY = datetime(2026, 4, 20)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return MONDAY.replace(hour=hour, minute=minute) + timedelta(days=days)


DUE = {
    "never made, at the hour": (at(2), None, None, True),
    "never made, before the hour: that of yesterday was missed": (at(1, 59), None, None, True),
    "made yesterday at the hour, before today's": (at(1, 59), at(2, days=-1), None, False),
    "made yesterday at the hour, at today's": (at(2), at(2, days=-1), None, True),
    "made today": (at(23, 59), at(2), None, False),
    "made by hand today before the hour": (at(2), at(1, 30), None, True),
    "made by hand today after the hour": (at(9), at(8), None, False),
    "missed for days": (at(9), at(2, days=-5), None, True),
    "failed just now": (at(2, 30), at(2, days=-1), at(2), False),
    "failed an hour ago": (at(3), at(2, days=-1), at(2), True),
    "failed, then made by hand": (at(3), at(2, 10), at(2), False),
    "made at a time to come, by a clock that was wrong": (at(2), at(2, days=400), None, True),
    "failed at a time to come, by a clock that was wrong": (at(2), None, at(2, days=400), True),
}


@pytest.mark.parametrize("what", DUE)
def test_a_backup_is_due_from_its_hour_on_until_it_is_made(what):
    now, made_at, failed_at, due = DUE[what]
    assert is_due(now, 2, made_at, failed_at) is due


def test_each_day_of_a_month_has_one_backup_whenever_the_desk_runs():
    made, now = [], at(0)
    while now < at(0, days=30):
        if now.hour in (7, 8, 9, 20) and is_due(now, 2, made[-1] if made else None, None):  # the desk runs by day alone
            made.append(now)
        now += timedelta(minutes=1)
    assert made == [at(7, days=day) for day in range(30)]


@pytest.fixture
def city(template, tmp_path, clock):
    """A log with a request, open as a desk has it."""
    store = Store(shutil.copy(template, tmp_path / "city.duckdb"), clock=clock)
    ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits of 2025")
    yield store
    store.close()


def made(folder: Path) -> list[str]:
    return [name for name in names(folder) if name.endswith(".duckdb")]


def test_nothing_is_made_before_somebody_says_where(city):
    tick(city)
    assert plan(city) is None and backup_schedule.runs(city) == []


def test_a_tick_makes_what_is_due_once_and_the_next_day_again(city, folder, clock):
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 3, 14))
    for later in (0, 60, 3600, 20 * 3600, 20 * 3600 + 60):
        clock.at = noon() + timedelta(seconds=later)
        tick(city)
    assert made(folder) == ["city-2026-04-20T200000Z.duckdb", "city-2026-04-21T160000Z.duckdb"]
    first, second = reversed(backup_schedule.runs(city))
    assert (first["file"], first["requests"], first["error"], first["started_by"]) == (made(folder)[0], 1, None, "schedule")
    assert first["bytes"] == (folder / made(folder)[0]).stat().st_size and first["verify_seconds"] <= first["seconds"]


def test_the_hour_is_the_city_s_and_not_that_of_utc(city, folder, clock):
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 12, 14))
    clock.at = noon().replace(hour=18, minute=59)  # 11:59 in the city
    backup_schedule.run(city, folder, 14, "administrator")
    tick(city)
    assert made(folder) == ["city-2026-04-20T185900Z.duckdb"]
    clock.at = noon().replace(hour=19)
    tick(city)
    assert made(folder) == ["city-2026-04-20T190000Z.duckdb"]  # of one day the newest stays


def test_a_failure_is_kept_in_words_tried_again_after_an_hour_and_stops_nothing(city, folder, clock):
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 3, 14))
    folder.rmdir()
    for minutes in (0, 1, 30, 60):
        clock.at = noon() + timedelta(minutes=minutes)
        tick(city)
    errors = [row["error"] for row in backup_schedule.runs(city)]
    assert len(errors) == 2 and all("does not exist: make it first" in error for error in errors)
    folder.mkdir()
    clock.at = noon() + timedelta(hours=2)
    tick(city)
    assert len(made(folder)) == 1
    assert ledger.receive(city, OFFICIAL, track="records", on_date=TODAY, verbatim="More").number == "PRA-2026-000002"


def test_a_fault_of_the_program_is_kept_and_logged_and_stops_nothing(city, folder, monkeypatch, caplog):
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 3, 14))
    monkeypatch.setattr(backup, "verify", lambda *_, **__: [][0])
    tick(city)
    (row,) = backup_schedule.runs(city)
    assert row["error"] == "A fault of the program (IndexError): the log of the desk says more."
    assert "Traceback" in caplog.text and names(folder) == []


@pytest.mark.parametrize("typed", ["{}", "{}/", "{}/."])
def test_a_backup_is_made_once_however_its_folder_was_typed(city, folder, clock, typed):
    save_plan(city, ADMINISTRATOR, Plan(typed.format(folder), 3, 14))
    for minutes in range(4):
        clock.at = noon() + timedelta(minutes=minutes)
        tick(city)
    assert len(made(folder)) == len(backup_schedule.runs(city)) == 1


@pytest.mark.parametrize("is_there", [True, False])
def test_after_a_clock_that_was_a_year_ahead_there_is_one_backup_a_day_and_one_failure_an_hour(city, folder, clock, is_there):
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 3, 14))
    if not is_there:
        folder.rmdir()
    clock.at = noon() + timedelta(days=365)
    tick(city)
    for minutes in range(4):
        clock.at = noon() + timedelta(minutes=minutes)
        tick(city)
    assert len(backup_schedule.runs(city)) == 2
    assert readiness.backup_age_hours(city) == (0.1 if is_there else None)


def test_a_backup_that_is_refused_is_told_to_the_log_without_a_word_of_the_city(city, folder, caplog):
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 3, 14))
    folder.rmdir()
    tick(city)
    assert [record.getMessage() for record in caplog.records] == ["The backup that was due was refused: Settings says why"]


def test_a_backup_into_another_folder_does_not_count(city, folder, tmp_path):
    (tmp_path / "stick").mkdir()
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 3, 14))
    backup_schedule.run(city, tmp_path / "stick", None, "administrator")
    tick(city)
    assert len(made(folder)) == 1


def test_the_plan_is_audited_with_old_and_new_values(city, folder):
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 3, 14))
    save_plan(city, ADMINISTRATOR, Plan(f" {folder} ", 4, 14))
    save_plan(city, ADMINISTRATOR, Plan("", 4, 14))
    changes = [(row["what"], row["old_value"], row["new_value"]) for row in city.query("from store.setting_change order by change_id")]
    assert changes == [
        ("backup_folder", None, str(folder)), ("backup_hour", None, "3"), ("backup_keep", None, "14"),
        ("backup_hour", "3", "4"), ("backup_folder", str(folder), None),
    ]  # fmt: skip
    assert plan(city) is None


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (lambda folder: Plan(str(folder), 24, 14), "0 to 23"),
        (lambda folder: Plan(str(folder), -1, 14), "0 to 23"),
        (lambda folder: Plan(str(folder), 3, 0), "kept for 1 to 3,650 days"),
        (lambda folder: Plan(str(folder / "none"), 3, 14), "does not exist"),
        (lambda folder: Plan("backups", 3, 14), "from the root on"),
    ],
)
def test_a_plan_that_cannot_work_is_refused_and_the_old_one_stays(city, folder, chosen, sentence):
    save_plan(city, ADMINISTRATOR, Plan(str(folder), 3, 14))
    with pytest.raises(Refused, match=sentence):
        save_plan(city, ADMINISTRATOR, chosen(folder))
    assert plan(city) == Plan(str(folder), 3, 14)


def test_nobody_but_an_administrator_plans(city, folder):
    with pytest.raises(Refused, match="needs the role administrator"):
        save_plan(city, OFFICIAL, Plan(str(folder), 3, 14))
