"""Saved views on the queue: saved, pressed, changed, shared, and honest about what is gone."""

import pytest

from records_desk.db import city, ledger, saved_views
from records_desk.db.saved_views import Filters
from tests.pages.conftest import ADMINISTRATOR, labelled, press, refused, said, well, widget

STAFF = ledger.Staff("staff", "Sam Staff", "staff", 3, 1)


def labels(tab) -> list[str]:
    """What the buttons of saved views say, in order."""
    return [button.label.replace("\\", "") for button in tab.button if (button.key or "").startswith("queue_saved_")]


@pytest.fixture
def logged(received):
    """Two requests at the City Clerk's and one in Information Technology."""
    return [received(words, desk_id=desk_id) for words, desk_id in (("Plans", 1), ("Permits", 1), ("Bus stops", 2))]


def opened_form(tab):
    return press(tab, "queue_views_change")


def test_the_filters_are_saved_under_a_name_and_set_again_by_its_button(visit, logged):
    tab = visit("queue", "staff")
    widget(tab, "queue_desk").set_value("Information Technology")
    widget(tab, "queue_due").set_value("week")
    tab = opened_form(well(tab.run()))
    widget(tab, "_name").set_value("IT, soon")
    tab = press(tab, "_save")
    assert "The view “IT, soon” is saved." in said(tab) and labels(tab) == ["✓ IT, soon: 0"]
    assert "_name" not in " ".join(item.key for item in tab.text_input)
    tab = press(tab, "queue_view_all_open")
    assert labels(tab) == ["IT, soon: 0"]
    tab = press(tab, "queue_saved_1")
    assert (widget(tab, "queue_desk").value, widget(tab, "queue_due").value) == ("Information Technology", "week")


def test_a_view_shows_how_many_it_holds_unless_it_looks_for_words(visit, store, logged):
    saved_views.save(store, STAFF, None, "Clerk", Filters(desk_id=1))
    saved_views.save(store, STAFF, None, "Buses", Filters(words="Bus"))
    tab = press(visit("queue", "staff"), "queue_saved_2")
    assert labels(tab) == ["Clerk: 2", "✓ Buses"] and widget(tab, "queue_text").value == "Bus"


def test_a_shared_view_says_so_and_who_only_looks_may_not_share(visit, store, logged):
    saved_views.save(store, STAFF, None, "Clerk", Filters(desk_id=1), is_shared=True)
    tab = opened_form(visit("queue", "viewer"))
    assert labels(tab) == ["Clerk (shared): 2"]
    assert not [box for box in tab.checkbox if "Share" in box.label] and not [box for box in tab.selectbox if box.label == "View to change"]


def test_a_view_is_renamed_replaced_moved_and_deleted(visit, store, logged):
    for name in ("First", "Second"):
        saved_views.save(store, STAFF, None, name, Filters(desk_id=1))
    tab = opened_form(visit("queue", "staff"))
    labelled(tab, "New name").set_value("Ours")
    labelled(tab, "Shared with everybody").check()
    tab = press(tab, "_act_0")
    assert labels(tab) == ["Second: 2", "Ours (shared): 2"]
    widget(tab, "queue_desk").set_value("Information Technology")
    tab = press(well(tab.run()), "_act_1")
    assert "The view “Second” is replaced." in said(tab) and labels(tab) == ["✓ Second: 1", "Ours (shared): 2"]
    tab = press(tab, "_act_4")
    assert "The view “Second” is deleted." in said(tab) and labels(tab) == ["Ours (shared): 2"]


def test_a_name_that_is_taken_is_refused_and_stays_in_the_form(visit, store, logged):
    saved_views.save(store, STAFF, None, "Clerk", Filters(desk_id=1))
    tab = opened_form(visit("queue", "staff"))
    labelled(tab, "Name for the filters as they are now").set_value("CLERK")
    tab = press(tab, "_save")
    assert "There is a view “CLERK” already: choose another name." in refused(tab)
    assert labelled(tab, "Name for the filters as they are now").value == "CLERK"


def test_a_view_follows_the_new_name_of_its_desk(visit, store, logged):
    saved_views.save(store, STAFF, None, "Clerk", Filters(desk_id=1))
    city.save_desk(store, ADMINISTRATOR, 1, "Clerk of the City")
    assert widget(press(visit("queue", "staff"), "queue_saved_1"), "queue_desk").value == "Clerk of the City"


def test_a_view_of_somebody_who_left_says_so_and_changes_no_filter(visit, store, logged):
    person = next(row for row in store.read("people") if row["sign_in"] == "manager")
    saved_views.save(store, STAFF, None, "Of Sam", Filters(person_id=person["person_id"]))
    values = {name: person[name] for name in ("sign_in", "name", "title", "role", "desk_id")}
    city.save_person(store, ADMINISTRATOR, person["person_id"], **values, is_active=False)
    tab = visit("queue", "staff")
    assert labels(tab) == ["⚠ Of Sam"]
    widget(tab, "queue_desk").set_value("Information Technology")
    tab = press(well(tab.run()), "queue_saved_1")
    (warning,) = [item.value.replace("\\", "") for item in tab.warning]
    assert warning.startswith("“Of Sam” asks for requests of Sam Manager, who works here no longer: the filters stay as they are.")
    assert (widget(tab, "queue_desk").value, widget(tab, "queue_person").value) == ("Information Technology", "Any")


def test_a_view_of_a_status_that_is_no_more_says_so(visit, store, logged):
    saved_views.save(store, STAFF, None, "Old", Filters(status="archived"))
    tab = press(visit("queue", "staff"), "queue_saved_1")
    assert "asks for what the queue's filters offer no longer" in tab.warning[0].value
