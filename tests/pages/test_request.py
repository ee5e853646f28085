"""One request: each act's form for every kind, corrections, roles, and what a refusal leaves in the form."""

from datetime import date, time, timedelta

import pytest

from records_desk.db import city, clock, ledger, reading, roles
from records_desk.db._guard import words
from records_desk.db.store import Store
from tests.conftest import noon
from tests.pages.conftest import ADMINISTRATOR, facts, press, refused, said, titles, to_correct, well, widget

TODAY = date(2026, 4, 20)
GRANT = ("determined", {"outcome": "granted", "promised_on": TODAY + timedelta(days=9), "promised_time": time(17)})
ACCESS = ("access_granted", {"endpoint": "https://data.example.org", "format": "CSV", "key_reference": "K1", "terms_version": "1", "no_fee": True})
CHARGE = ("fee_charged", {"fee_kind": "duplication", "amount": "20.00"})
CALL = ("records_called", {"called_desk_id": 2, "answer_due_on": TODAY + timedelta(days=5)})
MISUSE = ("misuse_reported", {"note": "Names were matched"})
BEFORE = {
    "received": [],
    "open": [("routed", {"desk_id": 1})],
    "waiting_on_requester": [("clarification_asked", {"question": "Which?"})],
    "in_review": [("review_opened", {"review": "privacy"})],
    "determined": [GRANT],
    "producing": [GRANT, ("released", {"no_fee": True})],
    "in_service": [GRANT, ACCESS],
    "closed": [GRANT, ("released", {"no_fee": True}), ("closed", {"outcome": "granted"})],
}
NEEDED = {
    "clock_extended": [("clock_added", {"clock": "critical_incident"})],
    "hold_lifted": [("hold_set", {"reason": "Claim 12"})],
    "fee_paid": [CHARGE],
    "fee_waived": [CHARGE],
    "fee_expired": [CHARGE],
    "deposit_asked": [("fee_estimated", CHARGE[1])],
    "released": [("no_fee_decided", {})],
    "access_granted": [("no_fee_decided", {})],
    "dataset_published": [("no_fee_decided", {})],
    "fee_refunded": [CHARGE, ("fee_paid", {"amount": "20.00"})],
    "accepted": [("routed", {"desk_id": 3})],
    "review_cleared": [("review_opened", {"review": "privacy"})],
    "appeal_decided": [("appealed", {"reason": "Another look, please"})],
    "petition_decided": [("petition_filed", {"reference": "Case 56-2026-0001"})],
    "call_chased": [CALL],
    "call_answered": [CALL],
    "restriction_lifted": [("restricted", {"readers": [1]})],
    "misuse_triaged": [MISUSE],
    "misuse_evidence_noted": [MISUSE],
    "misuse_decided": [MISUSE],
    "misuse_closed": [MISUSE, ("misuse_decided", {"outcome": "none"})],
}
VALUES = {
    "desk_id": 2, "extended_to_on": TODAY + timedelta(days=14), "promised_on": TODAY + timedelta(days=5), "amount": "5.00",
    "fee_kind": "duplication", "sections": ["7927.500"], "track": "data", "related_request_id": "PRA-2026-000001",
    "clock": "critical_incident", "called_desk_id": 2, "answer_due_on": TODAY + timedelta(days=5), "minutes": "90",
    "expires_on": TODAY + timedelta(days=365), "readers": [1], "key_reference": "K1", "endpoint": "https://data.example.org/trees",
}  # fmt: skip
LONG_AGO = {"anonymised": date(2023, 3, 1)}  # what is sealed was closed years before
LATER = {"clock_extended": TODAY + timedelta(days=60)}  # the new date of a clock that runs for 45 days
OUTCOMES = {"determined": "no_records", "closed": "withdrawn"}


@pytest.fixture(scope="session")
def kinds(template):
    """The acts of the table, by kind."""
    store = Store(template, clock=noon)
    yield {name: kind for name, kind in store.kinds.items() if kind["act"]}
    store.close()


