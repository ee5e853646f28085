"""The desk in a host: the example of docs/example_host, served as its page says, with a theme, a sign-in, widgets and a page of its own."""

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from records_desk.db import demo
from records_desk.db.store import Store
from records_desk.pages import _session
from tests.browser.conftest import Desk, _wait_until_healthy, focused, free_port, settled, visit
from tests.browser.test_looks import AUDIT

DOCS = Path(__file__).resolve().parents[2] / "docs"
SESSIONS = {role: role for role in ("administrator", "clerk", "viewer")} | {"shouting": "CLERK", "stranger": "stranger@example.org"}
LOOK_OF_THE_HOST = """() => Object.fromEntries(['h1', 'h2', '.stMainBlockContainer', '.stSidebar h2'].map(name => {
    const style = getComputedStyle(document.querySelector(name));
    return [name, ['fontSize', 'padding', 'color', 'maxWidth', 'outlineStyle'].map(rule => style[rule]).join(' ')];
}))"""


@pytest.fixture(scope="module")
def host(tmp_path_factory) -> Iterator[Desk]:
    """The example in a process of its own, with the sample city, at a free port."""
    folder, port = tmp_path_factory.mktemp("host"), free_port()
    app = shutil.copytree(DOCS / "example_host", folder / "example") / "app.py"
    app.write_text(app.read_text().replace("8501", str(port)))
    store = Store(folder / "city.duckdb")
    demo.load_sample(store)
    store.close()
    (folder / "sessions.json").write_text(json.dumps(SESSIONS))
    log, url = folder / "server.log", f"http://127.0.0.1:{port}"
    command = [Path(sys.executable).parent / "streamlit", "run", app, "--server.port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_until_healthy(f"{url}/desk", process, log)
        yield Desk(url, port, process.pid, store.path)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def come_in(new_tab, host):
    """Open a page of the host as somebody who signed in there."""

    def open_page(who: str | None = "administrator", path: str = "/"):
        tab = new_tab()
        if who:
            tab.context.add_cookies([{"name": "intranet", "value": who, "url": host.url}])
        visit(tab, host, path)
        return tab

    return open_page


def to(tab, page: str) -> None:
    """Follow a link of the host's navigation."""
    tab.get_by_test_id("stSidebarNav").get_by_role("link", name=page, exact=True).click()
    expect(tab.get_by_role("heading", level=1, name=page, exact=True)).to_be_visible()
    settled(tab)


def test_every_page_opens_below_the_prefix_and_is_readable_in_the_theme_of_the_host(come_in, host):
    tab, wrong = come_in(), {}
    for place in _session.PLACES:
        visit(tab, host, f"/desk-{place.name}")
        expect(tab.get_by_role("heading", level=1)).to_have_text(place.title)
        assert tab.title() == f"{place.title} · Records Desk"
        if found := tab.evaluate(AUDIT):
            wrong[place.name] = found
    assert wrong == {}


def test_every_page_is_in_the_navigation_of_the_host(come_in):
    tab = come_in()
    for place in _session.PLACES:
        if not place.hidden:
            to(tab, place.title)
            assert urlsplit(tab.url).path == f"/desk-{place.name}"


def test_a_link_of_the_queue_opens_the_request_and_keys_lead_on_and_back(come_in, host):
    tab = come_in("clerk", "/desk-queue")
    first, second = (tab.locator("tbody a").nth(place) for place in (0, 1))
    assert first.get_attribute("href") == f"/desk-request?number={first.inner_text()}"
    numbers = [first.inner_text(), second.inner_text()]
    first.click()
    for number in numbers:
        expect(tab.get_by_role("heading", level=1)).to_have_text(number)
        settled(tab)
        assert urlsplit(tab.url).path == "/desk-request" and tab.title() == f"{number} · Records Desk"
        assert focused(tab, "heading", number)
        tab.keyboard.press("Alt+n")
    tab.keyboard.press("Alt+q")
    tab.wait_for_url("**/desk-queue")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Queue")


def test_a_file_is_downloaded_below_the_prefix_in_the_form_that_was_chosen(come_in):
    tab = come_in("clerk", "/desk-queue")
    tab.get_by_role("combobox", name="Files as").press("ArrowDown")
    tab.get_by_role("option", name="XLSX").click()
    link = tab.get_by_role("link", name="rows as XLSX").first
    expect(link).to_be_visible()
    settled(tab)
    assert link.get_attribute("href").startswith("/desk/download/")
    with tab.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".xlsx") and Path(download.value.path()).read_bytes()[:2] == b"PK"


def test_a_list_that_getting_the_focus_scrolls_into_view_stays_open(come_in):
    tab = come_in("clerk", "/desk-queue")
    tab.evaluate("document.querySelector('.stMain').scrollTop = 0")
    tab.get_by_role("combobox", name="Files as").evaluate("""list => new Promise(done => {
        list.focus();
        list.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true, cancelable: true}));
        setTimeout(done, 300);
    })""")
    assert tab.evaluate("document.querySelector('.stMain').scrollTop") > 0
    expect(tab.get_by_role("option", name="XLSX")).to_be_visible()


def test_a_calendar_program_reads_the_link_below_the_prefix(come_in, host):
    tab = come_in("clerk", "/desk-queue")
    tab.get_by_text("Reminders in your calendar").click()
    tab.get_by_role("button", name="Make a link to my desk's requests").click()
    expect(tab.get_by_text("This link is shown once.")).to_be_visible()
    settled(tab)
    link = tab.get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(f"{host.url}/desk/feed/")
    with urllib.request.urlopen(link) as answer:
        assert Calendar.from_ical(answer.read()).walk("VEVENT")


