"""What a letter says, and that it says nothing else."""

from datetime import date, time

import pytest

from records_desk.db import _merge, _wording, city, ledger, letters
from records_desk.db._digest import sha256
from records_desk.db._refused import Refused
from records_desk.db.files import File
from records_desk.db.language import long_date
from tests.conftest import OFFICIAL, STAFF, TODAY

DENIAL = {
    "outcome": "denied",
    "sections": ["7927.700", "7922.000"],
    "reason": "A personnel file.",
    "balancing": "Candor outweighs.",
    "official_name": "Casey Sample",
    "official_title": "City Clerk",
}


@pytest.fixture
def request_id(store):
    return ledger.receive(
        store, STAFF, track="data", on_date=date(2026, 4, 6), verbatim="All permits of 2025", name="Robin Reyes", desk_id=1
    ).request_id


def letter(store, request_id, kind, by=OFFICIAL, on_date=date(2026, 4, 9), **values):
    """Record an act and return the letter kept with it."""
    receipt = ledger.record(store, request_id, kind, by, on_date=on_date, **values)
    found = store.query("select letter, body from store.letter_text where event_id = $id", id=receipt.event_id)
    assert [row["letter"] for row in found] == [_wording.letter_of(kind, values.get("outcome"))]
    return found[0]["body"]


def test_a_long_date_is_written_out():
    assert long_date(date(2026, 4, 16)) == "Thursday, April 16, 2026"


def test_an_acknowledgement_names_number_receipt_and_due_date(store, request_id):
    text = letters.acknowledgement(store, request_id, STAFF)
    for words in (
        "Dear Robin Reyes,",
        "Monday, April 6, 2026",
        "API-2026-000001",
        "Thursday, April 16, 2026",
        "Dana Sample",
        "City Clerk",
        "City of Oxnard",
    ):
        assert words in text
    assert store.query("from store.letter_text") == []


def test_a_letter_to_nobody_named_greets_the_requester(store):
    request_id = ledger.receive(store, STAFF, track="records", on_date=date(2026, 4, 6), verbatim="All permits of 2025").request_id
    assert "To the requester," in letters.acknowledgement(store, request_id, STAFF)


def test_a_signature_says_once_what_is_title_and_desk(store, request_id):
    assert letters.acknowledgement(store, request_id, OFFICIAL).endswith("Casey Sample, City Clerk\nCity of Oxnard")
    assert letters.acknowledgement(store, request_id, STAFF).endswith("Dana Sample\nCity Clerk")


def test_a_corrected_name_is_used_and_a_withdrawn_one_is_not(store):
    receipt = ledger.receive(store, STAFF, track="records", on_date=date(2026, 4, 6), verbatim="All permits of 2025", name="Robin Rejes")
    corrected = ledger.correct(store, receipt.event_id, STAFF, name="Robin Reyes")
    assert "Dear Robin Reyes," in letters.acknowledgement(store, receipt.request_id, STAFF)
    ledger.correct(store, corrected.event_id, STAFF, name=None)
    assert "To the requester," in letters.acknowledgement(store, receipt.request_id, STAFF)


def test_a_denial_names_sections_reason_official_and_the_way_to_court(store, request_id):
    text = letter(store, request_id, "determined", **DENIAL)
    for words in (
        "Gov. Code 7927.700",
        "Gov. Code 7922.000",
        "A personnel file.",
        "Casey Sample, City Clerk",
        "7923.000",
        "No appeal to the city is required first",
    ):
        assert words in text


@pytest.mark.parametrize(
    "outcome",
    [
        "no_records",
        "no_duty",
        "referred",
        "withdrawn",
        "duplicate",
        "abandoned",
        "fees_not_paid",
        "not_described",
        "access_declined",
        "other",
    ],
)
def test_every_plain_outcome_has_its_letter(store, request_id, outcome):
    text = letter(store, request_id, "determined", outcome=outcome, **needed(store, request_id, outcome))
    assert "your request API-2026-000001, received on Monday, April 6, 2026" in text
    assert "None" not in text and "{" not in text


