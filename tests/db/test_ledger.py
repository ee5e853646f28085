"""What staff may record, and what the ledger then says."""

import re
import shutil
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from records_desk.db import _stood, city, ledger
from records_desk.db._guard import words
from records_desk.db.ledger import Refused
from records_desk.db.store import Store
from tests.conftest import AUDITOR, MANAGER, OFFICIAL, STAFF, TODAY, VIEWER, failed_audits, noon, snapshot

ADMINISTRATOR = ledger.Staff("administrator", "Ada Sample", "administrator", person_id=1, desk_id=1)
STAFF = replace(STAFF, desk_id=None)  # of no desk: whose work a request is, test_desks tries
EVERYONE = {person.role: replace(person, person_id=1) for person in (VIEWER, STAFF, OFFICIAL, MANAGER, ADMINISTRATOR, AUDITOR)}
RECEIVED_ON = TODAY - timedelta(10)
OFFICIALS = {"official_name": "Casey Sample", "official_title": "City Clerk"}
FIVE = time(17)
DENIAL = {"outcome": "denied", "sections": ["7927.700"], "reason": "Personnel file", **OFFICIALS}
EXTENSION = {"reason_code": "2", "extended_to_on": TODAY + timedelta(10), "reason": "Two thousand plans", **OFFICIALS}
FEE = {"fee_kind": "duplication", "amount": "12.50"}
KEY = {"endpoint": "https://data.example.org/api/v1/trees", "format": "JSON", "key_reference": "key-7", "terms_version": "2026-1"}

# A filled form for every act; linked is filled where it is used.
FORMS = {
    "routed": {"desk_id": 2},
    "acknowledged": {},
    "accepted": {},
    "returned": {"desk_id": 1, "reason": "Not ours"},
    "clarification_asked": {"question": "Which years?"},
    "clarification_answered": {"answer": "All of them"},
    "clarification_lapsed": {},
    "extended": EXTENSION,
    "fee_estimated": FEE,
    "fee_charged": FEE,
    "fee_paid": {"amount": 5},
    "fee_waived": {"amount": 5, "reason": "Small sum"},
    "fee_refunded": {"amount": 5, "reason": "Paid twice"},
    "review_opened": {"review": "privacy"},
    "review_cleared": {"review": "privacy", "outcome": "cleared"},
    "determined": {"outcome": "granted", "promised_on": TODAY + timedelta(9), "promised_time": time(17)},
    "production_promised": {"promised_on": TODAY + timedelta(30)},
    "released": {},
    "feasibility_decided": {"outcome": "publish"},
    "access_granted": KEY,
    "dataset_published": {"dataset_id": "trees", "endpoint": "https://data.example.org/trees"},
    "access_revoked": {"about_event_id": None, "key_reference": "key-7", "reason": "Shared key"},
    "access_deprecated": {"about_event_id": None, "reason": "New version"},
    "closed": {"outcome": "withdrawn", "note": "By e-mail of today"},
    "reopened": {"reason": "More was found"},
    "appealed": {"reason": "Asks for another look"},
    "appeal_decided": {"about_event_id": None, "outcome": "affirmed", "reason": "It stands"},
    "misuse_reported": {"note": "Names were matched", "key_reference": "key-7"},
    "misuse_decided": {"about_event_id": None, "outcome": "notice"},
    "track_changed": {"track": "records", "reason": "Asks for e-mails"},
    "no_existing_records_asked": {"reason": "Asks for a new map to be drawn"},
    "existing_records_asked": {"reason": "The old map will do"},
    "clock_added": {"clock": "form_700"},
    "clock_extended": {"clock": "critical_incident", "extended_to_on": TODAY + timedelta(60), "reason": "The inquiry goes on"},
    "linked": {"related_request_id": None, "outcome": "related"},
    "note": {"note": "Called back"},
    "records_called": {"called_desk_id": 3, "answer_due_on": TODAY + timedelta(5)},
    "call_chased": {"about_event_id": None},
    "call_answered": {"about_event_id": None, "outcome": "records_sent"},
    "deposit_asked": {"amount": 20},
    "fee_expired": {},
    "no_fee_decided": {},
    "time_recorded": {"minutes": 90},
    "build_started": {},
    "access_renewed": {"about_event_id": None, "expires_on": TODAY + timedelta(365)},
    "rationale_requested": {},
    "rationale_sent": {"reason": "The drafts were weighed"},
    "petition_filed": {"reference": "Case 56-2026-0001"},
    "petition_decided": {"about_event_id": None, "outcome": "denied"},
    "misuse_triaged": {"about_event_id": None, "outcome": "information_technology"},
    "misuse_evidence_noted": {"about_event_id": None, "note": "The server's log was read"},
    "misuse_closed": {"about_event_id": None},
    "hold_set": {"reason": "Claim 12 is pending"},
    "hold_lifted": {"reason": "Claim 12 ended"},
    "anonymised": {"reference": "Resolution 15", "reason": "The time to keep it is over"},
    "voided": {"reason": "Logged twice"},
    "restricted": {"readers": [1]},
    "restriction_lifted": {"reason": "It is public now"},
}
# A key is granted for one address once.
EARLIER = {"access_granted": {"endpoint": "https://data.example.org/api/v1/stumps"}}

# How a request comes to each status.
PATHS = {
    "received": [],
    "open": ["routed"],
    "waiting_on_requester": ["routed", "clarification_asked"],
    "in_review": ["routed", "review_opened"],
    "determined": ["routed", "determined"],
    "producing": ["routed", "determined", "released"],
    "in_service": ["routed", "determined", "access_granted"],
    "closed": ["routed", "determined", "closed"],
    "voided": ["routed", "voided"],
}


def receive(store, on_date=RECEIVED_ON, by=OFFICIAL, track="records", **values):
    return ledger.receive(store, by, track=track, on_date=on_date, **{"verbatim": "All permits of 2025"} | values)


def record(store, request, kind, by=ADMINISTRATOR, on_date=TODAY, **values):
    return ledger.record(store, request, kind, by, on_date=on_date, **values)


def row_counts(store):
    tables = store.query("select table_name from duckdb_tables() where database_name = 'store'")
    union = " union all ".join(f"select '{row['table_name']}' as name, count(*) as rows from store.{row['table_name']}" for row in tables)
    return {row["name"]: row["rows"] for row in store.query(union)} | {"snapshot": store.query("from store.snapshot order by all")}


class leaves_nothing:
    """What runs inside is Refused with a sentence, and no table of the store has another row afterwards."""

    def __init__(self, store, match=None):
        self.store, self.raised = store, pytest.raises(Refused, match=match)

    def __enter__(self):
        self.before = row_counts(self.store)
        self.refused = self.raised.__enter__()

    def __exit__(self, *error):
        is_refused = self.raised.__exit__(*error)
        assert_sentence(self.refused.value)
        assert row_counts(self.store) == self.before
        return is_refused


def assert_sentence(refused):
    """A sentence for the clerk: it begins as one and ends as one."""
    assert re.fullmatch(r"[A-Z0-9“].{15,}[.)]", str(refused), re.DOTALL), str(refused)


def events(store, request_id):
    return store.query("from store.event where request_id = $id order by event_id", id=request_id)


@pytest.fixture(scope="module")
def desk(template, tmp_path_factory):
    """One store for all tests here, each with requests of its own; every audit must be empty at the end."""
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("desk") / "city.duckdb"), clock=noon)
    city.save_local_review(store, ADMINISTRATOR, True)
    yield store
    assert failed_audits(store) == {}
    store.close()


@pytest.fixture
def store(desk):
    """The desk that all tests here share."""
    return desk


@pytest.fixture
def fresh(loose_store):
    """A store without any request; every audit must be empty afterwards."""
    yield loose_store
    assert failed_audits(loose_store) == {}


FOR_GOOD = {"anonymised"}  # cannot be struck out again: tried in test_retention


class Cast(dict):
    """A data request in each status, with 30.00 charged, 10.00 paid and a further clock, made when it is asked for."""

    def __init__(self, store):
        self.store = store

    def __missing__(self, status):
        self[status] = request = receive(self.store, track="data").request_id
        record(self.store, request, "fee_estimated", fee_kind="duplication", amount=30)
        record(self.store, request, "fee_charged", fee_kind="duplication", amount=30)
        record(self.store, request, "fee_paid", amount=10)
        record(self.store, request, "clock_added", clock="critical_incident")
        for kind in PATHS[status]:
            record(self.store, request, kind, **FORMS[kind] | EARLIER.get(kind, {}))
        return request


