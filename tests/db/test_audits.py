"""An audit that cannot fail is worthless: each is made to fail here."""

from datetime import date

import pytest

from records_desk.db import ledger
from records_desk.db._texts import files
from tests.conftest import OFFICIAL, failed_audits

BREAKS = {
    "broken_chain": ["update store.event set recorded_by = 'nobody' where kind = 'received'"],
    "broken_details": ["delete from store.fee_line", "update store.request_text set body = 'x'"],
    "orphans": [
        "insert into store.fee_line (event_id, request_id, line_no, fee_kind, amount) values (1, 1, 1, 'media', 1)",
        "insert into store.requester (event_id, request_id, sha256) values (1, 1, 'x')",
        "insert into store.request values (1, 'PRA-2026-000009', 'desk', 'x')",
        "delete from store.request",
    ],
    "repeated_numbers": [
        "update store.counter set last = last + 1",
        "delete from store.counter",
        "insert into store.counter values ('data', 2020, 1)",
        "insert into store.request values (1, 'PRA-2026-000009', 'desk', 'x')",
    ],
    "search_drift": [
        "delete from store.request_word where word = 'permit'",
        "update store.request_text set body = null where part = 'verbatim'",
        "insert into store.request_word values (1, 'harbor', 1)",
    ],
    "shipped_status": [
        "update store.event_kind set to_status = 'lost' where kind = 'closed'",
        "delete from store.status where status = 'open'",
    ],
    "snapshot_drift": [
        "update store.snapshot set status = 'closed'",
        "update store.snapshot set balance = 1",
        "delete from store.snapshot",
        "update store.calendar set rolls_to_on = rolls_to_on + 1, open_by_on = open_by_on - 1; update store.deadline set due_on = due_on + 1",
    ],
    "repeated_ids": ["insert into store.event select * from store.event"],
    "repeated_words": ["insert into store.request_text select * from store.request_text"],
    "unmarked_defects": [
        "update store.event set kind = 'determined', outcome = 'denied' where kind = 'fee_charged'",
        "update store.fee_line set fee_kind = 'Search fee'",
    ],
    "uneven_fees": ["update store.fee_line set amount = 1"],
}


@pytest.fixture
def told(loose_store):
    receipt = ledger.receive(loose_store, OFFICIAL, track="records", on_date=date(2026, 4, 10), verbatim="All permits of 2025", desk_id=1)
    ledger.record(loose_store, receipt.request_id, "fee_charged", OFFICIAL, on_date=date(2026, 4, 11), fee_kind="media", amount=5)
    assert failed_audits(loose_store) == {}
    return loose_store


def test_every_audit_is_made_to_fail_here():
    assert set(BREAKS) == {file.stem for file in files("audits")}


@pytest.mark.parametrize(("audit", "change"), [(audit, change) for audit, changes in BREAKS.items() for change in changes])
def test_an_audit_finds_what_it_is_for(told, audit, change):
    told.write(lambda cursor: cursor.execute(change))
    assert audit in failed_audits(told)


def test_every_audit_says_in_its_first_line_what_must_hold():
    for file in files("audits"):
        assert file.read_text(encoding="utf-8").startswith("-- "), file.name
