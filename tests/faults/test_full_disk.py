"""A full disk: the act is refused in a sentence, everything before it stays, the desk reads on and works again without a restart."""

import random
import threading
from contextlib import closing, contextmanager

import pytest

from records_desk.db import ledger
from records_desk.db.files import File, folder_of
from records_desk.db.store import Store
from tests.conftest import failed_audits, noon
from tests.faults.conftest import numbers, receive

FULL = "The disk of city.duckdb is full. What was recorded before is all there: free some space, then do this again."
LONG = random.Random(1).randbytes(450_000).hex()  # twenty of these, and the engine writes its log into the file


@pytest.fixture
def store(template, disk):
    """A store on a disk of its own."""
    (disk.folder / "city.duckdb").write_bytes(template.read_bytes())
    with closing(Store(disk.folder / "city.duckdb", clock=noon)) as opened:
        yield opened
        assert failed_audits(opened) == {}


def refused(act) -> str:
    """The sentence against an act."""
    with pytest.raises(ledger.Refused) as raised:
        act()
    return str(raised.value)


def test_an_act_on_a_full_disk_is_refused_in_a_sentence_and_works_once_there_is_room(store, disk):
    first = receive(store)
    disk.fill()
    for _ in range(3):
        assert refused(lambda: receive(store, token="one")) == FULL
    assert numbers(store) == [first.number]
    disk.make_room()
    assert receive(store, token="one") == receive(store, token="one")
    assert numbers(store) == ["PRA-2026-000001", "PRA-2026-000002"]


def test_what_was_recorded_before_the_disk_was_full_is_there_after_a_crash(store, disk):
    given = [receive(store).number for _ in range(5)]
    disk.fill()
    refused(lambda: receive(store))
    store._reopen()
    assert numbers(store) == given


def test_a_store_opens_and_is_read_on_a_full_disk(template, disk):
    path = disk.folder / "city.duckdb"
    path.write_bytes(template.read_bytes())
    disk.fill()
    with closing(Store(path, clock=noon)) as store:
        assert numbers(store) == []
        assert refused(lambda: receive(store)) == FULL
        disk.make_room()
        assert receive(store).number == "PRA-2026-000001"


def test_a_log_that_does_not_fit_into_its_file_costs_no_act_and_nobody_who_reads_notices(store, disk):
    given, engine = until_the_log_is_long(store), store._connection
    disk.fill(leave=4_000_000)
    with dashboards(store) as looks:
        answers = {f"token {place}": answer(store, f"token {place}") for place in range(8)}
        assert store._connection is not engine, "the engine did not break: this test shows nothing"
        given += [said for said in answers.values() if said != FULL]
        assert FULL in answers.values() and numbers(store) == given
        disk.make_room()
        again = {token: answer(store, token) for token in answers}
    assert again == answers | {token: again[token] for token, said in answers.items() if said == FULL}
    assert numbers(store) == sorted({*given, *again.values()}) and len(numbers(store)) == len(given) + list(answers.values()).count(FULL)
    assert looks["wrong"] == [] and looks["right"] > 20


@contextmanager
def dashboards(store):
    """Three who read all the time; what they found wrong, and how often nothing was."""
    looks, is_over = {"wrong": [], "right": 0}, threading.Event()

    def look() -> None:
        while not is_over.is_set():
            try:
                store.query("select status, count(*) from store.snapshot group by all")
                looks["right"] += 1
            except Exception as error:
                looks["wrong"].append(repr(error))
            is_over.wait(0.05)  # between two looks the engine may write its log into the file

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield looks
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def until_the_log_is_long(store) -> list[str]:
    """Record until the engine is about to write its log into the file."""
    given = [receive(store).number]
    while store._witness.log.stat().st_size < 12_000_000:
        given.append(receive(store, LONG).number)
    return given


def answer(store, token: str) -> str:
    """The number that a long request gets, or the sentence against it."""
    try:
        return receive(store, LONG, token=token).number
    except ledger.Refused as refused:
        return str(refused)


def test_a_file_that_comes_with_a_request_leaves_no_piece_behind(store, disk):
    disk.fill(leave=200_000)
    file = File("plans.pdf", "application/pdf", random.Random(2).randbytes(500_000))
    assert refused(lambda: receive(store, files=(file,))) == FULL
    assert numbers(store) == [] and [path for path in folder_of(store.path).rglob("*") if path.is_file()] == []
    disk.make_room()
    assert receive(store, files=(file,)).number == "PRA-2026-000001"


def test_an_export_that_does_not_fit_leaves_no_piece_behind(store, disk):
    receive(store, LONG)
    disk.fill()
    assert refused(lambda: store.copy_out("from store.request_text", {})) == FULL
    assert list(store.spool.iterdir()) == []
    disk.make_room()
    assert store.copy_out("from store.request_text", {})[1] == 1