@pytest.fixture
def cast(desk):
    """The desk and a cast of its own, of which the open one is made already."""
    ids = Cast(desk)
    assert ids["open"]
    return desk, ids


def form(kind, ids, status="open"):
    if kind == "linked":
        return FORMS[kind] | {"related_request_id": ids["closed" if status != "closed" else "open"]}
    if kind == "hold_lifted" and not snapshot(ids.store, ids[status])["held_since_on"]:
        record(ids.store, ids[status], "hold_set", **FORMS["hold_set"])
    if kind == "restriction_lifted" and not snapshot(ids.store, ids[status])["readers"]:
        record(ids.store, ids[status], "restricted", **FORMS["restricted"])
    if kind == "review_opened" and status == "in_review":
        return {"review": "legal"}
    if kind == "review_cleared" and status in ("waiting_on_requester", "determined", "producing"):
        record(ids.store, ids[status], "review_opened", on_date=RECEIVED_ON, irregular_reason="Told late", review="privacy")
    if "about_event_id" in FORMS[kind]:
        return FORMS[kind] | {"about_event_id": about(kind, ids, status)}
    if kind == "reopened" and status in ("determined", "producing"):
        record(ids.store, ids[status], "petition_decided", **form("petition_decided", ids, status) | {"outcome": "granted"})
    if kind == "no_fee_decided" and status in ids.store.kinds[kind]["allowed_from"].split("|"):
        record(ids.store, ids[status], "fee_waived", amount=snapshot(ids.store, ids[status])["balance"], reason="Small sum")
    return FORMS[kind]


def about(kind, ids, status):
    """An entry that an act of the kind may be about, told late; 1 where the act is not possible anyway."""
    described = ids.store.kinds[kind]
    if status not in described["allowed_from"].split("|"):
        return 1
    first, *_ = described["about"].split("|")
    late = {"on_date": RECEIVED_ON, "irregular_reason": "Told late"}
    told = record(ids.store, ids[status], first, **late, **FORMS[first]).event_id
    if kind == "misuse_closed":
        record(ids.store, ids[status], "misuse_triaged", **late, about_event_id=told, outcome="unfounded")
    return told


# The state machine, driven from its table.


def test_every_act_of_the_table_is_tried_here(store):
    assert set(FORMS) == {kind for kind, described in store.kinds.items() if described["act"]}
    assert set(PATHS) == set(store.statuses)


@pytest.mark.parametrize("status", PATHS)
def test_a_status_allows_what_the_table_allows_and_nothing_else(cast, status):
    store, ids = cast
    request = ids[status]
    assert snapshot(store, request)["status"] == status
    for kind in [kind for kind in FORMS if kind not in FOR_GOOD]:
        described = store.kinds[kind]
        if status in described["allowed_from"].split("|"):
            receipt = record(store, request, kind, **form(kind, ids, status))
            after = snapshot(store, request)["status"]
            moved = described["to_status"] and described["moves_from"] in (None, status)
            assert not moved or after == described["to_status"], kind
            ledger.strike(store, receipt.event_id, ADMINISTRATOR)
            assert snapshot(store, request)["status"] == status, kind
        else:
            with pytest.raises(Refused, match="is not possible while the request is") as refused:
                record(store, request, kind, **form(kind, ids, status))
            assert_sentence(refused.value)


@pytest.mark.parametrize("role", EVERYONE)
def test_a_role_may_do_what_the_table_says_and_nothing_else(cast, role):
    store, ids = cast
    for kind in [kind for kind in FORMS if kind not in FOR_GOOD]:
        described = store.kinds[kind]
        status = described["allowed_from"].split("|")[0]
        if role in described["roles"].split("|"):
            receipt = record(store, ids[status], kind, EVERYONE[role], **form(kind, ids, status))
            ledger.strike(store, receipt.event_id, ADMINISTRATOR)
        else:
            with pytest.raises(Refused, match=f"{described['act']}” needs the role .*; yours is {role}\\."):
                record(store, ids[status], kind, EVERYONE[role], **form(kind, ids, status))


@pytest.mark.parametrize("role", EVERYONE)
def test_only_staff_official_manager_and_administrator_receive(store, role):
    if role in ("viewer", "auditor"):
        with leaves_nothing(store, f"yours is {role}"):
            receive(store, by=EVERYONE[role])
    else:
        assert receive(store, by=EVERYONE[role]).number.startswith("PRA-2026-")


def test_a_refused_role_leaves_nothing_behind(cast):
    store, ids = cast
    with leaves_nothing(store, "yours is viewer"):
        record(store, ids["open"], "note", VIEWER, note="Hello")


def test_acts_of_data_requests_are_refused_on_a_records_request(store):
    request = receive(store, desk_id=1).request_id
    for kind, described in store.kinds.items():
        if described["track"]:
            with pytest.raises(Refused, match="belongs to data requests: change the track first"):
                record(store, request, kind, **FORMS[kind])


@pytest.mark.parametrize("kind", ["received", "corrected", "forgotten", ""])
def test_what_is_no_act_cannot_be_recorded(cast, kind):
    store, ids = cast
    with leaves_nothing(store, "There is no such act"):
        record(store, ids["open"], kind)


def test_each_missing_required_field_is_refused_by_its_label(cast):
    store, ids = cast
    tried = 0
    for kind in FORMS:
        described = store.kinds[kind]
        status = described["allowed_from"].split("|")[0]
        for field in (described["requires"] or "").split("|"):
            for empty in ("", None) if field else ():
                with pytest.raises(Refused, match=store.fields[field]["label"]):
                    record(store, ids[status], kind, **form(kind, ids, status) | {field: empty})
                tried += 1
    assert tried > 60


def test_all_missing_fields_are_named_at_once(cast):
    store, ids = cast
    with leaves_nothing(store, "needs: Unusual circumstance, New date, Reason, Responsible official, Title of the official"):
        record(store, ids["open"], "extended")


def test_a_choice_that_is_not_offered_is_refused(cast):
    store, ids = cast
    for kind, values in FORMS.items():
        status = store.kinds[kind]["allowed_from"].split("|")[0]
        for field in values:
            if field == "outcome" or store.fields[field]["choices"]:
                with pytest.raises(Refused, match=f"{store.fields[field]['label']} cannot be “nonsense”"):
                    record(store, ids[status], kind, **form(kind, ids, status) | {field: "nonsense"})


def test_an_unknown_field_is_a_programming_error(cast):
    store, ids = cast
    with pytest.raises(TypeError, match="note has no field colour"):
        record(store, ids["open"], "note", note="x", colour="red")
    with pytest.raises(TypeError, match="intake has no field colour"):
        receive(store, colour="red")


def test_a_desk_person_or_exemption_that_is_not_there_is_refused(cast):
    store, ids = cast
    with leaves_nothing(store, "no such desk"):
        record(store, ids["open"], "routed", desk_id=99)
    with leaves_nothing(store, "no such person"):
        record(store, ids["open"], "routed", desk_id=1, person_id=99)
    with leaves_nothing(store, "no exemption 7999.999"):
        record(store, ids["open"], "determined", **DENIAL | {"sections": ["7999.999"]})
    with leaves_nothing(store, "no exemption 7928.400"):  # employment contracts are disclosable
        record(store, ids["open"], "determined", **DENIAL | {"sections": ["7928.400"]})
    with leaves_nothing(store, "no such desk"):
        receive(store, desk_id=99)


def test_a_request_that_is_not_there_is_refused(store):
    with leaves_nothing(store, "no such request"):
        record(store, 404, "note", note="x")


# Receiving.


def test_a_received_request_has_a_number_and_a_due_date(story):
    request = story("2026-04-06 received")
    assert (request["status"], str(request["due_on"])) == ("received", "2026-04-16")
    assert re.fullmatch(r"PRA-2026-\d{6}", request["number"])


def test_routing_opens_a_request(story):
    request = story("2026-04-06 received", "2026-04-07 routed desk_id=2")
    assert (request["status"], request["desk_id"]) == ("open", 2)


def test_a_request_received_with_a_desk_is_routed_in_the_same_act(store):
    receipt = receive(store, desk_id=3, person_id=1)
    assert [event["kind"] for event in events(store, receipt.request_id)] == ["received", "routed"]
    assert (snapshot(store, receipt.request_id)["desk_id"], snapshot(store, receipt.request_id)["person_id"]) == (3, 1)