def test_filters_stand_in_the_address_beside_what_the_host_keeps_there(come_in, host):
    tab = come_in("clerk", "/desk-queue?queue_status=All&lang=es&misread=1")
    assert "Not understood" not in tab.get_by_test_id("stMain").inner_text()
    tab.get_by_role("combobox", name="Track").click()
    tab.get_by_role("option", name="Data / API").click()
    tab.wait_for_url("**track**")
    settled(tab)
    asked = parse_qs(urlsplit(tab.url).query)
    assert (asked["queue_status"], asked["queue_track"], asked["lang"]) == (["All"], ["Data / API"], ["es"])
    visit(tab, host, "/desk-queue?queue_colour=red")
    expect(tab.get_by_text("Not understood in the address, and left out: queue_colour.")).to_be_visible()


def test_the_role_of_the_user_of_the_host_decides(come_in, host):
    tab = come_in("viewer")
    links = tab.get_by_test_id("stSidebarNav").get_by_role("link")
    assert {"Queue", "Export"} < set(links.all_inner_texts()) and not {"Settings", "New request", "Changes"} & set(links.all_inner_texts())
    visit(tab, host, "/desk-settings")
    expect(tab.get_by_text("This page is for: administrator. Your role is viewer.")).to_be_visible()


def test_an_address_in_capital_letters_is_the_same_person(come_in):
    tab = come_in("shouting", "/desk-intake")
    expect(tab.get_by_role("heading", level=1)).to_have_text("New request")


@pytest.mark.parametrize("who", ["stranger", None])
@pytest.mark.parametrize("path", ["/desk-queue", "/desk-settings", "/desk-request?number=PRA-2026-000001"])
def test_whom_the_desk_does_not_know_is_refused_while_the_host_s_page_works(come_in, host, who, path):
    tab = come_in(who, path)
    expect(tab.get_by_text("You are not on the desk's list of staff")).to_be_visible()
    assert tab.get_by_test_id("stMain").locator("input, table").count() == 0
    assert tab.get_by_test_id("stMain").get_by_role("button").all_inner_texts() == ["Español"]
    visit(tab, host, "/")
    assert tab.get_by_role("link", name="Queue").count() == 0
    expect(tab.get_by_label("A notice for everybody")).to_be_visible()


def test_the_host_s_own_page_looks_as_it_did_before_the_desk_was_opened(come_in):
    tab = come_in()
    before, title = tab.evaluate(LOOK_OF_THE_HOST), tab.title()
    to(tab, "Turnaround")
    assert tab.evaluate(LOOK_OF_THE_HOST) != before
    to(tab, "Notices")
    assert (tab.evaluate(LOOK_OF_THE_HOST), tab.title()) == (before, title)


def test_keys_are_those_of_the_page_that_is_open_and_what_is_typed_in_the_host_stays(come_in):
    tab = come_in("clerk")
    tab.get_by_label("Find a colleague").fill("Pat Example")
    tab.get_by_label("A notice for everybody").fill("Hello")
    tab.keyboard.press("Tab")
    settled(tab)
    tab.keyboard.press("Alt+l")
    expect(tab.get_by_text("Posted: 5 letters.")).to_be_visible()
    to(tab, "Queue")
    tab.keyboard.press("Alt+l")
    expect(tab.get_by_role("heading", level=1)).to_have_text("New request")
    settled(tab)
    assert focused(tab, "textbox", "What was asked")
    expect(tab.get_by_label("Find a colleague")).to_have_value("Pat Example")


def test_what_an_act_did_is_told_once_and_not_again_after_a_look_at_the_host(come_in, host):
    tab = come_in("clerk", "/desk-queue")
    number = tab.locator("tbody a").first.inner_text()
    visit(tab, host, f"/desk-request?number={number}")
    tab.get_by_role("combobox", name="More").fill("Add a note")
    tab.get_by_role("option", name="Add a note").click()
    tab.get_by_role("textbox", name="Note").fill("Called the department")
    tab.get_by_role("button", name="Add a note").last.click()
    told = tab.get_by_test_id("stMain").get_by_test_id("stAlertContentSuccess")
    expect(told.first).to_be_visible()
    settled(tab)
    to(tab, "Notices")
    tab.go_back()
    expect(tab.get_by_role("heading", level=1)).to_have_text(number)
    settled(tab)
    expect(told).to_have_count(0)


def test_a_command_of_this_computer_hands_its_work_to_the_host(host):
    command = [Path(sys.executable).parent / "records-desk", "export", "requests", "--store", host.path, "--out", host.path.with_name("all.csv")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert "PRA-" in host.path.with_name("all.csv").read_text(encoding="utf-8")


def test_the_desk_s_widgets_have_keys_that_begin_as_its_documentation_says():
    keys = {key for file in _session.HERE.glob("*.py") for key in re.findall(r'\bkey=f?"([a-z]+)', file.read_text(encoding="utf-8"))}
    told = re.search(r"begin with ([^:]+):", " ".join((DOCS / "plug-in.md").read_text(encoding="utf-8").split()))[1]
    assert keys <= set(re.findall(r"`(\w+)_`", told)) and keys
