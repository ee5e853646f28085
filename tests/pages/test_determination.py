"""The form of a determination: what it asks for, warns of and refuses, and what it leaves in the ledger."""

from datetime import date, time

import pytest

from records_desk.db import ledger, reading
from tests.pages.conftest import ADMINISTRATOR, labelled, press, refused, said, to_correct, well, widget

TODAY = date(2026, 4, 20)


def chosen(tab, outcome):
    """The form of the determination with this outcome."""
    widget(tab, "_act").set_value("determined")
    tab.run()
    widget(tab, "_determined_outcome").set_value(outcome)
    return well(tab.run())


def under(tab, *sections):
    """Choose the exemptions."""
    widget(tab, "_determined_sections").set_value(list(sections))
    return well(tab.run())


def put(tab, **values):
    """Fill fields of the determination."""
    for name, value in values.items():
        widget(tab, f"_determined_{name}").set_value(value)


def warned(tab):
    return " ".join(item.value for item in tab.warning).replace("\\", "")


def kept(store, receipt):
    (entry,) = [entry for entry in reading.timeline(store, receipt.request_id) if entry["kind"] == "determined"]
    return entry


@pytest.mark.parametrize(("promised_on", "closes"), [(date(2026, 4, 28), time(18)), (date(2026, 5, 1), time(17))])
def test_the_time_is_the_closing_hour_of_the_promised_day(visit, store, received, promised_on, closes):
    receipt = received()
    tab = chosen(visit("request", number=receipt.number), "granted")
    assert widget(tab, "_determined_promised_time").value is None
    put(tab, promised_on=promised_on)
    assert widget(well(tab.run()), "_determined_promised_time").value == closes
    press(tab, "_determined_send")
    assert "Determined recorded" in said(tab)
    assert (kept(store, receipt)["promised_on"], kept(store, receipt)["promised_time"]) == (promised_on, closes)


def test_another_time_can_be_chosen(visit, store, received):
    receipt = received()
    tab = chosen(visit("request", number=receipt.number), "granted")
    put(tab, promised_on=date(2026, 4, 28))
    well(tab.run())
    put(tab, promised_time=time(10, 30))
    press(tab, "_determined_send")
    assert kept(store, receipt)["promised_time"] == time(10, 30)


def test_a_date_and_a_click_at_once_still_have_their_hour(visit, store, received):
    receipt = received()
    tab = chosen(visit("request", number=receipt.number), "granted")
    put(tab, promised_on=date(2026, 5, 1))
    press(tab, "_determined_send")
    assert kept(store, receipt)["promised_time"] == time(17)


DENIAL = {"reason": "A draft", "official_name": "Casey Sample", "official_title": "City Clerk"}


def test_further_officials_are_named_with_their_titles_and_shown_again_when_corrected(visit, store, received):
    receipt = received()
    tab = under(chosen(visit("request", number=receipt.number), "denied"), "7927.500")
    put(tab, **DENIAL, further_officials="Robin Sample, City Attorney\nJo Example")
    press(tab, "_determined_send")
    assert "“Jo Example” names no title" in refused(tab)
    put(tab, further_officials="Robin Sample, City Attorney\nJo Example; Director, Planning")
    press(tab, "_determined_send")
    assert kept(store, receipt)["officials"] == "Casey Sample, City Clerk; Jo Example, Director, Planning; Robin Sample, City Attorney"
    to_correct(tab)
    (again,) = [box for box in tab.text_area if box.key.startswith("request_fix") and box.key.endswith("_further_officials")]
    assert again.value == "Robin Sample, City Attorney\nJo Example; Director, Planning"


def test_the_catch_all_asks_for_its_balancing_and_other_sections_do_not(visit, store, received):
    receipt = received()
    tab = under(chosen(visit("request", number=receipt.number), "denied"), "7927.500")
    assert not [box for box in tab.text_area if box.key.endswith("_balancing")]
    under(tab, "7922.000")
    put(tab, **DENIAL)
    press(tab, "_determined_send")
    assert "The catch-all needs a text of its own" in refused(tab)
    labelled(tab, "Balancing of the public interests (required)").set_value("Candor among staff clearly outweighs")
    press(tab, "_determined_send")
    assert "Determined recorded" in said(tab)
    assert {"part": "balancing", "body": "Candor among staff clearly outweighs"} in kept(store, receipt)["texts"]


def test_an_unverified_section_warns_and_is_not_refused(visit, received):
    tab = under(chosen(visit("request", number=received().number), "denied"), "7925.005")
    assert "7925.005: nobody read the text of the law for this row [U]" in warned(tab)
    put(tab, **DENIAL)
    press(tab, "_determined_send")
    assert "Determined recorded" in said(tab)


