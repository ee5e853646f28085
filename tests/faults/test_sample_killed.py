"""A desk that is killed while the sample city comes or goes: the store holds all of it or nothing of it."""

import signal
import subprocess
import sys

import pytest

from records_desk.db.store import Store
from tests.conftest import failed_audits
from tests.faults.conftest import ROOT

DIES = """
import os, signal, sys
from records_desk.db import demo, sample
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

path, at, act = sys.argv[1:]
store = Store(path)

def progress(step):
    if step == at:
        os.kill(os.getpid(), signal.SIGKILL)

if act == "load":
    demo.load_sample(store, progress)
else:
    demo.load_sample(store)
    sample.remove(store, Staff("administrator", "Desk administrator", "administrator", 1, 1), progress)
"""


@pytest.mark.parametrize(
    ("act", "at", "requests"),
    [("load", "snapshot", 0), ("load", "append", 0), ("remove", "log", 300), ("remove", "derive", 300), ("remove", "files", 0)],
)
def test_all_of_it_is_there_or_nothing(tmp_path, act, at, requests):
    path = tmp_path / "city.duckdb"
    Store(path).close()
    ended = subprocess.run([sys.executable, "-c", DIES, path, at, act], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    store = Store(path)
    try:
        people = len(store.read("people"))
        (found,) = store.query("select count(*) as n from store.request")
        assert (found["n"], people) == (requests, 7 if requests else 1)
        assert failed_audits(store) == {}
    finally:
        store.close()
