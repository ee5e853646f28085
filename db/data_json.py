"""The bundle's entry for open-data catalogues: data.json after DCAT-US 1.1 (https://resources.data.gov/resources/dcat-us/).

The fields bureauCode and programCode are for federal agencies: a city has none. Knows no store.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from records_desk.db._guard import clean_email
from records_desk.db._refused import Refused

SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
KEYWORDS = ["California Public Records Act", "government transparency", "open data", "public records", "response time", "turnaround"]
TITLES = {
    "turnaround_by_month.csv": "Turnaround by month of receipt",
    "turnaround_by_desk.csv": "Turnaround by desk",
    "turnaround_by_track.csv": "Turnaround by track",
    "turnaround_total.csv": "Turnaround of all requests",
    "flow_by_month.csv": "Pending, received and processed by month",
}


@dataclass(frozen=True)
class Entry:
    """Whose dataset it is, whom to ask about it, its stable name, and where its folder is served (with a last slash, or None)."""

    city: str
    contact_name: str
    contact_email: str
    identifier: str
    base_url: str | None


def entry(city: str, contact_name: str | None, contact_email: str | None, identifier: str | None, base_url: str | None) -> Entry:
    """What the catalogue must know, checked. Raises Refused."""
    name, email = (contact_name or "").strip(), clean_email(contact_email)
    if not name or not email:
        raise Refused("A catalogue entry names whom to ask about the data: give --contact-name and --contact-email.")
    slug = re.sub(r"[^a-z0-9]+", "-", city.lower()).strip("-")
    return Entry(city, name, email, (identifier or "").strip() or f"urn:records-desk:{slug}:turnaround", _address(base_url))


def _address(base_url: str | None) -> str | None:
    if not base_url:
        return None
    try:
        parts = urlsplit(base_url)
        is_folder = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
    except ValueError:
        is_folder = False
    if not is_folder or re.search(r"""[^!-~]|[<>"{}|\\^`]""", base_url):
        raise Refused(f"{base_url} is no address of a folder: give --base-url as in https://data.example.gov/requests/.")
    return base_url.rstrip("/") + "/"


def identifier_of(file: Path) -> str | None:
    """The identifier of the one dataset of a data.json, None where there is no such thing."""
    try:
        (dataset,) = json.loads(file.read_text(encoding="utf-8"))["dataset"]
        return dataset["identifier"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def catalogue(told: Entry, files: list[str], dictionary: str, page: str | None, as_of: date, received: tuple[date, date]) -> dict[str, Any]:
    """The catalogue of the one dataset. Addresses are in it only where it is known where the folder is served."""
    return {
        "@context": f"{SCHEMA}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": SCHEMA,
        "describedBy": f"{SCHEMA}/catalog.json",
        "dataset": [_dataset(told, files, dictionary, page, as_of, received)],
    } | ({"@id": f"{told.base_url}data.json"} if told.base_url else {})


def _dataset(told: Entry, files: list[str], dictionary: str, page: str | None, as_of: date, received: tuple[date, date]) -> dict[str, Any]:
    addresses: dict[str, Any] = {}
    if told.base_url:
        addresses = {"describedBy": told.base_url + dictionary, "describedByType": "text/csv"}
        addresses |= {"landingPage": told.base_url + page} if page else {}
    return {
        "@type": "dcat:Dataset",
        "title": f"Turnaround of public records and data requests, {told.city}",
        "description": (
            f"How long requests to {told.city} for public records and data took from receipt to determination and to closing, "
            "open requests counted, and how many were pending, received and processed in each month. Counts under 5, and what "
            "they could be derived from, are withheld. No personal data."
        ),
        "keyword": KEYWORDS,
        "modified": as_of.isoformat(),
        "publisher": {"@type": "org:Organization", "name": told.city},
        "contactPoint": {"@type": "vcard:Contact", "fn": told.contact_name, "hasEmail": f"mailto:{told.contact_email}"},
        "identifier": told.identifier,
        "accessLevel": "public",
        "temporal": f"{received[0].isoformat()}/{received[1].isoformat()}",
        "language": ["en-US"],
        **addresses,
        "distribution": [_distribution(told, file) for file in files],
    }


def _distribution(told: Entry, file: str) -> dict[str, str]:
    address = {"downloadURL": told.base_url + file} if told.base_url else {}
    return {"@type": "dcat:Distribution", "title": TITLES[file], "description": file, "mediaType": "text/csv", "format": "CSV", **address}
