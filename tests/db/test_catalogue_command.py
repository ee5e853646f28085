"""The commands `records-desk catalogue` and `records-desk systems`."""

import json
import shutil

import pytest
from click.testing import CliRunner

from records_desk.db.commands import main
from records_desk.db.store import Store
from tests.conftest import noon
from tests.db.test_catalogue import data_json, dataset
from tests.db.test_systems import LIST


@pytest.fixture
def path(template, tmp_path):
    """The closed file of a new store."""
    return shutil.copy(template, tmp_path / "city.duckdb")


def run(*words: object):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_catalogue_is_imported_and_its_changes_told(path, tmp_path):
    file = tmp_path / "data.json"
    file.write_bytes(data_json(dataset("Trees", "1"), dataset("Payroll", "2", accessLevel="non-public")))
    first = run("catalogue", file, "--store", path)
    assert first.output == "2 datasets read, 1 of them known but not published: 2 appeared.\nappeared:\n  Payroll\n  Trees\n"
    file.write_bytes(data_json(dataset("Payroll", "2", accessLevel="non-public")))
    second = run("catalogue", file, "--store", path, "--json")
    assert json.loads(second.output) == {"datasets": 1, "unpublished": 1, "left_out": {}, "changes": {"vanished": ["Trees"]}}


def test_what_is_no_catalogue_ends_with_a_sentence_and_exit_code_1(path, tmp_path):
    file = tmp_path / "data.json"
    file.write_text("{")
    done = run("catalogue", file, "--store", path)
    assert (done.exit_code, done.output) == (1, "Error: The file is no JSON: download the portal's data.json again. Nothing was changed.\n")


def test_the_list_of_systems_is_imported(path, tmp_path):
    file = tmp_path / "systems.csv"
    file.write_text(LIST)
    assert run("systems", file, "--store", path).output == "Systems read: 2; known before: 0.\n"
    store = Store(path, clock=noon)
    assert len(store.query("from store.enterprise_system")) == 2
    store.close()
