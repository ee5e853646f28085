"""The door for other programs: who is let in, what is answered, and what is recorded. A real server, a real client, a real store."""

import csv
import json
import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from records_desk.db import demo, export, intake_key, ledger, publish, published
from records_desk.pages import _http, _log
from records_desk.pages._http_models import LogFilter, PublicRequest
from records_desk.pages._rates import Rate
from records_desk.pages._slowing import FREE, MOST_WRONG, Slowing
from tests.db.test_publish import ASKED, rows_of
from tests.db.test_public_log import COLUMNS
from tests.db.test_published import as_file
from tests.hostile import MARK
from tests.hostile import TEXTS as HOSTILE
from tests.pages.conftest import ADMINISTRATOR
from tests.pages.http_desk import serving

NEW = {"text": f"All permits {MARK}", "name": f"Robin {MARK}", "email": f"robin.{MARK}@example.org", "phone": "805 555 0100"}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Nobody asked anything before."""
    for name, rate in {"reads": Rate(10_000, 60), "posts_by_key": Rate(10_000, 60), "posts_by_address": Rate(10_000, 60), "_wrong_keys": Slowing()}.items():
        monkeypatch.setattr(_http, name, rate)
    monkeypatch.setitem(_http._kept, "for", None)


@pytest.fixture
def desk(store):
    """A client of a desk that answers programs."""
    published.save(store, ADMINISTRATOR, True)
    with serving() as client:
        yield client


@pytest.fixture
def key(store):
    """A key of the city's website, whose requests go to Information Technology."""
    return intake_key.make(store, ADMINISTRATOR, "City website", 2)


@pytest.fixture
def post(desk, key):
    """Send a request as the web form does: `post(text="All plans")`; answers the response."""

    def send(token: str | None = None, **values):
        headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": token} if token else {})
        return desk.post("/requests", json=NEW | values, headers=headers)

    return send


def requests(store) -> int:
    return store.query("select count(*) as n from store.request")[0]["n"]


def problem(answer, status: int) -> str:
    """The sentence of a refusal, which has the one shape that all have."""
    told = answer.json()
    assert (answer.status_code, told["status"], told["type"]) == (status, status, "about:blank"), answer.text
    assert answer.headers["content-type"] == "application/problem+json" and answer.headers["cache-control"] == "no-store"
    assert MARK not in answer.text
    return told["detail"]


# What everybody may ask.


def test_a_desk_answers_no_program_unless_the_administrator_lets_it(store):
    with serving() as client:
        for path in ("/requests", "/requests/PRA-2026-000001", "/measures", "/measures/flow_by_month"):
            assert "an administrator can let it in Settings" in problem(client.get(path), 404)
        assert client.get("/openapi.json").status_code == 200


def test_the_pages_of_the_log_are_what_the_export_holds(store, desk):
    demo.build(store, 60, store.today())
    found, after = [], {}
    while True:
        page = desk.get("/requests", params={"limit": 25} | after).json()
        found += page["requests"]
        assert page["as_of"] == "2026-04-20" and list(page["requests"][0]) == COLUMNS
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    with export.export(store, "public_log").path.open(encoding="utf-8", newline="") as file:
        assert as_file(found) == list(csv.DictReader(file))


def test_the_model_has_the_columns_of_the_log_and_filters_by_them_alone():
    assert list(PublicRequest.model_fields) == COLUMNS
    assert set(LogFilter.model_fields) - {"limit"} == set(published.FILTERS) - {"number"}


def test_the_measures_are_what_publish_writes_of_the_same_day(store, desk, tmp_path):
    demo.build(store, 300, store.today())
    listed = desk.get("/measures").json()["measures"]
    publish.publish(store, tmp_path / "bundle", date.fromisoformat(listed[0]["as_of"]), **ASKED)
    assert [one["name"] for one in listed] == list(published.names())
    for one in listed:
        answer = desk.get(f"/measures/{one['name']}").json()
        assert as_file(answer.pop("rows")) == rows_of(tmp_path / "bundle" / f"{one['name']}.csv")
        assert answer == one and all(column["description"] for column in one["columns"])


