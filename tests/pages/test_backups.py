"""Backups in Settings and by the desk that is served: planned, made, shown, and told to whoever watches the desk."""

import asyncio
import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

import records_desk
from records_desk.db import backup_schedule, backup_turn, readiness
from records_desk.db._refused import Refused
from records_desk.db.backup_schedule import Plan
from records_desk.pages import _backups, _routes, _session
from tests.conftest import OFFICIAL, noon
from tests.db.test_backup import folder  # noqa: F401
from tests.pages.conftest import ADMINISTRATOR, well
from tests.pages.test_routes import answer_of


def made(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.duckdb"))


def field(tab, ending: str):
    """A field or button of the backups."""
    (found,) = [item for item in (*tab.text_input, *tab.number_input, *tab.button) if item.key.startswith(_backups.NAME) and item.key.endswith(ending)]
    return found


def test_a_plan_is_made_in_settings_and_a_backup_at_once(visit, store, folder, shown):
    tab = visit("settings")
    field(tab, "_folder").set_value(f" {folder} ")
    field(tab, "_hour").set_value(3)
    well(field(tab, "_send").click().run())
    assert backup_schedule.plan(store) == Plan(str(folder), 3, 14)
    well(field(tab, "_make").click().run())
    assert made(folder) == ["city-2026-04-20T200000Z.duckdb"]
    (row,) = shown["settings_backups"][1]
    assert (row["by"], row["verified"][:4]) == ("administrator", "yes,") and "city-2026-04-20T200000Z.duckdb, 0 requests" in row["what"]


def test_a_backup_that_could_not_be_made_is_shown_with_its_reason(visit, store, folder, shown):
    backup_schedule.save_plan(store, ADMINISTRATOR, Plan(str(folder)))
    folder.rmdir()
    backup_schedule.tick(store)
    visit("settings")
    (row,) = shown["settings_backups"][1]
    assert (row["by"], row["verified"]) == ("schedule", "no") and "does not exist: make it first" in row["what"]


def test_nobody_but_an_administrator_backs_up_from_the_desk(store, folder):
    backup_schedule.save_plan(store, ADMINISTRATOR, Plan(str(folder)))
    with pytest.raises(Refused, match="needs the role administrator"):
        backup_schedule.back_up_now(store, OFFICIAL)
    assert made(folder) == []


def test_the_desk_makes_what_is_due_while_it_is_served_and_ends_after_it(staffed, tmp_path, folder):
    records_desk.configure(database=shutil.copy(staffed, tmp_path / "city.duckdb"), clock=noon)
    backup_schedule.save_plan(_session.store(), ADMINISTRATOR, Plan(str(folder)))

    async def served() -> None:
        async with _routes.lifespan(None):
            end = time.monotonic() + 30
            while not backup_turn.is_under_way() and time.monotonic() < end:
                await asyncio.sleep(0.005)
            assert made(folder) == []

    with ThreadPoolExecutor(1) as thread:  # where no other loop runs
        thread.submit(lambda: asyncio.run(served())).result()
    assert made(folder) == ["city-2026-04-20T200000Z.duckdb"]
    assert backup_schedule.runs(_session.store())[0]["started_by"] == "schedule"
    _session.close_store()
    _session.configured.update(_session.DEFAULTS)


def test_a_desk_that_is_stopped_finishes_the_backup_that_somebody_asked_for(staffed, tmp_path, folder):
    records_desk.configure(database=shutil.copy(staffed, tmp_path / "city.duckdb"), clock=noon)
    store = _session.store()
    is_begun, goes_on = threading.Event(), threading.Event()

    def hold(step: str) -> None:
        if step == "verify":
            is_begun.set()
            goes_on.wait(60)

    async def served() -> None:
        async with _routes.lifespan(None):
            await asyncio.to_thread(is_begun.wait, 60)
            asyncio.get_running_loop().call_later(1, goes_on.set)

    with ThreadPoolExecutor(2) as threads:
        made_now = threads.submit(backup_schedule.run, store, folder, None, "administrator", hold)
        threads.submit(lambda: asyncio.run(served())).result()
        assert made_now.done() and made_now.result().said.requests == 0
    assert made(folder) == ["city-2026-04-20T200000Z.duckdb"]
    assert [run["error"] for run in backup_schedule.runs(_session.store())] == [None]
    _session.close_store()
    _session.configured.update(_session.DEFAULTS)


def test_whoever_watches_the_desk_is_told_the_age_of_its_backup(store, folder):
    assert json.loads(answer_of(_routes.readyz)[1])["backup_age_hours"] is None
    backup_schedule.run(store, folder, None, "command")
    store.clock = lambda: noon() + timedelta(hours=30, minutes=15)
    status, body = answer_of(_routes.readyz)
    assert (status, json.loads(body)["ready"], json.loads(body)["backup_age_hours"]) == (200, True, 30.2)
    with pytest.raises(Refused):
        backup_schedule.run(store, folder / "none", None, "command")
    assert readiness.backup_age_hours(store) == 30.2
