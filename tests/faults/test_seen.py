"""What somebody at the desk sees of a broken disk or file: the sentence in its place, and what was typed still in its form."""

import asyncio
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request
from starlette.responses import Response

import records_desk
from records_desk.pages import _routes, _session
from tests.conftest import noon
from tests.faults.conftest import receive
from tests.faults.test_full_disk import FULL, LONG
from tests.pages.conftest import press, refused, staffed, visit, widget  # noqa: F401

HEADERS, BLOCK = 3 * 4096, 256 * 1024


@pytest.fixture
def store(staffed, tmp_path, request):  # noqa: F811
    """The store that the pages open, on the small disk where the test has one."""
    folder = request.getfixturevalue("disk").folder if "disk" in request.fixturenames else tmp_path
    records_desk.configure(database=shutil.copy(staffed, folder / "city.duckdb"), clock=noon)
    yield _session.store()
    _routes._offers.clear()
    _session.close_store()
    _session.configured.update(_session.DEFAULTS)


def test_a_full_disk_is_told_beside_the_form_and_nothing_typed_is_lost(visit, disk):  # noqa: F811
    tab = visit("intake", "staff")
    widget(tab, "_text").set_value("All permits of 2025")
    disk.fill()
    press(tab, "_save")
    assert refused(tab) == f"Not recorded. {FULL}"
    assert widget(tab, "_text").value == "All permits of 2025"
    disk.make_room()
    press(tab, "_save")
    assert [said.value for said in tab.success][0].startswith("Logged as PRA-2026-000001")


def test_a_page_whose_part_of_the_file_is_damaged_says_so(visit, store):  # noqa: F811
    number = receive(store, LONG).number
    damage(store, "request_text")
    tab = visit("request", "staff", number=number)
    assert "A part of city.duckdb is damaged and cannot be read: stop the desk and restore the newest backup" in refused(tab)
    assert not tab.exception


def test_a_desk_whose_store_is_damaged_lives_and_is_not_ready(store):
    for _ in range(3):
        receive(store)
    damage(store, "request")
    assert answer_of(_routes.healthz).status_code == 200
    answer = answer_of(_routes.readyz)
    assert (answer.status_code, json.loads(answer.body)["checks"]["store"]) == (503, "cannot be read")


def answer_of(route) -> Response:
    """What a route answers."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(route(Request({"type": "http"})))).result()


def damage(opened, table: str) -> None:
    """Damage the parts of the file that hold a table, and open it again."""
    opened.look(lambda cursor: cursor.execute("checkpoint store"))
    blocks = {row["block_id"] for row in opened.query(f"select block_id from pragma_storage_info('store.{table}') where block_id >= 0")}
    path = opened.path
    _session.close_store()
    with path.open("r+b") as file:
        for block in blocks:
            file.seek(HEADERS + block * BLOCK + 100)
            file.write(b"damaged")
