"""The field of the frame: to a request by its number, or the end of it, from every page; in a host too."""

import pytest
from streamlit.testing.v1 import AppTest

import records_desk
from records_desk.db import ledger
from records_desk.pages import _recent, _session
from tests.conftest import TODAY
from tests.pages.conftest import ADMINISTRATOR, titles, well
from tests.pages.test_home import told, ways

HOST = """
import streamlit as st
import records_desk

st.navigation([st.Page(lambda: st.title("Back office"), title="Back office", default=True), *records_desk.mount("desk")]).run()
"""


@pytest.fixture(autouse=True)
def nothing_opened():
    """Nobody opened anything before."""
    _recent._opened.clear()


def jump(tab: AppTest, typed: str) -> AppTest:
    """Type into the field and press Enter."""
    tab.text_input(key="desk_jump_number").set_value(typed)
    tab.button(key="desk_jump_go").click()
    return well(tab.run())


@pytest.mark.parametrize("page", ["home", "queue", "turnaround", "settings", "request"])
def test_a_number_or_its_last_digits_lead_to_the_request_from_a_page(visit, received, page):
    receipts = [received(f"Plans {place}") for place in range(3)]
    tab = visit(page)
    assert titles(jump(tab, "2")) == [receipts[1].number]
    assert titles(jump(tab, receipts[2].number.lower())) == [receipts[2].number]


def test_digits_of_more_than_one_request_list_them_with_a_sentence_until_the_page_is_left(visit, received):
    records, data = received("Plans"), received("Bus stops", track="data")
    tab = jump(visit("turnaround"), "1")
    assert titles(tab) == ["Turnaround"]
    assert "2 requests have a number that ends in “1”: choose one." in told(tab)
    assert {label: query for label, query in ways(tab).items() if "number=" in query} == {number: f"number={number}" for number in (data.number, records.number)}
    assert "choose one" in told(well(tab.run()))
    tab.switch_page("queue.py").run()
    assert "choose one" not in told(well(tab))


def test_a_number_that_nobody_has_is_said_so(visit, received):
    received()
    tab = jump(visit("queue"), "*98765*")
    assert "There is no request with the number “*98765*”." in told(tab) and titles(tab) == ["Queue"]


def test_nothing_typed_lists_what_was_opened_last(visit, received):
    receipt = received("Plans", summary="Plans")
    assert "You opened no request since the desk was started." in told(jump(visit("queue"), " "))
    visit("request", number=receipt.number)
    tab = jump(visit("settings"), "")
    assert "Requests that you opened last:" in told(tab)
    assert ways(tab)[f"{receipt.number} · Plans"] == f"number={receipt.number}"


def test_a_restricted_request_is_nobody_elses_to_find(visit, store, received):
    receipt = received()
    visit("request", "staff", number=receipt.number)
    ledger.record(store, receipt.request_id, "restricted", ADMINISTRATOR, on_date=TODAY, readers=[1])
    for typed in (receipt.number, "1"):
        assert "There is no request with the number" in told(jump(visit("queue", "staff"), typed))
    assert receipt.number not in str(ways(jump(visit("queue", "staff"), "")))
    assert titles(jump(visit("queue"), "1")) == [receipt.number]


def test_what_one_found_is_not_shown_to_who_works_here_next(visit, received):
    received("Plans"), received("Bus stops", track="data")
    tab = jump(visit("turnaround"), "1")
    records_desk.configure(current_user=lambda: "viewer")
    assert "choose one" not in told(well(tab.run()))


def test_while_nothing_is_typed_the_field_asks_the_store_nothing(visit, received, asked):
    received()
    tab = visit("queue")
    asked.clear()
    well(tab.run())
    assert not {"numbers_ending", "request_id", "opened"} & set(asked)


def test_in_a_host_every_page_of_the_desk_has_the_field_once(store, received):
    receipt = received()
    records_desk.configure(current_user=lambda: "staff")
    tab = well(AppTest.from_string(HOST, default_timeout=30).run())
    assert not tab.text_input
    tab.switch_page(str(_session.HERE / "turnaround.py"))
    assert titles(well(tab.run())) == ["Turnaround"]
    assert titles(jump(tab, "1")) == [receipt.number]
    assert [item.key for item in tab.text_input if item.key == "desk_jump_number"] == ["desk_jump_number"]


def test_the_list_is_put_away_by_escape_and_stays_away(visit, received):
    received("Plans"), received("Bus stops", track="data")
    tab = jump(visit("turnaround"), "1")
    tab.button(key="desk_jump_close").click()
    assert "choose one" not in told(well(tab.run())) and titles(tab) == ["Turnaround"]
    assert "choose one" not in told(well(tab.run()))
