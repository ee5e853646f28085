"""Settings, Access for other programs: the switch, and keys that are shown once and ended."""

import pytest

from records_desk.db import intake_key, ledger, published, web_form
from records_desk.pages import _door
from tests.db.test_city import changes
from tests.pages.conftest import ADMINISTRATOR, labelled, press, refused, said, well, widget


@pytest.fixture
def settings(visit):
    """Settings as the administrator sees them."""
    return visit("settings")


def made(tab, name: str):
    """The page after a key was made."""
    labelled(tab, "Name of the web form").set_value(name)
    labelled(tab, "Its requests go to").set_value(2)
    return press(tab, button(tab, "Make a key"))


def button(tab, label: str) -> str:
    """The key of a button, which holds a token."""
    return next(item.key for item in tab.button if item.label == label)


def test_programs_are_answered_once_the_administrator_lets_them(settings, store):
    labelled(settings, "Answer programs with the public log and the published measures").set_value(True)
    tab = press(settings, button(settings, "Save the access"))
    assert "Programs are answered with the public log." in said(tab) and published.is_on(store)


def test_a_key_is_shown_until_it_is_copied_and_never_again(settings, store, shown):
    tab = made(settings, "City website")
    (key,) = [code.value for code in tab.code if code.value.startswith(intake_key.BEGINS)]
    assert intake_key.holder(store, key)["name"] == "City website" and "The key of City website is made" in said(tab)
    (row,) = shown["settings_keys"][1]
    assert key not in str(row) + str(changes(store))
    tab = press(tab, "settings_key_copied")
    assert not [code for code in tab.code if code.value.startswith(intake_key.BEGINS)] and tab.session_state[_door.MADE] == ""


def test_a_key_without_a_name_is_refused(settings, store):
    tab = made(settings, " ")
    assert "needs a name" in refused(tab) and store.read("intake_keys") == []


def test_a_key_is_ended(store, visit):
    key = intake_key.make(store, ADMINISTRATOR, "City website")
    tab = visit("settings")
    tab = press(tab, button(tab, "End the key"))
    assert "nothing more is logged with it" in said(tab) and intake_key.holder(store, key) is None


def test_where_the_document_is_stands_there(settings):
    assert [text for text in settings.text if text.value.endswith("/api/v1/openapi.json")]
    assert widget(well(settings), "_on").value is False


def test_what_is_odd_about_a_request_stands_above_it_until_somebody_looked(store, visit):
    form = intake_key.holder(store, intake_key.make(store, ADMINISTRATOR, "City website"))
    number = web_form.receive(store, form, web_form.Post({"track": "records", "verbatim": "All plans"}, trap="x")).number
    (warning,) = visit("request", "staff", number=number).warning
    assert warning.value.startswith("Look at this before work on it begins")
    (note,) = store.query("select event_id from store.event where kind = 'note'")
    ledger.strike(store, note["event_id"], ADMINISTRATOR)
    assert not visit("request", "staff", number=number).warning