def test_a_restricted_request_is_answered_like_one_that_never_was(store, desk, received):
    number = received(desk_id=1).number
    assert desk.get(f"/requests/{number}").json()["number"] == number
    (row,) = store.query("from store.snapshot")
    ledger.record(store, row["request_id"], "restricted", ADMINISTRATOR, on_date=store.today(), readers=(1,))
    hidden, absent = desk.get(f"/requests/{number}"), desk.get("/requests/PRA-2026-000099")
    assert problem(hidden, 404) == problem(absent, 404)
    assert desk.get("/requests").json()["requests"] == []


def test_what_has_not_changed_is_not_sent_again(store, desk, received):
    received()
    for path in ("/requests", "/requests/PRA-2026-000001"):
        first = desk.get(path)
        same = desk.get(path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
        assert (same.status_code, same.content, same.headers["etag"], first.headers["cache-control"]) == (304, b"", first.headers["etag"], "public, no-cache")
        received()
        assert desk.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 200
    assert desk.get("/requests?limit=1").headers["etag"] != desk.get("/requests?limit=2").headers["etag"]


def test_measures_are_not_measured_at_each_question(store, desk, received, monkeypatch):
    first = desk.get("/measures").headers["etag"]
    received()
    assert desk.get("/measures", headers={"If-None-Match": first}).status_code == 304
    assert desk.get("/measures", headers={"If-None-Match": "*"}).status_code == 304
    monkeypatch.setitem(_http._kept, "until", 0.0)
    assert desk.get("/measures", headers={"If-None-Match": first}).status_code == 200


@pytest.mark.parametrize(
    "asked", ["limit=0", "limit=1001", "limit=-1", "limit=1e2", "limit=" + "9" * 5000, "limit=x", "status=nothing", "received_from=2026-02-30", "received_from=1770000000",
              "after=x", "desk=" + "x" * 121, "words=permits", "Status=open", "track="],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_a_sentence(desk, asked):
    assert problem(desk.get(f"/requests?{asked}"), 422).startswith("This was not taken.")


@pytest.mark.parametrize("path", ["/", "/nothing", "/requests/", "/requests/PRA-2026-000001/", "/docs", "/redoc", "/measures/effort", "/measures/..%2Fx"])
def test_there_is_nothing_elsewhere(desk, path):
    problem(desk.get(path), 404)


def test_other_methods_are_refused_and_no_other_origin_is_let_in(desk):
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = desk.request(method, "/requests")
        problem(answer, 405)
        assert answer.headers["allow"] == "GET, POST"
    assert not [name for name in desk.get("/requests").headers if name.startswith("access-control-")]


def test_who_asks_too_often_is_told_when_to_come_again(desk, monkeypatch):
    monkeypatch.setattr(_http, "reads", Rate(3, 60))
    assert [desk.get("/requests").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = desk.get("/measures")
    assert f"ask again in {answer.headers['retry-after']} seconds" in problem(answer, 429) and 0 < int(answer.headers["retry-after"]) <= 60


# The web form.


def test_a_request_is_logged_and_nothing_that_was_typed_comes_back(store, post):
    answer = post(format="CSV", needed_by_on="2026-06-01", sent_at="2026-04-18T06:30:00Z")
    assert answer.status_code == 201 and MARK not in answer.text and answer.headers["cache-control"] == "no-store"
    assert answer.json() | {"due_explained": ""} == {"number": "PRA-2026-000001", "received_on": "2026-04-17", "due_on": "2026-04-27", "due_explained": ""}
    (row,) = store.query("select snapshot.*, format, needed_by_on from store.snapshot join store.event using (request_id) where kind = 'received'")
    assert (row["channel"], row["desk_id"], row["format"], row["needed_by_on"]) == ("web_form", 2, "CSV", date(2026, 6, 1))
    assert store.query("select name, organization, email, phone from store.requester") == [{"name": NEW["name"], "organization": None, "email": NEW["email"], "phone": NEW["phone"]}]


@pytest.mark.parametrize(("asked", "kept"), [({"language": "es"}, "es"), ({"language": "en"}, None), ({}, None)])
def test_whoever_asks_in_spanish_is_written_to_in_spanish(store, post, asked, kept):
    assert post(**asked).status_code == 201
    assert store.query("select language from store.requester") == [{"language": kept}]


def test_a_language_in_which_no_letters_are_written_is_refused(post):
    assert post(language="fr").json()["errors"][0]["field"] == "language"


def test_what_nobody_filled_in_may_be_empty_or_null(store, post):
    empty = dict.fromkeys(("dataset_id", "format", "needed_by_on", "name", "organization", "email", "phone", "intended_use", "sent_at", "website"), "")
    assert post(**empty).status_code == 201
    assert post(**dict.fromkeys(empty)).status_code == 201
    assert store.query("from store.requester") == [] and requests(store) == 2


def test_a_form_that_is_sent_again_counts_once(store, post):
    first, again = post("form-0001"), post("form-0001")
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json()) and requests(store) == 1
    assert "another request" in problem(post("form-0001", text="All plans"), 409)


def test_many_at_once_with_one_token_make_one_request(store, post):
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda nth: post("form-0001"), range(24)))
    assert sorted(answer.status_code for answer in answers) == [200] * 23 + [201]
    assert {answer.json()["number"] for answer in answers} == {"PRA-2026-000001"} and requests(store) == 1