def test_everything_that_intake_asks_is_kept(store):
    receipt = receive(
        store, track="data", channel="phone", complexity="complex", dataset_id="trees", format="CSV", needed_by_on=date(2027, 1, 1),
        is_personal=False, is_infrastructure=True, stated_due_on=date(2026, 5, 1), received_at=datetime(2026, 4, 10, 18, 30),
        summary="Trees", intended_use="A map", record_series="Parks", data_fields="Species", name="Robin", organization="Sample Press",
        email="robin@example.org", phone="805 555 0100",
    )  # fmt: skip
    (event,) = events(store, receipt.request_id)
    assert (event["channel"], event["complexity"], event["is_personal"], event["is_infrastructure"]) == ("phone", "complex", False, True)
    assert (event["needed_by_on"], event["stated_due_on"], event["happened_at"]) == (
        date(2027, 1, 1),
        date(2026, 5, 1),
        datetime(2026, 4, 10, 18, 30),
    )
    parts = {row["part"] for row in store.read("event_texts", event_id=event["event_id"], request_id=event["request_id"])}
    assert parts == {"verbatim", "summary", "intended_use", "record_series", "data_fields"}
    (requester,) = store.query("from store.requester where request_id = $id", id=receipt.request_id)
    assert (requester["name"], requester["email"], requester["phone"]) == ("Robin", "robin@example.org", "805 555 0100")


def test_a_request_may_be_anonymous_oral_and_without_purpose(store):
    receipt = receive(store, channel="counter", name=" ", email="")
    assert store.query("from store.requester where request_id = $id", id=receipt.request_id) == []
    assert snapshot(store, receipt.request_id)["channel"] == "counter"


@pytest.mark.parametrize("email", ["nobody", "a@b", "two@@example.org", "a b@example.org", "x@example.org, y@example.org"])
def test_an_address_that_cannot_be_right_is_refused(store, email):
    with leaves_nothing(store, "The e-mail address cannot be right"):
        receive(store, email=email)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"verbatim": ""}, "Write down what was asked"),
        ({"verbatim": " \x00 \n"}, "Write down what was asked"),
        ({"track": ""}, "Choose the track and the channel"),
        ({"track": "other"}, "Track cannot be “other”"),
        ({"channel": ""}, "Choose the track and the channel"),
        ({"channel": "pigeon"}, "Channel cannot be “pigeon”"),
        ({"complexity": "epic"}, "Complexity cannot be “epic”"),
        ({"verbatim": "x" * 1_000_001}, "longer than 1,000,000 characters"),
        ({"summary": "x" * 1_000_001}, "longer than 1,000,000 characters"),
    ],
)
def test_an_intake_that_cannot_be_right_is_refused(store, values, sentence):
    with leaves_nothing(store, sentence):
        receive(store, **values)


@pytest.mark.parametrize("field", ["verbatim", "summary", "name", "organization", "phone", "dataset_id", "format"])
def test_nul_and_half_characters_do_not_reach_the_store(store, field):
    receipt = receive(store, **{field: "\x00Tree\ud83d s\x00"})
    places = {"verbatim": "request_text", "summary": "request_text", "dataset_id": "event", "format": "event"}
    column = "body" if field in ("verbatim", "summary") else field
    found = store.query(
        f"select {column} as value from store.{places.get(field, 'requester')} where request_id = $id", id=receipt.request_id
    )
    assert {"value": "Tree? s"} in found


def test_nul_and_half_characters_in_a_note_do_not_reach_the_store(cast):
    store, ids = cast
    receipt = record(store, ids["open"], "note", note="a\x00b\udfff")
    assert store.query("select body from store.request_text where event_id = $id", id=receipt.event_id) == [{"body": "ab?"}]


def test_the_longest_text_is_kept_whole(store):
    text = "ü" * 1_000_000
    receipt = receive(store, verbatim=text)
    assert store.query("select body from store.request_text where request_id = $id", id=receipt.request_id) == [{"body": text}]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 4, 10, 18, 30, 0, 500_000),
        datetime(2026, 4, 10, 11, 30, tzinfo=timezone(timedelta(hours=-7))),
        datetime(2026, 4, 10, 18, 30, tzinfo=UTC),
    ],
)
def test_a_moment_of_receipt_is_kept_in_utc_and_whole_seconds(store, moment):
    receipt = receive(store, received_at=moment)
    assert events(store, receipt.request_id)[0]["happened_at"] == datetime(2026, 4, 10, 18, 30)


# Days.


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(TODAY + timedelta(1), "has not come yet"), (date(1989, 12, 31), "is before 1990-01-01"), (date(2999, 1, 1), "has not come yet")],
)
def test_a_day_of_receipt_that_cannot_be_is_refused(store, day, sentence):
    with leaves_nothing(store, sentence):
        receive(store, on_date=day)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (TODAY + timedelta(1), "has not come yet"),
        (RECEIVED_ON - timedelta(1), "is before the request was received"),
        (date(1989, 12, 31), "is before 1990-01-01"),
    ],
)
def test_a_day_of_an_event_that_cannot_be_is_refused(cast, day, sentence):
    store, ids = cast
    with leaves_nothing(store, sentence):
        record(store, ids["open"], "note", on_date=day, note="x")


def test_today_is_the_day_in_oxnard_not_in_greenwich(template, tmp_path):
    store = Store(shutil.copy(template, tmp_path / "night.duckdb"), clock=lambda: datetime(2026, 4, 21, 5, 0, tzinfo=UTC))
    assert store.today() == TODAY
    store.close()


def test_dates_that_are_promised_may_lie_ahead(cast):
    store, ids = cast
    record(store, ids["open"], "extended", **EXTENSION)
    record(store, ids["open"], "production_promised", promised_on=date(2027, 1, 1))
    after = snapshot(store, ids["open"])
    assert (after["due_on"], after["promised_on"]) == (EXTENSION["extended_to_on"], date(2027, 1, 1))


@pytest.mark.parametrize(
    ("kind", "name"), [("extended", "extended_to_on"), ("production_promised", "promised_on"), ("records_called", "answer_due_on"), ("clock_extended", "extended_to_on")]
)
@pytest.mark.parametrize("day", [date(1026, 4, 30), date(1989, 12, 31), date(2061, 1, 1), date(9926, 4, 30)])
def test_a_date_outside_the_calendar_is_refused_by_the_name_of_its_field(cast, kind, name, day):
    store, ids = cast
    label = store.fields[name]["label"]
    with leaves_nothing(store, f"{label}: {day} lies outside the calendar, which runs from 1990-01-01 to 2060-12-31. Check the year."):
        record(store, ids["open"], kind, **FORMS[kind] | {name: day})


def test_the_first_day_of_the_calendar_may_be_a_receipt(store):
    assert receive(store, on_date=date(1990, 1, 1)).number == "PRA-1990-000001"


# Late entries.


def test_past_events_may_be_entered_late_without_a_reason(story, store):
    request = story("2026-04-06 received", "2026-04-07 routed desk_id=1", "2026-04-14 note note=Called")
    record(store, request["request_id"], "clarification_asked", on_date=date(2026, 4, 8), question="Which years?")
    record(store, request["request_id"], "clarification_answered", on_date=date(2026, 4, 10), answer="All")
    after = snapshot(store, request["request_id"])
    assert (after["status"], after["waiting_days"], after["irregular_events"]) == ("open", 2, 0)


def test_a_late_determination_may_be_entered_after_a_note(story):
    request = story("2026-04-06 received", "2026-04-14 note note=Called", "2026-04-09 determined outcome=no_records")
    assert (request["status"], request["determined_on"]) == ("determined", date(2026, 4, 9))


def test_a_second_installment_may_be_entered_before_the_third(story):
    request = story(
        "2026-04-06 received", "2026-04-07 determined outcome=granted promised_on=2026-04-30 promised_time=17:00",
        "2026-04-08 released no_fee=true", "2026-04-12 released no_fee=true", "2026-04-10 released no_fee=true",
    )  # fmt: skip
    assert (request["status"], request["first_released_on"], request["last_released_on"]) == (
        "producing",
        date(2026, 4, 8),
        date(2026, 4, 12),
    )


@pytest.mark.parametrize(
    ("told", "late"),
    [
        (["2026-04-07 determined outcome=no_records", "2026-04-10 closed outcome=no_records"], "2026-04-08 voided reason=Twice"),
        (["2026-04-10 determined outcome=no_records"], "2026-04-08 closed outcome=withdrawn"),
        (["2026-04-09 clarification_asked question=What"], "2026-04-08 determined outcome=no_records"),
        (
            ["2026-04-08 clarification_asked question=What", "2026-04-10 clarification_answered answer=That"],
            "2026-04-09 clarification_lapsed",
        ),
        (
            # The request stands now as it stood then, yet what lies between would be overtaken.
            ["2026-04-08 determined outcome=no_records", "2026-04-09 closed outcome=no_records", "2026-04-10 reopened reason=More"],
            "2026-04-07 closed outcome=withdrawn",
        ),
    ],
)
def test_a_late_event_that_would_rewrite_a_later_one_is_refused(story, store, told, late):
    request = story("2026-04-06 received", "2026-04-06 routed desk_id=1", *told)
    before = row_counts(store)
    with pytest.raises(Refused, match="would come before what moved the request later: correct that entry first"):
        story_goes_on(store, request["request_id"], late)
    assert row_counts(store) == before


