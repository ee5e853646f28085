"""Routing without a browser: who is away in the forms, acceptance, calls on a request, and the ready views of the queue."""

from datetime import timedelta

import pytest

from records_desk.db import city, ledger, routing
from tests.conftest import TODAY
from tests.pages.conftest import ADMINISTRATOR, facts, press, refused, said, well, widget

PLANNING = 3


def texts(elements) -> str:
    return " ".join(item.value for item in elements).replace("\\", "")


@pytest.fixture
def robin(store):
    """Robin, who is away until Friday, and Blake, who stands in; answers their ids."""
    for name in ("Blake", "Robin"):
        backup = next((row["person_id"] for row in store.read("people") if row["name"] == "Blake Sample"), None)
        absence = {"backup_id": backup, "away_from_on": TODAY, "away_until_on": TODAY + timedelta(4)} if backup else {}
        values = {"sign_in": f"{name.lower()}@example.org", "name": f"{name} Sample", "title": None, "role": "staff", "desk_id": 1}
        city.save_person(store, ADMINISTRATOR, None, **values, **absence)
    ids = {row["name"]: row["person_id"] for row in store.read("people")}
    return ids["Robin Sample"], ids["Blake Sample"]


def record(store, receipt, kind, **values):
    return ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=store.today(), **values)


def who_has(store, receipt) -> int:
    return store.read("request", request_id=receipt.request_id)[0]["person_id"]


# People who are away.


def test_a_person_who_is_away_is_offered_with_until_when_and_the_backup_and_the_backup_gets_it(visit, store, received, robin):
    receipt = received()
    tab = press(visit("request", number=receipt.number), "_quick_routed")
    assert "Robin Sample is away until Fri 24 Apr 2026; backup: Blake Sample." in texts(tab.caption)
    assert "Robin Sample is away until Fri 24 Apr 2026; backup: Blake Sample" in widget(tab, "_routed_person_id").options
    widget(tab, "_routed_desk_id").set_value(1)
    widget(tab, "_routed_person_id").set_value(robin[0])
    tab = press(tab, "_routed_send")
    assert "Robin Sample is away: it goes to Blake Sample." in said(tab) and who_has(store, receipt) == robin[1]


def test_who_is_away_gets_it_all_the_same_where_the_backup_is_unticked(visit, store, received, robin):
    receipt = received()
    tab = press(visit("request", number=receipt.number), "_quick_routed")
    widget(tab, "_routed_desk_id").set_value(1)
    widget(tab, "_routed_person_id").set_value(robin[0])
    widget(tab, "_routed_instead").uncheck()
    tab = press(tab, "_routed_send")
    assert who_has(store, receipt) == robin[0] and "it goes to" not in said(tab)
    assert "with Robin Sample, who is away (backup: Blake Sample)" in facts(tab)["Desk"]


def test_nothing_is_said_of_absence_where_nobody_is_away(visit, received):
    tab = press(visit("request", number=received().number), "_quick_routed")
    assert "_instead" not in " ".join(item.key or "" for item in tab.checkbox) and "away" not in texts(tab.caption)


def test_the_backup_is_offered_again_after_many_were_refused_and_not_told_of_where_nothing_was_routed(visit, store, received, robin):
    tab, receipt = visit(), received()
    values = {"desk_id": 1, "person_id": robin[0]}
    tab.session_state["desk_bulk"] = {"kind": "routed", "told": {receipt.number: "x"}, "values": values}
    well(tab.run())
    assert widget(tab, "_routed_person_id").value == robin[0] and widget(tab, "_routed_instead").value
    next(button for button in tab.button if button.label == "Add a note").click()
    well(tab.run())
    assert widget(tab, "_note_note").value == ""
    widget(tab, "_note_note").set_value("Called")
    press(tab, "_note_send")
    assert "it goes to" not in said(tab) and who_has(store, receipt) is None


def test_who_finished_a_review_is_named_though_away_now(visit, store, received, robin):
    receipt = received(on_date=TODAY - timedelta(5))
    record(store, receipt, "review_opened", review="legal")
    tab = visit("request", number=receipt.number)
    widget(tab, "_act").set_value("review_cleared")
    well(tab.run())
    widget(tab, "_review_cleared_outcome").set_value("cleared")
    widget(tab, "_review_cleared_review").set_value("legal")
    widget(tab, "_review_cleared_person_id").set_value(robin[0])
    press(tab, "_review_cleared_send")
    assert not refused(tab) and store.query("select person_id from store.event where kind = 'review_cleared'") == [{"person_id": robin[0]}]


