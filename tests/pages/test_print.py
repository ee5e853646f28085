"""Everything about one request on paper: what each copy holds and leaves out, its words, its tags, its name."""

import io
from datetime import time, timedelta

import pytest
from pypdf import PdfReader

from records_desk.db import ledger
from records_desk.db.files import File
from records_desk.pages import _print
from tests.conftest import TODAY
from tests.pages.conftest import ADMINISTRATOR, offered, press, well, widget
from tests.pages.test_document import elements

EVIL = "<script>x</script> #panic() $x$ *b* @ref"


@pytest.fixture
def number(store, received):
    receipt = received(f"All permits\nof Main Street {EVIL}", on_date=TODAY - timedelta(5), name="Robin Reyes", email="robin@example.org", desk_id=1)
    acts = [
        ("acknowledged", {}),
        ("note", {"note": "Looks easy to me"}),
        ("note", {"note": "Counsel says wait", "is_privileged": True}),
        ("fee_charged", {"fee_kind": "duplication", "amount": "12.50"}),
        ("determined", {"outcome": "granted", "promised_on": TODAY, "promised_time": time(17)}),
        ("released", {"files": (File("permits.pdf", "application/pdf", b"%PDF-1.7 permits"),), "note": "Handed over quickly"}),
    ]
    for kind, values in acts:
        ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=TODAY, **values)
    return receipt.number


def printed(tab, copy=None):
    """The names and contents of the files offered by the print view."""
    press(tab, "_open")
    if copy:
        offered()
        widget(tab, "_which").set_value(copy)
        well(tab.run())
    return {name: content for name, content in offered().items() if name.endswith(("requester.pdf", "file.pdf"))}


def words(content):
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def test_a_copy_for_the_requester_holds_the_facts_and_no_internal_note(visit, number):
    ((name, content),) = printed(visit("request", "official", number=number)).items()
    told = words(content)
    assert name == f"{number}-requester.pdf"
    for wanted in ("Robin Reyes", "Main Street", "Why this date", "Clocks", "Acknowledged", "$12.50", "permits.pdf", "Internal notes are left out."):
        assert wanted in told, wanted
    for left_out in ("Looks easy", "Counsel says", "Handed over quickly", "Recorded by", "Desk administrator"):
        assert left_out not in told, left_out


def test_a_copy_for_the_file_holds_notes_and_says_so_but_none_that_is_privileged(visit, number):
    ((name, content),) = printed(visit("request", "staff", number=number), _print.FILE).items()
    told = words(content)
    assert name == f"{number}-file.pdf" and "Looks easy to me" in told and "Handed over quickly" in told
    assert "Holds internal notes: not for the requester." in told and "Counsel says" not in told


def test_privileged_notes_are_for_those_who_may_take_them_out(visit, number):
    tab = visit("request", "staff", number=number)
    press(tab, "_open")
    assert widget(tab, "_which").options == [_print.REQUESTER, _print.FILE]
    assert "Counsel says wait" in words(printed(visit("request", "official", number=number), _print.PRIVILEGED)[f"{number}-file.pdf"])


def test_a_viewer_takes_the_copy_for_the_requester_alone(visit, number):
    tab = press(visit("request", "viewer", number=number), "_open")
    assert widget(tab, "_which").options == [_print.REQUESTER]


def test_it_is_tagged_with_title_language_headings_and_tables(visit, number):
    reader = PdfReader(io.BytesIO(printed(visit("request", "official", number=number))[f"{number}-requester.pdf"]))
    root, kinds = reader.trailer["/Root"], [element["/S"] for element in elements(reader)]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-US" and reader.metadata.title == f"Request {number}"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert kinds.count("/H1") >= 6 and "/TH" in kinds and "/Table" in kinds


def test_what_people_wrote_is_shown_letter_by_letter(visit, number):
    content = printed(visit("request", "official", number=number))[f"{number}-requester.pdf"]
    assert EVIL.replace(" ", "") in words(content).replace(" ", "")


def test_a_restricted_request_is_marked(visit, store, number):
    (row,) = store.read("request_id", number=number, reader=None)
    ledger.record(store, row["request_id"], "restricted", ADMINISTRATOR, on_date=TODAY, readers=[1])
    content = printed(visit("request", "administrator", number=number))[f"{number}-requester.pdf"]
    assert "Restricted: only named people may see this request." in words(content)
