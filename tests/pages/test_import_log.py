"""The import page run without a browser: who may open it, what it says of a file, and what it keeps from whom."""

import pytest

from records_desk.db.import_undo import undo_import
from tests.conftest import OFFICIAL
from tests.pages.conftest import well

LOG = "Request #,Received,Closed,Result,Records Requested\n1,2026-03-02,2026-03-09,Released,Maps\n2,2026-03-03,,,Plans\n"


@pytest.fixture
def looked_at(visit):
    """The page with a file on it."""

    def open_page(log=LOG, name="Town log.csv", who="administrator"):
        tab = visit("import_log", who)
        return well(tab.file_uploader[0].upload(name, log.encode(), "text/csv").run())

    return open_page


def said(elements):
    """What stands in elements, as it is read: without what keeps it from being Markdown."""
    return [element.value.replace("\\", "") for element in elements]


def button(tab, label):
    return next(each for each in tab.button if each.label.startswith(label))


@pytest.mark.parametrize("who", ["viewer", "staff", "manager", "auditor"])
def test_only_those_who_answer_for_the_log_may_import(visit, who):
    tab = visit("import_log", who)
    assert [error.value for error in tab.error] == [f"This page is for: official, administrator. Your role is {who}."]


def test_a_file_is_shown_as_read_with_what_is_proposed(looked_at, shown):
    tab = looked_at()
    assert "Town log.csv: utf-8, commas between cells; 5 columns." in said(tab.caption)
    chosen = {box.label: box.value for box in tab.selectbox}
    assert (chosen["Received on: column"], chosen["Closed on: column"], chosen["Outcome: column"]) == ("Received", "Closed", "Result")
    (first,) = (rows for key, (caption, rows) in shown.items() if caption == "First rows")
    assert len(first) == 2


def test_what_would_happen_is_told_before_anything_does(looked_at, store, shown):
    tab = looked_at()
    well(button(tab, "Preview").click().run())
    assert any("2 rows read: 2 added" in text for text in said(tab.markdown))
    assert store.query("select count(*) as n from store.request")[0]["n"] == 0
    well(button(tab, "Import 2 rows").click().run())
    assert store.query("select count(*) as n from store.request")[0]["n"] == 2
    assert store.query("select recorded_by from store.event limit 1")[0]["recorded_by"] == "administrator (import town-log)"
    assert not list(store.spool.glob("*.csv"))


def test_a_column_that_was_not_seen_to_be_money_can_be_chosen_as_a_fee(looked_at, store):
    tab = looked_at("Request #,Received,Closed,Result,Records Requested,Billed to them\n1,2026-03-02,2026-03-09,Released,Maps,$12.50\n")
    well(next(box for box in tab.multiselect if box.label == "Columns of fees").set_value(["Billed to them"]).run())
    assert next(box for box in tab.selectbox if box.label.startswith("Day of")).value == "Closed"
    well(button(tab, "Preview").click().run())
    well(button(tab, "Import 1 rows").click().run())
    assert store.query("select kind, amount::varchar as amount, on_date::varchar as on_date from store.event where amount > 0") == [
        {"kind": "fee_charged", "amount": "12.50", "on_date": "2026-03-09"}
    ]


def test_a_mapping_that_changed_after_the_preview_must_be_previewed_again(looked_at):
    tab = looked_at()
    well(button(tab, "Preview").click().run())
    box = next(box for box in tab.selectbox if box.label == "Closed on: column")
    well(box.set_value("–").run())
    assert "preview again" in said(tab.info)[-1] and not any(each.label.startswith("Import") for each in tab.button)


def test_a_wrong_name_of_a_log_is_told_and_nothing_is_read(looked_at):
    tab = looked_at()
    next(field for field in tab.text_input if field.label.startswith("Name of this log")).set_value("Town Log!")
    well(button(tab, "Preview").click().run())
    assert "has the source 'Town Log!': use small letters" in said(tab.error)[0]


def test_a_file_that_is_no_log_is_refused_in_a_sentence(looked_at):
    tab = looked_at("<html><table></table></html>")
    assert "is a web page or XML" in said(tab.error)[0]


def test_an_import_is_taken_back_on_the_page(looked_at, store):
    tab = looked_at()
    well(button(tab, "Preview").click().run())
    well(button(tab, "Import 2 rows").click().run())
    well(button(tab, "Void all requests").click().run())
    assert [row["status"] for row in store.query("select status from store.snapshot")] == ["voided", "voided"]
    assert "Voided: 2 requests" in said(tab.success)[0]


def test_who_comes_second_to_take_an_import_back_is_told(looked_at, store):
    tab = looked_at()
    well(button(tab, "Preview").click().run())
    well(button(tab, "Import 2 rows").click().run())
    undo_import(store, store.read("import_runs")[0]["import_id"], OFFICIAL)
    well(button(tab, "Void all requests").click().run())
    assert any("can no longer be taken back" in text for text in said(tab.info))
