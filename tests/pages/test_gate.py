"""What stands before every request: local mode for this computer alone, and the way back after signing in."""

import asyncio
import secrets
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from records_desk.pages import _gate, _sign_in


async def plain(request):
    return PlainTextResponse("inside")


async def to_provider(request):
    return RedirectResponse("https://login.example.org/authorize", 302)


async def signed_in(request):
    answer = RedirectResponse("/", 302)
    if "failed" not in request.query_params:
        answer.set_cookie("_streamlit_user", "signed", httponly=True, samesite="lax")
    return answer


async def socket(websocket):
    await websocket.accept()
    await websocket.send_text("inside")
    await websocket.close()


ROUTES = [Route("/", plain), Route("/auth/login", to_provider), Route("/oauth2callback", signed_in), WebSocketRoute("/stream", socket)]
STREAM = "ws://127.0.0.1:8501/stream"
LOOPBACK = {"client": ("127.0.0.1", 50000), "base_url": "http://127.0.0.1:8501"}


def client(is_local=True, has_tls=False, **options):
    layers = [Middleware(_gate.LocalGate, is_local=lambda: is_local), Middleware(_gate.WayBack, has_tls=lambda: has_tls)]
    return TestClient(Starlette(routes=ROUTES, middleware=layers), follow_redirects=False, **LOOPBACK | options)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501", "127.8.0.1"])
def test_local_mode_answers_this_computer(host):
    assert client().get("/", headers={"host": host}).text == "inside"


@pytest.mark.parametrize("host", ["desk.example.org", "192.0.2.7:8501", "localhost.example.org", "127.0.0.1.example.org", "", "[::", "127.0.0.1@example.org:80", "evil@127.0.0.1:8501"])
def test_local_mode_answers_no_other_name(host):
    answer = client().get("/", headers={"host": host})
    assert (answer.status_code, answer.text) == (403, _gate.LOCAL_ONLY)


FORWARDING = (
    "forwarded via x-forwarded-for x-forwarded-host x-forwarded-proto x-forwarded-port x-forwarded-server x-forwarded-by x-forwarded x-forwarded-ssl "
    "x-forwarded-scheme x-forwarded-prefix x-forwarded-user x-original-host x-original-url x-real-ip x-client-ip client-ip x-cluster-client-ip true-client-ip "
    "x-remote-ip x-remote-addr x-originating-ip proxy-client-ip wl-proxy-client-ip x-host x-envoy-external-address x-azure-clientip x-arr-log-id cdn-loop cf-connecting-ip fastly-client-ip x_forwarded_for x-amz-cf-id forwarded-for"
).split()


@pytest.mark.parametrize("header", FORWARDING)
def test_local_mode_answers_nobody_who_speaks_for_somebody_else(header):
    answer = client().get("/", headers={header.title(): "127.0.0.1"})
    assert (answer.status_code, answer.text) == (403, _gate.LOCAL_ONLY)


@pytest.mark.parametrize("address", ["192.0.2.7", "203.0.113.9", "::ffff:192.0.2.7", "unix", ""])
def test_local_mode_answers_no_other_computer(address):
    assert client(client=(address, 50000)).get("/").status_code == 403


