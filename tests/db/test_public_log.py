"""The public log: what the city may publish of each request, and nothing that anybody wrote."""

import shutil
import zipfile
from datetime import date

import pytest

from records_desk.db import city, export, ledger
from records_desk.db.files import File
from records_desk.db.import_log import Mapping, import_log
from records_desk.db.store import Store
from records_desk.db.table_file import FORMS
from tests.conftest import OFFICIAL, TODAY, noon

SECRET = "plantedsecret"
ADMINISTRATOR = ledger.Staff(f"{SECRET}-sign-in", "Desk administrator", "administrator", 1)
COLUMNS = [
    "number", "track", "channel", "received_on", "acknowledged_on", "due_on", "determined_on", "first_released_on", "closed_on", "status",
    "determination", "closing_outcome", "extension_reason", "desk", "days_to_determination", "days_to_closing", "days_open",
]  # fmt: skip


def secret(what: str) -> str:
    return f"{SECRET} {what}"


@pytest.fixture
def planted(store):
    """A store with a secret in every field that takes words, corrected entries and a person's name among them."""
    person = {"sign_in": f"{SECRET}@example.org", "name": secret("person"), "title": secret("title"), "role": "staff", "desk_id": 1}
    city.save_person(store, ADMINISTRATOR, None, **person)
    words = {
        name: secret(name)
        for name in ("verbatim", "summary", "intended_use", "record_series", "data_fields", "dataset_id", "format", "name", "organization", "phone")
    }
    by = ledger.Staff(f"{SECRET}-clerk", secret("clerk"), "official", 1, 1, secret("title"))
    file = File(f"{SECRET}.pdf", f"text/{SECRET}", SECRET.encode())
    receipt = ledger.receive(
        store, by, track="records", on_date=date(2026, 4, 1), email=f"{SECRET}@example.org", files=(file,), token=SECRET, desk_id=1, **words
    )
    ledger.correct(store, receipt.event_id, by, **{name: f"{text} corrected" for name, text in words.items()})
    for kind, values in {
        "note": {"note": secret("note")},
        "clarification_asked": {"question": secret("question")},
        "clarification_answered": {"answer": secret("answer")},
        "routed": {"desk_id": 1, "person_id": 2, "note": secret("note")},
        "determined": {
            "outcome": "denied", "sections": ("7927.700",), "reason": secret("reason"),
            "official_name": secret("official"), "official_title": secret("title"),
        },
    }.items():  # fmt: skip
        done = ledger.record(store, receipt.request_id, kind, by, on_date=date(2026, 4, 9), **values)
    ledger.correct(store, done.event_id, by, reason=secret("another reason"), official_name=secret("another official"))
    return store


def all_of(made) -> str:
    """Every byte of a file as text, its parts unpacked and its cells read."""
    texts = [made.path.read_bytes().decode("utf-8", "replace")]
    if made.path.suffix == ".xlsx":
        with zipfile.ZipFile(made.path) as parts:
            texts += [parts.read(name).decode() for name in parts.namelist()]
    return " ".join(texts).lower()


@pytest.mark.parametrize("as_of", [TODAY, date(2026, 4, 1)])
@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_no_planted_secret_leaves(planted, form, as_of):
    made = export.export(planted, "public_log", as_of, form)
    assert made.rows == 1
    assert SECRET not in all_of(made)
    if made.path.suffix == ".parquet":
        rows = planted.query("from read_parquet($file)", file=str(made.path))
        assert rows[0]["number"] == "PRA-2026-000001"
        assert SECRET not in str(rows)


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_no_secret_leaves_that_stands_where_a_code_should(planted, tmp_path, form):
    """Whatever an import or a hand wrote into any column of text: the number, the desk's name and the kinds alone are left."""
    path = shutil.copy(_closed(planted), tmp_path / "written.duckdb")
    store = Store(path, clock=noon)
    try:
        for table in ("request", "event", "event_exemption", "event_official", "event_file", "requester", "request_text", "letter_text", "person", "setting", "snapshot"):
            for column, kind in store.columns(f"from store.{table}", {}):
                if kind == "VARCHAR" and (table, column) not in {("person", "role"), ("person", "sign_in"), ("request", "number"), ("snapshot", "number"), ("event_exemption", "section")}:
                    store.write(lambda cursor: cursor.execute(f"update store.{table} set {column} = '{SECRET} ' || {column} where {column} is not null"))
        made = export.export(store, "public_log", form=form)
        assert SECRET not in all_of(made)
        (row,) = store.query("select * from read_parquet($file)", file=str(export.export(store, "public_log", form=FORMS["parquet"]).path))
        assert SECRET not in str(row)
        assert (row["number"], row["received_on"], row["status"], row["determination"]) == ("PRA-2026-000001", date(2026, 4, 1), None, None)
    finally:
        store.close()