def test_a_late_event_meets_the_status_of_its_own_day(story, store):
    request = story("2026-04-06 received", "2026-04-08 clarification_asked question=What", "2026-04-10 clarification_answered answer=That")
    with leaves_nothing(store, "is not possible while the request is received"):
        story_goes_on(store, request["request_id"], "2026-04-07 clarification_answered answer=That")


def story_goes_on(store, request, line):
    day, kind, *details = line.split()
    return record(store, request, kind, OFFICIAL, date.fromisoformat(day), **dict(detail.split("=") for detail in details))


# What happened outside the rules.


def test_what_the_rules_refuse_is_recorded_as_irregular_with_a_reason(cast):
    store, ids = cast
    assert ids["determined"]
    late = {"reason_code": "1", "extended_to_on": TODAY + timedelta(400), "reason": "Field office", **OFFICIALS}
    with leaves_nothing(store):
        record(store, ids["determined"], "extended", **late)
    receipt = record(store, ids["determined"], "extended", irregular_reason="The notice went out in June", **late)
    after = snapshot(store, ids["determined"])
    assert (after["irregular_events"], after["extended_to_on"], after["due_on"]) == (1, None, after["original_due_on"])
    (event,) = store.query("from store.event where event_id = $id", id=receipt.event_id)
    assert event["irregular"] == "late"
    texts = store.read("event_texts", event_id=receipt.event_id, request_id=receipt.request_id)
    assert {"part": "irregular_reason", "body": "The notice went out in June"} in texts


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("fee_charged", {"fee_kind": "redaction", "amount": 40}),
        ("determined", {"outcome": "denied"}),
        ("closed", {"outcome": "granted"}),
        ("released", {}),
        ("review_cleared", {"review": "legal", "outcome": "cleared"}),
    ],
)
def test_an_unlawful_act_that_was_done_is_recorded_and_counted(cast, kind, values):
    store, ids = cast
    with leaves_nothing(store):
        record(store, ids["open"], kind, **values)
    record(store, ids["open"], kind, irregular_reason="It was done so", **values)
    assert snapshot(store, ids["open"])["irregular_events"] == 1


def test_an_event_before_receipt_is_recorded_with_a_reason_only(cast):
    store, ids = cast
    record(store, ids["open"], "note", on_date=RECEIVED_ON - timedelta(3), note="Called before", irregular_reason="Oral first")
    assert snapshot(store, ids["open"])["irregular_events"] == 1


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_a_blank_reason_is_asked_for(cast, reason):
    store, ids = cast
    with leaves_nothing(store, "Say why it is recorded"):
        record(store, ids["open"], "released", irregular_reason=reason)


def test_a_reason_opens_no_door_to_a_role_a_track_or_the_future(cast):
    store, ids = cast
    with leaves_nothing(store, "yours is staff"):
        record(store, ids["open"], "determined", STAFF, outcome="no_records", irregular_reason="x")
    with leaves_nothing(store, "has not come yet"):
        record(store, ids["open"], "note", on_date=TODAY + timedelta(1), note="x", irregular_reason="x")
    request = receive(store).request_id
    with leaves_nothing(store, "belongs to data requests"):
        record(store, request, "access_granted", **KEY, irregular_reason="x")
    with leaves_nothing(store, "needs: Note"):
        record(store, request, "note", irregular_reason="x")


# Content rules.


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (DENIAL | {"sections": []}, "needs at least one exemption"),
        (DENIAL | {"reason": " "}, "needs its reason in words"),
        (DENIAL | {"official_name": None}, "needs the name and title of the responsible official"),
        (DENIAL | {"official_title": ""}, "needs the name and title of the responsible official"),
        (DENIAL | {"outcome": "partly_granted"}, "estimated date of availability"),
        (DENIAL | {"outcome": "partly_granted", "promised_on": TODAY}, "estimated time of availability"),
        ({"outcome": "granted", "promised_on": TODAY}, "estimated time of availability"),
        ({"outcome": "granted", "promised_on": TODAY - timedelta(1), "promised_time": FIVE}, "lies before the determination"),
        ({"outcome": "granted", "promised_on": TODAY, "promised_time": FIVE} | {"sections": ["7927.700"]}, "names no exemption"),
        (DENIAL | {"outcome": "no_records"}, "“No records: nothing responsive” names no exemption: choose “Denied”"),
        (DENIAL | {"outcome": "referred", "agency": "County of Sample"}, "“Referred to another agency” names no exemption"),
        ({"outcome": "other", "sections": ["7927.700"]}, "needs its reason in words.*needs the name and title"),
        (DENIAL | {"sections": ["7922.000"]}, "catch-all needs a text of its own"),
        ({"outcome": "referred"}, "which agency"),
        ({"outcome": "duplicate"}, "Name the other request"),
        ({"outcome": "abandoned"}, "needs a clarification that was asked for"),
        ({"outcome": "no_records", "official_name": "Casey Sample"}, "needs the name and title"),
        (DENIAL | {"further_officials": "Robin Sample"}, "“Robin Sample” names no title"),
        (DENIAL | {"further_officials": "casey sample, Deputy"}, "named twice"),
        (DENIAL | {"further_officials": "Robin Sample, Esq., City Attorney"}, "a semicolon between the name and the title"),
        (DENIAL | {"outcome": "partly_granted", "promised_on": TODAY, "promised_time": FIVE, "sections": []}, "needs at least one exemption"),
        ({"outcome": "granted"}, "estimated date of availability"),
        ({"outcome": "already_published"}, "needs the dataset or its address"),
    ],
)
def test_a_determination_that_may_not_be_issued_is_refused(cast, values, sentence):
    store, ids = cast
    with leaves_nothing(store, sentence):
        record(store, ids["open"], "determined", **values)


@pytest.mark.parametrize(
    "values",
    [
        DENIAL,
        DENIAL | {"sections": ["7922.000", "7927.705"], "balancing": "Candor clearly outweighs"},
        DENIAL | {"outcome": "partly_granted", "promised_on": TODAY + timedelta(9), "promised_time": FIVE},
        {"outcome": "granted", "promised_on": TODAY, "promised_time": FIVE},
        {"outcome": "referred", "agency": "The county"},
        {"outcome": "already_published", "endpoint": "https://data.example.org/trees"},
        {"outcome": "already_published", "dataset_id": "trees"},
    ],
)
def test_a_lawful_determination_is_kept_with_its_details_and_letter(cast, values):
    store, ids = cast
    receipt = record(store, ids["open"], "determined", **values)
    assert snapshot(store, ids["open"])["determination"] == values["outcome"]
    kept = {
        table: store.query(f"from store.{table} where event_id = $id", id=receipt.event_id)
        for table in ("event_exemption", "event_official", "letter_text")
    }
    assert sorted(row["section"] for row in kept["event_exemption"]) == sorted(values.get("sections", []))
    assert len(kept["event_official"]) == ("official_name" in values)
    assert len(kept["letter_text"]) == 1


def test_an_outcome_is_refused_exactly_while_it_lacks_what_its_row_of_the_table_requires(cast):
    store, ids = cast
    other = receive(store).request_id
    values = DENIAL | {"promised_on": TODAY, "promised_time": FIVE, "dataset_id": "trees", "endpoint": "https://data.example.org/trees"}
    values |= {"agency": "The county", "related_request_id": other}
    for choice in store.choices["determination"]:
        if choice["track"] == "data" or choice["code"] == "abandoned":
            continue
        needs = [group.split("/") for group in words(choice["requires"])]
        filled = {name: values[name] for group in needs for name in group} | {"outcome": choice["code"]}
        for group in needs:
            with leaves_nothing(store):
                record(store, ids["open"], "determined", **filled | dict.fromkeys(group))
            for name in group:
                record(store, ids["open"], "determined", **filled | dict.fromkeys(set(group) - {name}))
        record(store, ids["open"], "determined", **filled)


def test_the_catch_all_exemption_needs_its_justification_in_words(cast):
    store, ids = cast
    with leaves_nothing(store, "needs its reason in words"):
        record(store, ids["open"], "determined", **DENIAL | {"sections": ["7922.000"], "balancing": "Candor outweighs", "reason": None})


