"""The rules as tables: every name that they use is there, and every legal row says where it comes from."""

import csv
import re
from datetime import date

import pytest

from records_desk.db import reading
from records_desk.db._digest import EVENT_COLUMNS
from records_desk.db._texts import HERE, files
from records_desk.db._upkeep import REFERENCE

ROLES = {"viewer", "staff", "official", "manager", "administrator", "auditor"}


def rows(name):
    with (HERE / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(cell):
    return cell.split("|") if cell else []


KINDS, FIELDS, CHOICES = rows("event_kind"), {row["field"]: row for row in rows("field")}, rows("choice")
LISTS = {choice["list"] for choice in CHOICES} | {"clock", "extension_reason", "fee_kind"}
STATUSES = {row["status"] for row in rows("status")}
ACTS = [row for row in KINDS if row["act"]]


def test_every_reference_table_is_read_and_has_the_columns_of_its_schema(store):
    assert {file.stem for file in files("reference", ".csv")} == set(REFERENCE)
    for name in REFERENCE:
        assert list(rows(name)[0]) == [column for column, _ in store.columns(f"from store.{name}", {})], name
        assert store.query(f"select count(*) as n from store.{name}") == [{"n": len(rows(name))}], name


@pytest.mark.parametrize("name", ["judicial_holiday", "rule_set", "extension_reason", "exemption", "fee_kind"])
def test_every_legal_row_has_its_citation_the_date_checked_and_its_mark(name):
    for row in rows(name):
        assert row["citation"] and row["mark"] in ("V", "S", "U") and date(2026, 1, 1) <= date.fromisoformat(row["checked_on"]), row


@pytest.mark.parametrize("name", REFERENCE)
def test_no_cell_has_blanks_around_it_or_lines_in_it(name):
    for row in rows(name):
        assert None not in row and None not in row.values(), row
        assert all(value == value.strip() and "\n" not in value for value in row.values()), row


@pytest.mark.parametrize("kind", KINDS, ids=lambda row: row["kind"])
def test_every_name_that_a_kind_uses_is_there(kind):
    assert {
        *words(kind["allowed_from"]),
        *words(kind["to_status"]),
        *words(kind["moves_from"]),
        *words(kind["begins"]),
        *words(kind["ends"]),
    } <= STATUSES
    assert set(words(kind["roles"])) and set(words(kind["roles"])) <= ROLES
    fields = [*words(kind["requires"]), *words(kind["optional"])]
    assert set(fields) <= set(FIELDS) and len(fields) == len(set(fields))
    assert kind["track"] in ("", "data", "records") and kind["milestone"] in ("", "determined", "released", "closed")
    assert (kind["outcome_list"] != "") == ("outcome" in fields)
    assert kind["outcome_list"] in ({choice["list"] for choice in CHOICES} | {""})


def test_an_act_about_an_entry_says_of_which_kinds_it_may_be():
    for kind in KINDS:
        asks = "about_event_id" in (*words(kind["requires"]), *words(kind["optional"]))
        assert asks == bool(kind["about"]) and set(words(kind["about"])) <= {each["kind"] for each in KINDS}, kind["kind"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda row: row["kind"])
def test_every_kind_has_a_label_and_a_meaning_in_a_sentence(kind):
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind["kind"]) and kind["label"]
    assert re.fullmatch(r"[A-Z].{12,}\.", kind["meaning"])


def test_every_act_says_when_it_may_be_done():
    assert all(kind["allowed_from"] and kind["likely"].isdigit() for kind in ACTS)
    assert {kind["kind"] for kind in KINDS if not kind["act"]} == {"received", "corrected"}


def test_labels_and_acts_are_told_apart():
    for column in ("kind", "label", "act"):
        values = [kind[column] for kind in KINDS if kind[column]]
        assert len(values) == len(set(values)), column


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_the_first_acts_offered_in_a_status_have_places_of_their_own(status):
    for track in ("data", "records"):
        places = sorted(int(kind["likely"]) for kind in ACTS if status in words(kind["allowed_from"]) and kind["track"] in ("", track))
        assert len(places) == 1 or places[0] < places[-1]
        assert all(places.count(place) <= 3 for place in places), places


@pytest.mark.parametrize("status", sorted(STATUSES - {"voided"}))
def test_every_status_can_be_reached_and_left(status):
    assert status == "received" or any(status in (kind["to_status"], kind["begins"]) for kind in KINDS)
    assert any(status in words(kind["allowed_from"]) and kind["to_status"] not in ("", status) for kind in ACTS)


def test_what_begins_can_end():
    for status in {kind["begins"] for kind in KINDS} - {""}:
        assert any(kind["ends"] == status and status in words(kind["allowed_from"]) for kind in ACTS), status


def test_a_voided_request_takes_notes_and_what_keeps_hides_or_seals_it():
    kinds = {kind["kind"] for kind in ACTS if "voided" in words(kind["allowed_from"])}
    assert kinds == {"note", "hold_set", "hold_lifted", "anonymised", "restricted", "restriction_lifted"}


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda row: row["field"])
def test_every_field_is_used_has_its_place_and_its_choices(field):
    assert any(field["field"] in (*words(kind["requires"]), *words(kind["optional"])) for kind in KINDS)
    assert field["label"] and field["kept_in"] in ("event", "text", "exemption", "official", "fee", "file")
    assert field["input"] in (
        "check", "choice", "date", "desk", "entry", "files", "lines", "long_text", "money", "number", "people", "person", "request", "sections", "text", "time",
    )  # fmt: skip
    assert field["choices"] in LISTS | {""}
    assert field["kept_in"] != "event" or field["field"] in EVENT_COLUMNS