def test_what_was_routed_before_an_absence_stays_with_whom_it_was_given_to(visit, store, received, robin):
    receipt = received(on_date=TODAY - timedelta(5))
    tab = press(visit("request", number=receipt.number), "_quick_routed")
    widget(tab, "_routed_desk_id").set_value(1)
    widget(tab, "_routed_person_id").set_value(robin[0])
    widget(tab, "_routed_on").set_value(TODAY - timedelta(3))
    tab = press(tab, "_routed_send")
    assert who_has(store, receipt) == robin[0] and "it goes to" not in said(tab)


def test_two_people_with_one_name_are_told_apart_by_their_desk(visit, store, received):
    for sign_in, desk_id in (("a@example.org", 1), ("b@example.org", PLANNING), ("c@example.org", PLANNING)):
        values = {"name": "Chris Sample", "title": None, "role": "staff", "desk_id": desk_id}
        city.save_person(store, ADMINISTRATOR, None, sign_in=sign_in, **values)
    receipt, ids = received(), {row["sign_in"]: row["person_id"] for row in store.read("people")}
    tab = press(visit("request", number=receipt.number), "_quick_routed")
    offered = [option for option in widget(tab, "_routed_person_id").options if option.startswith("Chris")]
    desk = "Planning & Development Services"
    assert offered == ["Chris Sample (City Clerk)", f"Chris Sample ({desk})", f"Chris Sample ({desk}) (2)"]
    widget(tab, "_routed_desk_id").set_value(PLANNING)
    widget(tab, "_routed_person_id").set_value(ids["b@example.org"])
    press(tab, "_routed_send")
    assert who_has(store, receipt) == ids["b@example.org"]
    mine = visit("queue", "b@example.org")
    view(mine, "mine").click()
    assert not well(mine.run()).info


def test_many_are_routed_to_the_backup_at_once(visit, store, received, robin, shown):
    tab, receipts = visit(), [received(), received()]
    tab.session_state["desk_bulk"] = {"kind": "routed", "told": {each.number: "x" for each in receipts}, "values": {}}
    well(tab.run())
    widget(tab, "_routed_desk_id").set_value(1)
    widget(tab, "_routed_person_id").set_value(robin[0])
    tab = press(tab, "_routed_send")
    assert {who_has(store, receipt) for receipt in receipts} == {robin[1]} and "it goes to Blake Sample" in said(tab)
    lines = [rows for key, (_, rows) in shown.items() if key.endswith("_results")][-1]
    assert {line["told"] for line in lines} == {"Routed to City Clerk, Blake Sample."}


# Acceptance.


@pytest.fixture
def given(store, received):
    """A request of the City Clerk's, given to Planning, which asks for acceptance."""
    city.save_desk(store, ADMINISTRATOR, PLANNING, "Planning", asks_acceptance=True)
    city.save_person(store, ADMINISTRATOR, None, sign_in="planner", name="Pat Planner", title=None, role="staff", desk_id=PLANNING)
    receipt = received(desk_id=1)
    record(store, receipt, "routed", desk_id=PLANNING)
    return receipt


def test_what_is_not_accepted_says_so_and_is_accepted_in_one_click(visit, store, given):
    tab = visit("request", "planner", number=given.number)
    assert "Not accepted: Planning, given it on Mon 20 Apr 2026" in texts(tab.warning)
    tab = press(tab, "acceptance_accept")
    assert f"Accepted recorded on {given.number}." in said(tab) and not tab.warning
    assert store.read("request", request_id=given.request_id)[0]["accepted_on"] == TODAY


def test_what_is_not_accepted_is_returned_to_where_it_came_from_with_a_reason(visit, store, given):
    tab = press(visit("request", "planner", number=given.number), "acceptance_return")
    assert widget(tab, "_returned_desk_id").value == 1
    press(tab, "_returned_send")
    assert "needs: Reason" in refused(tab)
    widget(tab, "_returned_reason").set_value("The plans are with the City Clerk")
    press(tab, "_returned_send")
    assert store.read("request", request_id=given.request_id)[0]["desk_id"] == 1


def test_who_may_not_accept_reads_that_it_is_not_accepted_and_has_no_button(visit, given):
    tab = visit("request", "viewer", number=given.number)
    assert "Not accepted" in texts(tab.warning) and "acceptance_accept" not in [item.key for item in tab.button]
    tab = visit("request", "staff", number=given.number)  # of another desk
    assert "Not accepted" in texts(tab.warning) and "acceptance_accept" not in [item.key for item in tab.button]


