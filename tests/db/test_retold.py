"""The model's sentences told again in Spanish: each by its own message, with what it names."""

import io
import re

import pytest

from records_desk.db import _messages, _retold, language
from records_desk.db._retold import retold
from records_desk.db.language import spoken

SHAPES = [text for text in language.messages("es", _retold.MODEL) if _retold.FIELD.search(text) and text.endswith((".", "?")) and "{{" not in text and "{%" not in text]


def filled(text: str) -> tuple[str, dict[str, str]]:
    """A message with something of its own in each field."""
    facts = {name: f"Ω{place}" for place, name in enumerate(dict.fromkeys(_retold.FIELD.findall(text)))}
    return text.format(**facts), facts


@pytest.mark.parametrize("message", SHAPES)
def test_every_sentence_is_told_by_its_own_message(message):
    sentence, facts = filled(message)
    with spoken("es"):
        assert retold(sentence) == language.messages("es")[message].format(**facts)


def test_in_english_a_sentence_stays_as_it_was_said():
    assert retold("No desk was given this request: route it first.") == "No desk was given this request: route it first."


def test_several_sentences_are_told_one_by_one_and_what_is_not_known_stays():
    first, second = "No desk was given this request: route it first.", "Nothing is owed: there is nothing to waive."
    with spoken("es"):
        assert retold(f"{first} Somebody's own words. {second}") == f"{retold(first)} Somebody's own words. {retold(second)}"
        assert retold(first) != first and retold(second) != second
        assert retold("") == ""


def test_a_label_within_a_sentence_is_told_too_and_a_name_is_not():
    with spoken("es"):
        told = retold("“Ask for clarification” needs the role staff or official; yours is viewer.")
        assert "“Pedir aclaración”" in told and " o " in told and "viewer" not in told
        assert "Roads of Oxnard" in retold("It is with Roads of Oxnard already: return it to another desk.")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise Refused(f"{number} was sealed on {head[\'sealed_on\']}: nothing more.")', ["{number} was sealed on {sealed_on}: nothing more."]),
        ('told = f"Log {\'one request\' if n == 1 else \'them\'} anew, please."', ["Log one request anew, please.", "Log them anew, please."]),
        ('told = f"At most {limits(row.most)} of {len(rows)} rows fit."', ["At most {most} of {rows} rows fit."]),
        ('"""A docstring is no sentence to translate."""\nx = "no sentence"', []),
        ('told = translated("Two words.")', ["Two words."]),
    ],
)
def test_what_the_model_says_is_found_in_its_sources(source, found):
    told = list(_messages.of_model(io.BytesIO(source.encode()), ["translated"], (), {}))
    assert [message if isinstance(message, str) else message[0] for _, _, message, _ in told] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("select 'It was closed on ' || closed_on || ': reopen it.' from x", ["It was closed on {closed_on}: reopen it."]),
        ("select 'It is ' || if(a = 'b', 'set', 'lifted') || ' already, friend.'", ["It is set already, friend.", "It is lifted already, friend."]),
        ("select 'A fee of $' || format('{:.2f}', fee.balance) || ' is unpaid.' -- no 'word of it.'", ["A fee of ${balance} is unpaid."]),
        ("select coalesce('Nothing is owed here.', x) where kind = 'a b c'", ["Nothing is owed here."]),
    ],
)
def test_what_the_rules_say_is_found_in_their_queries(query, found):
    assert [message for _, _, message, _ in _messages.of_rules(io.BytesIO(query.encode()), (), (), {})] == found


def test_what_the_refusals_say_is_in_the_catalogue_whole():
    said = re.compile(r"^select '([A-Z][^']*[.?])'", re.M)
    texts = [text for file in _messages_of_rules() for text in said.findall(file)]
    assert len(texts) >= 40 and [text for text in texts if text not in language.messages("es")] == []


def _messages_of_rules() -> list[str]:
    from records_desk.db._texts import files

    return [file.read_text(encoding="utf-8") for file in files("refusals", ".sql")]