def test_local_mode_is_not_reached_at_an_outer_address_of_this_computer():
    scope = {"type": "http", "headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 1), "server": ("192.0.2.7", 8501)}
    assert not _gate.is_direct(scope)
    assert _gate.is_direct(scope | {"server": ("127.0.0.1", 8501)})
    assert not _gate.is_direct(scope | {"server": None})


@pytest.mark.parametrize("headers", [{"host": "desk.example.org"}, {"x-forwarded-for": "203.0.113.9"}])
def test_local_mode_opens_no_websocket_to_others(headers):
    with pytest.raises(WebSocketDisconnect) as closed, client().websocket_connect(STREAM, headers=headers):
        pass
    assert closed.value.code == 1008
    with client().websocket_connect(STREAM) as opened:
        assert opened.receive_text() == "inside"


def test_with_a_provider_others_are_answered_too():
    answer = client(is_local=False, client=("203.0.113.9", 1)).get("/", headers={"host": "desk.example.org", "x-forwarded-for": "203.0.113.9"})
    assert answer.text == "inside"


def test_the_page_where_the_sign_in_was_begun_is_where_it_ends():
    tab = client(is_local=False)
    assert tab.get("/auth/login", headers={"referer": "http://127.0.0.1:8501/request?number=PRA-2026-000001"}).headers["location"].startswith("https://login")
    answer = tab.get("/oauth2callback")
    assert answer.headers["location"] == "/request?number=PRA-2026-000001"
    assert tab.get("/oauth2callback").headers["location"] == "/"


def test_a_sign_in_that_failed_leads_to_the_first_page():
    tab = client(is_local=False)
    tab.get("/auth/login", headers={"referer": "http://127.0.0.1:8501/settings"})
    assert tab.get("/oauth2callback?failed=1").headers["location"] == "/"


@pytest.mark.parametrize(
    "referer",
    ["https://evil.example/request", "http://127.0.0.1:8501//evil.example/x", "http://127.0.0.1:8501/\\evil.example", "http://127.0.0.1:8501/oauth2callback?code=1",
     "http://127.0.0.1:8501/" + "x" * 3000, "", "nonsense"],
)  # fmt: skip
def test_no_other_place_is_led_back_to(referer):
    tab = client(is_local=False)
    tab.get("/auth/login", headers={"referer": referer})
    assert tab.get("/oauth2callback").headers["location"] == "/"


@pytest.mark.parametrize("way", ["//evil.example", "https://evil.example", "%2F%2Fevil.example", "/%5Cevil.example", "/a%0D%0ASet-Cookie: x=1"])
def test_a_planted_cookie_leads_nowhere_else(way):
    tab = client(is_local=False)
    tab.cookies.set(_gate.WAY_BACK, way)
    answer = tab.get("/oauth2callback")
    assert answer.headers["location"] == "/"


def test_cookies_are_kept_off_plain_http_where_the_desk_has_tls():
    for has_tls in (True, False):
        cookies = client(is_local=False, has_tls=has_tls).get("/oauth2callback").headers.get_list("set-cookie")
        assert cookies and all(("; Secure" in cookie) is has_tls for cookie in cookies)


def test_what_is_no_request_passes():
    passed = []

    async def app(scope, receive, send):
        passed.append(scope["type"])

    for gate in (_gate.LocalGate, _gate.KnownUploads, _gate.WayBack):
        with ThreadPoolExecutor(1) as thread:  # where no other loop runs
            thread.submit(lambda made=gate: asyncio.run(made(app, lambda: True)({"type": "lifespan"}, None, None))).result()
    assert passed == ["lifespan"] * 3


@pytest.mark.parametrize(("origin", "is_let_in"), [("http://localhost:3000", False), ("https://example.org", False), ("null", False), ("http://127.0.0.1:8501", True)])
def test_local_mode_answers_no_page_of_another_program(origin, is_let_in):
    assert (client().get("/", headers={"host": "127.0.0.1:8501", "origin": origin}).status_code != 403) == is_let_in


def test_a_header_of_the_browser_s_own_is_no_sign_of_a_proxy():
    sent = {"accept": "*/*", "x-requested-with": "x", "x-streamlit-user": "x", "via-nothing": "x", "x-request-id": "abcdefgh", "if-none-match": "x"}
    assert client().get("/", headers=sent).status_code != 403


UNREADABLE, GUESSED = "secrets.toml cannot be read, so nobody is let in", "whoever guesses it is anybody, so nobody is let in"
SECRETS = {'[auth]\nclient_id = "desk': UNREADABLE, "[auth": UNREADABLE, "\xff\xfe": UNREADABLE, '[auth]\nclient_id = "desk"': GUESSED}


@pytest.mark.parametrize("text", SECRETS)
def test_a_desk_whose_secrets_file_keeps_nobody_out_is_not_served(tmp_path, text):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(text, encoding="latin-1")
    command = [Path(sys.executable).with_name("records-desk"), "--store", tmp_path / "city.duckdb", "--port", "8597"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and SECRETS[text] in done.stderr


@pytest.mark.parametrize("secret", [None, 7, "", "x", "at least 32 random characters that nobody else has", "a" * 64, "0123456789abcdef0123456789abcde"])
def test_a_secret_that_can_be_guessed_is_none(secret):
    assert _sign_in._is_guessed(secret)


def test_a_secret_as_the_example_says_to_make_it_is_one():
    assert not any(_sign_in._is_guessed(secrets.token_hex(32)) for _ in range(100))


def test_the_example_of_a_secrets_file_has_no_secret_that_everybody_knows():
    assert tomllib.loads((Path(_gate.__file__).parents[1] / ".streamlit" / "secrets.example.toml").read_text())["auth"]["cookie_secret"] == ""
