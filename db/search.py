"""What is like a text: published datasets that may answer it, earlier requests that asked the same.

Both are found by words kept in tables of the store, derived from its texts in the act that writes those: they are as
private as the store, never behind it, and hold no word longer than it does. Reads only, but for index() and forget().
"""

import math
import re
from typing import Any

import duckdb

from records_desk.db._texts import sql
from records_desk.db.store import Store

MOST, SPARE, LIKE_ENOUGH = 3, 3, 0.3
BESIDE_THE_BEST = 0.35  # a dataset that is less like the text than this share of the best is not told
BARE_FIGURES = re.compile(r"(?<![^\W_])\d{1,2}(?![^\W_])")  # of a date or a sum: they name nothing, as years and FY18 do
MOST_WORDS = 40  # of a long text the rarest words say enough
MOST_ROWS = 250_000  # so many rows of common words are weighed, and no more
SPOKEN = ("data_fields", "record_series", "summary", "verbatim")  # in this order, as the macro request_words joins them
Row = dict[str, Any]


def datasets_like(store: Store, text: str, most: int = MOST) -> list[Row]:
    """The published datasets that a text may ask for, best first. Bare figures of one or two digits are not looked for."""
    asked = words(store, BARE_FIGURES.sub(" ", text))
    if not asked:
        return []
    met = {row["word"] for row in store.read("dataset_words_met", words=asked)}
    unmet = [word for word in asked if word not in met]
    near = store.read("words_near", words=unmet) if unmet else []
    meant = {"misspelt": [row["asked"] for row in near], "meant": [row["word"] for row in near]}
    found = store.read("datasets_like", words=asked, **meant, most=most)
    return [row for row in found if row["score"] >= BESIDE_THE_BEST * found[0]["score"]]


def requests_like(store: Store, text: str, reader: int | None = None, most: int = MOST) -> list[Row]:
    """Earlier requests that reader (a person's id) may see and that ask in like words, likest first; later ones before earlier ones where they are equally like."""
    asked = words(store, text)
    met = _met(store, asked) if asked else []
    if not met:
        return []
    total = store.query("select count(*) as n from store.request")[0]["n"]
    rarities = {row["word"]: math.log(1 + total / row["requests"]) for row in met}
    unmet = (len(asked) - len(met)) * math.log(1 + total)
    weighed = _affordable(met)
    if not weighed:
        return []
    values = {"words": weighed, "rarities": [rarities[word] for word in weighed], "all_rarity": sum(rarities.values()) + unmet}
    found = store.read("requests_like", **values, asked=len(asked), most=most + SPARE)
    like = {row["request_id"]: row for row in found if row["likeness"] >= LIKE_ENOUGH}
    then = {row["request_id"]: row for row in store.read("asked_then", request_ids=list(like), reader=reader)} if like else {}
    return [row | then[request_id] for request_id, row in like.items() if request_id in then][:most]


def words(store: Store, text: str) -> list[str]:
    """The words of a text as the tables hold them, without common ones."""
    return sorted(store.look(lambda cursor: _words(cursor, text)))[:MOST_WORDS]


def index(cursor: duckdb.DuckDBPyConnection, request_id: int, texts: dict[str, str]) -> None:
    """Keep the words of a request's receipt, inside the act that writes it."""
    found = sorted(_words(cursor, " ".join(texts[part] for part in SPOKEN if part in texts)))
    row = {"request_id": request_id, "found": found, "words": len(found)}
    cursor.execute("insert into store.request_word select $request_id, unnest($found), $words", row)


def forget(cursor: duckdb.DuckDBPyConnection, request_ids: list[int]) -> None:
    """Drop the words of requests, inside the act that corrects or seals them."""
    cursor.execute("delete from store.request_word where request_id in (select unnest($request_ids))", {"request_ids": request_ids})


def _words(cursor: duckdb.DuckDBPyConnection, text: str) -> set[str]:
    return {word for (word,) in cursor.execute(sql("searching", "words"), {"text": text}).fetchall()}


def _met(store: Store, asked: list[str]) -> list[Row]:
    """The words that earlier requests have, with how many have each, rarest first."""
    each = (sql("searching", "word_met").replace("{place}", str(place)) for place in range(1, len(asked) + 1))
    found = store.query("\nunion all\n".join(each), words=asked)
    return sorted((row for row in found if row["requests"]), key=lambda row: (row["requests"], row["word"]))


def _affordable(met: list[Row]) -> list[str]:
    """The rarest words, as many as can be weighed while somebody types; none where each is too common to tell anything."""
    kept, rows = [], 0
    for row in met:
        rows += row["requests"]
        if rows > MOST_ROWS:
            break
        kept.append(row["word"])
    return kept
