"""The commands that bring logs in: with a mapping, without one, as a preview, and the way back."""

import json

import pytest
from click.testing import CliRunner

from records_desk.db.commands import main
from records_desk.db.store import Store
from tests.conftest import noon

LOG = "Request #,Received,Closed,Records Requested\n1,2026-03-02,2026-03-09,Maps\n2,2026-03-03,,Plans\n"


@pytest.fixture
def run(template, tmp_path, monkeypatch):
    """Run a command in a folder of its own; answers exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def command(*words):
        done = CliRunner().invoke(main, [*map(str, words), "--store", "city.duckdb"])
        return done.exit_code, done.stdout, done.stderr

    return command


@pytest.fixture
def log(tmp_path):
    """Write a log; answers its name."""

    def write(text=LOG, name="town.csv"):
        (tmp_path / name).write_text(text)
        return name

    return write


def requests(tmp_path):
    store = Store(tmp_path / "city.duckdb", clock=noon)
    rows = store.query("select status from store.snapshot order by number")
    store.close()
    return [row["status"] for row in rows]


def test_a_log_without_a_mapping_is_read_by_what_is_proposed(run, log, tmp_path):
    code, out, _ = run("import", log())
    assert code == 0 and "2 rows read: 2 added" in out and "undo-import" in out
    assert requests(tmp_path) == ["closed", "received"]


def test_what_only_the_city_knows_is_asked_and_nothing_is_written(run, log, tmp_path):
    code, _, error = run("import", log(LOG.replace("2026-03-02", "3/4/2026").replace("2026-03-09", "5/4/2026").replace("2026-03-03", "4/4/2026")))
    assert code == 1 and "can be read month first or day first" in error and "--propose mapping.toml" in error
    assert requests(tmp_path) == []


def test_a_proposal_is_written_corrected_and_used(run, log, tmp_path):
    name = log(LOG.replace("2026-03-02", "3/4/2026").replace("2026-03-09", "5/4/2026").replace("2026-03-03", "4/4/2026"))
    assert run("import", name, "--propose", "mapping.toml")[0] == 0
    body = (tmp_path / "mapping.toml").read_text()
    assert body.startswith("# Answer this (date_formats): Every date")
    (tmp_path / "mapping.toml").write_text(body.replace("%m/%d/%Y", "%d/%m/%Y"))
    assert "2 added" in run("import", name, "--map", "mapping.toml")[1]
    store = Store(tmp_path / "city.duckdb", clock=noon)
    assert str(store.query("select min(received_on) as day from store.snapshot")[0]["day"]) == "2026-04-03"
    store.close()


def test_a_proposal_that_cannot_be_made_of_the_first_of_several_files_is_refused_with_its_name(run, log, tmp_path):
    code, _, error = run("import", log("", "empty.csv"), log(), "--propose", "mapping.toml")
    assert code == 1 and "empty.csv: " in error and not (tmp_path / "mapping.toml").exists()


def test_a_preview_writes_nothing_and_says_how_the_file_is_written(run, log, tmp_path):
    code, out, _ = run("import", log(), "--preview")
    assert code == 0 and "Nothing was written. Read as utf-8, delimiter ','." in out and "line 2: 1: added" in out
    assert requests(tmp_path) == []


def test_several_files_are_read_one_after_the_other(run, log):
    names = log(), log(LOG.replace("\n1,", "\n11,").replace("\n2,", "\n12,"), "later.csv")
    code, out, _ = run("import", *names, "--json")
    assert code == 0 and [json.loads(line)["added"] for line in out.splitlines()] == [2, 2]
    assert run("import", *names, "--rejects", "left.csv")[0] == 2


def test_an_import_is_listed_and_taken_back_once(run, log, tmp_path):
    run("import", log())
    (line,) = run("imports")[1].splitlines()
    number = line.split()[0]
    assert "town  2 requests added, 0 rows changed" in line
    assert run("undo-import", number)[1] == "Voided: 2 requests; the rows may be imported again.\n"
    code, _, error = run("undo-import", number)
    assert code == 1 and "already" in error and requests(tmp_path) == ["voided", "voided"]