@pytest.mark.parametrize("kind", ["fee_estimated", "fee_charged"])
@pytest.mark.parametrize("fee_kind", ["search", "review", "redaction", "finding"])
def test_an_unlawful_fee_is_refused_with_its_citation(cast, kind, fee_kind):
    store, ids = cast
    with leaves_nothing(store, r"may not be charged. \(Gov. Code 7922.530"):
        record(store, ids["open"], kind, fee_kind=fee_kind, amount=10)


@pytest.mark.parametrize("fee_kind", ["duplication", "media", "electronic", "electronic_interval", "postage"])
def test_a_lawful_fee_is_charged_with_its_line(cast, fee_kind):
    store, ids = cast
    receipt = record(store, ids["open"], "fee_charged", fee_kind=fee_kind, amount="0.10")
    (line,) = store.query("from store.fee_line where event_id = $id", id=receipt.event_id)
    assert (line["fee_kind"], str(line["amount"])) == (fee_kind, "0.10")
    assert str(snapshot(store, ids["open"])["charged"]) == "30.10"


def test_a_fee_that_only_imports_state_is_not_offered(cast):
    store, ids = cast
    with leaves_nothing(store, "cannot be “stated”"):
        record(store, ids["open"], "fee_charged", fee_kind="stated", amount=10)


@pytest.mark.parametrize("amount", ["twelve", "NaN", "Infinity", "-1", 0, "0.001", 10_000_000, "12,50"])
def test_an_amount_that_cannot_be_is_refused(cast, amount):
    store, ids = cast
    with leaves_nothing(store, "Amount in dollars must be"):
        record(store, ids["open"], "fee_paid", amount=amount)


def test_no_more_is_waived_than_is_owed_nor_refunded_than_was_paid(cast):
    store, ids = cast
    with leaves_nothing(store, r"Only \$20.00 is owed: more cannot be waived"):
        record(store, ids["open"], "fee_waived", amount="20.01", reason="x")
    with leaves_nothing(store, r"Only \$10.00 was paid: more cannot be refunded"):
        record(store, ids["open"], "fee_refunded", amount="10.01", reason="x")
    record(store, ids["open"], "fee_waived", amount=20, reason="x")
    record(store, ids["open"], "fee_refunded", amount=4, reason="x")
    after = snapshot(store, ids["open"])
    assert [str(after[name]) for name in ("charged", "paid", "waived", "refunded", "balance")] == [
        "30.00",
        "10.00",
        "20.00",
        "4.00",
        "4.00",
    ]
    with leaves_nothing(store, r"Only \$6.00 was paid"):
        record(store, ids["open"], "fee_refunded", amount="6.01", reason="x")


def test_a_payment_needs_a_charge(store):
    request = receive(store).request_id
    with leaves_nothing(store, "Nothing is owed"):
        record(store, request, "fee_paid", amount=1)
    with leaves_nothing(store, "Nothing is owed"):
        record(store, request, "fee_waived", amount=1, reason="x")


def test_a_waiver_or_refund_can_be_corrected_within_its_own_limit(cast):
    store, ids = cast
    waived = record(store, ids["open"], "fee_waived", amount=20, reason="x")
    refunded = record(store, ids["open"], "fee_refunded", amount=10, reason="x")
    ledger.correct(store, refunded.event_id, ADMINISTRATOR, amount=9)
    corrected = ledger.correct(store, waived.event_id, ADMINISTRATOR, amount=18)
    assert [str(snapshot(store, ids["open"])[name]) for name in ("waived", "refunded")] == ["18.00", "9.00"]
    with leaves_nothing(store, "more cannot be waived"):
        ledger.correct(store, corrected.event_id, ADMINISTRATOR, amount=40)


def extend(store, received_on, **values):
    """Receive on a day and extend on its seventh day after."""
    request = receive(store, on_date=received_on).request_id
    form = EXTENSION | {"extended_to_on": received_on + timedelta(20)} | values
    return record(store, request, "extended", on_date=form.pop("on_date", received_on + timedelta(7)), **form)


def test_an_extension_moves_the_due_date_and_keeps_the_original(store):
    after = snapshot(store, extend(store, date(2026, 3, 23)).request_id)
    assert [str(after[name]) for name in ("due_on", "original_due_on", "extension_cap_on")] == ["2026-04-12", "2026-04-02", "2026-04-16"]
    assert (after["extension_reason"], str(after["safe_on"])) == ("2", "2026-04-10")


def test_a_second_extension_is_refused(store):
    request = extend(store, date(2026, 3, 23)).request_id
    with leaves_nothing(store, "A second extension is not provided for"):
        record(store, request, "extended", on_date=date(2026, 3, 31), **EXTENSION | {"extended_to_on": date(2026, 4, 14)})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"on_date": date(2026, 4, 3)}, "on or before 2026-04-02"),
        ({"extended_to_on": date(2026, 4, 17)}, "may not be later than 2026-04-16"),
        ({"extended_to_on": date(2026, 4, 2)}, "must be later than 2026-04-02"),
        ({"extended_to_on": date(2026, 3, 25)}, "must be later than 2026-04-02"),
    ],
)
def test_an_extension_late_or_beyond_its_limit_is_refused(store, values, sentence):
    with pytest.raises(Refused, match=sentence):
        extend(store, date(2026, 3, 23), **values)


@pytest.mark.parametrize(
    "values", [{"on_date": date(2026, 4, 2)}, {"extended_to_on": date(2026, 4, 16)}, {"extended_to_on": date(2026, 4, 3)}]
)
def test_an_extension_on_its_last_lawful_day_is_recorded(store, values):
    assert extend(store, date(2026, 3, 23), **values)


def test_an_extension_between_the_cap_and_the_outer_limit_needs_a_reason_of_its_own(store):
    late = {"extended_to_on": date(2025, 12, 15)}  # cap 2025-12-11, limit 2025-12-15
    with pytest.raises(Refused, match="after 2025-12-11, the safe cap .*: choose that day or an earlier one, or say why"):
        extend(store, date(2025, 11, 17), **late)
    extend(store, date(2025, 11, 17), **late, cap_reason="The 10th day was Thanksgiving")
    with pytest.raises(Refused, match="may not be later than 2025-12-15"):
        extend(store, date(2025, 11, 17), extended_to_on=date(2025, 12, 16), cap_reason="The 10th day was Thanksgiving")


@pytest.mark.parametrize(("code", "first"), [("5", date(2025, 1, 1)), ("6", date(2026, 1, 1))])
def test_an_emergency_or_cyberattack_counts_by_the_day_of_receipt(store, code, first):
    assert extend(store, first, reason_code=code)
    with pytest.raises(Refused, match=f"received from {first} on"):
        extend(store, first - timedelta(1), reason_code=code)  # noticed after the law began, received before


def test_a_corrected_extension_must_still_be_lawful(store):
    receipt = extend(store, date(2026, 3, 23))
    with leaves_nothing(store, "may not be later than"):
        ledger.correct(store, receipt.event_id, OFFICIAL, extended_to_on=date(2030, 1, 1))
    ledger.correct(store, receipt.event_id, OFFICIAL, extended_to_on=date(2026, 4, 10))
    assert str(snapshot(store, receipt.request_id)["due_on"]) == "2026-04-10"


def test_a_correction_sets_no_later_extended_date_once_the_day_for_the_notice_has_passed(store):
    receipt = extend(store, date(2026, 3, 23))
    with leaves_nothing(store, "a correction cannot set a later date than the one noticed, 2026-04-12"):
        ledger.correct(store, receipt.event_id, OFFICIAL, extended_to_on=date(2026, 4, 14))
    ledger.correct(store, receipt.event_id, OFFICIAL, reason="Three thousand plans")
    in_time = extend(store, date(2026, 4, 10), on_date=TODAY, extended_to_on=date(2026, 4, 25))
    ledger.correct(store, in_time.event_id, OFFICIAL, extended_to_on=date(2026, 4, 30))
    assert str(snapshot(store, in_time.request_id)["due_on"]) == "2026-04-30"


def test_a_notice_that_went_out_is_the_one_extension_though_it_was_struck_out(store):
    receipt = extend(store, date(2026, 3, 23))
    ledger.strike(store, receipt.event_id, OFFICIAL)
    second = EXTENSION | {"extended_to_on": date(2026, 4, 14)}
    with leaves_nothing(store, "A notice of an extension went out on 2026-03-30"):
        record(store, receipt.request_id, "extended", on_date=date(2026, 3, 31), **second)
    record(store, receipt.request_id, "extended", on_date=date(2026, 3, 31), irregular_reason="It went out too", **second)
    assert snapshot(store, receipt.request_id)["extended_to_on"] is None


