"""Taking a whole import back, and what keeps it from being so."""

import pytest

from records_desk.db import ledger
from records_desk.db._refused import Refused
from records_desk.db.import_log import Mapping, import_log
from records_desk.db.import_undo import import_runs, undo_import
from tests.conftest import OFFICIAL

TOWN = Mapping("town", {"identifier": ("ID",), "received_on": ("Received",), "closed_on": ("Closed",), "verbatim": ("Text",)}, ("%m/%d/%Y",))
LOG = "ID,Received,Closed,Text\n1,01/05/2026,01/09/2026,a\n2,01/06/2026,,b\n"


@pytest.fixture
def take(store, tmp_path):
    """Import a text as a log."""

    def run(log, mapping=TOWN):
        file = tmp_path / "log.csv"
        file.write_text(log)
        return import_log(store, file, mapping, OFFICIAL, rejects=tmp_path / "rejects.csv")

    return run


def statuses(store):
    return [row["status"] for row in store.query("select status from store.snapshot join store.request using (request_id) order by source_id")]


def test_an_import_that_is_taken_back_voids_its_requests_and_says_who_did(store, take):
    result = take(LOG)
    assert undo_import(store, result.import_id, OFFICIAL).startswith("Voided: 2 requests;")
    assert statuses(store) == ["voided", "voided"]
    (run,) = import_runs(store)
    assert (run["source"], run["requests_added"], run["undone_by"]) == ("town", 2, "clerk")
    kinds = store.query("select kind, recorded_by from store.event where kind = 'voided'")
    assert kinds == [{"kind": "voided", "recorded_by": "clerk (import town)"}] * 2


def test_rows_of_an_import_that_was_taken_back_come_in_again_under_their_numbers(store, take):
    undo_import(store, take(LOG).import_id, OFFICIAL)
    numbers = store.query("select number from store.request order by number")
    again = take(LOG.replace("01/09/2026", "01/08/2026"))
    assert (again.added, again.changed, again.unchanged) == (2, 0, 0)
    assert statuses(store) == ["closed", "received"] and store.query("select number from store.request order by number") == numbers
    assert str(store.query("select max(closed_on) as day from store.snapshot")[0]["day"]) == "2026-01-08"
    assert take(LOG.replace("01/09/2026", "01/08/2026")).unchanged == 2
    assert undo_import(store, again.import_id, OFFICIAL).startswith("Voided: 2") and statuses(store) == ["voided", "voided"]


def test_an_import_stays_once_something_else_was_recorded_on_one_of_its_requests(store, take):
    result = take(LOG)
    row = store.query("select request_id, number from store.snapshot where status = 'received'")[0]
    ledger.record(store, row["request_id"], "note", OFFICIAL, on_date=store.today(), note="Called them.")
    with pytest.raises(Refused, match=f"on 1 of its requests, first on {row['number']}"):
        undo_import(store, result.import_id, OFFICIAL)
    assert statuses(store) == ["closed", "received"]


def test_a_later_import_that_changed_a_request_keeps_the_first_from_being_taken_back(store, take):
    first = take(LOG)
    second = take(LOG.replace("2,01/06/2026,,b", "2,01/06/2026,01/07/2026,b"))
    for result, why in ((first, "recorded since on 1"), (second, "added no request")):
        with pytest.raises(Refused, match=why):
            undo_import(store, result.import_id, OFFICIAL)


def test_an_import_is_taken_back_once_and_an_unknown_one_never(store, take):
    result = take(LOG)
    undo_import(store, result.import_id, OFFICIAL)
    with pytest.raises(Refused, match="already"):
        undo_import(store, result.import_id, OFFICIAL)
    with pytest.raises(Refused, match="no import 7"):
        undo_import(store, 7, OFFICIAL)


def test_an_import_that_took_nothing_leaves_no_run_to_take_back(store, take):
    take(LOG)
    assert take(LOG).import_id is None and len(import_runs(store)) == 1