def test_a_desk_that_does_not_ask_for_acceptance_is_not_offered_it(visit, received):
    tab = visit("request", number=received(desk_id=1).number)
    assert not tab.warning and "accepted" not in widget(tab, "_act").options and "Accept" not in widget(tab, "_act").options


def test_many_are_accepted_at_once(visit, store, received, shown):
    tab, given, other = visit(), received(desk_id=PLANNING), received(desk_id=None)
    tab.session_state["desk_bulk"] = {"kind": "accepted", "told": {given.number: "x", other.number: "x"}, "values": {}}
    tab = press(well(tab.run()), "_accepted_send")
    assert "Accepted recorded on 1, 1 refused" in said(tab)
    lines = [rows for key, (_, rows) in shown.items() if key.endswith("_results")][-1]
    assert {line["told"] for line in lines} == {"Accepted by Planning & Development Services.", "“Accept” is not possible while the request is received."}


# Calls.


@pytest.fixture
def called(store, received):
    """A request with two calls, one to be answered yesterday."""
    receipt = received(on_date=TODAY - timedelta(7), desk_id=1)
    for desk_id, wanted in ((2, TODAY + timedelta(2)), (PLANNING, TODAY - timedelta(3))):
        values = {"called_desk_id": desk_id, "answer_due_on": wanted}
        ledger.record(store, receipt.request_id, "records_called", ADMINISTRATOR, on_date=TODAY - timedelta(4), **values)
    return receipt


def lines(shown) -> dict[str, str]:
    """How the calls stand, by office."""
    return {row["office"]: row["stands"] for row in shown["request_calls"][1]}


def test_calls_are_told_in_words_chased_and_answered_from_the_table(visit, store, called, shown):
    tab = visit("request", "staff", number=called.number)
    offices = ("Information Technology", "Planning & Development Services")
    assert lines(shown) == dict(zip(offices, ("open, wanted in 2 days", "open, 3 days late")))
    planning = routing.calls(store, called.request_id)[1]["call_id"]
    tab = press(press(tab, f"calls_call_chased_{planning}"), "_call_chased_send")
    assert shown["request_calls"][1][1]["reminded"] == "by staff: once, last Mon 20 Apr 2026"
    tab = press(tab, f"calls_call_answered_{planning}")
    widget(tab, "_call_answered_outcome").set_value("records_sent")
    tab = press(tab, "_call_answered_send")
    assert lines(shown)[offices[1]] == "answered after 4 days, 3 days late: sent all it holds"
    assert f"calls_call_chased_{planning}" not in [item.key for item in tab.button]


def test_the_call_that_is_open_alone_is_meant(visit, store, called):
    first, second = routing.calls(store, called.request_id)
    record(store, called, "call_answered", about_event_id=first["event_id"], outcome="no_records")
    tab = visit("request", number=called.number)
    widget(tab, "_act").set_value("call_chased")
    assert widget(well(tab.run()), "_call_chased_about_event_id").value == second["event_id"]


def test_calls_cannot_be_chased_or_answered_where_there_are_none(visit, received):
    options = widget(visit("request", number=received(desk_id=1).number), "_act").options
    assert "Call for records" in options and not {"Chase a called office", "Record the answer of a called office"} & set(options)


def test_the_day_of_an_answer_is_offered_and_one_after_the_due_date_is_warned_of(visit, store, received):
    receipt = received(desk_id=1)
    tab = visit("request", number=receipt.number)
    widget(tab, "_act").set_value("records_called")
    tab = well(tab.run())
    wanted = widget(tab, "_answer_due_on")
    assert f"{wanted.value}" == "2026-04-28" and not tab.warning
    wanted.set_value(TODAY + timedelta(11))
    assert "Fri 1 May 2026 is after the due date, Thu 30 Apr 2026" in texts(well(tab.run()).warning)
    widget(tab, "_called_desk_id").set_value(PLANNING)
    press(tab, "_records_called_send")
    assert routing.calls(store, receipt.request_id)[0]["answer_due_on"] == TODAY + timedelta(11)


def test_a_viewer_sees_the_calls_and_no_buttons(visit, called, shown):
    tab = visit("request", "viewer", number=called.number)
    assert len(lines(shown)) == 2 and not [item for item in tab.button if (item.key or "").startswith("calls_")]


# Views of the queue.