def test_a_struck_out_extension_that_was_irregular_and_sent_no_letter_bars_none(store):
    request = receive(store, on_date=date(2026, 3, 23)).request_id
    form = EXTENSION | {"extended_to_on": date(2026, 4, 12)}
    struck = record(store, request, "extended", on_date=date(2026, 3, 30), irregular_reason="Told by phone", **form)
    ledger.strike(store, struck.event_id, OFFICIAL)
    record(store, request, "extended", on_date=date(2026, 3, 31), **form)
    assert str(snapshot(store, request)["due_on"]) == "2026-04-12"


@pytest.mark.parametrize(("kind", "values"), [("released", {}), ("routed", {"desk_id": 2}), ("closed", {"outcome": "withdrawn"})])
def test_nothing_brings_a_voided_request_back_as_irregular(cast, kind, values):
    store, ids = cast
    request = ids["voided"]
    with leaves_nothing(store, "is voided: strike out the voiding first"):
        record(store, request, kind, STAFF, irregular_reason="It was done so", **values)
    record(store, request, "note", STAFF, irregular_reason="Told late", note="Called back")
    assert snapshot(store, request)["status"] == "voided"


@pytest.mark.parametrize(("kind", "outcome"), [("linked", "related"), ("determined", "duplicate")])
def test_no_request_is_linked_to_itself_even_as_irregular(cast, kind, outcome):
    store, ids = cast
    with leaves_nothing(store, "none is linked to itself"):
        record(store, ids["open"], kind, irregular_reason="It was so", related_request_id=ids["open"], outcome=outcome)


def test_what_was_only_determined_is_not_reopened(cast):
    store, ids = cast
    for request in [ids[status] for status in ("determined", "producing")]:
        with leaves_nothing(store, "Nothing was decided against the determination"):
            record(store, request, "reopened", reason="More was found")
    reopened = record(store, ids["closed"], "reopened", reason="More was found")
    ledger.correct(store, reopened.event_id, OFFICIAL, reason="A box was found")
    assert snapshot(store, ids["closed"])["status"] == "open"


def test_nothing_new_goes_to_a_desk_that_is_no_longer_in_use(fresh):
    request = receive(fresh, desk_id=3).request_id
    routed = record(fresh, request, "routed", desk_id=2)
    (desk,) = [desk for desk in fresh.read("desks") if desk["desk_id"] == 2]
    city.save_desk(fresh, ADMINISTRATOR, 2, desk["name"], False)
    with leaves_nothing(fresh, "is no longer in use: choose another desk"):
        record(fresh, request, "routed", desk_id=2)
    with leaves_nothing(fresh, "is no longer in use: choose another desk"):
        receive(fresh, desk_id=2)
    ledger.correct(fresh, routed.event_id, OFFICIAL, note="By phone")
    record(fresh, request, "routed", desk_id=2, irregular_reason="It went there before the desk was closed")
    assert snapshot(fresh, request)["desk_id"] == 2


def test_the_closing_must_hold_when_its_determination_is_corrected(store):
    request = receive(store, desk_id=1).request_id
    denied = record(store, request, "determined", **DENIAL)
    closed = record(store, request, "closed", outcome="denied")
    for changes, sentence in ((PARTLY, "It was determined “Partly granted"), ({"outcome": "no_records"}, "Nothing was withheld")):
        changes = {"sections": (), "reason": None, "official_name": None, "official_title": None} | changes
        with leaves_nothing(store, f"“Closed” of {TODAY} rests on this and could not stand: strike that out first.*{sentence}"):
            ledger.correct(store, denied.event_id, OFFICIAL, **changes)
    denied = ledger.correct(store, denied.event_id, OFFICIAL, reason="Personnel files")
    ledger.strike(store, closed.event_id, OFFICIAL)
    ledger.correct(store, denied.event_id, OFFICIAL, **PARTLY)
    assert snapshot(store, request)["determination"] == "partly_granted"


def test_an_outcome_of_data_requests_is_refused_on_the_records_track(store):
    request = receive(store, desk_id=1).request_id
    with leaves_nothing(store, "is an outcome of data requests"):
        record(store, request, "determined", outcome="access_declined", reason="No such service")
    record(store, receive(store, track="data", desk_id=2).request_id, "determined", outcome="access_declined", reason="No such service")


def test_a_request_is_linked_to_another_only(cast):
    store, ids = cast
    for other in (ids["open"], 404):
        with leaves_nothing(store, "There is no other request with that number"):
            record(store, ids["open"], "linked", related_request_id=other, outcome="related")


@pytest.mark.parametrize("outcome", ["granted", "denied", "no_records", "other"])
def test_a_request_is_closed_only_after_it_was_determined(cast, outcome):
    store, ids = cast
    with leaves_nothing(store, "Record the determination first"):
        record(store, ids["open"], "closed", outcome=outcome)


@pytest.mark.parametrize("outcome", ["withdrawn", "duplicate", "opened_in_error"])
def test_a_request_that_needs_no_determination_is_closed_without(cast, outcome):
    store, ids = cast
    other = receive(store).request_id if outcome == "duplicate" else None
    record(store, ids["open"], "closed", outcome=outcome, related_request_id=other, note="Sent twice")
    assert snapshot(store, ids["open"])["status"] == "closed"


def test_no_reply_is_an_outcome_only_after_a_clarification_lapsed(store):
    request = receive(store).request_id
    for kind, values in (("determined", {}), ("closed", {})):
        with leaves_nothing(store, "asked for and stayed without an answer"):
            record(store, request, kind, outcome="abandoned", **values)
    record(store, request, "clarification_asked", question="Which years?")
    with leaves_nothing(store, "asked for and stayed without an answer"):
        record(store, request, "determined", outcome="abandoned")
    record(store, request, "clarification_lapsed")
    record(store, request, "determined", outcome="abandoned")
    record(store, request, "closed", outcome="abandoned")
    assert snapshot(store, request)["closing_outcome"] == "abandoned"


PARTLY = DENIAL | {"outcome": "partly_granted", "promised_on": TODAY, "promised_time": FIVE}


@pytest.mark.parametrize(
    ("determination", "outcome", "sentence"),
    [
        ({"outcome": "granted", "promised_on": TODAY, "promised_time": FIVE}, "granted", "Nothing was given yet"),
        (PARTLY, "partly_granted", "Nothing was given yet"),
        (PARTLY, "other", "A later one does not undo what was granted"),
        ({"outcome": "no_records"}, "denied", "Nothing was withheld by a determination"),
        ({"outcome": "no_records"}, "access_granted", "No access was granted"),
        ({"outcome": "no_records"}, "dataset_published", "No dataset was published"),
    ],
)
def test_a_request_is_not_closed_with_what_did_not_happen(store, determination, outcome, sentence):
    request = receive(store, track="data").request_id
    record(store, request, "determined", **determination)
    with leaves_nothing(store, sentence):
        record(store, request, "closed", outcome=outcome)
    record(store, request, "closed", outcome="withdrawn", note="By e-mail of today")


def test_a_partial_grant_is_closed_after_its_release_in_this_round(store):
    request = receive(store).request_id
    for kind, values in (("determined", PARTLY), ("released", {"no_fee": True}), ("closed", {"outcome": "partly_granted"}), ("reopened", {"reason": "More"})):
        record(store, request, kind, **values)
    record(store, request, "determined", **PARTLY)
    with leaves_nothing(store, "Nothing was given yet"):
        record(store, request, "closed", outcome="partly_granted")


def test_a_duplicate_is_linked_to_the_request_it_repeats_once(store):
    other, request = receive(store).request_id, receive(store).request_id
    record(store, request, "linked", related_request_id=other, outcome="duplicate")
    with leaves_nothing(store, "duplicate of itself"):
        record(store, request, "determined", outcome="duplicate", related_request_id=request)
    record(store, request, "determined", outcome="duplicate", related_request_id=other)
    assert [event["kind"] for event in events(store, request)] == ["received", "linked", "determined"]


def test_reopening_needs_a_reason(cast):
    store, ids = cast
    assert ids["closed"]
    for reason in (None, "", "  "):
        with leaves_nothing(store, "“Reopen” needs: Reason"):
            record(store, ids["closed"], "reopened", reason=reason)


# The same form twice.


