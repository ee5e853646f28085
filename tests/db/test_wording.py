"""The letters' wording: every letter as a whole, what wording may hold, and its versions."""

import re
import tomllib
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from records_desk.db import _merge, _required, _wording, language, ledger, wording
from records_desk.db._entry import insert
from records_desk.db._refused import Refused
from tests.conftest import OFFICIAL, STAFF, TODAY

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "letters"
ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")


@pytest.mark.parametrize("name", _wording.names())
def test_every_letter_reads_as_it_should(name):
    made = _merge.fill(_wording.shipped(name), _merge.sample(name))
    assert made == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("name", _wording.names())
def test_every_shipped_wording_passes_its_own_check(store, name):
    assert wording.preview(store, name, wording.shipped(name))
    assert wording.label(store, name)


def test_no_golden_letter_is_left_over():
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(_wording.names())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no words"),
        ("{{ nmae }}", "no field “nmae”"),
        ("{{ question }}", "no field “question”"),
        ("{{ name", "cannot be read"),
        ("{% if name %}", "cannot be read"),
        ("{{ name | shout }}", "No filter named"),
        ("{{ name | long_date }}", "long_date does not fit"),
        ("{{ on_date | money }}", "money does not fit"),
        ("{{ name.__class__ }}", "no “__class__”"),
        ("{{ name.upper }}", "no “upper”"),
        ("{{ name['__class__'] }}", "Getitem"),
        ("{{ name.upper() }}", "Call"),
        ("{{ range(9) }}", "Call"),
        ("{% for x in range(1000000000) %}x{% endfor %}", "goes through a list"),
        ("{% for x in name %}x{% endfor %}", "goes through a list"),
        ("{% for a in officials %}{% for b in exemptions %}x{% endfor %}{% endfor %}", "within a list"),
        ("{% for a in officials %}{% if a.name %}{% for b in officials %}x{% endfor %}{% endif %}{% endfor %}", "within a list"),
        ("{% for a in officials recursive %}{{ a.name }}{% endfor %}", "within a list"),
        ("{% for a in officials %}{{ a.salary }}{% endfor %}", "no “salary”"),
        ("{{ 'x' * 1000000000 }}", "Mul"),
        ("{{ 10 ** 10 ** 10 }}", "Pow"),
        ("{% set x = 1 %}", "Assign"),
        ("{% macro x() %}{% endmacro %}", "Macro"),
        ("{% include 'acknowledged.md' %}", "Include"),
        ("{{ name ~ name }}", "Concat"),
        ("{{ name is defined }}", "does more than a letter may"),
        ("{{ city if name }}", "CondExpr"),
        ("x" * 20_001, "longer than 20,000"),
        ("{% if name %}" * 5_00 + "{% endif %}" * 5_00, "nested too deeply|cannot be read"),
        ("{% for a in files %}{{ a.name }}{% endfor %}", "no field “files”"),
    ],
)
def test_wording_that_does_more_than_fill_in_is_refused_with_a_sentence(store, text, sentence):
    with pytest.raises(Refused, match=sentence):
        wording.save(store, ADMINISTRATOR, "determined_denied", text)
    assert wording.versions(store, "determined_denied") == []


def test_sums_and_times_are_written_as_letters_write_them():
    assert [language.price(Decimal(text)) for text in ("0.1000", "0.1250", "3", "10.0000")] == ["$0.10", "$0.125", "$3.00", "$10.00"]
    assert [language.time_of_day(time(*at)) for at in ((0, 5), (9, 0), (12, 0), (17, 30))] == ["12:05 a.m.", "9:00 a.m.", "12:00 p.m.", "5:30 p.m."]
    assert language.money("1250") == "$1,250.00"


def test_a_letter_never_grows_beyond_a_bound():
    with pytest.raises(Refused, match="longer than 2,000,000"):
        _merge.fill("{{ reason }}" * 1_000, {"reason": "x" * 1_000_000})


def test_a_missing_fact_is_refused_and_may_be_asked_for():
    assert _merge.fill("{% if reason %}{{ reason }}{% endif %}.", {"reason": None}) == "."
    for text in ("{{ reason }}", "{{ reason | long_date }}", "{% for official in officials %}x{% endfor %}"):
        with pytest.raises(Refused, match="lacks a fact"):
            _merge.fill(text, {"reason": "", "officials": []})