def view(tab, name: str):
    return widget(tab, f"queue_view_{name}")


def test_a_view_sets_the_filters_marks_itself_and_tells_its_count(visit, store, received, robin):
    received(), received(desk_id=1, person_id=robin[0], on_date=TODAY - timedelta(9))
    tab = visit(who="blake@example.org")
    labels = {name: view(tab, name).label.replace("\\", "") for name in ("all_open", "mine", "my_desk", "unassigned", "stale", "called")}
    assert labels == {
        "all_open": "✓ All open: 2", "mine": "Mine: 1", "my_desk": "My desk: 1", "unassigned": "Unassigned: 1", "stale": "Stale: 1",
        "called": "Calls on my desk: 0",
    }  # fmt: skip
    tab = press(tab, "queue_view_mine")
    assert widget(tab, "queue_person").value == "Blake Sample" and "✓" in view(tab, "mine").label and "✓" not in view(tab, "all_open").label
    assert "Blake Sample" in tab.query_params["queue_person"]
    tab = press(tab, "queue_view_stale")
    assert (widget(tab, "queue_person").value, widget(tab, "queue_due").value) == ("Any", "stale")


def test_a_line_of_the_queue_tells_acceptance_calls_and_absence(visit, store, given, shown, robin):
    record(store, given, "routed", desk_id=PLANNING, person_id=robin[0])
    record(store, given, "records_called", called_desk_id=2, answer_due_on=TODAY)
    visit()
    (row,) = [rows for key, (_, rows) in shown.items() if key.endswith("_table")][0]
    assert row["person"] == "Robin Sample (away: Blake Sample)"
    assert row["next"] == ["in 10 days", "Thu 30 Apr 2026", ("◌ Not accepted", "wait"), ("☎ 1 call open", "wait")]


def test_calls_on_my_desk_are_shown_though_another_desk_has_the_request(visit, store, called):
    tab = press(visit(who="staff"), "queue_view_called")
    assert "No request matches" in texts(tab.info)
    widget(tab, "queue_desk").set_value("Information Technology")
    assert not well(tab.run()).info


# Settings.


def test_a_backup_and_an_absence_are_set(visit, store):
    tab = visit("settings")
    widget(tab, "settings_who").set_value(2)
    well(tab.run())
    form = next(item.key for item in tab.text_input if item.key.endswith("_sign_in")).removesuffix("_sign_in")
    widget(tab, f"{form}_backup").set_value(1)
    widget(tab, f"{form}_away_from").set_value(TODAY)
    widget(tab, f"{form}_away_until").set_value(TODAY - timedelta(1))
    press(tab, f"{form}_send")
    assert "is before the first" in refused(tab)
    widget(tab, f"{form}_away_until").set_value(TODAY + timedelta(1))
    press(tab, f"{form}_send")
    assert routing.away(store)[2]["acting_id"] == 1


def test_head_acceptance_and_stale_days_of_a_desk_and_the_days_to_the_heads_are_set(visit, store):
    tab = visit("settings")
    widget(tab, "settings_which_desk").set_value(2)
    well(tab.run())
    form = next(item.key for item in tab.text_input if item.key.startswith("settings_desk_2")).removesuffix("_name")
    widget(tab, f"{form}_head").set_value(1)
    widget(tab, f"{form}_accepts").check()
    next(item for item in tab.number_input if item.key == f"{form}_stale").set_value(3)
    press(tab, f"{form}_send")
    desk = next(row for row in store.read("desks") if row["desk_id"] == 2)
    assert (desk["head_id"], desk["asks_acceptance"], desk["stale_days"]) == (1, True, 3)
    days = next(item for item in tab.number_input if item.key.startswith("settings_calls"))
    days.set_value(5)
    press(tab, days.key.removesuffix("_days") + "_send")
    assert city.escalation_days(store) == 5


def test_staff_of_another_desk_see_whose_work_it_is_and_what_is_left_to_them(visit, store, received):
    receipt = received(desk_id=3)
    tab = visit("request", "staff", number=receipt.number)
    told = next(caption.value for caption in tab.caption if caption.value.startswith("With "))
    assert told == r"With Planning \& Development Services: its staff record what moves the request. You record what comes in, notes and time."
    (acts,) = (box for box in tab.selectbox if (box.key or "").endswith("_act"))
    assert "Add a note" in acts.options and "Route to a desk" not in acts.options
    assert not any(caption.value.startswith("With ") for caption in visit("request", "official", number=receipt.number).caption)
