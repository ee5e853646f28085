"""Reviews: several at once, what their results mean for what is given out, and how long they take."""

from datetime import date, time

import pytest

from records_desk.db import ledger, measure
from records_desk.db.ledger import Refused
from tests.conftest import OFFICIAL, STAFF, TODAY, snapshot

DAY = date(2026, 4, 9)
GRANTED = {"outcome": "granted", "promised_on": date(2026, 4, 30), "promised_time": time(17)}
PARTLY = GRANTED | {"outcome": "partly_granted", "sections": ["7927.700"], "reason": "Names", "official_name": "Casey Sample", "official_title": "City Clerk"}
ACCESS = {"endpoint": "https://data.example.org/api", "format": "JSON", "key_reference": "K1", "terms_version": "1", "no_fee": True}
GIVEN = {"released": {"no_fee": True}, "access_granted": ACCESS, "dataset_published": {"dataset_id": "trees", "endpoint": "https://data.example.org/trees", "no_fee": True}}


def record(store, request_id, kind, on_date=DAY, **values):
    return ledger.record(store, request_id, kind, OFFICIAL, on_date=on_date, **values)


@pytest.fixture
def determined(store):
    """A data request that was determined, its receipt marked as told."""

    def make(**marks):
        request = ledger.receive(store, OFFICIAL, track="data", on_date=date(2026, 4, 6), verbatim="All trees", **marks)
        record(store, request.request_id, "determined", date(2026, 4, 6), **GRANTED)
        return request

    return make


def review(store, request_id, kind, result=None, on_date=DAY, **values):
    record(store, request_id, "review_opened", on_date, review=kind)
    if result:
        record(store, request_id, "review_cleared", on_date, review=kind, outcome=result, **values)


@pytest.mark.parametrize("kind", GIVEN)
@pytest.mark.parametrize(("mark", "name"), [("is_personal", "privacy"), ("is_infrastructure", "security")])
def test_a_marked_request_gives_nothing_before_its_review_is_cleared(store, determined, kind, mark, name):
    request_id = determined(**{mark: True}).request_id
    with pytest.raises(Refused, match=f"finish its {name} review first"):
        record(store, request_id, kind, **GIVEN[kind])
    review(store, request_id, "legal", "cleared")
    with pytest.raises(Refused, match=f"finish its {name} review first"):
        record(store, request_id, kind, **GIVEN[kind])
    review(store, request_id, name, "not_cleared")
    with pytest.raises(Refused, match=f"The {name} review ended “Not cleared” on 2026-04-09"):
        record(store, request_id, kind, **GIVEN[kind])
    review(store, request_id, name, "cleared_with_redactions", redactions="Names of owners, Gov. Code 7927.700")
    with pytest.raises(Refused, match=f"The {name} review ended “Cleared with redactions” on 2026-04-09: .* “Partly granted”, with section and official"):
        record(store, request_id, kind, **GIVEN[kind])
    record(store, request_id, "determined", **PARTLY)
    record(store, request_id, kind, **GIVEN[kind])


def test_what_was_given_without_its_review_is_recorded_as_it_happened(store, determined):
    request_id = determined(is_personal=True).request_id
    record(store, request_id, "released", irregular_reason="The counter handed it out")
    assert snapshot(store, request_id)["irregular_events"] == 1


def test_a_review_finished_later_does_not_cover_an_earlier_release(store, determined):
    request_id = determined(is_personal=True).request_id
    review(store, request_id, "privacy", "cleared", on_date=date(2026, 4, 15))
    with pytest.raises(Refused, match="finish its privacy review first"):
        record(store, request_id, "released", on_date=date(2026, 4, 14), no_fee=True)
    record(store, request_id, "released", on_date=date(2026, 4, 15), no_fee=True)


