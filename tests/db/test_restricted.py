"""Requests that only named people see: nowhere a trace for anybody else, whichever way it is asked."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from records_desk.db import export, feed, ledger, letter_mail, links, measure, reading, remind, suggestions
from records_desk.db._refused import Refused
from records_desk.db.city import save_person
from records_desk.db.each import record_each
from records_desk.db.ledger import Staff
from records_desk.db.released_before import released_before
from tests.conftest import OFFICIAL, TODAY, snapshot
from tests.db.test_ledger import ADMINISTRATOR, leaves_nothing

ROOT = Staff("root", "Root Sample", "administrator", person_id=99)
WORDS = "Investigation of the zeppelin hangar at Sample Field"
DENIAL = {"outcome": "denied", "sections": ["7923.600"], "reason": "It is under way", "official_name": "Casey Sample", "official_title": "City Clerk"}


@pytest.fixture
def people(store):
    """Two more people work here: number 2 and 3 of the list, who are named and not named below."""
    for name in ("second", "other"):
        save_person(store, ADMINISTRATOR, None, sign_in=name, name=f"{name.title()} Sample", title=None, role="official", desk_id=1)
    ids = {row["sign_in"]: row["person_id"] for row in store.read("people")}
    return {name: Staff(name, f"{name.title()} Sample", "official", ids[name], 1) for name in ("second", "other")}


@pytest.fixture
def hidden(store, people):
    """A restricted request that the first official and the second person see."""
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY - timedelta(14), verbatim=WORDS, summary=WORDS, desk_id=1, email="robin@example.org")
    restrict(store, receipt, [OFFICIAL.person_id, people["second"].person_id])
    return receipt


def restrict(store, receipt, readers, by=OFFICIAL, **values):
    return ledger.record(store, receipt.request_id, "restricted", by, on_date=TODAY, readers=readers, **values)


def act(store, receipt, kind, by=OFFICIAL, on_date=TODAY, **values):
    return ledger.record(store, receipt.request_id, kind, by, on_date=on_date, **values)


def everything(store, reader):
    """All that anybody reads beyond one request's page, as one text."""
    as_filter = dict.fromkeys(("status", "desk_id", "person_ids", "track", "due", "text")) | {"page": 1, "page_size": 100, "today": TODAY, "reader": reader}
    found = [
        store.read("queue", **as_filter | {"status": "all"}),
        store.read("queue", **as_filter | {"text": "zeppelin", "status": "all"}),
        store.read("chosen", numbers=["PRA-2026-000001", "PRA-2026-000002"], reader=reader),
        suggestions.suggest(store, "zeppelin hangar investigation", reader),
        store.read("due_for_review", **{"hold": None, "status": None, "text": None, "page": 1, "page_size": 100, "today": TODAY + timedelta(3650), "reader": reader}),
        *(export.export(store, name, reader=reader).path.read_text() for name in export.NAMES),
        *(measure.measure(store, name, TODAY) for name in measure.measures()),
    ]
    return str(found)


def test_only_those_named_find_it(store, people, hidden):
    for reader in (people["other"].person_id, None, 999):
        assert store.read("request_id", number=hidden.number, reader=reader) == []
        told = everything(store, reader)
        assert hidden.number not in told and "zeppelin" not in told.lower()
    for who in (OFFICIAL, people["second"]):
        assert store.read("request_id", number=hidden.number.lower(), reader=who.person_id)
        told = everything(store, who.person_id)
        assert hidden.number in told and "zeppelin" in told


def test_nobody_else_records_anything_on_it_and_is_told_that_there_is_none(store, people, hidden):
    other = people["other"]
    routed = store.query("select event_id from store.event where kind = 'routed'")[0]["event_id"]
    tries = [
        lambda: act(store, hidden, "note", other, note="x"),
        lambda: act(store, hidden, "restricted", other, readers=[other.person_id]),
        lambda: act(store, hidden, "note", other, note="x", irregular_reason="It happened"),
        lambda: ledger.correct(store, routed, other, note="x"),
        lambda: ledger.strike(store, routed, other),
        lambda: links.split_off(store, hidden.request_id, other, words="A part", track="records"),
        lambda: act(store, hidden, "note", ROOT, note="x"),
    ]
    for attempt in tries:
        with leaves_nothing(store, "There is no such request: search for its number"):
            attempt()
    assert record_each(store, [hidden.number], "note", other, on_date=TODAY, token="t", note="x") == {}
    act(store, hidden, "note", people["second"], note="Seen")


