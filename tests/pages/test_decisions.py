"""Reviews, appeals and court on a request's page."""

from datetime import date

import pytest

from records_desk.db import city, ledger, reading
from tests.pages.conftest import ADMINISTRATOR, press, refused, said, well, widget

TODAY = date(2026, 4, 20)


@pytest.fixture
def decided(store, received):
    """A request that was denied, and perhaps closed; local review is offered unless told otherwise."""

    def make(close=True, is_reviewed=True):
        city.save_local_review(store, ADMINISTRATOR, is_reviewed)
        receipt = received()
        denial = {"outcome": "denied", "sections": ["7927.500"], "reason": "A draft"}
        record(store, receipt, "determined", **denial, official_name="Casey Sample", official_title="City Clerk")
        if close:
            record(store, receipt, "closed", outcome="denied")
        return receipt

    return make


def record(store, receipt, kind, on_date=TODAY, **values):
    return ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=on_date, **values)


def opened(tab, kind):
    """The form of an act."""
    widget(tab, "_act").set_value(kind)
    return well(tab.run())


def offered(tab):
    return widget(tab, "_act").options


@pytest.mark.parametrize("close", [True, False])
def test_an_appeal_that_succeeds_leads_to_reopening(visit, store, decided, shown, close):
    receipt = decided(close)
    tab = opened(visit("request", number=receipt.number), "appealed")
    widget(tab, "_appealed_reason").set_value("These are public")
    press(tab, "_appealed_send")
    tab = opened(tab, "appeal_decided")
    widget(tab, "_appeal_decided_outcome").set_value("reversed")
    widget(tab, "_appeal_decided_reason").set_value("It was looked at again")
    press(tab, "_appeal_decided_send")
    assert "Appeal decided recorded" in said(tab)
    assert widget(tab, "_reopened_reason").value == "Appealed on Mon 20 Apr 2026: reversed."
    assert shown["request_disputes"][1][0]["outcome"] == "Reversed"
    press(tab, "_reopened_send")
    assert reading.request(store, receipt.request_id)["status"] == "open"
    assert "Decide the appeal" not in offered(tab)


def test_an_appeal_that_is_affirmed_reopens_nothing(visit, decided, store):
    receipt = decided(close=False)
    record(store, receipt, "appealed", reason="These are public")
    tab = opened(visit("request", number=receipt.number), "appeal_decided")
    widget(tab, "_appeal_decided_outcome").set_value("affirmed")
    widget(tab, "_appeal_decided_reason").set_value("It was looked at again")
    press(tab, "_appeal_decided_send")
    assert "Appeal decided recorded" in said(tab)
    assert widget(tab, "_act").value is None and "Reopen" not in offered(tab)


def test_without_local_review_no_appeal_is_offered_and_an_earlier_one_is_still_decided(visit, store, decided):
    receipt, other = decided(), decided()
    record(store, receipt, "appealed", reason="These are public")
    city.save_local_review(store, ADMINISTRATOR, False)
    assert {"Record an appeal", "Decide the appeal"}.isdisjoint(offered(visit("request", number=other.number)))
    with pytest.raises(ledger.Refused, match="may ask a court to review the decision .Gov. Code 7923.000"):
        record(store, other, "appealed", reason="These are public")
    tab = visit("request", number=receipt.number)
    assert "Decide the appeal" in offered(tab)
    tab = opened(tab, "appeal_decided")
    widget(tab, "_appeal_decided_outcome").set_value("affirmed")
    assert "needs: Reason" in refused(press(tab, "_appeal_decided_send"))
    widget(tab, "_appeal_decided_reason").set_value("It was looked at again")
    assert not refused(press(tab, "_appeal_decided_send"))


