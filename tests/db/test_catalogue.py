"""The catalogue of published datasets: imported, imported again with other identifiers, and refused where it is none."""

import http.server
import json
import ssl
import threading
import time
from collections.abc import Callable

import pytest
import trustme

from records_desk.db import catalogue, city
from records_desk.db import _portal as portal
from records_desk.db._catalogue_file import LARGEST, plain_text, read
from records_desk.db._refused import Refused
from tests.conftest import MANAGER, OFFICIAL, shared
from tests.pages.conftest import ADMINISTRATOR

PLACE = "https://data.example.org"


def dataset(name: str, number: str = "1", **more) -> dict:
    """A dataset as a portal tells it."""
    page = f"{PLACE}/datasets/{number}"
    ways = [{"format": "Web Page", "accessURL": page}, {"format": "API", "accessURL": f"{PLACE}/rest/services/{name.replace(' ', '_')}"}]
    told = {"identifier": page, "title": name, "accessLevel": "public", "landingPage": page, "distribution": ways}
    return told | more


def data_json(*datasets: dict) -> bytes:
    return json.dumps({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": datasets}).encode()


def imported(store, *datasets: dict, **more) -> catalogue.Result:
    return catalogue.import_catalogue(store, OFFICIAL, data_json(*datasets), "data.json", **more)


def known(store) -> dict[str, dict]:
    return {row["title"]: row for row in store.query("from store.dataset order by dataset_no")}


def test_a_dataset_is_kept_with_its_endpoint_before_its_page(store):
    assert imported(store, dataset("Building Permits")).changes == {"appeared": ["Building Permits"]}
    row = known(store)["Building Permits"]
    assert (row["identifier"], row["endpoint"]) == (f"{PLACE}/datasets/1", f"{PLACE}/rest/services/Building_Permits")
    assert (row["first_seen_on"], row["gone_on"]) == (store.today(), None)


def test_importing_the_same_again_changes_nothing(store):
    imported(store, dataset("Trees"))
    assert imported(store, dataset("Trees")).changes == {}
    assert len(store.query("from store.catalogue_import")) == 2


def test_a_dataset_with_another_identifier_stays_the_same_one(store):
    imported(store, dataset("Trees", "1"), dataset("Parks", "2"))
    before = known(store)
    result = imported(store, dataset("Trees", "8"), dataset("Parks", "9"), dataset("Pipes", "7"))
    assert result.changes == {"appeared": ["Pipes"], "renumbered": ["Parks", "Trees"]}
    assert known(store)["Trees"]["dataset_no"] == before["Trees"]["dataset_no"]
    told = store.query("select identifier from store.dataset_identifier where dataset_no = $no order by all", no=before["Trees"]["dataset_no"])
    assert [row["identifier"] for row in told] == [f"{PLACE}/datasets/1", f"{PLACE}/datasets/8"]


def test_a_dataset_with_another_title_and_identifier_is_known_by_its_address(store):
    imported(store, dataset("Aldermanic Districts", "1"))
    number = known(store)["Aldermanic Districts"]["dataset_no"]
    ways = dataset("Aldermanic Districts", "1")["distribution"]
    result = imported(store, dataset("Alder Districts", "2", distribution=ways))
    assert result.changes == {"renumbered": ["Alder Districts"], "retitled": ["Alder Districts"]}
    assert known(store)["Alder Districts"]["dataset_no"] == number


def test_two_datasets_of_one_title_are_told_apart_by_their_addresses(store):
    def trails(number: str, service: str) -> dict:
        return dataset("Trails", number, distribution=[{"format": "API", "accessURL": f"{PLACE}/rest/services/{service}"}])

    imported(store, trails("1", "north"), trails("2", "south"))
    before = {row["endpoint"]: row["dataset_no"] for row in store.query("from store.dataset")}
    imported(store, trails("8", "south"), trails("9", "north"))
    assert {row["endpoint"]: row["dataset_no"] for row in store.query("from store.dataset")} == before


def test_what_vanished_is_kept_as_gone_and_can_return(store):
    imported(store, dataset("Trees", "1"), dataset("Parks", "2"))
    assert imported(store, dataset("Parks", "2")).changes == {"vanished": ["Trees"]}
    assert known(store)["Trees"]["gone_on"] == store.today()
    assert imported(store, dataset("Trees", "1"), dataset("Parks", "2")).changes == {"returned": ["Trees"]}
    assert known(store)["Trees"]["gone_on"] is None


def test_what_is_not_public_is_known_but_not_published(store):
    result = imported(store, dataset("Payroll", "1", accessLevel="non-public"), dataset("Trees", "2"), dataset("Cameras", "3", accessLevel=None))
    assert result.unpublished == 2
    assert known(store)["Payroll"]["access_level"] == known(store)["Cameras"]["access_level"] == "non-public"
    assert imported(store, dataset("Payroll", "1"), dataset("Trees", "2", accessLevel="restricted public"), name="City").changes == {
        "vanished": ["Cameras"], "opened": ["Payroll"], "withheld": ["Trees"]
    }  # fmt: skip


def test_another_citys_catalogue_is_taken_only_when_it_is_meant(store):
    imported(store, *(dataset(f"Trees {number}", str(number)) for number in range(12)))
    with pytest.raises(Refused, match="None of the 12 known datasets"):
        imported(store, dataset("Pipes", "99"))
    assert len(known(store)) == 12
    imported(store, dataset("Pipes", "99"), name="County")
    assert imported(store, dataset("Wells", "98"), replace=True).changes["appeared"] == ["Wells"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe{}", "no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"dataset": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001, "nested too deeply"),
        (b"9" * 100_000, "no JSON"),
        (b'{"dataset": {}}', "no catalogue"),
        (b'"dataset"', "no catalogue"),
        (b'{"dataset": []}', "holds no dataset"),
        (b'{"dataset": [1, null, [], {"title": 3}]}', "No dataset of this file"),
        (b'{"dataset": [' + b"1," * 100_000 + b"1]}", "more than 100,000"),
        (b" " * (LARGEST + 1), "larger than 50 MB"),
    ],
    ids=["empty", "utf-16", "deep list", "deep objects", "a huge number", "no list", "a string", "nothing", "wrong shapes", "too many", "too large"],
)
def test_what_is_no_catalogue_is_refused_and_nothing_changes(store, content, sentence):
    imported(store, dataset("Trees"))
    with pytest.raises(Refused, match=sentence):
        catalogue.import_catalogue(store, OFFICIAL, content, "data.json")
    assert list(known(store)) == ["Trees"] and known(store)["Trees"]["gone_on"] is None


