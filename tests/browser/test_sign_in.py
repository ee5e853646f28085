"""Signing in at a real OpenID Connect provider: the way in and out, groups, the end of a sign-in, deep links."""

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from records_desk.db import city, ledger, sign_in
from records_desk.db.store import Store
from tests.browser.conftest import free_port, serving, settled, today, visit

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
WORDS = "Words that only staff may read"


def without_looks_from_elsewhere(answer):
    """The provider's page without the style sheet that it would fetch from outside."""
    if answer.mimetype == "text/html":
        answer.set_data(re.sub(r"<link\b[^>]*>", "", answer.get_data(as_text=True)))
    return answer


@contextmanager
def provider_with(token_minutes: float = 60) -> Iterator[SimpleNamespace]:
    """An OpenID Connect provider on loopback; `knows(sub, **claims)` gives it a person."""
    import oidc_provider_mock

    made = oidc_provider_mock.app(access_token_max_age=timedelta(minutes=token_minutes))
    made.add_url_rule("/favicon.ico", view_func=lambda: ("", 204))
    made.after_request(without_looks_from_elsewhere)
    server = make_server("127.0.0.1", 0, made, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"

    def knows(sub: str, **claims) -> None:
        asked = urllib.request.Request(f"{url}/users/{sub}", json.dumps(claims).encode(), {"Content-Type": "application/json"}, method="PUT")
        urllib.request.urlopen(asked, timeout=10).close()

    try:
        yield SimpleNamespace(url=url, knows=knows)
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


@contextmanager
def desk_at(provider, folder: Path, section: str = ""):
    """A desk whose people sign in at a provider; one request stands in it, and Casey works there."""
    port = free_port()
    store = Store(folder / "city.duckdb")
    ledger.receive(store, ADMINISTRATOR, track="records", on_date=today(), verbatim=WORDS)
    city.save_person(store, ADMINISTRATOR, None, sign_in="casey@example.org", name="Casey Sample", title=None, role="staff", desk_id=1)
    sign_in.save_group(store, ADMINISTRATOR, "records-managers", "manager")
    sign_in.save_group(store, ADMINISTRATOR, "everyone", "viewer")
    store.close()
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "an-invented-secret-that-signs-the-cookie"\n'
        f'client_id = "desk"\nclient_secret = "invented"\nserver_metadata_url = "{provider.url}/.well-known/openid-configuration"\n{section}'
    )
    with serving(store.path, folder / "server.log", port) as served:
        yield served


@pytest.fixture(scope="module")
def provider():
    """A provider for all tests of this module."""
    with provider_with() as found:
        found.knows("casey", email="Casey@example.org", email_verified=True, name="Casey at the provider")
        found.knows("robin", email="robin@example.org", name="Robin Sample", groups=["everyone", "records-managers"])
        found.knows("dana", email="dana@example.org", name="Dana Sample", groups=["somewhere-else"])
        found.knows("unsure", email="casey@example.org", email_verified=False)
        yield found


@pytest.fixture(scope="module")
def desk(provider, tmp_path_factory):
    """A desk for all tests of this module."""
    with desk_at(provider, tmp_path_factory.mktemp("signed")) as served:
        yield served


def sign_in_as(tab, sub: str) -> None:
    """From the desk's first page over the provider's own back to the desk."""
    tab.get_by_role("button", name="Sign in").click()
    tab.locator("input[name=sub]").fill(sub)
    tab.locator("input[name=sub]").press("Enter")
    settled(tab)


def test_who_signed_in_drops_a_mail_and_nobody_else_fills_the_memory(new_tab, desk):
    tab, uploads = new_tab(), []
    tab.on("request", lambda request: uploads.append(request.url) if "/_stcore/upload_file/" in request.url else None)
    visit(tab, desk, "/queue")
    sign_in_as(tab, "casey")
    visit(tab, desk, "/intake")
    letter = b"From: Pat Example <pat@example.org>\nSubject: Bridges\nDate: Mon, 2 Mar 2026 10:00:00 -0800\n\nAll inspections of bridges\n"
    tab.locator("input[type=file]").set_input_files({"name": "mail.eml", "mimeType": "message/rfc822", "buffer": letter})
    expect(tab.get_by_role("textbox", name="What was asked")).to_have_value(re.compile("All inspections of bridges"))
    for cookie in ("", "_streamlit_user=forged", "_streamlit_user=eyJpc19sb2dnZWRfaW4iOnRydWV9.x.y"):
        asked = urllib.request.Request(uploads[0], b"x" * 1000, {"Cookie": cookie, "Content-Type": "multipart/form-data; boundary=B"}, method="PUT")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(asked, timeout=30)


def heading(tab):
    return tab.get_by_role("heading", level=1)


