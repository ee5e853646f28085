"""Live accesses and the register of misuse: states, ends, escalation by holder, and what may not be recorded."""

from datetime import date, time, timedelta

import pytest

from records_desk.db import export, ledger
from records_desk.db.ledger import Refused
from tests.conftest import OFFICIAL, TODAY

DAY = date(2026, 4, 6)
ACCESS = {"endpoint": "https://data.example.net/api/v1/trees", "format": "JSON", "key_reference": "key-7", "terms_version": "2026-1", "no_fee": True}

OTHER = {"endpoint": "https://data.example.net/api/v1/stumps"}
EVERY = {"accesses": {"state": None, "text": None}, "misuse_register": {"state": None}}


@pytest.fixture
def granted(store):
    """A data request with a granted access; answers the request's id and the access's entry."""

    def make(email: str | None = None, on_date: date = DAY, **values) -> tuple[int, int]:
        receipt = ledger.receive(store, OFFICIAL, track="data", on_date=DAY, verbatim="Trees as an API", email=email)
        act(store, receipt.request_id, "determined", outcome="granted", promised_on=TODAY, promised_time=time(17), on_date=DAY)
        return receipt.request_id, act(store, receipt.request_id, "access_granted", on_date=on_date, **ACCESS | values)

    return make


def act(store, request_id: int, kind: str, on_date: date = TODAY, **values) -> int:
    return ledger.record(store, request_id, kind, OFFICIAL, on_date=on_date, **values).event_id


def accesses(store, as_of: date = TODAY) -> list[dict]:
    return store.read("accesses", reader=None, state=None, text=None, today=as_of, page=1, page_size=100)


def states(store, as_of: date = TODAY) -> list[str]:
    return [row["state"] for row in accesses(store, as_of)]


def register(store, as_of: date = TODAY) -> list[dict]:
    return store.read("misuse_register", reader=None, state=None, today=as_of, page=1, page_size=100)


def reported(store, request_id: int, **values) -> int:
    return act(store, request_id, "misuse_reported", note="Names were matched", **values)


# Live accesses.


def test_an_access_is_listed_with_its_request_terms_and_end_and_without_its_contact(store, granted):
    granted(dataset_id="trees", terms_accepted_on=DAY, expires_on=TODAY + timedelta(11), refresh="daily", contact="Dana Sample")
    (row,) = accesses(store)
    assert (row["number"], row["dataset_id"], row["key_reference"], row["terms_version"]) == ("API-2026-000001", "trees", "key-7", "2026-1")
    assert (row["since_on"], row["ends_on"], row["days_left"], row["state"]) == (DAY, TODAY + timedelta(11), 11, "live")
    assert "Dana" not in str(row)
    assert [row["contact"] for row in store.read("access_contacts", event_ids=[row["event_id"]])] == ["Dana Sample"]


def test_an_access_is_live_on_its_last_day_and_expired_the_day_after(store, granted):
    granted(expires_on=TODAY)
    assert states(store) == ["live"]
    assert states(store, TODAY + timedelta(1)) == ["expired"]
    assert accesses(store, DAY - timedelta(1)) == []


def test_a_renewal_gives_a_later_end_and_a_deprecation_announces_one(store, granted):
    request_id, access = granted(expires_on=TODAY - timedelta(1))
    assert states(store) == ["expired"]
    act(store, request_id, "access_renewed", about_event_id=access, expires_on=TODAY + timedelta(90))
    assert states(store) == ["live"]
    act(store, request_id, "access_deprecated", reason="A new version comes", expires_on=TODAY + timedelta(30))
    (row,) = accesses(store)
    assert (row["state"], row["days_left"]) == ("deprecated", 30)


def test_a_revoked_access_stays_listed_as_revoked_and_its_request_is_untouched(store, granted):
    request_id, access = granted()
    act(store, request_id, "access_revoked", key_reference="KEY-7", reason="The key was shared")
    assert states(store) == ["revoked"]
    with pytest.raises(Refused, match="was revoked on 2026-04-20: grant a new one"):
        act(store, request_id, "access_renewed", about_event_id=access, expires_on=TODAY + timedelta(90))
    with pytest.raises(Refused, match="was revoked already, on 2026-04-20"):
        act(store, request_id, "access_revoked", key_reference="key-7", reason="Again")
    assert store.query("select status from store.snapshot") == [{"status": "in_service"}]


