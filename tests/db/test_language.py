"""Two languages: the catalogue is whole and of the sources as they are, every letter says the same in both, and threads do not mix them up."""

import re
import shlex
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.checkers import checkers
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from records_desk.db import _merge, _messages, _required, _wording, intake, language, wording
from records_desk.db.language import spoken, translated

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "letters" / "es"
TEMPLATE, SPANISH = language.CATALOGUES / "records_desk.pot", language.CATALOGUES / "es" / "LC_MESSAGES" / "records_desk.po"
COMMANDS = re.findall(r"^\.venv/bin/(pybabel .+)$", (ROOT / "docs" / "languages.md").read_text(encoding="utf-8"), re.M)
PLACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}")
CITED = re.compile(r"(?:Gov\. Code|Penal Code|Civ\. Code|Evidence Code|CCP)(?: [\w.]+(?:\(\w+\))*)?")
ENGLISH_WORDS = set(
    "the of and to for your you we our is are was were be been this that these it its which with from by on at as if whether may must shall will not "
    "records request requester received decision letter day days reason copy fee paid law ask".split()
)


def catalogue(file):
    with open(file, "rb") as source:
        return read_po(source, locale="es" if file.suffix == ".po" else None)


def messages(file):
    """The messages of a catalogue by their English."""
    return {message.id: message for message in catalogue(file) if message.id}


def english(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_the_template_is_of_the_sources_as_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    (extract,) = (shlex.split(command) for command in COMMANDS if command.startswith("pybabel extract"))
    found = tmp_path / "found.pot"
    CommandLineInterface().run([str(found) if word == "db/locale/records_desk.pot" else word for word in extract])
    assert found.read_text(encoding="utf-8") == TEMPLATE.read_text(encoding="utf-8")


def test_every_message_is_in_spanish_and_none_is_left_over():
    wanted, there = messages(TEMPLATE), messages(SPANISH)
    assert there.keys() == wanted.keys()
    assert not catalogue(SPANISH).obsolete
    assert [english(message) for message in there.values() if message.fuzzy or not all(strings(message))] == []


def test_what_is_spoken_is_what_the_catalogue_says():
    with spoken("es"):
        wrong = [message.id for message in messages(SPANISH).values() if isinstance(message.id, str) and translated(message.id) != message.string]
    assert wrong == []


def test_a_wheel_holds_the_catalogues():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]["records_desk.db"]
    kept = {file for pattern in told for file in (ROOT / "db").glob(pattern)}
    assert set(language.CATALOGUES.glob("*/LC_MESSAGES/*.po")) <= kept


@pytest.mark.parametrize("name", _wording.names())
def test_every_letter_names_the_same_facts_under_the_same_conditions_in_spanish(name):
    lines = zip(_wording.shipped(name).split("\n"), _wording.shipped(f"{name}.es").split("\n"), strict=True)
    for ours, theirs in lines:
        assert Counter(PLACES.findall(ours)) == Counter(PLACES.findall(theirs)), ours
        assert CITED.findall(ours) == CITED.findall(theirs), ours
    assert _wording.shipped(f"{name}.es").count("Asunto: ") == _wording.shipped(name).count("Subject: ")


def test_every_message_keeps_its_fields_and_passes_babels_own_checks():
    there = catalogue(SPANISH)
    for message in messages(SPANISH).values():
        for check in checkers:
            check(there, message)
        one, *others = strings(message)
        for text, told in ((english(message), one), *((message.id[-1], other) for other in others)):
            assert set(PLACES.findall(text)) == set(PLACES.findall(told)), text


@pytest.mark.parametrize("name", _wording.names())
def test_no_english_is_left_in_a_spanish_letter(name):
    typed = ("question", "reason", "balancing", "agency", "delivered_to", "desk", "signature", "signed_title", "letterhead", "city")
    facts = {field: "xx" if field in typed else fact for field, fact in sample(name).items()}
    facts |= {"redactions": [{"review": "xx", "words": "xx"}], "officials": [{"name": "xx", "title": "xx"}]}
    with spoken("es"):
        letter = _merge.fill(_wording.shipped(f"{name}.es"), facts)
    left = {word for word in re.findall(r"[^\W\d_]+", CITED.sub("", letter).lower()) if word in ENGLISH_WORDS}
    assert left == set()


