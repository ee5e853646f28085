"""Where a request stands, from what happened: by hand, as of past days, and for stories made up at random."""

import shutil
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_desk.db import ledger
from records_desk.db._bulk import append_prepared, prepare, stage
from records_desk.db._fold import fold
from records_desk.db.ledger import Refused
from records_desk.db.store import Store
from tests import oracle
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon, snapshot
from tests.db.test_ledger import ADMINISTRATOR, FORMS, record

FIRST = date(2026, 3, 2)
DERIVED_BY_LOOKUP = {
    "request_id",
    "number",
    "source",
    "is_open",
    "clock_from_on",
    "due_on",
    "original_due_on",
    "safe_on",
    "extension_cap_on",
    "extension_limit_on",
    "is_negative",
    "last_event_id",
    "hash",
}


def as_of(store, day, request_id):
    found = store.query("from derived.as_of($day::date) where request_id = $id", day=day, id=request_id)
    return found[0] if found else None


def entries(store, request_id):
    return store.read("entries", request_id=request_id)


def bulk(store, *events, received_on=FIRST, track="records", request_id=None):
    """Receive one request, or more of it, as an import does: events as (kind, on_date, columns)."""

    def act(cursor):
        stage(cursor)
        cursor.execute(
            "insert into staged_request (row_no, request_id, track, received_on, source) values (0, $request_id, $track, $day, 'import')",
            {"request_id": request_id, "track": track, "day": received_on},
        )
        for step, (kind, on_date, columns) in enumerate(events):
            row = {"row_no": 0, "step": step, "kind": kind, "on_date": on_date, **columns}
            cursor.execute(f"insert into staged_event ({', '.join(row)}) values ({', '.join('$' + name for name in row)})", row)
        prepare(store, cursor, "import")
        row = cursor.execute("select request_id from staged_request").fetchone()
        append_prepared(cursor)
        return row[0]

    return snapshot(store, store.write(act))


# By hand.


def test_waiting_days_count_every_wait_once(story):
    request = story(
        "2026-04-01 received", "2026-04-02 clarification_asked question=What", "2026-04-03 clarification_asked question=When",
        "2026-04-06 clarification_answered answer=That", "2026-04-08 clarification_asked question=Who", "2026-04-10 clarification_lapsed",
    )  # fmt: skip
    assert (request["waiting_days"], request["waiting_since_on"], request["status"]) == (4 + 2, None, "received")


def test_a_wait_that_goes_on_is_told_by_its_first_day(story):
    request = story("2026-04-01 received", "2026-04-02 clarification_asked question=What", "2026-04-05 clarification_asked question=When")
    assert (request["waiting_days"], request["waiting_since_on"], request["status"]) == (0, date(2026, 4, 2), "waiting_on_requester")


def test_a_wait_ends_when_the_request_is_closed(story):
    request = story("2026-04-01 received", "2026-04-02 clarification_asked question=What", "2026-04-09 closed outcome=withdrawn")
    assert (request["waiting_days"], request["waiting_since_on"], request["status"]) == (7, None, "closed")


def test_waiting_moves_no_due_date(story):
    plain = story("2026-04-01 received")
    asked = story("2026-04-01 received", "2026-04-02 clarification_asked question=What", "2026-04-09 clarification_answered answer=That")
    assert plain["due_on"] == asked["due_on"]


def test_two_reviews_are_over_when_both_are(story):
    request = ["2026-04-01 received", "2026-04-02 routed desk_id=1", "2026-04-03 review_opened review=legal"]
    assert story(*request)["status"] == "in_review"
    assert story(*request, "2026-04-04 review_cleared review=legal outcome=cleared")["status"] == "open"


def test_hand_offs_are_changes_of_desk_after_the_first(story):
    request = story("2026-04-01 received desk_id=1", "2026-04-02 routed desk_id=2", "2026-04-03 returned desk_id=1 reason=No")
    assert (request["hand_offs"], request["desk_id"]) == (2, 1)


def test_routing_to_a_desk_alone_leaves_no_person(story):
    request = story("2026-04-01 received desk_id=1 person_id=1", "2026-04-02 routed desk_id=2")
    assert (request["desk_id"], request["person_id"]) == (2, None)


def test_the_balance_is_what_is_charged_less_waived_and_paid_plus_refunded(story):
    request = story(
        "2026-04-01 received", "2026-04-02 fee_estimated fee_kind=media amount=99", "2026-04-02 fee_charged fee_kind=media amount=30",
        "2026-04-03 fee_charged fee_kind=duplication amount=12", "2026-04-04 fee_waived amount=2 reason=x",
        "2026-04-05 fee_paid amount=25", "2026-04-06 fee_refunded amount=5 reason=x",
    )  # fmt: skip
    assert [int(request[name]) for name in ("charged", "waived", "paid", "refunded", "balance")] == [42, 2, 25, 5, 20]


