"""The desk as a service: what it answers to whoever watches it, to wrong tokens, and with which request id. A real process."""

import json
import re
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage

import duckdb
import pytest

from records_desk.db import feed
from records_desk.db.store import Store
from records_desk.pages import _routes, _session
from records_desk.pages._slowing import FREE, MOST_WRONG
from tests.browser.conftest import Desk, serving
from tests.browser.test_access import SECRETS
from tests.pages.conftest import ADMINISTRATOR
from tests.pages.test_routes import answer_of


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[Desk, str]]:
    """A desk with a sign-in provider, which a proxy on this computer stands before; and a calendar's token."""
    folder = tmp_path_factory.mktemp("service")
    store = Store(folder / "city.duckdb")
    token = feed.make(store, ADMINISTRATOR)
    store.close()
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(SECRETS)
    with serving(store.path, folder / "server.log") as desk:
        yield desk, token


def ask(desk: Desk, path: str, address: str = "203.0.113.1", **headers: str) -> tuple[int, HTTPMessage, str]:
    """What the desk answers to an address, as its proxy reports that."""
    asked = urllib.request.Request(desk.url + path, headers={"X-Forwarded-For": address, **headers})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_the_desk_lives_and_is_ready(served):
    assert ask(served[0], "/healthz")[::2] == (200, '{"ok":true}')
    status, headers, body = ask(served[0], "/readyz")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert json.loads(body) == {"ready": True, "checks": {"store": "ok", "schema": "ok", "disk": "ok"}, "backup_age_hours": None}


def test_a_desk_whose_store_cannot_be_opened_is_not_ready_and_lives(tmp_path, monkeypatch):
    broken = tmp_path / "broken.duckdb"
    broken.write_text("This is no store. " * 1000)
    monkeypatch.setitem(_session.configured, "database", str(broken))
    status, body = answer_of(_routes.readyz)
    assert (status, json.loads(body)) == (503, {"ready": False, "checks": {"store": "cannot be read"}, "backup_age_hours": None})
    assert answer_of(_routes.healthz) == (200, b'{"ok":true}')


def test_a_desk_whose_store_does_not_answer_is_not_ready_and_lives(store, monkeypatch):
    with _session._opening, monkeypatch.context() as hurried:
        hurried.setattr(_routes, "PATIENCE_SECONDS", 0.2)
        status, body = answer_of(_routes.readyz)
        assert status == 503 and "does not answer" in json.loads(body)["checks"]["store"]
        assert answer_of(_routes.healthz) == (200, b'{"ok":true}')
    assert answer_of(_routes.readyz)[0] == 200


def test_rules_that_somebody_changed_are_told_to_the_log_once(template, tmp_path, monkeypatch, caplog):
    city = shutil.copy(template, tmp_path / "city.duckdb")
    with duckdb.connect(city) as changed:
        changed.execute("update event_kind set roles = 'viewer|' || roles where act is not null")
    monkeypatch.setitem(_session.configured, "database", str(city))
    for _ in range(2):
        _session.store()
        _session.close_store()
    assert [record.message for record in caplog.records].count("rules_loaded_anew") == 1


@pytest.mark.parametrize("path", ["/download/{}", "/feed/{}.ics"])
def test_wrong_tokens_of_one_address_are_refused_and_hinder_no_other(served, path):
    desk, token = served
    bad = [None] * MOST_WRONG

    def guess(nth: int) -> None:
        bad[nth] = ask(desk, path.format(f"wrong{nth}"), "203.0.113.66")[0]

    threads = [threading.Thread(target=guess, args=(nth,)) for nth in range(MOST_WRONG)]
    for thread in threads:
        thread.start()
    assert ask(desk, f"/feed/{token}.ics", "203.0.113.7")[0] == 200
    for thread in threads:
        thread.join()
    assert set(bad) == {404}
    status, headers, body = ask(desk, path.format("wrong"), "203.0.113.66")
    assert status == 429 and 0 < int(headers["retry-after"]) <= 300 and body == _routes.TOO_OFTEN
    assert ask(desk, path.format("wrong"), "203.0.113.8")[0] == 404
    assert ask(desk, f"/feed/{token}.ics", "203.0.113.7")[0] == 200
    assert ask(desk, "/healthz", "203.0.113.66")[0] == 200


def test_an_address_that_only_claims_to_be_forwarded_by_another_counts_as_the_one_the_proxy_saw(served):
    desk, _ = served
    for nth in range(FREE + 2):
        ask(desk, f"/download/claimed{nth}", f"192.0.2.{nth}, 203.0.113.99")
    until, waited = time.monotonic() + 10, [0]
    while waited[-1] < 150 and time.monotonic() < until:  # a line is written after its answer
        log = desk.path.with_name("server.log").read_text()
        waited = [line["ms"] for line in map(json.loads, re.findall(r'^{.*"/download/{token}".*}$', log, re.M))]
    assert waited[-1] >= 150


def test_wrong_commands_are_refused_while_the_token_of_the_desk_is_good(served):
    desk, _ = served
    told = json.loads(desk.path.with_name("city.duckdb.desk").read_text())

    def hand_over(token: str) -> int:
        asked = urllib.request.Request(f"{desk.url}/command/imports", b"{}", {"x-records-desk": token})
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    threads = [threading.Thread(target=hand_over, args=("wrong",)) for _ in range(MOST_WRONG)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (hand_over("wrong"), hand_over(told["token"])) == (429, 200)


@pytest.mark.parametrize(("given", "is_taken"), [("proxy-7f3a9c21", True), ("short", False), ("x" * 65, False), ('a"},{"level":"error', False)])
def test_a_request_id_of_the_proxy_is_taken_where_it_is_well_formed(served, given, is_taken):
    answered = ask(served[0], "/healthz", **{"x-request-id": given})[1]["x-request-id"]
    assert (answered == given) == is_taken and re.fullmatch(r"[A-Za-z0-9_-]{8,64}", answered)


def test_the_program_s_agent_interface_is_off(served):
    asked = urllib.request.Request(f"{served[0].url}/_stcore/agent/interact", b"{}", {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=10)
    assert refused.value.code in (403, 404, 405)
