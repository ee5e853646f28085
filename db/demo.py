"""An invented city of any size: the same number of requests gives the same city, up to the same day."""

from collections.abc import Callable
from datetime import date

import duckdb

from records_desk.db._bulk import receive_many, run_each, stage
from records_desk.db.store import Store

LARGEST, AT_ONCE = 1_000_000, 250_000


def build(store: Store, requests: int, until_on: date | None = None, progress: Callable[[str], None] = lambda step: None) -> int:
    """Fill the store with `requests` invented requests of the ten years up to until_on (today); return how many.

    Raises ValueError unless 1 to 1,000,000 are asked for.
    """
    if not 1 <= requests <= LARGEST:
        raise ValueError(f"A sample city has 1 to {LARGEST:,} requests.")

    def act(cursor: duckdb.DuckDBPyConnection) -> int:
        for first in range(0, requests, AT_ONCE):
            values = {"first": first, "count": min(AT_ONCE, requests - first), "until_on": until_on or store.today()}
            stage(cursor)
            for name in ("10_city", "20_plan", "30_stage"):
                progress(name[3:])
                run_each(cursor, "demo", name, values)
            receive_many(store, cursor, "demo", progress)
        return requests

    return store.write(act)
