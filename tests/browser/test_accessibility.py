"""Every page in every main state is looked at by axe-core for WCAG 2.1 A and AA and for good practice; what docs/accessibility.md excepts is found, and nothing else."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from records_desk.db.store import Store
from records_desk.pages import _session
from tests.browser.conftest import serving, settled, visit
from tests.browser.test_looks import filled  # noqa: F401

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DOCS = Path(__file__).parents[2] / "docs" / "accessibility.md"
PATHS = ["/" if place.name == "home" else f"/{place.name}" for place in _session.PLACES]
NARROW = {"width": 390, "height": 844}
A_LOG = b"number,received,closed\nA-1,2026-03-02,2026-03-09\nA-2,not a day,\n"
A_LETTER = b"From: Pat Example <pat@example.org>\nSubject: Bridges\nDate: Mon, 2 Mar 2026 10:00:00 -0800\n\nAll inspections of bridges\n"


def excepted() -> set[tuple[str, str]]:
    """The rules that are broken by Streamlit itself, each with the place, as the page of documentation lists them."""
    return set(re.findall(r"^\| `([a-z-]+)` \| `([^`]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))


def broken(tab) -> set[tuple[str, str]]:
    """The rules that the page breaks, each with the place."""
    found = Axe().run(tab, options=RULES).response["violations"]
    return {(rule["id"], place(node["html"])) for rule in found for node in rule["nodes"]}


def place(html: str) -> str:
    """What an element is called whatever its content: its test id, else its role, else its tag."""
    first = re.match(r"<[^>]*>?", html)[0]
    named = re.search(r'data-testid="(\w+)"', first) or re.search(r'role="(\w+)"', first) or re.match(r"<(\w+)", first)
    return named[1]


def unfold(tab) -> None:
    """Open whatever is folded up."""
    folded = tab.locator("main details:not([open]) > summary, [data-testid=stMain] details:not([open]) > summary")
    while folded.count():
        folded.first.click()
        settled(tab)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A desk in which nothing is logged."""
    folder = tmp_path_factory.mktemp("empty")
    Store(folder / "city.duckdb").close()
    with serving(folder / "city.duckdb", folder / "server.log") as desk:
        yield desk


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("size", [{}, NARROW], ids=["wide", "narrow"])
def test_a_page_of_the_sample_city(new_tab, desk, path, size):
    tab = new_tab(**size)
    visit(tab, desk, path)
    found = broken(tab)
    unfold(tab)
    found |= broken(tab)
    assert found <= excepted()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_an_empty_desk(new_tab, empty, path):
    tab = new_tab()
    visit(tab, empty, path)
    assert broken(tab) <= excepted()


def request_page(tab, desk) -> None:
    visit(tab, desk, "/queue")
    visit(tab, desk, f"/request?number={tab.locator('tbody a').first.inner_text()}")


def request_unfolded(tab, desk) -> None:
    request_page(tab, desk)
    unfold(tab)


def act_form(tab, desk, act: str = "Ask for clarification") -> None:
    request_page(tab, desk)
    tab.get_by_role("combobox", name="More").fill(act)
    tab.get_by_role("option", name=act).click()
    settled(tab)


def act_refused(tab, desk) -> None:
    act_form(tab, desk)
    tab.get_by_role("button", name="Ask for clarification").click()
    tab.get_by_role("alert").first.wait_for()


def determination(tab, desk) -> None:
    act_form(tab, desk, "Record the determination")


def print_view(tab, desk) -> None:
    request_page(tab, desk)
    tab.keyboard.press("Alt+p")
    tab.get_by_role("link", name="Print view as PDF").wait_for()
    settled(tab)


def just_recorded(tab, desk) -> None:
    act_form(tab, desk, "Add a note")
    tab.get_by_role("textbox", name="Note (required)").fill("Called back")
    tab.get_by_role("button", name="Add a note").last.click()
    tab.get_by_role("button", name="Undo").wait_for()
    settled(tab)


