"""The sample city in a store: told apart, removed whole, and never with anything real in it."""

import pytest

from records_desk.db import catalogue, city, demo, first_steps, ledger, sample, systems, verify
from records_desk.db._refused import Refused
from records_desk.db.files import File, kept_at
from tests.conftest import MANAGER, OFFICIAL, TODAY
from tests.db.test_catalogue import dataset, imported
from tests.db.test_city import ADMINISTRATOR, PERSON, changes



@pytest.fixture
def loaded(store):
    assert demo.load_sample(store)
    return store


def counts(store) -> dict[str, int]:
    names = [row["name"] for row in store.read("tables")]
    return {name: store.query(f"select count(*) as n from store.{name}")[0]["n"] for name in names}


def test_a_removed_sample_leaves_the_tables_as_they_were(store):
    before = counts(store)
    demo.load_sample(store)
    assert counts(store)["request"] == 300
    told = sample.remove(store, ADMINISTRATOR)
    assert told.startswith("The sample city was removed: 300 requests and 6 people.")
    after = counts(store)
    assert {name: after[name] for name in after if after[name] != before[name]} == {"setting_change": after["setting_change"]}
    assert verify.verify(store).is_whole and not sample.is_in(store)


def test_the_first_real_request_after_it_is_number_one_and_sample_people_are_gone(loaded):
    sample.remove(loaded, ADMINISTRATOR)
    assert [row["sign_in"] for row in loaded.read("people")] == ["administrator"]
    assert ledger.receive(loaded, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits").number == "PRA-2026-000001"


def test_what_was_tried_on_the_sample_goes_with_it_files_too(loaded):
    (first,) = loaded.query("select request_id from store.snapshot where status = 'received' or status = 'open' limit 1")
    ledger.record(loaded, first["request_id"], "note", OFFICIAL, on_date=TODAY, note="A try")
    file = File("map.pdf", "application/pdf", b"%PDF-1.7 a try")
    tried = ledger.receive(loaded, OFFICIAL, track="records", on_date=TODAY, verbatim="A try", files=(file,))
    ledger.record(loaded, tried.request_id, "voided", OFFICIAL, on_date=TODAY, reason="A try")
    assert kept_at(loaded, file.sha256).exists()
    sample.remove(loaded, ADMINISTRATOR)
    assert loaded.query("from store.event") == [] and not kept_at(loaded, file.sha256).exists()


def test_a_sample_with_a_real_request_in_it_stays_and_says_which(loaded):
    real = ledger.receive(loaded, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    assert real.number in sample.why_not(loaded, ADMINISTRATOR)
    with pytest.raises(Refused, match=f"Real requests may be among the sample's: {real.number}"):
        sample.remove(loaded, ADMINISTRATOR)
    assert counts(loaded)["request"] == 301


def test_a_request_in_the_way_that_somebody_may_not_see_is_counted_and_not_named(loaded):
    real = ledger.receive(loaded, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    city.save_person(loaded, ADMINISTRATOR, None, sign_in="kim", name="Kim Example", title="Clerk", role="official", desk_id=1)
    (reader,) = [row["person_id"] for row in loaded.read("people") if row["sign_in"] == "kim"]
    ledger.record(loaded, real.request_id, "restricted", OFFICIAL, on_date=TODAY, readers=[reader])
    told = sample.why_not(loaded, ADMINISTRATOR)
    assert "among the sample's: 1 more." in told and real.number not in told


def test_what_was_set_meanwhile_stays_a_person_and_a_desk_too(loaded):
    city.save_desk(loaded, ADMINISTRATOR, None, "Harbor")
    city.save_person(loaded, ADMINISTRATOR, None, **PERSON)
    (clerk,) = [row for row in loaded.read("people") if row["sign_in"] == "clerk"]
    changed = {name: clerk[name] for name in ("sign_in", "name", "title", "desk_id")}
    city.save_person(loaded, ADMINISTRATOR, clerk["person_id"], role="staff", **changed)
    sample.remove(loaded, ADMINISTRATOR)
    assert {row["sign_in"] for row in loaded.read("people")} == {"administrator", "clerk", PERSON["sign_in"]}
    assert "Harbor" in {row["name"] for row in loaded.read("desks")}


def test_nothing_names_a_person_of_the_sample_afterwards(loaded):
    (clerk,) = [row["person_id"] for row in loaded.read("people") if row["sign_in"] == "clerk"]
    city.save_desk(loaded, ADMINISTRATOR, 1, "City Clerk", head_id=clerk)
    city.save_person(loaded, ADMINISTRATOR, None, **PERSON, backup_id=clerk)
    sample.remove(loaded, ADMINISTRATOR)
    here = {row["person_id"] for row in loaded.read("people")} | {None}
    columns = loaded.query(
        "select table_name, column_name from duckdb_columns() where database_name = 'store' and column_name in ('person_id', 'head_id', 'backup_id')"
    )
    assert len(columns) >= 5
    for row in columns:
        named = loaded.query(f"select distinct {row['column_name']} as person_id from store.{row['table_name']}")
        assert {each["person_id"] for each in named} <= here, row
    told = [row for row in changes(loaded) if row["old_value"] and "Casey Sample" in row["old_value"]]
    assert {row["what"].split()[0] for row in told} == {"desk", "person"}


def test_a_catalogue_and_systems_of_the_city_stay(store):
    imported(store, dataset("Harbor berths"))
    systems.import_systems(store, OFFICIAL, systems.read(b"vendor,product\nSample Co.,OtherBox\n"))
    demo.load_sample(store)
    sample.remove(store, ADMINISTRATOR)
    assert [row["title"] for row in store.read("datasets")] == ["Harbor berths"]
    assert [row["product"] for row in store.read("systems_like", text="")] == ["OtherBox"]


def test_of_a_catalogue_imported_over_the_samples_only_the_samples_own_datasets_go(loaded):
    imported(loaded, dataset("Harbor berths"), replace=True)
    sample.remove(loaded, ADMINISTRATOR)
    assert [(row["title"], row["gone_on"]) for row in loaded.read("datasets")] == [("Harbor berths", None)]


def test_removing_is_told_among_the_changes_of_settings(loaded):
    sample.remove(loaded, ADMINISTRATOR)
    told = {(row["what"], row["old_value"], row["new_value"]) for row in changes(loaded) if row["changed_by"] == "administrator"}
    assert ("sample city", "300 requests", None) in told


def test_it_is_removed_once_and_by_an_administrator_only(loaded):
    with pytest.raises(Refused, match="needs the role administrator"):
        sample.remove(loaded, MANAGER)
    sample.remove(loaded, ADMINISTRATOR)
    with pytest.raises(Refused, match="not in this store any more"):
        sample.remove(loaded, ADMINISTRATOR)


def test_it_is_loaded_into_a_log_without_requests_only_and_again_after_it_was_removed(loaded):
    assert not demo.load_sample(loaded)
    assert counts(loaded)["request"] == 300
    sample.remove(loaded, ADMINISTRATOR)
    assert demo.load_sample(loaded)
    assert counts(loaded)["request"] == 300 and catalogue.USUAL in {row["catalogue"] for row in loaded.read("catalogue_imports")}


def test_the_steps_are_told_from_what_stands_in_the_store(store):
    assert vars(first_steps.first_steps(store)) == {"has_desks": False, "has_closures": False, "has_request": False, "is_away": False}
    demo.load_sample(store)
    assert not first_steps.first_steps(store).has_request
    city.save_desk(store, ADMINISTRATOR, 1, "Clerk of the City")
    first_steps.no_closures(store, ADMINISTRATOR)
    ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    assert first_steps.first_steps(store).is_done


def test_that_there_are_no_closures_holds_for_its_year_only(store):
    first_steps.no_closures(store, ADMINISTRATOR)
    assert first_steps.first_steps(store).has_closures
    store.write(lambda cursor: cursor.execute("update store.setting set value = '2025' where name = 'no_closures_in'"))
    assert not first_steps.first_steps(store).has_closures
