"""An invented city of any size: the same number of requests gives the same city, up to the same day."""

from collections.abc import Callable
from datetime import date

import duckdb

from records_desk.db._bulk import receive_many, run_each, stage
from records_desk.db.store import Store

LARGEST, AT_ONCE, STEPS = 1_000_000, 125_000, 22
TEN_YEARS, SAMPLE, SAMPLE_DAYS = 3650, 300, 240


def steps(requests: int) -> int:
    """How many steps of progress a city of this size tells."""
    return -(-requests // AT_ONCE) * STEPS


def build(
    store: Store, requests: int, until_on: date | None = None, progress: Callable[[str], None] = lambda step: None, days: int = TEN_YEARS
) -> int:
    """Fill the store with `requests` invented requests of the days up to until_on (today); return how many.

    Raises ValueError unless 1 to 1,000,000 are asked for.
    """
    if not 1 <= requests <= LARGEST:
        raise ValueError(f"A sample city has 1 to {LARGEST:,} requests.")

    def act(cursor: duckdb.DuckDBPyConnection) -> int:
        for first in range(0, requests, AT_ONCE):
            values = {"first": first, "count": min(AT_ONCE, requests - first), "requests": requests, "until_on": until_on or store.today(), "days": days}
            stage(cursor)
            for name in ("10_city", "20_plan", "30_stage"):
                progress(name[3:])
                run_each(cursor, "demo", name, values)
            receive_many(store, cursor, "demo", progress)
        return requests

    return store.write(act)


def load_sample(store: Store) -> None:
    """Load the small sample city: some hundred requests of the last months, with its invented staff."""
    build(store, SAMPLE, days=SAMPLE_DAYS)