def test_of_two_keys_of_a_request_the_named_one_is_revoked(store, granted):
    request_id, _ = granted()
    act(store, request_id, "access_granted", **ACCESS | {"key_reference": "key-8"})
    act(store, request_id, "access_revoked", key_reference="key-7", reason="The key was shared")
    assert {row["key_reference"]: row["state"] for row in accesses(store)} == {"key-7": "revoked", "key-8": "live"}


def by_key(store) -> list[tuple[str | None, str]]:
    return [(row["key_reference"], row["state"]) for row in accesses(store)]


def test_a_key_is_revoked_and_not_the_dataset_that_was_published_after_it(store, granted):
    request_id, _ = granted()
    act(store, request_id, "dataset_published", dataset_id="trees", endpoint="https://data.example.net/trees", no_fee=True)
    act(store, request_id, "access_revoked", key_reference="Key-7", reason="The key was shared")
    assert by_key(store) == [(None, "live"), ("key-7", "revoked")]


def test_a_revoked_key_is_dead_in_every_access_granted_with_it_unless_one_is_named(store, granted):
    request_id, first = granted()
    act(store, request_id, "access_granted", **ACCESS | OTHER)
    named = act(store, request_id, "access_revoked", key_reference="key-7", about_event_id=first, reason="The key was shared")
    assert by_key(store) == [("key-7", "revoked"), ("key-7", "live")]
    ledger.strike(store, named, OFFICIAL)
    act(store, request_id, "access_revoked", key_reference="key-7", reason="The key was shared")
    assert by_key(store) == [("key-7", "revoked"), ("key-7", "revoked")]
    with pytest.raises(Refused, match="was revoked already"):
        act(store, request_id, "access_revoked", key_reference="key-7", reason="Again")


def test_a_key_granted_anew_after_it_was_revoked_is_live_and_one_recorded_late_is_not(store, granted):
    request_id, _ = granted()
    act(store, request_id, "access_revoked", key_reference="key-7", reason="Lost", on_date=DAY + timedelta(4))
    act(store, request_id, "access_granted", **ACCESS, on_date=DAY + timedelta(6))
    act(store, request_id, "access_granted", **ACCESS | OTHER, on_date=DAY + timedelta(1))
    assert [row["state"] for row in accesses(store)] == ["revoked", "revoked", "live"]


def test_a_key_that_serves_an_address_is_not_granted_for_it_twice(store, granted):
    request_id, first = granted()
    again = {**ACCESS, "key_reference": "KEY-7"}
    with pytest.raises(Refused, match="“key-7” gives access to this address already: renew that access"):
        act(store, request_id, "access_granted", **again)
    with pytest.raises(Refused, match="gives access to this address already"):
        act(store, request_id, "access_granted", **again | {"endpoint": ACCESS["endpoint"] + "/"})
    other = act(store, request_id, "access_granted", **again | OTHER)
    with pytest.raises(Refused, match="gives access to this address already"):
        ledger.correct(store, other, OFFICIAL, endpoint=ACCESS["endpoint"])
    ledger.strike(store, other, OFFICIAL)
    ledger.correct(store, first, OFFICIAL, format="CSV")
    act(store, request_id, "access_revoked", key_reference="key-7", reason="The key was shared")
    act(store, request_id, "access_granted", **again)


def test_an_end_announced_without_a_name_is_that_of_the_access_not_revoked(store, granted):
    request_id, _ = granted()
    act(store, request_id, "access_granted", **ACCESS | {"key_reference": "key-8"})
    act(store, request_id, "access_revoked", key_reference="key-8", reason="The key was shared")
    act(store, request_id, "access_deprecated", reason="A new version comes", expires_on=TODAY + timedelta(30))
    assert [(row["key_reference"], row["state"], row["days_left"]) for row in accesses(store)] == [
        ("key-7", "deprecated", 30),
        ("key-8", "revoked", None),
    ]


