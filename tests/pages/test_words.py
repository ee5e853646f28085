"""Texts that Streamlit shows as they are written."""

import re
import time
from datetime import date, datetime

import pytest

from records_desk.pages._words import dated, day, moment, next_due, parsed, plain


def test_a_day_is_written_in_one_form_with_its_weekday():
    assert day(date(2026, 4, 16)) == "Thu 16 Apr 2026"
    assert moment(datetime(2026, 4, 6, 9, 5)) == "Mon 6 Apr 2026, 09:05"
    assert day(None) == "–"


@pytest.mark.parametrize(
    ("today", "told", "on"),
    [
        (date(2026, 4, 10), "in 7 days", date(2026, 4, 17)),
        (date(2026, 4, 17), "today", date(2026, 4, 17)),
        (date(2026, 4, 18), "due in 2 days, safe day passed", date(2026, 4, 20)),
        (date(2026, 4, 20), "due today, safe day passed", date(2026, 4, 20)),
        (date(2026, 4, 21), "1 day overdue", date(2026, 4, 20)),
    ],
)
def test_the_safe_day_is_told_until_it_has_passed_and_the_statutory_one_after_it(today, told, on):
    assert next_due(date(2026, 4, 20), date(2026, 4, 17), today) == (told, on)


def test_a_day_that_was_written_so_is_a_day_again_in_a_file():
    assert parsed(day(date(2026, 4, 6))) == date(2026, 4, 6)
    assert [parsed(text) for text in ("–", "", "in 3 days", "2026-04-06")] == [None] * 4


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("2026-04-16 has not come yet, today is 2026-04-15.", "Thu 16 Apr 2026 has not come yet, today is Wed 15 Apr 2026."),
        ("Closed Fri 2026-04-17 to Mon 2026-04-20", "Closed Fri 17 Apr 2026 to Mon 20 Apr 2026"),
        ("It was sealed on 2026-02-30.", "It was sealed on 2026-02-30."),
        ("PRA-2026-000012, file 2026-04-16-a.pdf", "PRA-2026-000012, file 2026-04-16-a.pdf"),
    ],
)
def test_days_in_a_sentence_of_the_model_are_written_as_pages_write_them(sentence, shown):
    assert dated(sentence) == shown


@pytest.mark.parametrize("text", ["\n" * 300_000, " " * 300_000, "1" * 300_000, "#" * 300_000, "\\" * 300_000])
def test_a_text_made_to_be_slow_is_written_out_in_seconds(text):
    begin = time.process_time()
    plain(text)
    assert time.process_time() - begin < 5, "line ends took minutes"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_no_line_becomes_a_heading_or_a_list_whatever_ends_it(end):
    assert plain(f"One{end}# two{end}  - three{end}4. four") == f"One{end}\\# two{end}  \\- three{end}4\\. four"


@pytest.mark.parametrize("address", ["http://example.org/x", "HTTPS://example.org", "www.example.org"])
def test_an_address_in_a_text_becomes_no_link(address):
    shown = re.sub(r"\\(?=[^\w\s])", "", plain(f"see {address}, please"))  # as Markdown unmasks it, before it looks for addresses
    assert shown.replace("\u2060", "") == f"see {address}, please"
    assert not re.search(r"https?://|www\.", shown, re.I)
