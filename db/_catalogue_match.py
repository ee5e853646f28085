"""Which known dataset a dataset of a new catalogue is, also where the portal gave every one another identifier. Knows no store."""

from collections.abc import Iterable
from typing import Any

from records_desk.db._catalogue_file import Dataset

Row = dict[str, Any]


def match(known: list[Row], read: list[Dataset]) -> dict[int, int]:
    """Which known dataset each one read is: its place in the list to a dataset_no.

    By identifier, then by title, landing page and addresses, a title that several have only together with an address.
    Only what names one dataset on either side decides.
    """
    found: dict[int, int] = {}
    for keys_of in (_identifiers, _title_and_address, _titles, _landing_pages, _addresses):
        taken = set(found.values())
        ours = _single((row["dataset_no"], keys_of(row)) for row in known if row["dataset_no"] not in taken)
        theirs = _single((place, keys_of(_told(one))) for place, one in enumerate(read) if place not in found)
        for key, place in theirs.items():
            if key in ours and place not in found and ours[key] not in found.values():
                found[place] = ours[key]
    return found


def _single(keyed: Iterable[tuple[int, set[Any]]]) -> dict[Any, int]:
    """The keys that one alone has, and who."""
    holders: dict[Any, list[int]] = {}
    for who, keys in keyed:
        for key in keys:
            holders.setdefault(key, []).append(who)
    return {key: who[0] for key, who in holders.items() if len(who) == 1}


def _told(dataset: Dataset) -> Row:
    return {**vars(dataset), "identifiers": [dataset.identifier], "addresses": [way.address for way in dataset.ways if way.rank < 2]}


def _identifiers(row: Row) -> set[str]:
    return set(row["identifiers"])


def _titles(row: Row) -> set[str]:
    return {" ".join(row["title"].lower().split())}


def _title_and_address(row: Row) -> set[tuple[str, str]]:
    return {(title, address) for title in _titles(row) for address in row["addresses"]}


def _landing_pages(row: Row) -> set[str]:
    return {row["landing_page"]} - {None}


def _addresses(row: Row) -> set[str]:
    return set(row["addresses"])
