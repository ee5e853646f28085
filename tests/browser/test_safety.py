"""What a requester writes stays text, what is sent twice counts once, and what leaves is neutral and leaves once."""

import csv
import io

import pytest
from playwright.sync_api import expect

from records_desk.db import city, closing, export, ledger
from tests.browser.conftest import settled, today, visit

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "![t](http://192.0.2.1/t.png)")
IMAGE = "![pixel](http://192.0.2.1/p.png) <img src='http://192.0.2.1/q.png'> **bold** :red[x] $x^2$"
FORMULA = '=HYPERLINK("http://192.0.2.1","x")'
YEAR = today().year


@pytest.fixture(scope="module")
def filled():
    """Texts that would call out where they were taken for Markdown or HTML, in every field that shows text."""

    def fill(store):
        city.save_desk(store, ADMINISTRATOR, None, f"Desk {IMAGE}")
        city.save_person(store, ADMINISTRATOR, None, sign_in=IMAGE, name=f"Zoe {IMAGE}", title=IMAGE, role="official", desk_id=4)
        closing.apply(store, ADMINISTRATOR, closing.add([closing.Closure(IMAGE, today(), today())]))
        fields = ("summary", "name", "organization", "phone", "intended_use", "record_series", "data_fields", "format")
        details = dict.fromkeys(fields, IMAGE)
        made = ledger.receive(store, ADMINISTRATOR, track="records", on_date=today(), verbatim=IMAGE, desk_id=4, person_id=2, **details)
        ledger.record(store, made.request_id, "clarification_asked", ADMINISTRATOR, on_date=today(), question=IMAGE)
        ledger.record(store, made.request_id, "note", ADMINISTRATOR, on_date=today(), note=f"{IMAGE}\n# head\n<script>alert(1)</script>")
        ledger.receive(store, ADMINISTRATOR, track="records", on_date=today(), verbatim="formula", summary=FORMULA)
        for words in ("notes", "tick one", "tick two"):
            ledger.receive(store, ADMINISTRATOR, track="records", on_date=today(), verbatim=words)

    return fill


@pytest.mark.parametrize("path", ["/queue", f"/request?number=PRA-{YEAR}-000001", "/turnaround", "/reports", "/settings", "/intake"])
def test_text_of_a_requester_stays_text_on_every_page(new_tab, desk, path):
    tab = new_tab()
    visit(tab, desk, path)
    for section in tab.locator("main summary").all():
        if section.evaluate("element => !element.parentElement.open"):
            section.click()
    settled(tab)
    assert tab.locator("main img").count() == 0
    assert tab.locator("main strong, main .katex").count() == 0
    if path in ("/queue", "/settings") or "number" in path:
        expect(tab.get_by_text("![pixel](http://192.0.2.1/p.png)").first).to_be_visible()


def test_a_letter_names_the_requester_as_typed_on_the_page_and_when_copied(new_tab, desk):
    tab, name = new_tab(), "<b>Bo</b> <i> & *Co* _x_ &amp; $y$"
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(tab, desk, "/intake")
    tab.get_by_role("textbox", name="What was asked").fill(f"From: {name} <bo@example.org>\nSubject: Maps\n\nAll maps")
    tab.keyboard.press("Tab")
    expect(tab.get_by_text("The e-mail gives no date")).to_be_visible()
    settled(tab)
    tab.get_by_role("button", name="Save Shortcut").click()
    assert f"Dear {name},\n" in copied(tab)
    tab.get_by_role("button", name="Record it as sent").click()
    tab.get_by_text("Letter: acknowledged").click()
    assert f"Dear {name},\n" in copied(tab)


def copied(tab) -> str:
    """The letter on the page, by its button for copying; the page shows the same."""
    settled(tab)
    letter = tab.get_by_test_id("stCode")
    letter.hover()
    letter.get_by_role("button", name="Copy").click()
    text = tab.evaluate("navigator.clipboard.readText()")
    assert letter.inner_text() == text
    return text


