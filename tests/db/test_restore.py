"""The drill: a city is backed up and restored elsewhere, and tells the same; what is no whole backup becomes no store."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from records_desk.db import backup, backup_schedule, city, demo, ledger, restore
from records_desk.db._backup_set import Parts
from records_desk.db._refused import Refused
from records_desk.db.files import File, folder_of, kept_at
from records_desk.db.measure import measure
from records_desk.db.store import Store
from records_desk.db.verify import verify
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon
from tests.db.test_backup import everything, names
from tests.db.test_commands import run

MEASURES = ("headline", "turnaround", "time_by_desk", "dispositions", "survival", "fees")
PLAN = File("plan.pdf", "application/pdf", b"a plan")


def figures(store: Store) -> dict[str, list]:
    """Some measures of all kinds as of a day; the tables that all of them are computed from are compared whole."""
    return {name: measure(store, name, TODAY) for name in MEASURES}


@pytest.fixture(scope="module")
def before(template, tmp_path_factory) -> tuple[Path, dict, dict]:
    """A backup of a city with a file; what the city's tables and its figures were."""
    folder = tmp_path_factory.mktemp("drill")
    store = Store(shutil.copy(template, folder / "city.duckdb"), clock=noon)
    demo.build(store, 60, TODAY)
    ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits of 2025", files=[PLAN])
    made = backup.back_up(store, folder)
    told = made.file, everything(store), figures(store)
    store.close()
    return told


@pytest.fixture
def made(before, tmp_path) -> Parts:
    """That backup in a folder of the test's own."""
    shutil.copytree(before[0].parent, tmp_path / "backups", ignore=shutil.ignore_patterns("city.duckdb*"))
    return Parts(tmp_path / "backups" / before[0].name)


@pytest.fixture
def target(tmp_path) -> Path:
    (tmp_path / "new").mkdir()
    return tmp_path / "new" / "restored.duckdb"


def nothing_is_there(target: Path) -> bool:
    return names(target.parent) == []


def test_the_drill_figures_before_are_figures_after(before, made, target):
    _, rows, told = before
    done = restore.restore(made.store, target)
    assert (done.requests, done.files, done.missing_files, done.differs) == (61, 1, 0, [])
    store = Store(target, clock=noon)
    assert everything(store) == rows
    assert figures(store) == told
    assert verify(store, expected=made.ends).is_whole and failed_audits(store) == {}
    assert kept_at(store, PLAN.sha256).read_bytes() == PLAN.content
    assert ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="Maps").request_id
    assert failed_audits(store) == {}
    store.close()
    assert names(target.parent) == ["restored.duckdb", "restored.duckdb.files"]


def test_the_command_tells_what_it_restored_and_as_of_when(made, target):
    told = run("restore", made.store, "--store", target)
    assert "61 requests" in told and "1 files, as of 2026-04-20T20:00:00Z, the newest entry recorded 2026-04-20T20:00:00Z; verified (copy" in told
    assert target.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("taken", ["", ".wal", ".files"])
def test_nothing_that_is_there_is_written_over(made, target, taken):
    there = target.with_name(target.name + taken)
    there.write_text("Somebody's")
    with pytest.raises(Refused, match=f"{there.name} is there already: a backup is restored into a new file only"):
        restore.restore(made.store, target)
    assert there.read_text() == "Somebody's" and names(target.parent) == [there.name]


def test_what_is_made_there_meanwhile_is_not_written_over(made, target):
    with pytest.raises(Refused, match="was made by somebody else in the meantime"):
        restore.restore(made.store, target, lambda step: target.write_text("Somebody's") if step == "put" else None)
    assert target.read_text() == "Somebody's" and names(target.parent) == [target.name]


def change_a_byte(made: Parts) -> None:
    content = bytearray(made.store.read_bytes())
    content[content.index(b"All permits")] ^= 1
    made.store.write_bytes(content)


def forge_an_entry(made: Parts) -> None:
    with duckdb.connect(str(made.store)) as engine:
        engine.execute("update event set recorded_by = 'nobody' where event_id = (select max(event_id) from event)")
    vouch_for(made)


def take_entries_away(made: Parts) -> None:
    with duckdb.connect(str(made.store)) as engine:
        engine.execute("delete from event where request_id = (select max(request_id) from request)")
    vouch_for(made)


def vouch_for(made: Parts) -> None:
    """Somebody who changed a backup gives it the digest that it then has."""
    said = json.loads(made.described.read_text())
    made.described.write_text(json.dumps(said | {"sha256": backup.sha256_of(made.store)}))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (change_a_byte, "is damaged or was changed: it has not the SHA-256 that its description names"),
        (forge_an_entry, "does not verify: broken chain, 1, first: "),
        (take_entries_away, "does not verify: "),
        (lambda made: made.store.write_bytes(made.store.read_bytes()[:50_000]), "is damaged or was changed"),
        (lambda made: made.store.unlink(), "There is no backup"),
        (lambda made: made.ends.write_bytes(b"\x1f\x8bnothing"), "cannot be read as a record of chain ends"),
    ],
)
def test_what_is_no_whole_backup_is_refused_and_nothing_is_there(made, target, spoil, sentence):
    spoil(made)
    with pytest.raises(Refused, match=sentence):
        restore.restore(made.store, target)
    assert nothing_is_there(target)