@pytest.mark.parametrize("path", [f"/request?number=PRA-{today().year}-000001", "/queue?queue_desk=Information+Technology"])
def test_who_signs_in_from_a_deep_link_comes_back_to_it(new_tab, desk, path):
    tab = new_tab()
    visit(tab, desk, path)
    assert tab.get_by_text(WORDS).count() == 0
    sign_in_as(tab, "casey")
    assert tab.url == desk.url + path
    expect(tab.get_by_text("Casey Sample (staff)")).to_be_visible()
    assert not [cookie for cookie in tab.context.cookies() if cookie["name"] == "desk_way_back"]


def test_who_signs_out_is_out_and_the_provider_is_told(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue")
    sign_in_as(tab, "casey")
    tab.get_by_role("button", name="Sign out").click()
    tab.get_by_role("button", name="End session").click()
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    assert not [cookie for cookie in tab.context.cookies() if cookie["name"].startswith("_streamlit_user")]
    visit(tab, desk, f"/request?number=PRA-{today().year}-000001")
    assert tab.get_by_text(WORDS).count() == 0


def test_who_signs_out_is_out_in_every_tab_and_a_copy_of_the_cookie_opens_nothing(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue")
    sign_in_as(tab, "casey")
    other, copied = new_tab(beside=tab), tab.context.cookies()
    visit(other, desk, "/queue")
    expect(other.get_by_text("Casey Sample (staff)")).to_be_visible()
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.get_by_role("button", name="End session")).to_be_visible()
    other.get_by_role("link", name="Turnaround").click()
    expect(other.get_by_text("Your sign-in ended. Sign in again to go on.")).to_be_visible()
    stranger = new_tab()
    stranger.context.add_cookies(copied)
    visit(stranger, desk, f"/request?number=PRA-{today().year}-000001")
    expect(stranger.get_by_text("Your sign-in ended. Sign in again to go on.")).to_be_visible()
    assert stranger.get_by_text(WORDS).count() == 0


def test_a_group_lets_in_with_its_highest_role_and_other_groups_let_nobody_in(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue")
    sign_in_as(tab, "robin")
    expect(tab.get_by_text("Robin Sample (manager)")).to_be_visible()
    other = new_tab()
    visit(other, desk, f"/request?number=PRA-{today().year}-000001")
    sign_in_as(other, "dana")
    expect(other.get_by_text("You are signed in, but not on the desk's list of staff")).to_be_visible()
    assert other.get_by_text(WORDS).count() == 0
    other.get_by_role("button", name="Sign out").click()
    other.get_by_role("button", name="End session").click()
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()


def test_an_address_that_the_provider_has_not_verified_is_nobodys(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, f"/request?number=PRA-{today().year}-000001")
    sign_in_as(tab, "unsure")
    expect(tab.get_by_role("alert")).to_contain_text("has not verified this e-mail address")
    assert tab.get_by_text(WORDS).count() == 0


def test_a_forged_cookie_lets_nobody_in(new_tab, desk):
    tab = new_tab()
    forged = "eyJlbWFpbCI6ICJjYXNleUBleGFtcGxlLm9yZyIsICJpc19sb2dnZWRfaW4iOiB0cnVlfQ.aGVsbG8.c2lnbmF0dXJl"
    tab.context.add_cookies([{"name": "_streamlit_user", "value": forged, "url": desk.url}])
    visit(tab, desk, f"/request?number=PRA-{today().year}-000001")
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    assert tab.get_by_text(WORDS).count() == 0


@pytest.mark.parametrize(("token_minutes", "section"), [(0.2, ""), (60, "[sign_in]\nsession_hours = 0.0033\n")])
def test_a_sign_in_ends_with_its_token_or_after_the_hours_of_the_city_by_itself_and_on_reload(new_tab, tmp_path, token_minutes, section):
    with provider_with(token_minutes) as short, desk_at(short, tmp_path, section) as desk:
        short.knows("casey", email="casey@example.org")
        tab = new_tab()
        visit(tab, desk, f"/request?number=PRA-{today().year}-000001")
        sign_in_as(tab, "casey")
        expect(tab.get_by_text(WORDS).first).to_be_visible()
        expect(tab.get_by_text("Your sign-in ended at")).to_be_visible(timeout=60_000)
        assert tab.get_by_text(WORDS).count() == 0
        tab.reload()
        expect(tab.get_by_text("Your sign-in ended at")).to_be_visible()
        assert tab.get_by_text(WORDS).count() == 0


def test_with_a_provider_the_desk_answers_through_a_proxy_too(desk):
    asked = urllib.request.Request(f"{desk.url}/healthz", headers={"Host": "desk.example.org", "X-Forwarded-For": "203.0.113.7"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert json.load(answer) == {"ok": True}