def test_a_repeated_token_returns_the_first_receipt_and_writes_nothing(store):
    first = receive(store, token="a", desk_id=1)
    noted = record(store, first.request_id, "note", note="x", token="b")
    corrected = ledger.correct(store, noted.event_id, OFFICIAL, note="y", token="c")
    struck = ledger.strike(store, corrected.event_id, OFFICIAL, token="d")
    before = row_counts(store)
    assert receive(store, token="a", desk_id=1) == first
    assert record(store, first.request_id, "note", note="x", token="b") == noted
    assert ledger.correct(store, noted.event_id, OFFICIAL, note="y", token="c") == corrected
    assert ledger.strike(store, corrected.event_id, OFFICIAL, token="d") == struck
    assert row_counts(store) == before


def test_a_token_answers_for_no_other_act(store):
    first = receive(store)
    record(store, first.request_id, "note", note="x", token="e")
    with pytest.raises(Refused, match="sent already, for something else"):
        record(store, first.request_id, "closed", outcome="withdrawn", token="e")
    assert snapshot(store, first.request_id)["closed_on"] is None


def test_an_act_of_a_form_older_than_the_newest_entry_is_refused_and_says_what_was_recorded(store):
    first = receive(store)
    denied = record(store, first.request_id, "determined", **DENIAL, token="f", seen=first.event_id)
    with leaves_nothing(store, "recorded “Determined” at ..:.., after this form was opened: look at the timeline"):
        record(store, first.request_id, "determined", **DENIAL, token="g", seen=first.event_id)
    assert record(store, first.request_id, "determined", **DENIAL, token="f", seen=first.event_id) == denied
    assert record(store, first.request_id, "note", note="x", seen=denied.event_id).event_id > denied.event_id


def test_forms_without_a_token_are_told_apart(store):
    assert receive(store) != receive(store)


@pytest.mark.parametrize("act", ["receive", "record", "correct", "strike"])
def test_the_same_form_sent_twice_at_once_writes_one_row(store, act):
    request = receive(store)
    noted = record(store, request.request_id, "note", note="x")
    acts = {
        "receive": lambda: receive(store, token=act),
        "record": lambda: record(store, request.request_id, "note", note="y", token=act),
        "correct": lambda: ledger.correct(store, noted.event_id, OFFICIAL, note="z", token=act),
        "strike": lambda: ledger.strike(store, noted.event_id, OFFICIAL, token=act),
    }
    before = store.query("select count(*) as n from store.event")[0]["n"]
    receipts = at_once([acts[act]] * 4)
    assert len(set(receipts)) == 1
    assert store.query("select count(*) as n from store.event")[0]["n"] == before + 1


def at_once(acts):
    """Run acts in a thread each, all starting together; return their results."""
    results, gate = [], threading.Barrier(len(acts))

    def run(act):
        gate.wait()
        results.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(acts)
    return results


def test_sixteen_desks_at_once_get_distinct_and_gapless_numbers(fresh):
    turns = [(track, year) for track in ("records", "data") for year in (2025, 2026)] * 4

    def desk(track, year):
        return lambda: [receive(fresh, date(year, 1, 5), track=track).number for _ in range(25)]

    numbers = [number for taken in at_once([desk(*turn) for turn in turns]) for number in taken]
    assert sorted(numbers) == sorted(
        f"{prefix}-{year}-{place:06d}" for prefix in ("PRA", "API") for year in (2025, 2026) for place in range(1, 101)
    )


# Correcting.


def test_a_correction_keeps_both_entries_and_counts_the_newer(story, store):
    request = story("2026-04-06 received", "2026-04-07 routed desk_id=1")
    routed = events(store, request["request_id"])[1]
    ledger.correct(store, routed["event_id"], STAFF, desk_id=3)
    told = events(store, request["request_id"])
    assert [(event["kind"], event["desk_id"], event["supersedes"]) for event in told[1:]] == [
        ("routed", 1, None),
        ("routed", 3, routed["event_id"]),
    ]
    after = snapshot(store, request["request_id"])
    assert (after["desk_id"], after["hand_offs"], after["events"]) == (3, 0, 3)


def test_a_phone_number_or_a_typo_is_corrected_without_a_reason(store):
    receipt = receive(
        store,
        name="Robin",
        phone="805 555 0100",
        summary="Permts",
        channel="phone",
        needed_by_on=date(2027, 1, 1),
        received_at=datetime(2026, 4, 10, 18),
    )
    corrected = ledger.correct(store, receipt.event_id, STAFF, phone="805 555 0199", summary="Permits")
    (people,) = store.query("from store.requester where event_id = $id", id=corrected.event_id)
    assert (people["name"], people["phone"]) == ("Robin", "805 555 0199")
    texts = {row["part"]: row["body"] for row in store.read("event_texts", event_id=corrected.event_id, request_id=receipt.request_id)}
    assert texts == {"summary": "Permits", "verbatim": "All permits of 2025"}
    old, new = events(store, receipt.request_id)
    kept = ("on_date", "channel", "needed_by_on", "happened_at", "track")
    assert [old[name] for name in kept] == [new[name] for name in kept]
    assert (corrected.number, new["irregular"]) == (receipt.number, None)


def test_correcting_the_day_of_receipt_moves_the_due_date(store):
    receipt = receive(store, date(2026, 4, 10))
    ledger.correct(store, receipt.event_id, STAFF, on_date=date(2026, 4, 6))
    after = snapshot(store, receipt.request_id)
    assert [str(after[name]) for name in ("received_on", "due_on", "first_on")] == ["2026-04-06", "2026-04-16", "2026-04-06"]
    assert after["number"] == receipt.number


def test_a_receipt_cannot_be_corrected_to_after_what_followed_it(story, store):
    request = story("2026-04-06 received", "2026-04-07 routed desk_id=1")
    received = events(store, request["request_id"])[0]
    with leaves_nothing(store, "would come before|later"):
        ledger.correct(store, received["event_id"], STAFF, on_date=date(2026, 4, 8))
    ledger.correct(store, received["event_id"], STAFF, on_date=date(2026, 4, 7))


def test_correcting_the_receipt_after_the_track_changed_keeps_the_new_track(story, store):
    request = story("2026-04-06 received", "2026-04-06 track_changed track=records reason=Old", track="data")
    ledger.correct(store, events(store, request["request_id"])[0]["event_id"], STAFF, phone="805 555 0100")
    assert snapshot(store, request["request_id"])["track"] == "records"


def test_a_correction_keeps_its_place_within_the_day(story, store):
    request = story(
        "2026-04-06 received", "2026-04-06 routed desk_id=1", "2026-04-06 routed desk_id=2",
        "2026-04-06 determined outcome=granted promised_on=2026-04-30 promised_time=17:00", "2026-04-06 released no_fee=true", "2026-04-06 closed outcome=granted",
    )  # fmt: skip
    _, routed, _, determined, *_ = events(store, request["request_id"])
    once = ledger.correct(store, determined["event_id"], OFFICIAL, promised_on=date(2026, 5, 1))
    ledger.correct(store, once.event_id, OFFICIAL, promised_on=date(2026, 5, 2))
    ledger.correct(store, routed["event_id"], OFFICIAL, desk_id=3)
    after = snapshot(store, request["request_id"])
    assert (after["status"], after["promised_on"], after["desk_id"]) == ("closed", date(2026, 5, 2), 2)


def test_an_entry_cannot_be_corrected_out_of_order(story, store):
    request = story(
        "2026-04-06 received", "2026-04-07 clarification_asked question=What", "2026-04-08 clarification_answered answer=That",
        "2026-04-09 determined outcome=granted promised_on=2026-04-30 promised_time=17:00", "2026-04-10 released no_fee=true",
    )  # fmt: skip
    _, asked, answered, determined, released = events(store, request["request_id"])
    for event, day in ((determined, 11), (asked, 9)):
        with leaves_nothing(store, "would come before|stood elsewhere"):
            ledger.correct(store, event["event_id"], OFFICIAL, on_date=date(2026, 4, day))
    with leaves_nothing(store, "stood elsewhere then"):
        ledger.correct(store, answered["event_id"], OFFICIAL, on_date=date(2026, 4, 6))
    ledger.correct(store, determined["event_id"], OFFICIAL, on_date=date(2026, 4, 10))
    assert snapshot(store, request["request_id"])["status"] == "producing"


def test_an_entry_is_corrected_once_and_then_its_newer_one(cast):
    store, ids = cast
    noted = record(store, ids["open"], "note", note="x")
    newer = ledger.correct(store, noted.event_id, STAFF, note="y")
    with leaves_nothing(store, "corrected already"):
        ledger.correct(store, noted.event_id, STAFF, note="z")
    assert ledger.correct(store, newer.event_id, STAFF, note="z")


