"""The command `measure`: what it prints, in both formats, and what it says to a wrong question."""

import csv
import io
import json

import pytest

from tests.db.test_commands import run

CONTRACT = {
    "group", "n", "n_closed", "n_open", "n_negative", "median_days", "mean_days", "p90_days", "min_days", "max_days",
    "km_median_days", "km_p75_days", "km_p90_days",
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A small invented city."""
    path = tmp_path_factory.mktemp("city") / "city.duckdb"
    run("demo", "--requests", 150, "--store", path, "--until", "2026-06-30")
    return path


def test_turnaround_as_json_has_a_row_for_each_group(city):
    asked = ("--as-of", "2026-06-30", "--from", "receipt", "--to", "closing", "--format", "json")
    (whole,) = json.loads(run("measure", "turnaround", "--store", city, *asked))
    months = json.loads(run("measure", "turnaround", "--store", city, *asked, "--by", "month"))
    assert CONTRACT <= set(whole) and whole["n"] == 150 == sum(row["n"] for row in months)
    assert whole["as_of"] == "2026-06-30" and whole["measure"] == "receipt to closing"


def test_the_same_figures_as_csv(city):
    asked = ("measure", "fees", "--store", city, "--as-of", "2026-06-30", "--by", "desk")
    rows = list(csv.DictReader(io.StringIO(run(*asked))))
    assert [(row["group"], float(row["charged"])) for row in rows] == [
        (row["group"], row["charged"]) for row in json.loads(run(*asked, "--format", "json"))
    ]


def test_the_curve_is_told_with_its_band_and_to_an_end_point_with_a_hyphen(city):
    asked = ("measure", "survival", "--store", city, "--as-of", "2026-06-30", "--from", "determination", "--to", "first-release")
    rows = json.loads(run(*asked, "--format", "json"))
    assert rows and all(0 <= row["low"] <= row["still_open"] <= row["high"] <= 1 for row in rows)


def test_a_desk_is_named_by_its_name(city):
    rows = json.loads(run("measure", "pending", "--store", city, "--desk", "City Clerk", "--by", "desk", "--format", "json"))
    assert [row["group"] for row in rows] in ([], ["City Clerk"])
    assert "There is no desk Parks" in run("measure", "pending", "--store", city, "--desk", "Parks", code=1)


def test_the_list_holds_every_measure_with_its_definition():
    told = run("measure", "--list")
    assert "receipt_to_determination_working_days\n    One row per group: working days" in told and "time_by_desk\n" in told


@pytest.mark.parametrize(
    ("asked", "why", "code"),
    [
        (("speed",), "There is no measure speed", 1),
        (("ten_oldest", "--by", "month"), "does not take groups", 1),
        (("turnaround", "--as-of", "2099-01-01"), "has not come yet", 1),
        (("turnaround", "--by", "mood"), "mood", 2),
    ],
)
def test_a_wrong_question_is_answered_in_a_sentence(city, asked, why, code):
    assert why in run("measure", asked[0], "--store", city, *asked[1:], code=code)