def test_what_would_land_on_no_access_is_refused(store, granted):
    request_id, _ = granted()
    act(store, request_id, "access_revoked", key_reference="key-7", reason="Shared", on_date=DAY + timedelta(1))
    act(store, request_id, "access_granted", **ACCESS | {"key_reference": "key-8"}, on_date=TODAY - timedelta(2))
    with pytest.raises(Refused, match="granted on 2026-04-18, not before"):
        act(store, request_id, "access_revoked", key_reference="key-8", reason="Shared", on_date=TODAY - timedelta(3))
    with pytest.raises(Refused, match="granted on 2026-04-18: its end"):
        act(store, request_id, "access_deprecated", reason="New version", on_date=TODAY - timedelta(3))
    with pytest.raises(Refused, match="No access with this key reference"):
        reported(store, request_id, key_reference="key-9")
    act(store, request_id, "access_revoked", key_reference="key-8", reason="Shared")
    with pytest.raises(Refused, match="No access stands here"):
        act(store, request_id, "access_deprecated", reason="New version")


def test_a_revoked_key_does_not_come_back_by_a_correction_of_its_name(store, granted):
    request_id, access = granted()
    revoked = act(store, request_id, "access_revoked", key_reference="key-7", reason="Shared")
    with pytest.raises(Refused, match="was revoked by the old name of its key"):
        ledger.correct(store, access, OFFICIAL, key_reference="key-07")
    ledger.correct(store, access, OFFICIAL, format="CSV")
    assert states(store) == ["revoked"]
    ledger.strike(store, revoked, OFFICIAL)
    (row,) = accesses(store)
    ledger.correct(store, row["event_id"], OFFICIAL, key_reference="key-07")
    assert by_key(store) == [("key-07", "live")]


def test_an_unknown_key_an_earlier_end_and_terms_from_tomorrow_are_refused(store, granted):
    request_id, access = granted(expires_on=TODAY + timedelta(9))
    with pytest.raises(Refused, match="No access with this key reference"):
        act(store, request_id, "access_revoked", key_reference="key-9", reason="Shared")
    with pytest.raises(Refused, match="must be later than 2026-04-29"):
        act(store, request_id, "access_renewed", about_event_id=access, expires_on=TODAY + timedelta(9))
    with pytest.raises(Refused, match="before it begins"):
        act(store, request_id, "access_granted", **ACCESS, expires_on=TODAY - timedelta(1))
    with pytest.raises(Refused, match="after the access was granted"):
        act(store, request_id, "access_granted", **ACCESS, terms_accepted_on=TODAY + timedelta(1))


def test_corrected_struck_out_and_voided_accesses_are_counted_once_or_not_at_all(store, granted):
    request_id, access = granted()
    act(store, request_id, "access_renewed", about_event_id=access, expires_on=TODAY + timedelta(5))
    newer = ledger.correct(store, access, OFFICIAL, format="CSV").event_id
    assert [(row["format"], row["days_left"]) for row in accesses(store)] == [("CSV", 5)]
    act(store, request_id, "access_revoked", key_reference="key-7", about_event_id=newer, reason="Shared")
    assert states(store) == ["revoked"]
    ledger.record(store, request_id, "voided", OFFICIAL, on_date=TODAY, reason="Logged twice")
    assert accesses(store) == []


@pytest.mark.parametrize("outcome", ["no_records", "access_declined"])
def test_no_access_is_granted_and_nothing_published_for_a_determination_that_discloses_nothing(store, outcome):
    receipt = ledger.receive(store, OFFICIAL, track="data", on_date=DAY, verbatim="Trees as an API")
    act(store, receipt.request_id, "determined", outcome=outcome, reason="There is no such service")
    with pytest.raises(Refused, match="which discloses nothing"):
        act(store, receipt.request_id, "access_granted", **ACCESS)
    with pytest.raises(Refused, match="which discloses nothing"):
        act(store, receipt.request_id, "dataset_published", dataset_id="trees", endpoint="https://data.example.net/trees")
    act(store, receipt.request_id, "access_granted", **ACCESS, irregular_reason="The key was sent already")
    assert states(store) == ["live"]


# The register.


def test_a_report_is_tied_to_the_only_delivery_or_names_one(store, granted):
    request_id, access = granted(dataset_id="trees")
    reported(store, request_id)
    assert [(row["about_kind"], row["dataset_id"], row["key_reference"], row["state"]) for row in register(store)] == [
        ("access_granted", "trees", "key-7", "open")
    ]
    act(store, request_id, "dataset_published", dataset_id="trees", endpoint="https://data.example.net/trees", no_fee=True)
    with pytest.raises(Refused, match="Name the delivery or the key"):
        reported(store, request_id)
    reported(store, request_id, key_reference="key-7")
    assert len(register(store)) == 2


