"""The changes of the settings as administrators and auditors read them."""

import csv
import io

import pytest

from records_desk.db import city, closing
from tests.pages.conftest import ADMINISTRATOR, labelled, offered, titles, well

PERSON = {"sign_in": "new@example.org", "name": "Nia New", "title": None, "role": "staff", "desk_id": 1}


@pytest.mark.parametrize(("who", "may"), [("administrator", True), ("auditor", True), ("official", False), ("manager", False), ("viewer", False)])
def test_changes_are_for_administrators_and_auditors(visit, who, may):
    assert titles(visit("audit", who)) == (["Changes"] if may else ["Not for you"])


def test_a_change_tells_who_when_what_and_both_values(visit, store, shown):
    city.save_escalation_days(store, ADMINISTRATOR, 5)
    visit("audit", "auditor")
    caption, rows = shown["audit_table"]
    assert {name: told for name, told in rows[0].items() if name[0] != "_"} == {
        "at": "Mon 20 Apr 2026, 13:00", "by": "Desk administrator", "what": "Days until an unanswered call is told to the heads", "old": "3", "new": "5",
    }  # fmt: skip
    assert caption == f"{len(rows)} change{'s' if len(rows) > 1 else ''}, newest first"


def test_the_times_follow_the_citys_zone(visit, store, shown):
    closing.apply(store, ADMINISTRATOR, closing.set_zone("America/New_York"))
    visit("audit", "auditor")
    assert shown["audit_table"][1][0]["at"] == "Mon 20 Apr 2026, 16:00"


def test_what_and_who_narrow_the_list_and_its_file(visit, store, shown):
    city.save_portal_host(store, ADMINISTRATOR, "data.example.gov")
    tab = visit("audit", "auditor")
    offered()
    labelled(tab, "What").set_value("portal_host")
    well(tab.run())
    caption, rows = shown["audit_table"]
    assert caption == "1 change, newest first" and [row["new"] for row in rows] == ["data.example.gov"]
    (file,) = offered().values()
    (line,) = csv.DictReader(io.StringIO(file.decode()))
    assert (line["person"], line["what"], line["old_value"], line["new_value"]) == ("Desk administrator", "Open-data portal", "", "data.example.gov")
    labelled(tab, "Find in what and values").set_value("nowhere")
    well(tab.run())
    assert [item.value for item in tab.info] == ["No setting was changed with these filters."]


def test_an_auditor_can_change_nothing_here(visit, store):
    tab = visit("audit", "auditor")
    assert not [item for item in tab.button if item.key and item.key.startswith("audit")] and titles(visit("settings", "auditor")) == ["Not for you"]
