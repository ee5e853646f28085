"""The catalogue of enterprise systems: read whatever its headings are called, replaced as a whole, refused in a sentence."""

import pytest

from records_desk.db import systems
from records_desk.db._refused import Refused
from tests.conftest import OFFICIAL, VIEWER

LIST = """Current System Vendor,Current System Product,System Purpose,Department,Categories or types of data,How often data is collected,Frequency of update
Sample Permits Inc.,PermitBox,Building permits,Planning & Development Services,"Permits, inspections",Daily,Daily
Sample Police Co.,CaseBox,Dispatch,Police,Calls for service,Continuously,Hourly
"""


def imported(store, text: str, by=OFFICIAL) -> str:
    return systems.import_systems(store, by, systems.read(text.encode()))


def test_the_seven_facts_are_found_under_the_headings_that_cities_use(store):
    assert imported(store, LIST) == "Systems read: 2; known before: 0."
    assert store.query("from store.enterprise_system order by system_no")[0] == {
        "system_no": 1, "vendor": "Sample Permits Inc.", "product": "PermitBox", "purpose": "Building permits",
        "data_kinds": "Permits, inspections", "custodian": "Planning & Development Services",
        "collection_frequency": "Daily", "update_frequency": "Daily",
    }  # fmt: skip


def test_a_new_list_takes_the_place_of_the_old_one_and_is_audited(store):
    imported(store, LIST)
    assert imported(store, "vendor,product\nSample Co.,OtherBox\n") == "Systems read: 1; known before: 2."
    assert [row["product"] for row in store.query("from store.enterprise_system")] == ["OtherBox"]
    assert store.query("from store.setting_change")[-1]["new_value"].startswith("1 systems, SHA-256 ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no column vendor and none product"),
        ("product,purpose\nx,y", "no column vendor"),
        ("vendor,product\n", "holds no system"),
        ("vendor,product\nSample Co.,\n", "Line 2 of the list has no product"),
        ("vendor,product\n" + "a,b\n" * 5_001, "more than 5,000 rows"),
        ("vendor,product\n" + "x" * 120_000, "longer than 100,000 letters"),
        ("x" * (systems.LARGEST + 1), "larger than 5 MB"),
    ],
    ids=["empty", "no vendor", "no rows", "no product", "too many", "a huge cell", "too large"],
)
def test_what_is_no_list_of_systems_is_refused_and_the_old_one_stays(store, text, sentence):
    imported(store, LIST)
    with pytest.raises(Refused, match=sentence):
        imported(store, text)
    assert len(store.query("from store.enterprise_system")) == 2


def test_a_file_in_another_encoding_is_refused_in_words():
    with pytest.raises(Refused, match="CSV UTF-8"):
        systems.read(LIST.encode("utf-16"))


def test_only_those_who_work_on_requests_import(store):
    with pytest.raises(Refused, match="yours is viewer"):
        imported(store, LIST, VIEWER)
