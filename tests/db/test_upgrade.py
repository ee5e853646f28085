"""A store of every earlier version opens with this one: its rows stay, its chains verify, a copy is kept, and nothing is half done."""

import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest

from records_desk.db import ledger
from records_desk.db._texts import files, sql
from records_desk.db._upkeep import StoreError
from records_desk.db.files import folder_of
from records_desk.db.store import Store
from records_desk.db.verify import verify
from records_desk.db.whole_log import REMADE
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon
from tests.db import earlier
from tests.db.test_backup import names
from tests.db.test_commands import run

FIRST_VERSION = Path(__file__).parents[1] / "examples" / "store-0.1.0.zip"
NEWEST = len(earlier.SCHEMA)
HALF = earlier.SCHEMA.index("012_decisions.sql") + 1
STEPS = (1, 3, HALF, NEWEST - 1)  # of every schema it would take minutes
KEPT = "city-schema-012-2026-04-20T200000Z.duckdb"


def rows(path: Path) -> dict[str, tuple[list[str], list]]:
    """Every row of every table that holds facts, with the names of its columns, read by the engine alone."""
    with duckdb.connect() as engine:
        engine.execute(f"attach '{path}' as store (read_only)")
        tables = {name for (name,) in engine.execute(sql("queries", "tables")).fetchall()} - REMADE
        return {name: ([column[0] for column in engine.execute(f"from store.{name} limit 0").description], engine.execute(f"from store.{name} order by all").fetchall()) for name in tables}


def still_there(store: Store, before: dict[str, tuple[list[str], list]]) -> dict[str, list]:
    """Of the same tables the same columns."""
    return {
        name: [tuple(row.values()) for row in store.query(f"select {', '.join(columns)} from store.{name} order by all")] for name, (columns, _) in before.items()
    }


def keeps(store: Store, before: dict[str, tuple[list[str], list]]) -> bool:
    """Whether every row of before is there and no other one, but settings that a later schema brought."""
    after, held = still_there(store, before), {name: rows for name, (_, rows) in before.items()}
    return set(held.pop("setting")) <= set(after.pop("setting")) and after == held


@pytest.fixture
def old(tmp_path):
    """A store at the twelfth schema file."""
    earlier.build(tmp_path / "city.duckdb", HALF)
    return tmp_path / "city.duckdb"


@pytest.mark.parametrize("steps", STEPS, ids=[earlier.SCHEMA[steps - 1] for steps in STEPS])
def test_a_store_of_each_earlier_schema_keeps_its_rows_and_verifies(tmp_path, steps):
    path = tmp_path / "city.duckdb"
    earlier.build(path, steps)
    before = rows(path)
    store = Store(path, clock=noon)
    try:
        after = still_there(store, before)
        for name, (_, held) in before.items():
            assert all(row in after[name] for row in held), name  # first desks and policies may have come with a later step
        assert all(after[name] == before[name][1] for name in ("request", "event", "request_text", "requester", "fee_line") if name in before)
        assert failed_audits(store) == {} and verify(store, with_files=False).is_whole
        assert ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="Maps").number == f"PRA-2026-00000{3 if steps > 2 else 1}"
        assert failed_audits(store) == {}
    finally:
        store.close()


def test_the_builder_fills_every_table_that_holds_facts(tmp_path):
    earlier.build(tmp_path / "city.duckdb", NEWEST)
    empty = {name for name, (_, held) in rows(tmp_path / "city.duckdb").items() if not held}
    assert empty == set(), "a new schema file needs rows in tests/db/earlier.py"


def test_a_store_written_by_the_first_version_opens_with_its_rows_and_verifies(tmp_path):
    with zipfile.ZipFile(FIRST_VERSION) as zipped:
        zipped.extractall(tmp_path)
    path = tmp_path / "city.duckdb"
    before = rows(path)
    store = Store(path, clock=noon)
    whole, is_kept = verify(store), keeps(store, before)
    store.close()
    assert is_kept and whole.is_whole and whole.ends.requests == 4


def test_the_schema_files_of_the_first_version_are_as_they_were(tmp_path):
    with zipfile.ZipFile(FIRST_VERSION) as zipped:
        zipped.extractall(tmp_path)
    with duckdb.connect(str(tmp_path / "city.duckdb"), read_only=True) as engine:
        applied = dict(engine.execute("select name, sha256 from schema_file").fetchall())
    shipped = {file.name: earlier._sha256(file.read_text(encoding="utf-8")) for file in files("schema")}
    del applied["004_derived.sql"]  # its tables are derived: they are made anew at each upgrade, by db/derived/tables
    assert {name: shipped.get(name) for name in applied} == applied


# The copy that is kept.


def test_the_old_store_is_kept_under_the_name_of_its_schema(old):
    before = rows(old)
    Store(old, clock=noon).close()
    assert rows(old.with_name(KEPT)) == before
    assert old.with_name(KEPT).stat().st_mode & 0o077 == 0
    assert sorted(file.name for file in old.parent.iterdir()) == [KEPT, "city.duckdb"]


def test_a_store_that_is_up_to_date_is_not_copied_again(old):
    Store(old, clock=noon).close()
    old.with_name(KEPT).unlink()
    Store(old, clock=noon).close()
    assert [file.name for file in old.parent.iterdir()] == ["city.duckdb"]


def test_a_store_that_holds_nothing_is_brought_up_to_date_without_a_copy(tmp_path):
    path = tmp_path / "city.duckdb"
    earlier.build(path, HALF)
    with duckdb.connect(str(path)) as engine:
        engine.execute("delete from request; delete from setting_change")
    Store(path, clock=noon).close()
    assert [file.name for file in tmp_path.iterdir()] == ["city.duckdb"]