def test_what_was_released_before_is_told_where_exemptions_are_chosen(visit, store, received):
    first, receipt = received("Tree removal permits on Saviers Road"), received("Tree removal permits on Saviers Road")
    ledger.record(store, first.request_id, "released", ADMINISTRATOR, on_date=TODAY, irregular_reason="Handed out")
    tab = chosen(visit("request", number=receipt.number), "granted")
    assert "Already released" not in warned(tab)
    tab = chosen(tab, "denied")
    assert f"Already released in request [{first.number}](/request?number={first.number})" in warned(tab)
    assert "Gov. Code 7921.505" in warned(tab)


def test_a_duplicate_names_the_other_request_and_is_linked_to_it(visit, store, received):
    other, receipt = received(), received()
    tab = chosen(visit("request", number=receipt.number), "duplicate")
    press(tab, "_determined_send")
    assert "Name the other request" in refused(tab)
    put(tab, related_request_id="PRA-1999-000001")
    press(tab, "_determined_send")
    assert "There is no other request with that number" in refused(tab)
    put(tab, related_request_id=other.number)
    press(tab, "_determined_send")
    assert [entry["kind"] for entry in reading.timeline(store, receipt.request_id)] == ["received", "determined", "linked"]
    assert {entry["related"] for entry in reading.timeline(store, receipt.request_id)} == {None, other.number}


def test_a_referral_says_to_which_agency(visit, store, received):
    receipt = received()
    tab = chosen(visit("request", number=receipt.number), "referred")
    press(tab, "_determined_send")
    assert "Say which agency holds the records" in refused(tab)
    put(tab, agency="County Recorder, 800 South Victoria Avenue")
    press(tab, "_determined_send")
    assert {"part": "agency", "body": "County Recorder, 800 South Victoria Avenue"} in kept(store, receipt)["texts"]


@pytest.mark.parametrize("is_closed", [False, True])
def test_who_cannot_use_what_is_published_is_given_a_copy_whether_open_or_closed(visit, store, received, is_closed):
    receipt = received()
    published = {"outcome": "already_published", "endpoint": "https://data.example.org/trees"}
    ledger.record(store, receipt.request_id, "determined", ADMINISTRATOR, on_date=TODAY, **published)
    if is_closed:
        ledger.record(store, receipt.request_id, "closed", ADMINISTRATOR, on_date=TODAY, outcome="already_published")
    tab = visit("request", number=receipt.number)
    widget(tab, "_act").set_value("reopened")
    tab.run()
    assert "cannot reach or copy it where it is published" in widget(tab, "_reopened_reason").value
    press(tab, "_reopened_send")
    assert reading.request(store, receipt.request_id)["status"] == "open"
    tab = chosen(tab, "granted")
    put(tab, promised_on=TODAY)
    press(tab, "_determined_send")
    assert "Determined recorded" in said(tab)


@pytest.mark.parametrize("track", ["records", "data"])
def test_every_outcome_that_went_out_defective_can_be_recorded_as_it_was(visit, store, received, track):
    for choice in store.choices["determination"]:
        if choice["track"] in (None, track):
            receipt = received(track=track)
            tab = visit("request", number=receipt.number)
            widget(tab, "_irregular").check()
            well(tab.run())
            tab = chosen(tab, choice["code"])
            for box in [box for box in tab.text_input if "_determined_official_" in (box.key or "")]:
                box.set_value("")
            widget(tab, "_why").set_value("It went out so last week")
            press(tab, "_determined_send")
            assert "Determined recorded" in said(tab), (choice["code"], refused(tab))
            assert kept(store, receipt)["irregular"] == "Happened outside the rules" and kept(store, receipt)["letter"] is None


def test_the_timeline_tells_the_estimated_time_and_names_reason_and_balancing(visit, store, received, shown):
    receipt = received()
    ledger.record(
        store, receipt.request_id, "determined", ADMINISTRATOR, on_date=store.today(), outcome="partly_granted", sections=["7922.000"],
        reason="A draft.", balancing="Candor clearly outweighs.", promised_on=store.today(), promised_time=time(14, 30),
        official_name="Casey Sample", official_title="City Clerk",
    )  # fmt: skip
    visit("request", "viewer", number=receipt.number)
    told = next(row["details"] for row in shown["request_timeline"][1] if row["what"] == "Determined")
    assert "estimated time 14:30" in told
    assert {"Reason: A draft.", "Balancing of the public interests: Candor clearly outweighs."} <= set(told.splitlines())
