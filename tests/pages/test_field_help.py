"""What helps with a field: everywhere, in a few words, and with a citation only where the rules or their sources have it."""

import re

import pytest

from records_desk.db import intake
from records_desk.db._texts import HERE
from records_desk.pages._field_help import HELP
from tests.test_architecture import PAGES, READ

CITED = re.compile(r"\b7\d{3}\.\d{3}\b|\bGov\. Code (\d{5})|\bCCP (\d+a?)")
KNOWN = " ".join(file.read_text(encoding="utf-8") for kind in ("csv", "sql", "jinja", "py") for file in HERE.rglob(f"*.{kind}"))  # the rules, and what cites them


def test_every_field_of_an_act_and_of_a_request_has_help(store):
    assert [name for name, field in store.fields.items() if not field["help"]] == []
    assert [field.name for field in intake.FIELDS if not field.help and f"intake_{field.name}" not in HELP] == []


@pytest.mark.parametrize("name", sorted(HELP))
def test_help_is_a_sentence_that_somebody_reads(name):
    assert HELP[name].strip().endswith((".", ")")) and len(HELP[name]) <= 220, HELP[name]


def test_no_help_is_left_over_or_missing():
    used = {name for file in PAGES for name in re.findall(r'HELP\["(\w+)"\]', READ[file])}
    assert used | {f"intake_{field.name}" for field in intake.FIELDS if not field.help} == set(HELP)


@pytest.mark.parametrize("name", sorted(name for name in HELP if CITED.search(HELP[name])))
def test_a_citation_stands_in_the_rules_too(name):
    for found in CITED.finditer(HELP[name]):
        assert next(filter(None, found.groups()), found[0]) in KNOWN, found[0]