def test_the_city_s_wording_is_used_from_now_on_and_its_versions_are_kept(store):
    changed = wording.shipped("acknowledged").replace("We received", "Thank you! We received")
    wording.save(store, ADMINISTRATOR, "acknowledged", changed)
    receipt = ledger.receive(store, STAFF, track="records", on_date=TODAY, verbatim="All permits")
    ledger.record(store, receipt.request_id, "acknowledged", STAFF, on_date=TODAY)
    assert "Thank you! We received" in store.query("select body from store.letter_text")[0]["body"]
    wording.save(store, ADMINISTRATOR, "acknowledged", changed + "\n\nCome again.")
    newest, oldest = wording.versions(store, "acknowledged")
    assert (newest["written_by"], oldest["body"]) == ("Desk administrator", changed)
    wording.restore(store, ADMINISTRATOR, "acknowledged", oldest["wording_id"])
    assert wording.current(store, "acknowledged") == changed
    wording.restore(store, ADMINISTRATOR, "acknowledged", None)
    assert wording.current(store, "acknowledged") == wording.shipped("acknowledged")
    assert len(wording.versions(store, "acknowledged")) == 4
    changes = store.query("select what, changed_by from store.setting_change")
    assert [(row["what"], row["changed_by"]) for row in changes] == [("letter_wording acknowledged", "administrator")] * 4


def test_only_an_administrator_changes_wording(store):
    for act in (lambda: wording.save(store, OFFICIAL, "acknowledged", "{{ city }}"), lambda: wording.restore(store, OFFICIAL, "acknowledged", None)):
        with pytest.raises(Refused, match="administrator"):
            act()


def test_what_is_not_there_or_changes_nothing_is_refused(store):
    with pytest.raises(Refused, match="no such letter"):
        wording.save(store, ADMINISTRATOR, "../secrets", "x")
    with pytest.raises(Refused, match="no such version"):
        wording.restore(store, ADMINISTRATOR, "acknowledged", 17)
    with pytest.raises(Refused, match="Nothing was changed"):
        wording.save(store, ADMINISTRATOR, "acknowledged", wording.shipped("acknowledged"))


LAWFUL = "{{ letterhead }}\n\nSubject: Denied\n\n"
COURT = "The superior court may review this (Gov. Code 7923.000)."
SECTIONS = "{% for each in exemptions %}{{ each.citation }}{% endfor %}\n"
OFFICIALS = "{% for one in officials %}{{ one.name }}, {{ one.title }}{% endfor %}\n"
WHY = "{{ reason }}\n{% if balancing %}{{ balancing }}{% endif %}\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("You must appeal to the City Council within 10 days.", "every section.*7922.540.*the reason.*every responsible official.*superior court"),
        (f"{{# {SECTIONS + WHY + OFFICIALS} #}}" + COURT, "every section"),
        (WHY + OFFICIALS + COURT, "every section that the withholding rests on .Gov. Code 7922.540."),
        (SECTIONS + OFFICIALS + COURT, "the balancing of the public interests.*7922.000"),
        (SECTIONS + WHY + OFFICIALS.replace(", {{ one.title }}", "") + COURT, "out the title of every responsible official"),
        (SECTIONS + WHY + OFFICIALS, "out the way to the superior court .Gov. Code 7923.000"),
        (f"{{% if organization %}}{SECTIONS}{{% endif %}}" + WHY + OFFICIALS + COURT, "every section"),
        (f"{{% if not organization %}}{SECTIONS}{{% endif %}}" + WHY + OFFICIALS + COURT, "every section"),
        (SECTIONS + "{% if balancing %}{{ balancing }}{% else %}{{ reason }}{% endif %}" + OFFICIALS + COURT, "out the reason"),
        (SECTIONS + WHY + "{% for one in officials %}{% if one.name == 'Casey Sample' %}{{ one.name }}, {{ one.title }}{% endif %}{% endfor %}" + COURT, "official"),
    ],
)  # fmt: skip
def test_a_denial_s_wording_tells_all_that_the_law_asks_for(text, sentence):
    _merge.check("determined_denied", LAWFUL + text)
    with pytest.raises(Refused, match=sentence):
        _required.check_wording("determined_denied", LAWFUL + text)


def test_wording_that_leaves_out_what_the_law_asks_for_is_neither_shown_nor_kept_nor_gone_back_to(store):
    bad = LAWFUL + "You must appeal to the City Council within 10 days."
    row = {"wording_id": 7, "letter": "determined_denied", "body": bad, "written_at": store.now(), "written_by": "administrator"}
    store.write(lambda cursor: insert(cursor, "letter_wording", row))
    wording.restore(store, ADMINISTRATOR, "determined_denied", None)
    for act in (
        lambda: wording.preview(store, "determined_denied", bad),
        lambda: wording.save(store, ADMINISTRATOR, "determined_denied", bad),
        lambda: wording.restore(store, ADMINISTRATOR, "determined_denied", 7),
    ):
        with pytest.raises(Refused, match="leaves out"):
            act()
    assert wording.current(store, "determined_denied") == wording.shipped("determined_denied")


