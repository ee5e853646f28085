"""Texts made to do harm, in every field of words and on every way out: kept as typed, refused in a sentence, or harmless."""

import csv
import io
import json
import re
import shutil
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from records_desk import documents
from records_desk.db import catalogue, export, feed, intake, ledger, letter_mail, letters, mail, publish, remind, report, wording
from records_desk.db._guard import words
from records_desk.db._refused import Refused
from records_desk.db.city import save_desk
from records_desk.db.import_log import Mapping, import_log, preview
from records_desk.db.store import Store
from records_desk.db.table_file import CSV, FORMS
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon
from tests.hostile import ADMINISTRATOR, MARK, STARTS, TEXTS, as_kept, fill
from tests.markup import harm


@pytest.fixture(scope="session")
def hostile_file(template, tmp_path_factory):
    """The closed file of a desk whose every field of words holds the texts."""
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("hostile") / "city.duckdb"), clock=noon)
    fill(store, TODAY)
    broken = failed_audits(store)
    store.close()
    assert broken == {}
    return store.path


@pytest.fixture(scope="module")
def city(hostile_file, tmp_path_factory):
    """That desk, which no test changes but by adding."""
    store = Store(shutil.copy(hostile_file, tmp_path_factory.mktemp("city") / "city.duckdb"), clock=noon)
    yield store
    store.close()


def test_what_a_requester_wrote_reads_back_as_it_was_but_for_what_cannot_be_kept(city):
    rows = city.query("select request_id, part, body from store.request_text where part in ('verbatim', 'summary', 'note', 'question', 'reason')")
    for text in TEXTS.values():
        (made,) = city.query("select min(request_id) as id from store.request_text where part = 'verbatim' and body = $text", text=as_kept(text, False))
        found = {row["part"]: row["body"] for row in rows if row["request_id"] == made["id"]}
        assert {"verbatim", "summary", "note", "question"} <= found.keys(), ascii(text)
        assert set(found.values()) == {as_kept(text, False)}, ascii(text)  # a reason is there unless its officials were refused
        (who,) = city.query("select name, organization, phone from store.requester where request_id = $id", id=made["id"])
        assert who == dict.fromkeys(who, as_kept(text, True)), ascii(text)


def fields_of_words(store) -> list[tuple[str, str]]:
    """Every kind of act and each field of words that it takes."""
    typed = {name for name, field in store.fields.items() if field["input"] in ("text", "long_text")}
    taken = {kind: [*words(row["requires"]), *words(row["optional"])] for kind, row in store.kinds.items() if row["act"]}
    return [(kind, name) for kind, names in taken.items() for name in names if name in typed]


def test_every_field_of_words_keeps_a_text_or_refuses_it_in_one_sentence(store):
    tried, choices = set(), {"desk": 2, "person": 1, "date": TODAY, "entry": None, "request": None, "money": "1.00", "number": 5}
    made = [ledger.receive(store, ADMINISTRATOR, track=track, on_date=TODAY, verbatim="All") for track in ("records", "data")]
    corpus = list(TEXTS.values())
    for place, (kind, name) in enumerate(fields_of_words(store)):
        described, receipt = store.kinds[kind], made[store.kinds[kind]["track"] == "data" or place % 2]
        for text in (corpus[place % len(corpus)], corpus[(place * 7 + 3) % len(corpus)]):
            values = {}
            for other in words(described["requires"]):
                field = store.fields[other]
                listed = described["outcome_list"] if other == "outcome" else field["choices"]
                values[other] = store.choices[listed][0]["code"] if listed in store.choices else choices.get(field["input"], "Some words")
            try:
                ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=TODAY, irregular_reason="It went out so.", **values | {name: text})
            except Refused as refused:
                assert str(refused).strip(), (kind, name)
            tried.add(name)
    assert tried == {name for name, field in store.fields.items() if field["input"] in ("text", "long_text")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.text(max_size=80))
def test_any_text_is_kept_as_it_reads_or_refused(city, long, short):
    try:
        made = ledger.receive(city, ADMINISTRATOR, track="records", on_date=TODAY, verbatim=long, name=short, data_fields=long)
    except Refused:
        assert as_kept(long, False) is None
        return
    kept = {row["part"]: row["body"] for row in city.query("from store.request_text where request_id = $id", id=made.request_id)}
    assert kept == {"verbatim": as_kept(long, False), "data_fields": as_kept(long, False)}
    who = city.query("select name from store.requester where request_id = $id", id=made.request_id)
    assert [row["name"] for row in who] == [as_kept(short, True)] * bool(as_kept(short, True))
    letters.acknowledgement(city, made.request_id, ADMINISTRATOR)


