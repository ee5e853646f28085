"""What the administrator sets: desks, people, closures, and what follows from them."""

from datetime import date, time

from records_desk.db import city, closing, sign_in
from records_desk.db.closing import Policy
from tests.conftest import noon
from tests.pages.conftest import ADMINISTRATOR, press, refused, said, well, widget

MONDAY = date(2026, 4, 27)


def test_a_desk_is_added_and_renamed(visit, store):
    tab = visit("settings")
    key = next(item.key for item in tab.text_input if item.key.startswith("settings_desk"))
    widget(tab, key).set_value("Police Records")
    press(tab, key.removesuffix("_name") + "_send")
    assert "Desk Police Records saved." in said(tab)
    assert "Police Records" in [row["name"] for row in store.read("desks")]


def test_a_desks_address_for_reminders_is_set_and_taken_away_and_its_name_stays(visit, store):
    tab = visit("settings")
    for address in ("clerk@example.org", ""):
        widget(tab, "settings_which_desk").set_value(1)
        well(tab.run())
        key = next(item.key for item in tab.text_input if item.key.startswith("settings_desk_1"))
        widget(tab, key.removesuffix("_name") + "_email").set_value(address)
        press(tab, key.removesuffix("_name") + "_send")
        desk = next(row for row in store.read("desks") if row["desk_id"] == 1)
        assert (desk["name"], desk["email"], desk["is_active"]) == ("City Clerk", address or None, True)


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


def test_a_group_of_the_provider_is_given_a_role_and_taken_out(visit, store, shown):
    tab = visit("settings")
    form = next(item.key for item in tab.text_input if item.key.startswith("settings_group_")).removesuffix("_name")
    widget(tab, f"{form}_name").set_value("clerks")
    widget(tab, f"{form}_gives").set_value("official")
    widget(tab, f"{form}_desk").set_value(1)
    press(tab, f"{form}_send")
    assert "Group clerks has the role official." in said(tab)
    assert [(row["group_name"], row["role"], row["desk"]) for row in shown["settings_groups"][1]] == [("clerks", "official", "City Clerk")]
    widget(tab, "settings_which_group").set_value("clerks")
    well(tab.run())
    press(tab, next(item.key for item in tab.button if item.key.startswith("settings_group_clerks") and item.key.endswith("_drop")))
    assert "Group clerks lets nobody in any more." in said(tab) and store.read("role_groups") == []


def test_who_came_by_a_group_keeps_following_it_unless_an_administrator_unticks_it(visit, store):
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "official")
    who = sign_in.presented({"email": "casey@example.org", "groups": ["clerks"], "iat": noon().timestamp(), "exp": noon().timestamp() + 60}, sign_in.Rules())
    sign_in.admit(store, who)
    person_id = next(row["person_id"] for row in store.read("people") if row["sign_in"] == "casey@example.org")
    for follows in (True, False):
        tab = visit("settings")
        widget(tab, "settings_who").set_value(person_id)
        well(tab.run())
        widget(tab, "_from_group").set_value(follows)
        press(tab, next(item.key for item in tab.button if item.key.startswith(f"settings_person_{person_id}") and item.key.endswith("_send")))
        (row,) = [row for row in store.read("people") if row["person_id"] == person_id]
        assert bool(row["is_from_group"]) is follows


def test_each_persons_form_shows_that_person(visit, store):
    tab = visit("settings")
    for row in store.read("people"):
        widget(tab, "settings_who").set_value(row["person_id"])
        tab.run()
        assert widget(tab, "_sign_in").value == row["sign_in"]


def propose(tab, **values):
    """Fill the form of a new closure and ask what it would move."""
    form = next(item.key for item in tab.text_input if item.key.startswith("settings_closure")).removesuffix("_label")
    for name, value in values.items():
        widget(tab, f"{form}_{name}").set_value(value)
    return press(tab, f"{form}_send")


def test_a_closure_is_shown_with_what_it_would_move_and_made_when_it_is_confirmed(visit, store, received, shown):
    receipt = received(on_date=date(2026, 4, 17))  # its tenth day is Monday, April 27
    tab = propose(visit("settings"), label="Move of the archive", first=MONDAY)
    assert "1 due date of open requests would move." in " ".join(item.value for item in tab.markdown)
    line = shown["settings_moved"][1][0]
    assert (line["number"], line["clock"]) == (receipt.number, "Determination")
    assert (line["old"], line["new"], line["by"]) == ("Mon 27 Apr 2026", "Tue 28 Apr 2026", "1 day later")
    assert line["safe"] == "Mon 27 Apr 2026 → Fri 24 Apr 2026"
    assert due(store, receipt) == MONDAY and not store.read("closures")
    press(tab, "settings_change_make")
    assert "1 due date of open requests moved." in said(tab).replace("\\", "")
    assert due(store, receipt) == date(2026, 4, 28)
    widget(tab, "settings_what").set_value("Take one back")
    well(tab.run())
    widget(tab, "settings_gone").set_value(store.read("closures")[0]["closure_id"])
    well(tab.run())
    press(tab, "settings_gone_send")
    press(tab, "settings_change_make")
    assert due(store, receipt) == MONDAY and not store.read("closures")


