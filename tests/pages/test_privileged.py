"""Privileged notes stay out of every file that leaves: a mark is planted in some, and every file is looked through."""

import io
import zipfile
from datetime import date, time

import pytest

from records_desk.db import demo, export, import_log, ledger, publish
from records_desk.db.import_log import Mapping
from records_desk.db.table_file import FORMS
from records_desk.pages import _routes
from tests.pages.conftest import ADMINISTRATOR, offered, well

MARK = "xyloquartz"
OWN = {
    "queue": "queue-2026-04-20.csv", "turnaround": "turnaround-2026-04-20.pdf", "catalogue": "datasets.csv", "reports": "events-2026-04-20.csv",
    "import_log": "imports.csv", "settings": "desks.csv", "retention": "due-for-review-2026-04-20.csv", "accesses": "accesses.csv", "misuse": "misuse.csv",
}  # fmt: skip
WHOLE = "city-log"


def texts(content: bytes) -> list[bytes]:
    """A file's bytes, and those of what is packed in it."""
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return [piece for name in zipped.namelist() for piece in texts(zipped.read(name))]


def unpacked() -> dict[str, bytes]:
    """Every file that was offered since the last look, by its name, with what is packed in it."""
    return {name: b"\n".join(texts(content)) for name, content in offered().items()}


@pytest.fixture
def noted(store, received):
    """A request with an open note and two privileged ones, one of which was written openly at first."""
    _routes._offers.clear()
    receipt = received("Salary tables")
    for words, is_privileged in ((f"{MARK} advice", True), ("a plain remark", False)):
        ledger.record(store, receipt.request_id, "note", ADMINISTRATOR, on_date=store.today(), note=words, is_privileged=is_privileged)
    open_note = ledger.record(store, receipt.request_id, "note", ADMINISTRATOR, on_date=store.today(), note=f"{MARK} written openly")
    ledger.correct(store, open_note.event_id, ADMINISTRATOR, is_privileged=True)
    return receipt


@pytest.mark.parametrize("who", ["viewer", "staff", "official", "administrator", "auditor"])
def test_no_file_of_the_request_page_holds_a_privileged_note(visit, noted, who):
    visit("request", who, number=noted.number)
    files = unpacked()
    assert {name for name, content in files.items() if MARK.encode() in content} == set()
    assert b"a plain remark" in files["timeline.csv"]


@pytest.fixture
def filled(store, received, tmp_path, request):
    """The sample city, to which a log that holds requests takes none, what noted tells, and for each page something to list: an import, a request past its years, an access and its misuse, all noted."""
    demo.load_sample(store)
    request.getfixturevalue("noted")
    log = tmp_path / "log.csv"
    log.write_text("Request #,Received\n1,2026-03-02\n")
    mapping = Mapping("town", {"identifier": ("Request #",), "received_on": ("Received",)}, ("%Y-%m-%d",))
    import_log.import_log(store, log, mapping, ADMINISTRATOR)
    old, key = received(on_date=date(2020, 1, 6)), received(track="data")
    today = store.today()
    for receipt, on_date, kind, values in (
        (old, date(2020, 1, 7), "note", {"note": MARK, "is_privileged": True}),
        (old, date(2020, 1, 8), "closed", {"outcome": "withdrawn"}),
        (key, today, "determined", {"outcome": "granted", "promised_on": today, "promised_time": time(17)}),
        (key, today, "access_granted", {"endpoint": "https://data.example.org/x", "format": "CSV", "key_reference": "K1", "terms_version": "1", "no_fee": True}),
        (key, today, "misuse_reported", {"note": "Sold on"}),
        (key, today, "note", {"note": MARK, "is_privileged": True}),
    ):
        ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=on_date, **values)


@pytest.mark.parametrize("place", OWN)
def test_no_file_of_any_other_page_holds_one_but_the_whole_log(visit, filled, place):
    visit(place, "administrator")
    files = unpacked()
    assert OWN[place] in files
    assert all(name.startswith(WHOLE) for name, content in files.items() if MARK.encode() in content)


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
@pytest.mark.parametrize("name", export.NAMES)
def test_no_export_holds_one(store, noted, name, form):
    assert not any(MARK.encode() in piece for piece in texts(export.export(store, name, form=form).path.read_bytes()))


@pytest.mark.parametrize(("name", "filters"), [("accesses", {"state": None, "text": None}), ("misuse_register", {"state": None})])
def test_no_list_of_a_page_holds_one(store, filled, name, filters):
    made = export.page(store, name, **filters)
    assert made.rows and MARK.encode() not in made.path.read_bytes()


def test_the_export_of_events_leaves_out_the_notes_themselves(store, noted):
    kinds = [row["kind"] for row in store.read("events", reader=None, as_of=store.today())]
    assert sorted(kinds) == ["note", "received"]
    assert export.export(store, "events").rows == 2


def test_no_bundle_holds_one(store, noted, tmp_path):
    publish.publish(store, tmp_path / "bundle", store.today(), contact_name="City Clerk", contact_email="clerk@example.gov")
    assert not any(MARK in file.read_text(encoding="utf-8") for file in (tmp_path / "bundle").iterdir())


def test_the_timeline_says_in_words_which_notes_are_privileged(visit, noted, shown):
    visit("request", "viewer", number=noted.number)
    _, rows = shown["request_timeline"]
    details = [row["details"] for row in rows if "Note" in row["what"]]
    assert sum("privileged: stays out of exports" in words for words in details) == 2 and len(details) == 4


@pytest.mark.parametrize(("who", "reads"), [("viewer", False), ("staff", True), ("auditor", True)])
def test_the_words_of_a_privileged_note_are_for_those_who_work_on_requests(visit, noted, shown, who, reads):
    visit("request", who, number=noted.number)
    assert (MARK in str(shown["request_timeline"][1])) == reads


@pytest.mark.parametrize("who", ["official", "administrator"])
def test_whoever_decides_about_them_may_ask_for_them(visit, noted, who):
    tab = visit("request", who, number=noted.number)
    (box,) = [box for box in tab.checkbox if "Include privileged notes" in box.label]
    _routes._offers.clear()
    box.check()
    well(tab.run())
    assert unpacked()["timeline.csv"].count(MARK.encode()) == 3


@pytest.mark.parametrize("who", ["viewer", "staff", "manager", "auditor"])
def test_nobody_else_may(visit, noted, who):
    tab = visit("request", who, number=noted.number)
    assert not [box for box in tab.checkbox if "Include privileged notes" in box.label]
    assert any("Privileged notes stay out of the file: 3." in caption.value for caption in tab.caption)


def test_a_note_that_is_no_longer_privileged_goes_out_in_its_last_words_only(store, received, visit):
    receipt = received(on_date=date(2026, 4, 1))
    _routes._offers.clear()
    note = ledger.record(store, receipt.request_id, "note", ADMINISTRATOR, on_date=store.today(), note=MARK, is_privileged=True)
    ledger.correct(store, note.event_id, ADMINISTRATOR, note="cleared words", is_privileged=False)
    visit("request", "viewer", number=receipt.number)
    timeline = unpacked()["timeline.csv"]
    assert MARK.encode() not in timeline and b"cleared words" in timeline
