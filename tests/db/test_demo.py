"""The sample city: the same every time, lawful, and with everything in it that a city meets."""

import shutil
from datetime import date

import pytest

from records_desk.db import _resting as resting
from records_desk.db import demo, search, systems
from records_desk.db.store import Store
from tests import oracle
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon
from tests.db.test_catalogue import dataset, imported

SIZE = 2_000
# What a city says, and how each table of it is ordered within a request.
SAID = {
    "event": "event_id",
    "requester": "event_id",
    "request_text": "event_id, part",
    "event_exemption": "event_id, section",
    "fee_line": "event_id",
    "snapshot": "request_id",
}


@pytest.fixture(scope="module")
def city(template, tmp_path_factory):
    """A sample city that is only read."""
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("demo") / "city.duckdb"), clock=noon)
    assert demo.build(store, SIZE) == SIZE
    assert failed_audits(store) == {}
    yield store
    store.close()


def counts(store, column):
    return {
        row["value"]: row["n"]
        for row in store.query(
            f"select {column} as value, count(*) as n from store.event join store.snapshot using (request_id) group by all"
        )
    }


def content(store, table):
    """What a table of a city says, without the ids and times of its building."""
    built = {"event_id", "about_event_id", "request_id", "related_request_id", "recorded_at", "hash", "last_event_id", "number"}
    said = ", ".join(f"said.{name}" for name, _ in store.columns(f"from store.{table}", {}) if name not in built)
    return store.query(
        f"select request.number, {said} from store.{table} as said join store.request as request using (request_id) order by request.number, {SAID[table]}"
    )


@pytest.mark.parametrize("table", SAID)
def test_the_same_size_gives_the_same_city(city, twin, table):
    assert content(city, table) == content(twin, table)


@pytest.fixture(scope="module")
def twin(template, tmp_path_factory):
    """The same city, built again."""
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("twin") / "city.duckdb"), clock=noon)
    demo.build(store, SIZE)
    yield store
    store.close()


def test_nothing_lies_ahead_and_the_city_has_ten_years(city):
    (span,) = city.query("select min(on_date) as first, max(on_date) as last from store.event")
    assert span["last"] <= TODAY and date(2016, 4, 1) <= span["first"] <= date(2016, 6, 30)


def test_every_kind_and_outcome_that_a_city_meets_is_there(city):
    kinds = counts(city, "kind")
    for kind in (
        "received", "routed", "acknowledged", "clarification_asked", "clarification_answered", "clarification_lapsed", "extended", "fee_charged",
        "fee_paid", "determined", "released", "access_granted", "closed", "appealed", "appeal_decided", "records_called", "call_answered",
        "review_opened", "review_cleared", "misuse_reported", "misuse_decided",
    ):  # fmt: skip
        assert kinds.get(kind, 0) >= 5, kind
    tracks = {row["track"]: row["n"] for row in city.query("select track, count(*) as n from store.snapshot group by all")}
    assert min(tracks["data"], tracks["records"]) > SIZE / 5
    outcomes = {row["determination"] for row in city.query("select determination from store.snapshot")}
    assert {"granted", "partly_granted", "denied", "no_records", "already_published", "access_declined", "withdrawn", None} <= outcomes
    assert {row["desk_id"] for row in city.query("select desk_id from store.snapshot")} >= {1, 2, 3}
    assert city.query("select count(*) as n from store.snapshot where is_open = 1")[0]["n"] >= 5


def test_some_answers_are_late_and_most_are_not(city):
    (found,) = city.query(
        "select avg((determined_on > due_on)::integer) as late from store.snapshot where determined_on is not null and track = 'records'"
    )
    assert 0.02 < found["late"] < 0.6


def test_every_denial_shows_its_section_reason_and_official(city):
    lacking = city.query(
        "from store.event as event where kind = 'determined' and outcome in ('denied', 'partly_granted') and not ("
        "event_id in (select event_id from store.event_exemption) and event_id in (select event_id from store.event_official) "
        "and event_id in (select event_id from store.request_text where part = 'reason'))"
    )
    assert lacking == []
    unbalanced = city.query(
        "from store.event_exemption where section = '7922.000' and event_id not in (select event_id from store.request_text where part = 'balancing')"
    )
    assert unbalanced == []


def test_every_disclosure_was_promised_for_a_day_and_an_hour(city):
    assert city.query("from store.event where kind = 'determined' and (promised_on is null) <> (promised_time is null)") == []


def test_what_closes_a_sample_request_fits_its_determinations(city):
    closed = city.query("select request_id, closing_outcome from store.snapshot where status = 'closed' order by request_id")
    tried = [row for place, row in enumerate(closed) if place % 8 == 0 or row["closing_outcome"] == "duplicate"]
    assert len({row["closing_outcome"] for row in tried}) >= 8
    against = city.look(lambda cursor: [resting.against(city, cursor, row) for row in tried])
    told = [sentences for entries in against for entry, sentences in entries.values() if entry["kind"] == "closed"]
    assert len(told) == len(tried) and not any(told)