def test_a_closure_that_is_not_confirmed_changes_nothing(visit, store, received):
    receipt = received(on_date=date(2026, 4, 17))
    tab = propose(visit("settings"), label="Move of the archive", first=MONDAY)
    press(tab, "settings_change_leave")
    assert due(store, receipt) == MONDAY and not store.read("closures")


def test_every_second_friday_is_closed_until_the_calendar_ends(visit, store):
    tab = visit("settings")
    widget(tab, "settings_kind").set_value("repeated")
    tab = propose(well(tab.run()), label="Alternating Friday", first=date(2026, 4, 24))
    press(tab, "settings_change_make")
    (row,) = store.read("closures")
    assert (row["first_on"], row["last_on"], row["every_days"]) == (date(2026, 4, 24), date(2060, 12, 31), 14)


def test_a_closure_that_ends_before_it_begins_is_refused(visit, store):
    tab = visit("settings")
    widget(tab, "settings_kind").set_value("range")
    tab = propose(well(tab.run()), label="Backwards", first=MONDAY, last=date(2026, 4, 1))
    assert "cannot be before its first" in refused(tab)
    assert not store.read("closures")


def test_a_policy_for_late_receipts_is_shown_before_it_counts(visit, store, received):
    receipt = received(on_date=date(2026, 4, 18))  # a Saturday
    tab = visit("settings")
    widget(tab, "settings_what").set_value("Receipt after hours")
    tab = well(tab.run())
    form = next(item.key for item in tab.date_input if item.key.startswith("settings_policy")).removesuffix("_from")
    widget(tab, f"{form}_from").set_value(date(2026, 4, 1))
    press(tab, f"{form}_send")
    assert due(store, receipt) == date(2026, 4, 28)
    press(tab, "settings_change_make")
    assert due(store, receipt) == date(2026, 4, 30)


def decision(tab, since):
    """The form of a decision about late receipts."""
    widget(tab, "settings_what").set_value("Receipt after hours")
    well(tab.run())
    widget(tab, "settings_policy_which").set_value(since)
    return well(tab.run())


def test_a_decision_about_late_receipts_is_changed_and_taken_back(visit, store, received):
    receipt = received(on_date=date(2026, 4, 18))  # a Saturday
    closing.apply(store, ADMINISTRATOR, closing.set_policy(Policy(date(2026, 4, 1), "next_open_day", time(18), time(17))))
    tab = decision(visit("settings"), date(2026, 4, 1))
    form = next(item.key for item in tab.date_input if item.key.startswith("settings_policy")).removesuffix("_from")
    assert (widget(tab, f"{form}_from").value, widget(tab, f"{form}_how").value) == (date(2026, 4, 1), "next_open_day")
    widget(tab, f"{form}_how").set_value("actual")
    press(tab, f"{form}_send")
    press(tab, "settings_change_make")
    assert due(store, receipt) == date(2026, 4, 28) and len(store.read("receipt_policies")) == 2
    press(decision(tab, date(2026, 4, 1)), "settings_policy_drop")
    press(tab, "settings_change_make")
    assert len(store.read("receipt_policies")) == 1


def test_rules_are_shown_with_citation_day_checked_and_mark(visit, shown):
    visit("settings")
    lines = {line["rule"]: line for line in shown["settings_rules"][1]}
    assert lines["AB 1821"]["stands"] == "switched off" and "[U]" in lines["AB 1821"]["law"] and "checked 2026" in lines["CPRA"]["law"]
    assert len(shown["settings_clocks"][1]) == 3
    assert len(shown["settings_holidays"][1]) == 14


def due(store, receipt) -> date:
    """The due date of a request."""
    return store.read("request", request_id=receipt.request_id)[0]["due_on"]


def test_a_review_by_the_city_is_offered_when_an_administrator_says_so(visit, store):
    tab = visit("settings")
    (box,) = [item for item in tab.checkbox if item.key.endswith("_offered")]
    assert box.value is False
    box.check()
    press(tab, box.key.removesuffix("_offered") + "_send")
    assert "A review by the city is offered." in said(tab) and city.offers_local_review(store)


def test_the_exemptions_show_source_date_and_mark_and_the_city_adds_to_them(visit, store, shown):
    tab = visit("settings")
    rows = {row["section"]: row for row in shown["settings_exemptions"][1]}
    assert len(rows) >= 40 and "2026-11-23 by Records Desk [U]" in rows["7925.005"]["checked"]
    (box,) = [item for item in tab.text_input if item.key.startswith("settings_exemption_") and item.key.endswith("_section")]
    form = box.key.removesuffix("_section")
    box.set_value("7927.999")
    press(tab, f"{form}_send")
    assert "Fill in the title, the citation, the source" in refused(tab)
    for name, value in {"title": "Drone flight plans", "citation": "Gov. Code 7927.999", "source": "Chaptered bill"}.items():
        widget(tab, f"{form}_{name}").set_value(value)
    press(tab, f"{form}_send")
    assert "Decided about 7927.999 from 2026-04-20 on." in said(tab)
    assert [row["until"] for row in shown["settings_exemptions"][1] if row["section"] == "7927.999"] == ["–"]
    widget(tab, "settings_exemption_what").set_value("Take a decision back")
    well(tab.run())
    press(tab, "_take_back")
    assert "Taken back: 7927.999 from 2026-04-20." in said(tab)
