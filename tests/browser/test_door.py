"""An administrator makes a key in Settings; the city's web form logs a request with it, staff see it, programs read it, and the key is ended."""

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled, visit

WORDS = "All building permits of 2025 Zqx7"


def ask(url: str, body: dict | None = None, key: str = "") -> tuple[int, dict]:
    """What the desk answers a program."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"} if body else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode() if body else None, headers), timeout=60) as answer:
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"] and answer.headers["x-content-type-options"] == "nosniff"
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.fixture
def settings(page, desk):
    """Settings, Access for other programs."""
    visit(page, desk, "/settings")
    page.get_by_text("Access for other programs", exact=True).click()
    settled(page)
    return page


def test_a_web_form_is_connected_used_and_cut_off(settings, desk):
    settings.get_by_role("textbox", name="Name of the web form").fill("City website")
    settings.get_by_role("button", name="Make a key").click()
    expect(settings.get_by_text("This key is shown once.")).to_be_visible()
    key = settings.get_by_test_id("stCode").filter(has_text="rdk_").inner_text().strip()
    settled(settings)
    settings.get_by_role("button", name="The key is copied").click()
    expect(settings.get_by_text("This key is shown once.")).to_have_count(0)
    status, told = ask(f"{desk.url}/api/v1/requests", {"text": WORDS, "website": "https://buy.example.org"}, key)
    assert status == 201
    assert ask(f"{desk.url}/api/v1/requests")[0] == 404
    settings.get_by_text("Answer programs with the public log and the published measures").click()
    settings.get_by_role("button", name="Save the access").click()
    expect(settings.get_by_text("Programs are answered with the public log.")).to_be_visible()
    assert [row["number"] for row in ask(f"{desk.url}/api/v1/requests")[1]["requests"]] == [told["number"]]
    settled(settings)
    settings.get_by_role("button", name="End the key").click()
    expect(settings.get_by_text("nothing more is logged with it")).to_be_visible()
    assert ask(f"{desk.url}/api/v1/requests", {"text": WORDS}, key)[0] == 401
    visit(settings, desk, f"/request?number={told['number']}")
    expect(settings.get_by_text(WORDS).first).to_be_visible()
    expect(settings.get_by_text("Look at this before work on it begins").first).to_be_visible()
    log = (desk.path.parent / "server.log").read_text()
    assert "/api/v1/requests" in log and not [typed for typed in ("Zqx7", "buy.example", key, "City website") if typed in log]
