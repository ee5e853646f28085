"""What somebody typed and did not send comes back after a reload, on its own request, to the same person, until it was sent."""

import pytest

from tests.browser.conftest import logged, settled, today, visit

QUESTION = "Which years do you mean?"


@pytest.fixture(scope="module")
def filled():
    return logged("Tree permits", "Noise complaints")


def number_of(place: int) -> str:
    return f"PRA-{today().year}-{place:06}"


def asking(tab, desk, place: int):
    """The field for a question on a request, its act chosen."""
    visit(tab, desk, f"/request?number={number_of(place)}")
    return chosen(tab)


def chosen(tab):
    tab.get_by_role("combobox", name="More").fill("Ask for clarification")
    tab.get_by_role("option", name="Ask for clarification").click()
    field = tab.get_by_role("textbox", name="Question")
    field.wait_for()
    settled(tab)
    return field


def back(tab):
    return tab.get_by_text("What you had typed here and not sent is back in its field.")


def test_a_question_that_still_has_the_keyboard_is_back_after_a_reload_until_it_is_sent(new_tab, desk):
    from playwright.sync_api import expect

    tab = new_tab()
    asking(tab, desk, 1).press_sequentially(QUESTION)
    tab.reload()
    settled(tab)
    field = chosen(tab)
    expect(field).to_have_value(QUESTION)
    expect(back(tab)).to_be_visible()
    tab.get_by_role("button", name="Ask for clarification").last.click()
    expect(tab.get_by_role("cell", name=QUESTION)).to_be_visible()
    settled(tab)
    expect(chosen(tab)).to_have_value("")
    tab.reload()
    settled(tab)
    expect(chosen(tab)).to_have_value("")


def test_what_was_typed_on_one_request_waits_there_and_shows_on_no_other(new_tab, desk):
    from playwright.sync_api import expect

    tab = new_tab()
    asking(tab, desk, 2).press_sequentially(QUESTION)
    expect(asking(tab, desk, 1)).to_have_value("")
    expect(asking(tab, desk, 2)).to_have_value(QUESTION)


def test_what_is_typed_on_coming_back_to_a_form_stands_in_place_of_what_was_there(new_tab, desk):
    from playwright.sync_api import expect

    tab = new_tab()
    visit(tab, desk, "/intake")
    field = tab.get_by_role("textbox", name="What was asked")
    field.press_sequentially("Permits")
    tab.reload()
    expect(field).to_have_value("Permits")
    settled(tab)
    tab.get_by_role("link", name="Queue").click()
    tab.get_by_role("link", name="New request").click()
    expect(field).to_have_value("Permits")
    settled(tab)
    field.press("End")
    field.press_sequentially(" of 2025")
    expect(field).to_have_value("Permits of 2025")
    tab.get_by_role("button", name="Save Shortcut").click()
    expect(tab.get_by_role("button", name="Record it as sent")).to_be_visible()


def test_nobody_else_at_this_browser_gets_what_was_typed(new_tab, desk):
    from playwright.sync_api import expect

    tab = new_tab()
    asking(tab, desk, 2).press_sequentially(QUESTION)
    tab.evaluate("() => { const kept = JSON.parse(sessionStorage.recordsDeskUnsent); sessionStorage.recordsDeskUnsent = JSON.stringify({ ...kept, person: 99 }); }")
    tab.reload()
    settled(tab)
    expect(chosen(tab)).to_have_value("")
    assert QUESTION not in tab.evaluate("() => sessionStorage.recordsDeskUnsent")


def test_a_new_request_whose_words_were_never_left_is_back_after_a_reload(new_tab, desk):
    from playwright.sync_api import expect

    tab = new_tab()
    visit(tab, desk, "/intake")
    words = tab.get_by_role("textbox", name="What was asked")
    words.press_sequentially("All permits of 2025")
    tab.reload()
    settled(tab)
    expect(words).to_have_value("All permits of 2025")


def test_a_correction_begins_with_what_stands_and_gets_back_what_was_typed_over_it(new_tab, desk):
    from playwright.sync_api import expect

    tab = new_tab()
    visit(tab, desk, f"/request?number={number_of(2)}")
    tab.get_by_text("Correct the facts").click()
    words = tab.locator('textarea[aria-label="What was asked"]')
    expect(words).to_have_value("Noise complaints")
    words.press("End")
    words.press_sequentially(" of 2025")
    tab.reload()
    settled(tab)
    tab.get_by_text("Correct the facts").click()
    expect(words).to_have_value("Noise complaints of 2025")
