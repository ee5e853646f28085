"""The worklist without a browser: its empty states, filters and roles. The table itself is tested in the browser."""

from datetime import timedelta

from records_desk.db import ledger
from tests.conftest import TODAY
from tests.pages.conftest import ADMINISTRATOR, press, refused, said, titles, widget, well


def infos(tab) -> str:
    """What the page says instead of rows."""
    return " ".join(item.value for item in tab.info)


def test_an_empty_desk_offers_the_sample_city_to_the_administrator_only(visit):
    assert "No request is logged yet" in infos(visit())
    assert "No request is logged yet" in infos(visit(who="staff"))
    assert "queue_sample" in [button.key for button in visit().button]
    assert "queue_sample" not in [button.key for button in visit(who="staff").button]


def test_the_sample_city_is_loaded(visit, store):
    press(visit(), "queue_sample")
    assert len(store.read("requests", reader=None, as_of=store.today())) == 300


def test_new_request_leads_to_intake_and_only_writers_see_it(visit, received):
    received()
    assert titles(press(visit(), "queue_new")) == ["New request"]
    assert "queue_new" not in [button.key for button in visit(who="viewer").button]


def test_a_filter_without_rows_can_be_cleared(visit, received):
    received("Tree permits")
    tab = visit()
    widget(tab, "queue_text").set_value("nothing has this")
    assert "No request matches" in infos(well(tab.run()))
    tab = press(tab, "queue_clear")
    assert not tab.info and widget(tab, "queue_text").value == ""


def test_filters_are_found_again_after_looking_elsewhere(visit, received):
    received()
    tab = visit()
    widget(tab, "queue_desk").set_value("Information Technology")
    tab.run()
    tab.switch_page("reports.py").run()
    tab.switch_page("queue.py").run()
    assert widget(tab, "queue_desk").value == "Information Technology"


def test_the_address_sets_the_filters(visit, received):
    received()
    tab = visit("queue", queue_desk="Information Technology")
    assert widget(tab, "queue_desk").value == "Information Technology"


def test_what_the_address_says_and_nobody_understands_is_named_without_its_value(visit, received):
    received()
    address = {"queue_desk": "Jane Doe", "queue_stats": "Open", "*x*": "Jane", "queue_track": "Data / API", "queue_page": "two"}
    tab = visit("queue", **address)
    (told,) = [item.value.replace("\\", "") for item in tab.warning]
    assert told == "Not understood in the address, and left out: queue_stats, *x*, queue_page, queue_desk."
    assert widget(tab, "queue_track").value == "data"
    widget(tab, "queue_track").set_value("any")
    assert not well(tab.run()).warning


def test_an_address_that_is_understood_is_not_remarked_upon(visit, received):
    received()
    tab = visit("queue", queue_desk="City Clerk", queue_status="All open", queue_text="x", queue_page="1")
    assert titles(tab) == ["Queue"] and not tab.warning


def extended(tab, *receipts):
    """Those requests chosen as if refused before, and the form of an extension filled and sent."""
    tab.session_state["desk_bulk"] = {"kind": "extended", "told": {receipt.number: "Refused before." for receipt in receipts}, "values": {}}
    well(tab.run())
    widget(tab, "_extended_reason_code").set_value("2")
    well(tab.run())
    widget(tab, "_extended_reason").set_value("Four thousand plans")
    return press(tab, "_extended_send")


def test_what_came_of_an_act_on_many_is_told_row_by_row_and_the_refused_stay_chosen(visit, received, shown):
    tab = visit(who="official")
    tab = extended(tab, *(received(f"Plans {days}", on_date=TODAY - timedelta(days)) for days in (2, 5, 40)))
    assert "Extended recorded on 2, 1 refused: they stay chosen." in said(tab)
    lines = [rows for key, (_, rows) in shown.items() if key.endswith("_results")][-1]
    assert [line["stands"] for line in lines] == ["Refused", "Done", "Done"]
    assert "noticed on or before Mon 23 Mar 2026" in lines[0]["told"]
    assert lines[2]["told"] == "Extended to Tue 12 May 2026. The letter is written."
    assert "1 chosen" in [text.value for text in tab.text]
    assert widget(tab, "_extended_reason").value == "Four thousand plans"


def test_what_came_of_an_act_is_told_where_the_filters_leave_no_row(visit, received, shown):
    tab = extended(visit(who="official"), received(on_date=TODAY))
    widget(tab, "queue_due").set_value("overdue")
    well(tab.run())
    assert "No request matches" in infos(tab)
    assert any(key.endswith("_results") and rows[0]["stands"] == "Done" for key, (_, rows) in shown.items())
    assert "_away" not in " ".join(button.key for button in press(tab, "_away").button)


def test_what_speaks_against_all_of_them_alike_is_said_once_in_the_form(visit, received):
    tab = visit()
    tab.session_state["desk_bulk"] = {"kind": "routed", "told": {received().number: "x", received().number: "x"}, "values": {}}
    press(well(tab.run()), "_routed_send")
    assert refused(tab) == "Not recorded on any of them. “Route to a desk” needs: Desk."
    assert not said(tab)


def test_an_act_on_many_is_undone_row_by_row_and_one_that_went_on_says_why_it_stays(visit, received, store, shown):
    tab = visit(who="official")
    receipts = [received(on_date=TODAY - timedelta(days)) for days in (1, 2, 3)]
    tab = extended(tab, *receipts)
    assert "Extended recorded on 3." in said(tab)
    extension = store.query("select event_id from store.event where kind = 'extended' and request_id = $id", id=receipts[1].request_id)[0]
    ledger.strike(store, extension["event_id"], ADMINISTRATOR)
    press(tab, "desk_undo")
    assert "Undone on 2 of 3. The list says why not on the others." in said(tab)
    caption, rows = [drawn for key, drawn in shown.items() if key.endswith("_results")][-1]
    assert caption == "Undo: Extend the time: what came of 3" and [row["stands"] for row in rows] == ["Stays", "Undone", "Undone"]
    assert "corrected already" in rows[0]["told"] and "send a correcting letter" in rows[1]["told"]
    assert not [button for button in tab.button if button.key == "desk_undo"]
