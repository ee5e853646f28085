"""A backup is the store as of one moment, whole and verified, or it is not there; and what is taken away for it is its own."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_desk.db import backup, backup_schedule, ledger
from records_desk.db._backup_set import Parts
from records_desk.db._refused import Refused
from records_desk.db.files import File, folder_of, kept_at
from records_desk.db.store import Store
from records_desk.db.verify import verify
from tests.conftest import OFFICIAL, TODAY, noon
from tests.db.test_commands import run, serving  # noqa: F401

NAME = "city-2026-04-20T200000Z"


class Clock:
    """A clock that a test sets."""

    at = noon()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def city(template, tmp_path, clock):
    """A log with a request, a kept file and a note, open as a desk has it."""
    (tmp_path / "city").mkdir()
    store = Store(shutil.copy(template, tmp_path / "city" / "city.duckdb"), clock=clock)
    receipt = receive(store, File("plan.pdf", "application/pdf", b"a plan"))
    ledger.record(store, receipt.request_id, "note", OFFICIAL, on_date=TODAY, note="Called back")
    yield store
    store.close()


@pytest.fixture
def folder(tmp_path):
    """The folder for backups."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def receive(store: Store, *given: File) -> ledger.Receipt:
    return ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits of 2025", files=given)


def everything(store: Store) -> dict[str, list]:
    return {row["name"]: store.query(f"from store.{row['name']} order by all") for row in store.read("tables")}


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def opened(file: Path) -> Store:
    return Store(file, clock=noon, only_reads=True)


def test_a_backup_is_the_store_with_its_files_and_proves_itself(city, folder):
    made = backup.back_up(city, folder)
    assert made.file.name == f"{NAME}.duckdb"
    assert names(folder) == [f"{NAME}.duckdb", f"{NAME}.duckdb.files", f"{NAME}.ends.gz", f"{NAME}.json"]
    copy = opened(made.file)
    assert everything(copy) == everything(city)
    assert verify(copy, expected=folder / f"{NAME}.ends.gz").is_whole  # its kept files too
    copy.close()


def test_what_is_said_of_a_backup_is_so(city, folder):
    made = backup.back_up(city, folder)
    said = json.loads((folder / f"{NAME}.json").read_text())
    whole = verify(city)
    assert said["sha256"] == backup.sha256_of(made.file) and said["bytes"] == made.file.stat().st_size
    assert (said["requests"], said["entries"], said["files"], said["missing_files"]) == (1, 2, 1, 0)
    assert said["chain_ends_sha256"] == whole.ends.sha256
    assert (said["made_at"], said["as_of"], said["version"]) == ("2026-04-20T20:00:00Z", "2026-04-20", "0.1.0")
    assert re.fullmatch("[0-9a-f]{64}", said["build"])
    assert said["schema"] == city.query("select max(name) as name from store.schema_file")[0]["name"]
    assert said["figures"][0]["n_open"] == 1 and said["tables"]["request_text"] == 3
    assert "broken chain" in said["verified"] and "snapshot drift" not in said["verified"]
    assert "permits" not in json.dumps(said)


def test_a_backup_is_its_owners_alone(city, folder):
    before = os.umask(0o022)
    try:
        backup.back_up(city, folder)
    finally:
        os.umask(before)
    made = [(stat.S_IMODE(part.stat().st_mode), part.is_dir()) for part in folder.rglob("*")]
    assert sorted(made) == [*[(0o600, False)] * 4, *[(0o700, True)] * 2]  # store, ends, description, file; both folders of it


def test_what_is_written_while_the_backup_is_verified_is_not_in_it(city, folder):
    made = backup.back_up(city, folder, progress=lambda step: receive(city) if step == "verify" else None)
    assert made.said.requests == 1 and verify(city).ends.requests == 2


def test_writers_go_on_while_the_copy_is_made(city, folder):
    done, written = [], []
    thread = threading.Thread(target=lambda: done.append(backup.back_up(city, folder)))
    thread.start()
    while thread.is_alive():
        written.append(receive(city))
    thread.join()
    copy = opened(done[0].file)
    assert len(written) > 1 and verify(copy, with_files=False).is_whole
    assert 1 <= done[0].said.requests <= len(written)
    copy.close()
    assert verify(city).ends.requests == len(written) + 1


