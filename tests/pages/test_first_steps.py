"""The first steps of a new desk and the sample city: who sees what, what ticks itself off, and the way back."""

from records_desk.db import demo, first_steps
from records_desk.pages import _session
from tests.pages.conftest import press, said, titles, well
from tests.pages.test_queue import infos


def keys(tab) -> set[str]:
    return {button.key for button in tab.button}


def headings(tab) -> list[str]:
    return [item.value for item in tab.header]


def steps(tab) -> list[str]:
    """The titles of the steps."""
    return [item.value for item in tab.subheader]


def marked(tab) -> str:
    return " ".join(item.value for item in tab.markdown)


def test_an_administrator_says_what_only_a_person_knows_and_the_steps_tick_off(visit, store):
    tab = visit()
    assert headings(tab) == ["First steps: 0 of 3 done"]
    press(tab, "first_steps_desks_right")
    press(tab, "first_steps_no_closures")
    assert headings(tab) == ["First steps: 2 of 3 done"]
    assert "✓ Desks: done" in steps(tab) and "3. A first request" in steps(tab)
    assert first_steps.first_steps(store).has_desks
    assert titles(press(tab, "first_steps_intake")) == ["New request"]


def test_the_steps_are_put_away_and_shown_again(visit):
    tab = press(visit(), "first_steps_away")
    assert not headings(tab) and "queue_sample" in keys(tab)
    assert headings(press(tab, "first_steps_again")) == ["First steps: 0 of 3 done"]


def test_others_read_whom_to_ask(visit):
    tab = visit(who="staff")
    assert not headings(tab)
    assert "You may log the first one. Desks and closures are set up by: Desk administrator." in infos(tab)
    assert "You may log" not in infos(visit(who="viewer"))


def test_every_page_says_that_it_is_the_sample_city(visit, store):
    demo.load_sample(store)
    for place in _session.PLACES:
        query = {"number": store.query("select number from store.request limit 1")[0]["number"]} if place.name == "request" else {}
        assert "This is the sample city" in marked(visit(place.name, **query)), place.name
    tab = visit("reports", "viewer")
    assert "Log real requests once an administrator has removed it." in marked(tab) and "sample_remove" not in keys(tab)


def test_a_city_of_its_own_says_nothing_of_a_sample(visit, received):
    received()
    assert "sample city" not in marked(visit())


def test_it_is_removed_after_it_was_asked_once_more(visit, store):
    demo.load_sample(store)
    tab = press(visit(), "sample_remove")
    assert "sample_remove_now" in keys(tab)
    press(tab, "sample_keep")
    assert "sample_remove_now" not in keys(tab)
    press(press(tab, "sample_remove"), "sample_remove_now")
    assert "The sample city was removed: 300 requests and 4 people." in said(tab)
    assert "No request is logged yet" in infos(tab) and "This is the sample city" not in marked(tab)
    assert len(well(press(tab, "queue_sample")).error) == 0 and "This is the sample city" in marked(tab)


def test_what_keeps_it_from_going_is_said(visit, store, received):
    demo.load_sample(store)
    number = received("Real permits").number
    tab = press(visit(), "sample_remove")
    assert number in " ".join(item.value for item in tab.text) and "sample_remove_now" not in keys(tab)