def test_a_full_trap_is_no_reason_to_lose_a_request(store, post):
    assert post(website="https://buy.example.org").status_code == 201
    assert store.query("select count(*) as n from store.event where kind = 'note'") == [{"n": 1}]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"text": ""}, "text"), ({"text": None}, "text"), ({"text": 7}, "text"), ({"text": "x" * 20_001}, "text"), ({"text": ["x"]}, "text"), ({"track": "both"}, "track"),
     ({"email": f"robin {MARK}"}, "email"), ({"email": f"{MARK}@localhost"}, "email"), ({"email": f"{MARK}@example.org, x@example.org"}, "email"), ({"name": "x" * 201}, "name"),
     ({"needed_by_on": "June"}, "needed_by_on"), ({"needed_by_on": 1_770_000_000}, "needed_by_on"), ({"needed_by_on": "2026-02-30"}, "needed_by_on"),
     ({"sent_at": "2026-04-20T10:00:00"}, "sent_at"), ({"sent_at": 1e308}, "sent_at"), ({f"x{MARK}": 1}, ""), ({"request_id": 7}, ""), ({"channel": "email"}, ""),
     ({"desk_id": 1}, ""), ({"on_date": "2020-01-01"}, ""), ({"person_id": 1}, ""), ({"summary": "x"}, ""), ({"then": "x"}, "")],
)  # fmt: skip
def test_what_is_not_as_it_has_to_be_is_refused_by_the_name_of_its_field(store, post, values, field):
    answer = post(**values)
    assert problem(answer, 422).startswith("This was not taken.")
    assert [error["field"] for error in answer.json()["errors"]] == [field] and requests(store) == 0


