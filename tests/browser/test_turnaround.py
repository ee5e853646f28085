"""A manager before a council meeting: read the headline, take the figures and the document along."""

import csv
import io
import re
import time

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from records_desk.db import demo
from tests.browser.conftest import settled, today, visit


@pytest.fixture(scope="module")
def filled():
    """An invented city of some years."""
    return lambda store: demo.build(store, 700, today())


def downloaded(page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    settled(page)
    return waiting.value.path().read_bytes()


def test_the_headline_the_csv_and_the_document_of_a_desk_within_two_minutes(page, desk):
    began = time.monotonic()
    visit(page, desk, "/turnaround")
    page.get_by_role("combobox", name="Desk", exact=True).click()
    page.get_by_role("option", name="Planning & Development Services").click()
    expect(page.get_by_text("desk Planning & Development Services, from receipt to")).to_be_visible()
    settled(page)
    sentences = page.get_by_role("heading", level=2)
    expect(sentences.nth(0)).to_contain_text("open; a year before")
    expect(sentences.nth(2)).to_contain_text("open ones counted")
    expect(page).to_have_url(re.compile("turnaround_desk=Planning"))
    lines = page.get_by_role("region", name="By month received").locator("tbody tr").count()
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "CSV (").decode())))
    assert len(rows) == lines > 6 and {row["as_of"] for row in rows} == {today().isoformat()}
    shown = page.get_by_role("region", name="By month received").locator("tbody tr").evaluate_all("lines => lines.map(line => [...line.cells].map(cell => cell.textContent))")
    assert [line[:3] for line in shown] == [[row["group"], row["n"], row["n_closed"]] for row in rows]
    document = PdfReader(io.BytesIO(downloaded(page, "This page as PDF")))
    told = " ".join(document.pages[0].extract_text().split())
    assert f"Turnaround as of {today()}" in told and "Planning" in told and sentences.nth(0).inner_text().split(";")[0] in told
    whole = " ".join(" ".join(sheet.extract_text() for sheet in document.pages).split())
    aged = whole.split("Age of open requests, as of", 1)[1]
    assert f"Of all requests received until {today()}." in aged.split("Time at each desk")[0] and "n_open" not in aged
    assert time.monotonic() - began < 120


def test_what_is_not_understood_in_the_address_is_named(page, desk):
    visit(page, desk, "/turnaround?turnaround_desk=Nobody&turnaround_track=zzz&turnaround_as_of=banana&turnaround_days=working+days")
    expect(page.get_by_text("Not understood in the address, and left out: turnaround_desk, turnaround_track, turnaround_as_of.")).to_be_visible()


def test_a_folded_picture_is_drawn_when_it_is_opened_and_can_be_taken_as_a_picture(page, desk):
    visit(page, desk, "/turnaround")
    assert page.get_by_role("region", name="Time at each desk").count() == 0
    page.locator("summary").filter(has_text="Time at each desk").click()
    expect(page.get_by_role("region", name="Time at each desk")).to_be_visible()
    settled(page)
    drawn = page.get_by_role("img", name=re.compile("of all days lay at")).or_(page.locator("[aria-label*='of all days lay at']"))
    expect(drawn.first).to_be_attached()
    section = page.locator("details").filter(has_text="Time at each desk")
    expect(section.locator("canvas, svg.marks").first).to_be_visible()  # drawn, so that nothing below it moves any more
    settled(page)
    for name, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download(timeout=60_000) as waiting:  # the first picture starts the engine that draws them
            section.get_by_role("link", name=name).click()
        assert waiting.value.path().read_bytes().startswith(begins)
        settled(page)
