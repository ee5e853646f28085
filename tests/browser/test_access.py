"""Who gets in, and how far: deep links on a fresh server, roles by address, local mode."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect

from records_desk.db import city, ledger
from records_desk.db.store import Store
from tests.browser.conftest import Desk, serving, settled, today, visit

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
WORDS = "Words that only staff may read"
# An invented provider that nobody asks: no test gets as far as signing in.
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:8501/oauth2callback"
cookie_secret = "an-invented-secret-that-signs-the-cookie"
client_id = "invented"
client_secret = "invented"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""


def add(store: Store, name: str, role: str) -> None:
    """A member of staff."""
    city.save_person(store, ADMINISTRATOR, None, sign_in=name.lower(), name=name, title=None, role=role, desk_id=1)


@pytest.fixture(scope="module")
def filled():
    """A request, and staff of whom a viewer comes first: who opens the desk anew is that one."""

    def fill(store):
        ledger.receive(store, ADMINISTRATOR, track="records", on_date=today(), verbatim=WORDS)
        add(store, "Ada Viewer", "viewer")
        add(store, "Bo Clerk", "staff")

    return fill


@contextmanager
def with_provider(folder: Path, fill) -> Iterator[Desk]:
    """A desk with a sign-in provider, just started: nobody has opened it yet."""
    store = Store(folder / "city.duckdb")
    fill(store)
    store.close()
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(SECRETS)
    with serving(store.path, folder / "server.log") as desk:
        yield desk


@pytest.fixture
def fresh_with_provider(tmp_path, filled):
    """A desk with a sign-in provider of this test's own."""
    with with_provider(tmp_path, filled) as desk:
        yield desk


@pytest.fixture(scope="module")
def desk_with_provider(tmp_path_factory, filled):
    """A desk with a sign-in provider for those tests to which the first hit does not matter."""
    with with_provider(tmp_path_factory.mktemp("provider"), filled) as desk:
        yield desk


@pytest.mark.parametrize("path", ["/settings", f"/request?number=PRA-{today().year}-000001", "/queue"])
def test_a_deep_link_as_the_first_hit_on_a_fresh_server_shows_the_sign_in_only(new_tab, fresh_with_provider, path):
    tab = new_tab()
    visit(tab, fresh_with_provider, path)
    expect(tab.get_by_text("Sign in with your city account.")).to_be_visible()
    assert tab.get_by_role("button").all_inner_texts() == ["Sign in", "Español"]
    for word in (WORDS, "PRA-", "Queue", "City Clerk", "Local mode"):
        assert tab.get_by_text(word).count() == 0
    assert tab.get_by_role("table").count() == 0


@pytest.mark.parametrize("path", ["/_session", "/_shell", "/_acts"])
def test_no_address_runs_a_file_behind_the_frame(new_tab, desk_with_provider, path):
    tab = new_tab()
    visit(tab, desk_with_provider, path)
    expect(tab.get_by_text("Sign in with your city account.")).to_be_visible()
    assert tab.get_by_text(WORDS).count() == 0


@pytest.mark.parametrize(("path", "roles"), [("/intake", "staff"), ("/settings", "administrator")])
def test_a_role_that_may_not_see_a_page_is_refused_by_its_address(new_tab, desk, path, roles):
    tab = new_tab()
    visit(tab, desk, path)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Not for you")
    expect(tab.get_by_role("alert")).to_contain_text(roles)
    assert tab.get_by_role("textbox").count() == 1  # the frame's, which leads to a request
    assert tab.get_by_role("link", name="Settings").count() == 0


def test_the_chosen_member_of_staff_survives_a_change_of_page(page):
    assert page.get_by_role("link", name="New request").count() == 0
    page.get_by_role("combobox", name="Working as").click()
    page.get_by_role("option", name="Bo Clerk (staff)").click()
    page.get_by_role("link", name="New request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New request")
    expect(page.get_by_role("combobox", name="Working as")).to_have_value("Bo Clerk (staff)")
    page.get_by_role("link", name="Turnaround").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Turnaround")
    expect(page.get_by_role("combobox", name="Working as")).to_have_value("Bo Clerk (staff)")


def test_the_chosen_member_of_staff_survives_a_reload_and_leaves_no_name_behind(page, new_tab, desk):
    chooser = page.get_by_role("combobox", name="Working as")
    expect(chooser).to_have_value("Ada Viewer (viewer)")
    chooser.click()
    page.get_by_role("option", name="Bo Clerk (staff)").click()
    page.get_by_role("link", name="New request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New request")
    settled(page)
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("New request")
    expect(chooser).to_have_value("Bo Clerk (staff)")
    assert urlparse(page.url).query == ""
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"].startswith("desk_")]
    assert (cookie["value"], cookie["expires"], cookie["sameSite"]) == ("3", -1, "Strict")
    other = new_tab()
    visit(other, desk, "/queue")
    expect(other.get_by_role("combobox", name="Working as")).to_have_value("Ada Viewer (viewer)")


def test_local_mode_says_so_on_every_page(new_tab, desk):
    tab = new_tab()
    for path in ("/", "/turnaround", "/reports", "/request"):
        visit(tab, desk, path)
        expect(tab.get_by_text("Local mode: only this computer reaches the desk")).to_be_visible()


def test_local_mode_listens_on_loopback_only(desk):
    socket.create_connection(("127.0.0.1", desk.port), 5).close()
    for address in ("127.0.0.2", socket.gethostbyname(socket.gethostname())):
        if address != "127.0.0.1":
            with pytest.raises(OSError):
                socket.create_connection((address, desk.port), 5)


def test_a_viewer_reads_and_is_offered_nothing_to_write(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, f"/request?number=PRA-{today().year}-000001")
    expect(tab.get_by_text(WORDS).first).to_be_visible()
    settled(tab)
    assert tab.get_by_role("combobox", name="More").count() == 0
    assert tab.get_by_text("Correct the facts").count() == 0
