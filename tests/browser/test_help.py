"""Help of a field by keyboard: out of the way of Tab, opened by F1, and back."""

from playwright.sync_api import expect

from tests.browser.conftest import settled, visit

ACTIVE = "document.activeElement.getAttribute('aria-label') || document.activeElement.tagName"


def test_f1_opens_the_help_of_a_field_and_escape_goes_back(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/intake")
    tab.locator(".st-key-intake_asked textarea").focus()
    tab.keyboard.press("F1")
    expect(tab.get_by_text("A request may be made in any way")).to_be_visible()
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_tab_goes_from_field_to_field(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/intake")
    tab.locator(".st-key-intake_asked textarea").focus()
    settled(tab)
    tab.keyboard.press("Tab")
    assert "Desk" in tab.evaluate(ACTIVE) and "Help" not in tab.evaluate(ACTIVE)
