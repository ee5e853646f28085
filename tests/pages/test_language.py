"""Whoever looks reads the pages in their own language; what is recorded, written and exported is the same in every one."""

import re

import pytest

from records_desk.db import demo, export
from records_desk.pages._places import PLACES
from tests.db.test_language import ENGLISH_WORDS
from tests.pages.conftest import well, widget

WORDS = ENGLISH_WORDS - {"no", "as", "a", "on", "may"}  # which Spanish has too
KINDS = (
    "title", "header", "subheader", "caption", "markdown", "text", "info", "warning", "error", "success", "button", "selectbox", "multiselect", "text_input", "text_area",
    "date_input", "time_input", "number_input", "checkbox", "radio", "expander", "tabs",
)  # fmt: skip
NO_PROSE = re.compile(r"\(?(?:Gov\. Code|CCP|Penal Code)[^\[]*\[[VSU]\]|\((?:Gov\. Code|CCP|Penal Code)[^)]*\)|“[^”]*”|\\?\{.*?\}")  # citations, quotations, fields
TYPED_TABLES = ("request_text", "dataset", "enterprise_system", "desk", "person", "rule_set", "exemption")
TYPED = {"summary", "desk", "person", "by", "number", "title", "sign_in", "name", "details", "told"}  # columns with what people typed, or made of it


@pytest.fixture
def sample(store):
    """The sample city, in which everything happens."""
    demo.load_sample(store)
    return store


def said(tab) -> list[str]:
    """Every text of a page: what stands there, labels, help and what lists offer."""
    found = []
    for kind in KINDS:
        for element in getattr(tab, kind, ()):
            found += [getattr(element, name, None) for name in ("label", "help", "placeholder")]
            found += element.options if hasattr(element, "options") else []
            found += [getattr(element, "value", None)] if kind not in ("text_area", "text_input", "selectbox", "multiselect") else []
    return [text for text in found if isinstance(text, str)]


def english(texts: list[str], typed: set[str]) -> list[str]:
    """Those that hold an English word, without what people typed and citations."""
    bare = {text: NO_PROSE.sub("", text) for text in texts if not any(own in text for own in typed)}
    return sorted(text for text, words in bare.items() if set(re.findall(r"(?<![\w.-])[a-z]+(?![\w.-])", words)) & WORDS)


def typed_in(store) -> set[str]:
    """What people typed, and citations, as they stand on pages."""
    columns = store.query(f"select table_name, column_name from duckdb_columns() where database_name = 'store' and data_type = 'VARCHAR' and table_name in {TYPED_TABLES}")
    return {row["text"] for name in columns for row in store.query(f"select distinct {name['column_name']} as text from store.{name['table_name']} where len(text) > 8")}


@pytest.mark.parametrize("place", [place.name for place in PLACES if place.name != "request"])
def test_no_english_is_left_on_a_page_in_spanish(visit, sample, shown, place):
    tab = visit(place, desk_language="es")
    captions = [caption for caption, _ in shown.values()]
    cells = [
        part if isinstance(part, str) else part[0]
        for _, rows in shown.values() for row in rows for name, cell in row.items() if name not in TYPED and not name.startswith("_")
        for part in ([cell] if isinstance(cell, str) else cell or ())
    ]  # fmt: skip
    assert english([*said(tab), *captions, *cells], typed_in(sample)) == []


def test_no_english_is_left_on_requests_in_spanish(visit, sample, shown):
    """One of each status and closing, each kind of entry among them."""
    rows = sample.query("select min(number) as number from store.snapshot group by status, determination, track order by 1")
    left = set()
    for row in rows:
        tab = visit("request", desk_language="es", number=row["number"])
        captions = [caption for caption, _ in shown.values()]
        left |= set(english([*said(tab), *captions], typed_in(sample)))
    assert len(rows) > 10 and left == set()


def test_what_is_recorded_in_spanish_is_what_is_recorded_in_english(visit, store, shown):
    told = []
    for language in ("en", "es"):
        tab = visit("intake", desk_language=language)
        form = tab.session_state["desk_form_intake"]
        tab.text_area(key=f"{form}_text").set_value("All permits of 2025")
        well(tab.button(key=f"{form}_save").click().run())
        (row,) = store.query("select max(number) as number, max(request_id) as request_id from store.snapshot")
        tab = visit("request", desk_language=language, number=row["number"])
        form = tab.session_state[f"desk_form_request_{row['number']}"]
        tab.button(key=f"{form}_quick_acknowledged").click().run()
        well(next(button for button in tab.button if button.key.startswith(form) and button.key.endswith("_send")).click().run())
        events = store.query(f"select kind, on_date, channel, recorded_by from store.event where request_id = {row['request_id']} order by event_id")
        texts = store.query(f"select part, body from store.request_text where request_id = {row['request_id']} order by all")
        letters = store.query(f"select letter, body from store.letter_text where request_id = {row['request_id']} order by all")
        told.append((events, texts, [letter["body"].replace(row["number"], "") for letter in letters]))
    assert [event["kind"] for event in told[0][0]] == ["received", "routed", "acknowledged"] and told[0] == told[1]


def test_a_refusal_is_told_in_the_language_of_whoever_looks(visit, received):
    number = received().number
    told = {}
    for language in ("en", "es"):
        tab = visit("request", desk_language=language, number=number)
        form = tab.session_state[f"desk_form_request_{number}"]
        tab.selectbox(key=f"{form}_act").set_value("clarification_asked").run()
        next(button for button in tab.button if button.key.startswith(form) and button.key.endswith("_send")).click().run()
        told[language] = tab.error[0].value
    assert told["en"].startswith("Not recorded.") and "Question to the requester" in told["en"]
    assert not english([told["es"]], set()) and "Pregunta a la persona solicitante" in told["es"]


def test_files_that_leave_are_the_same_in_both_languages(visit, sample):
    made = {}
    for language in ("en", "es"):
        visit("queue", desk_language=language)
        made[language] = export.export(sample, "queue", reader=None, **export.NO_FILTER).path.read_bytes()
    assert made["en"] == made["es"]


def test_who_chose_a_language_reads_it_on_every_page_and_a_link_in_the_other_one_means_the_same(visit, sample):
    tab = visit("queue", queue_status="Closed")
    assert widget(tab, "queue_status").value == "closed"
    tab = visit("queue", desk_language="es", queue_status="Closed")
    assert (tab.title[0].value, widget(tab, "queue_status").value) == ("Cola", "closed")
    tab = visit("queue", desk_language="es", queue_status="Cerrada")
    assert widget(tab, "queue_status").value == "closed"