ACTS = [
    "routed", "acknowledged", "accepted", "returned", "clarification_asked", "clarification_answered", "clarification_lapsed", "extended",
    "fee_estimated", "fee_charged", "fee_paid", "fee_waived", "fee_refunded", "review_opened", "review_cleared", "determined",
    "production_promised", "released", "feasibility_decided", "access_granted", "dataset_published", "access_revoked", "access_deprecated",
    "closed", "reopened", "appealed", "appeal_decided", "misuse_reported", "misuse_decided", "track_changed",
    "no_existing_records_asked", "existing_records_asked", "clock_added", "clock_extended", "linked", "note", "voided",
    "records_called", "call_chased", "call_answered", "deposit_asked", "no_fee_decided", "fee_expired", "time_recorded", "build_started",
    "access_renewed", "rationale_requested", "rationale_sent", "petition_filed", "petition_decided", "misuse_triaged",
    "misuse_evidence_noted", "misuse_closed", "hold_set", "hold_lifted", "restricted", "restriction_lifted", "anonymised",
]  # fmt: skip


def test_every_act_of_the_table_has_its_form_tried_here(kinds):
    assert sorted(ACTS) == sorted(kinds)


@pytest.mark.parametrize("name", ACTS)
def test_the_form_of_each_act_can_be_filled_and_is_recorded(visit, store, received, name):
    kind = store.kinds[name]
    city.save_local_review(store, ADMINISTRATOR, True)
    received("The first one")
    receipt = received(track=kind["track"] or "records", on_date=LONG_AGO.get(name, TODAY))
    prepare(store, receipt, kind)
    tab = visit("request", "administrator", number=receipt.number)
    widget(tab, "_act").set_value(name)
    well(tab.run())
    for field in words(kind["requires"]):
        fill(tab, store, kind, field)
    if name == "extended":
        widget(tab, f"_{name}_official_name").set_value("Casey Sample")
    press(tab, f"_{name}_send")
    assert not refused(tab)
    assert f"{kind['label']} recorded on {receipt.number}." in said(tab)
    assert store.read("timeline", request_id=receipt.request_id)[-1]["kind"] == name


def prepare(store, receipt, kind) -> None:
    """Bring a request to the first status that allows the act, with what the act rests on."""
    status = words(kind["allowed_from"])[0]
    city.save_desk(store, ADMINISTRATOR, 3, "Planning & Development Services", asks_acceptance=True)
    for earlier, values in [*BEFORE[status], *NEEDED.get(kind["kind"], [])]:
        ledger.record(store, receipt.request_id, earlier, ADMINISTRATOR, on_date=LONG_AGO.get(kind["kind"], TODAY), **values)


def fill(tab, store, kind, field) -> None:
    """Put something lawful into one field of the act's form."""
    box = widget(tab, f"_{kind['kind']}_{field}")
    if field == "outcome":
        box.set_value(OUTCOMES.get(kind["kind"], store.choices[kind["outcome_list"]][0]["code"]))
    elif field == "about_event_id":
        kinds = words(kind["about"])
        box.set_value(store.query("select max(event_id) as event_id from store.event where list_contains($kinds, kind)", kinds=kinds)[0]["event_id"])
    elif kind["kind"] in LATER and field == "extended_to_on":
        box.set_value(LATER[kind["kind"]])
    elif field in ("reason_code", "review"):
        box.set_value(store.choices[store.fields[field]["choices"]][0]["code"])
    else:
        box.set_value(VALUES.get(field, "Some words"))


def test_of_two_tabs_with_one_form_the_second_is_told_what_the_first_recorded(visit, store, received):
    receipt = received(on_date=TODAY - timedelta(days=5))
    tabs = [visit("request", "official", number=receipt.number) for _ in range(2)]
    for tab, words_of in zip(tabs, ("No such file", "Nothing was found")):
        widget(tab, "_act").set_value("determined")
        tab.run()
        widget(tab, "_determined_outcome").set_value("no_records")
        tab.run()
        widget(tab, "_determined_reason").set_value(words_of)
    press(tabs[0], "_determined_send")
    assert "Determined recorded" in said(tabs[0])
    press(tabs[1], "_determined_send")
    assert "Sam Official recorded “Determined” at" in refused(tabs[1])
    assert widget(tabs[1], "_determined_reason").value == "Nothing was found"
    press(tabs[1], "_determined_send")
    assert "Determined recorded" in said(tabs[1])


