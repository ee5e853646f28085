"""The one act beside the form: closed as already published, or linked as a duplicate, with what was shown."""

import pytest

from records_desk.db import ledger, measure, reading, suggestions
from records_desk.db._refused import Refused
from records_desk.db.suggestions import Suggestion
from tests.conftest import OFFICIAL, STAFF, TODAY, snapshot
from tests.db.test_catalogue import PLACE, dataset, imported

ASKED = "All building permits of 2025"


@pytest.fixture
def permits(store) -> Suggestion:
    """The published dataset of building permits."""
    imported(store, dataset("Building Permits", "1"), dataset("Trees", "2"))
    return Suggestion(dataset_no=suggestions.suggest(store, ASKED)[0][0]["dataset_no"])


def receive(store, shown=(), used=None, by=OFFICIAL, words=ASKED, **more) -> ledger.Receipt:
    return suggestions.receive(store, by, shown, used, track="records", on_date=TODAY, verbatim=words, channel="phone", **more)


def test_one_act_logs_determines_and_closes_as_already_published(store, permits):
    receipt = receive(store, [permits], permits, token="once")
    row = snapshot(store, receipt.request_id)
    assert (row["status"], row["determination"], row["closing_outcome"]) == ("closed", "already_published", "already_published")
    entries = reading.timeline(store, receipt.request_id)
    assert [entry["kind"] for entry in entries] == ["received", "determined", "closed"]
    determined = entries[1]
    assert (determined["dataset_id"], determined["endpoint"]) == (f"{PLACE}/datasets/1", f"{PLACE}/rest/services/Building_Permits")
    for told in ("What you ask for is published", "Dataset: Building Permits", f"Dataset ID: {PLACE}/datasets/1", "we will promptly give you a copy"):
        assert told in determined["letter"]
    assert receive(store, [permits], permits, token="once") == receipt
    assert len(store.query("from store.suggestion")) == 1


def test_a_letter_names_an_address_once_where_it_is_page_and_id_alike(store, permits):
    receipt = receive(store, [permits], permits)
    letter = reading.timeline(store, receipt.request_id)[1]["letter"]
    assert letter.count(f"{PLACE}/datasets/1") == 1 and "Web page" not in letter


def test_a_letter_names_page_and_id_where_they_differ(store):
    imported(store, dataset("Building Permits", "1", identifier="permits-1"))
    used = Suggestion(dataset_no=suggestions.suggest(store, ASKED)[0][0]["dataset_no"])
    letter = reading.timeline(store, receive(store, [used], used).request_id)[1]["letter"]
    assert f"Web page: {PLACE}/datasets/1\nDataset ID: permits-1" in letter


def test_a_duplicate_is_linked_and_stays_open_because_its_requester_waits_too(store):
    first = receive(store)
    used = Suggestion(related_request_id=first.request_id)
    receipt = receive(store, [used], used)
    assert snapshot(store, receipt.request_id)["status"] == "received"
    linked = reading.timeline(store, receipt.request_id)[-1]
    assert (linked["kind"], linked["outcome"], linked["related"]) == ("linked", "Duplicate of", first.number)


def test_who_may_not_determine_logs_nothing_by_it(store, permits):
    assert not suggestions.may_answer(store, STAFF) and suggestions.may_answer(store, OFFICIAL)
    with pytest.raises(Refused, match="needs the role"):
        receive(store, [permits], permits, by=STAFF)
    assert not store.read("any_request") and store.query("from store.suggestion") == []


def test_a_dataset_that_vanished_meanwhile_is_refused_and_nothing_is_logged(store, permits):
    imported(store, dataset("Trees", "2"))
    with pytest.raises(Refused, match="no longer published"):
        receive(store, [permits], permits)
    assert not store.read("any_request")


def test_the_requester_who_cannot_use_it_there_gets_the_request_reopened(store, permits):
    receipt = receive(store, [permits], permits)
    ledger.record(store, receipt.request_id, "reopened", OFFICIAL, on_date=TODAY, reason="Cannot reach it: a copy is due")
    row = snapshot(store, receipt.request_id)
    assert (row["status"], row["round"]) == ("open", 2)
    assert reading.timeline(store, receipt.request_id)[1]["endpoint"]


def test_how_often_a_suggestion_was_shown_used_and_right_is_measured(store, permits):
    trees = Suggestion(dataset_no=permits.dataset_no + 1)
    receive(store, [permits, trees], permits)  # shown, used, right
    later = receive(store, [permits])  # shown, not used, right in the end
    ledger.record(store, later.request_id, "determined", OFFICIAL, on_date=TODAY, outcome="already_published", dataset_id=f"{PLACE}/datasets/1")
    wrong = receive(store, [trees])  # shown, wrong: it was another dataset
    ledger.record(store, wrong.request_id, "determined", OFFICIAL, on_date=TODAY, outcome="already_published", dataset_id=f"{PLACE}/datasets/1")
    receive(store, [trees])  # shown, undecided
    receive(store)  # nothing shown
    rows = {row["suggested"]: row for row in measure.measure(store, "suggestions", TODAY)}
    assert rows["dataset"] == {
        "group": "all", "suggested": "dataset", "n": 5, "n_shown": 4, "n_used": 1, "n_decided": 3, "n_right": 2, "n_missed": 1,
        "shown_share": 0.8, "used_share": 0.25, "right_share": pytest.approx(2 / 3),
    }  # fmt: skip
    assert (rows["request"]["n_shown"], rows["request"]["right_share"]) == (0, None)


def test_a_suggestion_stays_right_when_the_portal_renumbers_its_dataset(store, permits):
    receive(store, [permits], permits)
    imported(store, dataset("Building Permits", "8"), dataset("Trees", "9"))
    (row, _) = measure.measure(store, "suggestions", TODAY)
    assert row["n_right"] == 1


def test_a_duplicate_that_was_linked_was_right(store):
    first = receive(store)
    used = Suggestion(related_request_id=first.request_id)
    receive(store, [used], used)
    rows = {row["suggested"]: row for row in measure.measure(store, "suggestions", TODAY)}
    assert (rows["request"]["n_shown"], rows["request"]["n_used"], rows["request"]["n_right"]) == (1, 1, 1)
