"""Links to files: each is good once, for as long as its page is looked at, and others' pages do not end it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request

from records_desk.pages import _offered, _routes
from records_desk.pages._slowing import Slowing
from tests.pages.conftest import well


@pytest.fixture
def page(visit, received):
    """A request's page and its links after a run; `page()` runs it again."""
    receipt = received()
    tab = visit("request", "staff", number=receipt.number)
    return lambda: links(well(tab.run()))


def links(tab) -> list[str]:
    """The tokens of the links on a page."""
    return [item.proto.url.rpartition("/")[2] for item in tab.get("link_button") if "/download/" in item.proto.url]


def follow(token: str) -> int:
    """What the server answers."""
    _routes._slowing["download"] = Slowing()
    return answer_of(_routes.download, token=token)[0]


def answer_of(route, **values: str) -> tuple[int, bytes]:
    """Status and body of a route's answer, asked without a server."""
    asked = Request({"type": "http", "path_params": values})
    with ThreadPoolExecutor(1) as thread:  # where no other loop runs
        answer = thread.submit(lambda: asyncio.run(route(asked))).result()
    return answer.status_code, getattr(answer, "body", b"")


def test_a_link_is_good_once(page):
    token, *_ = page()
    assert (follow(token), follow(token)) == (200, 404)


def test_a_link_is_good_while_the_next_run_replaces_it_and_no_longer(page):
    first = page()
    page()
    assert follow(first[0]) == 200
    for _ in range(_offered.RUNS):
        page()
    assert {follow(token) for token in first} == {404}


def test_a_page_that_runs_often_keeps_the_links_of_its_last_runs_alone(page):
    for _ in range(10):
        tokens = page()
    assert len(tokens) > 1 and len(_routes._offers) == _offered.RUNS * len(tokens)
    assert len(set(tokens)) == len(tokens) and all(len(token) >= 43 for token in tokens)


def test_a_link_outlives_what_others_look_at(page, visit):
    token, *_ = page()
    other = visit("queue", "viewer")
    for _ in range(8):
        well(other.run())
    assert follow(token) == 200


def test_what_is_too_old_makes_room(monkeypatch, page):
    token, *_ = page()
    begin = _routes.time.monotonic()
    monkeypatch.setattr(_routes.time, "monotonic", lambda: begin + _routes.LIFETIME_SECONDS + 60)
    assert follow(token) == 404
    page()
    assert all(kept.until > begin + _routes.LIFETIME_SECONDS + 60 for kept in _routes._offers.values())


def test_the_oldest_makes_room_where_there_are_too_many(monkeypatch, store):
    monkeypatch.setattr(_routes, "MOST_OFFERS", 3)
    tokens = [_routes.offer(lambda: store.path, f"{nth}.csv", "text/csv", is_temporary=False) for nth in range(5)]
    assert list(_routes._offers) == list(map(_routes._digest, tokens[-3:]))