def test_a_form_whose_act_was_done_elsewhere_stays_and_says_so(visit, store, received):
    receipt = received()
    tab = visit("request", "official", number=receipt.number)
    widget(tab, "_act").set_value("closed")
    tab.run()
    ledger.record(store, receipt.request_id, "closed", ADMINISTRATOR, on_date=TODAY, outcome="withdrawn")
    press(tab, "_closed_send")
    assert "Desk administrator recorded “Closed” at" in refused(tab)
    press(tab, "_closed_send")
    assert "not possible while the request is closed" in refused(tab)



def test_a_refused_act_says_why_and_keeps_the_input(visit, store, received):
    receipt = received()
    tab = visit("request", number=receipt.number)
    press(tab, "_quick_routed")
    tab = press(tab, "_routed_send")
    assert "“Route to a desk” needs: Desk." in refused(tab)
    widget(tab, "_act").set_value("determined")
    tab.run()
    widget(tab, "_determined_outcome").set_value("denied")
    tab.run()
    widget(tab, "_determined_reason").set_value("Confidential")
    press(tab, "_determined_send")
    assert "needs at least one exemption" in refused(tab)
    assert widget(tab, "_determined_reason").value == "Confidential"
    assert len(store.read("timeline", request_id=receipt.request_id)) == 1


def test_what_the_rules_refuse_is_recorded_as_it_happened_with_a_reason(visit, store, received):
    receipt = received()
    tab = visit("request", number=receipt.number)
    widget(tab, "_irregular").check()
    well(tab.run())
    widget(tab, "_act").set_value("released")
    tab.run()
    widget(tab, "_why").set_value("The counter handed it out")
    press(tab, "_released_send")
    assert "Released recorded" in said(tab)
    assert store.read("timeline", request_id=receipt.request_id)[-1]["irregular"] == "late"


def test_a_payment_is_offered_with_what_is_owed(visit, store, received):
    receipt = received()
    ledger.record(store, receipt.request_id, "fee_charged", ADMINISTRATOR, on_date=TODAY, fee_kind="duplication", amount="12.50")
    tab = visit("request", number=receipt.number)
    widget(tab, "_act").set_value("fee_paid")
    assert widget(tab.run(), "_fee_paid_amount").value == "12.50"


def test_the_official_named_last_is_offered_again(visit, received):
    tab = visit("request", number=received().number)
    decide(tab, "no_records")
    assert widget(tab, "_determined_official_name").value == "Desk administrator"
    widget(tab, "_determined_official_name").set_value("Casey Sample")
    press(tab, "_determined_send")
    decide(tab, "no_records")
    assert widget(tab, "_determined_official_name").value == "Casey Sample"
    later = visit("request", number=received().number)
    decide(later, "no_records")
    assert widget(later, "_determined_official_name").value == "Casey Sample"


def decide(tab, outcome) -> list[str]:
    """Choose the determination and its outcome; the fields that it then asks for, as labelled."""
    widget(tab, "_act").set_value("determined")
    tab.run()
    widget(tab, "_determined_outcome").set_value(outcome)
    well(tab.run())
    items = [item for kind in ("text_input", "text_area", "selectbox", "multiselect", "date_input") for item in getattr(tab, kind)]
    return [item.label for item in items if "_determined_" in (item.key or "") and item.label not in ("On", "Language of the letter")]


