"""How long requests are kept, and what is due for review then: the city's period, and sealing many with one approval.

Knows the period and the list. Must not know how one request is sealed (_entry) nor what stands against it (refusals).
"""

from typing import Any

from records_desk.db._refused import Refused
from records_desk.db.city import check_role, write_setting
from records_desk.db.each import Progress, record_each
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

LEAST_YEARS, MOST_YEARS = 2, 100
NO_FILTER = dict.fromkeys(("status", "hold", "text"))


def years(store: Store) -> int:
    """How many years a request is kept after its last entry; the least that the law allows, unless the city decided more."""
    return store.query("select derived.retention_years() as years")[0]["years"]


def save_years(store: Store, by: Staff, kept: int) -> None:
    """Decide how many years requests are kept. Raises Refused."""
    check_role(by)
    if not LEAST_YEARS <= kept <= MOST_YEARS:
        raise Refused(
            f"Records of a city are kept at least {LEAST_YEARS} years (Gov. Code 34090), and here at most {MOST_YEARS}: {kept} is not possible."
        )
    store.write(lambda cursor: write_setting(store, cursor, by, "retention_years", str(kept)))


def anonymise_each(store: Store, numbers: list[str], by: Staff, *, reference: str, reason: str, token: str, progress: Progress = lambda number: None) -> dict[str, str | None]:
    """Seal each of these requests today, under one approval; answers by number why it was refused, None where it was not.

    Each is an act of its own. A repeated token seals nothing twice and answers the same.
    """
    approval: dict[str, Any] = {"reference": reference, "reason": reason}
    return record_each(store, numbers, "anonymised", by, on_date=store.today(), token=token, progress=progress, **approval)
