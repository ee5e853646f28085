"""The catalogue page: found, read, imported, and what is worth publishing."""

from records_desk.db import catalogue, suggestions, systems
from records_desk.db.suggestions import Suggestion
from tests.db.test_catalogue import data_json, dataset
from tests.db.test_systems import LIST
from tests.pages.conftest import ADMINISTRATOR, labelled, titles, well

BUTTONS = {"Import the file", "Import the systems"}


def imported(store, *datasets: dict) -> None:
    catalogue.import_catalogue(store, ADMINISTRATOR, data_json(*datasets), "data.json")


def test_an_empty_catalogue_says_what_to_do(visit):
    tab = visit("catalogue")
    assert titles(tab) == ["Catalogue"]
    assert "import the portal's data.json" in tab.info[0].value


def test_a_dataset_is_found_by_what_it_is_called_and_by_state(visit, store, shown):
    imported(store, dataset("EMS Runs", "1"), dataset("Payroll", "2", accessLevel="non-public"), dataset("Trees", "3"))
    tab = visit("catalogue", "viewer")
    assert [row["title"] for row in shown["catalogue_datasets"][1]] == ["EMS Runs", "Trees"]
    labelled(tab, "Find a dataset").set_value("ambulance")
    well(tab.run())
    assert [row["title"] for row in shown["catalogue_datasets"][1]] == ["EMS Runs"]
    labelled(tab, "Find a dataset").set_value("")
    labelled(tab, "Show").set_value("not published")
    well(tab.run())
    assert [(row["title"], row["state"]) for row in shown["catalogue_datasets"][1]] == [("Payroll", "not published")]


def test_one_dataset_shows_its_identifier_and_every_address(visit, store, shown):
    imported(store, dataset("Trees *bold*", "3", description="<b>Every</b> street tree"))
    number = store.read("datasets")[0]["dataset_no"]
    tab = visit("catalogue", "viewer", dataset=str(number))
    assert tab.header[0].value == "Trees \\*bold\\*"
    assert tab.code[0].value == "https://data.example.org/datasets/3"
    assert len(shown["catalogue_ways"][1]) == 2
    assert "Every street tree" in [text.value.strip() for text in tab.text]


def test_an_address_of_a_dataset_that_is_none_shows_the_list(visit, store):
    imported(store, dataset("Trees", "3"))
    tab = visit("catalogue", "viewer", dataset="99'; drop")
    assert not tab.code


def test_who_may_only_look_finds_no_import(visit, store):
    assert not {button.label for button in visit("catalogue", "viewer").button} & BUTTONS
    assert {button.label for button in visit("catalogue", "staff").button} >= BUTTONS


def test_a_file_is_imported_on_the_page_and_what_is_none_is_refused(visit, store, shown):
    tab = visit("catalogue", "staff")
    tab.file_uploader[0].upload("data.json", data_json(dataset("Trees")), "application/json")
    well(tab.run())
    next(button for button in tab.button if button.label == "Import the file").click()
    well(tab.run())
    assert "1 dataset read" in tab.success[0].value
    assert [row["appeared"] for row in shown["catalogue_imports"][1]] == ["1"]
    tab.file_uploader[0].upload("data.json", b"{", "application/json")
    well(tab.run())
    next(button for button in tab.button if button.label == "Import the file").click()
    well(tab.run())
    assert "no JSON" in tab.error[0].value


def test_a_system_is_found_by_the_data_it_holds(visit, store, shown):
    systems.import_systems(store, ADMINISTRATOR, systems.read(LIST.encode()))
    tab = visit("catalogue", "viewer")
    assert len(shown["catalogue_systems_table"][1]) == 2
    labelled(tab, "Find a system, a kind of data or a department").set_value("POLICE calls")
    well(tab.run())
    assert [row["product"] for row in shown["catalogue_systems_table"][1]] == ["CaseBox"]


def test_what_three_ask_for_in_the_same_words_is_worth_publishing(visit, store, shown, received):
    for words in ("Tree inventory 2024", "The inventory of trees, 2025 please", "tree inventory", "Sewer maps"):
        last = received(words)
    visit("catalogue", "viewer")
    (row,) = shown["catalogue_candidates"][1]
    assert (row["words"], row["n"], row["n_open"]) == ("tree inventory", "3", "3")
    assert last.number not in row["numbers"]


def test_what_was_answered_as_published_is_no_candidate(visit, store, shown, received):
    imported(store, dataset("Tree inventory", "1"))
    used = Suggestion(dataset_no=store.read("datasets")[0]["dataset_no"])
    for _ in range(3):
        suggestions.receive(store, ADMINISTRATOR, [used], used, track="records", on_date=store.today(), verbatim="Tree inventory")
    tab = visit("catalogue", "viewer")
    assert shown["catalogue_candidates"][1] == []
    assert shown["catalogue_datasets"][1][0]["requests"] == "3"
    assert any("Published datasets stood beside 3 of 3 requests" in text.value.replace("\\", "") for text in tab.markdown)