def test_what_cannot_be_a_dataset_is_left_out_and_counted():
    odd = [dataset("Trees"), dataset("Again"), {"title": "No identifier"}, 7, dataset("Long", "2" * 2000)]
    found = read(data_json(*odd))
    assert [one.title for one in found.datasets] == ["Trees"]
    assert found.left_out == {"with an identifier told before": 1, "without an identifier or a title": 2, "that are no datasets": 1}


def test_an_address_that_is_none_of_the_web_is_not_kept():
    ways = [{"accessURL": "javascript:alert(1)"}, {"downloadURL": "https://[broken"}, {"accessURL": "file:///etc/passwd"}, 3, {"accessURL": {}}]
    (one,) = read(data_json(dataset("Trees", landingPage="data:text/html,x", distribution=ways))).datasets
    assert (one.ways, one.landing_page, one.endpoint) == ((), None, None)


def test_a_description_loses_its_markup_and_its_scripts():
    told = plain_text("<p>Trees &amp; parks</p><script>alert('x')</script><style>p{}</style> of <b>Oxnard</b>")
    assert " ".join(told.split()) == "Trees & parks of Oxnard"


def test_only_those_who_work_on_requests_import(store):
    with pytest.raises(Refused, match="yours is manager"):
        catalogue.import_catalogue(store, MANAGER, data_json(dataset("Trees")), "data.json")


@pytest.mark.parametrize(("city_name", "appeared", "vanished"), [("madison", 8, 1), ("wisconsin-rapids", 1, 0)])
def test_a_real_catalogue_of_which_every_identifier_changed_keeps_its_datasets(store, city_name, appeared, vanished):
    catalogue.import_file(store, OFFICIAL, shared(f"catalogues/{city_name}-2021.data.json"))
    before = {row["title"]: row for row in store.query("from store.dataset")}
    result = catalogue.import_file(store, OFFICIAL, shared(f"catalogues/{city_name}-2022.data.json"))
    after = {row["dataset_no"]: row for row in store.query("from store.dataset where gone_on is null")}
    assert (len(result.changes["appeared"]), len(result.changes.get("vanished", []))) == (appeared, vanished)
    kept = [row for row in before.values() if row["dataset_no"] in after]
    assert len(result.changes["renumbered"]) == result.datasets - appeared >= len(kept)
    assert all(after[row["dataset_no"]]["identifier"] != row["identifier"] for row in kept)
    assert {row["title"] for row in kept} - {after[row["dataset_no"]]["title"] for row in kept} <= {"Aldermanic Districts"}