def needed(store, request_id, outcome):
    """What an outcome rests on."""
    if outcome == "abandoned":
        ledger.record(store, request_id, "clarification_asked", OFFICIAL, on_date=date(2026, 4, 7), question="Which years?")
        ledger.record(store, request_id, "clarification_lapsed", OFFICIAL, on_date=date(2026, 4, 8))
    if outcome == "duplicate":
        other = ledger.receive(store, STAFF, track="records", on_date=date(2026, 4, 6), verbatim="All permits of 2025")
        return {"related_request_id": other.request_id}
    if outcome == "fees_not_paid":
        ledger.record(store, request_id, "fee_estimated", OFFICIAL, on_date=date(2026, 4, 7), fee_kind="duplication", amount=5)
    return {"referred": {"agency": "The county"}, "no_duty": {"reason": "A new list."}, "access_declined": {"reason": "No such service."}}.get(outcome, {})


def test_every_outcome_of_the_table_has_a_letter_of_its_own(store):
    plain = [choice["code"] for choice in store.choices["determination"] if _wording.letter_of("determined", choice["code"]) == "determined"]
    assert plain == ["other"]


def test_a_disclosure_tells_when_the_records_will_be_there(store, request_id):
    assert "available at 5:00 p.m. on Friday, May 1, 2026" in letter(store, request_id, "determined", outcome="granted", promised_on=date(2026, 5, 1), promised_time=time(17))


def test_what_is_published_is_named_by_its_address(store, request_id):
    assert "https://data.example.org/trees" in letter(
        store, request_id, "determined", outcome="already_published", endpoint="https://data.example.org/trees"
    )


def test_an_extension_names_its_date_reason_and_official(store, request_id):
    values = {
        "reason_code": "2",
        "extended_to_on": date(2026, 4, 28),
        "reason": "Two thousand plans.",
        "official_name": "Casey Sample",
        "official_title": "City Clerk",
    }
    text = letter(store, request_id, "extended", **values)
    for words in ("by Tuesday, April 28, 2026", "Two thousand plans.", "Casey Sample, City Clerk", "7922.535(c)"):
        assert words in text


@pytest.mark.parametrize("words", ["{{ 7 * 7 }}", "{% for x in y %}", "{{ by.__class__ }}", "<script>", "![](http://example.org/x)"])
def test_the_requester_s_words_stay_words(store, request_id, words):
    assert words in letter(store, request_id, "clarification_asked", question=words)


def test_an_act_without_a_letter_keeps_none(store, request_id):
    ledger.record(store, request_id, "note", STAFF, on_date=date(2026, 4, 9), note="x")
    assert store.query("from store.letter_text") == []


def test_a_letter_is_part_of_its_act(store, request_id, monkeypatch, tmp_path):
    (tmp_path / "note.md").write_text("{{ question }}")
    monkeypatch.setattr(_merge, "FOLDER", tmp_path)
    events = store.query("select count(*) as n from store.event")
    with pytest.raises(ledger.Refused, match="The letter lacks a fact"):
        ledger.record(store, request_id, "note", STAFF, on_date=date(2026, 4, 9), note="x")
    assert store.query("select count(*) as n from store.event") == events


def test_every_letter_belongs_to_a_kind_of_event_and_its_outcomes(store):
    possible = {f"{kind['kind']}_{choice['code']}" for kind in store.kinds.values() for choice in store.choices.get(kind["outcome_list"], ())}
    assert set(_wording.names()) <= {*store.kinds, *possible, "appendix"}


def test_what_happened_against_the_rules_gets_no_letter_of_ours(store, story):
    row = story("2026-03-02 received")
    ledger.record(store, row["request_id"], "determined", OFFICIAL, on_date=date(2026, 3, 20), outcome="denied", irregular_reason="Sent by another office")
    assert store.query("select count(*) as n from store.letter_text")[0]["n"] == 0


def test_an_appendix_counts_the_days_up_to_the_new_date_and_cites_the_rule(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=date(2026, 4, 13), verbatim="All plans")
    ledger.record(
        store, receipt.request_id, "extended", OFFICIAL, on_date=TODAY, reason_code="2", extended_to_on=date(2026, 5, 7),
        reason="Four thousand plans", official_name="Casey Sample", official_title="City Clerk", with_days=True,
    )  # fmt: skip
    letter = store.query("select body from store.letter_text where request_id = $id", id=receipt.request_id)[0]["body"]
    _, appendix = letter.split("Appendix: how the days are counted")
    assert appendix.count("2026: ") == 25 and "Thursday, May 7, 2026: day 24: the last day of the extension" in appendix
    assert "Gov. Code 7922.535" in appendix and "legal advice" not in letter