def test_a_new_round_needs_its_own_review(store, determined):
    request_id = determined(is_personal=True).request_id
    review(store, request_id, "privacy", "cleared")
    record(store, request_id, "closed", outcome="withdrawn", note="By e-mail")
    record(store, request_id, "reopened", reason="More was found")
    record(store, request_id, "determined", **GRANTED)
    with pytest.raises(Refused, match="finish its privacy review first"):
        record(store, request_id, "released", no_fee=True)


def test_a_mark_set_by_a_correction_counts_and_one_taken_away_does_not(store, determined):
    receipt = determined()
    marked = ledger.correct(store, receipt.event_id, OFFICIAL, is_personal=True)
    with pytest.raises(Refused, match="finish its privacy review first"):
        record(store, receipt.request_id, "released", no_fee=True)
    ledger.correct(store, marked.event_id, OFFICIAL, is_personal=False)
    record(store, receipt.request_id, "released", no_fee=True)


def test_a_review_that_was_not_cleared_blocks_without_a_mark_too(store, determined):
    request_id = determined().request_id
    review(store, request_id, "legal", "not_cleared")
    with pytest.raises(Refused, match="The legal review ended “Not cleared”"):
        record(store, request_id, "released", no_fee=True)


def test_reviews_of_each_kind_are_open_at_once_and_end_one_by_one(store, determined):
    request_id = determined().request_id
    for kind in ("privacy", "security", "legal"):
        review(store, request_id, kind)
    with pytest.raises(Refused, match="This review is open already, since 2026-04-09"):
        review(store, request_id, "legal")
    for kind in ("legal", "privacy", "security"):
        assert snapshot(store, request_id)["status"] == "in_review"
        record(store, request_id, "review_cleared", review=kind, outcome="cleared")
    assert snapshot(store, request_id)["status"] == "determined"
    with pytest.raises(Refused, match="This review is not open"):
        record(store, request_id, "review_cleared", review="legal", outcome="cleared")


def test_a_review_goes_on_after_the_determination_and_ends_no_other(story, store):
    request = story(
        "2026-04-06 received", "2026-04-07 review_opened review=legal", "2026-04-08 determined outcome=no_records",
        "2026-04-09 review_opened review=privacy",
    )  # fmt: skip
    request_id = request["request_id"]
    assert request["status"] == "in_review"
    record(store, request_id, "review_cleared", date(2026, 4, 10), review="legal", outcome="cleared")
    assert snapshot(store, request_id)["status"] == "in_review"
    record(store, request_id, "review_cleared", date(2026, 4, 11), review="privacy", outcome="cleared")
    assert snapshot(store, request_id)["status"] == "determined"


def test_a_result_is_not_moved_to_a_review_that_was_never_opened(store, determined):
    request_id = determined(is_personal=True).request_id
    record(store, request_id, "review_opened", review="security")
    cleared = record(store, request_id, "review_cleared", review="security", outcome="cleared")
    with pytest.raises(Refused, match="This review is not open"):
        ledger.correct(store, cleared.event_id, OFFICIAL, review="privacy")
    ledger.correct(store, cleared.event_id, OFFICIAL, outcome="not_cleared")
    with pytest.raises(Refused, match="The security review ended “Not cleared”"):
        record(store, request_id, "released", no_fee=True)