def test_nothing_bears_its_name_before_it_is_verified(city, folder):
    seen = []
    backup.back_up(city, folder, progress=lambda step: seen.append((step, (folder / f"{NAME}.duckdb").exists())))
    assert seen == [("copy", False), ("verify", False), ("files", False), ("put", False), ("rotate", True)]


def test_a_broken_log_gets_no_backup_and_is_named(city, folder):
    city.write(lambda cursor: cursor.execute("update store.event set recorded_by = 'nobody' where kind = 'note'"))
    with pytest.raises(Refused, match=r"the log itself is broken: broken chain, 1, first: PRA-2026-000001, entry 2 of 2 \(Note, 2026-04-20\)"):
        backup.back_up(city, folder)
    assert names(folder) == []


def test_a_copy_that_the_disk_changed_is_no_backup(city, folder):
    def spoil(step):
        if step == "verify":
            (copy,) = folder.glob(".*.duckdb.partial")
            content = bytearray(copy.read_bytes())
            middle = content.index(b"Called back")
            content[middle] ^= 1
            copy.write_bytes(content)

    with pytest.raises(Refused, match="No backup was made: the copy could not be written and read back whole"):
        backup.back_up(city, folder, progress=spoil)
    assert names(folder) == []


def test_a_copy_of_other_rows_is_no_backup(city, folder):
    def spoil(step):
        if step == "verify":
            import duckdb

            (copy,) = folder.glob(".*.duckdb.partial")
            with duckdb.connect(str(copy)) as engine:
                engine.execute("update setting set value = 'Elsewhere' where name = 'city'")

    with pytest.raises(Refused, match="does not hold what the store held"):
        backup.back_up(city, folder, progress=spoil)
    assert names(folder) == []


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (lambda city, folder: folder / "none", "does not exist: make it first"),
        (lambda city, folder: city.path, "does not exist: make it first"),
        (lambda city, folder: city.spool, "the desk itself works in"),
        (lambda city, folder: city.spool.parent, "the desk itself works in"),
        (lambda city, folder: folder_of(city.path), "the desk itself works in"),
        (lambda city, folder: Path("backups"), "from the root on"),
    ],
)
def test_a_folder_that_no_backup_can_lie_in_is_refused(city, folder, where, sentence):
    with pytest.raises(Refused, match=sentence):
        backup.back_up(city, where(city, folder))


def test_a_link_into_the_spool_is_the_spool(city, folder):
    (folder / "link").symlink_to(city.spool)
    with pytest.raises(Refused, match="the desk itself works in"):
        backup.back_up(city, folder / "link")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write")
def test_a_folder_that_cannot_be_written_is_refused(city):
    with pytest.raises(Refused, match="cannot be written|where 0 are free"):
        backup.back_up(city, Path("/proc"))
    assert list(city.spool.iterdir()) == []