def test_a_letter_has_no_appendix_unless_it_is_asked_for(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=date(2026, 4, 13), verbatim="All plans")
    assert "Appendix" not in letters.acknowledgement(store, receipt.request_id, OFFICIAL)
    assert "Monday, April 13, 2026: day of receipt" in letters.acknowledgement(store, receipt.request_id, OFFICIAL, with_days=True)


def test_a_request_without_a_statutory_clock_has_no_days_to_count(store):
    receipt = ledger.receive(store, OFFICIAL, track="data", on_date=date(2026, 4, 13), verbatim="A new map")
    ledger.record(store, receipt.request_id, "no_existing_records_asked", OFFICIAL, on_date=TODAY, reason="A map is to be drawn")
    assert "Appendix" not in letters.acknowledgement(store, receipt.request_id, OFFICIAL, with_days=True)


def release(store, request_id, **values):
    """Release an installment of a granted request; answer its letter."""
    return letter(store, request_id, "released", on_date=TODAY, **values)


def test_a_release_counts_installments_and_names_its_files(store, request_id):
    letter(store, request_id, "determined", outcome="granted", promised_on=date(2026, 5, 1), promised_time=time(17))
    assert "installment 1" in release(store, request_id, no_fee=True)
    text = release(store, request_id, files=(File("plan.pdf", "application/pdf", b"%PDF"),), delivery="by_mail", delivered_to="The architect")
    for words in ("installment 2", "plan.pdf, 4 bytes, SHA-256 ", "(Mail)", "Given to: The architect"):
        assert words in text


def clear(store, request_id, review, on_date=date(2026, 4, 8), **values):
    """Open a review and finish it on the same day."""
    ledger.record(store, request_id, "review_opened", OFFICIAL, on_date=on_date, review=review)
    ledger.record(store, request_id, "review_cleared", OFFICIAL, on_date=on_date, review=review, **values)


PARTLY = DENIAL | {"outcome": "partly_granted", "promised_on": date(2026, 5, 1), "promised_time": time(17)}
REDACTED = "The names of complainants are left out.\n\nThey are personnel matters (7927.700)."


def test_what_was_redacted_and_why_is_told_with_the_partial_grant_and_each_release(store, request_id):
    clear(store, request_id, "privacy", outcome="cleared_with_redactions", redactions=REDACTED)
    clear(store, request_id, "legal", outcome="cleared_with_redactions", redactions="Advice of counsel is left out.")
    for text in (letter(store, request_id, "determined", **PARTLY), release(store, request_id, no_fee=True)):
        told = text.partition("What is left out of the records, and why:")[2]
        assert told.startswith(f"\n\n{REDACTED}\n\nAdvice of counsel is left out.\n\n")


def test_redactions_that_a_later_review_or_round_took_back_are_not_told(store, request_id):
    clear(store, request_id, "privacy", outcome="cleared_with_redactions", redactions=REDACTED)
    clear(store, request_id, "privacy", outcome="cleared")
    assert "left out" not in letter(store, request_id, "determined", **PARTLY)
    clear(store, request_id, "privacy", outcome="cleared_with_redactions", redactions=REDACTED)
    ledger.record(store, request_id, "closed", OFFICIAL, on_date=date(2026, 4, 9), outcome="withdrawn", note="By e-mail")
    ledger.record(store, request_id, "reopened", OFFICIAL, on_date=date(2026, 4, 9), reason="More")
    assert "left out" not in letter(store, request_id, "determined", **PARTLY)
    clear(store, request_id, "privacy", on_date=TODAY, outcome="cleared_with_redactions", redactions=REDACTED)
    assert REDACTED in release(store, request_id, no_fee=True)


def test_an_access_letter_says_what_terms_may_govern(store, request_id):
    letter(store, request_id, "determined", outcome="granted", promised_on=date(2026, 5, 1), promised_time=time(17))
    text = letter(
        store, request_id, "access_granted", on_date=TODAY, endpoint="https://api.example.org/trees", format="GeoJSON", key_reference="key-0007",
        terms_version="2026-01", refresh="weekly", expires_on=date(2027, 4, 1), contact="data@example.org", no_fee=True,
    )  # fmt: skip
    for words in (
        "https://api.example.org/trees", "Refreshed: Weekly", "ends on Thursday, April 1, 2027", "govern the key", "without restriction",
        "your right to records stays",
    ):  # fmt: skip
        assert words in text


