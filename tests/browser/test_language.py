"""The language of the browser, the one that somebody chose, and what a screen reader is told of it."""

from urllib.parse import unquote_plus, urlsplit

import pytest

from tests.browser.conftest import logged, settled, today, visit
from tests.browser.test_accessibility import PATHS, broken, excepted


@pytest.fixture(scope="module")
def filled():
    return logged("Tree permits")


def language(tab) -> tuple[str, str]:
    """What the page calls itself, and in which language the browser takes it to be."""
    return tab.get_by_role("heading", level=1).inner_text(), tab.evaluate("() => document.documentElement.lang")


def test_a_browser_in_spanish_shows_spanish_and_says_so(new_tab, desk):
    tab = new_tab(locale="es-MX")
    visit(tab, desk, "/")
    tab.wait_for_function("() => document.documentElement.lang === 'es'")
    assert language(tab) == ("Hoy", "es")


def test_a_browser_in_a_language_that_is_not_spoken_shows_english(new_tab, desk):
    tab = new_tab(locale="de-DE")
    visit(tab, desk, "/")
    assert language(tab)[0] == "Today"


def test_the_language_that_was_chosen_stays_over_a_reload_and_in_another_tab(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue")
    assert language(tab)[0] == "Queue"
    tab.get_by_role("button", name="Español").click()
    tab.get_by_role("heading", level=1, name="Cola").wait_for()
    settled(tab)
    tab.reload()
    settled(tab)
    assert language(tab) == ("Cola", "es")
    other = new_tab(beside=tab)
    visit(other, desk, "/turnaround")
    assert language(other)[0] == "Tiempos de respuesta"
    other.get_by_role("button", name="English").click()
    other.get_by_role("heading", level=1, name="Turnaround").wait_for()


def filtered(tab) -> tuple[str, str]:
    """What the address says of the queue's filters, and the status that is shown as chosen."""
    from playwright.sync_api import expect

    expect(tab.locator(".st-key-queue_status input")).to_have_count(1)
    return unquote_plus(urlsplit(tab.url).query), tab.locator(".st-key-queue_status input").input_value()


def test_an_address_in_one_language_becomes_one_of_the_other_and_stays_over_a_reload(new_tab, desk):
    tab = new_tab(locale="es")
    visit(tab, desk, "/queue?queue_status=Closed&queue_due=Overdue")
    assert filtered(tab) == ("queue_status=Cerrada&queue_due=Vencida", "Cerrada")
    tab.reload()
    settled(tab)
    assert filtered(tab) == ("queue_status=Cerrada&queue_due=Vencida", "Cerrada")
    other = new_tab()
    visit(other, desk, "/queue?queue_status=Cerrada&queue_due=Vencida")
    assert filtered(other) == ("queue_status=Closed&queue_due=Overdue", "Closed")


def test_filters_stay_when_the_language_changes_and_when_something_is_chosen_after(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue?queue_status=Received")
    tab.get_by_role("button", name="Español").click()
    tab.get_by_role("heading", level=1, name="Cola").wait_for()
    settled(tab)
    assert filtered(tab) == ("queue_status=Recibida", "Recibida")
    tab.get_by_role("textbox", name="Número o palabras").fill("Tree")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**queue_text=Tree")
    settled(tab)
    assert filtered(tab) == ("queue_status=Recibida&queue_text=Tree", "Recibida")


def test_the_main_job_is_done_by_keyboard_in_spanish_with_the_same_keys(new_tab, desk):
    from playwright.sync_api import expect

    tab = new_tab(locale="es")
    visit(tab, desk, "/queue")
    tab.keyboard.press("Alt+l")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Solicitud nueva")
    expect(tab.get_by_role("textbox", name="Qué se solicita")).to_be_focused()
    tab.keyboard.type("Todos los permisos de 2025")
    tab.keyboard.press("Control+Enter")
    tab.get_by_text(f"PRA-{today().year}-000002").first.wait_for()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_in_spanish_breaks_no_rule_of_accessibility(new_tab, desk, path):
    tab = new_tab(locale="es")
    visit(tab, desk, path)
    assert broken(tab) <= excepted()