def test_a_refusal_that_quotes_a_text_stays_text(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/intake")
    tab.get_by_role("textbox", name="What was asked").fill("All permits")
    tab.get_by_text("Requester and details").click()
    tab.get_by_label("E-mail", exact=True).fill("![x](http://192.0.2.1/e.png)")
    tab.get_by_role("button", name="Save Shortcut").click()
    expect(tab.get_by_role("alert")).to_contain_text("Not recorded")
    expect(tab.get_by_label("E-mail", exact=True)).to_have_value("![x](http://192.0.2.1/e.png)")
    assert tab.locator("main img").count() == 0


def test_a_double_click_on_a_form_writes_once(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, f"/request?number=PRA-{YEAR}-000003")
    for place in (1, 2):
        choose(tab, "More", "Add a note")
        tab.get_by_role("textbox", name="Note").fill(f"noted {place}")
        tab.get_by_role("button", name="Add a note").dblclick()
        expect(tab.get_by_role("status").filter(has_text="Note recorded")).to_be_visible()
        settled(tab)
        tab.reload()
        settled(tab)
        expect(tab.locator("tbody tr", has_text="noted")).to_have_count(place)


def test_a_double_click_on_save_logs_one_request(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/intake")
    tab.get_by_role("textbox", name="What was asked").fill("Saved by a double click")
    tab.get_by_role("button", name="Save Shortcut").dblclick()
    expect(tab.get_by_role("button", name="Record it as sent")).to_be_visible()
    settled(tab)
    tab.get_by_role("button", name="Record it as sent").dblclick()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("PRA-")
    settled(tab)
    expect(tab.locator("tbody tr", has_text="Acknowledged")).to_have_count(1)
    visit(tab, desk, "/queue")
    expect(tab.locator("tbody tr", has_text="Saved by a double click")).to_have_count(1)


def test_a_double_click_on_route_routes_each_once(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue")
    for words in ("tick one", "tick two"):
        tab.locator("tbody tr", has_text=words).get_by_role("checkbox").click()
        settled(tab)
    expect(tab.get_by_text("2 chosen", exact=True)).to_be_visible()
    tab.get_by_role("button", name="Route to a desk").click()
    settled(tab)
    choose(tab, "Desk (required)", "Planning")
    tab.get_by_role("button", name="Route to a desk: 2 chosen").dblclick()
    expect(tab.get_by_role("status").filter(has_text="Routed recorded on 2.")).to_be_visible()
    settled(tab)
    assert tab.get_by_text("2 chosen", exact=True).count() == 0
    for number in ("000004", "000005"):
        visit(tab, desk, f"/request?number=PRA-{YEAR}-{number}")
        expect(tab.locator("tbody tr", has_text="Routed")).to_have_count(1)


def choose(tab, label: str, option: str) -> None:
    """Choose from a list. A list that scrolls under the mouse takes no click: type first."""
    tab.get_by_role("combobox", name=label).first.fill(option)
    tab.get_by_role("option", name=option).click()
    settled(tab)


def test_a_link_to_a_csv_works_once_and_holds_the_rows_it_names(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue")
    link = tab.get_by_role("link", name="Download these")
    rows = int(link.inner_text().split()[2].replace(",", ""))
    address = desk.url + link.get_attribute("href")
    first, second = tab.context.request.get(address), tab.context.request.get(address)
    found = list(csv.DictReader(io.StringIO(first.text())))
    assert first.status == 200 and len(found) == rows == tab.locator("tbody tr").count()
    assert second.status == 404 and second.text() == "This link was used or is too old: open the page again for a new one."
    assert f"'{FORMULA}" in [row["summary"] for row in found]
    assert not [cell for row in found for cell in row.values() if cell[:1] in tuple("=+@\t\r") and cell]


def test_every_export_holds_as_many_rows_as_it_says(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/reports")
    links = tab.get_by_role("link", name="row")
    assert links.count() == len(export.NAMES) - 1  # the changes of the settings stand on their own page
    for place in range(links.count()):
        words = links.nth(place).inner_text()
        answer = tab.context.request.get(desk.url + links.nth(place).get_attribute("href"))
        assert len(list(csv.reader(io.StringIO(answer.text())))) - 1 == int(words.split("(")[1].split()[0].replace(",", "")), words


def test_every_answer_carries_the_security_headers(new_tab, desk):
    tab = new_tab()
    for path in ("/", "/healthz", "/download/nothing"):
        headers = tab.context.request.get(desk.url + path).headers
        assert "default-src 'self'" in headers["content-security-policy"] and "unsafe-eval" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
