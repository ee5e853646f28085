"""The command line as a person or a script uses it: the real command in a process of its own."""

import csv
import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from records_desk.db._refused import Refused
from records_desk.db.handing_over import hand_over

COMMAND = str(Path(sys.executable).with_name("records-desk"))


def run(*words, code=0):
    """Run records-desk; return what it printed. The exit code must be as given."""
    done = subprocess.run([COMMAND, *map(str, words)], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A small invented city."""
    path = tmp_path_factory.mktemp("city") / "city.duckdb"
    run("demo", "--requests", 150, "--store", path, "--until", "2026-06-30")
    return path


def test_due_answers_as_json_with_every_day():
    found = json.loads(run("due", "--received", "2026-02-02", "--closed", "2026-02-13", "--json"))
    assert {name: found[name] for name in ("received_on", "due_on", "safe_on", "extension_cap_on", "extension_limit_on")} == {
        "received_on": "2026-02-02", "due_on": "2026-02-17", "safe_on": "2026-02-11",
        "extension_cap_on": "2026-02-26", "extension_limit_on": "2026-03-03",
    }  # fmt: skip
    assert (found["days"][0]["on"], found["days"][-1]["on"]) == ("2026-02-02", "2026-02-17")
    assert sum(day["counts"] for day in found["days"]) == 10
    assert all(set(day) == {"on", "counts", "reason"} for day in found["days"])


def test_due_says_where_the_calendar_ends():
    assert "follow from 2060-12-25 are outside the calendar" in run("due", "--received", "2060-12-25", code=1)


def test_due_explains_each_day_in_words():
    told = run("due", "--received", "2026-04-07", "--closed", "2026-04-17", "--explain")
    assert "due Mon 2026-04-20" in told and "Rule set CPRA (Gov. Code 7922.535" in told and "[V]" in told
    assert "Fri 2026-04-17          day 10 falls on Named on the line (City Hall closed all day)" in told
    assert "not legal advice" in told


def test_due_tells_in_words_how_far_an_extension_may_go():
    told = run("due", "--received", "2026-02-02", "--closed", "2026-02-13")
    assert "counted from receipt: at most to Thu 2026-02-26" in told
    assert "counted from the due date: to Tue 2026-03-03, after which a new date is refused." in told


def test_due_takes_the_closures_of_a_store(city, tmp_path):
    from records_desk.db import clock
    from records_desk.db.store import Store

    path = tmp_path / "closed.duckdb"
    store = Store(path)
    clock.add_closures(store, [("Alternating Friday", *_friday(), 14)])
    store.close()
    assert json.loads(run("due", "--received", "2026-04-07", "--store", path, "--json"))["due_on"] == "2026-04-20"


def _friday():
    from datetime import date

    return date(2026, 4, 3), date(2026, 12, 31)


@pytest.mark.parametrize("name", ["queue", "requests", "events", "fees", "turnaround"])
def test_each_export_has_a_header_and_as_many_rows_as_it_says(city, tmp_path, name):
    out = tmp_path / f"{name}.csv"
    told = run("export", name, "--store", city, "--out", out)
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert told.startswith(f"{len(rows):,} rows are in")
    assert rows or name == "queue"


def test_progress_is_shown_on_a_terminal_and_nowhere_else(city, tmp_path):
    command = [COMMAND, "export", "requests", "--store", city, "--out", tmp_path / "requests.csv"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""
    ours, theirs = os.openpty()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    assert "Exporting" in shown and "100%" in shown


def test_an_export_as_of_a_past_day_knows_nothing_later(city, tmp_path):
    out = tmp_path / "requests.csv"
    run("export", "requests", "--store", city, "--out", out, "--as-of", "2022-01-31")
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert rows
    assert max(row["last_on"] for row in rows) <= "2022-01-31"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("export", "queue", "--store", "nowhere.duckdb", "--out", "x.csv"), 1, "There is no store nowhere.duckdb"),
        (("export", "nonsense", "--out", "x.csv"), 2, "is not one of"),
        (("due", "--received", "1950-01-01"), 1, "outside the calendar"),
        (("due", "--received", "yesterday"), 2, "does not match the format"),
        (("demo", "--requests", "0"), 2, "not in the range"),
        (("import", "missing.csv", "--map", "nps"), 2, "does not exist"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_an_exit_code(tmp_path, monkeypatch, words, code, sentence):
    monkeypatch.chdir(tmp_path)
    told = run(*words, code=code)
    assert sentence in told
    assert "Traceback" not in told


@pytest.mark.parametrize("words", [("--port", "18765"), ("demo",), ("import", "log.csv", "--map", "nps")])
def test_a_store_in_a_folder_that_is_not_there_is_refused_and_no_folder_made(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.csv").write_text("x\n")
    told = run(*words, "--store", "nowhere/city.duckdb", code=1)
    assert told.strip() == "Error: The folder nowhere does not exist: make it first, or name a file elsewhere with --store."
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.parametrize("command", ["demo", "export", "import", "due"])
def test_each_command_has_help_with_an_example(command):
    assert f"Example: records-desk {command}" in run(command, "--help")


def test_a_store_that_is_open_elsewhere_is_told_in_a_sentence(city):
    from records_desk.db.store import Store

    holder = Store(city)
    try:
        told = run("export", "queue", "--store", city, "--out", "x.csv", code=1)
    finally:
        holder.close()
    assert told.strip() == f"Error: {city.name} is open in another process: stop the desk that serves it, then try again."


def test_an_export_does_not_write_over_a_store(city):
    before = city.read_bytes()
    assert "is a store: name another file with --out" in run("export", "requests", "--store", city, "--out", city, code=1)
    assert city.read_bytes() == before


def test_invented_requests_do_not_join_a_log_that_holds_some(city):
    assert "holds requests already" in run("demo", "--requests", 5, "--store", city, code=1)


def test_the_queue_of_a_past_day_is_refused_in_words(city, tmp_path):
    assert "always of today" in run("export", "queue", "--store", city, "--out", tmp_path / "x.csv", "--as-of", "2020-01-01", code=1)


def test_an_export_of_a_day_to_come_is_refused(city, tmp_path):
    assert "has not come yet" in run("export", "requests", "--store", city, "--out", tmp_path / "x.csv", "--as-of", "2999-01-01", code=1)


def test_a_port_in_use_is_told_before_the_store_is_opened(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "is in use" in run("--port", taken.getsockname()[1], "--store", tmp_path / "city.duckdb", code=1)
    assert not (tmp_path / "city.duckdb").exists()
    assert "99999" in run("--port", 99999, code=2)


@pytest.fixture
def serving(tmp_path):
    """A store with a request past its due date, served by a desk of its own; its path."""
    store = tmp_path / "served.duckdb"
    run("demo", "--requests", 60, "--store", store)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [Path(sys.executable).with_name("records-desk"), "--store", store, "--port", str(port)]
    desk = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
    for _ in range(240):
        if store.with_name("served.duckdb.desk").exists():
            break
        time.sleep(0.25)
    yield store, port
    desk.terminate()
    desk.wait(timeout=30)
    assert not store.with_name("served.duckdb.desk").exists()


def test_what_listens_where_a_killed_desk_did_is_told_nothing(tmp_path):
    store, heard = tmp_path / "city.duckdb", []
    run("demo", "--requests", 60, "--store", store)
    with socket.create_server(("127.0.0.1", 0)) as other:
        told = {"url": f"http://127.0.0.1:{other.getsockname()[1]}", "token": "left behind"}
        store.with_name("city.duckdb.desk").write_text(json.dumps(told))
        thread = threading.Thread(target=lambda: heard.append(other.accept()), daemon=True)
        thread.start()
        assert json.loads(run("measure", "pending", "--store", store, "--format", "json"))[0]["group"] == "all"
        assert heard == []


def test_reminders_are_written_by_the_desk_that_serves_the_store(serving, tmp_path, monkeypatch):
    store, port = serving
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    token_file = store.with_name("served.duckdb.desk")
    assert token_file.stat().st_mode & 0o077 == 0
    done = json.loads(run("remind", "--store", store, "--out", tmp_path / "digests", "--json"))
    assert done and {Path(row["answer"]).name for row in done} == {file.name for file in (tmp_path / "digests").iterdir()}
    assert "[mail] section" in run("remind", "--store", store, "--send", "--mail", tmp_path / "none.toml", code=1)
    assert "cannot be written to" in run("remind", "--store", store, "--out", token_file / "within", code=1)
    assert json.loads(run("measure", "pending", "--store", store, "--format", "json"))[0]["group"] == "all"
    assert "There is no measure speed" in run("measure", "speed", "--store", store, code=1)
    made = run("report", "overdue", "--store", store, "--out", tmp_path / "packet").split()
    assert {Path(file).name for file in made} == {file.name for file in (tmp_path / "packet").iterdir()} and len(made) > 3
    with pytest.raises(Refused, match=r"could not do it \(HTTP 500\): its log says why"):
        hand_over(store, "remind", unheard="of")
    told = json.loads(token_file.read_text())
    token_file.write_text(json.dumps(told | {"token": "guessed"}))
    assert hand_over(store, "remind") is None
    token_file.write_text(json.dumps(told))


@pytest.mark.parametrize("left", ['{"url": "http://127.0.0.1:9", "token": "left behind"}', "{}", "[]", "{", '{"url": "nowhere", "token": "x"}'])
def test_reminders_are_written_when_no_desk_serves_the_store(city, tmp_path, left):
    city.with_name(city.name + ".desk").write_text(left)
    told = run("remind", "--store", city, "--out", tmp_path / "digests")
    city.with_name(city.name + ".desk").unlink()
    assert ".eml" in told or "Nothing is due" in told
    assert "Say either --out FOLDER or --send" in run("remind", "--store", city, code=2)
