"""`records-desk config` as a person types it: into a folder, into a new store, and while the desk runs."""

from tests.db.test_commands import run, serving  # noqa: F401 - a fixture


def test_the_configuration_goes_into_a_folder_and_into_a_new_store(tmp_path):
    (tmp_path / "one").mkdir()
    run("demo", "--requests", 2, "--store", tmp_path / "one.duckdb", "--until", "2026-06-30")
    told = run("config", "export", tmp_path / "one", "--store", tmp_path / "one.duckdb")
    assert "files of the configuration are in one." in told and "hold no password" in told
    settings = tmp_path / "one" / "settings.toml"
    settings.write_text(settings.read_text().replace("retention_years = 2", "retention_years = 4"))
    told = run("config", "import", tmp_path / "one", "--store", tmp_path / "two.duckdb")
    assert "a new store was made" in told and "Years that requests are kept: none -> 4" in told and "changes made" in told
    assert "Nothing differs" in run("config", "import", tmp_path / "one", "--store", tmp_path / "two.duckdb")


def test_the_desk_that_runs_takes_a_configuration_in(serving, tmp_path):  # noqa: F811
    store, _ = serving
    run("config", "export", tmp_path / "c.zip", "--store", store)
    assert "Nothing differs" in run("config", "import", tmp_path / "c.zip", "--store", store, "--preview")
    run("config", "export", tmp_path / "c", "--store", store)
    settings = tmp_path / "c" / "settings.toml"
    settings.write_text(settings.read_text().replace("call_escalation_days = 3", "call_escalation_days = 4"))
    assert run("config", "import", tmp_path / "c", "--store", store).endswith("1 change made.\n")
    out = tmp_path / "changes.csv"
    assert run("export", "settings-changes", "--store", store, "--out", out).startswith("1 rows are in")
    assert ",Days until an unanswered call is told to the heads,3,4," in out.read_text()
    (tmp_path / "c" / "manifest.toml").unlink()
    told = run("config", "import", tmp_path / "c", "--store", store, code=1)
    assert told.startswith("Error: This is no configuration of Records Desk") and "Traceback" not in told


def test_each_command_has_help_with_an_example():
    for word in ("export", "import"):
        assert f"Example: records-desk config {word}" in run("config", word, "--help")
