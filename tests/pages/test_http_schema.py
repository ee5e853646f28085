"""The door as its own OpenAPI document describes it: asked by a program that knows nothing else, with every check it has, with a key and without."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from records_desk.db import demo, intake_key, published
from records_desk.pages import _http
from records_desk.pages._rates import Rate
from records_desk.pages._slowing import Slowing
from tests.pages.conftest import ADMINISTRATOR
from tests.pages.http_desk import serving

# What the document says in words alone: of which domains an address can be, and how long ago somebody may have sent something.
FORMATS = """
from datetime import UTC, datetime, timedelta

import schemathesis
from hypothesis import strategies

addresses = strategies.from_regex(r"[a-z]{1,9}@example[.](org|com)", fullmatch=True)
moments = strategies.integers(0, 20 * 24 * 60).map(lambda minutes: (datetime(2026, 4, 20, 20, tzinfo=UTC) - timedelta(minutes=minutes)).isoformat())
schemathesis.openapi.format("email", addresses)
schemathesis.openapi.format("date-time", moments)
"""


@pytest.fixture
def desk(store, monkeypatch):
    """A desk with a few requests that answers programs as often as they like."""
    for name in ("reads", "posts_by_key", "posts_by_address"):
        monkeypatch.setattr(_http, name, Rate(1_000_000, 60))
    monkeypatch.setattr(_http, "_wrong_keys", Slowing())
    monkeypatch.setattr("records_desk.pages._slowing.LONGEST_PAUSE", 0.0)
    monkeypatch.setattr("records_desk.pages._slowing.MOST_WRONG", 1_000_000)  # a 429 would have it wait
    demo.build(store, 20, store.today())
    published.save(store, ADMINISTRATOR, True)
    with serving() as client:
        yield client


@pytest.mark.parametrize("has_key", [True, False])
def test_the_desk_does_what_its_document_says(store, desk, tmp_path, has_key):
    before = store.query("select count(*) as n from store.request")[0]["n"]
    (tmp_path / "formats.py").write_text(FORMATS)
    key = intake_key.make(store, ADMINISTRATOR, "City website")
    command = [Path(sys.executable).with_name("schemathesis"), "run", f"{desk.base_url}openapi.json", "--checks", "all", "--max-examples", "5", "--seed", "1", "--no-color"]
    command += ["--header", f"Authorization: Bearer {key}"] if has_key else []
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "formats", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, re.sub(r"(.)\1{50,}", r"\1…", done.stdout)[-8000:]
    assert (store.query("select count(*) as n from store.request")[0]["n"] > before) == has_key