def test_a_correction_is_refused_like_the_act_itself(cast):
    store, ids = cast
    denied = record(store, ids["open"], "determined", **DENIAL)
    with leaves_nothing(store, "needs at least one exemption"):
        ledger.correct(store, denied.event_id, OFFICIAL, sections=[])
    with leaves_nothing(store, "needs the name and title"):
        ledger.correct(store, denied.event_id, OFFICIAL, official_title="")
    with leaves_nothing(store, "yours is staff"):
        ledger.correct(store, denied.event_id, STAFF, reason="x")
    with leaves_nothing(store, "has not come yet"):
        ledger.correct(store, denied.event_id, OFFICIAL, on_date=TODAY + timedelta(1))
    with leaves_nothing(store, "is before the request was received"):
        ledger.correct(store, denied.event_id, OFFICIAL, on_date=RECEIVED_ON - timedelta(1))
    with pytest.raises(TypeError, match="no field colour"):
        ledger.correct(store, denied.event_id, OFFICIAL, colour="red")


def test_a_corrected_denial_keeps_what_was_not_changed(cast):
    store, ids = cast
    denied = record(store, ids["open"], "determined", **DENIAL)
    corrected = ledger.correct(store, denied.event_id, OFFICIAL, sections=["7927.700", "7922.000"], balancing="Candor outweighs")
    details = store.read("event_details", event_id=corrected.event_id, request_id=corrected.request_id)[0]
    assert details["sections"] == ["7922.000", "7927.700"] and details["official_title"] == "City Clerk"


NAMED = [("Zoe Sample, Esq.", "City Attorney"), ("Robin Sample, Jr.", "Director; Planning, Building"), ("Ann Sample", "City Clerk")]
AS_LINES = "Robin Sample, Jr.; Director; Planning, Building\nAnn Sample, City Clerk"


def officials_named(store, receipt):
    (details,) = store.read("event_details", event_id=receipt.event_id, request_id=receipt.request_id)
    return [(details["official_name"], details["official_title"]), *details["further_officials"]]


def test_officials_keep_their_names_titles_and_order_through_corrections(cast):
    store, ids = cast
    values = {"official_name": NAMED[0][0], "official_title": NAMED[0][1], "further_officials": AS_LINES}
    denied = record(store, ids["open"], "determined", **DENIAL | values)
    assert officials_named(store, denied) == NAMED
    again = ledger.correct(store, denied.event_id, OFFICIAL, reason="Personnel files")
    assert officials_named(store, again) == NAMED
    held = _stood.as_recorded(store, again.event_id)
    assert held["further_officials"] == AS_LINES
    last = ledger.correct(store, again.event_id, OFFICIAL, **{name: held[name] for name in values})
    assert officials_named(store, last) == NAMED
    letter = store.query("select body from store.letter_text where event_id = $id", id=last.event_id)[0]["body"]
    assert letter.index("Zoe Sample, Esq.") < letter.index("Robin Sample, Jr.") < letter.index("Ann Sample")
    assert store.read("last_official", sign_in=OFFICIAL.sign_in)[0]["official_name"] == NAMED[0][0]


def test_a_corrected_irregular_entry_stays_irregular_and_keeps_its_reason(cast):
    store, ids = cast
    released = record(store, ids["open"], "released", irregular_reason="Given at the counter")
    corrected = ledger.correct(store, released.event_id, OFFICIAL, on_date=TODAY - timedelta(2))
    assert snapshot(store, ids["open"])["irregular_events"] == 1
    texts = store.read("event_texts", event_id=corrected.event_id, request_id=corrected.request_id)
    assert texts == [{"part": "irregular_reason", "body": "Given at the counter"}]


# Striking out and voiding.


def test_a_struck_entry_stays_and_no_longer_counts(story, store):
    request = story("2026-04-06 received", "2026-04-07 determined outcome=no_records")
    ledger.strike(store, events(store, request["request_id"])[1]["event_id"], OFFICIAL)
    after = snapshot(store, request["request_id"])
    assert (after["status"], after["determined_on"], after["events"]) == ("received", None, 3)
    assert [event["kind"] for event in events(store, request["request_id"])] == ["received", "determined", "corrected"]


def test_what_cannot_be_struck_is_refused(story, store):
    request = story("2026-04-06 received", "2026-04-07 determined outcome=granted promised_on=2026-05-01 promised_time=17:00", "2026-04-08 released no_fee=true")
    received, determined, released = (event["event_id"] for event in events(store, request["request_id"]))
    with leaves_nothing(store, "void the request instead"):
        ledger.strike(store, received, OFFICIAL)
    with leaves_nothing(store, "A later entry rests on this one"):
        ledger.strike(store, determined, OFFICIAL)
    with leaves_nothing(store, "yours is viewer"):
        ledger.strike(store, released, VIEWER)
    with leaves_nothing(store, "yours is staff"):
        ledger.strike(store, determined, STAFF)
    with leaves_nothing(store, "no such entry"):
        ledger.strike(store, 404, OFFICIAL)
    mark = ledger.strike(store, released, OFFICIAL)
    with leaves_nothing(store, "corrected already"):
        ledger.strike(store, released, OFFICIAL)
    with leaves_nothing(store, "cannot be corrected: record the entry again"):
        ledger.strike(store, mark.event_id, OFFICIAL)
    ledger.strike(store, determined, OFFICIAL)


def test_a_voided_request_stays_in_the_log_and_leaves_figures(story, store):
    kept = story("2026-04-06 received")
    gone = story("2026-04-06 received", "2026-04-07 voided reason=Twice")
    both = {kept["request_id"], gone["request_id"]}
    assert both <= {row["request_id"] for row in store.query("from derived.as_of(date '2026-04-20')")}
    assert both & {row["request_id"] for row in store.query("from derived.counted(date '2026-04-20')")} == {kept["request_id"]}
    assert (gone["status"], gone["is_open"]) == ("voided", False)


# Rounds.


def test_reopening_starts_a_new_round_and_keeps_the_first_determination(story):
    request = story(
        "2026-04-01 received", "2026-04-02 determined outcome=granted promised_on=2026-04-05 promised_time=17:00", "2026-04-05 released no_fee=true",
        "2026-04-06 closed outcome=granted", "2026-04-07 reopened reason=More",
    )  # fmt: skip
    assert (request["status"], request["round"], request["first_determined_on"]) == ("open", 2, date(2026, 4, 2))
    cleared = (
        "determined_on",
        "determination",
        "first_promised_on",
        "promised_on",
        "first_released_on",
        "last_released_on",
        "closed_on",
        "closing_outcome",
    )
    assert [request[name] for name in cleared] == [None] * 8


def test_the_second_round_has_its_own_milestones(story):
    request = story(
        "2026-04-01 received", "2026-04-02 determined outcome=no_records", "2026-04-03 closed outcome=no_records",
        "2026-04-07 reopened reason=More", "2026-04-08 determined outcome=granted promised_on=2026-04-09 promised_time=17:00",
        "2026-04-09 released no_fee=true", "2026-04-10 closed outcome=granted",
    )  # fmt: skip
    assert [str(request[name]) for name in ("first_determined_on", "determined_on", "closed_on")] == [
        "2026-04-02",
        "2026-04-08",
        "2026-04-10",
    ]
    assert (request["determination"], request["closing_outcome"], request["round"]) == ("granted", "granted", 2)


def test_a_reopened_request_is_closed_only_after_a_new_determination(story, store):
    request = story(
        "2026-04-01 received",
        "2026-04-02 determined outcome=no_records",
        "2026-04-03 closed outcome=no_records",
        "2026-04-07 reopened reason=More",
    )
    with leaves_nothing(store, "Record the determination first"):
        record(store, request["request_id"], "closed", outcome="granted")


def test_changing_the_track_keeps_number_and_receipt(story):
    request = story("2026-04-06 received", "2026-04-10 track_changed track=records reason=E-mails", track="data")
    assert (request["number"][:9], request["track"], str(request["due_on"])) == ("API-2026-", "records", "2026-04-16")


def test_a_correction_of_the_receipt_cannot_change_the_track(store, story):
    row = story("2026-04-06 received")
    received = store.read("intake_facts", request_id=row["request_id"])[0]["event_id"]
    with pytest.raises(Refused, match="Change the track"):
        ledger.correct(store, received, OFFICIAL, track="data")


def test_all_that_a_denial_lacks_is_told_at_once(story):
    with pytest.raises(Refused, match="exemption.*reason in words.*name and title"):
        story("2026-04-06 received", "2026-04-08 determined outcome=denied")
