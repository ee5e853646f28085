"""What a web form sends: logged once, never lost, marked where it is doubtful."""

from datetime import UTC, date, datetime, timedelta

import pytest

from records_desk.db import intake_key, ledger, reading, web_form
from records_desk.db._refused import Refused
from records_desk.db.web_form import Post
from tests.conftest import OFFICIAL, TODAY, noon, snapshot
from tests.db.test_city import ADMINISTRATOR

SOMEBODY = {"track": "records", "verbatim": "All permits of 2025", "email": "robin@example.org"}
NOBODY = {"track": "records", "verbatim": "All permits of 2025"}


@pytest.fixture
def form(store):
    """A web form whose requests go to Information Technology."""
    return intake_key.holder(store, intake_key.make(store, ADMINISTRATOR, "City website", 2))


def requests(store) -> int:
    return store.query("select count(*) as n from store.request")[0]["n"]


def marks(store, taken) -> list[str]:
    """What the request says to whoever opens it first."""
    return [text["body"] for entry in reading.timeline(store, taken.request_id) if entry["kind"] == "note" for text in entry["texts"]]


def test_a_request_is_logged_by_the_form_and_by_nobody_else_and_goes_to_its_desk(store, form):
    taken = web_form.receive(store, form, Post(SOMEBODY | {"name": "Robin Example", "needed_by_on": date(2026, 6, 1)}))
    row, entries = snapshot(store, taken.request_id), reading.timeline(store, taken.request_id)
    assert (row["channel"], row["desk_id"], row["received_on"], row["status"]) == ("web_form", 2, TODAY, "open")
    assert {entry["recorded_by"] for entry in entries} == {"web form: City website"}
    assert store.query("select name, email from store.requester") == [{"name": "Robin Example", "email": "robin@example.org"}]
    assert taken.is_new and marks(store, taken) == []


def test_what_is_told_names_the_day_and_why_and_nothing_that_was_typed(store, form):
    taken = web_form.receive(store, form, Post(SOMEBODY))
    assert (taken.number, taken.received_on, taken.due_on) == ("PRA-2026-000001", TODAY, date(2026, 4, 30))
    assert taken.due_explained == (
        "City of Oxnard says by Thursday, April 30, 2026 whether it holds records that it can disclose: 10 days after Monday, April 20, 2026 "
        "(Gov. Code 7922.535 (before 2023: 6253(c)))."
    )


def test_a_last_day_that_is_no_business_day_is_explained(store, form):
    taken = web_form.receive(store, form, Post(SOMEBODY, sent_at=noon(date(2026, 4, 15))))
    assert taken.due_on == date(2026, 4, 27) and "moved to the next day that is no holiday and no weekend" in taken.due_explained


def test_an_extended_last_day_is_explained_as_one(store, form):
    taken = web_form.receive(store, form, Post(NOBODY, token="form-0001"))
    official = {"official_name": "Casey Sample", "official_title": "City Clerk"}
    ledger.record(
        store, taken.request_id, "extended", OFFICIAL, on_date=TODAY, reason_code="2", extended_to_on=date(2026, 5, 14), reason="Two thousand plans", **official
    )
    again = web_form.receive(store, form, Post(NOBODY, token="form-0001"))
    assert again.due_on == date(2026, 5, 14)
    assert "the time was extended from Thursday, April 30, 2026 (Gov. Code 7922.535(b))" in again.due_explained


def test_a_form_that_is_sent_again_with_its_token_counts_once(store, form):
    first, again = (web_form.receive(store, form, Post(NOBODY, token="form-0001")) for _ in range(2))
    assert (first.number, again.number, first.is_new, again.is_new, requests(store)) == ("PRA-2026-000001", "PRA-2026-000001", True, False, 1)


def test_the_token_of_one_form_is_not_that_of_another(store, form):
    other = intake_key.holder(store, intake_key.make(store, ADMINISTRATOR, "Library"))
    numbers = {web_form.receive(store, each, Post(NOBODY, token="form-0001")).number for each in (form, other)}
    assert len(numbers) == 2


def test_a_token_with_other_words_is_refused_and_nothing_is_logged(store, form):
    web_form.receive(store, form, Post(NOBODY, token="form-0001"))
    with pytest.raises(web_form.OtherWords, match="sent before with another request"):
        web_form.receive(store, form, Post(NOBODY | {"verbatim": "All plans"}, token="form-0001"))
    assert requests(store) == 1


@pytest.mark.parametrize("other", [{"email": "eva@example.org"}, {"track": "data"}, {"phone": "805 555 0100"}, {"dataset_id": "trees"}, {"language": "es"}])
def test_a_token_with_the_words_of_somebody_else_is_refused_and_never_taken_for_theirs(store, form, other):
    web_form.receive(store, form, Post(SOMEBODY, token="form-0001"))
    with pytest.raises(web_form.OtherWords, match="sent before with another request"):
        web_form.receive(store, form, Post(SOMEBODY | other, token="form-0001"))
    assert requests(store) == 1


