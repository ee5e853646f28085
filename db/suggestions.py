"""What stands beside a request while it is typed, and the one act that it offers: already published, or asked before.

Keeps what was shown when the request was saved, so that it can be measured how often that was used and right.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import duckdb

from records_desk.db import ledger, search
from records_desk.db._entry import insert
from records_desk.db._guard import words
from records_desk.db._refused import Refused
from records_desk.db.ledger import Receipt, Staff
from records_desk.db.store import Store, rows

MOST_WAYS = 5  # addresses told in a letter


@dataclass(frozen=True)
class Suggestion:
    """One thing that was shown: a dataset, or an earlier request; exactly one is given."""

    dataset_no: int | None = None
    related_request_id: int | None = None


def suggest(store: Store, text: str, reader: int | None = None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The published datasets and the earlier requests, of those that reader (a person's id) may see, that are most like a text."""
    with ThreadPoolExecutor(1) as beside:
        datasets = beside.submit(search.datasets_like, store, text)
        requests = search.requests_like(store, text, reader)
        return datasets.result(), requests


def may_answer(store: Store, by: Staff) -> bool:
    """Whether this role may determine and close, as the one act does."""
    return all(by.role in words(store.kinds[kind]["roles"]) for kind in ("determined", "closed"))


def receive(store: Store, by: Staff, shown: Sequence[Suggestion], used: Suggestion | None = None, **details: Any) -> Receipt:
    """Log a request as ledger.receive does, and in the same transaction what was shown and what was done with it.

    used: a dataset closes the request as already published there; an earlier request is linked as what this one repeats,
    and the request stays open. Raises Refused, and then nothing is logged.
    """
    return ledger.receive(store, by, then=partial(_follow, store, by, shown, used), **details)


def _follow(
    store: Store, by: Staff, shown: Sequence[Suggestion], used: Suggestion | None, cursor: duckdb.DuckDBPyConnection, receipt: Receipt
) -> None:
    for place, one in enumerate(shown, 1):
        insert(cursor, "suggestion", {"request_id": receipt.request_id, "place": place, **vars(one), "is_used": one == used})
    if used and used.dataset_no:
        _close_as_published(store, by, used.dataset_no, cursor, receipt)
    elif used:
        act = {"on_date": store.today(), "related_request_id": used.related_request_id, "outcome": "duplicate"}
        ledger.record(store, receipt.request_id, "linked", by, cursor=cursor, **act)


def _close_as_published(store: Store, by: Staff, dataset_no: int, cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    """Point to what is published (Gov. Code 7922.545), with its ID, its endpoint and the other addresses in the letter."""
    where = {"dataset_no": dataset_no}
    found = rows(cursor.execute("from store.dataset where dataset_no = $dataset_no and access_level = 'public' and gone_on is null", where))
    if not found:
        raise Refused("This dataset is no longer published: choose another, or save the request as it is.")
    ways = cursor.execute("select coalesce(format, title, 'Address'), address from store.distribution where dataset_no = $dataset_no order by place", where)
    answer = {"dataset_id": found[0]["identifier"], "endpoint": found[0]["endpoint"], "reason": told(found[0], ways.fetchall())}
    today = {"on_date": store.today(), "outcome": "already_published", "cursor": cursor}
    ledger.record(store, receipt.request_id, "determined", by, **today, **answer)
    ledger.record(store, receipt.request_id, "closed", by, **today)


def told(dataset: dict[str, Any], ways: Sequence[tuple[str, str]]) -> str:
    """What a letter says of a dataset: its title, its page, its ID, the ways to get it."""
    page, identifier = dataset["landing_page"], dataset["identifier"]
    lines = [f"Dataset: {dataset['title']}", *([f"Web page: {page}"] if page and page != identifier else []), f"Dataset ID: {identifier}"]
    others = [f"{form}: {address}" for form, address in ways if address not in (page, identifier)]
    return "\n".join([*lines, *others[:MOST_WAYS]])
