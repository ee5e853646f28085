"""The log of a real desk through a request's life and whatever goes wrong: lines of JSON, and nothing in them that anybody typed."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from records_desk.db import city, ledger
from records_desk.db._refused import Refused
from records_desk.db.files import kept_at
from records_desk.db.handing_over import hand_over
from records_desk.db.store import Store
from tests.browser.conftest import _wait_until_healthy, free_port, today
from tests.hostile import ADMINISTRATOR, MARK, TEXTS, fill

# A desk whose clock, which configure() takes, fails as soon as a file is there: an exception within a page, with words in it.
DESK = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from records_desk import app, configure

def clock():
    if Path("broken").exists():
        raise ValueError("Zqx7 said the clock")
    return datetime.now(UTC)

configure(database="city.duckdb", clock=clock, command_port=int(sys.argv[1]))
app.serve(int(sys.argv[1]))
"""
MAIL = f'[mail]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\nsender = "{MARK} <{MARK}@example.org>"\nuser = "{MARK}"\npassword = "{MARK}"\n'
AUTH = f"""[auth]
redirect_uri = "https://{MARK}.example.org/oauth2callback"
cookie_secret = "{MARK}-an-invented-secret-that-signs-the-cookie"
client_id = "{MARK}"
client_secret = "{MARK}"
server_metadata_url = "http://127.0.0.1:9/{MARK}"
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A desk's folder: a store whose fields hold marked texts, a mail server that nobody is."""
    store = Store(tmp_path / "city.duckdb")
    made = fill(store, today(), {name: TEXTS[name] for name in ("script", "formula", "sql", "header", "path")})
    city.save_person(store, ADMINISTRATOR, 1, sign_in=f"{MARK}@example.org", name=f"{MARK} Admin", title=MARK, role="administrator", desk_id=1)
    city.save_desk(store, ADMINISTRATOR, 1, f"{MARK} desk", email=f"{MARK}@example.org")
    ledger.receive(store, ADMINISTRATOR, track="records", on_date=today() - timedelta(40), verbatim=MARK, desk_id=1)  # the desk is reminded
    sha256 = store.query("select sha256 from store.event_file where event_id in (select event_id from store.event where request_id = $id)", id=made[0])
    kept_at(store, sha256[0]["sha256"]).unlink()
    store.close()
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(MAIL)
    return tmp_path


class Running:
    """The desk in a process of its own, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url, self.log = f"http://127.0.0.1:{self.port}", folder / "desk.log"

    def __enter__(self) -> "Running":
        self._out = self.log.open("wb")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", DESK, str(self.port)], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=self._out, env=environment
        )
        try:
            _wait_until_healthy(self.url, self._process, self.log)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *failed: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._out.close()

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> int:
        """The status of an answer."""
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, body, headers), timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def lines(self) -> list[dict]:
        """The log, line by line; every one of them is JSON and none holds the mark."""
        told = self.log.read_text(errors="replace")
        assert [line for line in told.splitlines() if MARK.lower() in line.lower() or "example.org" in line] == []
        return [json.loads(line) for line in told.splitlines()]


def test_nothing_that_anybody_typed_is_in_the_log(folder, chromium):
    with Running(folder) as desk:
        for path in (f"/download/{MARK}", f"/feed/{MARK}.ics", f"/{MARK}?{MARK}={MARK}", f"/request?number={MARK}", f"/_stcore/upload_file/{MARK}/{MARK}"):
            desk.ask(path, Cookie=f"_streamlit_user={MARK}; {MARK}={MARK}", **{"x-request-id": f'{MARK}"\n'.strip(), "User-Agent": MARK, "Referer": MARK})
        desk.ask(f"/command/{MARK}", MARK.encode(), **{"x-records-desk": MARK})
        with pytest.raises(Refused, match="HTTP 500"):
            hand_over(folder / "city.duckdb", "import", **{MARK: MARK})
        sent = hand_over(folder / "city.duckdb", "remind", out=None, config=str(folder / ".streamlit" / "secrets.toml"), again=False, as_of=None)
        assert "failed" in {row["status"] for row in sent}
        in_a_browser(chromium, desk, folder)
        lines = desk.lines()
    assert {"time", "level", "event"} <= set.intersection(*map(set, lines))
    assert {"started", "answered", "act_recorded", "act_refused", "request_failed", "library", "command_done"} <= {line["event"] for line in lines}
    assert {"kind", "request_id"} <= next(line for line in lines if line["event"] == "act_recorded").keys()
    failed = [line["failure"][0] for line in lines if line.get("failure")]
    assert "builtins.ValueError" in {one["type"] for one in failed} and all(one["frames"] for one in failed)
    assert "/download/{token}" in {line.get("route") for line in lines}


def in_a_browser(chromium, desk: Running, folder: Path) -> None:
    """Log a request, be refused, follow a link to a file that is gone, and see a page fail."""
    context = chromium.new_context()
    try:
        tab = context.new_page()
        tab.set_default_timeout(60_000)
        tab.goto(f"{desk.url}/intake")
        tab.get_by_role("textbox", name="What was asked").fill(f"From: {MARK} <{MARK}@example.org>\nSubject: {MARK}\n\nAll {MARK}")
        tab.keyboard.press("Tab")
        tab.get_by_text("The e-mail gives no date").wait_for()
        tab.get_by_text("Requester and details").click()
        tab.get_by_label("E-mail", exact=True).fill(f"{MARK} at nowhere")
        tab.get_by_role("button", name="Save Shortcut").click()
        tab.get_by_role("alert").filter(has_text="Not recorded").wait_for()
        tab.get_by_label("E-mail", exact=True).fill(f"{MARK}@example.org")
        tab.get_by_role("button", name="Save Shortcut").click()
        tab.get_by_role("button", name="Record it as sent").click()
        tab.get_by_role("heading", level=1).filter(has_text="PRA-").wait_for()
        (folder / "broken").touch()
        tab.goto(f"{desk.url}/?queue_words={MARK}")
        until = time.monotonic() + 60
        while "ValueError" not in desk.log.read_text(errors="replace"):
            assert time.monotonic() < until, "the page did not fail, or nobody told of it"
            tab.wait_for_timeout(100)
        (folder / "broken").unlink()
    finally:
        context.close()


def test_a_provider_s_answers_are_not_in_the_log(folder):
    (folder / ".streamlit" / "secrets.toml").write_text(AUTH)
    with Running(folder) as desk:
        desk.ask(f"/oauth2callback?error=access_denied&error_description={MARK}&state={MARK}")
        desk.ask(f"/oauth2callback?code={MARK}&state={MARK}", Cookie=f"_streamlit_user={MARK}.{MARK}.{MARK}; _streamlit_session={MARK}")
        desk.ask(f"/auth/login?provider={MARK}")
        assert desk.ask("/auth/login?provider=default") >= 200
        assert {"/oauth2callback"} <= {line.get("route") for line in desk.lines()}