def test_no_other_request_is_tied_to_it_by_who_does_not_see_it(store, people, hidden):
    mine = ledger.receive(store, people["other"], track="records", on_date=TODAY, verbatim="Permits")
    for kind, values in (("linked", {"outcome": "related"}), ("determined", {"outcome": "duplicate"})):
        with leaves_nothing(store, "There is no other request with that number"):
            act(store, mine, kind, people["other"], related_request_id=hidden.request_id, **values)
    with leaves_nothing(store, "There is no"):
        links.merge_into(store, mine.request_id, people["other"], into=hidden.request_id, reason="The same")
    act(store, mine, "linked", related_request_id=hidden.request_id, outcome="related")
    assert links.links(store, mine.request_id, people["other"].person_id) == []
    assert [row["number"] for row in links.links(store, mine.request_id, OFFICIAL.person_id)] == [hidden.number]
    timelines = {who: reading.timeline(store, mine.request_id, who)[-1]["related"] for who in (people["other"].person_id, OFFICIAL.person_id)}
    assert timelines == {people["other"].person_id: None, OFFICIAL.person_id: hidden.number}


def test_a_request_that_cannot_be_seen_is_answered_like_one_that_is_not_there(store, people, hidden):
    mine, other = ledger.receive(store, people["other"], track="records", on_date=TODAY, verbatim="Permits"), people["other"]
    sentences = set()
    for related in (hidden.request_id, 999_999_999):
        for attempt in (
            lambda related=related: act(store, mine, "linked", other, related_request_id=related, outcome="related"),
            lambda related=related: links.merge_into(store, mine.request_id, other, into=related, reason="The same"),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            sentences.add(str(refused.value))
    assert len(sentences) == 1


@pytest.mark.parametrize("role", ["official", "staff"])
def test_a_part_that_is_split_off_is_seen_by_the_same_people_and_nobody_else(store, people, hidden, role):
    by = replace(people["second"], role=role)
    part = links.split_off(store, hidden.request_id, by, words="The hangar's zeppelin plans", track="records")
    assert snapshot(store, part.request_id)["readers"] == snapshot(store, hidden.request_id)["readers"]
    told = everything(store, people["other"].person_id)
    assert part.number not in told and "zeppelin" not in told.lower()
    assert part.number in everything(store, OFFICIAL.person_id)


def test_figures_count_it_without_its_number(store, people, hidden):
    act(store, hidden, "determined", **DENIAL)
    open_one = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY - timedelta(30), verbatim="Old")
    restrict(store, open_one, [OFFICIAL.person_id])
    assert sum(row["received"] for row in measure.measure(store, "flow", TODAY)) == 2
    assert [row["number"] for row in measure.measure(store, "ten_oldest", TODAY)] == ["Restricted", "Restricted"]
    assert [row["number"] for row in measure.measure(store, "overdue", TODAY)] == ["Restricted"]


def test_it_stands_in_no_public_file_even_for_those_who_see_it(store, hidden):
    assert hidden.number not in export.export(store, "public_log", reader=OFFICIAL.person_id).path.read_text()
    assert store.read("publication_candidates", least=1, since_on=date(2026, 1, 1), most=20) == []


def test_what_was_released_on_it_is_told_to_no_other_request(store, people, hidden):
    act(store, hidden, "determined", outcome="granted", promised_on=TODAY, promised_time=time(17))
    act(store, hidden, "released", no_fee=True, file_lines="plan.pdf; 12; " + "a" * 64)
    mine = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim=WORDS)
    act(store, mine, "linked", related_request_id=hidden.request_id, outcome="related")
    act(store, mine, "determined", outcome="granted", promised_on=TODAY, promised_time=time(17))
    act(store, mine, "released", no_fee=True, file_lines="plan.pdf; 12; " + "a" * 64)
    for reader, found in ((people["other"].person_id, []), (OFFICIAL.person_id, [hidden.number])):
        assert [row["number"] for row in released_before(store, mine.request_id, reader)] == found
        assert [row["number"] for row in store.read("released_elsewhere", request_id=mine.request_id, reader=reader)] == found


def test_only_those_named_are_reminded_of_it(store, people, hidden):
    act(store, hidden, "routed", desk_id=1, person_id=people["second"].person_id)
    told = {digest.name: [row["number"] for row in digest.reminders] for digest in remind.digests(store, TODAY)}
    assert told == {"Second Sample": [hidden.number]}
    restrict(store, hidden, [people["other"].person_id])
    assert remind.digests(store, TODAY) == []


