"""The one room that knows the engine: it opens, refuses, writes all or nothing, and leaves nothing lying about."""

import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import date, datetime

import duckdb
import pytest

from records_desk.db import _texts, _upkeep, clock, ledger
from records_desk.db import store as store_module
from records_desk.db._engine import FairLock, Ids
from records_desk.db._upkeep import StoreError
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, noon, snapshot


@pytest.fixture
def path(template, tmp_path):
    return shutil.copy(template, tmp_path / "city.duckdb")


@pytest.fixture
def open_mask():
    """New files are everybody's to read, unless somebody sees to it."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def receive(store):
    return ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits of 2025")


def mark_calendar(path):
    """Leave a mark in the kept calendar that a rebuild would wipe out."""
    store = Store(path, clock=noon)
    store.write(lambda cursor: cursor.execute("update store.calendar set reason = 'marked' where day = date '2026-04-21'"))
    store.close()


def is_marked(store):
    return store.query("select reason from store.calendar where day = date '2026-04-21'") == [{"reason": "marked"}]


# Opening.


def test_a_store_that_is_open_elsewhere_is_refused_with_a_sentence(loose_store):
    code = """
import sys
from records_desk.db._upkeep import StoreError
from records_desk.db.store import Store
try:
    Store(sys.argv[1])
except StoreError as error:
    print(error)
