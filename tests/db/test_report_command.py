"""The command `report`: the files it writes, and what it says to a wrong question."""

import csv
import subprocess
import sys

import pytest

from tests.db.test_commands import run

AS_OF = ("--as-of", "2026-06-30")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A small invented city."""
    path = tmp_path_factory.mktemp("city") / "city.duckdb"
    run("demo", "--requests", 150, "--store", path, "--until", "2026-06-30")
    return path


def test_a_report_is_written_as_html_pdf_and_csv_into_a_folder_that_is_made(city, tmp_path):
    out = tmp_path / "packets" / "june"
    printed = run("report", "fees", "--store", city, *AS_OF, "--out", out).split()
    assert sorted(printed) == sorted(map(str, out.iterdir()))
    assert sorted(file.name for file in out.iterdir()) == [
        "fees-2026-06-30-about.txt", "fees-2026-06-30-effort_by_desk.csv", "fees-2026-06-30-fees_by_desk.csv",
        "fees-2026-06-30-fees_by_kind.csv", "fees-2026-06-30-fees_by_month.csv",
        "fees-2026-06-30-fees_by_track.csv", "fees-2026-06-30.html", "fees-2026-06-30.pdf",
    ]  # fmt: skip
    assert (out / "fees-2026-06-30.pdf").read_bytes().startswith(b"%PDF-")
    with (out / "fees-2026-06-30-fees_by_track.csv").open(newline="") as file:
        assert {row["group"] for row in csv.DictReader(file)} <= {"data", "records"}


def test_another_run_replaces_the_files_and_another_desk_does_not(city, tmp_path):
    asked = ("report", "overdue", "--store", city, *AS_OF, "--out", tmp_path, "--format", "html")
    assert run(*asked) == run(*asked)
    run(*asked, "--desk", "City Clerk")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["overdue-2026-06-30-desk1.html", "overdue-2026-06-30.html"]


@pytest.mark.parametrize("as_format", ["html", "pdf", "csv"])
def test_one_format_alone_is_written(city, tmp_path, as_format):
    run("report", "denials", "--store", city, *AS_OF, "--out", tmp_path, "--format", as_format)
    assert {file.suffix for file in tmp_path.iterdir()} == {f".{as_format}"} | ({".txt"} if as_format == "csv" else set())


def test_the_list_says_what_each_report_is_for():
    told = run("report", "--list")
    assert "annual\n    Annual statistics. The year in figures" in told and "requesters\n" in told


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("yearly",), "There is no report yearly: see records-desk report --list."),
        (("annual", "--desk", "Parks"), "There is no desk Parks"),
        (("annual", "--as-of", "2060-01-01"), "2060-01-01 is not"),
    ],
)
def test_a_wrong_question_is_answered_by_one_sentence(city, tmp_path, asked, why):
    told = run("report", *asked, "--store", city, "--out", tmp_path, code=1)
    assert why in told and "Traceback" not in told and list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(city, tmp_path):
    (tmp_path / "file").write_text("in the way")
    told = run("report", "fees", "--store", city, *AS_OF, "--out", tmp_path / "file" / "packet", code=1)
    assert "cannot be written (Not a directory): name another with --out." in told and "Traceback" not in told


def test_documents_are_made_without_the_server():
    asked = "import sys, records_desk; records_desk.documents(); print('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "False\n"
