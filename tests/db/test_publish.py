"""The open-data bundle: what is in it, what must never be, and where it may be written."""

import csv
import json
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource

from records_desk.db import demo, ledger, publish, publish_command
from records_desk.db._refused import Refused
from records_desk.db.files import File
from tests.conftest import OFFICIAL, TODAY
from tests.db.test_commands import run
from tests.db.test_turnaround import decided, receive

SCHEMAS = Path(__file__).with_name("dcat_us_1_1")
ASKED = {"contact_name": "City Clerk", "contact_email": "clerk@example.gov"}
FILES = [
    "data-dictionary.csv", "flow_by_month.csv", "turnaround_by_desk.csv", "turnaround_by_month.csv", "turnaround_by_track.csv",
    "turnaround_total.csv", "data.json",
]  # fmt: skip
TABLES = [name for name in FILES if name[0] in "ft"]


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture
def city(store):
    """An invented city of three hundred requests."""
    demo.build(store, 300, TODAY)
    return store


@pytest.fixture
def bundle(city, tmp_path):
    """Its bundle's folder."""
    publish.publish(city, tmp_path / "bundle", TODAY, **ASKED)
    return tmp_path / "bundle"


# What is in it.


def test_the_bundle_is_its_tables_their_dictionary_and_the_catalogue(city, tmp_path):
    made = publish.publish(city, tmp_path / "bundle", TODAY, **ASKED)
    assert [file.name for file in made] == FILES
    assert sorted(file.name for file in (tmp_path / "bundle").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", TABLES)
def test_a_header_is_the_allow_list_and_the_dictionary_tells_every_column(bundle, name):
    with (bundle / name).open(encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    told = [row for row in rows_of(bundle / "data-dictionary.csv") if row["file"] == name]
    assert header == list(publish.columns(name)) == [row["column"] for row in told]
    assert all(row["type"] and row["description"] for row in told)


def test_a_new_column_of_a_measure_does_not_leave_by_itself():
    row = dict.fromkeys(publish.columns("turnaround_by_desk.csv"), 7)
    assert publish.allowed("turnaround_by_desk.csv", row | {"requester_name": "Secret"}) == row


def test_groups_sum_to_the_total_that_is_published(store):
    for days in (1, 2, 3, 40, 41, 42, 43, 44):
        decided(store, days)
    receive(store, TODAY - timedelta(60), track="data", desk_id=2)
    rows = publish.tables(store, TODAY, publish.window(TODAY))
    assert [row["measure"] for row in rows["turnaround_total.csv"]] == ["receipt to determination", "receipt to closing"]
    assert [row["n"] for row in rows["turnaround_total.csv"]] == [9, 9]
    assert rows["flow_by_month.csv"][0]["month"] == "2025-04" and rows["flow_by_month.csv"][-1]["month"] == "2026-04"


def test_the_same_day_gives_the_same_bytes(city, tmp_path):
    made = [publish.publish(city, tmp_path / name, TODAY, **ASKED) for name in ("one", "two", "two")]
    one, *others = [[file.read_bytes() for file in files] for files in made]
    assert others == [one, one]


def test_only_whole_months_are_published(store, tmp_path):
    for received in ({"received_from": date(2026, 1, 2)}, {"received_until": date(2026, 3, 30)}, {"received_from": date(2026, 5, 1)}):
        with pytest.raises(Refused, match="whole months|no days"):
            publish.publish(store, tmp_path / "bundle", TODAY, **ASKED, **received)
    assert not (tmp_path / "bundle").exists()


def test_an_empty_log_gives_headers_and_months_of_nothing(store, tmp_path):
    publish.publish(store, tmp_path / "bundle", TODAY, **ASKED)
    assert rows_of(tmp_path / "bundle" / "turnaround_by_month.csv") == []


def test_a_desk_that_looks_like_a_formula_is_neutralised(store, tmp_path):
    store.write(lambda cursor: cursor.execute("insert into store.desk (desk_id, name, is_active) values (9, '=HYPERLINK(1)', true)"))
    for days in range(1, 8):
        decided(store, days, desk_id=9)
    publish.publish(store, tmp_path / "bundle", TODAY, **ASKED)
    assert {row["desk"] for row in rows_of(tmp_path / "bundle" / "turnaround_by_desk.csv")} == {"'=HYPERLINK(1)"}


def test_desks_that_an_import_named_are_one_group_without_their_names(store, tmp_path):
    name = "insert into store.desk (desk_id, name, is_active) values ($id, $name, true)"
    told = "insert into store.setting_change values ($id, $at_time, 'clerk (import steps)', 'desk ' || $name, null, $name)"
    for number, secret in ((8, "Pat Doe"), (9, "Kim Roe")):
        change = {"id": store.new_ids(), "name": secret, "at_time": store.now()}
        store.write(lambda cursor: (cursor.execute(name, {"id": number, "name": secret}), cursor.execute(told, change)))
        for days in range(1, 8):
            decided(store, days, desk_id=number)
    publish.publish(store, tmp_path / "bundle", TODAY, **ASKED)
    rows = rows_of(tmp_path / "bundle" / "turnaround_by_desk.csv")
    assert [(row["desk"], row["measure"], row["n"]) for row in rows] == [
        ("Other desk", "receipt to determination", "14"), ("Other desk", "receipt to closing", "14"),
    ]  # fmt: skip


# The page.


def test_the_page_is_made_of_the_published_rows_and_leaves_with_the_rest(city, tmp_path):
    seen = {}
    page = {"page": lambda rows: seen.update(rows) or "<p>Städte", "base_url": "https://a.gov/x"}
    made = publish.publish(city, tmp_path / "bundle", TODAY, **page, **ASKED)
    assert (tmp_path / "bundle" / "index.html").read_text(encoding="utf-8") == "<p>Städte"
    assert sorted(seen) == TABLES and made[-2].name == "turnaround_total.csv"
    assert json.loads(made[-1].read_text())["dataset"][0]["landingPage"] == "https://a.gov/x/index.html"
    publish.publish(city, tmp_path / "bundle", TODAY, **ASKED)
    assert not (tmp_path / "bundle" / "index.html").exists()


# Nothing personal.


def test_no_secret_planted_in_the_log_leaves(store, tmp_path):
    """A word of its own in every field that takes free text, a name, an address or a file."""
    plant(store)
    for days in range(12):
        decided(store, days)
    assert all("SECRET" in str(store.query(f"from store.{table}")) for table in SECRET_TABLES)
    publish_command.run(store, folder=str(tmp_path / "bundle"), as_of=str(TODAY), **ASKED)
    for file in (tmp_path / "bundle").iterdir():
        assert b"secret" not in file.read_bytes().lower(), file.name


SECRET_TABLES = ("requester", "request_text", "letter_text", "event_official", "event", "person")
TEXTS = ("verbatim", "summary", "intended_use", "record_series", "data_fields", "dataset_id", "format", "name", "organization")
NOTE = {"note": "SECRET note"}
OFFICIALLY = {"official_name": "SECRET official", "official_title": "SECRET title", "reason": "SECRET reason"}
TERMS = {"terms_version": "SECRET", "no_fee": True}
STORIES = {
    "records": [
        [("acknowledged", NOTE), ("clarification_asked", {"question": "SECRET"}), ("clarification_answered", {"answer": "SECRET"})],
        [("routed", {"desk_id": 2, **NOTE}), ("determined", {"outcome": "denied", "sections": ("7927.700",), **OFFICIALLY})],
        [("fee_charged", {"fee_kind": "duplication", "amount": 12, **NOTE}), ("fee_waived", {"amount": 12, "reason": "SECRET waiver"})],
    ],
    "data": [
        [
            ("determined", {"outcome": "granted", "promised_on": TODAY, "promised_time": time(17)}),
            ("access_granted", {"endpoint": "https://secret.example", "format": "SECRET", "key_reference": "SECRET"} | TERMS),
            ("misuse_reported", NOTE),
        ],
    ],
}


def plant(store):
    """Four requests whose every text holds the word, recorded by someone whose name does."""
    by = replace(OFFICIAL, sign_in="SECRET sign-in", name="SECRET name")
    store.write(lambda cursor: cursor.execute("update store.person set name = 'SECRET person'"))
    values = {name: f"SECRET {name}" for name in TEXTS} | {"email": "secret@example.org", "phone": "+1 805 555 0100 SECRET"}
    files = (File("SECRET file.csv", "text/csv", b"SECRET bytes"),)
    for track, stories in STORIES.items():
        for story in stories:
            received = ledger.receive(store, by, track=track, on_date=TODAY - timedelta(9), files=files, **values)
            for kind, details in story:
                ledger.record(store, received.request_id, kind, by, on_date=TODAY, **details)


# The catalogue.


def errors_in(catalogue):
    """What the official schema says of a data.json; nothing is fetched."""
    schemas = {name: json.loads((SCHEMAS / name).read_text(encoding="utf-8")) for name in ("catalog.json", "dataset-non-federal.json")}
    address = "https://project-open-data.cio.gov/v1.1/schema/"
    registry = Registry().with_resources((address + name, Resource.from_contents(schema)) for name, schema in schemas.items())
    return list(Draft4Validator(schemas["catalog.json"], registry=registry, format_checker=FormatChecker()).iter_errors(catalogue))


@pytest.mark.parametrize("more", [{}, {"base_url": "https://data.example.gov/requests"}, {"identifier": "https://data.example.gov/id/1"}])
def test_the_catalogue_is_valid_by_the_official_schema(city, tmp_path, more):
    made = publish.publish(city, tmp_path / "bundle", TODAY, page=str, **ASKED, **more)
    catalogue = json.loads(made[-1].read_text(encoding="utf-8"))
    assert errors_in(catalogue) == []
    (dataset,) = catalogue["dataset"]
    assert (dataset["publisher"]["name"], dataset["modified"]) == ("City of Oxnard", "2026-04-20")
    assert dataset["identifier"] == more.get("identifier", "urn:records-desk:city-of-oxnard:turnaround")
    assert sorted(each["description"] for each in dataset["distribution"]) == TABLES
    assert ("describedBy" in dataset) == ("base_url" in more) == ("downloadURL" in dataset["distribution"][0])


def test_the_schema_is_really_asked(bundle):
    catalogue = json.loads((bundle / "data.json").read_text(encoding="utf-8"))
    del catalogue["dataset"][0]["contactPoint"]["fn"]
    catalogue["dataset"][0]["distribution"][0]["mediaType"] = "no media type"
    assert len(errors_in(catalogue)) == 2


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"contact_name": " "}, "give --contact-name and --contact-email"),
        ({"contact_email": None}, "give --contact-name and --contact-email"),
        ({"contact_email": "clerk"}, "e-mail address cannot be right"),
        ({"base_url": "data.example.gov"}, "no address of a folder"),
        ({"base_url": "https://[x"}, "no address of a folder"),
        ({"base_url": "https://a.gov/my data"}, "no address of a folder"),
    ],
)
def test_what_a_catalogue_needs_is_asked_for_in_a_sentence(store, tmp_path, more, why):
    with pytest.raises(Refused, match=why):
        publish.publish(store, tmp_path / "bundle", TODAY, **ASKED | more)
    assert not (tmp_path / "bundle").exists()