def test_the_first_determination_of_a_round_counts_and_its_last_outcome(story):
    request = story("2026-04-01 received", "2026-04-02 determined outcome=no_records", "2026-04-09 determined outcome=referred agency=County")
    assert (request["determined_on"], request["determination"]) == (date(2026, 4, 2), "referred")


def test_access_that_was_granted_is_closed_on_that_day_and_in_service(story):
    lines = "2026-04-01 received", "2026-04-02 determined outcome=granted promised_on=2026-04-03 promised_time=17:00"
    request = story(*lines, "2026-04-03 access_granted endpoint=https://data.example.org/x format=JSON key_reference=k terms_version=1 no_fee=true", track="data")
    assert (request["status"], request["is_open"], request["closed_on"]) == ("in_service", False, date(2026, 4, 3))


def test_an_undated_receipt_has_no_due_date_and_no_figure(store):
    request = bulk(store, ("received", FIRST, {"track": "records", "irregular": "undated"}), ("routed", FIRST, {"desk_id": 1}))
    assert (request["received_on"], request["due_on"], request["irregular_events"], request["status"]) == (None, None, 1, "open")
    assert store.query("from derived.counted($day::date)", day=TODAY) == []


def test_an_undated_closing_is_closed_without_a_day(store):
    request = bulk(store, ("received", FIRST, {"track": "records"}), ("closed", FIRST, {"outcome": "granted", "irregular": "undated"}))
    assert (request["status"], request["closed_on"], request["closing_outcome"]) == ("closed", None, "granted")
    assert [row["is_undated"] for row in store.query("from derived.counted($day::date)", day=TODAY)] == [True]


def test_work_goes_on_with_an_undated_request_even_before_its_day(store):
    request = bulk(store, ("received", FIRST, {"track": "records", "irregular": "undated"}), ("routed", FIRST, {"desk_id": 1}))
    record(store, request["request_id"], "note", on_date=FIRST - timedelta(30), note="An old call")
    record(store, request["request_id"], "determined", outcome="no_records")
    assert snapshot(store, request["request_id"])["status"] == "determined"


def test_an_undated_receipt_has_no_date_to_extend(store):
    request = bulk(store, ("received", FIRST, {"track": "records", "irregular": "undated"}), ("routed", FIRST, {"desk_id": 1}))
    with pytest.raises(Refused, match="day of receipt is not known"):
        record(store, request["request_id"], "extended", **FORMS["extended"])


def test_an_undated_receipt_is_dated_by_correcting_it(store):
    request = bulk(
        store, ("received", FIRST, {"track": "records", "channel": "letter", "irregular": "undated"}), ("routed", FIRST, {"desk_id": 1})
    )
    ledger.correct(store, request["last_event_id"] - 1, OFFICIAL, verbatim="All permits of 2025", on_date=FIRST - timedelta(2))
    after = snapshot(store, request["request_id"])
    assert (after["received_on"], after["irregular_events"], after["status"]) == (FIRST - timedelta(2), 0, "open")


def test_an_event_in_an_impossible_order_is_set_right_by_correcting_its_day(store):
    request = bulk(store, ("received", FIRST, {"track": "records"}), ("closed", FIRST - timedelta(3), {"outcome": "withdrawn"}))
    ledger.correct(store, request["last_event_id"], OFFICIAL, on_date=FIRST + timedelta(3))
    after = snapshot(store, request["request_id"])
    assert (after["is_negative"], after["irregular_events"], after["closed_on"]) == (False, 0, FIRST + timedelta(3))


def test_dates_in_an_impossible_order_are_kept_marked_and_negative(store):
    request = bulk(store, ("received", FIRST, {"track": "records"}), ("closed", FIRST - timedelta(3), {"outcome": "granted"}))
    assert (request["is_negative"], request["irregular_events"], request["closed_on"]) == (True, 1, FIRST - timedelta(3))


def test_a_chain_that_bulk_began_is_continued_by_hand_and_by_bulk(store):
    request = bulk(store, ("received", FIRST, {"track": "records"}))
    record(store, request["request_id"], "routed", desk_id=1)
    more = bulk(store, ("note", FIRST, {}), ("determined", TODAY, {"outcome": "no_records"}), request_id=request["request_id"])
    record(store, request["request_id"], "closed", outcome="no_records")
    assert failed_audits(store) == {}
    assert (more["events"], more["status"], more["number"]) == (4, "determined", request["number"])


# As of past days.


def test_the_status_on_each_past_day(story, store):
    request = story(
        "2026-04-01 received", "2026-04-03 routed desk_id=1", "2026-04-05 clarification_asked question=What",
        "2026-04-07 clarification_answered answer=That", "2026-04-09 determined outcome=granted promised_on=2026-04-12 promised_time=17:00",
        "2026-04-11 released no_fee=true", "2026-04-13 closed outcome=granted", "2026-04-15 reopened reason=More", "2026-04-17 voided reason=Twice",
    )  # fmt: skip
    days = [as_of(store, date(2026, 4, day), request["request_id"]) for day in range(1, 19)]
    assert [day["status"] for day in days] == [
        "received", "received", "open", "open", "waiting_on_requester", "waiting_on_requester", "open", "open", "determined", "determined",
        "producing", "producing", "closed", "closed", "open", "open", "voided", "voided",
    ]  # fmt: skip
    assert as_of(store, date(2026, 3, 31), request["request_id"]) is None