def sample(name: str) -> dict:
    with spoken("es"):
        return _merge.sample(name)


@pytest.mark.parametrize("name", ["determined_denied", "extended", "fee_estimated", "appendix"])
def test_a_spanish_letter_reads_as_it_should(name):
    with spoken("es"):
        made = _merge.fill(_wording.shipped(f"{name}.es"), _merge.sample(name))
    assert made == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("name", _wording.names())
def test_every_spanish_wording_tells_what_the_law_asks_and_raises_no_doubt(store, name):
    assert wording.preview(store, f"{name}.es", wording.shipped(f"{name}.es"))
    assert wording.doubts(wording.shipped(f"{name}.es"), "es") == []


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("Usted debe apelar ante la ciudad en un plazo de diez días.", [_required.A_TIME, _required.AN_APPEAL]),
        ("Puede pedir una revisión hasta el 1 de mayo.", [_required.A_TIME]),
        ("La apelación ante la ciudad es obligatoria.", [_required.AN_APPEAL]),
        ("No se exige apelar antes ante la ciudad.", []),
        ("Recibirá los registros en diez días.", []),
    ],
)
def test_a_time_or_a_duty_near_an_appeal_is_doubted_in_spanish_too(text, doubts):
    assert wording.doubts(text, "es") == doubts


def test_days_times_and_sums_are_written_as_the_language_writes_them():
    with spoken("es"):
        assert language.long_date(date(2026, 4, 16)) == "jueves, 16 de abril de 2026"
        assert [language.time_of_day(time(*at)) for at in ((0, 5), (14, 30))] == ["12:05 a. m.", "2:30 p. m."]
        assert (language.money("1250"), language.price(Decimal("0.125")), language.number(1250.5)) == ("$1,250.00", "$0.125", "1,250.5")
    assert language.long_date(date(2026, 4, 16)) == "Thursday, April 16, 2026"


def test_counts_take_the_form_of_their_language():
    told = {}
    for code in language.LANGUAGES:
        with spoken(code):
            told[code] = [language.counted("{count} byte", "{count} bytes", count) for count in (0, 1, 48_213, 1_000_000)]
    assert told["en"] == ["0 bytes", "1 byte", "48,213 bytes", "1,000,000 bytes"]
    assert told["es"] == ["0 bytes", "1 byte", "48,213 bytes", "1,000,000 de bytes"]


def test_what_has_no_translation_stays_english_and_english_is_spoken_unless_somebody_chose():
    with spoken("es"):
        assert translated("A label that the city made") == "A label that the city made"
        assert translated("") == ""
        assert translated("Saturday") == "sábado"
    assert (translated("Saturday"), language.language_spoken()) == ("Saturday", "en")


def test_two_threads_speak_two_languages_at_once():
    def many(code: str) -> set[str]:
        with spoken(code):
            return {translated("Saturday") + language.long_date(date(2026, 4, 18)) for _ in range(300)}

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(many, ["en", "es", "en", "es"]))
    assert told == [{"SaturdaySaturday, April 18, 2026"}, {"sábadosábado, 18 de abril de 2026"}] * 2


@pytest.mark.parametrize(("word", "code"), [("Español", "es"), (" spanish ", "es"), ("EN", "en"), ("Mixteco", None), ("", None), (None, None)])
def test_a_language_is_known_by_what_people_call_it(word, code):
    assert language.language_called(word) == code


def test_of_wording_the_lines_that_say_something_are_messages():
    assert [_messages.has_words(line) for line in ("{{ signature }}", "{% if reason %}", "- {{ a.name }}, {{ a.title }}", "The files:")] == [False] * 3 + [True]


def test_every_language_has_a_catalogue_a_locale_and_a_column_of_the_form():
    for code in language.LANGUAGES:
        assert code in language.LOCALES and code in language.CALLED
        assert code == "en" or (language.CATALOGUES / code / "LC_MESSAGES" / "records_desk.po").exists()
    assert len(set(intake.header("es"))) == len(intake.header())