def test_the_determination_asks_for_what_its_outcome_needs_and_for_nothing_else(visit, received):
    tab = visit("request", number=received().number)
    who = ["Responsible official (required)", "Title of the official (required)"]
    assert sorted(decide(tab, None)) == ["Outcome (required)"]
    assert sorted(decide(tab, "denied")) == [
        "Exemptions (required)", "Further responsible officials (if any)",
        "Outcome (required)", "Reason (required)", *who,
    ]  # fmt: skip
    assert {"Exemptions (required)", "Reason (required)", *who} < set(decide(tab, "partly_granted"))
    granted = decide(tab, "granted")
    assert "Reason (if any)" in granted and not {"Exemptions", "Responsible official"} & {label.split(" (")[0] for label in granted}
    assert "Dataset ID (required, or Address or endpoint)" in decide(tab, "already_published")


def test_what_a_corrected_outcome_does_not_ask_for_goes_with_the_old_one(visit, store, received):
    receipt = received()
    denial = {"sections": ["7927.500"], "reason": "Confidential", "official_name": "Casey Sample", "official_title": "City Clerk"}
    ledger.record(store, receipt.request_id, "determined", ADMINISTRATOR, on_date=TODAY, outcome="denied", **denial)
    tab = visit("request", number=receipt.number)
    to_correct(tab)
    (outcome,) = [box for box in tab.selectbox if box.key.startswith("request_fix") and box.key.endswith("_outcome")]
    outcome.set_value("withdrawn")
    tab.run()
    press(tab, outcome.key.removesuffix("_outcome") + "_send")
    corrected = reading.timeline(store, receipt.request_id)[-1]
    assert (corrected["outcome"], corrected["sections"], corrected["officials"]) == ("Withdrawn", None, None)
    assert [text["body"] for text in corrected["texts"]] == ["Confidential"]


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_role_is_offered_the_acts_that_the_table_gives_it(visit, store, received, role):
    receipt = received()
    ledger.record(store, receipt.request_id, CALL[0], ADMINISTRATOR, on_date=TODAY, **CALL[1])  # chasers and answers are offered where there is one
    tab = visit("request", role, number=receipt.number)
    row = store.read("request", request_id=receipt.request_id)[0]
    wanted = [kind["act"] for kind in ledger.allowed(store, row, ledger.Staff(role, role, role, desk_id=1))]
    boxes = [box for box in tab.selectbox if (box.key or "").endswith("_act")]
    assert sorted(boxes[0].options if boxes else []) == sorted(wanted)


def test_a_typo_and_a_phone_number_are_corrected_in_one_form_without_a_reason(visit, store, received):
    receipt = received("All permts", name="Pat Doe", summary="Permits")
    tab = visit("request", "staff", number=receipt.number)
    facts = next(item.key for item in tab.text_input if item.key.startswith("request_facts") and item.key.endswith("_phone"))
    widget(tab, facts).set_value("805 555 0100")
    widget(tab, facts.removesuffix("_phone") + "_verbatim").set_value("All permits")
    press(tab, facts.removesuffix("_phone") + "_send")
    assert f"Facts of {receipt.number} corrected." in said(tab)
    facts = store.read("intake_facts", request_id=receipt.request_id)[0]
    assert (facts["phone"], facts["verbatim"], facts["name"], facts["summary"]) == ("805 555 0100", "All permits", "Pat Doe", "Permits")


def test_what_a_colleague_corrected_meanwhile_is_not_undone(visit, store, received):
    receipt = received("All permts", name="Pat")
    tab = visit("request", "staff", number=receipt.number)
    ledger.correct(store, receipt.event_id, ADMINISTRATOR, name="Pat Doe", is_personal=True)
    facts = next(item.key for item in tab.text_input if item.key.startswith("request_facts") and item.key.endswith("_phone"))
    widget(tab, facts).set_value("805 555 0100")
    press(tab, facts.removesuffix("_phone") + "_send")
    facts = store.read("intake_facts", request_id=receipt.request_id)[0]
    assert (facts["phone"], facts["name"], facts["is_personal"]) == ("805 555 0100", "Pat Doe", True)


