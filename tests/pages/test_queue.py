"""The worklist without a browser: its empty states, filters and roles. The table itself is tested in the browser."""

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import press, titles, widget, well


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
    assert len(store.read("requests", as_of=store.today())) == 300


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
    tab = visit()
    fresh = type(tab).from_file(tab._script_path)
    fresh.query_params["queue_desk"] = "Information Technology"
    assert widget(well(fresh.run()), "queue_desk").value == "Information Technology"


def test_what_the_address_says_and_nobody_understands_is_named_without_its_value(visit, received):
    received()
    script = visit()._script_path
    tab = AppTest.from_file(script)
    address = {"queue_desk": "Jane Doe", "queue_stats": "Open", "*x*": "Jane", "queue_track": "Data / API", "queue_page": "two"}
    for name, value in address.items():
        tab.query_params[name] = value
    (told,) = [item.value.replace("\\", "") for item in well(tab.run()).warning]
    assert told == "Not understood in the address, and left out: queue_stats, *x*, queue_page, queue_desk."
    assert widget(tab, "queue_track").value == "data"
    widget(tab, "queue_track").set_value("any")
    assert not well(tab.run()).warning


def test_an_address_that_is_understood_is_not_remarked_upon(visit, received):
    received()
    script = visit()._script_path
    tab = AppTest.from_file(script)
    for name, value in {"queue_desk": "City Clerk", "queue_status": "All open", "queue_text": "x", "queue_page": "1"}.items():
        tab.query_params[name] = value
    assert not well(tab.run()).warning
