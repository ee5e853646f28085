"""A clerk's day, by keyboard alone: the whole life of a request, and the scenarios with their time and keystrokes."""

import csv
from email.message import EmailMessage
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from records_desk.db import city, ledger
from records_desk.pages._words import day
from tests.browser.conftest import Keyboard, has_focus, last_friday, settled, visit

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")
FRIDAY = last_friday()
RECEIVED = FRIDAY - timedelta(days=7)
PASTED = f"""From: Doe, Pat <pat@example.org>
Sent: {FRIDAY:%A, %B} {FRIDAY.day}, {FRIDAY.year} 4:45 PM
To: City Clerk <clerk@example.org>
Subject: Building permits of 2025

Please send me all building permits of 2025."""


@pytest.fixture(scope="module")
def filled():
    """Five requests to catch up: two wait for an answer, one for a payment, two for a desk."""

    def fill(store):
        city.save_local_review(store, CLERK, True)

        def receive(words: str, days: int) -> int:
            on_date = RECEIVED - timedelta(days=days)
            return ledger.receive(store, CLERK, track="records", on_date=on_date, verbatim=words, summary=words).request_id

        for days, words in ((9, "Tree permits"), (8, "Noise complaints")):
            ledger.record(store, receive(words, days), "clarification_asked", CLERK, on_date=RECEIVED, question="Which year?")
        ledger.record(store, receive("Salary list", 7), "fee_charged", CLERK, on_date=RECEIVED, fee_kind="duplication", amount="12.50")
        receive("Bus stops", 6)
        receive("Street lights", 5)

    return fill


def heading(tab):
    """The heading of the page."""
    return tab.get_by_role("heading", level=1)


def told(tab, sentence: str) -> None:
    """Wait until the page tells this."""
    expect(tab.get_by_role("status").filter(has_text=sentence)).to_be_visible()
    settled(tab)


def act(tab, keys: Keyboard, name: str, fact: str, fields) -> None:
    """Record an act: choose it in the list, fill its form, send it, and read that the fact is recorded."""
    keys.choose("More", name)
    form = tab.locator("[data-testid=stForm]").filter(has=tab.get_by_role("button", name=name, exact=True))
    form.wait_for()
    settled(tab)
    fields()
    keys.button(name)
    told(tab, f"{fact} recorded on")


def test_the_whole_life_of_a_request_by_keyboard(page, tmp_path):
    keys = Keyboard(page)
    number = logged_by_keyboard(page, keys)
    act(page, keys, "Route to a desk", "Routed", lambda: keys.choose("Desk", "Info"))
    act(page, keys, "Ask for clarification", "Clarification asked", lambda: keys.write("Question", "Which streets?"))
    act(page, keys, "Record the answer", "Clarification answered", lambda: keys.write("Answer", "All of them"))
    act(page, keys, "Charge a fee", "Fee charged", lambda: (keys.choose("What for", "Dup"), keys.write("Amount", "12.50")))
    act(page, keys, "Record a payment", "Fee paid", lambda: keys.write("Amount", "12.50"))
    act(page, keys, "Record the determination", "Determined", lambda: denial(page, keys))
    act(page, keys, "Record an appeal", "Appealed", lambda: keys.write("Reason", "These are public"))
    act(page, keys, "Close", "Closed", lambda: None)
    expect(page.locator("table tbody tr", has_text="Closed")).to_be_visible()
    row = exported(page, keys, number, tmp_path)
    assert row["status"] == "closed" and row["closing_outcome"] == "denied"
    assert (row["charged"], row["paid"]) == ("12.50", "12.50")


def logged_by_keyboard(page, keys: Keyboard) -> str:
    """Log a request from the queue; answers its number."""
    keys.press("Alt+l")
    expect(heading(page)).to_have_text("New request")
    expect(page.get_by_role("textbox", name="What was asked")).to_be_focused()
    keys.type("All street light repairs")
    keys.press("Control+Enter")
    told(page, "Logged as")
    number = page.get_by_role("status").first.inner_text().split()[2].rstrip(".")
    keys.button("Open the request")
    expect(heading(page)).to_have_text(number)
    settled(page)
    return number