def test_entries_that_read_alike_are_told_apart_and_the_one_that_was_chosen_is_meant(visit, store, received):
    receipt = received()
    for note in ("First", "Second", "Third"):
        ledger.record(store, receipt.request_id, "note", ADMINISTRATOR, on_date=TODAY, note=note)
    tab = to_correct(visit("request", number=receipt.number), 1)
    box = next(box for box in tab.selectbox if box.key.startswith("request_entry_"))
    assert box.options == ["Note, Mon 20 Apr 2026", "Note, Mon 20 Apr 2026 (2)", "Note, Mon 20 Apr 2026 (3)"]
    (note,) = [item for item in tab.text_area if item.key.startswith("request_fix") and item.key.endswith("_note")]
    assert note.value == "Second"


def test_nothing_is_offered_that_is_always_refused(visit, received, store):
    receipt = received()
    ledger.record(store, receipt.request_id, "determined", ADMINISTRATOR, on_date=TODAY, outcome="no_records", reason="Searched")
    tab = visit("request", "staff", number=receipt.number)
    assert not [box for box in tab.selectbox if box.key.startswith("request_entry_")]
    admin = visit("request", number=receipt.number)
    widget(admin, "_irregular").check()
    well(admin.run())
    assert "Anonymise the request" not in widget(admin, "_act").options


def test_the_address_is_no_markup(visit):
    title = visit("request", number="![x](http://192.0.2.1/x.png)").title[0].value
    assert title.startswith("!\\[X\\](")


def test_facts_without_a_change_write_nothing(visit, store, received):
    receipt = received()
    tab = visit("request", number=receipt.number)
    (send,) = [button for button in tab.button if button.key.startswith("request_facts") and button.key.endswith("_send")]
    press(tab, send.key)
    assert "Nothing was changed." in [item.value for item in tab.info]
    assert len(store.read("timeline", request_id=receipt.request_id)) == 1


def test_a_wrong_entry_is_corrected_or_struck_out(visit, store, received):
    receipt = received()
    ledger.record(store, receipt.request_id, "note", ADMINISTRATOR, on_date=TODAY, note="Called tomorow")
    tab = visit("request", number=receipt.number)
    to_correct(tab)
    (note,) = [item for item in tab.text_area if item.key.startswith("request_fix") and item.key.endswith("_note")]
    note.set_value("Called tomorrow")
    press(tab, note.key.removesuffix("_note") + "_send")
    assert "Note on PRA-2026-000001 corrected." in said(tab)
    to_correct(tab)
    (note,) = [item for item in tab.text_area if item.key.startswith("request_fix") and item.key.endswith("_note")]
    assert note.value == "Called tomorrow"
    press(tab, note.key.removesuffix("_note") + "_strike")
    assert "will no longer count" in tab.warning[-1].value and store.read("timeline", request_id=receipt.request_id)[-1]["kind"] == "note"
    press(tab, "_strike_now")
    assert "Note on PRA-2026-000001 struck out." in said(tab)
    assert [row["kind"] for row in store.read("timeline", request_id=receipt.request_id)] == ["received", "note", "note", "corrected"]


def test_a_link_to_another_request_can_be_corrected(visit, store, received):
    other, receipt = received("The first one"), received()
    ledger.record(
        store, receipt.request_id, "linked", ADMINISTRATOR, on_date=TODAY, related_request_id=other.request_id, outcome="related"
    )
    tab = to_correct(visit("request", number=receipt.number))
    (box,) = [item for item in tab.text_input if item.key.endswith("_related_request_id")]
    assert box.value == other.number
    press(tab, box.key.removesuffix("_related_request_id") + "_send")
    assert not refused(tab)


def test_a_number_that_is_not_there_has_a_way_on_and_a_way_back(visit, received):
    first = received(desk_id=1)
    tab = visit("request", number="PRA-1999-000001")
    labels = [button.label for button in tab.button]
    assert f"Next request: {first.number}" in labels and "Back to the queue" in labels and "Print view" not in labels
    press(tab, "request_next")
    assert titles(tab) == [first.number]


def test_a_number_that_is_not_there_is_asked_for_again(visit, received):
    received()
    tab = visit("request", number="PRA-1999-000001")
    assert refused(tab) == "There is no request with this number."
    widget(tab, "request_number_PRA-1999-000001").set_value("pra-2026-000001 ")
    assert titles(well(tab.run())) == ["PRA-2026-000001"]


