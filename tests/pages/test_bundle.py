"""The page of the open-data bundle: the published figures and nothing else, in one file that works without a network."""

import csv
import re

import pytest

from records_desk.db import demo, publish_command
from tests.conftest import TODAY

ASKED = {"contact_name": "City Clerk", "contact_email": "clerk@example.org"}


@pytest.fixture
def made(store, tmp_path):
    """The folder of a bundle of an invented city; small groups are among it."""
    demo.build(store, 2500, TODAY)
    publish_command.run(store, folder=str(tmp_path / "bundle"), as_of=str(TODAY), **ASKED)
    return tmp_path / "bundle"


def test_the_page_needs_nothing_beside_it(made):
    page = (made / "index.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 3
    assert not re.search(r"<script|<link|@import|(src|href)\s*=\s*[\"'](?!#|data:)|url\((?!#)", page)


def test_the_page_shows_what_the_files_hold_and_a_dash_for_what_is_withheld(made):
    page = re.sub(r"\s+", " ", (made / "index.html").read_text(encoding="utf-8"))
    with (made / "turnaround_by_month.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] == "receipt to closing"]
    section = page.split("By month received: receipt to closing</h2>")[1].split("</section>")[0]
    shown = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", line) for line in re.findall(r"<tr>(.*?)</tr>", section)][1:]
    assert [(line[0], line[2], line[3]) for line in shown] == [(row["month"], row["n"] or "–", row["n_closed"] or "–") for row in rows]
    assert any(row["suppressed"] == "true" for row in rows)


def test_a_withheld_month_is_in_no_picture(made):
    page = (made / "index.html").read_text(encoding="utf-8")
    with (made / "flow_by_month.csv").open(encoding="utf-8", newline="") as file:
        withheld = [row["month"] for row in csv.DictReader(file) if row["suppressed"] == "true"]
    section = page.split("Received, closed and pending</h2>")[1].split("</section>")[0]
    picture, table = section.split("<figcaption")
    assert withheld and all(f">{month}<" in table and f">{month}<" not in picture for month in withheld)


def test_an_empty_log_has_a_page_too(store, tmp_path):
    publish_command.run(store, folder=str(tmp_path / "bundle"), as_of=str(TODAY), **ASKED)
    assert "How long requests take, as of 2026-04-20" in (tmp_path / "bundle" / "index.html").read_text(encoding="utf-8")
