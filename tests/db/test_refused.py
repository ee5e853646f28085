"""A refusal says which fields of the form it is about."""

from datetime import date, timedelta

import pytest

from records_desk.db import ledger
from records_desk.db.ledger import Refused
from tests.conftest import OFFICIAL, TODAY

OFFICIALS = {"official_name": "Casey Sample", "official_title": "City Clerk"}


@pytest.mark.parametrize(
    ("kind", "values", "fields"),
    [
        ("clarification_asked", {}, ("question",)),
        ("extended", {"reason_code": "2", **OFFICIALS}, ("extended_to_on", "reason")),
        ("fee_charged", {"fee_kind": "duplication", "amount": "a lot"}, ("amount",)),
        ("routed", {"desk_id": 2, "on_date": date(1066, 10, 14)}, ("on",)),
        ("routed", {"desk_id": 2, "on_date": TODAY + timedelta(1)}, ("on",)),
        ("determined", {"outcome": "denied", "sections": ["7927.700"], **OFFICIALS}, ("reason",)),
        ("determined", {"outcome": "denied", "reason": "Personnel file"}, ("sections", "official_name", "official_title")),
        ("extended", {"reason_code": "2", "reason": "Plans", "extended_to_on": TODAY + timedelta(60), **OFFICIALS}, ("extended_to_on",)),
        ("note", {"note": "x" * 2_000_000}, ("note",)),
    ],
)
def test_a_refusal_names_the_fields_that_it_is_about(store, story, kind, values, fields):
    request = story("2026-04-06 received", "2026-04-07 routed desk_id=1")
    with pytest.raises(Refused) as refused:
        ledger.record(store, request["request_id"], kind, OFFICIAL, **{"on_date": TODAY, **values})
    assert set(fields) <= set(refused.value.fields)


def test_what_was_asked_is_a_field_of_the_new_request(store):
    with pytest.raises(Refused) as refused:
        ledger.receive(store, OFFICIAL, track="records", channel="email", on_date=TODAY, verbatim=" ")
    assert refused.value.fields == ("text",)


def test_a_refusal_that_is_about_no_field_names_none(store, story):
    request = story("2026-04-06 received")
    with pytest.raises(Refused) as refused:
        ledger.record(store, request["request_id"], "reopened", OFFICIAL, on_date=TODAY, reason="More was found")
    assert refused.value.fields == ()
