"""Texts that Streamlit shows as they are written."""

import re
import time

import pytest

from records_desk.pages._words import plain


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
