"""A real desk in a process of its own and a real Chromium; every test here also asserts that nothing left this computer."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlparse
from zoneinfo import ZoneInfo

import pytest

from records_desk.db import ledger
from records_desk.db.store import Store

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
CITY_ZONE = "America/Los_Angeles"  # of a store where nobody has set another
CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000
SETTLED = """() => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]') && document.querySelector('h1')
    && !document.querySelector('[data-testid=stSkeleton], [data-testid=stAppSkeleton], [data-stale=true]')
    && [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
        .every(host => host.shadowRoot?.querySelector('span, table')) && (window.recordsDeskListens || !document.querySelector('.st-key-desk_focus'))
    && document.getAnimations().every(move => move.playState !== 'running' || move.effect.getComputedTiming().endTime === Infinity)"""
# In three pictures on end: a key acts only after the picture that shows its button.
STANDS = f"() => (window.stood = ({SETTLED})() ? (window.stood || 0) + 1 : 0) > 2 && !(window.stood = 0)"
# Streamlit asks for these below every page's address before it finds them at the root.
PROBES = ("/_stcore/health", "/_stcore/host-config")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser; without Chromium it is skipped, but never under CI."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason="no chromium on this computer: install it to run the browser tests"))


def today() -> date:
    """The city's civil day, as the served desk sees it."""
    return datetime.now(ZoneInfo(CITY_ZONE)).date()


def last_friday() -> date:
    """The Friday before today."""
    return today() - timedelta(days=(today().weekday() - 4 - 1) % 7 + 1)


@dataclass(frozen=True)
class Desk:
    """A served desk."""

    url: str
    port: int
    pid: int
    path: Path


def free_port() -> int:
    """A port of this computer that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def serving(path: Path, log: Path, port: int | None = None, command: list[str] | None = None) -> Iterator[Desk]:
    """Serve a store in a process of its own, which ends with this; on a free port where none is named.

    command: what to start instead of the desk's own, given the store's path and the port.
    """
    port = port or free_port()
    command = [*command, path, str(port)] if command else [Path(sys.executable).parent / "records-desk", "--store", path, "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=path.parent, stdout=out, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(url, process, log)
        yield Desk(url, port, process.pid, path)
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_healthy(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"The desk did not answer: {log.read_text(errors='replace')}")


def logged(*words: str) -> Callable[[Store], None]:
    """Fills a store with requests for public records that were received today."""

    def fill(store: Store) -> None:
        for asked in words:
            ledger.receive(store, ADMINISTRATOR, track="records", on_date=today(), verbatim=asked)

    return fill


@pytest.fixture(scope="module")
def filled() -> Callable[[Store], None]:
    """What stands in the store before it is served; a module names its own."""
    return lambda store: None


@pytest.fixture(scope="module")
def desk(tmp_path_factory, filled) -> Iterator[Desk]:
    """One served desk a module."""
    folder = tmp_path_factory.mktemp("desk")
    store = Store(folder / "city.duckdb")
    filled(store)
    store.close()
    with serving(store.path, folder / "server.log") as served:
        yield served


@pytest.fixture(scope="session")
def chromium():
    """One browser for all."""
    assert CHROMIUM, "CI runs the browser tests: chromium is missing."
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a browser did that it should not do."""

    wrong: list[str] = field(default_factory=list)
    here: tuple[str, ...] = ("127.0.0.1",)

    def follow(self, page) -> None:
        """Note requests to elsewhere, errors of the page, and what the content policy forbade."""
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))
        page.on("console", lambda message: self._said(message.type, message.text))

    def _asked(self, url: str) -> None:
        parts = urlparse(url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in self.here:
            self.wrong.append(f"asked elsewhere: {url}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400 and not urlparse(url).path.endswith(PROBES) and "/download/" not in url:
            self.wrong.append(f"{status}: {url}")

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:  # those are counted by their answers
            self.wrong.append(f"console: {text}")


@pytest.fixture
def new_tab(chromium):
    """Open tabs that are watched: `new_tab()`; of another size `new_tab(width=390, height=844)`; of a browser in another language `new_tab(locale="es-MX")`."""
    watch, contexts = Watch(), []

    def open_tab(width: int = 1280, height: int = 800, beside=None, locale: str = "en-US"):
        context = beside.context if beside else chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True, locale=locale)
        if not beside:
            contexts.append(context)
            context.set_default_timeout(PATIENCE)
        tab = context.new_page()
        watch.follow(tab)
        return tab

    open_tab.watch = watch
    yield open_tab
    for context in contexts:
        context.close()
    assert watch.wrong == []


@pytest.fixture
def page(new_tab, desk):
    """A tab with the queue."""
    tab = new_tab()
    visit(tab, desk, "/queue")
    return tab


def visit(tab, desk: Desk, path: str) -> None:
    """Go to an address and wait until the page stands."""
    tab.goto(desk.url + path)
    settled(tab)


def settled(tab) -> None:
    """Wait until the desk has drawn a page with its heading, does nothing more, and nothing on it moves away from under the mouse."""
    tab.wait_for_function(STANDS)


@dataclass
class Keyboard:
    """A keyboard that counts what a clerk presses; a paste is not counted."""

    tab: object
    keys: int = 0

    def press(self, *keys: str) -> None:
        """Press keys or chords, one after another."""
        for key in keys:
            self.tab.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        """Type a text letter by letter."""
        self.tab.keyboard.type(text)
        self.keys += len(text)

    def paste(self, text: str) -> None:
        """What Ctrl+V puts in."""
        self.tab.keyboard.insert_text(text)

    def go_to(self, role: str, name: str, most: int = 60) -> None:
        """Press Tab until the element with this role and name has the focus."""
        for _ in range(most):
            if focused(self.tab, role, name):
                return
            self.press("Tab")
        raise AssertionError(f"{role} “{name}” is not reached by {most} tabs; the focus is on {has_focus(self.tab)}")

    def choose(self, label: str, typed: str) -> None:
        """Choose from a list by typing the beginning of the entry."""
        self.go_to("combobox", label)
        self.type(typed)
        self.tab.get_by_role("option").first.wait_for()
        self.press("Enter")

    def write(self, label: str, text: str) -> None:
        """Write into a field, over what is there."""
        self.go_to("textbox", label)
        self.press("Control+a")
        self.type(text)

    def date(self, label: str, day: date) -> None:
        """Type a day into a date field."""
        self.go_to("spinbutton", f"year, {label}")
        self.type(f"{day:%Y%m%d}")

    def begin_at(self, place) -> None:
        """Begin somewhere else than where the page put the keyboard: it lets go of that at the first key."""
        self.tab.keyboard.press("Shift")
        place.focus()

    def button(self, name: str) -> None:
        """Press a button."""
        self.go_to("button", name)
        self.press("Enter")


FOCUS = """() => {
  let element = document.activeElement;
  while (element && element.shadowRoot && element.shadowRoot.activeElement) element = element.shadowRoot.activeElement;
  return element;
}"""


def focused(tab, role: str, name: str) -> bool:
    """Whether the focus is on an element with this role and a name that begins so."""
    found = has_focus(tab)
    return found["role"] == role and found["name"].startswith(name)


def has_focus(tab) -> dict[str, str]:
    """Role and name of what has the focus."""
    return tab.evaluate(
        f"""() => {{
        const element = ({FOCUS})();
        const tag = element.tagName.toLowerCase(), type = element.type || '';
        const roles = {{a: 'link', button: 'button', textarea: 'textbox', summary: 'button', h1: 'heading'}};
        const role = element.getAttribute('role') || (tag === 'input' ? (type === 'checkbox' ? 'checkbox' : 'textbox') : roles[tag] || tag);
        const labels = [...(element.labels || [])].map(label => label.innerText).join(' ');
        const own = tag === 'summary' ? element.querySelector('p').innerText : element.innerText;
        const name = element.getAttribute('aria-label') || labels || own || '';
        return {{role, name: name.trim()}};
    }}"""
    )


@pytest.fixture
def stopwatch(request, capsys):
    """Time a scenario: `with stopwatch("A", tab) as keys: ...`; prints its seconds and keystrokes."""

    @contextmanager
    def run(name: str, tab, seconds: float, keystrokes: int | None = None) -> Iterator[Keyboard]:
        keys, start = Keyboard(tab), time.monotonic()
        yield keys
        took = time.monotonic() - start
        with capsys.disabled():
            print(f"\n  Scenario {name}: {took:.1f} s of {seconds:g}, {keys.keys} keystrokes{f' of {keystrokes}' if keystrokes else ''}")
        assert took < seconds
        assert keystrokes is None or keys.keys <= keystrokes

    return run
