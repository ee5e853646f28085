"""An invented city of any size: the same number of requests gives the same city, up to the same day."""

from collections.abc import Callable
from datetime import date

import duckdb

from records_desk.db import catalogue, systems
from records_desk.db._bulk import append_prepared, prepare, run_each, stage
from records_desk.db._texts import HERE
from records_desk.db._within import Within
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

LARGEST, AT_ONCE, STEPS = 1_000_000, 250_000, 22
TEN_YEARS, SAMPLE, SAMPLE_DAYS = 3650, 300, 240
CATALOGUE, SYSTEMS = HERE / "demo" / "data.json", HERE / "demo" / "systems.csv"
DATA_OFFICER = Staff("data", "Ira Sample", "official")


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

    def lay_out(cursor: duckdb.DuckDBPyConnection) -> None:
        values = {"first": first, "count": min(AT_ONCE, requests - first), "requests": requests, "until_on": until_on or store.today(), "days": days}
        stage(cursor)
        for name in ("20_plan", "30_stage"):
            progress(name[3:])
            run_each(cursor, "demo", name, values)
        prepare(store, cursor, "demo", progress)

    store.write(lambda cursor: run_each(cursor, "demo", "10_city", {}))
    for first in range(0, requests, AT_ONCE):
        store.write(lambda cursor: append_prepared(cursor, progress), lay_out)
    return requests


def load_sample(store: Store, progress: Callable[[str], None] = lambda step: None) -> bool:
    """Load the small sample city, all of it or nothing: some hundred requests of the last months, its invented staff, catalogue and systems.

    A catalogue or list of systems that is there already stays as it is. Answers whether it was loaded: not into a log that holds requests.
    """
    return store.write(lambda cursor: _load_sample(Within(store, cursor), progress))


def _load_sample(store: Within, progress: Callable[[str], None]) -> bool:
    if store.read("any_request"):
        return False
    build(store, SAMPLE, progress=progress, days=SAMPLE_DAYS)
    if not store.read("datasets"):
        catalogue.import_file(store, DATA_OFFICER, CATALOGUE)
    if not store.read("systems_like", text=""):
        systems.import_systems(store, DATA_OFFICER, systems.read_file(SYSTEMS))
    return True
