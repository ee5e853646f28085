"""What the administrator sets: desks, people, closures, and what follows from them."""

from datetime import date

from tests.pages.conftest import press, refused, said, widget

MONDAY = date(2026, 4, 27)


def test_a_desk_is_added_and_renamed(visit, store):
    tab = visit("settings")
    key = next(item.key for item in tab.text_input if item.key.startswith("settings_desk"))
    widget(tab, key).set_value("Police Records")
    press(tab, key.removesuffix("_name") + "_send")
    assert "Desk Police Records saved." in said(tab)
    assert "Police Records" in [row["name"] for row in store.read("desks")]


def test_a_name_that_is_taken_is_refused_and_stays_in_the_form(visit):
    tab = visit("settings")
    key = next(item.key for item in tab.text_input if item.key.startswith("settings_desk"))
    widget(tab, key).set_value("City Clerk")
    press(tab, key.removesuffix("_name") + "_send")
    assert "There is a desk “City Clerk” already" in refused(tab)
    assert widget(tab, key).value == "City Clerk"


def test_a_person_is_added_with_a_role(visit, store):
    tab = visit("settings")
    widget(tab, "_sign_in").set_value("new@example.org")
    form = next(item.key for item in tab.text_input if item.key.endswith("_sign_in")).removesuffix("_sign_in")
    widget(tab, f"{form}_name").set_value("Nia New")
    widget(tab, f"{form}_role").set_value("official")
    press(tab, f"{form}_send")
    assert "Nia New saved." in said(tab)
    assert ("Nia New", "official") in [(row["name"], row["role"]) for row in store.read("people")]


def test_the_last_administrator_stays(visit, store):
    tab = visit("settings")
    widget(tab, "settings_who").set_value(1)
    tab.run()
    widget(tab, "_role").set_value("staff")
    form = next(item.key for item in tab.text_input if item.key.endswith("_sign_in")).removesuffix("_sign_in")
    press(tab, f"{form}_send")
    assert "This is the last administrator: name another one first." in refused(tab)
    assert next(row["role"] for row in store.read("people") if row["person_id"] == 1) == "administrator"


def test_each_persons_form_shows_that_person(visit, store):
    tab = visit("settings")
    for row in store.read("people"):
        widget(tab, "settings_who").set_value(row["person_id"])
        tab.run()
        assert widget(tab, "_sign_in").value == row["sign_in"]


def test_a_closure_moves_due_dates_and_taking_it_back_moves_them_back(visit, store, received):
    receipt = received(on_date=date(2026, 4, 17))  # its tenth day is Monday, April 27
    tab = visit("settings")
    form = next(item.key for item in tab.text_input if item.key.startswith("settings_closure")).removesuffix("_label")
    widget(tab, f"{form}_label").set_value("Move of the archive")
    widget(tab, f"{form}_from").set_value(MONDAY)
    widget(tab, f"{form}_to").set_value(MONDAY)
    press(tab, f"{form}_send")
    assert f"Due dates moved: 1 ({receipt.number} from Mon 2026-04-27 to Tue 2026-04-28)." in said(tab)
    assert due(store, receipt) == date(2026, 4, 28)
    box = next(item for item in tab.selectbox if item.label == "Take back")
    box.set_value(store.read("closures")[0]["closure_id"])
    tab.run()
    press(tab, box.key.removesuffix("_which") + "_send")
    assert "Closure taken back." in said(tab)
    assert due(store, receipt) == MONDAY and not store.read("closures")


def test_a_closure_that_ends_before_it_begins_is_refused(visit, store):
    tab = visit("settings")
    form = next(item.key for item in tab.text_input if item.key.startswith("settings_closure")).removesuffix("_label")
    widget(tab, f"{form}_label").set_value("Backwards")
    widget(tab, f"{form}_to").set_value(date(2026, 4, 1))
    press(tab, f"{form}_send")
    assert "cannot be before its first" in refused(tab)
    assert not store.read("closures")


def due(store, receipt) -> date:
    """The due date of a request."""
    return store.read("request", request_id=receipt.request_id)[0]["due_on"]