def test_a_release_is_not_moved_before_its_review_and_its_other_words_may_be_mended(store, determined):
    request_id = determined(is_personal=True).request_id
    review(store, request_id, "privacy", "cleared", on_date=date(2026, 4, 10))
    released = record(store, request_id, "released", date(2026, 4, 12), no_fee=True)
    with pytest.raises(Refused, match="finish its privacy review first"):
        ledger.correct(store, released.event_id, OFFICIAL, on_date=DAY)
    released = ledger.correct(store, released.event_id, OFFICIAL, on_date=date(2026, 4, 11))
    record(store, request_id, "review_opened", date(2026, 4, 11), review="legal")
    ledger.correct(store, released.event_id, OFFICIAL, note="By post")
    assert snapshot(store, request_id)["first_released_on"] == date(2026, 4, 11)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"outcome": "not_cleared"}, "The privacy review ended “Not cleared”"),
        ({"outcome": "cleared_with_redactions", "redactions": "Names of owners"}, "The privacy review ended “Cleared with redactions”"),
    ],
)
@pytest.mark.parametrize("mark", [{}, {"is_personal": True}])
@pytest.mark.parametrize("day", [DAY, date(2026, 4, 11)])
def test_a_result_that_a_release_rests_on_is_not_corrected_away(store, determined, mark, changes, sentence, day):
    request_id = determined(**mark).request_id
    record(store, request_id, "review_opened", review="privacy")
    cleared = record(store, request_id, "review_cleared", review="privacy", outcome="cleared")
    released = record(store, request_id, "released", day, no_fee=True)
    with pytest.raises(Refused, match=f"“Released” of {day} rests on this and could not stand: .* {sentence}"):
        ledger.correct(store, cleared.event_id, OFFICIAL, **changes)
    ledger.strike(store, released.event_id, OFFICIAL)
    ledger.correct(store, cleared.event_id, OFFICIAL, **changes)


def test_a_release_that_a_later_mark_speaks_against_may_still_be_mended_on_its_day(store, determined):
    receipt = determined()
    released = record(store, receipt.request_id, "released", no_fee=True)
    ledger.correct(store, receipt.event_id, OFFICIAL, is_personal=True)
    released = ledger.correct(store, released.event_id, OFFICIAL, note="By post")
    with pytest.raises(Refused, match="finish its privacy review first"):
        ledger.correct(store, released.event_id, OFFICIAL, on_date=date(2026, 4, 8))


def test_a_result_does_not_outlive_the_beginning_of_its_review(store, determined):
    request_id = determined(is_personal=True).request_id
    opened = record(store, request_id, "review_opened", review="privacy")
    record(store, request_id, "review_cleared", review="privacy", outcome="cleared")
    with pytest.raises(Refused, match="The log says more about this entry"):
        ledger.strike(store, opened.event_id, OFFICIAL)
    ledger.correct(store, opened.event_id, OFFICIAL, review="legal")
    record(store, request_id, "review_cleared", review="legal", outcome="cleared")
    with pytest.raises(Refused, match="finish its privacy review first"):
        record(store, request_id, "released", no_fee=True)


def test_what_is_given_is_judged_by_the_determination_of_its_day(store, story):
    denial = "determined outcome=denied sections=[7927.700] reason=Private official_name=Sample official_title=Clerk"
    granted = "determined outcome=granted promised_on=2026-04-30 promised_time=17:00"
    late = story("2026-04-06 received", f"2026-04-07 {denial}", f"2026-04-12 {granted}")["request_id"]
    with pytest.raises(Refused, match="which discloses nothing"):
        record(store, late, "released", no_fee=True)
    record(store, late, "released", date(2026, 4, 12), no_fee=True)
    first = story("2026-04-06 received", f"2026-04-07 {granted}")["request_id"]
    released = record(store, first, "released", no_fee=True)
    record(store, first, "determined", **GRANTED | {"outcome": "no_records", "promised_on": None, "promised_time": None})
    ledger.correct(store, released.event_id, OFFICIAL, note="By post")
    with pytest.raises(Refused, match="which discloses nothing"):
        record(store, first, "released", no_fee=True)


def test_a_release_is_mended_in_its_own_round(store, determined):
    request_id = determined(is_personal=True).request_id
    review(store, request_id, "privacy", "cleared", on_date=date(2026, 4, 7))
    released = record(store, request_id, "released", no_fee=True)
    record(store, request_id, "closed", outcome="granted")
    record(store, request_id, "reopened", reason="Closed too early")
    ledger.correct(store, released.event_id, OFFICIAL, on_date=date(2026, 4, 8))
    assert snapshot(store, request_id)["round"] == 2


def test_redactions_are_told_with_their_reason(store, determined):
    request_id = determined().request_id
    with pytest.raises(Refused, match="Say what was redacted and why"):
        review(store, request_id, "privacy", "cleared_with_redactions")


