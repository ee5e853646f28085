"""The language that a requester is written to in: a fact of the request, in every letter, in no figure, gone when it is sealed."""

from datetime import date
from email import message_from_bytes, policy

import pytest

from records_desk.db import _bilingual, config, import_log, intake, ledger, letter_mail, letters, links, wording
from records_desk.db._refused import Refused
from records_desk.db.ledger import Staff
from tests.conftest import OFFICIAL, STAFF, TODAY, failed_audits
from tests.db.test_intake_form import FILLED
from tests.db.test_letters import DENIAL
from tests.db.test_retention import old, seal

ADMINISTRATOR = Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")


@pytest.fixture
def request_id(store):
    """A request whose requester wants letters in Spanish, received on April 6, 2026."""
    details = {"name": "Robin Reyes", "email": "robin@example.org", "language": "es"}
    return ledger.receive(store, OFFICIAL, track="records", on_date=date(2026, 4, 6), verbatim="Todos los permisos", desk_id=1, **details).request_id


def letter(store, request_id, kind, **values):
    """Record an act and return the letter kept with it, as a mail has it."""
    receipt = ledger.record(store, request_id, kind, OFFICIAL, **{"on_date": date(2026, 4, 9)} | values)
    return letter_mail.kept(store, receipt.event_id)


def halves(kept):
    return [text for _, text in _bilingual.halves(kept["body"], kept["language"])]


def test_a_letter_is_in_the_requesters_language_with_the_english_below(store, request_id):
    spanish, english = halves(letter(store, request_id, "determined", **DENIAL))
    for words in (
        "jueves, 9 de abril de 2026", "Estimado(a) Robin Reyes:", "Asunto: Denegación de su solicitud PRA-2026-000001", "recibida el lunes, 6 de abril de 2026",
        "Gov. Code 7927.700: Expedientes de personal, médicos y similares", "A personnel file.", "Casey Sample, City Clerk", "corte superior",
    ):  # fmt: skip
        assert words in spanish, words
    for words in ("Thursday, April 9, 2026", "Dear Robin Reyes,", "Subject: Denial", "Personnel, medical and similar files", "7923.000"):
        assert words in english, words
    assert "Dear" not in spanish and "Estimado" not in english


