"""E-mails, dropped and pasted: what the intake form takes from them."""

import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from records_desk.db import mail

OUTLOOK = """From: Doe, Pat <pat@example.org>
Sent: Friday, April 17, 2026 4:45 PM
To: City Clerk <clerk@example.org>
Subject: Building permits

All permits of 2025, please.
From: me, with thanks"""


def an_eml(**headers: str) -> EmailMessage:
    """A message as a mail program saves it."""
    message = EmailMessage()
    standard = {"From": "Pat Doe <pat@example.org>", "Date": "Fri, 17 Apr 2026 16:45:00 -0700", "Subject": "Permits"}
    for name, value in (standard | headers).items():
        message[name] = value
    message.set_content("All permits of 2025, please.\n")
    return message


def test_sender_date_subject_and_text_are_taken_from_a_pasted_mail():
    found = mail.read_pasted(OUTLOOK)
    assert (found.name, found.address, found.subject) == ("Doe, Pat", "pat@example.org", "Building permits")
    assert found.sent_at == datetime(2026, 4, 17, 16, 45)
    assert found.text == "All permits of 2025, please.\nFrom: me, with thanks"


def test_an_address_that_cannot_be_is_left_out():
    found = mail.read_pasted("From: Eve <eve@nodomain>\nSubject: Permits\n\nAll permits")
    assert (found.name, found.address) == ("Eve", None)


def test_what_was_asked_is_the_subject_and_the_text():
    assert mail.Mail(None, None, None, "Permits", "All of 2025").words == "Permits\n\nAll of 2025"
    assert mail.Mail(None, None, None, None, "All of 2025").words == "All of 2025"


@pytest.mark.parametrize(
    "text", ["", "All permits, please.", "Subject: permits\n\nAll", "From: now on I want all permits", "To: whom\nDear Clerk"]
)
def test_a_text_without_header_lines_is_no_mail(text):
    assert mail.read_pasted(text) is None


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        ("Pat Doe <pat@example.org>", "Pat Doe", "pat@example.org"),
        ('"Doe, Pat" <pat@example.org>', "Doe, Pat", "pat@example.org"),
        ("Pat Doe [mailto:pat@example.org]", "Pat Doe", "pat@example.org"),
        ("pat@example.org", None, "pat@example.org"),
        ("pat@example.org (Pat Doe)", "Pat Doe", "pat@example.org"),
        ("Pat Doe", "Pat Doe", None),
        ("Pat O'Neil <pat@example.org>", "Pat O'Neil", "pat@example.org"),
        ("<pat@example.org>", None, "pat@example.org"),
        ("<b>Pat</b> & Co <pat@example.org>", "<b>Pat</b> & Co", "pat@example.org"),
        ("<b> <pat@example.org<mailto:pat@example.org>>", "<b>", "pat@example.org"),
        ('"Pat \\"Bo\\" *Doe*" <pat@example.org>', 'Pat "Bo" *Doe*', "pat@example.org"),
        ("<>", None, None),
    ],
)
def test_senders_are_read_as_mail_programs_write_them(line, name, address):
    found = mail.read_pasted(f"From: {line}\nSubject: Permits\n\nAll permits")
    assert (found.name, found.address) == (name, address)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Sent: Friday, April 17, 2026 4:45 PM", datetime(2026, 4, 17, 16, 45)),
        ("Date: Fri, Apr 17, 2026 at 4:45 PM", datetime(2026, 4, 17, 16, 45)),
        ("Sent: 4/17/2026 16:45", datetime(2026, 4, 17, 16, 45)),
        ("Date: April 17, 2026 at 4:45:12 PM PDT", datetime(2026, 4, 17, 16, 45, 12)),
        ("Sent: Friday", None),
        ("Sent: 16:45", None),
        ("Sent: no day that anyone knows, 2026 13 45 99", None),
        ("Sent:", None),
    ],
)
def test_a_date_is_taken_only_where_it_names_its_year(line, moment):
    assert mail.read_pasted(f"From: Pat <pat@example.org>\n{line}\nSubject: x\n\nAll").sent_at == moment


@pytest.mark.parametrize(
    "text",
    [
        "---------- Forwarded message ---------\n" + OUTLOOK,
        "Begin forwarded message:\n\n" + OUTLOOK,
        OUTLOOK.replace("\nSent:", "\n\nSent:").replace("\nTo:", "\n\nTo:"),
        OUTLOOK.replace("clerk@example.org>", "clerk@example.org>;\n  Deputy <deputy@example.org>"),
        OUTLOOK.replace("From: Doe", "> *From:* Doe"),
        OUTLOOK.replace("\n", "\r\n"),
    ],
)
def test_forwarded_quoted_and_folded_headers_are_read_alike(text):
    found = mail.read_pasted(text)
    assert (found.name, found.address, found.subject) == ("Doe, Pat", "pat@example.org", "Building permits")
    assert found.text.splitlines()[0] == "All permits of 2025, please."


