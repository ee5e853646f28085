"""What the city itself decides: who may change it, what follows, and what is kept about each change."""

import threading
import time

import pytest

from records_desk.db import city, closing, ledger
from records_desk.db.closing import Closure
from records_desk.db.ledger import Refused
from tests.conftest import OFFICIAL, TODAY

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
PERSON = {"sign_in": "new@example.org", "name": "Nia New", "title": None, "role": "staff", "desk_id": 1}


def changes(store) -> list[dict]:
    """What is kept about changed settings."""
    return store.query("select changed_by, what, old_value, new_value from store.setting_change order by change_id")


@pytest.mark.parametrize(
    "act",
    [
        lambda store: city.save_desk(store, OFFICIAL, None, "Police Records"),
        lambda store: city.save_person(store, OFFICIAL, None, **PERSON),
        lambda store: closing.apply(store, OFFICIAL, closing.add([Closure("Closed", TODAY, TODAY)])),
        lambda store: closing.preview(store, OFFICIAL, closing.take_back(1)),
    ],
)
def test_only_an_administrator_changes_settings(store, act):
    with pytest.raises(Refused, match="needs the role administrator; yours is official"):
        act(store)
    assert changes(store) == []


def test_a_changed_desk_leaves_its_old_and_new_state(store):
    city.save_desk(store, ADMINISTRATOR, 2, " Data Office ", is_active=False)
    assert ("Data Office", False) in [(row["name"], row["is_active"]) for row in store.read("desks")]
    (change,) = changes(store)
    assert change["changed_by"] == "administrator" and change["what"] == "desk 2"
    assert "Information Technology" in change["old_value"] and "Data Office" in change["new_value"]


@pytest.mark.parametrize("name", ["", "  ", None])
def test_a_desk_needs_a_name(store, name):
    with pytest.raises(Refused, match="The desk needs a name."):
        city.save_desk(store, ADMINISTRATOR, None, name)


def test_a_desk_or_sign_in_of_the_same_name_is_refused_at_once(store):
    with pytest.raises(Refused, match="There is a desk “city clerk” already"):
        city.save_desk(store, ADMINISTRATOR, None, "city clerk")
    with pytest.raises(Refused, match="There is a person “Administrator” already"):
        city.save_person(store, ADMINISTRATOR, None, **PERSON | {"sign_in": "Administrator"})
    city.save_desk(store, ADMINISTRATOR, 1, "City Clerk")


@pytest.mark.parametrize("change", [{"role": "staff"}, {"is_active": False}])
def test_the_last_administrator_cannot_be_removed(store, change):
    values = {"sign_in": "administrator", "name": "Desk administrator", "title": None, "role": "administrator", "desk_id": 1}
    with pytest.raises(Refused, match="last administrator"):
        city.save_person(store, ADMINISTRATOR, 1, **values | change)
    city.save_person(store, ADMINISTRATOR, None, **PERSON | {"role": "administrator"})
    city.save_person(store, ADMINISTRATOR, 1, **values | change)


def test_two_administrators_who_demote_each_other_at_once_leave_one(store):
    values = {"title": None, "role": "staff", "desk_id": 1}
    city.save_person(store, ADMINISTRATOR, None, **PERSON | {"role": "administrator"})
    second = next(row["person_id"] for row in store.read("people") if row["name"] == PERSON["name"])
    people = {1: {"sign_in": "administrator", "name": "Desk administrator"}, second: {"sign_in": PERSON["sign_in"], "name": PERSON["name"]}}
    refused, are_asking = [], threading.Barrier(3)

    def demote(person_id):
        are_asking.wait()
        try:
            city.save_person(store, ADMINISTRATOR, person_id, **values | people[person_id])
        except Refused as said:
            refused.append(str(said))

    threads = [threading.Thread(target=demote, args=(person_id,)) for person_id in people]

    def hold(cursor):  # nobody else can write until both have looked at who there is
        for thread in threads:
            thread.start()
        are_asking.wait()
        time.sleep(0.5)

    store.write(hold)
    for thread in threads:
        thread.join()
    assert refused == ["This is the last administrator: name another one first."]
    assert [row["role"] for row in store.read("people")].count("administrator") == 1


def test_a_setting_that_is_saved_as_it_was_leaves_no_change(store):
    for is_offered in (True, True, False):
        city.save_local_review(store, ADMINISTRATOR, is_offered)
    assert [(row["old_value"], row["new_value"]) for row in changes(store)] == [(None, "on"), ("on", "off")]


def test_a_role_that_is_not_there_is_refused(store):
    with pytest.raises(Refused, match="A role is one of"):
        city.save_person(store, ADMINISTRATOR, None, **PERSON | {"role": "king"})


def test_a_name_that_no_table_could_show_is_refused(store):
    with pytest.raises(Refused, match="more than 120 letters"):
        city.save_desk(store, ADMINISTRATOR, None, "x" * 121)
