"""What stands above every letter: the name of the city, the lines of its office, and perhaps a logo.

A logo is read as a picture once, when it comes, and kept as a plain PNG made from its points: nothing else of the file stays.
"""

import hashlib
import io
from typing import Any

import duckdb
from PIL import Image, UnidentifiedImageError

from records_desk.db._guard import clean_text
from records_desk.db._plain_text import one_line, says
from records_desk.db._refused import Refused
from records_desk.db.city import check_role, named, write_setting
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

LARGEST_LOGO, MOST_POINTS, WIDEST = 1024 * 1024, 4_000_000, 600  # bytes and points as it comes, points a side as it is kept
MOST_LINES, LONGEST_LINE = 8, 120


def letterhead(store: Store) -> dict[str, Any]:
    """Name of the city, lines and the digest of the logo, as letters have them now."""
    return store.read("letterhead")[0]


def save(store: Store, by: Staff, city: str, lines: str) -> None:
    """Name the city, and the lines below its name: address, phone, e-mail. Raises Refused."""
    check_role(by)
    told = [one_line(line) for line in (clean_text("The lines", lines) or "").splitlines() if says(line)]
    if len(told) > MOST_LINES or any(len(line) > LONGEST_LINE for line in told):
        raise Refused(f"The lines below the city's name are at most {MOST_LINES}, each of at most {LONGEST_LINE} letters: shorten them.")
    _save(store, by, {"city": named(city, "The city"), "letterhead_lines": "\n".join(told) or None})


def save_logo(store: Store, by: Staff, content: bytes | None) -> None:
    """Put a logo above the letters to come, None for none. Raises Refused for what is no PNG or JPEG, or is too large."""
    check_role(by)
    png = _plain_png(content) if content else None
    _save(store, by, {"letterhead_logo": hashlib.sha256(png).hexdigest() if png else None}, png)


def logo(store: Store, sha256: str | None) -> bytes | None:
    """A logo as it was kept."""
    found = store.read("logo", sha256=sha256) if sha256 else []
    return found[0]["png"] if found else None


def _save(store: Store, by: Staff, values: dict[str, str | None], png: bytes | None = None) -> None:
    def act(cursor: duckdb.DuckDBPyConnection) -> None:
        if png:
            row = {"sha256": values["letterhead_logo"], "png": png}
            cursor.execute("insert into store.logo select $sha256, $png where $sha256 not in (select sha256 from store.logo)", row)
        for name, value in values.items():
            write_setting(store, cursor, by, name, value)

    store.write(act)


def _plain_png(content: bytes) -> bytes:
    """The picture's points as a PNG: no text, no profile, nothing behind its end."""
    if len(content) > LARGEST_LOGO:
        raise Refused(f"The logo is larger than {LARGEST_LOGO // 1024 // 1024} MB: choose a smaller picture.")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise Refused(f"The logo has more than {MOST_POINTS:,} points: choose a smaller picture.")
            points = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("The logo cannot be read: choose a PNG or JPEG picture.") from error
    points.thumbnail((WIDEST, WIDEST))
    plain, out = Image.new("RGBA", points.size), io.BytesIO()
    plain.paste(points)
    plain.save(out, "PNG", optimize=True)
    return out.getvalue()
