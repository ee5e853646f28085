"""The frame: who may see which page, and what it says to strangers."""

import secrets

import pytest
from streamlit.testing.v1 import AppTest

import records_desk
from records_desk.db import city, roles
from records_desk.db.ledger import Refused
from records_desk.pages import _gate, _routes, _session
from tests.pages.conftest import ADMINISTRATOR, SHELL, refused, titles, well

PAGES = [(place, role) for place in _session.PLACES for role in roles.ROLES]


@pytest.mark.parametrize(("place", "role"), PAGES, ids=lambda value: getattr(value, "name", value))
def test_a_page_opens_for_its_roles_and_refuses_the_others(visit, place, role):
    tab = visit(place.name, role)
    if role in place.roles:
        assert titles(tab) == [place.title]
    else:
        assert titles(tab) == ["Not for you"]
        assert f"Your role is {role}" in refused(tab)
        assert [item.key for item in (*tab.button, *tab.text_input, *tab.selectbox)] == ["desk_jump_go", "desk_jump_number"]  # of the frame


def test_a_stranger_who_signed_in_sees_no_page(store):
    records_desk.configure(current_user=lambda: "someone@example.org")
    tab = well(AppTest.from_file(SHELL).run())
    assert "not on the desk's list of staff" in refused(tab)
    assert not tab.selectbox


def test_nobody_sees_no_page(store):
    _session.configured["current_user"] = lambda: None
    tab = well(AppTest.from_file(SHELL).run())
    assert "not on the desk's list of staff" in refused(tab) and [button.label for button in tab.button] == [] and not tab.selectbox


@pytest.mark.parametrize(
    ("section", "labels"),
    [
        ({"client_id": "desk"}, ["Sign in"]),
        ({"microsoft": {"client_id": "a"}, "google": {"client_id": "b"}}, ["Sign in with Google", "Sign in with Microsoft"]),
    ],
)
def test_where_people_sign_in_at_a_provider_nobody_sees_the_sign_in_only(store, section, labels):
    tab = AppTest.from_file(SHELL)
    tab.secrets["auth"] = {"redirect_uri": "https://desk.example.org/oauth2callback", "cookie_secret": secrets.token_hex(32), **section}
    well(tab.run())
    assert sorted(button.label for button in tab.button) == labels
    assert not tab.selectbox and not tab.text_input


def test_the_sign_in_speaks_the_language_of_whoever_comes(store):
    tab = AppTest.from_file(SHELL)
    tab.session_state["desk_language"] = "es"
    tab.secrets["auth"] = {"redirect_uri": "https://desk.example.org/oauth2callback", "cookie_secret": secrets.token_hex(32), "client_id": "desk"}
    assert [button.label for button in well(tab.run()).button] == ["Iniciar sesión"]


def test_with_a_cookie_secret_that_can_be_guessed_nobody_may_even_sign_in(store):
    tab = AppTest.from_file(SHELL)
    tab.secrets["auth"] = {"redirect_uri": "https://desk.example.org/oauth2callback", "client_id": "desk", "cookie_secret": "secret"}
    assert "whoever guesses it is anybody, so nobody is let in" in refused(tab.run())
    assert not tab.button and not tab.selectbox and not tab.text_input


def test_someone_who_left_is_a_stranger(store):
    staff = next(row for row in store.read("people") if row["sign_in"] == "staff")
    values = {name: staff[name] for name in ("sign_in", "name", "title", "role", "desk_id")}
    city.save_person(store, ADMINISTRATOR, staff["person_id"], **values, is_active=False)
    records_desk.configure(current_user=lambda: "staff")
    assert "not on the desk's list of staff" in refused(AppTest.from_file(SHELL).run())


def test_local_mode_lets_choose_who_works_here(store):
    tab = well(AppTest.from_file(SHELL).run())
    (chooser,) = [box for box in tab.selectbox if box.label == "Working as"]
    assert chooser.value == "administrator"
    chooser.set_value("viewer")
    assert not [button for button in well(tab.run()).button if button.label == "New request"]


def test_pages_mount_below_a_prefix(monkeypatch):
    monkeypatch.setitem(_routes._below, "prefix", "")
    paths = ["/desk/healthz", "/desk/readyz", "/desk/download/{token}", "/desk/feed/{token}.ics", "/desk/command/{name}", "/desk/api/v1"]
    assert [route.path for route in records_desk.routes("desk")] == paths


def test_a_host_that_asks_nobody_who_they_are_gets_no_pages(store, monkeypatch):
    monkeypatch.setattr(_gate.LocalGate, "stands", False)
    with pytest.raises(RuntimeError, match="say who is signed in"):
        records_desk.mount("desk")


def test_in_a_host_whose_people_sign_in_at_a_provider_nobody_sees_the_sign_in_only(store):
    tab = AppTest.from_string("import streamlit as st, records_desk\nst.navigation(records_desk.mount('desk')).run()")
    tab.secrets["auth"] = {"redirect_uri": "https://desk.example.org/oauth2callback", "cookie_secret": secrets.token_hex(32), "client_id": "desk"}
    well(tab.run())
    assert [button.label for button in tab.button] == ["Sign in"]
    assert not tab.selectbox and not tab.text_input


def test_in_a_host_a_store_that_cannot_be_read_is_told_of_in_a_sentence(store, monkeypatch):
    def broken(*_, **__):
        raise Refused("The store cannot be read.")

    records_desk.configure(current_user=lambda: "administrator")
    tab = AppTest.from_string("import streamlit as st, records_desk\nst.navigation(records_desk.mount('desk')).run()")
    monkeypatch.setattr(store, "read", broken)
    assert "The store cannot be read." in refused(well(tab.run()))


@pytest.mark.parametrize("prefix", ["/desk", "desk/", "desk page", "desk_", "-desk", "../desk", "desk?"])
@pytest.mark.parametrize("door", [records_desk.mount, records_desk.routes])
def test_a_prefix_that_cannot_stand_in_an_address_is_refused(door, prefix):
    with pytest.raises(ValueError, match="cannot stand in an address"):
        door(prefix)
