"""What the city decides about exemptions: offered as they stand on the day of the act, audited, taken back."""

from datetime import date, timedelta

import pytest

from records_desk.db import exemptions, ledger, measure
from records_desk.db.exemptions import Decision
from records_desk.db.ledger import Refused
from records_desk.db.released_before import released_before
from tests.conftest import OFFICIAL, TODAY

ADMINISTRATOR = ledger.Staff("administrator", "Ada Sample", "administrator", person_id=1, desk_id=1)
DENIAL = {"outcome": "denied", "reason": "Kept back", "official_name": "Casey Sample", "official_title": "City Clerk"}
FROM = date(2026, 4, 15)
NEW = Decision("7927.999", FROM, "Drone flight plans", "Gov. Code 7927.999", "Chaptered bill, read by the City Attorney", "V")


def denied(store, on_date, *sections, **more):
    request = ledger.receive(store, OFFICIAL, track="records", on_date=date(2026, 4, 6), verbatim="All plans")
    return ledger.record(store, request.request_id, "determined", OFFICIAL, on_date=on_date, sections=sections, **DENIAL, **more)


def letter(store, receipt):
    return store.query("select body from store.letter_text where event_id = $id", id=receipt.event_id)[0]["body"]


def test_a_new_section_may_be_named_from_its_day_on(store):
    exemptions.decide(store, ADMINISTRATOR, NEW)
    with pytest.raises(Refused, match="7927.999 was not in force on 2026-04-14"):
        denied(store, FROM - timedelta(1), "7927.999")
    receipt = denied(store, FROM, "7927.999")
    assert "Gov. Code 7927.999" in letter(store, receipt)
    (row,) = measure.measure(store, "denials_by_section", TODAY)
    assert (row["section"], row["title"]) == ("7927.999", "Drone flight plans")


def test_a_changed_title_stands_in_letters_of_its_days_only(store):
    called = Decision("7927.700", FROM, "Personnel and medical files, as amended", "Gov. Code 7927.700", "Chaptered bill", "V")
    exemptions.decide(store, ADMINISTRATOR, called)
    assert "as amended" not in letter(store, denied(store, FROM - timedelta(1), "7927.700"))
    assert "as amended" in letter(store, denied(store, FROM, "7927.700"))


def test_a_withdrawn_section_is_refused_from_that_day_on_unless_it_went_out_so(store):
    exemptions.decide(store, ADMINISTRATOR, Decision("7927.700", FROM, "", "", "Repealed by a bill", "V", is_withdrawn=True))
    denied(store, FROM - timedelta(1), "7927.700")
    with pytest.raises(Refused, match="7927.700 was not in force on 2026-04-15"):
        denied(store, FROM, "7927.700")
    denied(store, FROM, "7927.700", irregular_reason="It went out so")
    assert "7927.700" not in exemptions.offered(store, FROM, TODAY) and "7927.700" in exemptions.offered(store, FROM - timedelta(1), TODAY)


def test_a_decision_is_kept_with_who_made_it_and_taken_back_with_its_old_value(store):
    exemptions.decide(store, ADMINISTRATOR, NEW)
    (row,) = [row for row in store.read("exemptions_kept") if row["is_city"]]
    assert (row["checked_by"], row["checked_on"], row["mark"]) == ("Ada Sample", TODAY, "V")
    exemptions.take_back(store, ADMINISTRATOR, "7927.999", FROM)
    assert [row for row in store.read("exemptions_kept") if row["is_city"]] == []
    first, last = store.query("select what, old_value, new_value, changed_by from store.setting_change order by change_id")
    assert first["what"] == "exemption 7927.999" and first["old_value"] is None and "Drone flight plans" in first["new_value"]
    assert last["old_value"] == first["new_value"] and last["new_value"] is None and last["changed_by"] == "administrator"
    with pytest.raises(Refused, match="taken back already"):
        exemptions.take_back(store, ADMINISTRATOR, "7927.999", FROM)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"section": " "}, "Name the section"),
        ({"title": ""}, "Fill in the title"),
        ({"citation": "", "source": ""}, "Fill in the citation, the source"),
        ({"mark": "X"}, "The mark is one of"),
        ({"effective_from": None}, "Give a day from"),
        ({"effective_from": date(1850, 1, 1)}, "Give a day from"),
        ({"section": "7928.400"}, "is no exemption"),
        ({"section": "7999.000", "is_withdrawn": True}, "only one that is there can be withdrawn"),
        ({"title": "x" * 201}, "at most 200 letters"),
    ],
)
def test_a_decision_that_could_not_stand_in_a_letter_is_refused(store, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        exemptions.decide(store, ADMINISTRATOR, Decision(**vars(NEW) | changes))
    assert store.query("from store.city_exemption") == [] == store.query("from store.setting_change")


def test_a_second_decision_from_the_same_day_is_refused(store):
    exemptions.decide(store, ADMINISTRATOR, NEW)
    with pytest.raises(Refused, match="already: take that one back first"):
        exemptions.decide(store, ADMINISTRATOR, NEW)


def test_only_an_administrator_decides(store):
    with pytest.raises(Refused, match="needs the role administrator"):
        exemptions.decide(store, OFFICIAL, NEW)
    with pytest.raises(Refused, match="needs the role administrator"):
        exemptions.take_back(store, OFFICIAL, "7927.999", FROM)


def test_a_section_that_a_determination_names_is_withdrawn_and_not_taken_back(store):
    exemptions.decide(store, ADMINISTRATOR, NEW)
    request = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="Flights").request_id
    denial = {"outcome": "denied", "sections": [NEW.section], "reason": "A plan", "official_name": "Casey Sample", "official_title": "City Clerk"}
    denied = ledger.record(store, request, "determined", OFFICIAL, on_date=TODAY, **denial).event_id
    with pytest.raises(Refused, match=f"A determination names {NEW.section}.*withdraw it"):
        exemptions.take_back(store, ADMINISTRATOR, NEW.section, FROM)
    ledger.correct(store, denied, OFFICIAL, reason="A flight plan")


def test_what_was_released_of_a_dataset_before_is_told_unless_the_dataset_was_corrected_away(store):
    earlier, later = (
        ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim=words, dataset_id="trees") for words in ("Harbor dredging", "Payroll")
    )
    ledger.record(store, earlier.request_id, "released", OFFICIAL, on_date=TODAY, irregular_reason="Handed out")
    assert [row["request_id"] for row in released_before(store, later.request_id)] == [earlier.request_id]
    ledger.correct(store, earlier.event_id, OFFICIAL, dataset_id=None)
    assert released_before(store, later.request_id) == []
