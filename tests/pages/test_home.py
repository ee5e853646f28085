"""Today: what is due, what waits, what others did, what was opened last; and the way from there through the list."""

from datetime import timedelta

import pytest

from records_desk.db import city, ledger
from records_desk.pages import _recent
from tests.conftest import TODAY, noon
from tests.pages.conftest import ADMINISTRATOR, press, titles, well

OTHER = ledger.Staff("official", "Sam Official", "official", 3, 1, "Clerk")


@pytest.fixture(autouse=True)
def nothing_opened():
    """Nobody opened anything before."""
    _recent._opened.clear()


def told(tab) -> str:
    """What the page says outside of its tables."""
    kinds = ("header", "text", "caption", "info", "warning")
    return " ".join(item.value for kind in kinds for item in getattr(tab, kind)).replace("\\", "")


def ways(tab) -> dict[str, str]:
    """The links to other pages: what they say, and which filters or number they hand over."""
    return {item.proto.label.replace("\\", ""): item.proto.query_string for item in tab.get("page_link")}


def lines(shown, key: str) -> list[list[str]]:
    """The rows of a table: number and what else it says."""
    return [[value for name, value in row.items() if not name.startswith("_")] for row in shown[f"home_{key}"][1]]


def test_an_empty_desk_says_what_will_stand_here_and_leads_on(visit):
    tab = visit("home")
    assert titles(tab) == ["Today"] and "No request is logged yet." in told(tab)
    assert list(ways(tab)) == ["Log the first request", "Go to the queue"]
    assert list(ways(visit("home", "viewer"))) == ["Go to the queue"]


def test_where_nothing_is_due_the_page_says_so_and_what_comes_next(visit, received, shown):
    later, next_one = received(desk_id=1), received(on_date=TODAY - timedelta(7), desk_id=1)
    tab = visit("home")
    assert f"Nothing is due today at City Clerk. Next: {next_one.number}, in " in told(tab)
    assert "No call for records, no request to accept, no promise and no letter waits." in told(tab)
    assert "home_due" not in shown and ways(tab)[f"Open {next_one.number}"] == f"number={next_one.number}"
    assert later.number not in told(tab)


def test_what_is_due_is_listed_most_urgent_first_and_counted_with_ways_to_the_queue(visit, received, shown):
    late, due = received("Old plans", on_date=TODAY - timedelta(40), desk_id=1), received(on_date=TODAY - timedelta(10), desk_id=1)
    received(on_date=TODAY - timedelta(40), desk_id=2)
    tab = visit("home")
    caption, rows = shown["home_due"]
    assert caption == "2 due, most urgent first"
    assert [(row["number"], row["when"][0], row["_late"]) for row in rows] == [(late.number, "28 days overdue", True), (due.number, "today", False)]
    assert ways(tab)["Overdue: 1"] == "queue_due=Overdue&queue_desk=City+Clerk"
    assert ways(tab)["Due today: 1"] == "queue_due=Due+today&queue_desk=City+Clerk"


def test_ones_own_are_counted_apart_and_listed_with_the_desks(visit, store, received, shown):
    receipt = received(on_date=TODAY - timedelta(40), desk_id=2)
    ledger.record(store, receipt.request_id, "routed", ADMINISTRATOR, on_date=TODAY, desk_id=2, person_id=1)
    tab = visit("home")
    assert ways(tab) == {"Mine, overdue: 1": "queue_due=Overdue&queue_person=Desk+administrator"}
    assert lines(shown, "due")[0][0] == receipt.number


def test_who_has_no_desk_sees_the_citys(visit, store, received, shown):
    row = next(row for row in store.read("people") if row["sign_in"] == "manager")
    values = {name: row[name] for name in ("sign_in", "name", "title", "role")}
    city.save_person(store, ADMINISTRATOR, row["person_id"], **values, desk_id=None)
    for desk_id in (1, 2):
        received(on_date=TODAY - timedelta(40), desk_id=desk_id)
    tab = visit("home", "manager")
    assert "Due in the city" in told(tab) and "the whole city" in told(tab)
    assert len(lines(shown, "due")) == 2 and ways(tab)["Overdue: 2"] == "queue_due=Overdue"


def test_what_waits_leads_to_its_rows(visit, store, received):
    city.save_desk(store, ADMINISTRATOR, 1, "City Clerk", asks_acceptance=True)
    received(desk_id=1)
    asked = received(desk_id=2)
    ledger.record(store, asked.request_id, "records_called", ADMINISTRATOR, on_date=TODAY, called_desk_id=1, answer_due_on=TODAY)
    found = ways(visit("home"))
    assert found["Calls for records to answer: 1"] == "queue_due=Call+on+the+desk&queue_desk=City+Clerk"
    assert found["To accept: 1"] == "queue_due=Not+accepted&queue_desk=City+Clerk"


