"""Privileged notes stay out of every file that leaves: a mark is planted in some, and every file is looked through."""

import io
import zipfile
from datetime import date

import pytest

from records_desk.db import demo, export, ledger, publish
from records_desk.db.table_file import FORMS
from records_desk.pages import _routes
from tests.pages.conftest import ADMINISTRATOR, well

MARK = "xyloquartz"
PLACES = ("queue", "turnaround", "catalogue", "reports", "import_log", "settings", "retention")
WHOLE = "city-log"


def texts(content: bytes) -> list[bytes]:
    """A file's bytes, and those of what is packed in it."""
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return [piece for name in zipped.namelist() for piece in texts(zipped.read(name))]


def offered() -> dict[str, bytes]:
    """Every file that was offered since the last look, by its name."""
    made = {kept.file_name: b"\n".join(texts(kept.make().read_bytes())) for kept in list(_routes._offers.values())}
    _routes._offers.clear()
    return made


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
    files = offered()
    assert {name for name, content in files.items() if MARK.encode() in content} == set()
    assert b"a plain remark" in files["timeline.csv"]


@pytest.mark.parametrize("place", PLACES)
def test_no_file_of_any_other_page_holds_one_but_the_whole_log(visit, store, noted, place):
    demo.load_sample(store)
    visit(place, "administrator")
    held = {name for name, content in offered().items() if MARK.encode() in content}
    assert all(name.startswith(WHOLE) for name in held)


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
@pytest.mark.parametrize("name", export.NAMES)
def test_no_export_holds_one(store, noted, name, form):
    assert not any(MARK.encode() in piece for piece in texts(export.export(store, name, form=form).path.read_bytes()))


def test_the_export_of_events_leaves_out_the_notes_themselves(store, noted):
    kinds = [row["kind"] for row in store.read("events", as_of=store.today())]
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


@pytest.mark.parametrize("who", ["official", "administrator"])
def test_whoever_decides_about_them_may_ask_for_them(visit, noted, who):
    tab = visit("request", who, number=noted.number)
    (box,) = [box for box in tab.checkbox if "Include privileged notes" in box.label]
    _routes._offers.clear()
    box.check()
    well(tab.run())
    assert offered()["timeline.csv"].count(MARK.encode()) == 3


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
    timeline = offered()["timeline.csv"]
    assert MARK.encode() not in timeline and b"cleared words" in timeline
