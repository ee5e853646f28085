"""Reports as documents: the PDF is tagged, the HTML has real tables, both hold the figures and nobody's words."""

import asyncio
import io
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader
from starlette.requests import Request

from records_desk.db import city as city_model
from records_desk.db import demo, ledger, report
from records_desk.db.store import Store
from records_desk.pages import _document, _pictures, _routes
from tests.conftest import OFFICIAL, TODAY, noon
from tests.pages.conftest import ADMINISTRATOR

SECRET = "planted-secret"
EVIL = '<script>alert("1")</script> #panic() $x$ *b* @ref'


class Tags(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


def elements(reader):
    """Every structure element of a PDF."""
    waiting, found = [reader.trailer["/Root"]["/StructTreeRoot"]], []
    while waiting:
        item = waiting.pop().get_object() if hasattr(waiting[-1], "get_object") else waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            found += [item] if "/S" in item else []
            waiting += [item["/K"]] if "/K" in item else []
    return found


def read(made):
    return PdfReader(io.BytesIO(_document.pdf(made)))


def awaited(coroutine):
    """Its result, from a thread of its own: a browser may have its loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def followed(url):
    """What the desk answers to the link of a download."""
    return awaited(_routes.download(Request({"type": "http", "headers": [], "path_params": {"token": url.rsplit("/", 1)[1]}})))


def text_of(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


@pytest.fixture(scope="module")
def full():
    """A small invented city up to today, which is only read."""
    store = Store(":memory:", clock=noon)
    demo.build(store, 150, TODAY, days=500)
    yield store
    store.close()


@pytest.mark.parametrize("name", report.NAMES)
def test_the_pdf_is_tagged_and_says_what_it_is(full, name):
    made = report.report(full, name, TODAY)
    reader = read(made)
    root, kinds = reader.trailer["/Root"], Counter(element["/S"] for element in elements(reader))
    assert root["/MarkInfo"]["/Marked"] is not None and bool(root["/MarkInfo"]["/Marked"].value)
    assert root["/Lang"] == "en-US" and b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata.title == f"{made.title} as of 2026-04-20"
    shown = [part for part in made.sections if part.rows]
    assert kinds["/Table"] == kinds["/THead"] == len(shown) and kinds["/TH"] == sum(len(part.columns) for part in shown)
    assert kinds["/TD"] == sum(len(part.rows) * len(part.columns) for part in shown)
    assert all("2026-04-20" in page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("name", report.NAMES)
def test_every_figure_says_in_words_what_it_shows(full, name):
    made = report.report(full, name, TODAY)
    alts = [element.get("/Alt") for element in elements(read(made)) if element["/S"] == "/Figure"]
    spoken = [attrs["aria-label"] for attrs in Tags(_document.html(made)).of("div") if attrs.get("role") == "img"]
    assert alts and sorted(alts) == sorted(spoken) and all(re.search(r"\d.*\.$", words) for words in alts)


@pytest.mark.parametrize("name", report.NAMES)
def test_the_html_holds_each_table_with_caption_headings_and_all_rows(full, name):
    made = report.report(full, name, TODAY)
    tags, shown = Tags(_document.html(made)), [part for part in made.sections if part.rows]
    scopes = Counter(attrs["scope"] for attrs in tags.of("th"))
    assert len(tags.of("table")) == len(tags.of("caption")) == len(shown)
    assert scopes == {"col": sum(len(part.columns) for part in shown), "row": sum(len(part.rows) for part in shown)}
    assert tags.of("html") == [{"lang": "en-US"}] and len(tags.of("h1")) == 1


@pytest.mark.parametrize("name", report.NAMES)
def test_a_document_of_an_empty_log_says_none(store, name):
    made = report.report(store, name, TODAY)
    assert ": none." in _document.html(made) and ": none." in text_of(read(made))


def test_the_html_needs_nothing_from_elsewhere(full):
    tags = Tags(_document.html(report.report(full, "annual", TODAY)))
    assert {tag for tag, _ in tags.found} & {"script", "link", "img", "iframe", "object"} == set()
    assert [attrs for _, attrs in tags.found if {"src", "href", "xlink:href"} & set(attrs)] == []


def test_the_same_report_gives_the_same_bytes(full):
    made = report.report(full, "annual", TODAY)
    assert _document.pdf(made) == _document.pdf(made) and _document.html(made) == _document.html(made)


def test_no_report_holds_what_a_person_wrote_or_who_it_was(store, story, tmp_path):
    story(
        "2026-03-01 received",
        f"2026-03-09 determined outcome=denied sections=[7927.700] reason={SECRET} official_name={SECRET} official_title={SECRET}",
    )
    ledger.receive(
        store, OFFICIAL, track="data", on_date=date(2026, 4, 3), verbatim=f"{SECRET} words", summary=f"{SECRET} summary",
        name=f"{SECRET} name", email=f"{SECRET}@example.org", phone="+1 805 555 0100", organization=f"{SECRET} org",
    )  # fmt: skip
    for name in report.NAMES:
        made = report.report(store, name, TODAY)
        texts = [_document.html(made), text_of(read(made)), _document.pdf(made).decode("latin-1"), report.about(made)]
        texts += [path.read_text(encoding="utf-8") for _, path in report.tables(store, name, TODAY)]
        assert [text for text in texts if SECRET in text or "555 0100" in text or OFFICIAL.name in text] == [], name


def test_the_name_of_a_desk_is_shown_letter_by_letter(store, story):
    city_model.save_desk(store, ADMINISTRATOR, 1, EVIL)
    city_model.save_desk(store, ADMINISTRATOR, 2, "=1+1")
    story("2026-03-01 received", "2026-03-03 routed desk_id=1")
    story("2026-03-02 received", "2026-03-03 routed desk_id=2")
    made = report.report(store, "monthly", TODAY, 1)
    page, reader = _document.html(report.report(store, "monthly", TODAY)), read(made)
    assert Tags(page).of("script") == [] and "&lt;script&gt;" in page
    assert EVIL.replace(" ", "") in text_of(reader).replace(" ", "").replace("\n", "")
    (cells,) = [path.read_text() for called, path in report.tables(store, "monthly", TODAY) if called.endswith("time_by_desk.csv")]
    assert "'=1+1" in cells


def test_a_log_in_which_nothing_is_late_has_its_pictures_too(store, story):
    for day in range(1, 4):
        story(f"2026-04-0{day} received", f"2026-04-0{day} determined outcome=no_records", track=("records", "data")[day % 2])
    for name in report.NAMES:
        assert _document.pdf(report.report(store, name, TODAY))


def test_a_chart_that_is_read_without_colour_carries_its_numbers():
    rows = [{"group": "records", "n_on_time": 7, "n_late": 3, "n_open_late": 0}, {"group": "data", "n_on_time": 1, "n_late": 0, "n_open_late": 2}]
    chart, words = _pictures.PICTURES["on_time"]
    drawn = json.dumps(chart(rows).to_dict())
    assert '"type": "text"' in drawn and '"stroke": "#111418"' in drawn
    assert words(rows) == "In all: on time 8, late 3, open and late 2. The most in one row: records, 10."


def test_flow_in_words_names_both_ends():
    rows = [
        {"month": "2026-03", "pending_at_start": 4, "received": 3, "processed": 1, "pending_at_end": 6},
        {"month": "2026-04", "pending_at_start": 6, "received": 1, "processed": 5, "pending_at_end": 2},
    ]
    told = "4 pending at the start of 2026-03, 4 received, 6 closed, 2 pending at the end of 2026-04."
    assert _pictures.PICTURES["flow"][1](rows) == told


def test_the_page_offers_each_report_as_documents_and_as_csv(visit, store):
    demo.load_sample(store)
    links = {link.proto.label: link.proto.url for link in visit("reports", "viewer").get("link_button")}
    as_of = store.today()
    for label, ending, begins in (("HTML", "html", b"<!doctype html>"), ("PDF", "pdf", b"%PDF-"), ("CSV, zipped", "zip", b"PK")):
        answer = followed(links[f"Annual statistics as {label}"])
        assert answer.path.read_bytes().startswith(begins)
        assert f"annual-{as_of}.{ending}" in answer.headers["content-disposition"]
        awaited(answer.background())
        assert followed(links[f"Annual statistics as {label}"]).status_code == 404
    assert list(store.spool.iterdir()) == []
