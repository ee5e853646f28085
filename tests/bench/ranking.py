"""How well published datasets are found: recall@3 and MRR of each ranker over tests/examples/asked.csv, by city.

    .venv/bin/python -m tests.bench.ranking
"""

import csv
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from records_desk.db import catalogue, search
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from tests.conftest import shared

EXAMPLES = Path(__file__).parents[1] / "examples" / "asked.csv"
BY = Staff("bench", "Bench", "administrator")
PARTS = ("tuned", "held back")
Ranker = Callable[[str], list[str]]  # a text in, titles out, best first
Ranks = list[tuple[str, int | None]]  # the part of each example and the place of the first right title, None beyond ten


def ranks() -> dict[str, Ranks]:
    """The places that each ranker gives, over all cities."""
    asked = list(csv.DictReader(EXAMPLES.open(encoding="utf-8")))
    found: dict[str, Ranks] = {}
    for city in dict.fromkeys(row["catalogue"] for row in asked):
        store = Store(":memory:")
        catalogue.import_file(store, BY, shared(f"catalogues/{city}.data.json"))
        for name, ranker in rankers(store).items():
            found.setdefault(name, []).extend(_place(ranker, row) for row in asked if row["catalogue"] == city)
        store.close()
    return found


def rankers(store: Store) -> dict[str, Ranker]:
    """Ours and the plain ones, over the published datasets of a store."""
    rows = store.query("select title, coalesce(keywords, '') as k, coalesce(description, '') as d from store.dataset where access_level = 'public' and gone_on is null")
    texts = [(row["title"], row["k"], row["d"]) for row in rows]
    return {
        "ILIKE": _ilike(store),
        "BM25 of SQLite FTS5": _fts5(texts, "unicode61"),
        "the same with Porter's stems": _fts5(texts, "porter unicode61"),
        "records desk": lambda text: [row["title"] for row in search.datasets_like(store, text, 10)],
    }


def figures(places: Ranks) -> dict[str, float]:
    """recall@3 and mean reciprocal rank."""
    found = [place for _, place in places]
    return {
        "recall@3": sum(place is not None and place <= 3 for place in found) / len(found),
        "MRR": sum(1 / place for place in found if place) / len(found),
    }


def _place(ranker: Ranker, row: dict[str, str]) -> tuple[str, int | None]:
    right = row["titles"].split("|")
    return row["part"], next((place for place, title in enumerate(ranker(row["asked"])[:10], 1) if title in right), None)


def _spoken(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[a-z0-9]+", text.lower())))


def _ilike(store: Store) -> Ranker:
    """Datasets by how many words of the text stand in them."""
    statement = """
        select title from store.dataset, (select unnest($words) as word)
        where access_level = 'public' and gone_on is null
            and title || ' ' || coalesce(keywords, '') || ' ' || coalesce(description, '') ilike '%' || word || '%'
        group by dataset_no, title order by count(*) desc, title limit 10
    """
    return lambda text: [row["title"] for row in store.query(statement, words=_spoken(text))]


def _fts5(texts: list[tuple[str, str, str]], tokens: str) -> Ranker:
    """Any word of the text, ranked by SQLite's own BM25, columns alike."""
    index = sqlite3.connect(":memory:")
    index.execute(f"create virtual table dataset using fts5(title, keywords, description, tokenize = '{tokens}')")
    index.executemany("insert into dataset values (?, ?, ?)", texts)

    def rank(text: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in _spoken(text))
        return [title for (title,) in index.execute("select title from dataset where dataset match ? order by rank limit 10", (asked,))]

    return rank


def main() -> None:
    """Print the figures of every ranker, together and by part."""
    for name, places in ranks().items():
        parts = {"all": places, **{part: [one for one in places if one[0] == part] for part in PARTS}}
        told = [f"{part} {len(of)}: recall@3 {figures(of)['recall@3']:.3f}, MRR {figures(of)['MRR']:.3f}" for part, of in parts.items()]
        print(f"{name:<30} {'   '.join(told)}")


if __name__ == "__main__":
    main()
