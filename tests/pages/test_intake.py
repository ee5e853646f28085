"""Logging a request: what is required, what is taken from an e-mail, what is told after Save."""

from datetime import date, time

import pytest

from records_desk.db import reading
from tests.pages.conftest import labelled, press, refused, said, titles, well, widget

MAIL = """From: Doe, Pat <pat@example.org>
Sent: Friday, April 17, 2026 4:45 PM
To: City Clerk <clerk@example.org>
Subject: Building permits

All permits of 2025, please."""


def logged(store) -> dict:
    """The facts of the first request."""
    return store.read("intake_facts", request_id=store.read("requests", reader=None, as_of=store.today())[0]["request_id"])[0]


def test_only_the_words_are_required_and_receipt_defaults_to_now(visit, store):
    tab = visit("intake", "staff")
    assert (labelled(tab, "Received on").value, labelled(tab, "Received at").value) == (date(2026, 4, 20), time(13, 0))
    widget(tab, "_text").set_value("All permits")
    press(tab, "_save")
    assert "Logged as PRA-2026-000001. Determination due Thu 30 Apr 2026" in said(tab)
    assert "We received your request" in tab.code[0].value
    assert logged(store)["verbatim"] == "All permits" and logged(store)["name"] is None


def test_without_words_nothing_is_logged_and_the_form_keeps_its_input(visit, store):
    tab = visit("intake")
    widget(tab, "_name").set_value("Pat Doe")
    press(tab, "_save")
    assert "Write down what was asked" in refused(tab)
    assert widget(tab, "_name").value == "Pat Doe"
    assert not store.read("any_request")


def test_a_pasted_mail_fills_sender_date_and_channel_and_keeps_its_subject(visit, store):
    tab = visit("intake")
    widget(tab, "_channel").set_value("phone")
    widget(tab, "_text").set_value(MAIL)
    well(tab.run())
    assert (labelled(tab, "Received on").value, labelled(tab, "Received at").value) == (date(2026, 4, 17), time(16, 45))
    press(tab, "_save")
    facts = logged(store)
    assert (facts["name"], facts["email"], facts["summary"]) == ("Doe, Pat", "pat@example.org", None)
    assert facts["verbatim"].startswith("Building permits") and facts["verbatim"].endswith("All permits of 2025, please.")
    assert (facts["channel"], facts["on_date"]) == ("email", date(2026, 4, 17))


def test_what_the_clerk_changed_after_the_paste_stays(visit, store):
    tab = visit("intake")
    widget(tab, "_text").set_value(MAIL)
    tab.run()
    widget(tab, "_name").set_value("Patricia Doe")
    widget(tab, "_desk").set_value(2)
    press(tab, "_save")
    assert logged(store)["name"] == "Patricia Doe"


def test_a_mail_dated_ahead_leaves_the_day_of_receipt_alone(visit):
    tab = visit("intake")
    widget(tab, "_text").set_value(MAIL.replace("2026", "2031"))
    tab.run()
    assert labelled(tab, "Received on").value == date(2026, 4, 20)


def test_the_form_is_empty_after_save_and_log_another(visit):
    tab = visit("intake")
    widget(tab, "_text").set_value(MAIL)
    tab.run()
    press(tab, "_save")
    press(tab, "_another_PRA-2026-000001")
    assert (widget(tab, "_text").value, widget(tab, "_name").value) == ("", "")
    assert labelled(tab, "Received on").value == date(2026, 4, 20)


def test_the_acknowledgement_is_recorded_as_sent(visit, store):
    tab = visit("intake", "staff")
    widget(tab, "_text").set_value("All permits")
    press(tab, "_save")
    press(tab, "_sent_PRA-2026-000001")
    assert titles(tab) == ["PRA-2026-000001"]
    assert "Acknowledgement of PRA-2026-000001 recorded." in said(tab)


def test_the_count_of_days_is_added_to_the_acknowledgement_on_demand(visit, store):
    tab = visit("intake", "staff")
    widget(tab, "_text").set_value("All permits")
    press(tab, "_save")
    assert "Appendix" not in tab.code[0].value
    labelled(tab, "Add the count of days to the letter").check()
    assert "Thursday, April 30, 2026: day 10: the last day" in well(tab.run()).code[0].value
    shown = tab.code[0].value
    press(tab, "_sent_PRA-2026-000001")
    request_id = store.read("request_id", reader=None, number="PRA-2026-000001")[0]["request_id"]
    assert reading.timeline(store, request_id)[-1]["letter"] == shown


def test_a_draft_survives_a_look_at_another_page(visit):
    tab = visit("intake")
    widget(tab, "_text").set_value("All per")
    tab.run()
    tab.switch_page("reports.py").run()
    tab.switch_page("intake.py").run()
    assert widget(tab, "_text").value == "All per"


@pytest.mark.parametrize("taken_up_first", [True, False])
def test_a_form_that_is_taken_up_while_it_is_sent_counts_once(visit, store, taken_up_first):
    first = visit("intake")
    widget(first, "_text").set_value("Street trees")
    well(first.run())
    second = visit("intake")
    if taken_up_first:
        press(second, "_take_up")
        assert widget(second, "_text").value == "Street trees"
    press(first, "_save")
    if not taken_up_first:
        press(second, "_take_up")
        assert widget(second, "_text").value == ""
    else:
        press(second, "_save")
        assert "Logged as PRA-2026-000001" in said(second)
    assert [row["number"] for row in store.read("requests", reader=None, as_of=store.today())] == ["PRA-2026-000001"]