# The folder.


def test_a_folder_with_a_foreign_file_is_refused_and_left_as_it_is(store, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Refused, match="holds .*, which is of no bundle"):
        publish.publish(store, tmp_path, TODAY, **ASKED)
    assert {file.name for file in tmp_path.iterdir() if file.is_file()} == {"notes.txt", "city.duckdb"}


def test_another_datasets_catalogue_is_not_written_over(store, tmp_path):
    folder = tmp_path / "portal"
    folder.mkdir()
    (folder / "data.json").write_text('{"dataset": [{"identifier": "parks"}, {"identifier": "roads"}]}')
    with pytest.raises(Refused, match="another dataset"):
        publish.publish(store, folder, TODAY, **ASKED)
    assert "parks" in (folder / "data.json").read_text()


def test_a_folder_that_cannot_be_is_refused(store, tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "missing" / "bundle"):
        with pytest.raises(Refused, match="cannot be"):
            publish.publish(store, folder, TODAY, **ASKED)


def test_a_page_that_fails_leaves_the_earlier_bundle_as_it_was(city, bundle, tmp_path):
    before = {file.name: file.read_bytes() for file in bundle.iterdir()}
    with pytest.raises(ZeroDivisionError):
        publish.publish(city, bundle, TODAY - timedelta(40), page=lambda rows: str(1 / 0), **ASKED)
    assert before == {file.name: file.read_bytes() for file in bundle.iterdir()}
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


# The command.


def test_the_command_writes_the_bundle_or_says_why_not(tmp_path):
    store, asked = tmp_path / "city.duckdb", ("--as-of", "2026-06-30", "--contact-name", "Clerk", "--contact-email", "clerk@example.gov")
    run("demo", "--requests", 150, "--store", store, "--until", "2026-06-30")
    assert "8 files are in" in run("publish", tmp_path / "bundle", "--store", store, *asked, "--received-from", "2025-01-01")
    assert "give --contact-name" in run("publish", tmp_path / "bundle", "--store", store, code=1)
    assert "has not come yet" in run("publish", tmp_path / "bundle", "--store", store, *asked, "--as-of", "2099-01-31", code=1)
