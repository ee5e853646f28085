"""What was given to a member of the public before: disclosure waives most exemptions (Gov. Code 7921.505). Reads only."""

from typing import Any

from records_desk.db import search
from records_desk.db.store import Store

MOST, LOOKED_AT = 3, 12
SPOKEN = ("data_fields", "record_series", "summary", "verbatim")


def released_before(store: Store, request_id: int, reader: int | None = None) -> list[dict[str, Any]]:
    """Other requests that reader (a person's id) may see, whose records were released, or their dataset published, that may hold the same: request_id, number, released_on.

    Those linked to this one come first, then those of the same dataset, then those asked in like words; at most three.
    """
    asked = store.read("intake_facts", request_id=request_id)
    if not asked:
        return []
    text = " ".join(asked[0][part] for part in SPOKEN if asked[0][part])
    like = [row["request_id"] for row in search.requests_like(store, text, reader, LOOKED_AT)] if text else []
    return store.read("released_before", request_id=request_id, dataset_id=asked[0]["dataset_id"], alike=like, reader=reader, most=MOST)
