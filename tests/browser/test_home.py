"""Today, the way to a request by its number, and saved views, in a browser and by keyboard alone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from records_desk.db import city, ledger
from tests.browser.conftest import Keyboard, settled, today, visit

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
OTHER = ledger.Staff("other", "Otto Sample", "staff", 2, 1)
NUMBERS: list[str] = []  # in the order in which they were logged: around New Year they begin anew


@pytest.fixture(scope="module")
def filled():
    """Thirty requests at the administrator's desk, three of them overdue; yesterday's visit, and what a colleague did since."""

    def fill(store):
        city.save_person(store, CLERK, None, sign_in="other", name="Otto Sample", title=None, role="staff", desk_id=1)
        NUMBERS.clear()
        receipts = [
            ledger.receive(store, CLERK, track="records", on_date=today() - timedelta(40 if place < 3 else 1), verbatim=f"Invented records {place:02}", desk_id=1)
            for place in range(30)
        ]
        receipts.append(ledger.receive(store, CLERK, track="data", on_date=today() - timedelta(1), verbatim="Bicycle counts", desk_id=2))
        NUMBERS.extend(receipt.number for receipt in receipts)
        row = {"began": store.now() - timedelta(hours=20), "until": store.read("newest_id")[0]["id"]}
        store.write(lambda cursor: cursor.execute("insert into store.visit values (1, $began, $until, null, 0)", row))
        ledger.record(store, receipts[7].request_id, "acknowledged", OTHER, on_date=today())

    return fill


def end(number: str) -> str:
    """The last digits of a number, as somebody types them."""
    return number[-6:].lstrip("0")


def heading(tab):
    return tab.get_by_role("heading", level=1)


def table(tab, caption: str):
    return tab.get_by_role("table").filter(has_text=caption)


@pytest.fixture
def home(new_tab, desk):
    """A tab with Today."""
    tab = new_tab()
    visit(tab, desk, "/")
    return tab


def test_today_is_the_first_page_and_tells_what_is_due_and_what_others_did(home):
    expect(heading(home)).to_have_text("Today")
    expect(home.locator("[data-testid=stTopNavLink]").first).to_have_text("Today")
    expect(table(home, "3 due, most urgent first").locator("tbody tr")).to_have_count(3)
    line = table(home, "on which others recorded something").locator("tbody tr")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Acknowledged")
    expect(line).to_contain_text("Otto Sample")


def test_a_second_tab_and_a_reload_find_the_same_new(home, new_tab, desk):
    news = table(home, "on which others recorded something").locator("tbody tr").inner_text()
    other = new_tab()
    visit(other, desk, "/")
    for tab in (other, home):
        tab.reload()
        settled(tab)
        expect(table(tab, "on which others recorded something").locator("tbody tr")).to_have_text(re.sub(r"\s+", " ", news).strip(), use_inner_text=True)


def test_a_count_leads_to_its_rows_and_back_leads_to_today(home):
    home.get_by_role("link", name="Overdue: 3", exact=True).click()
    expect(heading(home)).to_have_text("Queue")
    expect(home.locator("tbody tr")).to_have_count(3)
    settled(home)
    home.go_back()
    expect(heading(home)).to_have_text("Today")


def test_a_request_of_today_leads_on_through_the_desk_and_back(home):
    numbers = table(home, "3 due").locator("tbody a").all_inner_texts()
    table(home, "3 due").locator("tbody a").nth(1).click()
    for follows in (numbers[1], numbers[2], NUMBERS[3]):
        expect(heading(home)).to_have_text(follows)
        settled(home)
        home.keyboard.press("Alt+n")
    expect(heading(home)).to_have_text(NUMBERS[4])
    settled(home)
    home.keyboard.press("Alt+q")
    expect(heading(home)).to_have_text("Today")


def test_an_old_bookmark_of_the_queue_leads_to_its_rows_and_going_back_leaves_it(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/turnaround")
    visit(tab, desk, "/?queue_due=Overdue&queue_desk=City+Clerk")
    expect(heading(tab)).to_have_text("Queue")
    expect(tab.locator("tbody tr")).to_have_count(3)
    assert tab.url == f"{desk.url}/queue?queue_due=Overdue&queue_desk=City+Clerk"
    tab.go_back()
    expect(heading(tab)).to_have_text("Turnaround")


@pytest.mark.parametrize("path", ["/", "/turnaround", "/intake", "/settings"])
def test_a_request_is_reached_from_a_page_by_its_last_digits_by_keyboard(new_tab, desk, path):
    tab = new_tab()
    visit(tab, desk, path)
    keys = Keyboard(tab)
    keys.press("Alt+j")
    keys.type(end(NUMBERS[22]))
    keys.press("Enter")
    expect(heading(tab)).to_have_text(NUMBERS[22])
    expect(heading(tab)).to_be_focused()


def test_a_number_typed_while_the_next_page_arrives_stays_in_its_field(home):
    home.locator("[data-testid=stTopNavLink]").filter(has_text="New request").click()
    keys = Keyboard(home)
    keys.press("Alt+j")
    keys.type("2")
    expect(heading(home)).to_have_text("New request")
    settled(home)
    keys.type("3")
    expect(home.get_by_role("textbox", name="Go to request")).to_have_value("23")
    keys.press("Enter")
    expect(heading(home)).to_have_text(next(number for number in NUMBERS if end(number) == "23"))


def test_of_several_one_is_chosen_by_keyboard(home):
    keys = Keyboard(home)
    keys.press("Alt+j")
    keys.type("1")
    keys.press("Enter")
    expect(home.get_by_role("status").filter(has_text="requests have a number that ends in “1”: choose one.")).to_be_visible()
    expect(home.get_by_role("link", name=NUMBERS[30])).to_be_focused()
    keys.press("Tab", "Enter")
    expect(heading(home)).to_have_text(max(number for number in NUMBERS if number.startswith("PRA") and end(number) == "1"))


def test_those_opened_last_are_reached_by_keyboard(home):
    keys = Keyboard(home)
    for wanted in NUMBERS[20:22]:
        keys.press("Alt+j")
        keys.type(end(wanted))
        keys.press("Enter")
        expect(heading(home)).to_have_text(wanted)
        settled(home)
    keys.press("Alt+j", "Enter")
    expect(home.get_by_role("link", name=f"{NUMBERS[21]} · Invented records 21")).to_be_focused()
    keys.press("Tab", "Enter")
    expect(heading(home)).to_have_text(NUMBERS[20])


def test_what_was_typed_and_not_sent_leads_nowhere(home):
    home.keyboard.press("Alt+j")
    home.keyboard.type("23")
    home.keyboard.press("Tab")
    settled(home)
    expect(heading(home)).to_have_text("Today")


def test_a_view_is_saved_pressed_and_deleted_by_keyboard(page):
    keys = Keyboard(page)
    keys.choose("Due", "Overdue")
    expect(page.locator("tbody tr")).to_have_count(3)
    settled(page)
    keys.begin_at(page.get_by_role("button", name="All open"))
    keys.button("Save or change views")
    expect(page.get_by_role("textbox", name="Name for the filters as they are now")).to_be_focused()
    keys.type("Late ones")
    keys.go_to("checkbox", "Share with everybody")
    keys.press("Space")
    settled(page)
    keys.button("Save view")
    expect(page.get_by_role("status").filter(has_text="The view “Late ones” is saved.")).to_be_visible()
    expect(heading(page)).to_be_focused()
    settled(page)
    keys.button("All open")
    expect(page.locator("tbody tr")).to_have_count(31)
    settled(page)
    keys.begin_at(page.get_by_role("button", name="All open"))
    keys.button("Late ones (shared): 3")
    expect(page.locator("tbody tr")).to_have_count(3)
    settled(page)
    assert "queue_due=Overdue" in page.url
    keys.begin_at(page.get_by_role("button", name="All open"))
    keys.button("Save or change views")
    expect(page.get_by_role("textbox", name="Name for the filters as they are now")).to_be_focused()
    keys.button("Delete this view")
    expect(page.get_by_role("status").filter(has_text="The view “Late ones” is deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Late ones")).to_have_count(0)