def test_what_is_published_is_copied_for_whoever_cannot_reach_it(store, request_id):
    text = letter(store, request_id, "determined", outcome="already_published", dataset_id="trees")
    assert "we will promptly give you a copy (Gov. Code 7922.545)" in text


def test_a_denial_tells_of_the_court_and_of_no_deadline_for_an_appeal(store, request_id):
    text = letter(store, request_id, "determined", **DENIAL | {"balancing": "It shows every alarm."})
    assert "It shows every alarm." in text and "superior court" in text
    assert "within" not in text and "days" not in text


def test_an_estimate_names_its_lines_with_the_law_and_a_receipt_what_was_paid(store, request_id):
    estimate = letter(store, request_id, "fee_estimated", fee_kind="duplication", amount="1250.00")
    assert "- Direct cost of duplication: $1,250.00 (Gov. Code 7922.530(a))" in estimate
    assert "a deposit of $20.00" in letter(store, request_id, "deposit_asked", amount="20")
    counted = letter(store, request_id, "fee_estimated", lines=[{"fee_kind": "duplication", "quantity": "12", "unit_price": "0.125"}])
    assert "- Direct cost of duplication: 12 at $0.125, $1.50 (Gov. Code 7922.530(a))" in counted
    ledger.record(store, request_id, "fee_charged", OFFICIAL, on_date=date(2026, 4, 9), fee_kind="duplication", amount="20.00")
    receipt = letter(store, request_id, "fee_paid", amount="20", method="check", reference="R-77")
    assert "$20.00 (Check) on Thursday, April 9, 2026" in receipt and "R-77" in receipt


def test_a_fee_s_letter_names_its_lines_and_what_is_owed_in_all(store, request_id):
    text = letter(store, request_id, "fee_charged", lines=[{"fee_kind": "duplication", "quantity": "12", "unit_price": "0.125"}, {"fee_kind": "media", "amount": "2.50"}])
    for words in (
        "The fee for your request is $4.00.", "- Direct cost of duplication: 12 at $0.125, $1.50 (Gov. Code 7922.530(a))", "): $2.50 (Gov. Code",
        "$4.00 is now to be paid", "nothing for searching", "inspect the records free of charge",
    ):  # fmt: skip
        assert words in text
    letter(store, request_id, "fee_paid", amount="1")
    assert "$8.00 is now to be paid" in letter(store, request_id, "fee_charged", fee_kind="duplication", amount="5")


def test_a_corrected_fee_tells_what_is_owed_without_the_one_that_it_replaces(store, request_id):
    charged = ledger.record(store, request_id, "fee_charged", OFFICIAL, on_date=date(2026, 4, 9), fee_kind="duplication", amount="20")
    body = kept(store, ledger.correct(store, charged.event_id, OFFICIAL, amount="12"))["body"]
    assert letters.CORRECTED in body and "$12.00 is now to be paid" in body


def test_a_fee_that_was_paid_beforehand_asks_for_nothing(store, request_id):
    ledger.record(store, request_id, "fee_estimated", OFFICIAL, on_date=date(2026, 4, 9), fee_kind="duplication", amount="20")
    ledger.record(store, request_id, "fee_paid", OFFICIAL, on_date=date(2026, 4, 9), amount="20")
    text = letter(store, request_id, "fee_charged", fee_kind="duplication", amount="15")
    assert "What you paid before covers it" in text and "now to be paid" not in text


def test_a_refund_tells_the_sum_the_reason_and_what_is_still_owed(store, request_id):
    ledger.record(store, request_id, "fee_charged", OFFICIAL, on_date=date(2026, 4, 9), fee_kind="duplication", amount="20")
    ledger.record(store, request_id, "fee_paid", OFFICIAL, on_date=date(2026, 4, 9), amount="20")
    text = letter(store, request_id, "fee_refunded", amount="3.50", reason="Two pages were copied twice.")
    assert "We give you back $3.50" in text and "Two pages were copied twice." in text and "$3.50 is still to be paid" in text


def test_a_disclosure_tells_the_time_too(store, request_id):
    text = letter(store, request_id, "determined", outcome="granted", promised_on=date(2026, 5, 1), promised_time=time(14, 30))
    assert "available at 2:30 p.m. on Friday, May 1, 2026" in text


