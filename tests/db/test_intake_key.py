"""Keys of web forms: told once, kept as a digest, ended for good."""

import pytest

from records_desk.db import city, intake_key
from records_desk.db._refused import Refused
from tests.db.test_city import ADMINISTRATOR, changes


def test_a_key_is_told_once_and_the_store_does_not_hold_it(store):
    key = intake_key.make(store, ADMINISTRATOR, "City website", 2)
    assert key.startswith("rdk_") and len(key) >= 47
    assert key not in str(store.query("from store.intake_key")) + str(changes(store))
    found = intake_key.holder(store, key)
    assert (found["name"], found["desk_id"]) == ("City website", 2)


@pytest.mark.parametrize("key", ["", "rdk_", "rdk_\ud800", "x" * 100_000])
def test_what_is_no_key_opens_nothing(store, key):
    intake_key.make(store, ADMINISTRATOR, "City website")
    assert intake_key.holder(store, key) is None


def test_a_key_that_was_ended_opens_nothing_and_its_name_is_free_again(store):
    key = intake_key.make(store, ADMINISTRATOR, "City website")
    intake_key.end(store, ADMINISTRATOR, intake_key.holder(store, key)["key_id"])
    assert intake_key.holder(store, key) is None
    assert intake_key.make(store, ADMINISTRATOR, "City website") != key


def test_two_keys_never_have_one_name(store):
    intake_key.make(store, ADMINISTRATOR, "City website")
    with pytest.raises(Refused, match="There is a key of “CITY website” already"):
        intake_key.make(store, ADMINISTRATOR, "CITY website")


def test_a_key_needs_a_name_and_a_desk_that_is_in_use(store):
    with pytest.raises(Refused, match="needs a name"):
        intake_key.make(store, ADMINISTRATOR, " ")
    with pytest.raises(Refused, match="no such desk"):
        intake_key.make(store, ADMINISTRATOR, "City website", 99)


def test_a_key_is_ended_once(store):
    key_id = intake_key.holder(store, intake_key.make(store, ADMINISTRATOR, "City website"))["key_id"]
    intake_key.end(store, ADMINISTRATOR, key_id)
    with pytest.raises(Refused, match="ended already"):
        intake_key.end(store, ADMINISTRATOR, key_id)


def test_a_key_whose_desk_is_no_longer_in_use_goes_on_working_without_one(store):
    key = intake_key.make(store, ADMINISTRATOR, "City website", 2)
    city.save_desk(store, ADMINISTRATOR, 2, "Information Technology", is_active=False)
    assert intake_key.holder(store, key)["desk_id"] is None