def test_every_choice_has_its_own_code_place_and_label():
    for name in {choice["list"] for choice in CHOICES}:
        for column in ("code", "label", "place"):
            values = [choice[column] for choice in CHOICES if choice["list"] == name]
            assert len(values) == len(set(values)) and all(values), (name, column)
    assert {choice["track"] for choice in CHOICES} <= {"", "data", "records"}


def test_an_outcome_asks_only_for_fields_that_its_kinds_offer():
    for kind in KINDS:
        outcomes = [choice for choice in CHOICES if choice["list"] == kind["outcome_list"]]
        asked = {outcome["code"]: words(outcome["requires"].replace("/", "|")) + words(outcome["optional"]) for outcome in outcomes}
        if any(asked.values()):
            assert kind["requires"] == "outcome" and all(asked.values()), kind["kind"]
            assert {name for names in asked.values() for name in names} == set(words(kind["optional"]))
        assert all(len(names) == len(set(names)) for names in asked.values())
    assert all(choice["list"] in {kind["outcome_list"] for kind in KINDS} for choice in CHOICES if choice["requires"] or choice["optional"])


@pytest.mark.parametrize("name", ["determination", "closing"])
@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("granted", ("granted", "disclosed", "full")),
        ("partly_granted", ("granted", "partly", "disclosed", "part")),
        ("denied", ("denied", "withheld", "full")),
        ("no_records", ("no records", "responsive")),
    ],
)
def test_an_outcome_is_found_by_the_word_for_the_decision_and_by_the_word_for_what_happens(name, code, typed):
    (label,) = [choice["label"].lower() for choice in CHOICES if (choice["list"], choice["code"]) == (name, code)]
    assert all(word in label for word in typed)


def test_every_list_of_choices_is_used():
    used = (
        {kind["outcome_list"] for kind in KINDS} | {field["choices"] for field in FIELDS.values()} | {"channel", "complexity", "irregular"}
    )
    assert {choice["list"] for choice in CHOICES} <= used


def test_every_status_has_a_glyph_a_label_and_a_meaning():
    for row in rows("status"):
        assert row["label"] and len(row["glyph"]) == 1 and row["meaning"].endswith(".") and row["is_open"] in ("true", "false")
    assert len({row["label"] for row in rows("status")}) == len(STATUSES)


def test_an_unlawful_fee_says_so_and_cites_the_law():
    for row in rows("fee_kind"):
        assert ("may not be charged" in row["sentence"]) == (row["is_lawful"] == "false") and row["sentence"].endswith(".")
    assert {row["fee_kind"] for row in rows("fee_kind") if row["is_lawful"] == "false"} >= {"search", "review", "redaction"}


def test_the_six_unusual_circumstances_begin_when_the_law_did():
    began = {row["reason_code"]: row["effective_from"] for row in rows("extension_reason")}
    assert set(began) == set("123456")
    assert (began["5"], began["6"]) == ("2025-01-01", "2026-01-01")


def test_a_duty_to_disclose_is_not_offered_as_an_exemption(store):
    offered = {choice["code"] for choice in store.choices["sections"]}
    assert offered.isdisjoint({"7928.400", "7923.605", "7923.610", "7924.510", "7930.000"})
    assert {"7922.000", "7927.700", "7927.705", "7929.210"} <= offered


LEGAL = {"sections": ("exemption", "section"), "extension_reason": ("extension_reason", "reason_code"), "fee_kind": ("fee_kind",) * 2, "clock": ("clock",) * 2}


@pytest.mark.parametrize("name", LEGAL)
def test_what_rests_on_law_is_offered_with_citation_and_mark(store, name):
    table, key = LEGAL[name]
    legal = {row[key]: row for row in rows(table)}
    for choice in store.choices[name]:
        row, shown = legal[choice["code"]], reading.cited(choice)
        assert row["citation"] in shown or shown.startswith(choice["code"])
        assert shown.endswith("[U: unverified]" if row["mark"] == "U" else f"[{row['mark']}]")


def test_the_refusals_belong_to_a_kind_a_field_or_an_outcome():
    outcomes = {f"outcome_{choice['code']}" for choice in CHOICES}
    assert {file.stem for file in files("refusals")} <= {kind["kind"] for kind in KINDS} | set(FIELDS) | outcomes


def test_the_help_of_a_field_cites_the_law_by_which_its_content_may_be_refused():
    rules = {file.stem: file.read_text(encoding="utf-8") for file in files("refusals", ".sql")}
    by_law = {name for name in FIELDS if "Gov. Code" in rules.get(name, "")}
    by_law |= {name for text in rules.values() for fields in re.findall(r"\(Gov\. Code [^']*'(?: as sentence)?, '([a-z_|]+)'(?: as field)?$", text, re.M) for name in fields.split("|")}
    assert {"lines", "sections", "balancing", "promised_on"} <= by_law
    assert [name for name in sorted(by_law & FIELDS.keys()) if not re.search(r"Gov\. Code \d{4}", FIELDS[name]["help"])] == []
