"""What staff may record, and what the ledger then says."""

from datetime import date

import pytest

from records_desk.db import ledger
from records_desk.db.ledger import Refused
from tests.conftest import OFFICIAL, STAFF, VIEWER, snapshot


def test_a_received_request_has_a_number_and_a_due_date(story):
    request = story("2026-04-06 received")
    assert (request["number"], request["status"], str(request["due_on"])) == ("PRA-2026-000001", "received", "2026-04-16")


def test_routing_opens_a_request(story):
    request = story("2026-04-06 received", "2026-04-07 routed desk_id=2")
    assert (request["status"], request["desk_id"]) == ("open", 2)