def test_a_denial_may_be_worded_anew_as_long_as_it_tells_all_of_it(store):
    wording.save(store, ADMINISTRATOR, "determined_denied", LAWFUL + SECTIONS + WHY + OFFICIALS + COURT)
    assert len(wording.versions(store, "determined_denied")) == 1


@pytest.mark.parametrize(
    ("letter", "taken", "sentence"),
    [
        ("determined_partly_granted", "{{ promised_on | long_date }}", "the estimated date of availability .Gov. Code 7922.535"),
        ("determined_granted", "{{ promised_time | time_of_day }}", "the estimated time of availability"),
        ("extended", "{{ extended_to_on | long_date }}", "the new date of the determination"),
        ("extended", "{{ reason }}", "the reason .Gov. Code 7922.535"),
        ("extended", "{{ circumstance }}", "the unusual circumstance"),
        ("extended", ", {{ official.title }}", "the title of the official"),
        ("determined_already_published", "{{ endpoint }}", "where it is published"),
        ("determined_no_records", "7923.000", "superior court"),
        ("determined", "{{ balancing }}", "the balancing"),
    ],
)
def test_each_letter_keeps_what_the_law_asks_of_it(letter, taken, sentence):
    text = wording.shipped(letter)
    assert taken in text
    with pytest.raises(Refused, match=sentence):
        _required.check_wording(letter, text.replace(taken, "–"))


def test_every_letter_that_must_tell_something_is_there_and_has_what_it_must_tell():
    table = tomllib.loads((_merge.FOLDER / "required.toml").read_text(encoding="utf-8"))["part"]
    assert all(part["citation"].startswith("Gov. Code 79") and part["tells"] for part in table)
    named = {name for part in table for name in part["letters"] if "*" not in name}
    assert named <= set(_wording.names())
    for name in named:
        for part in _required.parts_of(name):
            assert {field.partition(".")[0] for field in part.get("one_of", ())} <= set(_merge.fields_of(name))


@pytest.mark.parametrize("text", ["{% if due_on %}You hear from us.{% endif %}", "{# nothing yet #}", "{% if organization %}To you{% endif %}"])
def test_wording_that_says_nothing_to_some_is_refused(text):
    with pytest.raises(Refused, match="say nothing"):
        _required.check_wording("acknowledged", text)


def test_a_letter_without_words_is_not_sent():
    with pytest.raises(Refused, match="would have no words"):
        _merge.fill("{% if balancing %}x{% endif %}", {"balancing": None})


def test_a_wording_from_before_sends_no_letter_that_leaves_out_what_it_must_tell(store, story):
    row = {"wording_id": 7, "letter": "determined_denied", "body": LAWFUL + "No.", "written_at": store.now(), "written_by": "administrator"}
    store.write(lambda cursor: insert(cursor, "letter_wording", row))
    request = story("2026-04-06 received")
    denial = {"outcome": "denied", "sections": ["7927.700"], "reason": "A personnel file.", "official_name": "Casey Sample", "official_title": "City Clerk"}
    with pytest.raises(Refused, match="leaves out every section.*have an administrator put it back"):
        ledger.record(store, request["request_id"], "determined", OFFICIAL, on_date=TODAY, **denial)
    assert store.query("from store.letter_text") == []


@pytest.mark.parametrize("name", _wording.names())
def test_no_shipped_wording_is_doubted(name):
    assert wording.doubts(wording.shipped(name)) == []


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("You must appeal to the City Council within 10 days.", "names a time.*asks? for an appeal"),
        ("An appeal has to be here no later than noon.", "names a time"),
        ("Ask for a review within thirty (30) calendar days.", "names a time"),
        ("You are required to appeal to the city first.", "seems to ask for an appeal"),
    ],
)
def test_an_appeal_with_a_time_is_doubted(text, doubt):
    assert re.search(doubt, " ".join(wording.doubts(f"We answer in 10 days.\n\n{text}\n")))


def test_the_days_of_anything_else_are_not_doubted():
    assert wording.doubts("You may ask the superior court to review this. We keep the copy for 30 days.") == []


@pytest.mark.parametrize("sign", ["\ud800", "\x00"])
def test_wording_with_a_sign_that_cannot_be_kept_is_refused_with_its_line(store, sign):
    for act in (lambda text: wording.save(store, ADMINISTRATOR, "acknowledged", text), lambda text: wording.preview(store, "acknowledged", text)):
        with pytest.raises(Refused, match="Line 2 of the wording holds a sign"):
            act(f"{{{{ letterhead }}}}\nThank you{sign}!")


def test_a_letter_is_called_by_its_outcome_as_the_outcome_is_written(store):
    assert wording.label(store, "determined_access_declined") == "Determined (API access declined (technical))"
    assert wording.label(store, "determined_denied") == "Determined (denied: withheld in full)"