"""
    told = subprocess.run([sys.executable, "-c", code, loose_store.path], capture_output=True, text=True, timeout=60)
    assert told.stdout.strip() == "city.duckdb is open in another process: stop the desk that serves it, then try again."
    assert told.stderr == ""


def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Buy paper. " * 1000)
    with pytest.raises(StoreError, match="notes.txt is not a store that this version can read"):
        Store(path)
    assert path.read_text() == "Buy paper. " * 1000
    assert list(tmp_path.glob("*.spool/*")) == []


def test_a_store_of_a_newer_version_is_refused_in_words_and_let_go(path):
    store = Store(path, clock=noon)
    store.write(lambda cursor: cursor.execute("insert into store.schema_file values ('999_later.sql', 'x')"))
    store.close()
    with pytest.raises(StoreError, match=r"written by a newer Records Desk \(999_later.sql\); install that version or a later one"):
        Store(path, clock=noon)
    assert not store.spool.parent.exists() or not any(store.spool.parent.iterdir())
    duckdb.connect(path).close()  # nobody holds the file


def test_reopening_keeps_everything_and_rebuilds_nothing(path):
    mark_calendar(path)
    store = Store(path, clock=noon)
    receipt = receive(store)
    before = snapshot(store, receipt.request_id)
    store.close()
    store = Store(path, clock=noon)
    assert is_marked(store)
    assert snapshot(store, receipt.request_id) == before
    store.close()


def test_a_changed_closure_rebuilds_when_the_store_is_opened(path):
    mark_calendar(path)
    store = Store(path, clock=noon)
    receipt = receive(store)
    store.write(lambda cursor: cursor.execute("insert into store.closure values (1, 'Closed', date '2026-04-30', date '2026-04-30', null)"))
    store.close()
    store = Store(path, clock=noon)
    assert not is_marked(store)
    assert snapshot(store, receipt.request_id)["due_on"] == date(2026, 5, 1)
    store.close()


@pytest.mark.parametrize(
    ("file", "old", "new"), [("judicial_holiday.csv", "Lincoln Day", "Lincoln's Birthday"), ("status.csv", "Open,true", "Under way,true")]
)
def test_a_changed_rule_rebuilds_when_the_store_is_opened(path, tmp_path, monkeypatch, file, old, new):
    mark_calendar(path)
    shutil.copytree(_texts.HERE, tmp_path / "db", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    rules = tmp_path / "db" / "reference" / file
    assert old in rules.read_text(encoding="utf-8")
    rules.write_text(rules.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    monkeypatch.setattr(_texts, "HERE", tmp_path / "db")
    store = Store(path, clock=noon)
    assert not is_marked(store)
    assert store.statuses["open"]["label"] == ("Under way" if file == "status.csv" else "Open")
    store.close()


def test_a_path_with_a_quote_a_blank_and_an_umlaut_opens(template, tmp_path):
    store = Store(shutil.copy(template, tmp_path / "o'brien ü.duckdb"), clock=noon)
    assert receive(store).number == "PRA-2026-000001"
    store.close()


def test_a_missing_folder_is_made(tmp_path):
    store = Store(tmp_path / "new" / "folder" / "city.duckdb", clock=noon)
    assert store.path.exists()
    store.close()


# Reading and writing.


def test_whatever_ends_an_act_rolls_it_back(store):
    class Rerun(BaseException):
        pass

    def act(cursor):
        cursor.execute("insert into store.setting values ('x', 'y')")
        raise Rerun

    version = store.version
    with pytest.raises(Rerun):
        store.write(act)
    assert store.query("from store.setting where name = 'x'") == []
    assert store.version == version
    assert receive(store)


def test_a_failed_statement_rolls_back_and_the_next_act_works(store):
    def act(cursor):
        cursor.execute("insert into store.setting values ('x', 'y')")
        cursor.execute("insert into store.setting values ('x', null)")

    with pytest.raises(duckdb.ConstraintException):
        store.write(act)
    assert store.query("from store.setting where name = 'x'") == []
    assert receive(store)


def test_every_write_raises_the_version_by_one(store):
    version = store.version
    receive(store)
    assert store.version == version + 1
    with pytest.raises(ledger.Refused):
        ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="")
    assert store.version == version + 1


def test_a_passing_conflict_is_tried_again(store):
    tries = []

    def act(cursor):
        tries.append(1)
        cursor.execute("insert into store.setting values ('x', 'y')")
        if len(tries) < 3:
            raise duckdb.TransactionException("Transaction conflict: cannot update")
        return "done"

    assert (store.write(act), len(tries)) == ("done", 3)
    assert len(store.query("from store.setting where name = 'x'")) == 1


def test_a_conflict_that_does_not_pass_is_told(store, monkeypatch):
    monkeypatch.setattr(store_module, "ATTEMPTS", 3)

    def act(cursor):
        raise duckdb.TransactionException("Transaction conflict")

    with pytest.raises(duckdb.TransactionException):
        store.write(act)


def test_after_a_fatal_error_the_store_is_reopened(store):
    receipt = receive(store)

    def act(cursor):
        raise duckdb.FatalException("disk full")

    with pytest.raises(duckdb.FatalException):
        store.write(act)
    assert snapshot(store, receipt.request_id)["number"] == receipt.number
    assert receive(store).number == "PRA-2026-000002"


def test_threads_that_read_at_once_get_their_own_rows(store):
    wrong = []

    def read(number):
        for _ in range(30):
            if store.query("select $number::integer as n", number=number) != [{"n": number}]:
                wrong.append(number)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_times_are_kept_in_utc_and_shown_as_the_city_s(store):
    assert store.now() == datetime(2026, 4, 20, 20, 0)
    assert store.today() == TODAY
    for local, utc in ((datetime(2026, 7, 1, 9), datetime(2026, 7, 1, 16)), (datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 17))):
        assert (store.utc(local), store.local(utc)) == (utc, local)


# Locked down.


def test_no_statement_reads_writes_or_attaches_a_file_outside_the_spool(store, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for statement in (
        f"from read_csv('{secret}')",
        f"from '{secret}'",
        f"copy (select 1) to '{tmp_path / 'out.csv'}'",
        f"attach '{tmp_path / 'other.duckdb'}' as other",
        f"from read_text('{store.path}')",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "install httpfs",
    ):
        with pytest.raises(duckdb.Error):
            store.query(statement)
    assert not (tmp_path / "out.csv").exists()


def test_variables_of_this_program_are_no_tables(store):
    outside = [{"a": 1}]  # noqa: F841
    with pytest.raises(duckdb.CatalogException):
        store.query("from outside")


def test_the_spool_is_private_and_gone_after_closing(loose_store):
    (loose_store.spool / "left.csv").write_text("x")
    assert loose_store.spool.parent.stat().st_mode & 0o077 == 0
    loose_store.close()
    assert not loose_store.spool.exists()


# The lock and the ids.


def test_the_lock_serves_in_the_order_of_coming():
    lock, served = FairLock(), []

    def wait(place):
        with lock:
            served.append(place)

    threads = [threading.Thread(target=wait, args=(place,)) for place in range(8)]
    with lock:
        for place, thread in enumerate(threads, 1):
            thread.start()
            while len(lock._waiting) < place:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_the_lock_is_free_again_after_an_error():
    lock = FairLock()
    with pytest.raises(KeyError), lock:
        raise KeyError
    with lock:
        pass


def test_ids_only_grow_and_stay_where_spreadsheets_are_exact():
    ids, taken = Ids(), []
    threads = [threading.Thread(target=lambda: taken.extend(ids.reserve() for _ in range(500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == 4000
    alone = [ids.reserve(count) for count in (1, 10, 1)]
    assert alone[1] > alone[0] and alone[2] >= alone[1] + 10 and min(alone) > max(taken)
    assert ids.reserve(above=2**52) == 2**52 + 1 < ids.reserve() < 2**53


def test_an_id_follows_the_newest_event_even_when_the_clock_went_back(store, monkeypatch):
    receipt = receive(store)
    monkeypatch.setattr(time, "time", lambda: 1_704_067_300)
    store._ids = Ids()
    noted = ledger.record(store, receipt.request_id, "note", OFFICIAL, on_date=TODAY, note="x")
    assert noted.event_id > receipt.event_id


def test_what_is_recalled_is_read_again_after_a_write(store):
    before = store.recall("desks")
    assert store.recall("desks") is before
    store.write(lambda cursor: cursor.execute("insert into store.desk (desk_id, name, is_active) values (9, 'Sample desk', true)"))
    assert {row["name"] for row in store.recall("desks")} == {row["name"] for row in before} | {"Sample desk"}


def test_a_closure_made_while_the_store_was_open_is_not_counted_again_at_the_next_opening(path, monkeypatch):
    with closing(Store(path)) as store:
        clock.close_days(store, [date(2026, 4, 17)])
    monkeypatch.setattr(_upkeep, "refresh", lambda cursor: pytest.fail("rebuilt although nothing changed"))
    with closing(Store(path)) as store:
        assert store.query("select is_open from store.calendar where day = date '2026-04-17'")[0]["is_open"] is False


def rights(folder):
    return {file.name: oct(stat.S_IMODE(file.stat().st_mode)) for file in folder.iterdir() if file.is_file()}


def test_a_new_store_its_log_and_its_witness_are_their_owners_alone(tmp_path, open_mask):
    store = Store(tmp_path / "city.duckdb", clock=noon)
    with closing(store):
        for _ in range(2):
            receive(store)
            assert rights(tmp_path) == dict.fromkeys(("city.duckdb", "city.duckdb.wal", "city.duckdb.witness"), "0o600")
            store.write_anew()  # the log of changes is gone, and begins anew with the next act
            assert "city.duckdb.wal" not in rights(tmp_path)
        (tmp_path / "other").touch()
    assert rights(tmp_path) == {"city.duckdb": "0o600", "other": "0o644"}


def test_the_rights_that_an_older_store_was_given_stay(path, open_mask):
    os.chmod(path, 0o640)
    with closing(Store(path, clock=noon)) as store:
        receive(store)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640