def test_the_kept_copy_is_restored_like_any_backup(old, tmp_path):
    before = rows(old)
    Store(old, clock=noon).close()
    kept = folder_of(old.with_name(KEPT)) / earlier.FILE[:2] / earlier.FILE
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a plan")
    told = run("restore", old.with_name(KEPT), "--store", tmp_path / "again.duckdb")
    assert "3 requests" in told and "No description lies beside the backup" in told
    store = Store(tmp_path / "again.duckdb", clock=noon)
    assert keeps(store, before)
    store.close()
    assert [file.name for file in tmp_path.glob("*-schema-*.duckdb")] == [KEPT]


# What goes wrong.


def test_a_folder_without_room_for_the_copy_is_told_and_the_store_left_as_it_was(old, monkeypatch):
    before = rows(old)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(StoreError, match=r"a copy of it is made, which needs [\d,]+ bytes, and 1,000 are free beside it: make room. The store was left"):
        Store(old, clock=noon)
    assert rows(old) == before and [file.name for file in old.parent.iterdir()] == ["city.duckdb"]


def test_a_copy_that_cannot_be_written_is_told_and_the_store_left_as_it_was(old):
    before = rows(old)
    old.with_name(KEPT).mkdir()  # where the copy would come
    with pytest.raises(StoreError, match="a copy of it is made, and that failed: is the disk full"):
        Store(old, clock=noon)
    assert rows(old) == before and names(old.parent) == [KEPT, "city.duckdb"] and old.with_name(KEPT).is_dir()


FULL = """
import resource, sys
from datetime import UTC, datetime
from records_desk.db._upkeep import StoreError
from records_desk.db.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    Store(sys.argv[1], clock=lambda: datetime(2026, 4, 20, 20, tzinfo=UTC), keeps_old=sys.argv[3] == "copy")
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize("what", ["copy", "change"])
def test_a_disk_that_fills_is_told_and_leaves_the_store_as_it_was(old, what):
    before = rows(old)
    limit = old.stat().st_size // 2 if what == "copy" else old.stat().st_size
    done = subprocess.run([sys.executable, "-c", FULL, old, str(limit), what], capture_output=True, text=True, timeout=120)
    assert done.stderr == "" and "disk full" in done.stdout.replace("disk is full", "disk full")
    assert [file.name for file in old.parent.glob("*.duckdb*")] == ["city.duckdb"]
    assert rows(old) == before


def test_a_step_that_fails_in_the_middle_takes_back_those_before_it(old, monkeypatch, tmp_path):
    from records_desk.db import _texts

    shutil.copytree(_texts.HERE, tmp_path / "db", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "db" / "schema" / "998_later.sql").write_text("-- A step that fails.\nalter table store.event add column colour varchar;\nselect error('no');\n")
    monkeypatch.setattr(_texts, "HERE", tmp_path / "db")
    before = rows(old)
    with pytest.raises(StoreError, match="Invalid Input Error: no"):
        Store(old, clock=noon)
    assert rows(old) == before


KILLED = """
import os, signal, sys, threading
from datetime import UTC, datetime
from records_desk.db import _upkeep
from records_desk.db.store import Store

def end(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2].startswith("_"):
    setattr(_upkeep, sys.argv[2], end)
else:
    threading.Timer(float(sys.argv[2]), end).start()
Store(sys.argv[1], clock=lambda: datetime(2026, 4, 20, 20, tzinfo=UTC))
end()
"""


@pytest.mark.parametrize("moment", ["_reload", "_sign", "0.3", "0.9"])
def test_killed_in_the_midst_it_is_the_old_store_or_the_new_one(old, moment):
    before = rows(old)
    done = subprocess.run([sys.executable, "-c", KILLED, old, moment], capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with duckdb.connect() as engine:
        engine.execute(f"attach '{old}' as store")
        steps = engine.execute("select count(*) from store.schema_file").fetchone()[0]
        snapshot = [column[0] for column in engine.execute("from store.snapshot limit 0").description]
        derived = engine.execute("select fingerprint from store.derived_state").fetchone()[0]
    assert (steps, snapshot[-1], derived == "of that version") in ((HALF, "standing", True), (NEWEST, "hash", False))
    if moment.startswith("_"):
        assert steps == HALF and rows(old) == before
    store = Store(old, clock=noon)
    assert keeps(store, before)
    assert failed_audits(store) == {}
    store.close()
    assert rows(old.with_name(KEPT)) == before


def test_what_a_killed_copy_left_goes_with_the_next(old):
    left = [old.with_name(f".{old.stem}-schema-0{nth}3-2026-04-20T200000Z.duckdb.partial{ending}") for nth in (1, 2) for ending in ("", ".wal")]
    for file in left:
        file.write_bytes(b"words of people")
    Store(old, clock=noon).close()
    assert [file for file in left if file.exists()] == []


def test_a_store_of_a_newer_version_is_refused_by_every_way_of_opening(old):
    Store(old, clock=noon).close()
    with duckdb.connect(str(old)) as engine:
        engine.execute("insert into schema_file values ('999_later.sql', 'x')")
    before = old.read_bytes()
    for words in (("verify", "--store", old), ("backup", old.parent, "--store", old), ("restore", old, "--store", old.with_name("new.duckdb"))):
        assert "written by a newer Records Desk (999_later.sql)" in run(*words, code=1)
    assert old.read_bytes() == before and not old.with_name("new.duckdb").exists()


def test_the_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as engine:
        engine.execute("create table invoice (id integer)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="database of another program"):
        Store(path, clock=noon)
    assert path.read_bytes() == before