def _closed(store: Store):
    """A copy of the store's file as it stands."""
    store.write(lambda cursor: None)
    store.look(lambda cursor: cursor.execute("checkpoint store"))
    return store.path


def test_the_columns_are_the_allowed_ones(planted):
    made = export.export(planted, "public_log")
    assert made.path.read_text().splitlines()[0].split(",") == COLUMNS


def test_a_row_tells_days_outcome_and_desk(planted):
    made = export.export(planted, "public_log", form=FORMS["parquet"])
    (row,) = planted.query("from read_parquet($file)", file=str(made.path))
    assert {name: row[name] for name in ("track", "channel", "status", "determination", "desk", "days_to_determination", "days_open")} == {
        "track": "records", "channel": "email", "status": "determined", "determination": "denied", "desk": "City Clerk",
        "days_to_determination": 8, "days_open": 19,
    }  # fmt: skip


STEPS = Mapping(
    "steps", {"identifier": ("Case",), "routed_on": ("At",), "office": ("Group",), "activity": ("Step",)}, ("%Y-%m-%d",), rows="event", new_desks=True,
)  # fmt: skip


@pytest.fixture
def named_by_a_file(store, tmp_path):
    """A store into which a log of steps brought two desks with secret names, the second one a mere figure, and a known one."""
    file = tmp_path / "steps.csv"
    file.write_text(f"Case,At,Group,Step\nA,2026-04-01,{SECRET} Pat Doe,Check\nB,2026-04-02,City Clerk,Check\nC,2026-04-03,9,Check\n")
    import_log(store, file, STEPS, OFFICIAL)
    return store


def desks(store) -> list[str]:
    """The desks that the public log names, in the order of receipt."""
    made = export.export(store, "public_log", form=FORMS["parquet"])
    return [row["desk"] for row in store.query("select desk from read_parquet($file) order by received_on", file=str(made.path))]


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_a_desk_that_an_import_named_is_not_told(named_by_a_file, form):
    assert SECRET in str(named_by_a_file.read("desks"))
    assert SECRET not in all_of(export.export(named_by_a_file, "public_log", form=form))


def test_a_desk_that_an_import_named_is_another_one_until_an_administrator_saves_it(named_by_a_file):
    assert desks(named_by_a_file) == ["Other desk", "City Clerk", "Other desk"]
    figure = next(row for row in named_by_a_file.read("desks") if row["name"] == "9")
    city.save_desk(named_by_a_file, ADMINISTRATOR, figure["desk_id"], "9")
    assert desks(named_by_a_file) == ["Other desk", "City Clerk", "9"]
    secret_one = next(row for row in named_by_a_file.read("desks") if SECRET in row["name"])
    city.save_desk(named_by_a_file, ADMINISTRATOR, secret_one["desk_id"], "Harbor")
    assert desks(named_by_a_file) == ["Harbor", "City Clerk", "9"]


def test_a_desk_that_an_administrator_made_is_told(store):
    city.save_desk(store, ADMINISTRATOR, None, "Harbor")
    harbor = next(row for row in store.read("desks") if row["name"] == "Harbor")
    ledger.receive(store, ADMINISTRATOR, track="records", on_date=TODAY, verbatim="Berths", desk_id=harbor["desk_id"])
    assert desks(store) == ["Harbor"]


def test_voided_requests_are_not_published(store, story):
    story("2026-04-01 received", "2026-04-02 voided reason=Twice")
    assert export.count(store, "public_log") == 0