def extension(tab):
    """The extension form of a request, opened."""
    widget(tab, "_act").set_value("extended")
    return well(tab.run())


def test_an_extension_is_offered_up_to_its_safe_cap_and_says_what_it_must_keep_to(visit, store, received):
    tab = extension(visit("request", number=received(on_date=date(2026, 4, 13)).number))
    assert widget(tab, "_extended_extended_to_on").value == date(2026, 5, 7)
    told = " ".join(caption.value for caption in tab.caption).replace("\\", "")
    assert "dated on or before Thu 23 Apr 2026" in told and "Safe cap of the new date: Thu 7 May 2026" in told
    assert "Gov. Code 7922.535" in told and "[V]" in told


def test_a_date_after_the_safe_cap_warns_and_asks_why(visit, store, received):
    clock.close_days(store, [date(2026, 4, 24)])
    receipt = received(on_date=date(2026, 4, 14))  # due on that Friday, so the limit lies three days after the cap
    tab = extension(visit("request", "official", number=receipt.number))
    row = store.query("from store.snapshot where number = $number", number=receipt.number)[0]
    assert row["extension_limit_on"] > row["extension_cap_on"]
    widget(tab, "_extended_extended_to_on").set_value(row["extension_limit_on"])
    well(tab.run())
    assert "after the safe cap" in tab.warning[0].value
    widget(tab, "_extended_reason_code").set_value("2")
    widget(tab, "_extended_reason").set_value("Plans")
    press(tab, "_extended_send")
    assert "say why it must be later" in refused(tab)
    widget(tab, "_extended_cap_reason").set_value("City Hall was closed on the tenth day")
    press(tab, "_extended_send")
    assert "Extended recorded" in said(tab)


def test_only_circumstances_of_the_day_of_receipt_are_offered(visit, store, received):
    def offered(day):
        return widget(extension(visit("request", number=received(on_date=day).number)), "_extended_reason_code").options

    assert [len(offered(day)) for day in (date(2024, 12, 31), date(2025, 12, 31), date(2026, 4, 13))] == [4, 5, 6]


def test_a_second_extension_that_went_out_is_recorded_as_irregular(visit, store, received):
    receipt = received(on_date=date(2026, 4, 13))
    sent = {"reason_code": "2", "reason": "Plans", "official_name": "Casey Sample", "official_title": "City Clerk"}
    ledger.record(store, receipt.request_id, "extended", ADMINISTRATOR, on_date=TODAY, extended_to_on=date(2026, 5, 7), **sent)
    tab = visit("request", number=receipt.number)
    widget(tab, "_irregular").check()
    well(tab.run())
    tab = extension(tab)
    assert "a second extension is refused" in " ".join(warning.value for warning in tab.warning)
    widget(tab, "_extended_reason_code").set_value("3")
    widget(tab, "_extended_extended_to_on").set_value(date(2026, 5, 29))
    for name, value in {"reason": "More plans", "official_name": "Casey Sample", "official_title": "City Clerk"}.items():
        widget(tab, f"_extended_{name}").set_value(value)
    widget(tab, "_why").set_value("It was mailed last week")
    press(tab, "_extended_send")
    row = store.query("from store.snapshot where request_id = $id", id=receipt.request_id)[0]
    assert (row["extended_to_on"], row["irregular_events"]) == (date(2026, 5, 7), 1)