def test_an_appeal_is_decided_once_and_not_before_it_came(store, decided):
    receipt = decided()
    appeal = record(store, receipt, "appealed", reason="These are public")
    about = {"about_event_id": appeal.event_id, "outcome": "affirmed", "reason": "It was looked at again"}
    ledger.correct(store, appeal.event_id, ADMINISTRATOR, reason="These are public records")
    other = record(store, receipt, "appealed", reason="Sent twice")
    ledger.strike(store, other.event_id, ADMINISTRATOR)
    with pytest.raises(ledger.Refused, match="not there any more"):
        record(store, receipt, "appeal_decided", **about | {"about_event_id": other.event_id})
    record(store, receipt, "appeal_decided", **about)
    (standing,) = [entry["event_id"] for entry in reading.timeline(store, receipt.request_id) if entry["kind"] == "appealed" and not entry["is_superseded"]]
    for about_event_id in (standing, appeal.event_id):
        with pytest.raises(ledger.Refused, match="This appeal was decided already, on 2026-04-20"):
            record(store, receipt, "appeal_decided", **about | {"about_event_id": about_event_id})


def test_a_petition_is_listed_with_its_dates_and_outcome_and_decided_once(visit, store, decided, shown):
    receipt = decided()
    record(store, receipt, "petition_filed", reference="Case 56-2026-0001")
    tab = visit("request", number=receipt.number)
    pending = {"what": "Court petition filed", "on": "Mon 20 Apr 2026", "reference": "Case 56-2026-0001", "answered": "–", "outcome": "pending"}
    assert pending.items() <= shown["request_disputes"][1][0].items()
    tab = opened(tab, "petition_decided")
    widget(tab, "_petition_decided_outcome").set_value("partly_granted")
    widget(tab, "_petition_decided_cost").set_value("1200.00")
    press(tab, "_petition_decided_send")
    assert "Court petition decided recorded" in said(tab)
    assert shown["request_disputes"][1][0]["outcome"] == "Petition granted in part"
    assert "Record the court’s decision" not in offered(tab)
    assert widget(tab, "_reopened_reason").value == "Court petition filed on Mon 20 Apr 2026: petition granted in part."


def test_reasons_that_were_asked_for_are_sent(visit, store, decided, shown):
    receipt = decided()
    record(store, receipt, "rationale_requested")
    tab = opened(visit("request", number=receipt.number), "rationale_sent")
    widget(tab, "_rationale_sent_reason").set_value("The drafts were weighed")
    press(tab, "_rationale_sent_send")
    assert "Reasons sent recorded" in said(tab)
    assert (shown["request_disputes"][1][0]["what"], shown["request_disputes"][1][0]["outcome"]) == ("Reasons asked", "sent")


def test_reviews_are_listed_with_reviewer_days_and_result(visit, store, received, shown):
    receipt = received(on_date=date(2026, 4, 6), is_personal=True)
    record(store, receipt, "review_opened", date(2026, 4, 8), review="privacy", person_id=2)
    record(store, receipt, "review_opened", date(2026, 4, 10), review="legal")
    tab = visit("request", number=receipt.number)
    assert "marked for personal data: finish its privacy review first" in " ".join(c.value for c in tab.caption).replace("\\", "")
    assert [(row["review"], row["days"], row["result"]) for row in shown["request_reviews"][1]] == [
        ("Privacy", "12 days so far", "open"), ("Legal", "10 days so far", "open"),
    ]  # fmt: skip
    assert shown["request_reviews"][1][0]["person"] != "–"
    tab = opened(tab, "review_cleared")
    widget(tab, "_review_cleared_outcome").set_value("cleared_with_redactions")
    widget(tab, "_review_cleared_review").set_value("legal")
    press(tab, "_review_cleared_send")
    assert "Say what was redacted and why" in refused(tab)
    widget(tab, "_review_cleared_redactions").set_value("Home addresses, Gov. Code 7928.300")
    press(tab, "_review_cleared_send")
    assert [(row["review"], row["days"], row["result"]) for row in shown["request_reviews"][1]][1] == ("Legal", "10 days", "Cleared with redactions")


def test_a_mark_is_set_and_taken_away_among_the_facts(visit, store, received):
    receipt = received()
    tab = visit("request", number=receipt.number)
    for is_marked in (True, False):
        (box,) = [item for item in tab.checkbox if item.key.endswith("_is_personal")]
        box.set_value(is_marked)
        press(tab, box.key.removesuffix("_is_personal") + "_send")
        assert store.read("intake_facts", request_id=receipt.request_id)[0]["is_personal"] is is_marked
