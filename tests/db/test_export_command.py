"""The commands that take everything out, as a person or a script uses them, and the one that brings it back."""

import csv
import json
import stat
import zipfile

import openpyxl
import pytest

from tests.db.test_commands import run, serving  # noqa: F401 - a fixture


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A small invented city."""
    path = tmp_path_factory.mktemp("city") / "city.duckdb"
    run("demo", "--requests", 40, "--store", path, "--until", "2026-06-30")
    return path


@pytest.fixture(scope="module")
def packed(city):
    """Its whole log."""
    out = city.with_name("city-log.zip")
    told = run("export", "log", "--store", city, "--out", out)
    assert told.startswith("40 requests, ") and "It holds everything: names, addresses, words" in told and "Only you can read it" in told
    return out


def test_the_form_follows_the_ending_or_what_is_asked(city, tmp_path):
    run("export", "requests", "--store", city, "--out", tmp_path / "requests.xlsx")
    assert openpyxl.load_workbook(tmp_path / "requests.xlsx").active.max_row == 41
    run("export", "requests", "--store", city, "--out", tmp_path / "requests.txt", "--format", "parquet")
    assert (tmp_path / "requests.txt").read_bytes()[:4] == b"PAR1"
    run("export", "public-log", "--store", city, "--out", tmp_path / "log.csv", "--bom")
    assert (tmp_path / "log.csv").read_bytes().startswith(b"\xef\xbb\xbfnumber,track")


def test_a_mark_before_a_workbook_is_refused(city, tmp_path):
    assert "for CSV alone" in run("export", "requests", "--store", city, "--out", tmp_path / "x.xlsx", "--bom", code=1)


def test_a_folder_that_is_not_there_is_told(city, tmp_path):
    assert "does not exist: make it first" in run("export", "requests", "--store", city, "--out", tmp_path / "no" / "x.csv", code=1)


def test_the_whole_log_makes_the_same_store_again(city, packed, tmp_path):
    assert stat.S_IMODE(packed.stat().st_mode) == 0o600
    told = json.loads(run("import", packed, "--store", tmp_path / "new.duckdb", "--json"))
    assert told["requests"] == 40
    for name in ("requests", "events", "fees"):
        files = [tmp_path / f"{which}-{name}.csv" for which in ("old", "new")]
        for store, out in zip((city, tmp_path / "new.duckdb"), files):
            run("export", name, "--store", store, "--out", out, "--as-of", "2026-06-30")
        assert files[0].read_bytes() == files[1].read_bytes()
    assert "new.duckdb is in use" in run("import", packed, "--store", tmp_path / "new.duckdb", code=1)


def test_a_damaged_whole_log_is_refused_and_makes_no_store(packed, tmp_path):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(packed.read_bytes()[:-100])
    told = run("import", cut, "--store", tmp_path / "new.duckdb", code=1)
    assert told.strip() == "Error: cut.zip cannot be read to its end: it is no whole log, or it was cut off or damaged. Nothing was imported."
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as zipped:
        zipped.writestr("log.csv", "a,b")
    assert "is not a whole log: its manifest is missing" in run("import", other, "--store", tmp_path / "new.duckdb", code=1)
    assert not (tmp_path / "new.duckdb").exists()


def test_the_whole_log_takes_no_day_and_no_form(city, tmp_path):
    assert "leave --as-of, --format and --bom out" in run("export", "log", "--store", city, "--out", tmp_path / "x.zip", "--bom", code=2)


@pytest.mark.parametrize(("ending", "begins"), [("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbfNumber,Received on")])
def test_the_blank_form_is_written_as_its_ending_says(city, tmp_path, ending, begins):
    run("form", "--store", city, "--out", tmp_path / f"form.{ending}")
    assert (tmp_path / f"form.{ending}").read_bytes().startswith(begins)


def test_the_blank_form_is_written_in_a_language_and_in_no_unknown_one(city, tmp_path):
    run("form", "--store", city, "--out", tmp_path / "form.csv", "--language", "es")
    assert (tmp_path / "form.csv").read_text(encoding="utf-8-sig").startswith("Número,Fecha de recepción,Qué se solicita")
    run("form", "--store", city, "--out", tmp_path / "form.html", "--language", "es")
    assert '<html lang="es">' in (tmp_path / "form.html").read_text(encoding="utf-8")
    assert "'fr' is not one of" in run("form", "--store", city, "--out", tmp_path / "form.csv", "--language", "fr", code=2)


def test_a_blank_form_with_another_ending_is_refused(city, tmp_path):
    assert "ends in .html, .pdf or .csv" in run("form", "--store", city, "--out", tmp_path / "form.doc", code=2)


def test_the_desk_that_serves_the_store_exports_for_the_command(serving, tmp_path):  # noqa: F811
    store, _ = serving
    run("export", "requests", "--store", store, "--out", tmp_path / "requests.csv")
    with (tmp_path / "requests.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and run("export", "log", "--store", store, "--out", tmp_path / "log.zip").startswith(f"{len(rows)} requests")
    assert stat.S_IMODE((tmp_path / "log.zip").stat().st_mode) == 0o600
    run("form", "--store", store, "--out", tmp_path / "form.csv", "--language", "es")
    assert (tmp_path / "form.csv").read_bytes().startswith("\ufeffNúmero".encode())
    assert "has not come yet" in run("export", "requests", "--store", store, "--out", tmp_path / "x.csv", "--as-of", "2999-01-01", code=1)