def test_a_correction_made_later_is_known_of_the_past(story, store):
    request = story("2026-04-06 received", "2026-04-08 determined outcome=no_records")
    determined = entries(store, request["request_id"])[1]
    ledger.correct(store, determined["event_id"], OFFICIAL, on_date=date(2026, 4, 10))
    assert [as_of(store, date(2026, 4, day), request["request_id"])["status"] for day in (8, 9, 10)] == [
        "received",
        "received",
        "determined",
    ]


def test_a_receipt_corrected_to_a_later_day_was_not_there_before(story, store):
    request = story("2026-04-06 received")
    ledger.correct(store, request["last_event_id"], OFFICIAL, on_date=date(2026, 4, 8))
    assert as_of(store, date(2026, 4, 7), request["request_id"]) is None
    assert as_of(store, date(2026, 4, 8), request["request_id"])["received_on"] == date(2026, 4, 8)


def test_events_of_one_day_count_in_the_order_they_were_recorded(story):
    lines = (
        "2026-04-06 received",
        "2026-04-06 determined outcome=no_records",
        "2026-04-06 closed outcome=no_records",
        "2026-04-06 reopened reason=More",
    )
    assert [story(*lines[:count])["status"] for count in (1, 2, 3, 4)] == ["received", "determined", "closed", "open"]


# Stories made up at random.

MADE_UP = {**FORMS, "determined": {"outcome": "granted", "promised_on": date(2026, 5, 14), "promised_time": time(17)}, "linked": None}
DAYS = st.integers(0, 40)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["record"] * 8 + ["correct", "strike", "irregular"]),
        st.sampled_from([kind for kind, form in MADE_UP.items() if form is not None]),
        DAYS,
        DAYS,
    ),
    min_size=6,
    max_size=14,
)


@pytest.fixture(scope="module")
def desk(template, tmp_path_factory):
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("stories") / "city.duckdb"), clock=noon)
    yield store
    assert failed_audits(store) == {}
    store.close()


def take(store, request, act, kind, place, day):
    """One lawful or unlawful step of a story; what the ledger refuses did not happen."""
    on_date = FIRST + timedelta(day)
    told = entries(store, request)
    event = told[place % len(told)]
    try:
        if act == "correct":
            ledger.correct(store, event["event_id"], ADMINISTRATOR, on_date=on_date)
        elif act == "strike":
            ledger.strike(store, event["event_id"], ADMINISTRATOR)
        else:
            record(store, request, kind, on_date=on_date, irregular_reason="So it was" if act == "irregular" else None, **MADE_UP[kind])
    except Refused:
        pass


def standing(store, request, day=date.max):
    told = entries(store, request)
    replaced = {entry["event_id"]: entry["supersedes"] for entry in told if entry["supersedes"]}

    def place(event_id):
        return place(replaced[event_id]) if event_id in replaced else event_id

    counted = [
        entry for entry in told if entry["event_id"] not in replaced.values() and entry["kind"] != "corrected" and entry["on_date"] <= day
    ]
    return sorted(counted, key=lambda entry: (entry["on_date"], place(entry["event_id"])))


@given(st.sampled_from(["data", "records"]), st.integers(0, 10), STEPS, DAYS)
def check_a_story(store, track, received, steps, day):
    receipt = ledger.receive(store, OFFICIAL, track=track, on_date=FIRST + timedelta(received), verbatim="All permits of 2025")
    request, day = receipt.request_id, FIRST + timedelta(day)
    for step in steps:
        take(store, request, *step)
    row = snapshot(store, request)
    assert [row] == store.query(
        "from derived.projection('store.request', 'store.event', 'store.event', date '0001-01-01', date '9999-12-31') where request_id = $id", id=request
    )
    told = standing(store, request)
    met = oracle.statuses(store.kinds, [entry["kind"] for entry in told])
    assert row["status"] == met[-1]
    if not any(step[0] == "irregular" for step in steps):  # what happened outside the rules may come between
        for entry, status in list(zip(told, met))[1:]:
            assert status in store.kinds[entry["kind"]]["allowed_from"].split("|"), entry
    then = as_of(store, day, request)
    assert (then is not None) == any(entry["kind"] == "received" and entry["on_date"] <= day for entry in told)
    if then:
        folded = fold(entries(store, request), store.kinds, day)
        assert {name: then[name] for name in folded} == folded
        assert set(then) - set(folded) == DERIVED_BY_LOOKUP
        assert then["status"] == oracle.statuses(store.kinds, [entry["kind"] for entry in standing(store, request, day)])[-1]


def test_any_story_leaves_the_snapshot_that_its_events_project(desk):
    settings(max_examples=20, derandomize=True, deadline=None)(check_a_story)(desk)