def test_what_a_review_redacted_is_not_determined_as_disclosed_in_full(store, determined):
    request_id = determined().request_id
    review(store, request_id, "privacy", "cleared_with_redactions", redactions="Names of owners")
    with pytest.raises(Refused, match="what is redacted is withheld. Record the determination “Partly granted”, with section and official"):
        record(store, request_id, "determined", **GRANTED)
    record(store, request_id, "determined", **PARTLY)
    record(store, request_id, "released", no_fee=True)
    record(store, request_id, "closed", outcome="partly_granted")
    record(store, request_id, "reopened", reason="More was found")
    record(store, request_id, "determined", **GRANTED)


def test_a_review_done_again_without_redactions_allows_a_grant_in_full(store, determined):
    request_id = determined().request_id
    review(store, request_id, "privacy", "cleared_with_redactions", redactions="Names of owners")
    review(store, request_id, "privacy", "cleared")
    record(store, request_id, "determined", **GRANTED)
    record(store, request_id, "released", no_fee=True)


def test_a_request_given_out_in_full_though_redacted_is_not_closed_as_granted(store, determined):
    request_id = determined().request_id
    review(store, request_id, "privacy", "cleared_with_redactions", redactions="Names of owners")
    record(store, request_id, "released", irregular_reason="It went out so")
    with pytest.raises(Refused, match="what is redacted is withheld"):
        record(store, request_id, "closed", outcome="granted")


def test_a_mark_is_taken_off_by_officials_and_administrators_alone(store, determined):
    receipt = determined()
    marked = ledger.correct(store, receipt.event_id, STAFF, is_personal=True, is_infrastructure=True)
    for mark in ("is_personal", "is_infrastructure"):
        with pytest.raises(Refused, match="needs the role official or administrator; yours is staff"):
            ledger.correct(store, marked.event_id, STAFF, **{mark: None})
    kept = ledger.correct(store, marked.event_id, STAFF, complexity="simple")
    ledger.correct(store, kept.event_id, OFFICIAL, is_personal=None, is_infrastructure=False)


@pytest.mark.parametrize(("mark", "kind"), [("is_personal", "privacy"), ("is_infrastructure", "security")])
def test_a_mark_stays_once_its_review_was_opened(store, determined, mark, kind):
    receipt = determined(**{mark: True})
    review(store, receipt.request_id, "legal", "cleared")
    opened = ledger.correct(store, receipt.event_id, OFFICIAL, complexity="simple")
    began = record(store, receipt.request_id, "review_opened", review=kind)
    with pytest.raises(Refused, match="stays: its review was opened on 2026-04-09"):
        ledger.correct(store, opened.event_id, OFFICIAL, **{mark: False})
    ledger.strike(store, began.event_id, OFFICIAL)
    ledger.correct(store, opened.event_id, OFFICIAL, **{mark: False})


def test_days_under_review_are_measured_by_kind_open_ones_apart(story, store):
    story(
        "2026-04-01 received", "2026-04-02 review_opened review=legal", "2026-04-02 review_opened review=privacy",
        "2026-04-05 review_cleared review=legal outcome=cleared", "2026-04-12 review_cleared review=privacy outcome=not_cleared",
        "2026-04-13 review_opened review=privacy",
    )  # fmt: skip
    story("2026-04-01 received", "2026-04-02 review_opened review=legal", "2026-04-09 review_cleared review=legal outcome=cleared")
    told = {row["review"]: row for row in measure.measure(store, "review_days", TODAY)}
    legal, privacy = told["Legal"], told["Privacy"]
    assert (legal["n"], legal["n_open"], legal["median_days"], legal["highest_days"]) == (2, 0, 5, 7)
    assert (privacy["n"], privacy["n_open"], privacy["n_not_cleared"], privacy["median_days"], privacy["longest_open_days"]) == (2, 1, 1, 10, 7)
