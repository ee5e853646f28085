"""The exports: their counts are the rows of their files, on any day."""

import csv
from datetime import date, timedelta

import pytest

from records_desk.db import demo, export
from tests.pages.conftest import well, widget


def counts(tab) -> dict[str, int]:
    """The rows that each link names."""
    labels = [item.proto.label for item in tab.get("link_button") if item.proto.label.endswith(("row)", "rows)"))]
    return {label.split(" (")[0]: int(label.split("(")[1].split()[0].replace(",", "")) for label in labels}


@pytest.mark.parametrize("days", [0, 60])
def test_the_counts_equal_the_rows_of_the_files(visit, store, tmp_path, days):
    demo.load_sample(store)
    as_of = store.today() - timedelta(days=days)
    tab = visit("reports", "viewer")
    widget(tab, "reports_as_of").set_value(as_of)
    shown = counts(well(tab.run()))
    assert tuple(shown) == export.NAMES
    for name, rows in shown.items():
        export.export_to(store, name, tmp_path / f"{name}.csv", as_of)
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) - 1 == rows, name


def test_a_new_request_is_counted_at_once(visit, received):
    tab = visit("reports")
    assert counts(tab)["requests"] == 0
    received()
    assert counts(well(tab.run()))["requests"] == 1


def test_a_day_ahead_is_not_offered(visit):
    assert widget(visit("reports"), "reports_as_of").max == date(2026, 4, 20)
