"""What a typed text says, and what a single line is kept as."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_desk.db import city, ledger
from records_desk.db._guard import clean_line, clean_text
from records_desk.db._officials import officials_of
from records_desk.db._plain_text import BIDI_CONTROLS, one_line, says
from records_desk.db.files import File, with_lines
from tests.conftest import OFFICIAL, STAFF, TODAY

NOTHING = ["\u200b", "\u2060", "\u00ad", "\u3164", "\u2800", "\ufeff", "\u0301", "-", ".", "—", "...", "…", " – . ", "_", "−", "·", "\u202e", "\u200b-\u3164"]
DENIAL = {"outcome": "denied", "sections": ["7927.700"], "reason": "A personnel file.", "official_name": "Casey Sample", "official_title": "City Clerk"}
ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")


@pytest.fixture
def request_id(store):
    return ledger.receive(store, STAFF, track="records", on_date=TODAY, verbatim="All permits", desk_id=1).request_id


def deny(store, request_id, **values):
    return ledger.record(store, request_id, "determined", OFFICIAL, on_date=TODAY, **DENIAL | values)


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_of_invisible_signs_dashes_and_dots_is_none(text):
    assert clean_text("Reason", text) is None and clean_line("Name", text) is None


@pytest.mark.parametrize("text", ["x", "7", "?", "§", "李", "👍🏽", "$", "Zoë", "a\u200bb", "- a list"])
def test_a_text_that_says_something_stays(text):
    assert clean_text("Reason", text) == text


@pytest.mark.parametrize("field", ["reason", "official_name", "official_title"])
@pytest.mark.parametrize("text", ["\u200b", "\u3164", "-"])
def test_a_denial_needs_words_for_what_the_law_asks_for(store, request_id, field, text):
    with pytest.raises(ledger.Refused, match="7922.540"):
        deny(store, request_id, **{field: text})
    assert store.query("from store.letter_text") == []


def test_what_a_form_requires_is_asked_for_again_where_it_says_nothing(store, request_id):
    for kind, values in (("clarification_asked", {"question": "\u2060"}), ("track_changed", {"track": "data", "reason": "..."})):
        with pytest.raises(ledger.Refused, match="needs: "):
            ledger.record(store, request_id, kind, OFFICIAL, on_date=TODAY, **values)
    with pytest.raises(ledger.Refused, match="Write down what was asked"):
        ledger.receive(store, STAFF, track="records", on_date=TODAY, verbatim="\u200b – ")


def test_a_further_official_has_a_name_and_a_title_that_say_something():
    for line in ("Jo Example, \u3164", "\u200b, Director", "-, Director"):
        with pytest.raises(ledger.Refused, match="names no title"):
            officials_of({"further_officials": line})


@pytest.mark.parametrize("balancing", ["A personnel file.", "  a  PERSONNEL\nfile "])
def test_a_balancing_that_repeats_the_reason_is_refused(store, request_id, balancing):
    with pytest.raises(ledger.Refused, match="The balancing says the same as the reason.*7922.000"):
        deny(store, request_id, sections=["7922.000"], balancing=balancing)
    assert deny(store, request_id, sections=["7922.000"], balancing="It names the place of every alarm.")


def test_an_official_s_name_is_one_line_of_the_letter(store, request_id):
    deny(store, request_id, official_name="A\nYou must appeal within 5 days", official_title="City\u202e Clerk\x07")
    body = store.query("select body from store.letter_text")[0]["body"]
    assert "- A You must appeal within 5 days, City Clerk\n" in body


def test_a_requester_s_name_and_a_person_s_title_are_one_line(store):
    ledger.receive(store, STAFF, track="records", on_date=TODAY, verbatim="All permits\n\nof 2025", name="Robin\r\nReyes\u202e", organization="\u2067Sample\tNeighbors")
    found = store.query("select name, organization from store.requester")[0]
    assert found == {"name": "Robin Reyes", "organization": "Sample Neighbors"}
    assert store.query("select body from store.request_text where part = 'verbatim'")[0]["body"] == "All permits\n\nof 2025"
    city.save_person(store, ADMINISTRATOR, None, sign_in="jo", name="Jo\nExample", title="City\u2028Clerk", role="staff", desk_id=1)
    assert store.query("select name, title from store.person where sign_in = 'jo'")[0] == {"name": "Jo Example", "title": "City Clerk"}


def test_a_file_s_name_shows_its_ending_where_it_is(store):
    files = (File("plan\u202egpj.exe", "application/octet-stream", b"x"), File("\u202e", "text/plain", b"y"))
    ledger.receive(store, STAFF, track="records", on_date=TODAY, verbatim="All permits", files=files)
    names = store.query("select body from store.request_text where part like 'file %' order by part")
    assert [row["body"] for row in names] == ["plangpj.exe", "file"]
    described = with_lines((), f"plan\u202egpj.exe; 12; {'a' * 64}")
    assert described[0].name == "plangpj.exe"


@given(st.text())
def test_any_text_becomes_one_line_that_stays_as_it_is(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1 and one_line(line) == line
    assert not [sign for sign in line if unicodedata.category(sign) == "Cc" or sign in BIDI_CONTROLS]


@given(st.text(st.characters(categories=("L", "N")), min_size=1))
def test_words_of_any_language_say_something(text):
    assert says(f"a{text}") and says(f"\u200b{text}7")