def test_calendars_hold_it_for_those_named_alone(store, people, hidden):
    second = people["second"]
    act(store, hidden, "routed", desk_id=1, person_id=second.person_id)
    own, desks = feed.make(store, second), feed.make(store, second, desk_id=1)
    assert hidden.number.encode() in feed.calendar(store, own)
    assert hidden.number.encode() not in feed.calendar(store, desks)
    restrict(store, hidden, [OFFICIAL.person_id])
    assert hidden.number.encode() not in feed.calendar(store, own)


def test_its_letters_are_sent_by_those_named_alone(store, people, hidden):
    letter = act(store, hidden, "acknowledged")
    with pytest.raises(Refused, match="There is no such request"):
        store.write(lambda cursor: letter_mail._claim(store, cursor, letter.event_id, people["other"], False))


def test_accesses_and_reports_of_misuse_of_it_are_listed_for_those_named_alone(store, people):
    receipt = ledger.receive(store, OFFICIAL, track="data", on_date=TODAY, verbatim="Trees")
    act(store, receipt, "determined", outcome="granted", promised_on=TODAY, promised_time=time(17))
    act(store, receipt, "access_granted", endpoint="https://data.example.org/x", format="JSON", key_reference="k1", terms_version="1", no_fee=True)
    act(store, receipt, "misuse_reported", note="Names were matched")
    restrict(store, receipt, [OFFICIAL.person_id])
    page = {"page": 1, "page_size": 100, "today": TODAY, "state": None}
    for reader, n in ((people["other"].person_id, 0), (OFFICIAL.person_id, 1)):
        assert len(store.read("accesses", text=None, **page, reader=reader)) == n
        assert len(store.read("misuse_register", **page, reader=reader)) == n
        assert store.read("access_counts", today=TODAY, soon=30, reader=reader)[0]["accesses"] == n
        assert store.read("misuse_count", today=TODAY, reader=reader)[0]["reports"] == n


# Naming.


def test_the_people_named_last_are_those_who_see_it_until_it_is_opened_again(store, people, hidden):
    assert snapshot(store, hidden.request_id)["readers"] == f"{OFFICIAL.person_id}|{people['second'].person_id}"
    restrict(store, hidden, [people["other"].person_id, OFFICIAL.person_id, OFFICIAL.person_id])
    assert snapshot(store, hidden.request_id)["readers"] == f"{OFFICIAL.person_id}|{people['other'].person_id}"
    act(store, hidden, "restriction_lifted", reason="The investigation ended")
    assert snapshot(store, hidden.request_id)["readers"] is None
    act(store, hidden, "note", people["second"], note="Seen again")


def test_a_restriction_that_is_struck_out_or_corrected_follows(store, people, hidden):
    entry = restrict(store, hidden, [OFFICIAL.person_id])
    corrected = ledger.correct(store, entry.event_id, OFFICIAL, readers=[OFFICIAL.person_id, people["other"].person_id])
    assert snapshot(store, hidden.request_id)["readers"] == f"{OFFICIAL.person_id}|{people['other'].person_id}"
    ledger.strike(store, corrected.event_id, OFFICIAL)
    assert snapshot(store, hidden.request_id)["readers"] == f"{OFFICIAL.person_id}|{people['second'].person_id}"


def test_an_administrator_names_others_where_those_named_have_left_and_still_sees_nothing(store, people, hidden):
    restrict(store, hidden, [people["other"].person_id], by=ROOT)
    assert snapshot(store, hidden.request_id)["readers"] == str(people["other"].person_id)
    assert store.read("request_id", number=hidden.number, reader=ROOT.person_id) == []
    assert [(row["number"], row["readers"]) for row in store.read("restricted")] == [(hidden.number, str(people["other"].person_id))]


@pytest.mark.parametrize(("readers", "sentence"), [([], "needs: Who may see it"), ([99], "no such person"), (["1|99"], "no such person")])
def test_a_restriction_names_somebody_who_works_here(store, readers, sentence):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="x")
    readers = readers[0] if readers and isinstance(readers[0], str) else readers
    with leaves_nothing(store, sentence):
        restrict(store, receipt, readers)


def test_what_is_not_restricted_is_not_opened(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="x")
    with leaves_nothing(store, "This request is not restricted"):
        act(store, receipt, "restriction_lifted", reason="x")


def test_an_earlier_day_hides_it_too(store, people, hidden):
    rows = export.export(store, "requests", TODAY - timedelta(3), reader=people["other"].person_id)
    assert hidden.number not in rows.path.read_text()
    assert hidden.number in export.export(store, "requests", TODAY - timedelta(3), reader=OFFICIAL.person_id).path.read_text()