def test_what_others_did_since_the_last_visit_is_grouped_by_request(visit, store, received, shown):
    receipt = received("Plans", desk_id=1)
    assert "Nobody else recorded anything on your requests since you came here for the first time." in told(visit("home"))
    ledger.record(store, receipt.request_id, "note", OTHER, on_date=TODAY, note="Called")
    ledger.record(store, receipt.request_id, "acknowledged", OTHER, on_date=TODAY)
    store.clock = lambda: noon() + timedelta(hours=20)
    visit("home")
    caption, rows = shown["home_news"]
    assert caption == "1 request on which others recorded something since Mon 20 Apr 2026, 13:00, newest first"
    assert [(row["number"], row["told"], row["by"]) for row in rows] == [(receipt.number, "Acknowledged, Note", "Sam Official")]
    shown.clear()
    visit("home")  # another tab
    assert len(shown["home_news"][1]) == 1


def test_a_rerun_asks_the_store_nothing_and_writes_nothing(visit, store, received, asked):
    received(desk_id=1)
    tab = well(visit("home").run())  # the first run began a visit
    writes = store.version
    asked.clear()
    well(tab.run())
    assert (asked, store.version) == ([], writes)


def test_the_requests_opened_last_are_listed_the_last_first(visit, store, received, shown):
    assert "None since the desk was started." in told(visit("home", "staff")) or "No request is logged yet" in told(visit("home"))
    receipts = [received(f"Plans {place}") for place in range(12)]
    for receipt in (*receipts, receipts[5]):
        visit("request", "staff", number=receipt.number)
    visit("home", "staff")
    expected = [receipts[5], *(receipt for receipt in reversed(receipts) if receipt is not receipts[5])][:10]
    assert [line[0] for line in lines(shown, "recent")] == [receipt.number for receipt in expected]
    assert "None since the desk was started." in told(visit("home", "viewer"))


def test_what_was_opened_and_is_restricted_since_is_told_no_longer(visit, store, received, shown):
    receipt = received("Plans")
    visit("request", "staff", number=receipt.number)
    ledger.record(store, receipt.request_id, "restricted", OTHER, on_date=TODAY, readers=[1])
    shown.clear()
    assert receipt.number not in told(visit("home", "staff")) + str(shown)


# The way through a list.


def next_of(tab) -> str:
    """Where the next request of the list is, as its button says."""
    return next((button.label.removeprefix("Next request: ") for button in tab.button if button.key == "request_next"), "")


def test_next_request_goes_on_beyond_the_page_of_the_queue_and_passes_none_over(visit, store, received):
    numbers = [received(f"Plans {place:02}", desk_id=2).number for place in range(103)]
    tab = visit("queue")
    tab.query_params["number"] = numbers[49]
    tab = well(tab.switch_page("request.py").run())
    ledger.record(store, store.read("request_id", number=numbers[0], reader=1)[0]["request_id"], "closed", ADMINISTRATOR, on_date=TODAY, outcome="withdrawn")
    passed = []
    while next_of(tab):
        passed.append(next_of(tab))
        tab = press(tab, "request_next")
    assert passed == numbers[50:]
    assert "This is the last one of the list." in told(tab)


def test_next_request_goes_on_from_the_page_of_the_queue_that_was_shown(visit, received):
    numbers = [received(f"Plans {place:02}").number for place in range(103)]
    tab = visit("queue")
    tab.session_state["queue_page"] = 2
    tab.run()
    tab.query_params["number"] = numbers[99]
    assert next_of(well(tab.switch_page("request.py").run())) == numbers[100]


def test_who_jumped_elsewhere_goes_on_where_the_list_was_left(visit, store, received):
    closed, *numbers = [received(f"Plans {place}").number for place in range(5)]
    ledger.record(store, store.read("request_id", number=closed, reader=1)[0]["request_id"], "closed", ADMINISTRATOR, on_date=TODAY, outcome="withdrawn")
    tab = visit("queue")
    for number, follows in ((numbers[1], numbers[2]), (closed, numbers[2]), (numbers[2], numbers[3])):
        tab.query_params["number"] = number
        tab = well(tab.switch_page("request.py").run())
        assert next_of(tab) == follows


def test_who_came_by_no_list_goes_through_the_own_desk(visit, received):
    elsewhere, *own = received(desk_id=2), received(desk_id=1), received(desk_id=1)
    tab = visit("request", number=elsewhere.number)
    assert next_of(tab) == own[0].number
    assert titles(press(tab, "request_back")) == ["Queue"]