def test_what_a_sample_review_redacted_was_not_granted_in_full(city):
    assert city.query("from store.event where kind = 'review_cleared' and outcome = 'cleared_with_redactions'")
    assert city.query(
        "from store.event as review join store.event as told using (request_id) where review.outcome = 'cleared_with_redactions' "
        "and told.kind = 'determined' and told.outcome = 'granted'"
    ) == []


def test_no_event_is_out_of_order_by_the_state_machine(city):
    told = {}
    for event in city.query("select request_id, kind, track, irregular from store.event order by request_id, on_date, event_id"):
        told.setdefault(event["request_id"], []).append(event)
    tracks = {
        row["request_id"]: (row["track"], row["status"]) for row in city.query("select request_id, track, status from store.snapshot")
    }
    assert len(told) == SIZE
    for request_id, events in told.items():
        met = oracle.statuses(city.kinds, [event["kind"] for event in events])
        track, status = tracks[request_id]
        assert met[-1] == status
        for event, before in zip(events[1:], met[1:]):
            described = city.kinds[event["kind"]]
            assert event["irregular"] is None and before in described["allowed_from"].split("|"), (event, before)
            assert described["track"] in (None, track), event


def test_every_required_field_of_a_sample_event_is_filled(city):
    texts = {(row["event_id"], row["part"]) for row in city.query("select event_id, part from store.request_text")}
    places = {"event": lambda event, field: event[field] is not None, "text": lambda event, field: (event["event_id"], field) in texts}
    for event in city.query("from store.event"):
        for field in (city.kinds[event["kind"]]["requires"] or "").split("|"):
            described = city.fields.get(field)
            if described and described["kept_in"] in places:
                assert places[described["kept_in"]](event, field), (event["kind"], field)


def test_extensions_and_outcomes_of_the_sample_are_lawful(city):
    assert city.query("from store.snapshot where extended_to_on > extension_limit_on or extended_to_on < original_due_on") == []
    assert city.query("from store.event join store.snapshot using (request_id) where kind = 'extended' and on_date > original_due_on") == []
    offered = {name: {choice["code"] for choice in choices} for name, choices in city.choices.items()}
    for event in city.query("select kind, outcome from store.event where outcome is not null group by all"):
        assert event["outcome"] in offered[city.kinds[event["kind"]]["outcome_list"]], event


@pytest.mark.parametrize("size", [0, -1, 1_000_001])
def test_a_size_out_of_bounds_is_refused_and_builds_nothing(store, size):
    with pytest.raises(ValueError, match="A sample city has 1 to 1,000,000 requests"):
        demo.build(store, size)
    assert store.query("from store.request") == []


def test_a_city_of_one_request_stands(store):
    assert demo.build(store, 1) == 1
    assert store.query("select count(*) as n from store.snapshot") == [{"n": 1}]


def test_a_city_can_be_told_until_a_day(store):
    demo.build(store, 50, until_on=date(2024, 2, 29))
    assert store.query("select max(on_date) as last from store.event")[0]["last"] <= date(2024, 2, 29)


def test_the_sample_has_a_catalogue_and_systems_of_its_own(store):
    demo.load_sample(store)
    rows = store.read("datasets")
    assert len(rows) == 12 and {row["endpoint"].split("/")[2] for row in rows if row["endpoint"]} == {"data.example.org"}
    assert [row["title"] for row in rows if row["access_level"] != "public"] == ["Water main breaks"]
    assert search.datasets_like(store, "building permits 2025")[0]["title"] == "Building permits"
    assert search.datasets_like(store, "water main breaks") == []
    assert len(store.read("systems_like", text="")) == 4


def test_datasets_of_the_sample_are_those_that_its_requests_were_answered_with(store):
    demo.load_sample(store)
    assert sum(row["requests"] for row in store.read("datasets")) > 0


def test_a_city_built_at_a_size_has_no_catalogue(city):
    assert city.read("datasets") == [] and city.read("systems_like", text="") == []


def test_the_sample_leaves_a_catalogue_and_systems_that_are_there(store):
    imported(store, dataset("Harbor berths"))
    systems.import_systems(store, OFFICIAL, systems.read(b"vendor,product\nSample Co.,OtherBox\n"))
    demo.load_sample(store)
    assert [(row["title"], row["gone_on"]) for row in store.read("datasets")] == [("Harbor berths", None)]
    assert [row["product"] for row in store.read("systems_like", text="")] == ["OtherBox"]
