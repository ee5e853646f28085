"""What looks like a key is refused in every field of the acts about accesses, and repeated nowhere."""

import logging
import random
import string
import uuid
from datetime import time
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_desk.db import ledger
from records_desk.db.files import File
from records_desk.db.ledger import Refused
from records_desk.db.secret import found_in
from tests.conftest import OFFICIAL, TODAY

UUID = "123e4567-e89b-42d3-a456-426614174000"
SECRETS = {
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "pem": "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----",
    "aws": "AKIA" + "IOSFODNN7EXAMPLE",
    "payment": "sk_live_" + "4eC39HqL",
    "github": "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2",
    "hex": "9b2d8c6a4f1e7d3b5a6c8e9f",
    "base64": "q83vEjRWeJCrze8SNFZ4kKvN7w==",
    "uuid": UUID,
    "basic auth": "https://reader:pass@data.example.org/api",
    "token in a query": "https://data.example.org/api?f=json&token=abc",
    "app token": "https://data.example.org/api?$$app_token=abc",
    "token in a relative query": "/api/v1/trees?api_key=abc",
    "token in a fragment": "https://data.example.org/#access_token=abc",
    "password in words": "The password: Hunter22!",
    "labelled key": "api_key: 4f9a1c2e77",
    "labelled token": 'Access-Token = "Zx81kQp2"',
    "bearer": "Authorization: Bearer abcdef0123456789",
    "an unseen sign in it": "AKIA\u200bIOSFODNN7EXAMPLE",
    "full width": "ＡＫＩＡＩＯＳＦＯＤＮＮ７ＥＸＡＭＰＬＥ",
    "parted by blanks": "AKIA IOSF ODNN 7EXA MPLE",
    "hex in two": "d41d8cd98f00b204 e9800998ecf8427e",
    "in groups": "x8Q2-mP9r-7LkT-44Wz",
    "short and mixed": "Xk29fLq8ZpT4",
    "figures": "583920175839201748596037481920",
}
NAMES = [
    "key-7", "GIS-2026-permits-03", "GIS-2026-permits-and-building-inspections-03", f"id:{UUID}", "id:" + "0123456789abcdef" * 2,
    "https://data.example.org/resource/abcd-1234.json?$limit=5", "/api/v1/trees?format=json", "BuildingPermitsIssuedByMonth2026",
    "https://services.example.org/uHAHKfH1Z5ye1Oe0/arcgis/rest/services/Permits/FeatureServer/0",
    "https://hub.example.org/datasets/0123456789abcdef0123456789abcdef_0", f"https://data.example.org/api?resource_id={UUID}",
    "api_key: GIS-2026-permits-03", "API key: to be sent by mail", "access token = 2026-04-20",
    "https://data.example.org/api?key=YOUR_KEY", "The token: to be sent by mail", "Dana Sample, dana@example.org",
    "FY25 FY26 FY27", "7ABC123 8XYZ456 6KLM789", "ASIA PLAN CITY HALL 2026", "BLD2023 BLD2024 BLD2025 BLD2026", "Permits2026Q1",
    "https://data.example.org/?q=абвгдежзийклмнопрстуфхцч", "sk8 park, the COVID19 vaccine, T12N R22W, WVWZZZ1JZ3W386752",
    "The server's log of 2026-04-20T10:00:00Z, sha256:" + "0a1b2c3d" * 8,
]  # fmt: skip


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_what_looks_like_a_key_is_found(text):
    assert found_in(text) and found_in(f"The key is {text} since Monday")


@pytest.mark.parametrize("text", NAMES)
def test_a_name_or_an_address_is_no_key(text):
    assert found_in(text) is None


@given(st.text(max_size=300))
def test_what_is_told_of_any_text_does_not_repeat_it(text):
    told = found_in(text)
    assert told is None or text not in told


def test_nearly_every_random_key_of_24_signs_or_more_is_found():
    draw = random.Random(7)
    for signs, least in ((string.ascii_letters + string.digits + "+/", 0.97), ("0123456789abcdef", 0.98)):
        keys = ["".join(draw.choices(signs, k=draw.randint(24, 48))) for _ in range(2_000)]
        assert sum(found_in(key) is not None for key in keys) / 2_000 >= least
    assert all(found_in(str(uuid.UUID(int=draw.getrandbits(128)))) for _ in range(200))


