"""Whatever is typed into the forms, in whatever order, no denial is issued that the law would not bear."""

import shutil
from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_desk.db import ledger
from records_desk.db.ledger import Refused
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon

RECEIVED = TODAY - timedelta(14)
TEXT = st.sampled_from([None, "", "  ", "A draft", "x\x00y"])
NAME, TITLE = (st.sampled_from([None, "", " ", *words]) for words in (("Casey Sample", "Robin Sample"), ("City Clerk",)))
OUTCOMES = ("granted", "partly_granted", "denied", "no_records", "no_duty", "already_published", "referred", "duplicate", "withdrawn", "abandoned",
            "fees_not_paid", "not_described", "access_declined", "other")  # fmt: skip
FORM = st.fixed_dictionaries(
    {"outcome": st.sampled_from([*OUTCOMES, *["denied", "partly_granted"] * 4])},
    optional={
        "sections": st.lists(st.sampled_from(["7922.000", "7927.500", "7927.700", "7925.005", "7928.400"]), max_size=3),
        "reason": TEXT, "balancing": TEXT, "agency": TEXT, "endpoint": st.sampled_from([None, "A draft", "https://data.example.org/drafts"]), "official_name": NAME, "official_title": TITLE,
        "further_officials": st.sampled_from([None, "Jo Example", "Jo Example, Director", "Jo Example, Director\nCasey Sample, Clerk", ", "]),
        "promised_on": st.sampled_from([None, TODAY, RECEIVED, TODAY + timedelta(9)]), "promised_time": st.sampled_from([None, time(17)]),
    },
)  # fmt: skip
STEP = st.tuples(st.sampled_from(["record", "record", "correct", "close", "reopen", "strike"]), FORM, st.integers(0, 14))


@pytest.fixture(scope="module")
def desk(template, tmp_path_factory):
    store = Store(shutil.copy(template, tmp_path_factory.mktemp("denials") / "city.duckdb"), clock=noon)
    yield store
    assert failed_audits(store) == {}
    store.close()


def standing(store, request_id):
    """The determinations and closings that count, in order."""
    return store.query(
        "from store.event where request_id = $id and kind in ('determined', 'closed') and event_id not in "
        "(select supersedes from store.event where request_id = $id and supersedes is not null) order by on_date, event_id",
        id=request_id,
    )


def take(store, request_id, act, form, day):
    on_date, told = RECEIVED + timedelta(day), standing(store, request_id)
    try:
        if act == "record":
            ledger.record(store, request_id, "determined", OFFICIAL, on_date=on_date, **form)
        elif act == "close":
            ledger.record(store, request_id, "closed", OFFICIAL, on_date=on_date, outcome=form["outcome"])
        elif act == "reopen":
            ledger.record(store, request_id, "reopened", OFFICIAL, on_date=on_date, reason="More")
        elif told and act == "strike":
            ledger.strike(store, told[-1]["event_id"], OFFICIAL)
        elif told and told[-1]["kind"] == "determined":
            ledger.correct(store, told[-1]["event_id"], OFFICIAL, **form)
    except Refused:
        pass


def words_of(store, entry, table, column):
    return [row["value"] for row in store.query(f"select {column} as value from store.{table} where event_id = $id", id=entry["event_id"])]


def assert_lawful(store, entry):
    """A denial names section, reason, and each official with a title (7922.540); the catch-all its balancing (7922.000)."""
    sections = words_of(store, entry, "event_exemption", "section")
    texts = {row["part"]: row["body"] for row in store.read("event_texts", event_id=entry["event_id"], request_id=entry["request_id"])}
    if entry["outcome"] in ("denied", "partly_granted") or sections:
        assert sections and "7928.400" not in sections and texts["reason"].strip(), entry
        officials = store.query("from store.event_official where event_id = $id", id=entry["event_id"])
        assert officials and all(row["name"].strip() and row["title"].strip() != "" and "not stated" not in row["title"] for row in officials)
        assert "7922.000" not in sections or texts["balancing"].strip()
    if entry["outcome"] in ("granted", "partly_granted"):
        assert entry["promised_on"] >= entry["on_date"] and entry["promised_time"]


@given(st.sampled_from(["data", "records"]), st.lists(STEP, min_size=1, max_size=6))
def check(store, track, steps):
    receipt = ledger.receive(store, OFFICIAL, track=track, on_date=RECEIVED, verbatim="All drafts")
    for step in steps:
        take(store, receipt.request_id, *step)
    told = standing(store, receipt.request_id)
    for entry in told:
        if entry["kind"] == "determined":
            assert_lawful(store, entry)
    withheld = [entry["on_date"] for entry in told if entry["kind"] == "determined" and entry["outcome"] in ("denied", "partly_granted")]
    for entry in told:
        if entry["kind"] == "closed" and entry["outcome"] in ("denied", "partly_granted"):
            assert withheld and min(withheld) <= entry["on_date"]


def test_no_sequence_of_form_values_issues_an_unlawful_denial(desk):
    settings(max_examples=40, derandomize=True, deadline=None)(check)(desk)