def test_a_report_goes_from_triage_over_evidence_and_a_decision_to_its_closing(store, granted):
    request_id, _ = granted()
    report = reported(store, request_id)
    act(store, request_id, "misuse_triaged", about_event_id=report, outcome="information_technology")
    act(store, request_id, "misuse_evidence_noted", about_event_id=report, note="The log was read")
    with pytest.raises(Refused, match="Decide the report first"):
        act(store, request_id, "misuse_closed", about_event_id=report)
    act(store, request_id, "misuse_decided", outcome="notice")
    act(store, request_id, "misuse_closed", about_event_id=report)
    (row,) = register(store)
    assert (row["triage"], row["n_evidence"], row["action"], row["state"]) == ("information_technology", 1, "notice", "closed")
    told = store.read("misuse_entries", request_id=request_id, report_id=row["report_id"], as_of=TODAY)
    assert [entry["kind"] for entry in told] == ["misuse_reported", "misuse_triaged", "misuse_evidence_noted", "misuse_decided", "misuse_closed"]
    assert told[1]["words"] is None and told[2]["words"] == "The log was read"
    for kind, values in {"misuse_decided": {"outcome": "none"}, "misuse_closed": {}, "misuse_evidence_noted": {"note": "More"}}.items():
        with pytest.raises(Refused, match="This report is closed"):
            act(store, request_id, kind, about_event_id=report, **values)


def test_what_was_done_about_a_closed_report_is_changed_only_after_its_closing_is_struck_out(store, granted):
    request_id, _ = granted()
    report = reported(store, request_id)
    decided = act(store, request_id, "misuse_decided", about_event_id=report, outcome="notice")
    closed = act(store, request_id, "misuse_closed", about_event_id=report)
    with pytest.raises(Refused, match="This report is closed"):
        ledger.correct(store, decided, OFFICIAL, outcome="revoked")
    closed = ledger.correct(store, closed, OFFICIAL, note="Told the holder").event_id
    ledger.strike(store, closed, OFFICIAL)
    ledger.correct(store, decided, OFFICIAL, outcome="revoked")
    assert states(store) == ["revoked"]


def test_an_entry_about_a_corrected_report_is_corrected_and_a_late_form_still_finds_it(store, granted):
    request_id, _ = granted()
    report = reported(store, request_id)
    triaged = act(store, request_id, "misuse_triaged", about_event_id=report, outcome="city_clerk")
    newer = ledger.correct(store, report, OFFICIAL, note="Names were matched and sold").event_id
    ledger.correct(store, triaged, OFFICIAL, outcome="unfounded")
    act(store, request_id, "misuse_closed", about_event_id=report)
    assert (register(store)[0]["triage"], register(store)[0]["state"]) == ("unfounded", "closed")
    with pytest.raises(Refused, match="This report is closed"):
        act(store, request_id, "misuse_closed", about_event_id=report)
    ids = store.query("select distinct about_event_id as id from store.event where request_id = $id and kind = 'misuse_closed'", id=request_id)
    assert ids == [{"id": newer}]


def test_a_report_is_decided_once_and_the_decision_corrected_where_it_was_wrong(store, granted):
    request_id, _ = granted()
    report = reported(store, request_id)
    decision = act(store, request_id, "misuse_decided", outcome="revoked")
    with pytest.raises(Refused, match="was decided on 2026-04-20: correct that decision instead"):
        act(store, request_id, "misuse_decided", outcome="none", about_event_id=report)
    assert (register(store)[0]["action"], states(store)) == ("revoked", ["revoked"])
    ledger.correct(store, decision, OFFICIAL, outcome="notice")
    assert (register(store)[0]["action"], states(store)) == ("notice", ["live"])


def test_a_report_names_no_key_that_was_never_granted_here(store, granted):
    request_id, _ = granted(key_reference="key-1")
    granted(key_reference="key-2")
    for key in ("key-2", "no such key"):
        with pytest.raises(Refused, match="No access with this key reference was granted"):
            reported(store, request_id, key_reference=key)
    reported(store, request_id, key_reference="KEY-1")