def test_an_english_request_gets_english_alone(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", language="en")
    kept = letter(store, receipt.request_id, "acknowledged", on_date=TODAY)
    assert kept["language"] is None and halves(kept) == [kept["body"]] and "Asunto" not in kept["body"]
    assert store.query("from store.requester") == []  # English is what nobody chose: it adds nothing to the digest


def test_the_language_may_be_changed_for_one_letter_and_a_corrected_letter_keeps_it(store, request_id):
    first = letter(store, request_id, "clarification_asked", question="Which years?", language="en")
    assert first["language"] is None
    anew = ledger.correct(store, first["event_id"], OFFICIAL, question="Which year?")
    assert letter_mail.kept(store, anew.event_id)["language"] is None
    second = letter(store, request_id, "acknowledged")
    corrected = letter_mail.kept(store, ledger.correct(store, second["event_id"], OFFICIAL, on_date=date(2026, 4, 10)).event_id)
    spanish, english = halves(corrected)
    assert "Corregida: esta carta sustituye" in spanish and "Corrected: this letter takes the place" in english


def test_the_facts_of_a_request_may_be_corrected_to_another_language(store, request_id):
    event_id = store.read("intake_facts", request_id=request_id)[0]["event_id"]
    assert letters.language_of(store, request_id) == "es"
    ledger.correct(store, event_id, STAFF, language=None)
    assert letters.language_of(store, request_id) == "en"
    assert "Estimado" not in letters.acknowledgement(store, request_id, STAFF)


def test_a_language_that_no_letter_is_written_in_is_refused(store, request_id):
    with pytest.raises(Refused, match="No letters are written in “fr”"):
        ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", language="fr")
    with pytest.raises(Refused):
        ledger.record(store, request_id, "acknowledged", OFFICIAL, on_date=TODAY, language="fr")


def test_the_count_of_days_is_told_in_both_languages(store, request_id):
    kept = letter(store, request_id, "acknowledged", with_days=True)
    spanish, english = halves(kept)
    assert letters.tells_days(kept["body"])
    assert "- sábado, 11 de abril de 2026: día 5, sábado: se cuenta, solo puede trasladarse el último día" in spanish
    assert "- lunes, 6 de abril de 2026: día de recepción: día 0, no se cuenta (CCP 12)" in spanish
    assert "- Saturday, April 11, 2026: day 5, Saturday: counted, only the last day can move" in english


def test_an_extension_and_a_fee_are_told_with_the_words_of_the_tables(store, request_id):
    details = {"reason_code": "2", "extended_to_on": date(2026, 4, 28), "reason": "Two thousand plans.", "official_name": "Casey Sample", "official_title": "City Clerk"}
    spanish, english = halves(letter(store, request_id, "extended", **details))
    assert "a más tardar el martes, 28 de abril de 2026" in spanish
    assert "Buscar, reunir y examinar una gran cantidad de registros separados (Gov. Code 7922.535(c)(2))" in spanish
    assert "Search, collect and examine a voluminous amount of separate records (Gov. Code 7922.535(c)(2))" in english
    spanish, _ = halves(letter(store, request_id, "fee_estimated", fee_kind="duplication", amount="1250"))
    assert "Calculamos que los registros costarán $1,250.00" in spanish and "Costo directo de la duplicación: $1,250.00" in spanish


def test_the_mail_says_its_languages_and_its_subject_is_the_requesters(store, request_id):
    kept = letter(store, request_id, "acknowledged")
    mail = message_from_bytes(bytes(letter_mail.message(store, kept, b"%PDF-1.7")), policy=policy.default)
    assert (mail["Subject"], mail["Content-Language"]) == ("Recibimos su solicitud PRA-2026-000001", "es, en")


def test_words_that_hold_the_mark_between_the_halves_stay_in_theirs(store, request_id):
    kept = letter(store, request_id, "clarification_asked", question="One\n\n* * *\n\nTwo")
    spanish, english = halves(kept)
    assert spanish.count("One\n\n* * *\n\nTwo") == english.count("One\n\n* * *\n\nTwo") == 1
    assert spanish.startswith("City of Oxnard") and english.startswith("City of Oxnard")


def test_wording_with_the_mark_between_the_halves_is_refused(store):
    with pytest.raises(Refused, match="stands between a letter and its English"):
        wording.save(store, ADMINISTRATOR, "acknowledged", wording.shipped("acknowledged") + "\n\n* * *\n\nCome again.")


def test_what_the_law_asks_is_asked_of_the_spanish_letter_too(store, request_id):
    with pytest.raises(Refused, match="leaves out the way to the superior court"):
        wording.save(store, ADMINISTRATOR, "determined_no_records.es", "{{ letterhead }}\n\nNo hay registros. {{ reason }} {% for o in officials %}{{ o.name }}, {{ o.title }}{% endfor %}")
    store.write(lambda cursor: cursor.execute("insert into store.letter_wording values (1, 'determined_withdrawn.es', '{{ letterhead }}', timestamp '2026-04-01', 'x')"))
    with pytest.raises(Refused, match="leaves out the reason"):
        ledger.record(store, request_id, "determined", OFFICIAL, on_date=TODAY, outcome="withdrawn", reason="By phone.")


def test_the_citys_spanish_wording_is_its_own_and_travels_with_the_configuration(store, request_id):
    english = wording.shipped("acknowledged") + "\n\nThank you."
    wording.save(store, ADMINISTRATOR, "acknowledged", english)
    assert wording.current(store, "acknowledged.es") == wording.shipped("acknowledged.es")
    assert wording.behind_english(store, "acknowledged", "es")
    wording.save(store, ADMINISTRATOR, "acknowledged.es", wording.shipped("acknowledged.es") + "\n\nGracias.")
    assert not wording.behind_english(store, "acknowledged", "es")
    spanish, below = halves(letter(store, request_id, "acknowledged"))
    assert spanish.endswith("Gracias.\n\nA continuación sigue la misma carta en inglés, que es la constancia de lo decidido.") and below.endswith("Thank you.")
    assert {name for name in config.files(store) if name.startswith("letters/")} == {"letters/acknowledged.md", "letters/acknowledged.es.md"}
    wording.restore(store, ADMINISTRATOR, "acknowledged.es", None)
    assert wording.current(store, "acknowledged.es") == wording.shipped("acknowledged.es")


def test_sealing_takes_the_language_away_and_the_chain_stays(store):
    request_id = old(store, language="es")
    seal(store, request_id)
    assert [row["language"] for row in store.query("select language from store.requester")] == [None]
    assert failed_audits(store) == {}


def test_an_exchanged_language_is_found(loose_store):
    ledger.receive(loose_store, OFFICIAL, track="records", on_date=TODAY, verbatim="Permisos", name="Robin Reyes", language="es")
    assert failed_audits(loose_store) == {}
    loose_store.write(lambda cursor: cursor.execute("update store.requester set language = 'en'"))
    assert "broken_details" in failed_audits(loose_store)


def test_a_part_that_is_split_off_keeps_the_language(store, request_id):
    part = links.split_off(store, request_id, OFFICIAL, words="Los planos", track="records")
    assert letters.language_of(store, part.request_id) == "es"


def test_a_filled_spanish_csv_comes_in_with_its_language(store, tmp_path):
    file = tmp_path / "solicitudes.csv"
    line = dict(zip(intake.header("es"), (FILLED[name] for name in intake.header())))
    values = ['"{}"'.format(value) for value in (line | {"Idioma": "español"}).values()]
    file.write_bytes(intake.blank_csv("es") + ",".join(values).encode() + b"\r\n")
    done = import_log.import_log(store, file, import_log.load_mapping("form"), OFFICIAL, rejects=tmp_path / "rejects.csv")
    assert (done.added, done.rejected) == (1, {})
    (found,) = store.query("select request_id from store.request")
    (facts,) = store.read("intake_facts", request_id=found["request_id"])
    assert (facts["language"], facts["name"], facts["on_date"]) == ("es", "Pat Example", date(2026, 4, 6))
    again = import_log.import_log(store, file, import_log.load_mapping("form"), OFFICIAL, rejects=tmp_path / "rejects.csv")
    assert (again.added, again.changed) == (0, 0)


def test_a_language_that_nobody_knows_is_kept_in_words(store, tmp_path):
    file = tmp_path / "requests.csv"
    file.write_text("Number,Received on,What was asked,Language\n7,2026-04-06,Permits,Mixteco\n", encoding="utf-8")
    mapping = import_log.load_mapping("form")
    columns = {name: columns for name, columns in mapping.columns.items() if name in ("identifier", "received_on", "verbatim", "language")}
    done = import_log.import_log(store, file, type(mapping)(**vars(mapping) | {"columns": columns}), OFFICIAL, rejects=tmp_path / "rejects.csv")
    assert (done.added, done.rejected) == (1, {})
    assert [row["body"] for row in store.query("select body from store.request_text where part = 'language'")] == ["Mixteco"]
    assert store.query("from store.requester") == []