def test_ten_megabytes_of_text_are_refused_in_a_sentence_and_a_million_letters_are_kept(store):
    with pytest.raises(Refused, match="longer than 1,000,000 characters"):
        ledger.receive(store, ADMINISTRATOR, track="records", on_date=TODAY, verbatim="x" * 10_000_000)
    made = ledger.receive(store, ADMINISTRATOR, track="records", on_date=TODAY, verbatim="ab " * 333_333)
    assert len(store.query("select body from store.request_text where request_id = $id", id=made.request_id)[0]["body"]) == 999_998


@pytest.mark.parametrize("name", export.NAMES)
def test_no_cell_of_a_file_is_a_formula(city, name):
    made = export.export(city, name, form=CSV)
    told = made.path.read_bytes().decode("utf-8")
    made.path.unlink()
    rows = list(csv.reader(io.StringIO(told)))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows[1:] for cell in row if cell.startswith(STARTS) and not re.fullmatch(r"-?[\d.]+", cell)] == []
    assert "\x00" not in told


@pytest.mark.parametrize("name", ["requests", "queue"])
def test_no_cell_of_a_workbook_is_a_formula_and_it_opens(city, name):
    made = export.export(city, name, form=FORMS["xlsx"])
    cells = [cell for row in load_workbook(made.path).active.iter_rows() for cell in row]
    made.path.unlink()
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    texts = {cell.data_type for cell in cells if isinstance(cell.value, str) and cell.value.startswith(STARTS)}
    assert texts == ({"s"} if name == "queue" else set())  # text, by its type; the export of requests holds no words


def denials(city) -> list[int]:
    """The entries that sent letters, two of each kind of text at least."""
    return [row["event_id"] for row in city.query("select event_id from store.letter_text order by event_id")]


def test_no_letter_s_mail_gains_a_header_or_a_part(city):
    for event_id in denials(city):
        sent = bytes(letter_mail.message(city, letter_mail.kept(city, event_id), b"%PDF-1.7", "Desk <desk@example.org>"))
        read = message_from_bytes(sent, policy=policy.default)
        assert sorted(map(str.lower, read.keys())) == sorted(
            ["from", "to", "subject", "date", "message-id", "mime-version", "content-language", "content-type"]
        ), read.keys()
        assert (read["to"], read["from"]) == ("zqx7@example.org", "Desk <desk@example.org>")
        assert [part.get_content_type() for part in read.walk()] == ["multipart/mixed", "text/plain", "application/pdf"]
        assert all(len(line) <= 998 for line in sent.splitlines()) and read.defects == []


def test_a_letter_s_paper_opens_whatever_it_says(city):
    from docx import Document
    from pypdf import PdfReader

    from records_desk.pages import _letter_paper

    chosen = denials(city)
    assert len(chosen) > len(TEXTS)
    for event_id in chosen:
        letter = letter_mail.kept(city, event_id)
        word = Document(io.BytesIO(_letter_paper.docx(letter, None)))
        assert not [rel for rel in word.part.rels.values() if rel.is_external]
        if MARK in letter["body"]:
            assert MARK in "\n".join(paragraph.text for paragraph in word.paragraphs)
    for event_id in chosen[::4]:
        try:
            pages = PdfReader(io.BytesIO(_letter_paper.pdf(letter_mail.kept(city, event_id), None)))
        except Refused as refused:
            assert "No font on this computer shows" in str(refused)
            continue
        assert pages.pages and not any("/A" in note.get_object() for page in pages.pages for note in page.get("/Annots") or ())


def test_a_wording_that_is_a_program_is_refused_or_stays_words(city):
    for text in TEXTS.values():
        try:
            shown = wording.preview(city, "acknowledged", text)
        except Refused as refused:
            assert len(str(refused)) < 2_000
            continue
        assert "49" not in shown and "class" not in shown.replace("__class__", "")


@pytest.mark.parametrize("name", TEXTS)
def test_a_calendar_holds_its_own_lines_only(store, name):
    try:
        save_desk(store, ADMINISTRATOR, 1, TEXTS[name][:110])
    except Refused:
        return
    told = feed.calendar(store, feed.make(store, ADMINISTRATOR, desk_id=1))
    lines = told.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and b"\n" not in b"".join(lines) and b"\r" not in b"".join(lines)
    for line in lines:
        line.decode("utf-8")  # folded between characters, not within
    made = Calendar.from_ical(told)
    assert {part.name for part in made.walk()} <= {"VCALENDAR", "VEVENT", "VALARM"}
    assert not [named for part in made.walk() for named in part if named in ("ATTACH", "ATTENDEE", "ORGANIZER", "URL")]
    assert str(made["X-WR-CALNAME"]) == f"Records Desk: {next(desk['name'] for desk in store.read('desks') if desk['desk_id'] == 1)}"


