"""Appeals, questions for reasons and court petitions: each stands once with its last answer, and pending appeals are counted."""

from datetime import date

import pytest

from records_desk.db import city, ledger, measure
from tests.conftest import OFFICIAL, TODAY

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)
DENIAL = {"outcome": "denied", "sections": ["7927.500"], "reason": "A draft", "official_name": "Casey Sample", "official_title": "City Clerk"}


@pytest.fixture
def denied(store):
    """A request that was denied on April 8; answers its id."""
    city.save_local_review(store, ADMINISTRATOR, True)
    request_id = ledger.receive(store, OFFICIAL, track="records", on_date=on(6), verbatim="All drafts").request_id
    act(store, request_id, "determined", 8, **DENIAL)
    return request_id


def on(day: int) -> date:
    return date(2026, 4, day)


def act(store, request_id: int, kind: str, day: int, **values) -> int:
    return ledger.record(store, request_id, kind, OFFICIAL, on_date=on(day), **values).event_id


def disputes(store, request_id: int) -> list[tuple]:
    return [(row["kind"], row["answered_on"], row["outcome"]) for row in store.read("disputes", request_id=request_id)]


def appeals(store) -> dict:
    return measure.measure(store, "appeals", as_of=TODAY)[0]


@pytest.mark.parametrize(
    ("filed", "answer", "outcome"),
    [("appealed", "appeal_decided", "reversed"), ("appealed", "appeal_decided", "partly_reversed"), ("petition_filed", "petition_decided", "granted")],
)
def test_a_determination_that_was_decided_against_closes_nothing_until_there_is_a_new_one(store, denied, filed, answer, outcome):
    asked = act(store, denied, filed, 9, **({"reason": "Look again"} if filed == "appealed" else {"reference": "56-2026-1"}))
    act(store, denied, answer, 15, about_event_id=asked, outcome=outcome, **({"reason": "On a second look"} if filed == "appealed" else {}))
    with pytest.raises(ledger.Refused, match="decided against on 2026-04-15: record a new determination first"):
        act(store, denied, "closed", 16, outcome="denied")
    act(store, denied, "determined", 16, **DENIAL | {"sections": ["7927.700"], "reason": "A personnel file"})
    act(store, denied, "closed", 17, outcome="denied")


def test_reasons_that_were_sent_twice_are_one_answer_the_newest(store, denied):
    asked = act(store, denied, "rationale_requested", 9)
    act(store, denied, "rationale_sent", 10, reason="These are drafts", about_event_id=asked)
    act(store, denied, "rationale_sent", 14, reason="They were not kept in the ordinary course", about_event_id=asked)
    assert disputes(store, denied) == [("rationale_requested", on(14), None)]


def test_a_second_decision_of_a_court_recorded_as_irregular_is_the_one_shown(store, denied):
    filed = act(store, denied, "petition_filed", 9, reference="56-2026-1")
    act(store, denied, "petition_decided", 15, about_event_id=filed, outcome="denied")
    act(store, denied, "petition_decided", 15, about_event_id=filed, outcome="granted", irregular_reason="Amended the same day")
    assert disputes(store, denied) == [("petition_filed", on(15), "granted")]


def test_an_answer_that_names_nothing_is_that_of_the_last_question_before_it(store, denied):
    act(store, denied, "rationale_requested", 9)
    act(store, denied, "rationale_requested", 12)
    act(store, denied, "rationale_sent", 13, reason="These are drafts")
    assert disputes(store, denied) == [("rationale_requested", None, None), ("rationale_requested", on(13), None)]


def test_a_request_that_is_appealed_again_counts_again_and_is_pending(store, denied):
    first = act(store, denied, "appealed", 9, reason="These are public")
    act(store, denied, "appeal_decided", 13, about_event_id=first, outcome="affirmed", reason="On a second look")
    act(store, denied, "appealed", 15, reason="They are all the same")
    row = appeals(store)
    assert (row["n_appealed"], row["n_decided"], row["n_pending"], row["n_affirmed"], row["median_days"]) == (2, 1, 1, 1, 4)
    second = disputes(store, denied)[1]
    assert second == ("appealed", None, None)


@pytest.mark.parametrize(
    ("filed", "values", "answer", "answered"),
    [
        ("appealed", {"reason": "Look again"}, "appeal_decided", {"outcome": "affirmed", "reason": "It stands"}),
        ("petition_filed", {"reference": "56-2026-1"}, "petition_decided", {"outcome": "denied"}),
        ("rationale_requested", {}, "rationale_sent", {"reason": "As above"}),
    ],
)
def test_what_was_answered_is_not_moved_after_its_answer(store, denied, filed, values, answer, answered):
    asked = act(store, denied, filed, 9, **values)
    act(store, denied, answer, 12, about_event_id=asked, **answered)
    with pytest.raises(ledger.Refused, match="It was answered on 2026-04-12: it cannot have come after that"):
        ledger.correct(store, asked, OFFICIAL, on_date=on(15))
    ledger.correct(store, asked, OFFICIAL, on_date=on(12))


def test_an_appeal_that_was_corrected_keeps_its_decision(store, denied):
    first = act(store, denied, "appealed", 9, reason="These are public")
    act(store, denied, "appeal_decided", 13, about_event_id=first, outcome="reversed", reason="On a second look")
    ledger.correct(store, first, OFFICIAL, on_date=on(10))
    row = appeals(store)
    assert (row["n_appealed"], row["n_pending"], row["n_reversed"], row["median_days"]) == (1, 0, 1, 3)
