"""Links, splitting and merging on the request page."""

from records_desk.db import ledger
from tests.pages.conftest import ADMINISTRATOR, press, refused, said, to_correct, well, widget


def sentences(shown) -> list[str]:
    return [row["sentence"] for row in shown["request_links"][1]]


def test_a_link_stands_on_both_pages_leads_to_the_other_and_can_be_struck_out(visit, store, received, shown):
    first, second = received("Tree permits"), received("Tree permits again")
    tab = visit("request", "staff", number=second.number)
    widget(tab, "_act").set_value("linked")
    well(tab.run())
    widget(tab, "_linked_outcome").set_value("duplicate")
    widget(tab, "_linked_related_request_id").set_value(first.number)
    press(tab, "_linked_send")
    assert sentences(shown) == [f"This request is a duplicate of {first.number}."]
    tab = visit("request", "viewer", number=first.number)
    (line,) = shown["request_links"][1]
    assert (line["sentence"], line["_href"]) == (f"{second.number} is a duplicate of this one.", f"/request?number={second.number}")
    shown.clear()
    tab = visit("request", "staff", number=second.number)
    press(to_correct(tab), "_strike")
    press(tab, "_strike_now")
    assert "struck out" in said(tab)
    shown.clear()
    visit("request", "viewer", number=first.number)
    assert "request_links" not in shown


def test_a_part_is_split_off_with_its_own_number_and_the_first_receipt(visit, store, received):
    first = received("Permits and plans", name="Pat Example")
    tab = visit("request", "staff", number=first.number)
    (words,) = [box for box in tab.text_area if box.label.startswith("The part")]
    assert words.value == "Permits and plans"
    words.set_value("Plans")
    (send,) = [button for button in tab.button if button.label == "Split off this part"]
    send.click()
    well(tab.run())
    assert "PRA-2026-000002 was split off from PRA-2026-000001. Determination due Thu 30 Apr 2026." in said(tab)
    part = store.read("request_id", reader=None, number="PRA-2026-000002")[0]
    assert store.read("intake_facts", request_id=part["request_id"])[0]["name"] == "Pat Example"


def test_a_part_is_not_split_off_words_that_were_corrected_meanwhile_without_saying_so(visit, store, received):
    first = received("Permits and plans")
    tab = visit("request", "staff", number=first.number)
    ledger.correct(store, first.event_id, ADMINISTRATOR, verbatim="Permits")
    (send,) = [button for button in tab.button if button.label == "Split off this part"]
    send.click()
    assert "were corrected since you opened it" in well(tab.run()).warning[0].value and not store.read("request_id", reader=None, number="PRA-2026-000002")
    next(button for button in tab.button if button.label == "Split off this part").click()
    assert "was split off" in said(well(tab.run()))


def test_merging_closes_this_one_and_says_what_is_wrong_before(visit, store, received):
    first, second = received(email="pat@example.org"), received(email="pat@example.org")
    tab = visit("request", "staff", number=second.number)
    (into,) = [box for box in tab.text_input if box.label.startswith("Into the request")]
    (reason,) = [box for box in tab.text_input if box.label.startswith("Why the two")]
    (send,) = [button for button in tab.button if button.label == "Merge and close this one"]
    into.set_value("PRA-1999-000001")
    reason.set_value("Sent twice")
    send.click()
    well(tab.run())
    assert "There is no request with that number" in refused(tab) and reason.value == "Sent twice"
    (into,) = [box for box in tab.text_input if box.label.startswith("Into the request")]
    into.set_value(first.number.lower())
    (send,) = [button for button in tab.button if button.label == "Merge and close this one"]
    send.click()
    well(tab.run())
    assert f"{second.number} was merged into {first.number} and closed." in said(tab)
    assert store.read("request", request_id=second.request_id)[0]["status"] == "closed"


def test_who_only_reads_is_offered_neither(visit, received):
    tab = visit("request", "viewer", number=received().number)
    assert not {"Split off a part", "Merge into another request"} & {item.label for item in tab.expander}
    tab = visit("request", "manager", number="PRA-2026-000001")
    assert {"Split off a part"} == {"Split off a part", "Merge into another request"} & {item.label for item in tab.expander}


def test_words_of_a_requester_are_shown_as_text_only(visit, received, shown):
    hostile = "![x](http://example.org/x.png) <b>bold</b>"
    tab = visit("request", "staff", number=received(hostile).number)
    (words,) = [box for box in tab.text_area if box.label.startswith("The part")]
    assert words.value == hostile and not any(hostile in item.value for item in tab.markdown)
