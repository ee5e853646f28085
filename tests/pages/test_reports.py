"""The exports: their counts are the rows of their files, on any day."""

import csv
from datetime import date, timedelta

import pytest

from records_desk.db import demo, export
from records_desk.db.table_file import FORMS
from records_desk.pages import _files
from tests.pages.conftest import well, widget


def counts(tab) -> dict[str, int]:
    """The rows that each link names."""
    labels = [item.proto.label for item in tab.get("link_button") if item.proto.label.endswith(("row)", "rows)")) and item.proto.label.split(" as ")[0].replace(" ", "_") in export.NAMES]
    return {label.split(" as ")[0]: int(label.split("(")[1].split()[0].replace(",", "")) for label in labels}


def links(tab) -> list[str]:
    """What the links of the page are called."""
    return [item.proto.label for item in tab.get("link_button")]


@pytest.mark.parametrize("days", [0, 60])
def test_the_counts_equal_the_rows_of_the_files(visit, store, tmp_path, days):
    demo.load_sample(store)
    as_of = store.today() - timedelta(days=days)
    tab = visit("reports", "viewer")
    widget(tab, "reports_as_of").set_value(as_of)
    shown = counts(well(tab.run()))
    assert {name.replace(" ", "_") for name in shown} == set(export.NAMES) - {"settings_changes"}  # those are on their own page
    for name, rows in shown.items():
        export.export_to(store, name.replace(" ", "_"), tmp_path / f"{name}.csv", as_of)
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) - 1 == rows, name


def test_a_new_request_is_counted_at_once(visit, received):
    tab = visit("reports")
    assert counts(tab)["requests"] == 0
    received()
    assert counts(well(tab.run()))["requests"] == 1


def test_only_an_administrator_is_offered_the_whole_log(visit, received):
    received()
    assert "Download the whole log" in links(visit("reports"))
    assert "Download the whole log" not in links(visit("reports", "manager"))


def test_the_form_is_chosen_once_and_holds_on_every_page(visit, received):
    receipt = received()
    tab = visit("reports")
    assert "Annual statistics as CSV, zipped" in links(tab)
    widget(tab, "desk_files_as").set_value("xlsx")
    assert "Annual statistics as XLSX, zipped" in links(well(tab.run()))
    tab.switch_page("queue.py")
    assert "Download this row as XLSX" in links(well(tab.run()))
    tab.query_params["number"] = receipt.number
    tab.switch_page("request.py")
    assert {"Timeline as XLSX (1 row)", "Clocks as XLSX (1 row)"} <= set(links(well(tab.run())))


@pytest.mark.parametrize("name", list(FORMS))
def test_a_table_is_taken_in_every_form_with_its_days_as_days(store, name):
    lines = [{"on": "Thu 16 Apr 2026", "what": "=Received", "safe": "–"}, {"on": "–", "what": "Routed", "safe": "Fri 17 Apr 2026"}]
    rows = _files.typed(lines, {"on": "On", "what": "What happened", "safe": "Safe target"})
    assert rows == [
        {"On": date(2026, 4, 16), "What happened": "=Received", "Safe target": None},
        {"On": None, "What happened": "Routed", "Safe target": date(2026, 4, 17)},
    ]
    assert export.listed(store, rows, FORMS[name]).rows == 2


def test_a_column_of_days_and_words_stays_words():
    lines = [{"safe": "Fri 17 Apr 2026"}, {"safe": "stays"}]
    assert _files.typed(lines, {"safe": "Safe target"}) == [{"Safe target": "Fri 17 Apr 2026"}, {"Safe target": "stays"}]


def test_a_day_ahead_is_not_offered(visit):
    assert widget(visit("reports"), "reports_as_of").max == date(2026, 4, 20)
