"""Live accesses, the register of misuse and an installment in a browser: readable, by keyboard, and a file comes back as it went."""

import hashlib
from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from records_desk.db import ledger
from tests.browser.conftest import settled, today, visit
from tests.browser.test_looks import AUDIT

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
ACCESS = {"endpoint": "https://data.example.org/trees", "format": "CSV", "terms_version": "2026-1", "contact": "Dana Sample", "no_fee": True}
TREES = ACCESS | {"key_reference": "GIS-2026-trees-01", "dataset_id": "trees"}
MISUSED = [
    ("access_granted", ACCESS | {"key_reference": "GIS-2026-wells-01", "dataset_id": "wells"}),
    ("misuse_reported", {"note": "Names were matched with other lists"}),
    ("misuse_decided", {"outcome": "notice"}),
    ("misuse_reported", {"note": "It went on, says Lee Sample"}),
]


@pytest.fixture(scope="module")
def filled():
    """Two accesses, one of them misused, and a granted records request."""

    def fill(store):
        granted = ("determined", {"outcome": "granted", "promised_on": today(), "promised_time": time(17)})  # the day may end while other tests run
        used = [("access_granted", TREES | {"expires_on": today() + timedelta(11)})]
        for track, story in [("data", used), ("data", MISUSED), ("records", [("no_fee_decided", {})])]:
            receipt = ledger.receive(store, CLERK, track=track, on_date=today(), verbatim="Trees and wells", email="dana@example.org")
            for kind, values in [granted, *story]:
                ledger.record(store, receipt.request_id, kind, CLERK, on_date=today(), **values)

    return fill


@pytest.mark.parametrize("width", [1280, 390])
def test_both_pages_are_readable_and_fit(new_tab, desk, width):
    tab = new_tab(width=width, height=844 if width < 800 else 800)
    for path in ("/accesses", "/misuse"):
        visit(tab, desk, path)
        assert tab.evaluate(AUDIT) == [], path


def test_from_an_access_the_way_leads_to_its_request_and_its_renewal(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/accesses")
    line = tab.get_by_role("row").filter(has_text="GIS-2026-trees-01")
    expect(line).to_contain_text("soon: in 11 days")
    line.get_by_role("link").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("API-")
    settled(tab)
    tab.get_by_role("combobox", name="More").click()
    tab.get_by_role("combobox", name="More").fill("Renew")
    tab.get_by_role("option", name="Renew an access").click()
    expect(tab.get_by_text("Terms may govern a key")).to_be_visible()
    expect(tab.get_by_text("GIS-2026-trees-01").locator("visible=true").first).to_be_visible()


def test_the_register_tells_the_step_that_is_due_and_a_filter_stands_in_the_address(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/misuse?misuse_state=Open")
    expect(tab.get_by_role("table").first.locator("caption")).to_have_text("1 of 2 reports of misuse")
    expect(tab.get_by_role("row").filter(has_text="GIS-2026-wells-01")).to_contain_text("Rate limit")
    tab.get_by_role("combobox", name="Look at a report").click()
    tab.get_by_role("option").first.click()
    expect(tab.get_by_text("It went on, says Lee Sample")).to_be_visible()


def test_a_file_is_released_and_comes_back_as_a_download_of_the_same_bytes(new_tab, desk, tmp_path):
    content = b"<script>alert(1)</script>"
    tab = new_tab()
    visit(tab, desk, "/queue")
    tab.get_by_role("link", name="PRA-").first.click()
    settled(tab)
    tab.get_by_role("button", name="Release an installment").click()
    tab.get_by_test_id("stFileUploaderDropzoneInput").set_input_files({"name": "trees.html", "mimeType": "text/html", "buffer": content})
    expect(tab.get_by_text("trees.html")).to_be_visible()
    settled(tab)
    tab.get_by_role("button", name="Release an installment").last.click()
    expect(tab.get_by_text("Installments: 1, with 1 file")).to_be_visible()
    settled(tab)
    expect(tab.get_by_text(f"{hashlib.sha256(content).hexdigest()} trees.html")).to_be_visible()
    with tab.expect_download() as sent:
        tab.get_by_role("link", name="Download file 1 of installment 1").click()
    assert sent.value.suggested_filename == "trees.html" and sent.value.path().read_bytes() == content
