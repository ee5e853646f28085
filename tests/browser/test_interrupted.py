"""A browser that is closed in the middle of a form, and a desk that is started again below open browsers."""

import os
import signal
import time
from contextlib import closing

import pytest
from playwright.sync_api import expect

from records_desk.db import city, ledger
from records_desk.db.store import Store
from tests.browser.conftest import free_port, serving, settled, visit

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
# What a browser says while the desk is gone.
GONE = ("WebSocket", "disconnected from server", "Streamlit server is not responding", "No response received", "Failed to fetch", "NetworkError")
WORDS, MORE = "All permits of Main Street", "Pat Sample"


@pytest.fixture(scope="module")
def filled():
    """Two who may be at the desk."""
    return lambda store: city.save_person(store, ADMINISTRATOR, None, sign_in="zoe@example.org", name="Zoe Clerk", title=None, role="staff", desk_id=1)


def write(tab, label: str, text: str) -> None:
    """Write into a field and leave it: only then does the desk see it."""
    tab.get_by_role("textbox", name=label).fill(text)
    tab.keyboard.press("Tab")
    settled(tab)


def begun(new_tab, desk):
    """A form that somebody began."""
    tab = new_tab()
    visit(tab, desk, "/intake")
    write(tab, "What was asked", WORDS)
    tab.get_by_text("Requester and details").click()
    write(tab, "Requester's name", MORE)
    return tab


def test_a_form_whose_browser_was_closed_is_offered_again_and_recorded_once(new_tab, desk):
    begun(new_tab, desk).context.close()
    tab = new_tab()
    visit(tab, desk, "/intake")
    expect(tab.get_by_role("textbox", name="What was asked")).to_have_value("")
    tab.get_by_role("button", name="Take it up").click()
    expect(tab.get_by_role("textbox", name="What was asked")).to_have_value(WORDS)
    tab.get_by_text("Requester and details").click()
    expect(tab.get_by_role("textbox", name="Requester's name")).to_have_value(MORE)
    tab.get_by_role("button", name="Save Shortcut").click()
    expect(tab.get_by_role("button", name="Record it as sent")).to_be_visible()
    settled(tab)
    tab.context.close()
    tab = new_tab()
    visit(tab, desk, "/intake")
    expect(tab.get_by_role("button", name="Take it up")).to_have_count(0)
    visit(tab, desk, "/queue")
    expect(tab.locator("tbody tr", has_text="PRA-")).to_have_count(1)


def test_a_form_is_offered_to_nobody_else_and_not_while_its_browser_is_open_and_can_be_thrown_away(new_tab, desk):
    first, tab = begun(new_tab, desk), new_tab()
    take_up = tab.get_by_role("button", name="Take it up")
    visit(tab, desk, "/intake")
    expect(take_up).to_have_count(0)
    first.context.close()
    visit(tab, desk, "/intake")
    expect(take_up).to_be_visible()
    works_as(tab, "Zoe Clerk (staff)")
    expect(take_up).to_have_count(0)
    works_as(tab, "Desk administrator (administrator)")
    tab.get_by_role("button", name="Throw it away").click()
    expect(take_up).to_have_count(0)
    visit(tab, desk, "/intake")
    expect(take_up).to_have_count(0)


def test_what_one_person_typed_is_not_shown_to_the_next_at_the_same_browser_and_is_there_again_for_them(new_tab, desk):
    tab = begun(new_tab, desk)
    works_as(tab, "Zoe Clerk (staff)")
    expect(tab.get_by_role("textbox", name="What was asked")).to_have_value("")
    expect(tab.get_by_role("button", name="Take it up")).to_have_count(0)
    works_as(tab, "Desk administrator (administrator)")
    tab.get_by_role("button", name="Take it up").click()
    settled(tab)
    expect(tab.get_by_role("textbox", name="What was asked")).not_to_have_value("")


def works_as(tab, name: str) -> None:
    """Choose who is at the desk."""
    tab.get_by_role("combobox", name="Working as").click()
    tab.get_by_role("option", name=name).click()
    settled(tab)


def test_open_browsers_find_a_desk_again_that_was_killed_and_what_was_being_saved_is_there_once_or_not_at_all(new_tab, tmp_path):
    path, port, logs = tmp_path / "city.duckdb", free_port(), [tmp_path / "first.log", tmp_path / "second.log"]
    Store(path).close()
    queue, intake = tabs = new_tab(), new_tab()
    with serving(path, logs[0], port) as desk:
        visit(queue, desk, "/queue")
        visit(intake, desk, "/intake")
        log(intake, "Logged before")
        visit(intake, desk, "/intake")
        write(intake, "What was asked", "On its way")
        connected = [again(tab) for tab in tabs]
        intake.get_by_role("button", name="Save Shortcut").click()
        os.kill(desk.pid, signal.SIGKILL)
    with serving(path, logs[1], port) as desk:
        for tab, sockets in zip(tabs, connected, strict=True):
            wait_until(tab, lambda sockets=sockets: sockets)
            turn_to(tab, "Turnaround")  # an idle browser shows what it had until somebody goes on
        turn_to(queue, "Queue")
        turn_to(intake, "New request")
        expect(queue.locator("tbody tr", has_text="Logged before")).to_have_count(1)
        log(intake, "Logged after")
    assert [said for said in new_tab.watch.wrong if not any(word in said for word in GONE)] == []
    new_tab.watch.wrong.clear()
    with closing(Store(path)) as store:
        there = [row["body"] for row in store.query("select body from store.request_text where part = 'verbatim' order by request_id")]
    assert there in (["Logged before", "Logged after"], ["Logged before", "On its way", "Logged after"])


def turn_to(tab, page: str) -> None:
    """Go to a page by its link."""
    tab.get_by_role("link", name=page).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(page)
    settled(tab)


def again(tab) -> list[str]:
    """The connections that a tab opens from now on."""
    opened: list[str] = []
    tab.on("websocket", lambda socket: opened.append(socket.url))
    return opened


def wait_until(tab, is_so, seconds: int = 60) -> None:
    """Wait while the tab goes on. A browser asks for a desk that is gone every few seconds only."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        tab.wait_for_timeout(100)


def log(tab, words: str) -> None:
    """Log a request and read that it is there."""
    another = tab.get_by_role("button", name="Log another")
    if another.count():
        another.click()
        settled(tab)
    write(tab, "What was asked", words)
    tab.get_by_role("button", name="Save Shortcut").click()
    expect(tab.get_by_role("button", name="Record it as sent")).to_be_visible()
    settled(tab)
