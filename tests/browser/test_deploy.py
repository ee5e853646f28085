"""The samples for a TLS reverse proxy, as they stand in docs/deploy but for names, ports and paths: nginx and Caddy in front of a real desk."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import expect

from records_desk.db import feed, ledger
from records_desk.db.store import Store
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE, Desk, Watch, free_port, serving, settled, today, visit
from tests.browser.test_sign_in import ADMINISTRATOR, provider_with, sign_in_as

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "deploy"
NAME = "desk.example.org"
PROXIES = {"nginx": "nginx.conf", "caddy": "Caddyfile"}


@dataclass(frozen=True)
class Proxied:
    """A desk behind a proxy: its address for browsers, the proxy's plain port and log, its certificate's authority, a calendar's token."""

    url: str
    plain_port: int
    log: Path
    trusted: ssl.SSLContext
    token: str = ""


def ask(proxied: Proxied, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer, by the desk's name."""
    request = urllib.request.Request(f"{proxied.url.replace(NAME, 'localhost')}{path}", body, {"Host": proxied.url.removeprefix("https://"), **headers})
    try:
        with urllib.request.build_opener(urllib.request.HTTPSHandler(context=proxied.trusted), _NoWay()).open(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


class _NoWay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *asked):
        return None


def sample(proxy: str, folder: Path, port: int, plain_port: int, desk_port: int) -> Path:
    """The sample with this test's ports and paths; what it says otherwise is what is tried."""
    text = (SAMPLES / PROXIES[proxy]).read_text(encoding="utf-8")
    changes = {
        "/etc/ssl/records-desk/": f"{folder}/", "/var/log/nginx/": f"{folder}/", "/var/log/caddy/": f"{folder}/", "127.0.0.1:8501": f"127.0.0.1:{desk_port}",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl", "listen 80;": f"listen 127.0.0.1:{plain_port};",
        f"{NAME} {{": f"{NAME}:{port} {{",
    }  # fmt: skip
    for old, new in changes.items():
        text = text.replace(old, new)
    if proxy == "nginx":
        places = " ".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        own = "user root; " if os.geteuid() == 0 else ""  # else its workers may not write into this test's folder
        text = f"{own}daemon off; pid {folder}/nginx.pid; error_log {folder}/errors.log; events {{ }} http {{ types_hash_max_size 4096; {places}\n{text}\n}}\n"
    else:
        text = text.replace("\n{\n", f"\n{{\n\tadmin off\n\thttp_port {plain_port}\n\thttps_port {port}\n\tdefault_bind 127.0.0.1\n", 1)
    made = folder / PROXIES[proxy]
    made.write_text(text, encoding="utf-8")
    return made


@contextmanager
def behind(proxy: str, folder: Path, port: int, desk_port: int) -> Iterator[Proxied]:
    """The proxy before a desk's port, with a certificate of an authority made for this."""
    authority, plain_port = trustme.CA(), free_port()
    made = authority.issue_cert(NAME, "localhost")
    made.private_key_pem.write_to_path(folder / "key.pem")
    (folder / "fullchain.pem").write_bytes(b"".join(each.bytes() for each in made.cert_chain_pems))
    config = sample(proxy, folder, port, plain_port, desk_port)
    command = {"nginx": ["nginx", "-p", folder, "-c", config], "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", config]}[proxy]
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    with (folder / "proxy.log").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env={"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    try:
        until_answers(port, process, folder / "proxy.log")
        yield Proxied(f"https://{NAME}:{port}", plain_port, folder / "records-desk.log", trusted)
    finally:
        process.terminate()
        process.wait(20)


def until_answers(port: int, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(errors="replace")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text(errors="replace"))


@pytest.fixture(scope="module", params=PROXIES)
def proxy(request):
    """Each proxy that is installed here."""
    if not shutil.which(request.param, path="/usr/sbin:/usr/bin"):
        pytest.skip(f"{request.param} is not installed: apt-get install {request.param}")
    return request.param


@pytest.fixture(scope="module")
def proxied(proxy, tmp_path_factory):
    """A desk with a provider, behind the proxy."""
    folder, port, desk_port = tmp_path_factory.mktemp(proxy), free_port(), free_port()
    store = Store(folder / "city.duckdb")
    ledger.receive(store, ADMINISTRATOR, track="records", on_date=today(), verbatim="All permits")
    token = feed.make(store, ADMINISTRATOR)
    store.close()
    (folder / ".streamlit").mkdir()
    with provider_with() as provider, pytest.MonkeyPatch.context() as patch:
        provider.knows("administrator", email="administrator", email_verified=True, name="Desk administrator")
        (folder / ".streamlit" / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "https://{NAME}:{port}/oauth2callback"\ncookie_secret = "an-invented-secret-that-signs-the-cookie"\n'
            f'client_id = "desk"\nclient_secret = "invented"\nserver_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
        )
        patch.setenv("STREAMLIT_BROWSER_SERVER_ADDRESS", NAME)
        with serving(store.path, folder / "server.log", desk_port), behind(proxy, folder, port, desk_port) as found:
            yield replace(found, token=token)


@pytest.fixture
def tab(chromium, proxied):
    """A tab of a browser that finds the desk's name on this computer."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"])
    context = browser.new_context(ignore_https_errors=True, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    watch, page = Watch(here=("127.0.0.1", NAME)), context.new_page()
    watch.follow(page)
    yield page
    browser.close()
    assert watch.wrong == []


def test_people_sign_in_and_work_through_the_proxy_and_its_websocket(tab, proxied):
    desk = Desk(proxied.url, 0, 0, Path())
    visit(tab, desk, f"/request?number=PRA-{today().year}-000001")
    sign_in_as(tab, "administrator")
    assert tab.url == f"{proxied.url}/request?number=PRA-{today().year}-000001"
    tab.get_by_role("combobox", name="More").first.fill("Add a note")
    tab.get_by_role("option", name="Add a note").click()
    settled(tab)
    tab.get_by_role("textbox", name="Note").fill("Written through the proxy")
    tab.get_by_role("button", name="Add a note").click()
    expect(tab.get_by_role("status").filter(has_text="Note recorded")).to_be_visible()
    assert {cookie["secure"] for cookie in tab.context.cookies() if cookie["name"].startswith("_streamlit_user")} == {True}
    visit(tab, desk, "/intake")
    mail = b"From: Robin Sample <robin@example.org>\r\nSubject: Plans\r\n\r\nAll plans\r\n" + b"x" * 2_000_000
    tab.locator("input[type=file]").set_input_files({"name": "large.eml", "mimeType": "message/rfc822", "buffer": mail})
    expect(tab.get_by_role("textbox", name="What was asked")).to_have_value(re.compile("All plans"))
    settled(tab)
    visit(tab, desk, "/reports")
    with tab.expect_download() as coming:
        tab.get_by_role("link", name="requests as CSV").click()
    assert Path(coming.value.path()).read_bytes()


def test_whoever_comes_without_tls_is_sent_to_it(proxied):
    asked = urllib.request.Request(f"http://127.0.0.1:{proxied.plain_port}/intake", headers={"Host": NAME})
    with pytest.raises(urllib.error.HTTPError) as sent:
        urllib.request.build_opener(_NoWay()).open(asked, timeout=10)
    assert sent.value.code in (301, 308) and sent.value.headers["location"].startswith(f"https://{NAME}")


def test_answers_carry_the_desk_s_policy_and_the_proxy_s(proxied):
    status, headers, _ = ask(proxied, "/")
    told = {name.lower(): value for name, value in headers.items()}
    assert status == 200 and "default-src 'self'" in told["content-security-policy"]
    assert told["strict-transport-security"] == "max-age=31536000" and re.fullmatch(r"[A-Za-z0-9_-]{8,64}", told["x-request-id"])


def test_a_body_over_the_bound_is_refused_before_it_reaches_the_desk(proxied):
    try:
        assert ask(proxied, "/_stcore/upload_file/a/b", b"x" * 64_000_000)[0] == 413
    except urllib.error.URLError as ended:  # answered, and closed before all of the body was sent
        assert isinstance(ended.reason, (ssl.SSLError, ConnectionError))
    assert ask(proxied, "/_stcore/upload_file/a/b", b"x" * 1_000_000)[0] != 413


def test_a_calendar_is_read_through_the_proxy_and_its_token_stays_out_of_the_proxy_s_log(proxied):
    assert ask(proxied, f"/feed/{proxied.token}.ics")[2].startswith(b"BEGIN:VCALENDAR")
    ask(proxied, "/request?number=PRA-2026-000001&queue_words=secret")
    until = time.monotonic() + 10
    while "/request" not in proxied.log.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    told = proxied.log.read_text()
    assert "/feed/" in told and "/request" in told
    assert proxied.token not in told and "secret" not in told and "000001" not in told


def test_no_file_of_the_proxy_tells_a_token_while_the_desk_is_down(proxy, tmp_path):
    with behind(proxy, tmp_path, free_port(), free_port()) as proxied:
        for path in ("/feed/longlivedtoken.ics?a=secret", "/download/longlivedtoken", "/request?number=PRA-2026-000001&queue_words=secret"):
            assert ask(proxied, path)[0] == 502
    told = {file.name: file.read_text(errors="replace") for file in tmp_path.iterdir() if file.suffix == ".log"}
    assert "502" in told["records-desk.log"]
    assert [name for name, text in told.items() for word in ("longlivedtoken", "secret", "000001") if word in text] == []


def test_who_guesses_tokens_is_slowed_whatever_address_they_claim_to_have(proxied):
    found = [ask(proxied, f"/feed/{'guess' * 8}{nth:03}.ics", **{"X-Forwarded-For": f"203.0.113.{nth}"})[0] for nth in range(24)]
    assert found[0] == 404 and found[-1] == 429


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_health_checks_answer_the_monitoring(proxied, path):
    assert ask(proxied, path)[0] == 200  # from this computer, which the samples name


def test_a_desk_without_a_provider_answers_nobody_through_a_proxy(proxy, tmp_path):
    port, desk_port = free_port(), free_port()
    Store(tmp_path / "city.duckdb").close()
    with serving(tmp_path / "city.duckdb", tmp_path / "server.log", desk_port), behind(proxy, tmp_path, port, desk_port) as proxied:
        status, _, body = ask(proxied, "/")
    assert status == 403 and b"name a sign-in provider" in body
