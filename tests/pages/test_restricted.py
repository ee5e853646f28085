"""Restricted requests on every page, for those named and for everybody else."""

from datetime import time

import pytest

from records_desk.db import ledger
from records_desk.pages import _session
from tests.conftest import TODAY
from tests.pages.conftest import ADMINISTRATOR, offered, press, refused, said, well, widget

WORDS = "Investigation of the zeppelin hangar"
ROLES = ("viewer", "staff", "official", "manager", "administrator", "auditor")


@pytest.fixture
def hidden(store, received):
    """A restricted data request with an access, a report of misuse and a letter, which the staff member alone sees."""
    receipt = received(WORDS, track="data", summary=WORDS, desk_id=1)
    acts = {
        "determined": {"outcome": "granted", "promised_on": TODAY, "promised_time": time(17)},
        "access_granted": {"endpoint": "https://data.example.org/z", "format": "JSON", "key_reference": "zeppelin-key", "terms_version": "1", "no_fee": True},
        "misuse_reported": {"note": "Names were matched"},
    }
    for kind, values in acts.items():
        ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=TODAY, **values)
    ids = {row["sign_in"]: row["person_id"] for row in store.read("people")}
    ledger.record(store, receipt.request_id, "restricted", ADMINISTRATOR, on_date=TODAY, readers=[ids["staff"]])
    return receipt


def texts(tab):
    """All that a page shows outside of its tables."""
    kinds = ("title", "header", "subheader", "markdown", "text", "caption", "info", "warning", "error", "success", "code")
    return " ".join(item.proto.body for item in tab.get("html")) + " ".join(str(item.value) + str(getattr(item, "label", "")) for kind in kinds for item in getattr(tab, kind))


@pytest.mark.parametrize("place", [place.name for place in _session.PLACES])
@pytest.mark.parametrize("role", ROLES)
def test_no_page_and_no_file_shows_a_trace_to_who_is_not_named(visit, hidden, shown, role, place):
    tab = visit(place, role, **({"number": hidden.number} if place == "request" else {}), **({"queue_text": "zeppelin"} if place == "queue" else {}))
    told = texts(tab) + str(shown) + " ".join(content.decode("utf-8", "replace") for content in offered().values())
    trace = "zeppelin" in told.lower() or (hidden.number in told and place not in ("request", "settings"))
    if role != "staff":
        assert not trace
    elif place in ("request", "accesses", "misuse"):
        assert trace
    if place == "request" and role != "staff":
        assert "There is no request with this number." in refused(tab)


def test_who_is_named_sees_it_and_who_sees_it_too(visit, hidden):
    tab = visit("request", "staff", number=hidden.number)
    assert WORDS in texts(tab) and "only Sam Staff may see this request" in texts(tab).replace("\\", "")


def test_a_request_is_restricted_on_its_page_and_gone_for_who_left_the_own_name_out(visit, store, received):
    receipt = received(WORDS)
    tab = visit("request", "official", number=receipt.number)
    widget(tab, "_act").set_value("restricted")
    well(tab.run())
    people = {row["sign_in"]: row["person_id"] for row in store.read("people")}
    assert widget(tab, "_restricted_readers").value == [people["official"]]
    widget(tab, "_restricted_readers").set_value([people["manager"]])
    press(tab, "_restricted_send")
    assert f"Restricted to named people recorded on {receipt.number}." in said(tab)
    assert "There is no request with this number." in refused(tab)
    assert WORDS in texts(visit("request", "manager", number=receipt.number))


def test_an_administrator_names_others_in_settings(visit, store, hidden, shown):
    tab = visit("settings")
    (row,) = shown["settings_restricted"][1]
    assert (row["number"], row["who"]) == (hidden.number, "Sam Staff")
    people = {row["sign_in"]: row["person_id"] for row in store.read("people")}
    form = next(item.key for item in tab.multiselect if item.key.startswith("settings_restricted")).removesuffix("_people")
    widget(tab, f"{form}_request").set_value(hidden.request_id)
    widget(tab, f"{form}_people").set_value([people["auditor"]])
    press(tab, f"{form}_send")
    assert f"{hidden.number} is now seen by the people named." in said(tab)
    assert WORDS in texts(visit("request", "auditor", number=hidden.number))


def test_the_whole_log_is_not_offered_to_who_may_not_see_all_of_it(visit, hidden):
    assert "Restricted requests that you are not named to see: 1." in texts(visit("reports", "administrator"))
    assert not [name for name in offered() if name.startswith("city-log")]