def test_a_pasted_mail_without_a_text_has_none():
    assert mail.read_pasted("From: Pat <pat@example.org>\nSubject: Permits").text == ""


def test_an_eml_gives_sender_moment_subject_text_and_attachments():
    message = an_eml()
    message.add_attachment(b"%PDF-1.7 map", maintype="application", subtype="pdf", filename="map.pdf")
    found = mail.read_eml(message.as_bytes())
    assert (found.name, found.address, found.subject) == ("Pat Doe", "pat@example.org", "Permits")
    assert found.text == "All permits of 2025, please."
    assert found.sent_at.astimezone(UTC) == datetime(2026, 4, 17, 23, 45, tzinfo=UTC)
    assert [(file.name, file.media_type, file.content) for file in found.attachments] == [("map.pdf", "application/pdf", b"%PDF-1.7 map")]


def test_a_name_with_brackets_in_it_stays_as_it_was_typed():
    assert mail.read_eml(an_eml(From='"<b>Pat</b> [Planning]" <pat@example.org>').as_bytes()).name == "<b>Pat</b> [Planning]"


def test_an_attached_mail_is_kept_whole():
    message = an_eml()
    message.add_attachment(an_eml(Subject="The first one"))
    (file,) = mail.read_eml(message.as_bytes()).attachments
    assert file.media_type == "message/rfc822" and b"The first one" in file.content


def test_an_html_mail_gives_its_words_line_by_line():
    message = an_eml()
    message.set_content(
        "<head><title>no</title></head><style>p {}</style><p>All <b>permits</b> &amp; maps</p>\n<p>of 2025</p><script>no()</script>",
        subtype="html",
    )
    assert mail.read_eml(message.as_bytes()).text == "All permits & maps\nof 2025"


def test_a_date_from_nowhere_in_particular_is_in_utc():
    found = mail.read_eml(an_eml(Date="Fri, 17 Apr 2026 16:45:00 -0000").as_bytes())
    assert found.sent_at == datetime(2026, 4, 17, 16, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe nothing at all",
        b"From: =?nonsense?Q?x?= <\r\nDate: never\r\n\r\nAll permits",
        b"From: pat@example.org\r\nContent-Type: text/plain; charset=no-such\r\n\r\nAll p\xe9rmits",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: application/pdf\r\n\r\nbroken",
    ],
)
def test_a_damaged_eml_gives_what_can_be_read(content):
    assert isinstance(mail.read_eml(content), mail.Mail)


def in_html(body: bytes) -> bytes:
    """An HTML message with this body."""
    return b"From: Pat Doe <pat@example.org>\nContent-Type: text/html\n\n<p>All maps</p>" + body


@pytest.mark.parametrize(
    "content",
    [
        in_html(b"<script " * 100_000),
        in_html(b"<!--" * 200_000),
        in_html(b"<" * 800_000),
        in_html(b"<br " * 200_000),
        b"From: " + b"a" * 800_000 + b"\n\nAll maps",
        b"From: " + b'"' * 800_000 + b"\n\nAll maps",
        b"From: " + b"(" * 800_000 + b"\n\nAll maps",
    ],
)
def test_a_message_made_to_be_slow_is_read_in_seconds(content):
    begin = time.process_time()
    found = mail.read_eml(content)
    assert time.process_time() - begin < 8, "some of these took minutes"
    assert "All maps" in found.text and found.address in (None, "pat@example.org")


@pytest.mark.parametrize("copied", ["From: " + "a" * 800_000 + "\nTo: x\n\nAll maps", "From: a\nTo: x\n" + " folded\n" * 100_000 + "\nAll maps"])
def test_a_copied_message_made_to_be_slow_is_read_in_seconds(copied):
    begin = time.process_time()
    assert mail.read_pasted(copied).text == "All maps"
    assert time.process_time() - begin < 8


def test_a_message_of_parts_without_end_gives_nothing():
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(1_500))
    assert mail.read_eml(parts + b"\nAll maps").text == ""
    assert mail.read_eml(b"Content-Type: text/plain; " + b"(" * 800_000 + b"\n\nAll maps").text == ""


def test_what_an_html_message_hides_is_left_out_and_what_follows_stays():
    html = b"<style>p { }</style><!-- <script> --><p>One</p><script>two()</script ><SCRIPT>x</SCRIPT>Three<script>four <!-- five"
    assert mail.read_eml(in_html(html)).text == "All maps\nOne\n Three four <!-- five".replace("\n ", "\n")
