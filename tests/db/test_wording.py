"""The letters' wording: every letter as a whole, what wording may hold, and its versions."""

from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from records_desk.db import _merge, _wording, ledger, wording
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
        ("{{ name is defined }}", "No test named"),
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
    assert [_merge.price(Decimal(text)) for text in ("0.1000", "0.1250", "3", "10.0000")] == ["$0.10", "$0.125", "$3.00", "$10.00"]
    assert [_merge.time_of_day(time(*at)) for at in ((0, 5), (9, 0), (12, 0), (17, 30))] == ["12:05 a.m.", "9:00 a.m.", "12:00 p.m.", "5:30 p.m."]
    assert _merge.money("1250") == "$1,250.00"


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