def test_an_appeal_s_result_and_the_reasons_are_told_with_the_way_to_court(store, request_id):
    letter(store, request_id, "determined", **DENIAL | {"balancing": "It shows every alarm."})
    city.save_local_review(store, ledger.Staff("administrator", "Desk administrator", "administrator"), True)
    appeal = ledger.record(store, request_id, "appealed", OFFICIAL, on_date=date(2026, 4, 9), reason="I disagree.")
    decided = letter(store, request_id, "appeal_decided", outcome="partly_reversed", about_event_id=appeal.event_id, reason="One page is disclosed.")
    reasons = letter(store, request_id, "rationale_sent", reason="The file is a personnel file.")
    assert "You asked" not in reasons and "We tell you why we decided as we did" in reasons
    asked = ledger.record(store, request_id, "rationale_requested", OFFICIAL, on_date=date(2026, 4, 13))
    assert "You asked on Monday, April 13, 2026 why" in letter(store, request_id, "rationale_sent", on_date=date(2026, 4, 14), reason="As above.", about_event_id=asked.event_id)
    assert "The result: Partly reversed." in decided and "One page is disclosed." in decided
    assert "The file is a personnel file." in reasons
    assert "superior court" in decided and "superior court" in reasons


def test_the_reasons_name_the_day_of_the_question_that_they_answer(store, request_id):
    letter(store, request_id, "determined", **DENIAL | {"balancing": "It shows every alarm."})

    def asked(day):
        return ledger.record(store, request_id, "rationale_requested", OFFICIAL, on_date=date(2026, 4, day)).event_id

    def reasons(day, **values):
        return letter(store, request_id, "rationale_sent", on_date=date(2026, 4, day), reason="As above.", **values)

    first = asked(10)
    assert "You asked on Friday, April 10, 2026 why" in reasons(11)
    assert "You asked" not in reasons(11)
    second = asked(13)
    assert "You asked on Friday, April 10, 2026 why" in reasons(14, about_event_id=first)
    with pytest.raises(Refused, match="What it answers came on 2026-04-13: it cannot be answered before"):
        reasons(12, about_event_id=second)
    ledger.record(store, request_id, "closed", OFFICIAL, on_date=date(2026, 4, 15), outcome="denied")
    ledger.record(store, request_id, "reopened", OFFICIAL, on_date=date(2026, 4, 16), reason="More was found")
    letter(store, request_id, "determined", on_date=date(2026, 4, 16), **DENIAL | {"balancing": "It shows every alarm."})
    assert "You asked" not in reasons(17)


def kept(store, receipt):
    """The letter kept with an entry, None for none."""
    return next(iter(store.query("from store.letter_text where event_id = $id", id=receipt.event_id)), None)


def test_a_corrected_entry_writes_its_letter_anew_and_says_so(store, request_id):
    first = ledger.record(store, request_id, "clarification_asked", OFFICIAL, on_date=date(2026, 4, 9), question="Which year?")
    corrected = ledger.correct(store, first.event_id, OFFICIAL, question="Which years?")
    body = kept(store, corrected)["body"]
    assert letters.CORRECTED in body and "Which years?" in body and "Monday, April 20, 2026" in body
    assert letters.CORRECTED not in kept(store, first)["body"]
    assert kept(store, ledger.correct(store, corrected.event_id, OFFICIAL, question="Which month?"))


def test_a_letter_that_told_how_its_days_are_counted_tells_it_when_corrected_too(store, request_id):
    details = {"on_date": date(2026, 4, 9), "question": "Which year?"}
    first = ledger.record(store, request_id, "clarification_asked", OFFICIAL, with_days=True, **details)
    corrected = ledger.correct(store, ledger.correct(store, first.event_id, OFFICIAL, question="Which years?").event_id, OFFICIAL, question="Which month?")
    appendix = kept(store, first)["body"].partition(letters.APPENDED)[2]
    assert "April" in appendix and kept(store, corrected)["body"].endswith(appendix)


def test_a_corrected_entry_that_sent_no_letter_sends_none(store, request_id):
    first = ledger.record(
        store, request_id, "determined", OFFICIAL, on_date=date(2026, 4, 9), outcome="denied", irregular_reason="Sent by another office"
    )
    assert kept(store, ledger.correct(store, first.event_id, OFFICIAL, on_date=date(2026, 4, 10))) is None


def test_a_kept_letter_knows_the_wording_that_it_was_made_from(store, request_id):
    first = ledger.record(store, request_id, "acknowledged", OFFICIAL, on_date=date(2026, 4, 9))
    assert kept(store, first)["wording_sha256"] == sha256(_wording.shipped("acknowledged"))