def test_what_is_done_about_a_first_report_is_no_lesser_step(store, granted):
    request_id, _ = granted("dana@example.org")
    upheld(store, request_id, "none")
    assert [row["is_lesser"] for row in register(store)] == [False]


def test_an_unfounded_report_may_be_closed_at_once(store, granted):
    request_id, _ = granted()
    report = reported(store, request_id)
    act(store, request_id, "misuse_triaged", about_event_id=report, outcome="unfounded")
    act(store, request_id, "misuse_closed", about_event_id=report)
    assert register(store)[0]["state"] == "closed"


def test_a_decision_names_its_report_where_more_than_one_is_open(store, granted):
    request_id, _ = granted()
    with pytest.raises(Refused, match="No misuse was reported here"):
        act(store, request_id, "misuse_decided", outcome="notice")
    first, second = reported(store, request_id), reported(store, request_id)
    with pytest.raises(Refused, match="Name the report that this decides"):
        act(store, request_id, "misuse_decided", outcome="notice")
    act(store, request_id, "misuse_decided", outcome="notice", about_event_id=first)
    act(store, request_id, "misuse_decided", outcome="none")
    assert {row["event_id"]: row["action"] for row in register(store)} == {first: "notice", second: "none"}


def test_a_report_that_was_corrected_keeps_what_was_done_about_it(store, granted):
    request_id, _ = granted()
    report = reported(store, request_id)
    act(store, request_id, "misuse_triaged", about_event_id=report, outcome="city_clerk")
    newer = ledger.correct(store, report, OFFICIAL, note="Names and addresses were matched").event_id
    act(store, request_id, "misuse_decided", outcome="notice")
    (row,) = register(store)
    assert (row["triage"], row["action"], row["event_id"]) == ("city_clerk", "notice", newer)


def test_nothing_is_done_about_a_report_before_it_came(store, granted):
    request_id, _ = granted()
    report = reported(store, request_id)
    with pytest.raises(Refused, match="The report came on 2026-04-20"):
        act(store, request_id, "misuse_decided", about_event_id=report, outcome="none", on_date=TODAY - timedelta(2))


@pytest.mark.parametrize(("action", "state"), [("suspended", "suspended"), ("revoked", "revoked"), ("notice", "live"), ("rate_limit", "live")])
def test_a_decision_that_stops_a_key_shows_among_the_accesses(store, granted, action, state):
    request_id, access = granted()
    reported(store, request_id)
    act(store, request_id, "misuse_decided", outcome=action)
    assert states(store) == [state]
    if state == "suspended":
        act(store, request_id, "access_renewed", about_event_id=access, expires_on=TODAY + timedelta(90))
        assert states(store) == ["live"]


def test_a_report_by_key_suspends_every_access_with_it_and_no_dataset(store, granted):
    request_id, _ = granted()
    act(store, request_id, "access_granted", **ACCESS | OTHER)
    act(store, request_id, "dataset_published", dataset_id="trees", endpoint="https://data.example.net/trees", no_fee=True)
    report = reported(store, request_id, key_reference="key-7")
    act(store, request_id, "misuse_decided", outcome="suspended", about_event_id=report)
    assert by_key(store) == [(None, "live"), ("key-7", "suspended"), ("key-7", "suspended")]


def test_a_corrected_suspension_keeps_its_place_before_a_renewal_of_the_same_day(store, granted):
    request_id, access = granted()
    report = reported(store, request_id)
    decided = act(store, request_id, "misuse_decided", outcome="suspended", about_event_id=report)
    act(store, request_id, "access_renewed", about_event_id=access, expires_on=TODAY + timedelta(90))
    ledger.correct(store, decided, OFFICIAL, note="A typing error")
    assert states(store) == ["live"]


def upheld(store, request_id: int, action: str = "notice", **values) -> None:
    report = reported(store, request_id, **values)
    act(store, request_id, "misuse_decided", outcome=action, about_event_id=report)


