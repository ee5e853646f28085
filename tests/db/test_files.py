"""Files of an installment: kept by their digest or known by it, pages counted, described in lines, never half recorded."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from records_desk.db import _stood, files, ledger, pages_of
from records_desk.db.files import File, kept_at, with_lines
from records_desk.db.ledger import Refused
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, noon

DIGEST = "ab" * 32
GRANT = {"outcome": "granted", "promised_on": TODAY, "promised_time": time(17)}


def pdf(pages: int) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def determined(store):
    """A request that was granted."""

    def make() -> ledger.Receipt:
        receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
        ledger.record(store, receipt.request_id, "determined", OFFICIAL, on_date=TODAY, **GRANT)
        return receipt

    return make


def released(store, receipt, *given: File, **values) -> ledger.Receipt:
    return ledger.record(store, receipt.request_id, "released", OFFICIAL, on_date=TODAY, files=given, **{"no_fee": True} | values)


def recorded(store, receipt):
    return store.read("request_files", request_id=receipt.request_id)


def test_an_installment_keeps_each_file_by_its_digest_with_size_and_pages(store, determined):
    receipt, content = determined(), pdf(3)
    released(store, receipt, File("Plans of Dana Sample.pdf", "application/pdf", content), File("trees.csv", "text/csv", b"a,b\n"))
    plans, trees = recorded(store, receipt)
    assert (plans["name"], plans["pages"], plans["bytes"], plans["is_kept"]) == ("Plans of Dana Sample.pdf", 3, len(content), True)
    assert plans["sha256"] == hashlib.sha256(content).hexdigest() and kept_at(store, plans["sha256"]).read_bytes() == content
    assert (trees["pages"], trees["kind"]) == (None, "released")


def test_a_file_that_is_not_kept_is_known_by_name_size_digest_and_pages_alone(store, determined):
    receipt, content = determined(), pdf(2)
    released(store, receipt, File("plans.pdf", "application/pdf", content, is_kept=False))
    (row,) = recorded(store, receipt)
    assert (row["name"], row["bytes"], row["pages"], row["is_kept"]) == ("plans.pdf", len(content), 2, False)
    assert not kept_at(store, row["sha256"]).exists()


def test_a_file_too_large_to_upload_is_described_in_a_line(store, determined):
    receipt = determined()
    released(store, receipt, file_lines=f"video.mp4; 7,340,032,000; {DIGEST}\n\nminutes.pdf\t900\tSHA256:{DIGEST.upper()}\t44")
    assert [(row["name"], row["bytes"], row["sha256"], row["pages"], row["is_kept"]) for row in recorded(store, receipt)] == [
        ("video.mp4", 7_340_032_000, DIGEST, None, False), ("minutes.pdf", 900, DIGEST, 44, False),
    ]  # fmt: skip


def test_the_pages_of_a_file_that_cannot_be_counted_are_typed(store, determined):
    receipt = determined()
    released(store, receipt, File("letter.docx", "application/msword", b"PK"), file_lines="letter.docx; 7")
    assert [row["pages"] for row in recorded(store, receipt)] == [7]


@pytest.mark.parametrize(
    ("lines", "match"),
    [
        ("video.mp4", "Line 1 of the described files cannot be read"),
        ("video.mp4; 12", "Line 1 of the described files cannot be read"),
        ("a; 1; " + DIGEST + "\nb; 2; abc", "Line 2 .* 64 digits"),
        (f"a; many; {DIGEST}", "the size in bytes must be a whole number"),
        (f"a; {1 << 60}; {DIGEST}", "the size in bytes"),
        (f"a; 1; {DIGEST}; 0", "the pages must be a whole number"),
        (f"a; 1; {DIGEST}; ٣", "the pages must be a whole number"),
        (f"; 1; {DIGEST}", "cannot be read"),
        ("\n".join([f"a; 1; {DIGEST}"] * (files.MOST_FILES + 1)), "More than 1,000 files"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_number_and_nothing_is_recorded(store, determined, lines, match):
    receipt = determined()
    with pytest.raises(Refused, match=match):
        released(store, receipt, File("kept.csv", "text/csv", b"secret"), file_lines=lines)
    assert recorded(store, receipt) == [] and not files.folder_of(store.path).exists()


def test_files_of_a_store_in_memory_lie_in_its_spool_and_go_with_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(Store(":memory:", clock=noon)) as store:
        files.keep(store, File("kept.csv", "text/csv", b"secret"))
        kept = files.kept_at(store, hashlib.sha256(b"secret").hexdigest())
        assert kept.read_bytes() == b"secret" and store.spool in kept.parents
    assert not kept.exists() and list(tmp_path.iterdir()) == []


@given(st.text(max_size=200))
def test_any_text_is_lines_of_files_or_refused(text):
    try:
        found = with_lines((), text)
    except Refused:
        return
    assert all(len(file.sha256) == 64 and file.size >= 0 and file.name for file in found)


def test_a_file_over_the_limit_is_refused_with_what_to_do(store, determined, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 3)
    receipt = determined()
    with pytest.raises(Refused, match="describe it by name, size and SHA-256"):
        released(store, receipt, File("large.bin", "application/x", b"1234"))
    assert recorded(store, receipt) == []
    released(store, receipt, File("large.bin", "application/x", b"1234", is_kept=False))
    assert recorded(store, receipt)[0]["bytes"] == 4


def test_a_name_that_no_store_can_hold_is_cleaned(store, determined):
    receipt = determined()
    released(store, receipt, File("a\x00\ud800.csv", "text/csv", b"x"))
    assert recorded(store, receipt)[0]["name"] == "a?.csv"


def looped() -> bytes:
    """A PDF whose pages hold themselves."""
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>"
    return body + b"\nstartxref\n0\n%%EOF"


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n" + b"(" * 200_000, looped(), b"%PDF-1.7", pdf(1)[:200], b"%PDF-" + bytes(range(256)) * 50, b"%PDF-1.7\n" + b"<<" * 100_000],
    ids=["deep strings", "a loop", "a header alone", "cut off", "noise", "deep dictionaries"],
)
def test_a_hostile_pdf_has_no_pages_and_harms_nothing(content):
    assert pages_of.counted(File("evil.pdf", "application/pdf", content)).pages is None


def test_counting_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pages_of, "SECONDS", 0.01)
    assert pages_of.counted(File("slow.pdf", "application/pdf", pdf(1))).pages is None


def test_a_correction_of_a_release_keeps_its_files_and_can_leave_one_out(store, determined):
    receipt = determined()
    first = released(store, receipt, File("a.csv", "text/csv", b"a"), file_lines=f"b.mp4; 5; {DIGEST}; 2", delivery="by_email")
    again = ledger.correct(store, first.event_id, OFFICIAL, delivery="by_mail")
    held = _stood.as_recorded(store, again.event_id)
    assert [(file.name, file.size, file.is_kept, file.pages) for file in held["files"]] == [("a.csv", 1, True, None), ("b.mp4", 5, False, 2)]
    last = ledger.correct(store, again.event_id, OFFICIAL, files=held["files"][1:])
    assert [file.name for file in _stood.as_recorded(store, last.event_id)["files"]] == ["b.mp4"]
    assert held["delivery"] == "by_mail"


@pytest.mark.parametrize("outcome", ["denied", "no_records", "no_duty", "referred", "withdrawn", "fees_not_paid", "not_described"])
def test_nothing_is_released_for_a_determination_that_discloses_nothing_unless_it_already_happened(store, outcome):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    denial = {"sections": ["7927.700"], "reason": "Personnel file", "official_name": "Casey Sample", "official_title": "City Clerk"}
    told = {"denied": denial, "referred": {"agency": "The county, county@example.org"}, "no_duty": {"reason": "Asks us to explain"}}.get(outcome, {})
    if outcome == "fees_not_paid":
        ledger.record(store, receipt.request_id, "fee_charged", OFFICIAL, on_date=TODAY, fee_kind="duplication", amount="3.00")
    ledger.record(store, receipt.request_id, "determined", OFFICIAL, on_date=TODAY, outcome=outcome, **told)
    with pytest.raises(Refused, match="which discloses nothing"):
        released(store, receipt)
    released(store, receipt, irregular_reason="Given at the counter")
    assert store.read("events", reader=None, as_of=TODAY)[-1]["irregular"] == "late"


@pytest.mark.parametrize("digest", [DIGEST, "zz/../../../ESCAPED", DIGEST.upper(), ""])
def test_a_digest_that_is_not_the_files_own_is_never_believed(store, determined, digest):
    receipt, before = determined(), sorted(store.path.parent.rglob("*"))
    if digest:
        with pytest.raises(Refused, match="does not have the SHA-256"):
            released(store, receipt, File("a.txt", "text/plain", b"a", known_sha256=digest))
        assert sorted(store.path.parent.rglob("*")) == before and recorded(store, receipt) == []
    if digest != DIGEST:
        with pytest.raises(Refused, match="64 digits"):
            kept_at(store, digest)


def test_a_digest_without_bytes_must_be_one(store, determined):
    with pytest.raises(Refused, match="64 digits"):
        released(store, determined(), File("a.txt", "text/plain", None, known_sha256="../../a", known_size=1, is_kept=False))


def test_intakes_with_the_same_file_at_once_are_all_logged(store):
    file = File("plans.bin", "application/octet-stream", bytes(4_000_000))

    def log(_):
        return ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", files=(file,))

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(log, range(8)))
    assert len({receipt.request_id for receipt in receipts}) == 8
    assert [path.name for path in kept_at(store, file.sha256).parent.iterdir()] == [file.sha256]


def test_the_name_of_a_file_at_intake_is_cleaned_as_in_any_act(store):
    given = (File("a\x00b.pdf", "application/pdf", b"1"), File("a\udcff.pdf", "application/pdf", b"2"), File("", "text/plain", b"3"))
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", files=given)
    assert [file["name"] for file in recorded(store, receipt)] == ["ab.pdf", "a?.pdf", "file"]