UNITS = [
    "/", "/" + "a" * 16_000, "/a", "/a?", "a", "a-", "0a", "a1B2 ", "eyJ-", "eyJaaaaaaaa.", "-----BEGIN ", "-----BEGIN A PRIVATE KE", "pwd:", "pwd ", " ",
    "bearer ", "sk-", "sk-A", "SG.", "SG.aaaaaaaaaaaaaaaa", "AKIA ", "id: ", "http://", "a+", "https://x/?a=b&", "\u200b", "\u0315\u0300", "é", "\uff21",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_as_long_as_may_be_is_looked_at_in_time(unit):
    started = process_time()
    for start in ("", "/", "https://x.org/?q=", "password: "):
        found_in((start + unit * (200_000 // len(unit) + 1))[:200_000])
    assert process_time() - started < 10


ACCESS = {"endpoint": "https://data.example.org/api/v1/trees", "format": "JSON", "key_reference": "key-7", "terms_version": "2026-1", "no_fee": True}


@pytest.fixture
def determined(store):
    """A data request that was granted."""
    receipt = ledger.receive(store, OFFICIAL, track="data", on_date=TODAY, verbatim="Trees as an API")
    ledger.record(store, receipt.request_id, "determined", OFFICIAL, on_date=TODAY, outcome="granted", promised_on=TODAY, promised_time=time(17))
    return receipt.request_id


@pytest.mark.parametrize("field", ["endpoint", "format", "key_reference", "terms_version", "dataset_id", "contact", "note"])
@pytest.mark.parametrize("name", ["jwt", "aws", "token in a query", "payment"])
def test_a_key_is_refused_in_every_field_of_an_access_and_told_nowhere(store, determined, caplog, field, name):
    caplog.set_level(logging.DEBUG)
    before = store.query("select count(*) as n from store.event")
    with pytest.raises(Refused, match="never kept here") as refused:
        ledger.record(store, determined, "access_granted", OFFICIAL, on_date=TODAY, **ACCESS | {field: SECRETS[name]})
    assert SECRETS[name] not in str(refused.value) and SECRETS[name] not in caplog.text
    assert store.query("select count(*) as n from store.event") == before


def test_a_key_is_refused_also_as_irregular_in_its_reason_in_a_correction_and_in_later_acts(store, determined):
    key = SECRETS["base64"]
    with pytest.raises(Refused, match="Key reference"):
        ledger.record(store, determined, "access_granted", OFFICIAL, on_date=TODAY, irregular_reason="Late", **ACCESS | {"key_reference": key})
    with pytest.raises(Refused, match="Why it is recorded"):
        ledger.record(store, determined, "access_granted", OFFICIAL, on_date=TODAY, irregular_reason=f"Sent {key}", **ACCESS)
    made = ledger.record(store, determined, "access_granted", OFFICIAL, on_date=TODAY, **ACCESS)
    with pytest.raises(Refused, match="Key reference"):
        ledger.correct(store, made.event_id, OFFICIAL, key_reference=key)
    for kind, values in {"misuse_reported": {"note": key}, "access_revoked": {"key_reference": "key-7", "reason": key}}.items():
        with pytest.raises(Refused, match="never kept here"):
            ledger.record(store, determined, kind, OFFICIAL, on_date=TODAY, **values)


PASTED = "api_key: sk_live_4eC39HqL"
EVERYDAY = {
    "note": {"note": PASTED},
    "routed": {"desk_id": 2, "note": PASTED},
    "clarification_asked": {"question": PASTED},
    "closed": {"outcome": "withdrawn", "note": PASTED},
}


@pytest.mark.parametrize("kind", EVERYDAY)
@pytest.mark.parametrize("irregular", [{}, {"irregular_reason": "Late"}])
def test_a_key_is_refused_in_everyday_acts_on_a_data_request(store, kind, irregular):
    receipt = ledger.receive(store, OFFICIAL, track="data", on_date=TODAY, verbatim="Trees as an API")
    with pytest.raises(Refused, match="never kept here") as refused:
        ledger.record(store, receipt.request_id, kind, OFFICIAL, on_date=TODAY, **EVERYDAY[kind], **irregular)
    assert "sk_live" not in str(refused.value)


def test_a_key_is_refused_in_a_correction_of_a_note_and_in_the_reason_of_an_irregular_one(store):
    receipt = ledger.receive(store, OFFICIAL, track="data", on_date=TODAY, verbatim="Trees as an API")
    noted = ledger.record(store, receipt.request_id, "note", OFFICIAL, on_date=TODAY, note="Asked by phone")
    with pytest.raises(Refused, match="never kept here"):
        ledger.correct(store, noted.event_id, OFFICIAL, note=PASTED)
    with pytest.raises(Refused, match="never kept here"):
        ledger.record(store, receipt.request_id, "note", OFFICIAL, on_date=TODAY, note="x", irregular_reason=PASTED)


def test_a_note_on_a_records_request_is_searched_for_keys_of_known_shapes_alone(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="The contract about keys")
    ledger.record(store, receipt.request_id, "note", OFFICIAL, on_date=TODAY, note="api_key: 4f9a1c2e77")
    with pytest.raises(Refused, match="payment provider"):
        ledger.record(store, receipt.request_id, "note", OFFICIAL, on_date=TODAY, note=PASTED)


@pytest.mark.parametrize("name", ["aws", "an unseen sign in it", "payment", "jwt", "pem", "github"])
def test_a_key_of_a_known_shape_is_refused_on_every_request_but_in_the_words_of_its_requester(store, name):
    key = SECRETS[name]
    made = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim=f"Who used {key}?", intended_use=key)
    file = File(f"{key}.txt".replace("\n", " "), "text/plain", b"x")
    for intake in ({"summary": key}, {"format": key}, {"dataset_id": key}, {"files": (file,)}):
        with pytest.raises(Refused, match="never kept here"):
            ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="Trees", **intake)
    acts = {
        "note": {"note": f"the key is {key}"},
        "clarification_asked": {"question": key},
        "determined": {"outcome": "other", "reason": key},
        "released": {"files": (file,), "delivery": "by_mail", "delivered_to": "Dana", "no_fee": True},
    }
    for kind, values in acts.items():
        with pytest.raises(Refused, match="never kept here"):
            ledger.record(store, made.request_id, kind, OFFICIAL, on_date=TODAY, irregular_reason="As it was", **values)
    with pytest.raises(Refused, match="Why it is recorded"):
        ledger.record(store, made.request_id, "note", OFFICIAL, on_date=TODAY, irregular_reason=key, note="x")
    note = ledger.record(store, made.request_id, "note", OFFICIAL, on_date=TODAY, note="x")
    with pytest.raises(Refused, match="never kept here"):
        ledger.correct(store, note.event_id, OFFICIAL, note=key)
    with pytest.raises(Refused, match="never kept here"):
        ledger.correct(store, made.event_id, OFFICIAL, summary=key)


def test_on_a_data_request_names_of_files_receivers_and_reasons_are_looked_at_for_anything_like_a_key(store, determined):
    key = SECRETS["hex"]
    file = File("trees.csv", "text/csv", b"x")
    given = {"files": (file,), "delivery": "by_email", "no_fee": True}
    for values in ({"files": (File(f"{key}.csv", "text/csv", b"x"),)}, {"delivered_to": key}):
        with pytest.raises(Refused, match="never kept here"):
            ledger.record(store, determined, "released", OFFICIAL, on_date=TODAY, **given | values)
    with pytest.raises(Refused, match="Why it is recorded"):
        ledger.record(store, determined, "note", OFFICIAL, on_date=TODAY, irregular_reason=key, note="x")


def test_a_dataset_id_may_look_random(store, determined):
    ledger.record(store, determined, "dataset_published", OFFICIAL, on_date=TODAY, dataset_id=UUID, endpoint="https://data.example.org/trees", no_fee=True)
