"""A letter in hand: taken as Word and PDF, sent once by a double click, and its wording changed, in a real browser."""

import io
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from docx import Document
from playwright.sync_api import expect
from pypdf import PdfReader

from records_desk.db import ledger
from tests.browser.conftest import settled, today, visit
from tests.browser.test_looks import AUDIT

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")
ADDRESS = "robin@example.org"


class Box:
    """A mail server's box."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture(scope="module")
def mail_server():
    """A mail server on loopback: its box and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture(scope="module")
def filled(mail_server):
    """A denial, and a [mail] section beside the store."""

    def fill(store):
        receipt = ledger.receive(
            store, ADMINISTRATOR, track="records", on_date=today(), verbatim="All plans", name="Robin Reyes", email=ADDRESS
        )
        ledger.record(
            store, receipt.request_id, "determined", ADMINISTRATOR, on_date=today(), outcome="denied", sections=["7927.700"],
            reason="A personnel file.", official_name="Casey Sample", official_title="City Clerk",
        )  # fmt: skip
        ledger.record(store, receipt.request_id, "note", ADMINISTRATOR, on_date=today(), note="The letter is ready.")
        folder = store.path.parent / ".streamlit"
        folder.mkdir()
        text = f'[mail]\nhost = "127.0.0.1"\nport = {mail_server[1]}\nsecurity = "none"\nsender = "Desk <desk@example.org>"\n'
        (folder / "secrets.toml").write_text(text)

    return fill


def open_letter(tab, desk):
    """The denial's letter on the page of its request."""
    visit(tab, desk, f"/request?number=PRA-{today().year}-000001")
    tab.get_by_text("Letter: determined (denied").click()
    expect(tab.get_by_role("link", name="Letter as PDF")).to_be_visible()
    settled(tab)


def taken(tab, name: str) -> bytes:
    """What a link sends; a page that is still being drawn may put another link in its place."""
    settled(tab)
    with tab.expect_download() as download:
        tab.get_by_role("link", name=name).click()
    settled(tab)
    return download.value.path().read_bytes()


def test_a_letter_is_taken_as_word_pdf_and_e_mail_with_the_same_words(page, desk):
    open_letter(page, desk)
    word, pdf = Document(io.BytesIO(taken(page, "Letter as Word"))), PdfReader(io.BytesIO(taken(page, "Letter as PDF")))
    mail = message_from_bytes(taken(page, "Letter as e-mail file"), policy=policy.default)
    for text in ("\n".join(part.text for part in word.paragraphs), pdf.pages[0].extract_text(), mail.get_body(("plain",)).get_content()):
        assert "A personnel file." in text and "Casey Sample, City Clerk" in text and "Gov. Code 7923.000" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_double_click_sends_one_letter(page, desk, mail_server):
    box, _ = mail_server
    open_letter(page, desk)
    page.get_by_role("button", name="Send by e-mail").dblclick()
    expect(page.get_by_text("The letter was sent by e-mail.")).to_be_visible()
    settled(page)
    assert [mail["To"] for mail in box.mails] == [ADDRESS]
    assert ADDRESS not in (desk.path.parent / "server.log").read_text()


def test_wording_is_changed_with_a_preview(page, desk):
    visit(page, desk, "/settings")
    page.locator("summary", has_text="Wording of the letters").click()
    wording = page.get_by_label("Wording", exact=True)
    wording.fill("{{ letterhead }}\n\nGood day, {{ name }}.")
    wording.press("Control+Enter")
    expect(page.get_by_text("Good day, Robin Reyes.")).to_be_visible()
    page.get_by_role("button", name="Save the wording").click()
    expect(page.get_by_text("saved.")).to_be_visible()
    settled(page)
    page.locator("summary", has_text="Wording of the letters").click()
    expect(page.get_by_role("button", name="Use this wording again")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_letters_and_their_settings_are_readable_and_fit(new_tab, desk, width):
    tab = new_tab(width=width, height=844 if width < 800 else 800)
    open_letter(tab, desk)
    settled(tab)
    assert tab.evaluate(AUDIT) == []
    visit(tab, desk, "/settings")
    for part in ("Letterhead", "Wording of the letters"):
        tab.locator("summary", has_text=part).click()
    expect(tab.get_by_role("button", name="Save the wording")).to_be_visible()
    settled(tab)
    assert tab.evaluate(AUDIT) == []
