"""How long the suggestions take beside a log of a size and 10,000 published datasets, and how that compares with plain ways.

    .venv/bin/python -m tests.bench.look_up --requests 1000000
"""

import argparse
import json
import random
import re
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from records_desk.db import catalogue, ledger, search, suggestions
from records_desk.db.store import Store
from tests.bench.run import CLERK, UNTIL, build, line

DATASETS = 10_000
ASKED = [
    "building permits 2025",
    "All building permits of 2025, please",
    "street trees",
    "Police incident reports near Fifth Street with the names of officers",
    "salaries of all staff by department",
    "I would like a copy of the inspection report for the restaurant at the harbor, number 12, and any complaints about it since 2019",
    "payroll",
    "number of calls for service by month",
]
SUBJECTS = "permit inspection tree street payroll water sewer police fire bus park library zoning parcel budget contract noise license vote crime".split()
PLACES = "north south east west harbor downtown airport valley river county school central".split()
SYLLABLES = "ba ce di fo gu ha le mi no pu ra se ti vo zu".split()
WORDS = SUBJECTS + PLACES + [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]

OFTEN = [1 / place for place in range(1, len(WORDS) + 1)]  # as words are in texts: few are in many, most in few


def catalogued(count: int) -> bytes:
    """An invented catalogue of so many datasets, the same every time."""
    dice = random.Random(7)
    return json.dumps({"dataset": [_dataset(number, dice) for number in range(count)]}).encode()


def _dataset(number: int, dice: random.Random) -> dict[str, Any]:
    title = f"{dice.choice(SUBJECTS)} {dice.choice(SUBJECTS)} {dice.choice(PLACES)} {2000 + number % 27}".title()
    where = f"https://data.example.org/{number}"
    return {
        "identifier": where, "title": title, "accessLevel": "public", "landingPage": where,
        "keyword": dice.sample(SUBJECTS, 3), "description": " ".join(dice.choices(WORDS, OFTEN, k=60)),
        "distribution": [{"format": "API", "accessURL": f"{where}/api"}],
    }  # fmt: skip


def milliseconds(act: Callable[[str], Any], times: int = 5) -> tuple[float, float]:
    """Median and slowest of every text asked several times, in ms, after one round to warm up."""
    taken = []
    for turn in range(times + 1):
        for text in ASKED:
            start = time.perf_counter()
            act(text)
            taken += [(time.perf_counter() - start) * 1000] if turn else []
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def like(store: Store) -> Callable[[str], Any]:
    """Every earlier request whose text holds all the words, by ILIKE, latest first."""
    statement = "select request_id from store.request_text where part = 'verbatim' and {} order by request_id desc limit 3"

    def ask(text: str) -> Any:
        words = re.findall(r"\w+", text)
        return store.query(statement.format(" and ".join(f"body ilike $w{place}" for place in range(len(words)))), **{f"w{place}": f"%{word}%" for place, word in enumerate(words)})

    return ask


def fts5(store: Store, path: Path) -> Callable[[str], Any]:
    """SQLite FTS5 in a file of its own: any word, ranked by its BM25."""
    peer = sqlite3.connect(path)
    peer.execute("create virtual table asked using fts5(body, content='', tokenize='porter unicode61')")
    rows = store.query("select request_id, body from store.request_text where part = 'verbatim'")
    peer.executemany("insert into asked (rowid, body) values (?, ?)", [(row["request_id"], row["body"]) for row in rows])
    peer.commit()

    def ask(text: str) -> Any:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        return peer.execute("select rowid from asked where asked match ? order by rank limit 3", (words,)).fetchall()

    return ask


def receipts(store: Store, times: int = 60) -> float:
    """Median ms of logging one request, words kept."""
    taken = []
    for number in range(times):
        start = time.perf_counter()
        ledger.receive(store, CLERK, track="records", on_date=UNTIL, verbatim=f"Building permits of block {number}, with plans")
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Build or copy, import, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--requests", type=int, default=1_000_000)
    asked.add_argument("--store", type=Path, help="A ready store to copy instead of building one.")
    asked.add_argument("--peers", action="store_true", help="Compare with ILIKE and SQLite FTS5 too.")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = shutil.copy(wanted.store, Path(name) / "copy.duckdb") if wanted.store else build(Path(name), wanted.requests)[0]
        start = time.perf_counter()
        store = Store(path)
        line("open, words built where they were not", f"{time.perf_counter() - start:.1f} s", f"{store.query('select count(*) as n from store.request_word')[0]['n']:,} rows of words")
        start = time.perf_counter()
        catalogue.import_catalogue(store, CLERK, catalogued(DATASETS), "bench")
        line(f"import {DATASETS:,} datasets", f"{time.perf_counter() - start:.1f} s")
        measured(store, Path(name), wanted.peers)
        store.close()


def measured(store: Store, folder: Path, peers: bool) -> None:
    """Print what each way costs."""
    ways = {
        "both suggestions": lambda text: suggestions.suggest(store, text),
        "published datasets": lambda text: search.datasets_like(store, text),
        "earlier requests": lambda text: search.requests_like(store, text),
    }
    if peers:
        ways |= {"ILIKE over the texts": like(store), "SQLite FTS5 over the texts": fts5(store, folder / "peer.sqlite")}
    for what, way in ways.items():
        median, slow = milliseconds(way)
        line(what, f"{median:.0f} ms p50", f"{slow:.0f} ms p95")
    line("log one request", f"{receipts(store):.1f} ms p50")


if __name__ == "__main__":
    main()