@pytest.mark.parametrize("spoil", [change_a_byte, lambda made: made.store.write_bytes(b"no store" * 9999)])
def test_a_damaged_backup_without_its_description_is_refused_too(made, target, spoil):
    spoil(made)
    made.described.unlink()
    with pytest.raises(Refused, match="Nothing was restored"):
        restore.restore(made.store, target)
    assert nothing_is_there(target)


def test_a_file_that_the_backup_lacks_or_has_otherwise_is_told_and_not_taken(made, target):
    (kept,) = made.files.glob("*/*")
    kept.write_bytes(b"another plan")
    told = subprocess.run([Path(sys.executable).with_name("records-desk"), "restore", made.store, "--store", target], capture_output=True, text=True)
    assert told.returncode == 1 and "1 kept files are missing in the backup, or were changed there" in told.stdout
    assert target.exists() and not folder_of(target).exists()


@pytest.fixture
def planned(template, tmp_path) -> backup.Backup:
    """A backup of a city that has backups made into its folder every day."""
    (tmp_path / "daily").mkdir()
    store = Store(shutil.copy(template, tmp_path / "city.duckdb"), clock=noon)
    store.write(lambda cursor: city.write_setting(store, cursor, OFFICIAL, "backup_folder", str(tmp_path / "daily")))
    store.write(lambda cursor: city.write_setting(store, cursor, OFFICIAL, "backup_keep", "1"))
    made = backup.back_up(store, tmp_path / "daily")
    store.close()
    return made


def test_a_restored_store_backs_nothing_up_by_itself_and_says_so(planned, target):
    daily = planned.file.parent
    told = run("restore", planned.file, "--store", target)
    assert f"{daily} was the folder for daily backups: this store makes none." in told
    before, store = names(daily), Store(target)
    assert backup_schedule.plan(store) is None
    backup_schedule.tick(store)
    (change,) = store.query("from store.setting_change where old_value is not null")
    assert (change["changed_by"], change["what"], change["old_value"], change["new_value"]) == ("restore", "backup_folder", str(daily), None)
    assert change["changed_at"] > planned_at(planned) and failed_audits(store) == {}
    store.close()
    assert names(daily) == before


def planned_at(made: backup.Backup) -> datetime:
    return datetime.fromisoformat(made.said.made_at).replace(tzinfo=None)


def test_of_a_city_without_a_plan_nothing_is_said_of_one(made, target):
    assert restore.restore(made.store, target).no_more_into is None


@pytest.mark.parametrize("length", [0, 9_000, 50_000, 200_000])
def test_a_backup_that_was_cut_off_is_told_in_one_sentence(made, target, length):
    made.described.unlink()
    made.store.write_bytes(made.store.read_bytes()[:length])
    with pytest.raises(Refused) as refused:
        restore.restore(made.store, target)
    assert str(refused.value) == f"{made.store.name} is damaged, cut off, or no backup: name an older one. Nothing was restored."
    assert nothing_is_there(target)


def test_too_little_room_is_told_before(made, target, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(Refused, match=r"Restoring needs [\d,]+ bytes on the disk of .*new, where 1,000 are free"):
        restore.restore(made.store, target)
    assert nothing_is_there(target)


KILLED = """
import os, signal, sys
from pathlib import Path
from records_desk.db import restore
restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == "put" else None)
"""


def test_a_restore_that_was_killed_leaves_no_store_and_the_next_one_works(made, target):
    done = subprocess.run([sys.executable, "-c", KILLED, made.store, target], capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL and not target.exists() and not folder_of(target).exists()
    assert restore.restore(made.store, target).files == 1
    assert names(target.parent) == ["restored.duckdb", "restored.duckdb.files"]


def test_a_store_that_was_not_closed_is_no_backup(made, target):
    made.store.with_name(f"{made.store.name}.wal").write_bytes(b"acts")
    with pytest.raises(Refused, match="is a store that was not closed, for .*wal beside it holds acts too: open it with the desk"):
        restore.restore(made.store, target)
    assert list(target.parent.iterdir()) == []


def test_what_is_called_like_a_restore_under_way_is_not_taken_away(made, target):
    source = made.store.rename(target.with_name(f"{target.name}.restoring"))
    with pytest.raises(Refused, match="rename it first"):
        restore.restore(source, target)
    assert source.exists() and not target.exists()


def test_a_restore_that_cannot_be_put_leaves_nothing_and_the_next_one_works(made, target, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", lambda file, place: fails(file, place, target))
        with pytest.raises(Refused, match="cannot be written"):
            restore.restore(made.store, target)
    assert list(target.parent.iterdir()) == []
    assert restore.restore(made.store, target).files == 1


def fails(file: Path, place: Path, target: Path) -> None:
    """A disk that gives out when the store gets its name."""
    if place == target:
        raise OSError(errno.EIO, "Input/output error")
    os.rename(file, place)


@pytest.mark.parametrize("spoilt", [{"made_at": "soon"}, {"as_of": 7}, {"figures": []}, {"figures": [[]]}, {"requests": "many"}, {"figures": None}])
def test_a_description_that_is_none_counts_as_none(made, target, spoilt):
    made.described.write_text(json.dumps(json.loads(made.described.read_text()) | spoilt))
    assert made.description() is None and restore.restore(made.store, target).said is None


def test_the_backup_stays_as_it_was(made, target):
    before = {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in made.store.parent.rglob("*")}
    restore.restore(made.store, target)
    assert {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in made.store.parent.rglob("*")} == before
    assert not os.path.samefile(next(made.files.glob("*/*")), next(folder_of(target).glob("*/*")))
