"""What the city itself decides: who may change it, what follows, and what is kept about each change."""

from datetime import date

import pytest

from records_desk.db import city, ledger
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
        lambda store: city.add_closure(store, OFFICIAL, "Closed", TODAY, TODAY),
        lambda store: city.remove_closure(store, OFFICIAL, 1),
    ],
)
def test_only_an_administrator_changes_settings(store, act):
    with pytest.raises(Refused, match="need the role administrator; yours is official"):
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


def test_a_role_that_is_not_there_is_refused(store):
    with pytest.raises(Refused, match="A role is one of"):
        city.save_person(store, ADMINISTRATOR, None, **PERSON | {"role": "king"})


def test_a_closure_names_the_open_due_dates_that_it_moves(store, story):
    row = story("2026-04-17 received")
    story("2026-04-14 received")
    moved = city.add_closure(store, ADMINISTRATOR, "Move", date(2026, 4, 27), date(2026, 4, 27))
    assert moved == [{"number": row["number"], "old_due_on": date(2026, 4, 27), "due_on": date(2026, 4, 28), "days": 1}]
    closure_id = store.read("closures")[0]["closure_id"]
    assert city.remove_closure(store, ADMINISTRATOR, closure_id) == [
        {"number": row["number"], "old_due_on": date(2026, 4, 28), "due_on": date(2026, 4, 27), "days": -1}
    ]
    with pytest.raises(Refused, match="taken back already"):
        city.remove_closure(store, ADMINISTRATOR, closure_id)


def test_an_alternating_closure_closes_every_second_week(store, story):
    story("2026-04-07 received")  # its tenth day is Friday, April 17
    row = story("2026-04-14 received")  # and this one's Friday, April 24
    moved = city.add_closure(store, ADMINISTRATOR, "Alternating Friday", date(2026, 4, 10), date(2026, 12, 31), every_days=14)
    assert [(change["number"], change["due_on"]) for change in moved] == [(row["number"], date(2026, 4, 27))]


def test_a_closure_cannot_end_before_it_begins(store):
    with pytest.raises(Refused, match="cannot be before its first"):
        city.add_closure(store, ADMINISTRATOR, "Backwards", TODAY, date(2026, 4, 1))
