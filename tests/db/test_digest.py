"""The chain of hashes: tampering is found, sealing is not."""

import shutil
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from records_desk.db import _digest as digest
from records_desk.db import ledger, search
from records_desk.db._texts import sql
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, STAFF, failed_audits, noon

# How a column is changed, by its type.
OTHER = {
    "BIGINT": "coalesce({0}, 0) + 1",
    "INTEGER": "coalesce({0}, 0) + 1",
    "VARCHAR": "coalesce({0}, '') || 'x'",
    "DATE": "coalesce({0}, date '2020-01-01') + 1",
    "TIMESTAMP": "coalesce({0}, timestamp '2020-01-01') + interval 1 second",
    "BOOLEAN": "not coalesce({0}, false)",
    "TIME": "coalesce({0}, time '08:00') + interval 1 minute",
    "DECIMAL(12,2)": "coalesce({0}, 0) + 1",
}


LINES = [{"fee_kind": "duplication", "amount": "12.50"}, {"fee_kind": "media", "quantity": 2, "unit_price": "3.5", "label": "Disc", "basis": "Resolution 12"}]


class Undo(Exception):
    """Ends a write so that nothing of it is kept."""


@pytest.fixture(scope="module")
def told(template, tmp_path_factory):
    """A store with a request that has words, a requester, a fee, a denial with its letter, and a correction. What breaks it is undone."""
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("told") / "city.duckdb"), clock=noon)
    tell(store)
    yield store
    assert failed_audits(store) == {}
    store.close()


def tell(store):
    receipt = ledger.receive(
        store, OFFICIAL, track="data", on_date=date(2026, 4, 10), verbatim="All “permits”\nof 2025", received_at=datetime(2026, 4, 10, 18, 30), desk_id=1,
        name="Robin", email="robin@example.org", summary="Permits", is_personal=True, needed_by_on=date(2027, 1, 1),
    )  # fmt: skip
    acts = {
        "fee_charged": {"lines": LINES},
        "determined": {
            "outcome": "partly_granted", "promised_on": date(2026, 5, 1), "promised_time": time(17), "sections": ["7927.700", "7922.000"], "reason": "x", "balancing": "y",
            "official_name": "Casey", "official_title": "Clerk",
        },
        "review_opened": {"review": "privacy"},
        "review_cleared": {"review": "privacy", "outcome": "cleared"},
        "access_granted": {"endpoint": "https://data.example.org/x", "format": "JSON", "key_reference": "k", "terms_version": "1"},
    }  # fmt: skip
    for kind, values in acts.items():
        ledger.record(store, receipt.request_id, kind, OFFICIAL, on_date=date(2026, 4, 12), **values)
    ledger.correct(store, receipt.event_id, STAFF, phone="805 555 0100")


def found_after(store, statement):
    """Whether a statement makes an audit fail; it is undone."""
    found = []

    def act(cursor):
        cursor.execute(statement)
        found.append(any(cursor.execute(sql("audits", name)).fetchall() for name in ("broken_chain", "broken_details", "orphans")))
        raise Undo

    with pytest.raises(Undo):
        store.write(act)
    return found == [True]


def columns(store):
    return {name: kind for name, kind in store.columns("from store.event", {})}


def test_every_column_of_an_event_but_its_hash_is_digested(store):
    assert set(columns(store)) == {*digest.EVENT_COLUMNS, "hash"}


def test_the_two_digests_write_an_event_alike(told):
    for row in told.query("from derived.with_text('store.event')"):
        assert digest.event_text(row) == row["event_text"]


def test_the_two_digests_agree_on_every_type(store):
    row = {
        "event_id": 7, "request_id": 3, "kind": "note", "on_date": date(2026, 4, 11), "recorded_at": datetime(2026, 4, 11, 1, 2, 3), "recorded_by": "ü “x”",
        "happened_at": datetime(2026, 4, 11), "is_personal": False, "amount": Decimal("1234567.80"), "needed_by_on": date(999, 1, 1), "desk_id": 0,
    }  # fmt: skip
    row = dict.fromkeys(digest.EVENT_COLUMNS) | row
    kinds = columns(store)
    literal = ", ".join(f"${name}::{kinds[name]} as {name}" for name in row)
    (answer,) = store.query(f"with entry as (select {literal}) select event_text from derived.with_text('entry')", **row)
    assert answer["event_text"] == digest.event_text(row)


def test_every_event_column_that_is_changed_is_found(told):
    kinds = columns(told)
    for name, kind in kinds.items():
        change = f"update store.event set {name} = {OTHER[kind].format(name)} where event_id = (select min(event_id) from store.event where kind = 'fee_charged')"
        assert found_after(told, change), name


@pytest.mark.parametrize("kind", ["received", "fee_charged", "access_granted"])
def test_an_event_that_is_deleted_is_found(told, kind):
    assert found_after(told, f"delete from store.event where kind = '{kind}'")


def test_the_last_event_that_is_deleted_is_found(told):
    assert found_after(told, "delete from store.event where event_id = (select max(event_id) from store.event)")


@pytest.mark.parametrize(
    "change",
    [
        "update store.request_text set body = 'Nothing' where part = 'verbatim'",
        "update store.request_text set part = 'note' where part = 'summary'",
        "update store.request_text set body = 'x', sha256 = sha256('x') where part = 'verbatim'",
        "delete from store.request_text where part = 'reason'",
        "insert into store.request_text select event_id, request_id, 'note', 'x', sha256('x') from store.event limit 1",
        "update store.requester set name = 'Someone else'",
        "update store.requester set name = null",
        "delete from store.requester",
        "update store.letter_text set body = body || '.'",
        "update store.letter_text set letter = 'extended'",
        "delete from store.letter_text",
        "update store.fee_line set amount = 1",
        "update store.fee_line set fee_kind = 'media'",
        "update store.fee_line set quantity = 3 where line_no = 2",
        "update store.fee_line set unit_price = 3 where line_no = 2",
        "update store.fee_line set label = 'Drive' where line_no = 2",
        "delete from store.fee_line",
        "delete from store.fee_line where line_no = 2",
        "update store.event_official set name = 'Someone else'",
        "update store.event_official set title = 'Mayor'",
        "delete from store.event_official",
        "delete from store.event_exemption where section = '7922.000'",
        "update store.event_exemption set section = '7929.000' where section = '7922.000'",
        "update store.request set number = 'PRA-1999-000001'",
        "update store.request set source_id = 'x'",
        "update store.snapshot set hash = 'x'",
    ],
)
def test_what_hangs_on_an_event_and_is_changed_is_found(told, change):
    assert found_after(told, change)


def test_sealing_words_and_requester_breaks_nothing(store):
    def seal(cursor):
        cursor.execute("update store.request_text set body = null")
        cursor.execute("update store.letter_text set body = null")
        cursor.execute("update store.requester set name = null, organization = null, email = null, phone = null")
        search.forget(cursor, [request_id for (request_id,) in cursor.execute("select request_id from store.request").fetchall()])

    tell(store)
    store.write(seal)
    assert failed_audits(store) == {}
    assert store.query("select count(*) as n from store.request_text where body is null")[0]["n"] > 3


def test_bulk_and_single_acts_digest_the_same_words_alike(told):
    for row in told.query("from store.requester"):
        assert row["sha256"] == digest.requester_sha256(row)
    for row in told.query("from store.request_text"):
        assert row["sha256"] == digest.sha256(row["body"])
