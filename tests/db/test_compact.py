"""The bytes of a store: what was sealed is in them until it is written anew, and afterwards it is not."""

import shutil
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner

from records_desk.db import compact, ledger
from records_desk.db.commands import main
from records_desk.db.files import File, folder_of, kept_at
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1)
MARKS = (b"Quillfeather", b"zanzibar", b"quill@example.org")


def marks_in(path) -> set[bytes]:
    """The marks that stand in the store's file, its log of changes or its folders."""
    places = [path, path.with_name(path.name + ".wal"), *folder_of(path).glob("*/*")]
    return {mark for place in places if place.exists() for mark in MARKS if mark in place.read_bytes()}


@pytest.fixture
def sealed(template, tmp_path):
    """A closed store with one sealed request among others, and what its file looked like before."""
    path = shutil.copy(template, tmp_path / "city.duckdb")
    store = Store(path, clock=noon)
    who = {"name": "Quillfeather", "email": "quill@example.org"}
    words = "Ferry zanzibar tickets. " * 200
    file = File("zanzibar.pdf", "application/pdf", b"zanzibar")
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=date(2023, 3, 1), verbatim=words, files=(file,), **who)
    for kind, values in (("acknowledged", {}), ("closed", {"outcome": "withdrawn"})):
        ledger.record(store, receipt.request_id, kind, OFFICIAL, on_date=date(2023, 3, 1), **values)
    ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="Still here", files=(File("plan", "x/y", b"a plan"),))
    store.close()
    assert marks_in(path) == set(MARKS)
    store = Store(path, clock=noon)
    approval = {"reference": "Resolution 2026-12", "reason": "Retention schedule"}
    ledger.record(store, receipt.request_id, "anonymised", ADMINISTRATOR, on_date=TODAY, **approval)
    store.close()
    return path


def everything(path) -> tuple[dict, dict]:
    store = Store(path, clock=noon)
    try:
        assert failed_audits(store) == {}
        names = [row["name"] for row in store.read("tables")]
        keys = store.query("select table_name, constraint_type, constraint_text from duckdb_constraints() where database_name = 'store' order by all")
        return {name: store.query(f"from store.{name} order by all") for name in names}, keys
    finally:
        store.close()


def test_the_engine_leaves_the_bytes_of_what_was_sealed_and_writing_anew_removes_them(sealed):
    assert marks_in(sealed) != set(), "the engine clears its pages by itself now: say so in docs/retention.md"
    done = compact.compact(sealed)
    assert marks_in(sealed) == set()
    assert done.after == sealed.stat().st_size and done.before > 0


def test_what_is_written_anew_is_the_same_store_with_the_same_keys(sealed):
    before = everything(sealed)
    compact.compact(sealed)
    assert everything(sealed) == before
    assert not [file for file in sealed.parent.iterdir() if file.name.endswith((".anew", ".wal"))]


def test_the_log_of_changes_of_a_desk_that_crashed_is_not_taken_for_one_of_the_new_file(sealed):
    code = (
        "import os, sys; from datetime import date; from records_desk.db import ledger; from records_desk.db.store import Store;"
        "store = Store(sys.argv[1]); by = ledger.Staff('clerk', 'Casey Sample', 'official', 1, 1, 'City Clerk');"
        "ledger.receive(store, by, track='records', on_date=date(2026, 4, 1), verbatim='Maps'); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(sealed)], check=False)
    log = sealed.with_name(sealed.name + ".wal")
    assert log.exists()
    before = everything(sealed)
    compact.compact(sealed)
    assert not log.exists() and everything(sealed) == before


def test_the_new_file_may_be_read_by_whom_the_old_one_was(sealed):
    sealed.chmod(0o600)
    compact.compact(sealed)
    assert sealed.stat().st_mode & 0o777 == 0o600


def test_files_that_no_request_keeps_go_and_the_others_stay(sealed):
    store = Store(sealed, clock=noon)
    kept = kept_at(store, File("", "", b"a plan").sha256)
    store.close()
    loose = folder_of(sealed) / "ab" / ("ab" * 32)
    loose.parent.mkdir()
    loose.write_bytes(b"left by a refused act")
    assert compact.compact(sealed).files == 1
    assert kept.read_bytes() == b"a plan" and not loose.exists()


def test_the_command_says_what_it_did(sealed):
    result = CliRunner().invoke(main, ["compact", "--store", str(sealed)])
    assert result.exit_code == 0 and "was written anew" in result.output and "Backups made before still hold" in result.output
    assert marks_in(sealed) == set()


def test_a_store_that_is_not_there_is_said_so(tmp_path):
    result = CliRunner().invoke(main, ["compact", "--store", str(tmp_path / "none.duckdb")])
    assert result.exit_code == 1 and "There is no store" in result.output
    assert not (tmp_path / "none.duckdb").exists()


def test_a_store_with_a_broken_chain_is_not_replaced(sealed):
    store = Store(sealed, clock=noon)
    store.write(lambda cursor: cursor.execute("update store.event set recorded_by = 'nobody' where kind = 'closed'"))
    store.close()
    before = sealed.read_bytes()
    result = CliRunner().invoke(main, ["compact", "--store", str(sealed)])
    assert result.exit_code == 1 and "nothing was changed: broken chain, 1, first: PRA-" in result.output
    assert len(sealed.read_bytes()) == len(before) and not list(sealed.parent.glob("*.anew"))