def sample_asked(tab, desk) -> None:
    visit(tab, desk, "/queue")
    tab.get_by_role("button", name="Remove it").click()
    tab.get_by_role("button", name="Keep it").wait_for()
    settled(tab)


def list_open(tab, desk) -> None:
    request_page(tab, desk)
    tab.get_by_role("combobox", name="More").click()
    tab.get_by_role("option").first.wait_for()


def calendar_open(tab, desk) -> None:
    visit(tab, desk, "/intake")
    tab.get_by_role("button", name="Choose date").first.click()
    tab.get_by_role("dialog").or_(tab.get_by_role("grid")).first.wait_for()


def saved(tab, desk) -> None:
    visit(tab, desk, "/intake")
    tab.get_by_role("textbox", name="What was asked").fill(f"Bridges of {date.today().year}")
    tab.get_by_role("button", name="Save Shortcut").click()
    tab.get_by_role("heading", name="Acknowledgement").wait_for()


def suggested(tab, desk) -> None:
    visit(tab, desk, "/intake")
    tab.get_by_role("textbox", name="What was asked").fill("building permits of 2025")
    tab.locator(".st-key-intake_sides button").first.wait_for()


def not_saved(tab, desk) -> None:
    visit(tab, desk, "/intake")
    tab.get_by_role("button", name="Save Shortcut").click()
    tab.get_by_role("alert").first.wait_for()


def mail_dropped(tab, desk) -> None:
    visit(tab, desk, "/intake")
    tab.locator("input[type=file]").set_input_files({"name": "mail.eml", "mimeType": "message/rfc822", "buffer": A_LETTER})
    tab.get_by_text("mail.eml").first.wait_for()


def log_chosen(tab, desk) -> None:
    visit(tab, desk, "/import_log")
    tab.locator("input[type=file]").first.set_input_files({"name": "log.csv", "mimeType": "text/csv", "buffer": A_LOG})
    tab.get_by_text("What its columns are").wait_for()


def not_there(tab, desk) -> None:
    visit(tab, desk, "/request?number=PRA-1999-000001")


def keys_shown(tab, desk) -> None:
    request_page(tab, desk)
    tab.keyboard.press("Alt+h")
    tab.get_by_role("dialog", name="Keyboard shortcuts").get_by_role("table").wait_for()


def requests_to_choose(tab, desk) -> None:
    visit(tab, desk, "/")
    tab.keyboard.press("Alt+j")
    tab.keyboard.type("3")
    tab.keyboard.press("Enter")
    tab.get_by_text("requests have a number that ends in").wait_for()


def views_to_change(tab, desk) -> None:
    visit(tab, desk, "/queue")
    tab.get_by_role("button", name="Save or change views").click()
    tab.get_by_role("textbox", name="Name for the filters as they are now").fill("Everything")
    tab.get_by_role("button", name="Save view").click()
    tab.get_by_role("status").filter(has_text="is saved").wait_for()
    tab.get_by_role("button", name="Save or change views").click()
    tab.get_by_role("combobox", name="View to change").wait_for()


def key_made(tab, desk) -> None:
    visit(tab, desk, "/settings")
    tab.get_by_text("Access for other programs", exact=True).click()
    tab.get_by_role("textbox", name="Name of the web form").fill("City website")
    tab.get_by_role("button", name="Make a key").click()
    tab.get_by_text("This key is shown once.").wait_for()


STATES = (
    keys_shown, requests_to_choose, views_to_change, request_page, request_unfolded, act_form, act_refused, determination, list_open, calendar_open, saved, suggested, not_saved,
    mail_dropped, log_chosen, not_there, key_made, print_view, just_recorded, sample_asked,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_state_of_work(new_tab, desk, state: Callable):
    tab = new_tab()
    state(tab, desk)
    settled(tab)
    assert broken(tab) <= excepted()


def test_what_is_excepted_is_still_so(new_tab, desk):
    tab, found = new_tab(), set()
    for state in (mail_dropped, list_open, calendar_open):
        state(tab, desk)
        settled(tab)
        found |= broken(tab)
    assert found == excepted()