def denial(page, keys: Keyboard) -> None:
    """Fill the determination: withheld in full, with section, reason and official."""
    keys.choose("Outcome", "denied")
    expect(page.get_by_text("Exemptions (required)")).to_be_visible()
    settled(page)
    keys.choose("Exemptions", "7927.500")
    keys.press("Escape")
    keys.write("Reason", "Patrons' library records are confidential.")
    keys.write("Responsible official", "Casey Sample")
    keys.write("Title of the official", "City Clerk")


def exported(page, keys: Keyboard, number: str, tmp_path) -> dict[str, str]:
    """Fetch the export of requests by keyboard; the row of one number."""
    keys.go_to("link", "Export", most=80)
    keys.press("Enter")
    expect(heading(page)).to_have_text("Export")
    settled(page)
    keys.go_to("link", "requests as CSV")
    with page.expect_download() as fetched:
        keys.press("Enter")
    target = tmp_path / "requests.csv"
    fetched.value.save_as(target)
    with target.open(encoding="utf-8") as file:
        return next(row for row in csv.DictReader(file) if row["number"] == number)


def test_scenario_a_fridays_mail_is_logged_with_eight_keystrokes(page, stopwatch):
    with stopwatch("A, pasted", page, seconds=45, keystrokes=8) as keys:
        keys.press("Alt+l")
        expect(page.get_by_role("textbox", name="What was asked")).to_be_focused()
        keys.paste(PASTED)
        keys.press("Tab")
        expect(page.get_by_text("taken from the e-mail")).to_be_visible()
        settled(page)
        assert has_focus(page)["name"].startswith("Desk")
        keys.type("Inf")
        page.get_by_role("option").first.wait_for()
        keys.press("Enter")
        settled(page)
        assert page.get_by_role("group", name="Received on").inner_text().replace("\n", "") == str(FRIDAY)
        keys.press("Control+Enter")
        told(page, "Logged as PRA-")
        expect(page.get_by_text("Dear Doe, Pat,")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Determination due")
    page.keyboard.press("Tab")
    Keyboard(page).button("Open the request")
    expect(page.get_by_text("Doe, Pat · pat@example.org")).to_be_visible()
    expect(page.get_by_text("Building permits of 2025").first).to_be_visible()
    expect(page.locator(".desk-facts div").filter(has_text="Desk")).to_contain_text("Information Technology")
    expect(page.get_by_text("e-mail as pasted.txt (")).to_be_visible()


def test_scenario_a_a_dropped_mail_keeps_its_original_and_its_attachment(page, stopwatch, tmp_path):
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "Pat Doe <pat@example.org>", "Maps", f"{FRIDAY:%a, %d %b %Y} 16:45:00 -0700"
    mail.set_content("All maps, please. See the attached list.")
    mail.add_attachment(b"sheet 1\r\nsheet 2\r\n", maintype="text", subtype="x-list", filename="list.txt")
    (tmp_path / "maps.eml").write_bytes(mail.as_bytes())
    with stopwatch("A, dropped", page, seconds=45, keystrokes=8) as keys:
        keys.press("Alt+l")
        expect(page.get_by_role("textbox", name="What was asked")).to_be_focused()
        page.locator("input[type=file]").set_input_files(tmp_path / "maps.eml")
        expect(page.get_by_text("taken from the e-mail")).to_be_visible()
        settled(page)
        keys.press("Control+Enter")
        told(page, "Logged as PRA-")
    keys.button("Open the request")
    for place, (name, content) in enumerate({"maps.eml": mail.as_bytes(), "list.txt": b"sheet 1\r\nsheet 2\r\n"}.items(), 1):
        expect(page.get_by_text(f"{name} ({len(content):,} bytes)")).to_be_visible()
        keys.go_to("link", f"Download file {place}", most=80)
        with page.expect_download() as fetched:
            keys.press("Enter")
        assert fetched.value.suggested_filename == name
        assert fetched.value.path().read_bytes() == content
        settled(page)


def test_scenario_d_five_requests_are_caught_up_without_a_reason(page, desk, stopwatch):
    with stopwatch("D", page, seconds=180) as keys:
        keys.go_to("checkbox", "Choose ")
        keys.go_to("link", number_of(page, "Tree permits"))
        keys.press("Enter")
        for words in ("Tree permits", "Noise complaints"):
            arrived(page, words)
            answer_of_friday(page, keys)
            keys.press("Alt+n")
        arrived(page, "Salary list")
        keys.choose("More", "Record a payment")
        expect(page.get_by_role("textbox", name="Amount in dollars").first).to_be_focused()
        expect(page.get_by_role("textbox", name="Amount in dollars").first).to_have_value("12.50")
        keys.press("Enter")
        told(page, "Fee paid recorded on")
        keys.press("Alt+n")
        arrived(page, "Bus stops")
        keys.press("Alt+q")
        route_two(page, keys)
    for words in ("Bus stops", "Street lights"):
        expect(page.locator("tr", has_text=words)).to_contain_text("Planning")
    for words in ("Tree permits", "Noise complaints"):
        visit(page, desk, f"/request?number={number_of(page, words)}")
        expect(page.locator("tr", has_text="Clarification answered")).to_contain_text(day(FRIDAY))
        visit(page, desk, "/queue")


def number_of(page, words: str) -> str:
    """The number of the request with this summary."""
    return page.locator("tbody tr", has_text=words).locator("a").inner_text()


def arrived(page, words: str) -> None:
    """Wait until the request with this summary is shown, its heading having the focus."""
    expect(page.get_by_text(words, exact=True).first).to_be_visible()
    expect(heading(page)).to_be_focused()
    settled(page)


def answer_of_friday(page, keys: Keyboard) -> None:
    """Record that the requester answered last Friday."""
    keys.button("Record the answer")
    expect(page.get_by_role("textbox", name="Answer of the requester")).to_be_focused()
    keys.type("2025 only")
    keys.date("On", FRIDAY)
    keys.button("Record the answer")
    told(page, "Clarification answered recorded on")


def route_two(page, keys: Keyboard) -> None:
    """Tick two requests in the queue and route both."""
    expect(heading(page)).to_have_text("Queue")
    settled(page)
    for words in ("Bus stops", "Street lights"):
        keys.go_to("checkbox", f"Choose {number_of(page, words)}")
        keys.press("Space")
        settled(page)
    expect(page.get_by_text("2 chosen", exact=True)).to_be_visible()
    keys.press("Alt+t")
    expect(page.get_by_role("combobox", name="Desk (required)")).to_be_focused()
    keys.type("Plan")
    page.get_by_role("option").first.wait_for()
    keys.press("Enter")
    keys.button("Route to a desk: 2 chosen")
    told(page, "Routed recorded on 2.")


def test_a_phone_number_is_corrected_in_one_form_without_a_reason(page, desk, stopwatch):
    visit(page, desk, f"/request?number={number_of(page, 'Street lights')}")
    with stopwatch("typo", page, seconds=45) as keys:
        open_section(page, keys, "Correct the facts")
        keys.write("Phone", "805 555 0100")
        keys.press("Enter")
        told(page, "Facts of")
    expect(page.get_by_text("805 555 0100")).to_be_visible()
    assert page.get_by_label("Why it is").count() == 0


def open_section(page, keys: Keyboard, name: str) -> None:
    """Unfold a section by keyboard."""
    keys.go_to("button", name, most=60)
    keys.press("Enter")
    settled(page)
