"""A request found by what somebody types of its number."""

from datetime import date

import pytest

from records_desk.db import import_log, ledger, numbers
from records_desk.db._import_mapping import mapping_of
from tests.conftest import OFFICIAL, TODAY
from tests.db.test_setting_changes import MAPPING


@pytest.fixture
def logged(store):
    """Requests by their numbers: three of 2025, thirteen and a data request of 2026."""
    found = {}
    for track, on_date, count in (("records", date(2025, 6, 2), 3), ("records", TODAY, 13), ("data", TODAY, 1)):
        for _ in range(count):
            receipt = ledger.receive(store, OFFICIAL, track=track, on_date=on_date, verbatim="All permits")
            found[receipt.number] = receipt.request_id
    return found


def found(store, typed: str, reader: int = 1) -> list[str]:
    return [row["number"] for row in numbers.find(store, typed, reader).rows]


@pytest.mark.parametrize("typed", ["PRA-2025-000002", " pra-2025-000002 ", "2025-2", "2025-000002", "pra 2025 2", "PRA-2025-2"])
def test_a_number_is_found_however_it_is_written(store, logged, typed):
    assert found(store, typed) == ["PRA-2025-000002"]


@pytest.mark.parametrize("typed", ["2", "000002", "#2", "pra 2"])
def test_the_last_digits_find_the_newest_request_whose_number_they_are(store, logged, typed):
    assert found(store, typed) == ["PRA-2026-000002"]


def test_digits_that_two_requests_of_the_newest_year_have_find_all_that_end_so_those_first(store, logged):
    assert found(store, "1") == ["API-2026-000001", "PRA-2026-000001", "PRA-2025-000001", "PRA-2026-000011"]


def test_digits_that_are_no_whole_number_find_what_ends_so(store, logged):
    assert found(store, "012") == ["PRA-2026-000012"]
    assert found(store, "0000") == []


def test_of_more_than_a_short_list_the_number_is_told(store, logged):
    for _ in range(90):
        ledger.receive(store, OFFICIAL, track="data", on_date=TODAY, verbatim="All permits")
    answer = numbers.find(store, "1", 1)
    assert (len(answer.rows), answer.total) == (numbers.MOST, 4 + 9)


@pytest.mark.parametrize("typed", ["99999", "PRA-1999-000001", "permits", "%", "'", "", "1 or 1=1"])
def test_what_is_no_number_finds_nothing(store, logged, typed):
    assert numbers.find(store, typed, 1) == numbers.Found([], 0)


def test_the_identifier_of_the_log_it_came_from_finds_a_request(store, logged, tmp_path):
    log = tmp_path / "harbor.csv"
    log.write_text("No,Date,Words\nW-77/26,2026-03-02,Ferry tickets\n")
    import_log.import_log(store, log, mapping_of(MAPPING), OFFICIAL)
    assert found(store, "W-77/26") == ["PRA-2026-000014"]


def test_a_restricted_request_is_found_by_those_named_alone(store, logged):
    ledger.record(store, logged["PRA-2026-000013"], "restricted", OFFICIAL, on_date=TODAY, readers=[1])
    for typed in ("PRA-2026-000013", "13", "2026-13"):
        assert found(store, typed, reader=1) == ["PRA-2026-000013"]
        assert found(store, typed, reader=2) == []