def test_the_next_step_follows_from_the_table_and_the_holders_earlier_upheld_reports(store, granted):
    steps = store.query("from store.misuse_step order by step")
    request_id, _ = granted("dana@example.org")
    for place, step in enumerate(steps):
        report = reported(store, request_id)
        (row,) = [row for row in register(store) if row["event_id"] == report]
        assert (row["upheld_before"], row["next_action"], row["is_lesser"]) == (place, step["action"], False)
        act(store, request_id, "misuse_decided", outcome=step["action"], about_event_id=report)
    report = reported(store, request_id)
    assert register(store)[0]["next_action"] == steps[-1]["action"]


@pytest.mark.parametrize(
    ("mine", "theirs", "my_key", "their_key", "is_same"),
    [
        ("dana@example.org", "Dana@Example.org", "key-1", "key-2", True),
        ("dana@example.org", "lee@example.org", "key-1", "key-1", False),
        ("dana@example.org", None, "key-1", "KEY-1", True),
        (None, None, "key-1", "key-1", True),
        (None, None, "key-1", "key-2", False),
        ("dana@example.org", None, "key-1", "key-2", False),
    ],
)
def test_the_same_holder_is_told_by_the_address_else_by_the_key(store, granted, mine, theirs, my_key, their_key, is_same):
    upheld(store, granted(theirs, key_reference=their_key)[0])
    second, _ = granted(mine, key_reference=my_key)
    reported(store, second)
    (row,) = [row for row in register(store) if row["request_id"] == second]
    assert (row["upheld_before"], row["upheld_numbers"]) == ((1, "API-2026-000001") if is_same else (0, None))


def test_a_corrected_decision_keeps_its_place_among_those_of_its_day(store, granted):
    request_id, _ = granted("dana@example.org")
    first, second = reported(store, request_id), reported(store, request_id)
    decided = act(store, request_id, "misuse_decided", outcome="notice", about_event_id=first)
    act(store, request_id, "misuse_decided", outcome="rate_limit", about_event_id=second, note="Again")
    ledger.correct(store, decided, OFFICIAL, note="A typing error")
    assert {row["event_id"]: row["upheld_before"] for row in register(store)} == {first: 0, second: 1}


def test_reports_of_a_voided_request_count_for_nobody(store, granted):
    voided, _ = granted("dana@example.org")
    upheld(store, voided)
    ledger.record(store, voided, "voided", OFFICIAL, on_date=TODAY, reason="Logged twice")
    reported(store, granted("dana@example.org")[0])
    assert [(row["upheld_before"], row["next_action"]) for row in register(store)] == [(0, "notice")]


def test_a_report_without_action_is_not_upheld(store, granted):
    request_id, _ = granted("dana@example.org")
    upheld(store, request_id, "none")
    reported(store, request_id)
    assert register(store)[0]["upheld_before"] == 0


def test_a_lesser_action_than_the_next_step_is_recorded_and_marked_with_or_without_a_reason(store, granted):
    request_id, _ = granted("dana@example.org")
    upheld(store, request_id, "notice")
    upheld(store, request_id, "notice")
    report = reported(store, request_id)
    act(store, request_id, "misuse_decided", outcome="rate_limit", about_event_id=report, step_reason="The holder mended it at once")
    lesser = {row["action"]: (row["next_action"], row["is_lesser"], row["has_step_reason"]) for row in register(store) if row["is_lesser"]}
    assert lesser == {"notice": ("rate_limit", True, False), "rate_limit": ("suspended", True, True)}


def test_the_words_of_the_register_are_in_no_export(store, granted):
    request_id, _ = granted("dana@example.org", contact="SECRET contact")
    report = act(store, request_id, "misuse_reported", note="SECRET report")
    act(store, request_id, "misuse_evidence_noted", about_event_id=report, note="SECRET evidence")
    act(store, request_id, "misuse_decided", outcome="none", note="SECRET note", step_reason="SECRET reason")
    for name in export.NAMES:
        assert b"SECRET" not in export.export(store, name).path.read_bytes(), name
    assert "misuse" not in export.export(store, "public_log").path.read_text(encoding="utf-8")
    for name in export.LISTS:
        made = export.page(store, name, **EVERY[name])
        assert made.rows == 1 and b"SECRET" not in made.path.read_bytes(), name
    rows = [*accesses(store), *register(store)]
    assert len(rows) == 2 and "SECRET" not in str(rows) and "example.org" not in str(rows)
