"""The blank form: the fields of the intake page, on paper and as a CSV that comes back."""

import csv
import io
from datetime import date

from records_desk.db import _received, import_log, intake, ledger
from tests.conftest import OFFICIAL

FILLED = {
    "Number": "7", "Received on": "2026-04-06", "What was asked": "All permits of 2025", "Dataset ID": "ds-1", "Record series": "Permits",
    "Data fields": "Address", "Format": "CSV", "Needed by": "05/01/2026", "Requester's name": "Pat Example", "Organization": "Example Press",
    "E-mail": "pat@example.org", "Phone": "+1 805 555 0100", "Intended use": "A map", "Language": "Spanish",
}  # fmt: skip

WRITTEN = {"date": date(2026, 5, 1), "language": "es"}


def filled(folder, *lines: dict):
    """The blank CSV with lines written below its header, as a spreadsheet saves it."""
    text = io.StringIO(intake.blank_csv().decode("utf-8"))
    text.seek(0, io.SEEK_END)
    csv.DictWriter(text, intake.header()).writerows(lines)
    file = folder / "requests.csv"
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    return file


def test_the_filled_csv_comes_in_with_the_shipped_mapping_and_no_word_is_lost(store, tmp_path):
    mapping = import_log.load_mapping("form")
    done = import_log.import_log(store, filled(tmp_path, FILLED), mapping, OFFICIAL, rejects=tmp_path / "rejects.csv")
    assert (done.read, done.added, done.rejected) == (1, 1, {})
    (found,) = store.query("select request_id from store.request")
    (facts,) = store.read("intake_facts", request_id=found["request_id"])
    assert facts["on_date"] == date(2026, 4, 6) and facts["needed_by_on"] == date(2026, 5, 1)
    told = " ".join(str(value) for value in facts.values())
    for label, words in FILLED.items():
        if label not in ("Number", "Received on", "Needed by", "Language"):
            assert words in told, label
    assert facts["language"] == "es"


def test_only_number_receipt_and_words_are_needed(store, tmp_path):
    line = dict.fromkeys(intake.header(), "") | {name: FILLED[name] for name in ("Number", "Received on", "What was asked")}
    done = import_log.import_log(store, filled(tmp_path, line), import_log.load_mapping("form"), OFFICIAL, rejects=tmp_path / "rejects.csv")
    assert (done.added, done.rejected) == (1, {})
    assert store.query("from store.requester") == []


def test_the_mapping_reads_every_heading_of_the_csv_once():
    read = [label for labels in import_log.load_mapping("form").columns.values() for label in labels]
    assert sorted(read) == sorted(intake.header()) == sorted(FILLED)


def test_every_field_of_the_form_is_one_that_a_request_is_logged_with(store):
    ledger.receive(
        store, OFFICIAL, track="data", on_date=date(2026, 4, 6),
        **{field.name: WRITTEN.get(field.input, "pat@example.org") for field in intake.FIELDS},
    )  # fmt: skip
    (found,) = store.query("select request_id from store.request")
    (facts,) = store.read("intake_facts", request_id=found["request_id"])
    assert {field.name for field in intake.FIELDS if facts[field.name]} == {field.name for field in intake.FIELDS}
    logged_with = {*_received.INTAKE_COLUMNS, *_received.INTAKE_TEXTS, *_received.REQUESTER}
    of_the_office = {"channel", "complexity", "summary", "is_personal", "is_infrastructure", "stated_due_on"}
    assert {field.name for field in intake.FIELDS} == logged_with - of_the_office


def test_nothing_but_the_words_is_required():
    assert [field.name for field in intake.FIELDS if field.is_required] == ["verbatim"]