def test_a_disk_with_too_little_room_is_told_before(city, folder, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(Refused, match=r"A backup needs [\d,]+ bytes on the disk of .*backups, where 1,000 are free"):
        backup.back_up(city, folder)


HEAD = (
    "import os, resource, sys; from datetime import date; from pathlib import Path; from records_desk.db import backup, ledger;"
    "from records_desk.db._refused import Refused; from records_desk.db.store import Store; store, folder = Store(sys.argv[1]), Path(sys.argv[2])\n"
)


def in_a_process(code: str, *words) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", HEAD + code, *map(str, words)], capture_output=True, text=True, timeout=120)


FULL = """
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    backup.back_up(store, folder)
except Refused as refused:
    print(refused)
print(sorted(os.listdir(folder)), os.listdir(store.spool))
by = ledger.Staff('clerk', 'Casey Sample', 'official', 1, 1, 'City Clerk')
print(ledger.receive(store, by, track='records', on_date=date(2026, 4, 1), verbatim='Maps').number)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(backup.back_up(store, folder).said.requests)
store.close()
"""


def test_a_disk_that_fills_leaves_nothing_and_the_desk_goes_on(city, folder):
    city.close()
    done = in_a_process(FULL, city.path, folder, city.path.stat().st_size // 4)
    assert done.stderr == ""
    sentence, left, number, requests = done.stdout.splitlines()
    assert sentence.startswith("No backup was made: ") and left == "[] []"
    assert (number, requests) == ("PRA-2026-000002", "2")


KILLED = """
import signal
from records_desk.db._backup_set import Parts
def kill(event, words):  # the process ends before a part gets its name, or loses it
    if event in ("os.rename", "os.remove") and Path(words[event == "os.rename"]).name.endswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[4:]:
    sys.addaudithook(kill)
    Parts(Path(sys.argv[4])).remove()
backup.back_up(store, folder, progress=lambda step: sys.addaudithook(kill) if step == "put" else None)
"""
A_PART = re.compile(r"city-[\dTZ-]+\.(ends\.gz|json|duckdb\.files)")


@pytest.mark.parametrize("before", ["Z.ends.gz", "Z.json", "Z.duckdb.files", "Z.duckdb"])
def test_a_backup_that_was_killed_leaves_no_name_and_the_next_clears_up(city, folder, before):
    city.close()
    assert in_a_process(KILLED, city.path, folder, before).returncode == -signal.SIGKILL
    left = names(folder)
    assert [name for name in left if name.endswith("Z.duckdb")] == [] and any(name.endswith("Z.duckdb.partial") for name in left)
    assert len([name for name in left if A_PART.fullmatch(name)]) == ["Z.ends.gz", "Z.json", "Z.duckdb.files", "Z.duckdb"].index(before)
    assert_the_next_clears_up(city, folder)


@pytest.mark.parametrize("before", ["Z.ends.gz", "Z.json"])
def test_a_rotation_that_was_killed_leaves_no_name_and_the_next_backup_clears_up(city, folder, before):
    old = backup.back_up(city, folder).file
    city.close()
    assert in_a_process(KILLED, city.path, folder, before, old).returncode == -signal.SIGKILL
    assert f"{NAME}.json" in names(folder) and f"{NAME}.duckdb" not in names(folder)
    assert_the_next_clears_up(city, folder)


def assert_the_next_clears_up(city: Store, folder: Path) -> None:
    (folder / ".city-notes.partial").write_text("of somebody else")
    store = Store(city.path, clock=noon)
    made = backup.back_up(store, folder)
    store.close()
    assert names(folder) == [".city-notes.partial", *(f"{NAME}{ending}" for ending in (".duckdb", ".duckdb.files", ".ends.gz", ".json"))]
    assert made.file.exists()


def test_parts_whose_store_somebody_took_elsewhere_stay(city, folder, clock):
    backup.back_up(city, folder).file.rename(folder.parent / "elsewhere.duckdb")
    clock.at = datetime(2026, 4, 21, 20, tzinfo=UTC)
    backup.back_up(city, folder)
    assert {f"{NAME}.duckdb.files", f"{NAME}.ends.gz", f"{NAME}.json"} <= set(names(folder))


def test_one_backup_at_a_time(city, folder):
    said = []

    def again(step):
        with pytest.raises(Refused) as refused:
            backup_schedule.run(city, folder, None, "command")
        said.append(str(refused.value))

    backup_schedule.run(city, folder, None, "command", again)
    assert set(said) == {"A backup is under way: wait until it is done."}


OF_ANOTHER_DESK = "backup.back_up(store, folder, progress=lambda step: print(step, flush=True) or step == 'put' and input())"


def test_two_desks_whose_stores_are_called_alike_do_not_clear_one_another_s_work(city, folder, tmp_path):
    words = [sys.executable, "-c", HEAD + OF_ANOTHER_DESK, tmp_path / "city.duckdb", folder]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    while (line := process.stdout.readline()) != "put\n":
        assert line, "it ended"
    with pytest.raises(Refused, match="Another desk whose store is called city.duckdb backs up into"):
        backup.back_up(city, folder)
    process.communicate("go\n")
    assert process.returncode == 0 and len([name for name in names(folder) if name.endswith("Z.duckdb")]) == 1
    backup.back_up(city, folder)
    assert [name for name in names(folder) if name.endswith(".lock")] == []


def test_a_backup_whose_file_went_while_it_got_its_name_is_none(city, folder):
    def spoil(step):
        if step == "put":
            next(folder.glob(".*.duckdb.partial")).unlink()

    with pytest.raises(Refused, match="cannot be written"):
        backup.back_up(city, folder, progress=spoil)
    assert names(folder) == []


def test_a_second_backup_in_the_same_second_does_not_replace_the_first(city, folder):
    before = backup.back_up(city, folder).file.read_bytes()
    with pytest.raises(Refused, match="is there already"):
        backup.back_up(city, folder)
    assert (folder / f"{NAME}.duckdb").read_bytes() == before and len(names(folder)) == 4


def test_a_folder_on_another_file_system_gets_the_same(city):
    places = (place for place in map(Path, ("/dev/shm", "/var/tmp", "/tmp")) if place.is_dir() and place.stat().st_dev != city.spool.stat().st_dev)
    place = next(places, None) or pytest.skip("needs a second file system")
    folder = place / f"backup-{os.getpid()}"
    folder.mkdir()
    try:
        made = backup.back_up(city, folder)
        assert backup.sha256_of(made.file) == made.said.sha256 and len(names(folder)) == 4
        assert list(city.spool.iterdir()) == []
    finally:
        shutil.rmtree(folder)


# Kept files.


def test_the_next_backup_shares_the_files_of_the_one_before(city, folder, clock):
    first = backup.back_up(city, folder).file
    receive(city, File("map.pdf", "application/pdf", b"a map"))
    clock.at = datetime(2026, 4, 21, 20, tzinfo=UTC)
    second = backup.back_up(city, folder)
    plan, map_ = (File("", "", content).sha256 for content in (b"a plan", b"a map"))
    places = [folder_of(file) / plan[:2] / plan for file in (first, second.file)]
    assert places[0].samefile(places[1]) and not places[0].samefile(kept_at(city, plan))
    assert (folder_of(second.file) / map_[:2] / map_).read_bytes() == b"a map" and second.said.files == 2


def test_a_file_that_was_changed_in_the_backup_before_is_taken_from_the_store(city, folder, clock):
    plan = File("", "", b"a plan").sha256
    first = folder_of(backup.back_up(city, folder).file) / plan[:2] / plan
    first.write_bytes(b"a plot")
    clock.at = datetime(2026, 4, 21, 20, tzinfo=UTC)
    second = backup.back_up(city, folder)
    assert (folder_of(second.file) / plan[:2] / plan).read_bytes() == b"a plan" and second.said.missing_files == 0


def test_a_file_that_is_missing_or_changed_is_told_and_not_taken(city, folder):
    receive(city, File("map.pdf", "application/pdf", b"a map"))
    plan, map_ = (kept_at(city, File("", "", content).sha256) for content in (b"a plan", b"a map"))
    plan.unlink()
    map_.write_bytes(b"another map")
    made = backup.back_up(city, folder)
    assert (made.said.files, made.said.missing_files) == (0, 2)
    assert [file for file in folder_of(made.file).glob("*/*") if file.is_file()] == []


def test_a_file_that_the_store_lost_is_told_although_the_backup_before_lends_it(city, folder, clock):
    backup.back_up(city, folder)
    kept_at(city, File("", "", b"a plan").sha256).unlink()
    clock.at = datetime(2026, 4, 21, 20, tzinfo=UTC)
    made = backup.back_up(city, folder)
    assert (made.said.files, made.said.missing_files) == (1, 1)


# Taking older ones away.


@pytest.fixture
def older(city, folder, clock):
    """One true backup under the names of others too: each day at noon from the first of April on."""
    clock.at = datetime(2026, 4, 1, 19, tzinfo=UTC)
    first = Parts(backup.back_up(city, folder).file)
    for day in range(2, 20):
        parts = Parts(folder / f"city-2026-04-{day:02}T190000Z.duckdb")
        os.link(first.store, parts.store)
        for part in ("described", "ends"):
            shutil.copy(getattr(first, part), getattr(parts, part))
        shutil.copytree(first.files, parts.files)
    clock.at = noon()
    return first


def stores(folder: Path) -> list[str]:
    return [name.removeprefix("city-2026-04-").removesuffix(".duckdb") for name in names(folder) if name.endswith("Z.duckdb")]


def test_a_rotation_takes_whole_backups_away_and_leaves_days_weeks_and_the_month(city, folder, older):
    made = backup.back_up(city, folder, keep=3)
    assert stores(folder) == ["05T190000Z", "12T190000Z", "18T190000Z", "19T190000Z", "20T200000Z"]
    assert len(made.gone) == 15 and made.stuck == []
    assert len(names(folder)) == 4 * 5
    kept = opened(folder / "city-2026-04-05T190000Z.duckdb")
    assert verify(kept).is_whole
    kept.close()


def test_without_a_rotation_nothing_goes(city, folder, older):
    assert backup.back_up(city, folder).gone == [] and len(stores(folder)) == 20


def test_what_is_not_its_own_stays(city, folder, older, template, tmp_path):
    (folder / "city-2026-04-02T190000Z.json").unlink()  # nothing says what it is
    (folder / "city-2026-04-03T190000Z.json").write_text("[]")
    other = json.loads((folder / "city-2026-04-04T190000Z.json").read_text()) | {"begins": "ab" * 32}  # of another city
    (folder / "city-2026-04-04T190000Z.json").write_text(json.dumps(other))
    own = folder_of(folder / "city-2026-04-06T190000Z.duckdb")
    (own / "notes.txt").write_text("Ours")
    strangers = ("harbor-2026-04-07T190000Z.duckdb", "city-2026-04-07.duckdb", "city-schema-016-2026-04-07T190000Z.duckdb", "city-9999-99-99T999999Z.duckdb")
    for stranger in strangers:
        (folder / stranger).write_text("x")
    backup.back_up(city, folder, keep=1)
    assert {"02T190000Z", "03T190000Z", "04T190000Z"} <= set(stores(folder)) and "06T190000Z" not in stores(folder)
    assert [file.name for file in own.rglob("*")] == ["notes.txt"]
    assert set(strangers) <= set(names(folder))


def test_one_that_is_newer_by_its_name_does_not_push_out_what_was_just_made(city, folder, clock):
    clock.at = datetime(2027, 1, 1, 20, tzinfo=UTC)  # the clock was wrong then
    backup.back_up(city, folder)
    clock.at = noon()
    for hour in (20, 21):
        clock.at = clock.at.replace(hour=hour)
        made = backup.back_up(city, folder, keep=1)
        assert made.file.exists()


# The command.


def test_the_command_says_what_it_made(city, folder):
    city.close()
    told = run("backup", folder, "--store", city.path, "--keep", 7)
    assert "1 requests, 2 entries, 1 files" in told and "verified (copy" in told and "Chain ends " in told


def test_a_missing_file_ends_the_command_with_one(city, folder):
    city.close()
    kept_at(city, File("", "", b"a plan").sha256).unlink()
    done = subprocess.run([Path(sys.executable).with_name("records-desk"), "backup", folder, "--store", city.path], capture_output=True, text=True)
    assert done.returncode == 1 and "1 kept files are missing or changed beside the store" in done.stdout
    assert len([name for name in names(folder) if name.endswith(".duckdb")]) == 1


def test_backing_up_and_verifying_are_done_by_the_desk_that_serves_the_store(serving, folder):  # noqa: F811
    store, port = serving
    told = run("backup", folder, "--store", store)
    (made,) = folder.glob("served-*.duckdb")
    assert f"{made}: 60 requests" in told
    ends = made.with_suffix(".ends.gz")
    assert "Nothing is broken." in run("verify", "--store", store, "--expect", ends)
    assert json.loads(run("verify", "--store", made, "--json"))["is_whole"]