@pytest.mark.parametrize("sent_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_all_calendars_is_refused_in_a_sentence(store, form, sent_at):
    with pytest.raises(Refused, match="sent_at is not within the last 30 days"):
        web_form.receive(store, form, Post(NOBODY, sent_at=datetime.fromisoformat(sent_at)))


def test_the_same_words_of_the_same_person_within_a_day_count_once_and_take_no_number(store, form):
    first, again = (web_form.receive(store, form, Post(SOMEBODY)) for _ in range(2))
    assert (again.number, again.is_new, requests(store)) == (first.number, False, 1)
    assert web_form.receive(store, form, Post(SOMEBODY | {"verbatim": "All plans"})).number == "PRA-2026-000002"


@pytest.mark.parametrize("other", [{"email": "kim@example.org"}, {"track": "data"}, {"format": "CSV"}, {"needed_by_on": date(2026, 6, 1)}, {"phone": "805 555 0100"}])
def test_whatever_differs_is_another_request(store, form, other):
    web_form.receive(store, form, Post(SOMEBODY))
    assert web_form.receive(store, form, Post(SOMEBODY | other)).is_new


def test_the_same_words_after_a_day_are_another_request(store, form):
    web_form.receive(store, form, Post(SOMEBODY))
    store.clock = lambda: noon() + timedelta(hours=25)
    assert web_form.receive(store, form, Post(SOMEBODY)).is_new


def test_the_same_words_count_again_where_the_first_was_voided(store, form):
    first = web_form.receive(store, form, Post(SOMEBODY))
    ledger.record(store, first.request_id, "voided", OFFICIAL, on_date=TODAY, reason="Taken for unwanted")
    assert web_form.receive(store, form, Post(SOMEBODY)).is_new


def test_nobody_s_same_words_come_in_and_are_marked(store, form):
    first, second = (web_form.receive(store, form, Post(NOBODY | {"name": "Kim"})) for _ in range(2))
    assert (first.is_new, second.is_new, marks(store, first)) == (True, True, [])
    assert "the same words came within a day before" in marks(store, second)[0]


@pytest.mark.parametrize(
    ("post", "sign"),
    [
        (Post(SOMEBODY, trap="http://buy.example.org"), "the field that no person sees was filled"),
        (Post(SOMEBODY | {"verbatim": "See https://a.example.org " * 6}), "it holds 6 web addresses"),
        (Post(SOMEBODY | {"intended_use": "<a href=x>x</a> [url=x] www.example.org " * 2}), "it holds 6 web addresses"),
    ],
)
def test_what_looks_unwanted_comes_in_and_is_marked_for_a_person(store, form, post, sign):
    taken = web_form.receive(store, form, post)
    (mark,) = marks(store, taken)
    assert taken.is_new and mark.startswith(f"Look at this before work on it begins: {sign}.") and "example.org" not in mark


def test_a_few_web_addresses_are_nothing_odd(store, form):
    assert marks(store, web_form.receive(store, form, Post(SOMEBODY | {"verbatim": "See https://a.example.org " * 5}))) == []


def test_a_request_counts_from_when_the_person_sent_it_however_late_the_form_brings_it(store, form):
    taken = web_form.receive(store, form, Post(SOMEBODY, sent_at=datetime(2026, 4, 18, 6, 30, tzinfo=UTC)))
    assert taken.received_on == date(2026, 4, 17)  # 11:30 pm in the city
    assert snapshot(store, taken.request_id)["received_at"] == datetime(2026, 4, 18, 6, 30)


def test_a_clock_that_is_a_little_fast_is_no_reason_to_refuse(store, form):
    assert web_form.receive(store, form, Post(SOMEBODY, sent_at=noon() + timedelta(minutes=4))).received_on == TODAY


@pytest.mark.parametrize("away", [timedelta(minutes=6), timedelta(days=-31)])
def test_a_moment_that_cannot_be_right_is_refused(store, form, away):
    with pytest.raises(Refused, match="sent_at is not within the last 30 days"):
        web_form.receive(store, form, Post(SOMEBODY, sent_at=noon() + away))


def test_nothing_is_recorded_where_nobody_waits_any_more(store, form):
    with pytest.raises(web_form.NotNow):
        web_form.receive(store, form, Post(SOMEBODY, trap="x", token="form-0001"), goes_on=lambda: False)
    assert requests(store) == 0 and store.query("from store.submission") == []
    assert web_form.receive(store, form, Post(SOMEBODY, token="form-0001")).number == "PRA-2026-000001"


def test_a_text_that_says_nothing_is_refused(store, form):
    with pytest.raises(Refused, match="Write down what was asked"):
        web_form.receive(store, form, Post(SOMEBODY | {"verbatim": "\u200b - \x00"}))


def test_the_list_of_keys_tells_how_many_requests_came(store, form):
    web_form.receive(store, form, Post(SOMEBODY))
    web_form.receive(store, form, Post(SOMEBODY | {"verbatim": "All plans"}))
    (row,) = store.read("intake_keys")
    assert (row["requests"], row["last_at"], row["desk"]) == (2, store.now(), "Information Technology")