def test_every_clock_of_a_request_is_listed_with_how_it_stands(visit, store, received, shown):
    receipt = received(on_date=date(2026, 4, 1))
    ledger.record(store, receipt.request_id, "clock_added", ADMINISTRATOR, on_date=TODAY, clock="form_700")
    ledger.record(store, receipt.request_id, "clarification_asked", ADMINISTRATOR, on_date=date(2026, 4, 10), question="Which years?")
    tab = visit("request", number=receipt.number)
    lines = shown["request_clocks"][1]
    assert [line["clock"].split(":")[0].split(" (")[0] for line in lines] == ["Determination", "Form 700 or campaign statement"]
    assert "(Gov. Code 7922.535" in lines[0]["clock"] and lines[0]["clock"].endswith("[V]")
    assert "(Gov. Code 81008) [S]" in lines[1]["clock"] and "overdue" in lines[0]["stands"] and "overdue" in lines[1]["stands"]
    told = " ".join(caption.value for caption in tab.caption).replace("\\", "")
    assert "Days waiting on the requester: 10" in told and "not a statutory one: it does not move the due date" in told


def test_a_request_for_no_existing_records_says_that_no_time_runs(visit, store, received, shown):
    receipt = received(track="data")
    ledger.record(store, receipt.request_id, "no_existing_records_asked", ADMINISTRATOR, on_date=TODAY, reason="A map is to be drawn")
    tab = visit("request", number=receipt.number)
    (line,) = shown["request_clocks"][1]
    assert (line["due"], line["stands"]) == ("–", "no statutory time runs")
    assert facts(tab)["Determination due"] == ["No date", "asks for no existing records"]


def test_both_due_dates_stand_on_the_page_and_an_irregular_extension_is_called_so(visit, store, received, shown):
    receipt = received(on_date=date(2026, 3, 2))
    sent = {"reason_code": "2", "reason": "Plans", "official_name": "Casey Sample", "official_title": "City Clerk"}
    late = {"extended_to_on": date(2026, 4, 30), "irregular_reason": "Mailed by another office"}
    ledger.record(store, receipt.request_id, "extended", ADMINISTRATOR, on_date=TODAY, **sent, **late)
    visit("request", number=receipt.number)
    (line,) = shown["request_clocks"][1]
    told = "first due Thu 12 Mar 2026\nirregular extension to Thu 30 Apr 2026: the date in force stays"
    assert (line["due"], line["history"]) == ("Thu 12 Mar 2026", told) and "overdue" in line["stands"]


@pytest.mark.parametrize(
    ("released_on", "stands"),
    [
        (None, "nothing released yet, 31 days past the first promise"),
        (date(2026, 4, 1), "first released 12 days after the day first promised"),
        (date(2026, 3, 20), "first released on the day first promised"),
        (date(2026, 3, 19), "first released 1 day before the day first promised"),
    ],
)
def test_every_promised_date_is_shown_and_the_slip_from_the_first_told_in_words(visit, store, received, shown, released_on, stands):
    receipt = received(on_date=date(2026, 3, 2))
    granted = {"outcome": "granted", "promised_on": date(2026, 3, 20), "promised_time": time(17)}
    ledger.record(store, receipt.request_id, "determined", ADMINISTRATOR, on_date=date(2026, 3, 9), **granted)
    ledger.record(store, receipt.request_id, "production_promised", ADMINISTRATOR, on_date=date(2026, 3, 19), promised_on=date(2026, 4, 3))
    if released_on:
        ledger.record(store, receipt.request_id, "released", ADMINISTRATOR, on_date=released_on, no_fee=True)
    visit("request", number=receipt.number)
    _, line = shown["request_clocks"][1]
    assert line["history"] == "Fri 20 Mar 2026, told on Mon 9 Mar 2026\nFri 3 Apr 2026, told on Thu 19 Mar 2026"
    assert (line["stands"], line["_late"]) == (stands, released_on is None)


@pytest.mark.parametrize(("act", "field", "value"), [("acknowledged", "note", ""), ("clarification_asked", "question", "Which years?")])
def test_the_count_of_days_is_added_to_a_letter_on_demand(visit, store, received, act, field, value):
    receipt = received(on_date=date(2026, 4, 13))
    tab = visit("request", number=receipt.number)
    widget(tab, "_act").set_value(act)
    well(tab.run())
    widget(tab, f"_{act}_{field}").set_value(value)
    widget(tab, f"_{act}_days").check()
    press(tab, f"_{act}_send")
    letter = reading.timeline(store, receipt.request_id)[-1]["letter"]
    assert "Appendix: how the days are counted" in letter and "Thursday, April 23, 2026: day 10: the last day" in letter