def test_the_federal_catalogues_unpublished_datasets_are_kept_as_such(store):
    result = catalogue.import_file(store, OFFICIAL, shared("catalogues/gsa.data.json"))
    assert (result.datasets, result.unpublished) == (339, 34)


# Fetching.


class Portal(http.server.BaseHTTPRequestHandler):
    """A portal that answers as its path says."""

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("/")[0]
        getattr(self, name)()

    def catalogue(self) -> None:
        self.answer(200, data_json(dataset("Trees")))

    def missing(self) -> None:
        self.answer(404, b"")

    def around(self) -> None:
        self.answer(302, b"x", Location="/catalogue")

    def away(self) -> None:
        self.answer(302, b"x", Location=f"https://localhost:{self.server.server_port}/catalogue")

    def plain(self) -> None:
        self.answer(302, b"x", Location=f"http://127.0.0.1:{self.server.server_port}/catalogue")

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b" " * 1_000_000)

    def slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b" ")
            time.sleep(0.1)

    def slow_head(self) -> None:
        for _ in range(100):
            self.wfile.write(b"H")
            time.sleep(0.1)

    def answer(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            pass  # the visitor left, as it should


@pytest.fixture(scope="module")
def fetch():
    """Fetch from a portal on this computer, over TLS: `fetch("catalogue")`."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    host = f"127.0.0.1:{server.server_port}"

    def act(path: str, **more) -> bytes:
        return portal.fetch(f"https://{host}/{path}", host, tls=trusting, **more)

    yield act
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


def test_a_catalogue_is_fetched_from_the_portal_also_around_its_own_house(fetch: Callable[..., bytes]):
    assert read(fetch("catalogue")).datasets[0].title == read(fetch("around")).datasets[0].title == "Trees"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("missing", "answers 404"), ("away", "another host"), ("plain", "another host"), ("endless", "larger than 50 MB"),
        ("slow", "too long"), ("slow_head", "too long"),
    ],
)  # fmt: skip
def test_a_portal_that_misbehaves_is_refused_in_a_sentence(fetch, path, sentence):
    with pytest.raises(Refused, match=sentence):
        fetch(path, seconds=20 if path == "endless" else 1.0)


@pytest.mark.parametrize(
    "url",
    [
        "http://data.example.org/data.json", "https://elsewhere.example.org/data.json", "https://data.example.org@elsewhere.example.org/",
        "https://user:secret@data.example.org/", "https://data.example.org:8443/", "https://data.example.org:port/", "file:///etc/passwd",
        "https://[broken", "", "https://data.example.org.elsewhere.example.org/",
    ],
)  # fmt: skip
def test_an_address_off_the_portal_is_never_asked(url):
    with pytest.raises(Refused):
        portal.check(url, "data.example.org")


def test_without_a_portal_in_settings_nothing_is_fetched(store):
    with pytest.raises(Refused, match="No open-data portal is set"):
        catalogue.import_address(store, OFFICIAL, "https://data.example.org/data.json")


def test_the_administrator_names_the_portal_and_the_change_is_kept(store):
    city.save_portal_host(store, ADMINISTRATOR, "https://Data.Example.org/")
    assert city.portal_host(store) == "data.example.org"
    with pytest.raises(Refused, match="not on the portal"):
        catalogue.import_address(store, OFFICIAL, "https://elsewhere.example.org/data.json")
    for wrong in ("data.example.org/path", "a b", "user@host", "-"):
        with pytest.raises(Refused):
            city.save_portal_host(store, ADMINISTRATOR, wrong)
    city.save_portal_host(store, ADMINISTRATOR, "")
    assert city.portal_host(store) is None
    assert [row["what"] for row in store.query("from store.setting_change")] == ["portal_host", "portal_host"]
    with pytest.raises(Refused, match="administrator"):
        city.save_portal_host(store, OFFICIAL, "data.example.org")