def test_what_is_of_another_shape_is_told_in_words_and_a_year_before_any_record_is_refused(store, desk, post):
    assert "This is not a number as the desk gives it, such as PRA-2026-000001." in problem(desk.get("/requests/prune"), 422)
    assert problem(post(needed_by_on="0001-01-01"), 422) == "Needed by: 0001-01-01 lies outside the calendar, which runs from 1990-01-01 to 2060-12-31. Check the year."
    assert requests(store) == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_taken_as_texts_or_refused(store, desk, key, name):
    text = HOSTILE[name]
    body = json.dumps({"text": text[:20_000], "name": text[:200], "record_series": text[:500], "format": text[:200]})
    answer = desk.post("/requests", content=body, headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    assert MARK not in answer.text
    assert answer.status_code == (400 if name == "surrogate" else 201)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"text": "\xff"}', b'{"text": NaN}', b'{"text": ' + b"9" * 100_000 + b"}", b"[" * 100_000, b'{"text":"\\ud800"}', b'{"text": 1e999}'],
)  # fmt: skip
def test_a_body_that_is_no_request_is_refused(store, desk, key, body):
    answer = desk.post("/requests", content=body, headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    assert answer.status_code in (400, 422) and problem(answer, answer.status_code) and requests(store) == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_what_is_not_json_is_refused_before_it_is_read(desk, key, kind):
    answer = desk.post("/requests", content=b"text=x", headers={"Authorization": f"Bearer {key}", "Content-Type": kind})
    assert "Content-Type: application/json" in problem(answer, 415)


def test_a_body_that_is_too_long_is_refused_whether_it_says_so_or_not(store, desk, key):
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    body = json.dumps({"text": "x" * 300_000}).encode()
    assert "longer than 256 KiB" in problem(desk.post("/requests", content=body, headers=headers), 413)
    assert "longer than 256 KiB" in problem(desk.post("/requests", content=(body[at : at + 65_536] for at in range(0, len(body), 65_536)), headers=headers), 413)
    small = (part for part in (b'{"text":', b'"All plans"}'))
    assert desk.post("/requests", content=small, headers=headers).status_code == 201 and requests(store) == 1


def test_a_length_that_is_a_lie_reads_no_more_than_was_said(desk, key):
    url = desk.base_url
    with socket.create_connection((url.host, url.port), 30) as raw:
        raw.sendall(f"POST {url.path}requests HTTP/1.1\r\nHost: {url.host}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {10**15}\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_never_arrives_is_not_waited_for(desk, key, monkeypatch):
    monkeypatch.setattr(_http, "ARRIVES_SECONDS", 0.2)
    url = desk.base_url
    with socket.create_connection((url.host, url.port), 30) as raw:
        raw.sendall(f"POST {url.path}requests HTTP/1.1\r\nHost: {url.host}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 408 ")


# Keys.


@pytest.mark.parametrize("sent", [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}, {"X-Api-Key": "KEY"}, {"Authorization": "KEY"}])
def test_without_a_key_nothing_is_logged(store, desk, key, sent):
    answer = desk.post("/requests", json=NEW, headers={name: value.replace("KEY", key) for name, value in sent.items()})
    assert "A key of this desk is needed" in problem(answer, 401) and answer.headers["www-authenticate"].startswith("Bearer") and requests(store) == 0


def test_an_ended_key_logs_nothing(store, post, key):
    assert post().status_code == 201
    intake_key.end(store, ADMINISTRATOR, intake_key.holder(store, key)["key_id"])
    problem(post(text="All plans"), 401)


def test_a_key_in_the_address_is_refused(desk, key):
    problem(desk.post(f"/requests?key={key}", json=NEW), 401)


def test_who_guesses_keys_is_slowed_and_refused_and_the_form_is_not(post, desk, monkeypatch):
    monkeypatch.setattr("records_desk.pages._slowing.LONGEST_PAUSE", 0.01)
    guessed = [desk.post("/requests", json=NEW, headers={"Authorization": f"Bearer rdk_{nth}"}) for nth in range(MOST_WRONG + 1)]
    assert FREE < MOST_WRONG and [answer.status_code for answer in guessed] == [401] * MOST_WRONG + [429]
    assert int(guessed[-1].headers["retry-after"]) > 0 and problem(guessed[-1], 429)
    assert post().status_code == 201


@pytest.mark.parametrize("rate", ["posts_by_key", "posts_by_address"])
def test_a_form_that_sends_too_often_is_told_when_to_go_on(store, post, monkeypatch, rate):
    monkeypatch.setattr(_http, rate, Rate(2, 3600))
    answers = [post(text=f"Plans of {year}") for year in (2023, 2024, 2025)]
    assert [answer.status_code for answer in answers] == [201, 201, 429] and requests(store) == 2
    assert f"ask again in {answers[2].headers['retry-after']} seconds" in problem(answers[2], 429)


def test_a_key_reads_nothing_more_than_anybody(store, key):
    with serving() as client:
        problem(client.get("/requests", headers={"Authorization": f"Bearer {key}"}), 404)


# When something is in the way.


def test_a_store_that_is_busy_answers_to_come_again_and_records_nothing_later(store, post, monkeypatch):
    monkeypatch.setattr(_http, "PATIENCE_SECONDS", 0.3)
    begun, done = threading.Event(), threading.Event()
    long_act = threading.Thread(target=lambda: store.write(lambda cursor: (begun.set(), done.wait(30))))
    long_act.start()
    begun.wait(30)
    answer = post("form-0001")
    assert "recorded nothing: send the same again in 30 seconds" in problem(answer, 503) and answer.headers["retry-after"] == "30"
    done.set()
    long_act.join()
    until = time.monotonic() + 30
    while _http._turns.value < 8 and time.monotonic() < until:
        time.sleep(0.01)
    assert _http._turns.value == 8 and requests(store) == 0
    monkeypatch.undo()  # a store that is not busy may take its time on a machine that is
    assert post("form-0001").status_code == 201


def test_reading_waits_for_no_writer(store, desk):
    begun, done = threading.Event(), threading.Event()
    long_act = threading.Thread(target=lambda: store.write(lambda cursor: (begun.set(), done.wait(30))))
    long_act.start()
    begun.wait(30)
    assert desk.get("/requests").status_code == 200
    done.set()
    long_act.join()


def test_what_fails_is_a_problem_too_and_the_log_has_no_words_of_it(store, post, monkeypatch, caplog):
    def fail(*_, **__):
        raise RuntimeError(f"{MARK} said the store")

    monkeypatch.setattr(store, "clock", fail)
    with caplog.at_level(logging.INFO):
        assert "Its log says more" in problem(post(), 500)
    lines = [_log.Line().format(record) for record in caplog.records]
    assert any('"request_failed"' in line and '"/api/v1/requests"' in line for line in lines) and MARK not in "".join(lines)


def test_the_log_tells_routes_and_acts_and_nothing_that_was_typed(store, desk, post, key, caplog):
    with caplog.at_level(logging.INFO):
        for answer in (post("form-0001"), post("form-0001"), post(email=MARK), desk.get(f"/requests?desk={MARK}"), desk.get("/requests/PRA-2026-000001"), desk.get(f"/{MARK}")):
            assert MARK not in answer.text
    told = [json.loads(_log.Line().format(record)) for record in caplog.records if record.name == _log.OWN]
    assert [(line["event"], line.get("route")) for line in told] == [
        ("act_recorded", None), ("answered", "/api/v1/requests"), ("sent_before", None), ("answered", "/api/v1/requests"), ("answered", "/api/v1/requests"),
        ("answered", "/api/v1/requests"), ("answered", "/api/v1/requests/{number}"), ("answered", "/api/v1"),
    ]  # fmt: skip
    assert not [typed for typed in (MARK, key, "form-0001") if typed in json.dumps(told)]


def test_as_a_plug_in_the_door_stands_below_the_prefix(store, caplog):
    published.save(store, ADMINISTRATOR, True)
    with serving("desk") as client, caplog.at_level(logging.INFO):
        assert client.get("/requests").status_code == 200
        assert client.get("/openapi.json").json()["servers"] == [{"url": "/desk/api/v1"}]
    assert "/desk/api/v1/requests" in [getattr(record, "told", {}).get("route") for record in caplog.records]


def test_the_document_needs_nothing_from_elsewhere_and_tells_every_refusal(desk):
    answer = desk.get("/openapi.json")
    told = answer.json()
    assert told["openapi"].startswith("3.1") and set(told["paths"]) == {"/requests", "/requests/{number}", "/measures", "/measures/{name}"}
    assert set(told["paths"]["/requests"]["post"]["responses"]) == {"200", "201", "400", "401", "408", "409", "413", "415", "422", "429", "503"}
    assert "http://" not in answer.text.replace("http://json-schema", "") and "https://" not in answer.text