def test_what_went_out_on_a_circumstance_not_yet_in_force_can_be_recorded(visit, received):
    tab = visit("request", number=received(on_date=date(2024, 12, 31)).number)
    widget(tab, "_irregular").check()
    well(tab.run())
    assert len(widget(extension(tab), "_extended_reason_code").options) == 6


def test_a_corrected_extension_keeps_what_was_recorded(visit, store, received):
    receipt = received(on_date=date(2026, 4, 13))
    sent = {"reason_code": "2", "reason": "Plans", "official_name": "Casey Sample", "official_title": "City Clerk"}
    ledger.record(store, receipt.request_id, "extended", ADMINISTRATOR, on_date=TODAY, extended_to_on=date(2026, 5, 6), **sent)
    tab = visit("request", number=receipt.number)
    to_correct(tab)
    (moved,) = [item for item in tab.date_input if item.key.startswith("request_fix") and item.key.endswith("_extended_to_on")]
    assert moved.value == date(2026, 5, 6) and not tab.warning
    moved.set_value(date(2026, 5, 7))
    well(tab.run())
    press(tab, moved.key.removesuffix("_extended_to_on") + "_send")
    assert not refused(tab)
    row = store.read("request", request_id=receipt.request_id)[0]
    assert (row["extended_to_on"], row["extension_reason"]) == (date(2026, 5, 7), "2")


def test_a_long_history_shows_its_newest_entries_and_pages_to_the_others(visit, store, received, shown):
    receipt = received()
    for nth in range(35):
        ledger.record(store, receipt.request_id, "note", ADMINISTRATOR, on_date=TODAY, note=f"Call {nth}")
    tab = visit("request", number=receipt.number)
    caption, rows = shown["request_timeline"]
    assert (caption, len(rows), rows[-1]["details"]) == ("Timeline: 36 entries, 7 to 36 shown", 30, "Call 34")
    (pages,) = tab.get("pagination")
    pages.set_value(1)
    well(tab.run())
    caption, rows = shown["request_timeline"]
    assert (caption, [row["what"] for row in rows]) == ("Timeline: 36 entries, 1 to 6 shown", ["Received"] + ["Note"] * 5)


def test_what_was_just_recorded_is_undone_at_the_top_of_the_page(visit, received, store):
    number = received().number
    tab = press(visit("request", "official", number=number), "_quick_acknowledged")
    press(tab, "_acknowledged_send")
    assert "Acknowledged recorded on" in said(tab) and [box.label for box in tab.expander if box.label.startswith("Letter")]
    press(tab, "desk_undo")
    assert f"Undone: “Acknowledged” on {number} is struck out." in said(tab) and "was not e-mailed from here" in said(tab)
    assert not [button for button in tab.button if button.key == "desk_undo"]
    (letter,) = [box for box in tab.expander if box.label.startswith("Letter")]
    assert "no longer stands" in letter.label.replace("\\", "")


def test_an_undo_that_comes_too_late_says_so_and_the_sentence_stays(visit, received, store, monkeypatch):
    number = received().number
    tab = press(visit("request", "official", number=number), "_quick_acknowledged")
    press(tab, "_acknowledged_send")
    monkeypatch.setattr(store, "clock", lambda: noon() + timedelta(minutes=16))
    press(tab, "desk_undo")
    assert "Not undone. This was recorded more than 15 minutes ago" in refused(tab)
    assert "Acknowledged recorded on" in said(tab) and not [button for button in tab.button if button.key == "desk_undo"]


def test_nobody_is_offered_to_undo_a_correction_or_what_their_role_may_not(visit, received):
    number = received().number
    tab = visit("request", "manager", number=number)
    widget(tab, "_act").set_value("note")
    well(tab.run())
    widget(tab, "_note_note").set_value("Called")
    press(tab, "_note_send")
    assert "Note recorded on" in said(tab)
    assert not [button for button in tab.button if button.key == "desk_undo"]