def test_no_digest_gains_a_header_or_a_part(city, tmp_path):
    remind.write(city, tmp_path / "digests", TODAY + timedelta(30))
    written = sorted((tmp_path / "digests").rglob("*"))
    assert len(written) > 5 and all(file.suffix == ".eml" and file.parent == tmp_path / "digests" for file in written)
    for file in written:
        read = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert "bcc" not in {name.lower() for name in read.keys()} and not read.is_multipart() and read.defects == []
        assert read.get_content_type() == "text/plain"


def test_reports_and_the_public_bundle_hold_no_element_of_a_text(city, tmp_path):
    kinds = documents()
    for name in report.NAMES:
        assert harm(kinds["html"](report.report(city, name, TODAY)).decode()) == []
    assert kinds["pdf"](report.report(city, report.NAMES[0], TODAY)).startswith(b"%PDF")
    assert set(harm(kinds["form.html"](intake.blank_form(city), TODAY).decode())) <= {"<form>", "<input>", "<textarea>", "<button>"}
    made = publish.publish(city, tmp_path / "bundle", TODAY, lambda tables: kinds["bundle"](tables).decode(), contact_name="Clerk", contact_email="clerk@example.gov")
    for file in made:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            assert harm(text) == []
        elif file.suffix == ".json":
            json.loads(text)


def test_a_log_of_such_cells_and_headings_comes_in_or_is_refused(store, tmp_path):
    columns = {"identifier": ("ID",), "received_on": ("Received",), "verbatim": ("Text",), "name": ("Who",), "desk": ("Desk",)}
    log = tmp_path / "log.csv"
    with log.open("w", encoding="utf-8", newline="", errors="replace") as out:
        writer = csv.writer(out)
        writer.writerow(["ID", "Received", "Text", "Who", "Desk", *(text.replace("\x00", "") for text in TEXTS.values())])
        for place, text in enumerate(TEXTS.values()):
            text = text.replace("\x00", "")
            writer.writerow([f"{place} {text[:40]}", "2026-04-06", text, text, text[:60], *([text] * len(TEXTS))])
    mapping = Mapping("hostile town", columns, ("%Y-%m-%d",))
    assert preview(store, log, mapping)
    import_log(store, log, mapping, OFFICIAL, rejects=tmp_path / "left.csv")
    kept = {row["body"] for row in store.query("select body from store.request_text where part = 'verbatim'")}
    assert len(kept) >= len(TEXTS) - 2
    made = export.export(store, "requests", form=CSV)
    rows = list(csv.reader(made.path.open(encoding="utf-8", newline="")))
    assert len(rows) - 1 == store.query("select count(*) as n from store.request")[0]["n"]
    assert [cell for row in rows for cell in row if cell.startswith(STARTS) and not re.fullmatch(r"-?[\d.]+", cell)] == []


def test_a_catalogue_of_such_titles_comes_in_and_is_searched(store):
    told = [
        {"identifier": f"{place} {text[:30]}", "title": text, "description": text, "keyword": [text], "accessLevel": "public", "landingPage": text}
        for place, text in enumerate(TEXTS.values())
    ]
    content = json.dumps({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": told}).encode()
    catalogue.import_catalogue(store, ADMINISTRATOR, content, "data.json")
    pages = store.query("select title, landing_page from store.dataset")
    assert pages and not [row["landing_page"] for row in pages if not re.match(r"https?://", row["landing_page"] or "https://")]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000), st.text(max_size=1_000))
def test_any_bytes_are_read_as_a_mail(content, text):
    mail.read_eml(content)
    mail.read_eml(b"From: " + text.encode("utf-8", "replace") + b"\nDate: " + content)
    mail.read_pasted(f"From: {text}\nSent: 2026 {text}\n\n{text}")


@pytest.mark.parametrize("name", TEXTS)
def test_such_a_mail_is_read_word_for_word(name):
    text = TEXTS[name].encode("utf-8", "replace").decode()
    found = mail.read_eml(f"From: Pat <pat@example.org>\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode())
    assert (found.address, MARK in found.text) == ("pat@example.org", True)
