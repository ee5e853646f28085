"""How a catalogue after DCAT-US 1.1 (data.json) is read: bytes become datasets, or one sentence says why not.

The file comes from elsewhere and is trusted in nothing: neither size, depth, shape nor addresses. Knows no store.
"""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from records_desk.db._refused import Refused

LARGEST, MOST_DATASETS, MOST_WAYS = 50 * 1024 * 1024, 100_000, 100
LONGEST = {"identifier": 1_000, "title": 500, "description": 5_000, "address": 2_000, "keywords": 2_000}
LEVELS = ("public", "restricted public", "non-public")
PROGRAMS = re.compile(r"/rest/services/|/api/|odata|geoservices|\bapi\b|wfs|\brest\b|featureserver|mapserver", re.I)
TABLES = re.compile(r"geojson|csv|json|xlsx?|parquet|spreadsheet", re.I)


@dataclass(frozen=True)
class Way:
    """One way to get a dataset: what it is called, its format, its address."""

    title: str | None
    format: str | None
    address: str

    @property
    def rank(self) -> int:
        """0 for an address made for programs, 1 for a file of data, 2 for the rest."""
        told = f"{self.title or ''} {self.format or ''}"
        return 0 if PROGRAMS.search(f"{told} {self.address}") else 1 if TABLES.search(told) else 2


@dataclass(frozen=True)
class Dataset:
    """One dataset as its catalogue tells it, texts without markup."""

    identifier: str
    title: str
    access_level: str
    description: str | None = None
    keywords: str | None = None
    publisher: str | None = None
    landing_page: str | None = None
    modified: str | None = None
    ways: tuple[Way, ...] = ()

    @property
    def endpoint(self) -> str | None:
        """The best address: for programs before files before pages."""
        ranked = sorted(self.ways, key=lambda way: way.rank)
        return ranked[0].address if ranked and ranked[0].rank < 2 else self.landing_page or (ranked[0].address if ranked else None)


@dataclass(frozen=True)
class Catalogue:
    """What a file told: its datasets, and why some were left out, counted."""

    datasets: list[Dataset]
    left_out: dict[str, int] = field(default_factory=dict)


def read(content: bytes) -> Catalogue:
    """The datasets of a data.json. Raises Refused for what is no such catalogue."""
    found = _datasets(_json(content))
    kept: dict[str, Dataset] = {}
    left_out: dict[str, int] = {}
    for one in found:
        dataset = _dataset(one)
        why = dataset if isinstance(dataset, str) else "with an identifier told before" if dataset.identifier in kept else None
        if why:
            left_out[why] = left_out.get(why, 0) + 1
        else:
            kept[dataset.identifier] = dataset
    if not kept:
        raise Refused("No dataset of this file has an identifier and a title: it is no catalogue that can be read. Nothing was changed.")
    return Catalogue(list(kept.values()), left_out)


def _json(content: bytes) -> Any:
    if len(content) > LARGEST:
        raise Refused(f"The file is larger than {LARGEST // 1024 // 1024} MB: no catalogue of a city is. Nothing was changed.")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise Refused("The file is nested too deeply to be a catalogue. Nothing was changed.") from error
    except (ValueError, UnicodeError) as error:
        raise Refused("The file is no JSON: download the portal's data.json again. Nothing was changed.") from error


def _datasets(told: Any) -> list[Any]:
    """The list of datasets, as DCAT-US 1.1 has it or bare as 1.0 had it."""
    found = told.get("dataset") if isinstance(told, dict) else told
    if not isinstance(found, list):
        raise Refused("The file is JSON but no catalogue: DCAT-US 1.1 has a list called “dataset”. Nothing was changed.")
    if not found:
        raise Refused("The catalogue holds no dataset: every known one would count as vanished. Nothing was changed.")
    if len(found) > MOST_DATASETS:
        raise Refused(f"The catalogue holds {len(found):,} datasets, more than {MOST_DATASETS:,}: import a part of it. Nothing was changed.")
    return found


def _dataset(told: Any) -> Dataset | str:
    """The dataset, or why it is left out."""
    if not isinstance(told, dict):
        return "that are no datasets"
    identifier, title = text(told.get("identifier"), "identifier"), text(told.get("title"), "title")
    if not identifier or not title:
        return "without an identifier or a title"
    publisher = told.get("publisher")
    level = str(told.get("accessLevel")).strip().lower()
    return Dataset(
        identifier,
        title,
        level if level in LEVELS else "non-public",  # what is not told to be public is not taken for published
        description=text(plain_text(told.get("description")), "description"),
        keywords=text(", ".join(word for word in _list(told.get("keyword")) if isinstance(word, str)), "keywords"),
        publisher=text(publisher.get("name"), "title") if isinstance(publisher, dict) else None,
        landing_page=address(told.get("landingPage")),
        modified=text(told.get("modified"), "title"),
        ways=_ways(told),
    )


def _ways(told: dict[str, Any]) -> tuple[Way, ...]:
    found = []
    for one in _list(told.get("distribution"))[:MOST_WAYS]:
        if isinstance(one, dict):
            called = text(one.get("title"), "title"), text(one.get("format") or one.get("mediaType"), "title")
            found += [Way(*called, where) for where in (address(one.get("accessURL")), address(one.get("downloadURL"))) if where]
    if service := address(told.get("webService")):
        found.append(Way("Web service", "API", service))
    return tuple({way.address: way for way in reversed(found)}.values())[::-1]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def text(value: Any, kind: str) -> str | None:
    """One line of text without control characters, cut to what its kind may have; an identifier is never cut."""
    if not isinstance(value, str):
        return None
    told = re.sub(r"[\x00-\x20\x7f\u2028\u2029\u00a0]+", " ", value).encode("utf-8", "replace").decode().strip()
    if kind == "identifier" and len(told) > LONGEST[kind]:
        return None
    return told[: LONGEST[kind]] or None


def address(value: Any) -> str | None:
    """An address of the web, or None for anything else, such as a script."""
    told = value.strip() if isinstance(value, str) else ""
    try:
        is_web = urlsplit(told).scheme in ("http", "https") and bool(urlsplit(told).hostname)
    except ValueError:
        is_web = False
    return told if is_web and len(told) <= LONGEST["address"] and not re.search(r"[\x00-\x20\x7f<>\"\\^`{|}]", told) else None


class _Words(HTMLParser):
    """Keeps the words of a text with markup."""

    SILENT = ("script", "style")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.silent += tag in self.SILENT

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def plain_text(value: Any) -> str | None:
    """A description, of which portals write much in HTML, as words."""
    if not isinstance(value, str) or "<" not in value and "&" not in value:
        return value if isinstance(value, str) else None
    words = _Words()
    words.feed(value[: 20 * LONGEST["description"]])
    words.close()
    return " ".join(words.words)
