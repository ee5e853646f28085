"""A day that cannot be is told to whoever typed it; the day that stood before is not recorded in its place."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Keyboard, logged, settled, today, visit


@pytest.fixture(scope="module")
def filled():
    return logged("Tree permits")


def asking(new_tab, desk) -> Keyboard:
    """The form for a question on a request, its act chosen and its question written."""
    tab = new_tab()
    visit(tab, desk, f"/request?number=PRA-{today().year}-000001")
    tab.get_by_role("combobox", name="More").fill("Ask for clarification")
    tab.get_by_role("option", name="Ask for clarification").click()
    tab.get_by_role("textbox", name="Question").fill("Which years do you mean?")
    settled(tab)
    return Keyboard(tab)


def asked(tab):
    return tab.get_by_role("cell", name="Which years do you mean?")


@pytest.mark.parametrize(("year", "sentence"), [(today().year + 1, "has not come yet"), (1962, "check the year"), (1026, "check the year"), (9926, "has not come yet")])
def test_an_act_on_a_day_that_cannot_be_is_not_recorded_on_another(new_tab, desk, year, sentence):
    keys = asking(new_tab, desk)
    keys.date("On", date(year, 1, 5))
    keys.button("Ask for clarification")
    expect(keys.tab.get_by_role("alert").filter(has_text=sentence).first).to_be_visible()
    settled(keys.tab)
    expect(keys.tab.get_by_role("spinbutton", name="year, On")).to_have_text(str(year))
    expect(keys.tab.get_by_role("textbox", name="Question")).to_have_value("Which years do you mean?")
    visit(keys.tab, desk, f"/request?number=PRA-{today().year}-000001")
    expect(asked(keys.tab)).to_have_count(0)


def test_a_request_is_not_received_on_a_day_that_has_not_come(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/intake")
    keys = Keyboard(tab)
    tab.get_by_role("textbox", name="What was asked").fill("Noise complaints")
    keys.date("Received on", date(today().year + 1, 1, 5))
    keys.button("Save")
    expect(tab.get_by_role("alert").filter(has_text="has not come yet").first).to_be_visible()
    settled(tab)
    visit(tab, desk, "/queue")
    expect(tab.locator("tbody tr", has_text="PRA-")).to_have_count(1)


def test_a_closure_outside_the_calendar_is_not_decided_for_another_day(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/settings")
    tab.get_by_text("Closures, hours and time zone of City Hall").click()
    keys = Keyboard(tab)
    keys.write("What it is", "Moving day")
    keys.date("On", date(2962, 1, 5))
    tab.get_by_role("textbox", name="What it is").press("Enter")
    expect(tab.get_by_role("alert").filter(has_text="A closure must lie in the calendar").first).to_be_visible()
    settled(tab)
