"""The worklist in a browser: its table, its filters in the address, its pages, the way there and back."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from records_desk.db import ledger
from tests.browser.conftest import Keyboard, focused, settled, today, visit

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)


@pytest.fixture(scope="module")
def filled():
    """Sixty-three requests, three of them with Information Technology."""

    def fill(store):
        for place in range(63):
            words, desk_id = f"Request of invented records {place:02}", 2 if place < 3 else 1
            ledger.receive(store, CLERK, track="records", on_date=today() - timedelta(days=place % 5), verbatim=words, desk_id=desk_id)

    return fill


def rows(tab):
    """The lines of the worklist."""
    return tab.locator("tbody tr")


def choose(tab, label: str, option: str) -> None:
    """Choose a filter. A list that opens while the page still scrolls closes again: look up first."""
    tab.get_by_role("heading", level=1).scroll_into_view_if_needed()
    tab.get_by_role("combobox", name=label).click()
    tab.get_by_role("option", name=option).click()


def test_the_table_has_a_caption_headers_and_links(page):
    table = page.get_by_role("table")
    expect(table.locator("caption")).to_have_text("63 requests, most urgent first: 50 on page 1")
    headers = ["Choose", "Request", "Summary", "Status", "Due", "Desk", "Person", "Received"]
    assert [text.strip() for text in table.locator("thead th[scope=col]").all_inner_texts()] == headers
    expect(table.locator("tbody th[scope=row] a")).to_have_count(50)


def test_a_link_is_followed_and_a_box_is_ticked_by_keyboard_without_losing_the_place(page):
    keys, number = Keyboard(page), rows(page).nth(1).locator("a").inner_text()
    keys.go_to("checkbox", f"Choose {number}")
    keys.press("Space")
    expect(page.get_by_text("1 chosen", exact=True)).to_be_visible()
    assert focused(page, "checkbox", f"Choose {number}")
    keys.press("Tab")
    assert focused(page, "link", number)
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(number)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_chosen_desk_stands_in_the_address_and_the_address_shows_the_same_rows(page, new_tab):
    choose(page, "Desk", "Information Technology")
    expect(rows(page)).to_have_count(3)
    settled(page)
    assert "queue_desk=Information" in page.url
    other = new_tab()
    other.goto(page.url)
    expect(rows(other)).to_have_count(3)
    assert rows(other).all_inner_texts() == rows(page).all_inner_texts()


def test_the_name_of_the_queue_leads_there_with_its_filters(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue?queue_desk=Information+Technology")
    expect(rows(tab)).to_have_count(3)


def test_what_is_not_understood_in_an_address_is_named_until_a_filter_is_changed(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/?queue_desk=Nowhere&queue_stats=Open&queue_page=2")
    told = tab.get_by_text("Not understood in the address, and left out: queue_stats, queue_desk.")
    expect(told).to_be_visible()
    expect(rows(tab)).to_have_count(13)
    assert "Nowhere" not in tab.locator("main").inner_text()
    choose(tab, "Desk", "Information Technology")
    expect(rows(tab)).to_have_count(3)
    expect(told).to_have_count(0)


def test_a_word_is_searched_and_its_row_found(page):
    page.get_by_role("textbox", name="Number or words").fill("records 07")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    expect(page.locator("caption")).to_have_text("1 request, most urgent first")
    page.get_by_role("textbox", name="Number or words").fill("nothing has this")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No request matches these filters.")).to_be_visible()


def test_more_than_fifty_requests_are_paged_and_a_filter_begins_anew(page):
    first = rows(page).all_inner_texts()
    page.get_by_role("button", name="Page 2").click()
    expect(rows(page)).to_have_count(13)
    expect(page.locator("caption")).to_contain_text("13 on page 2")
    settled(page)
    assert not set(first) & set(rows(page).all_inner_texts())
    choose(page, "Desk", "Information Technology")
    expect(rows(page)).to_have_count(3)
    choose(page, "Desk", "City Clerk")
    expect(page.locator("caption")).to_have_text("60 requests, most urgent first: 50 on page 1")


def test_a_page_stands_in_the_address_and_is_found_again(page, new_tab):
    page.get_by_role("button", name="Page 2").click()
    expect(rows(page)).to_have_count(13)
    settled(page)
    assert "queue_page=2" in page.url
    other = new_tab()
    other.goto(page.url)
    expect(rows(other)).to_have_count(13)
    rows(page).first.locator("a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("PRA-")
    settled(page)
    page.keyboard.press("Alt+q")
    expect(rows(page)).to_have_count(13)


def test_back_and_forward_lead_through_the_pages_with_the_filters_as_they_were(page):
    choose(page, "Desk", "Information Technology")
    expect(rows(page)).to_have_count(3)
    settled(page)
    number = rows(page).first.locator("a").inner_text()
    rows(page).first.locator("a").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(number)
    settled(page)
    page.go_back()
    expect(heading).to_have_text("Queue")
    expect(rows(page)).to_have_count(3)
    settled(page)
    assert "number=" not in page.url
    page.go_forward()
    expect(heading).to_have_text(number)
    settled(page)
    page.get_by_role("button", name="Back to the queue").click()
    expect(heading).to_have_text("Queue")
    expect(rows(page)).to_have_count(3)


def test_next_request_goes_through_the_queue_as_it_was_shown(page):
    numbers = rows(page).locator("a").all_inner_texts()
    rows(page).first.locator("a").click()
    heading = page.get_by_role("heading", level=1)
    for number in numbers[:3]:
        expect(heading).to_have_text(number)
        settled(page)
        page.get_by_role("button", name="Record the acknowledgement").first.click()
        page.get_by_role("button", name="Record the acknowledgement").nth(1).click()
        expect(page.get_by_role("status").filter(has_text=f"recorded on {number}")).to_be_visible()
        settled(page)
        page.keyboard.press("Alt+n")


def test_one_requests_draft_and_facts_never_show_on_another(page):
    numbers = rows(page).locator("a").all_inner_texts()
    rows(page).first.locator("a").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(numbers[0])
    settled(page)
    page.get_by_role("button", name="Ask for clarification").click()
    page.get_by_role("textbox", name="Question").fill("Meant for the first one")
    page.get_by_text("Correct the facts").click()
    words = page.locator("textarea[aria-label=\"What was asked\"]").input_value()
    page.get_by_role("button", name="Next request").click()
    expect(heading).to_have_text(numbers[1])
    settled(page)
    assert page.get_by_role("textbox", name="Question").count() == 0
    assert page.locator("textarea[aria-label=\"What was asked\"]").input_value() != words
