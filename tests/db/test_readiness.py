"""Whether a store can be worked with: it answers, its schema is this version's, there is room."""

import duckdb
import pytest

from records_desk.db import readiness


def test_a_store_that_answers_and_has_room_is_ready(store):
    assert readiness.checks(store) == {"store": "ok", "schema": "ok", "disk": "ok"}


def test_too_little_room_is_said(store, monkeypatch):
    monkeypatch.setattr(readiness, "LEAST_FREE", 1 << 60)
    assert readiness.checks(store)["disk"].startswith("less than")


def test_a_schema_that_lacks_a_file_is_said(loose_store):
    loose_store.write(lambda cursor: cursor.execute("delete from store.schema_file where name = (select max(name) from store.schema_file)"))
    assert readiness.checks(loose_store)["schema"] == "is not the one of this version"


def test_a_store_that_cannot_be_read_is_an_error(loose_store):
    loose_store.close()
    with pytest.raises(duckdb.Error):
        readiness.checks(loose_store)
