"""Pictures of every page of the sample city at a fixed moment, in two sizes, for the documentation and for test_pictures.py.

`python -m tests.browser.pictures` takes them anew into docs/pictures; look at what changed before it is committed.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image, ImageChops

from records_desk.db import demo
from records_desk.db.store import Store
from records_desk.pages import _session
from tests.browser.conftest import ARGUMENTS, CHROMIUM, CITY_ZONE, PATIENCE, Desk, serving, visit

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
AT = datetime(2026, 4, 16, 16, 55, tzinfo=ZoneInfo(CITY_ZONE))  # a Thursday, five minutes to five
SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844}}
NAMES = [place.name for place in _session.PLACES]
COLORS = 64  # a page has few: so a picture is a third of its size
DIFFERS, SMALLER = 24, 4  # how far a channel may be off, and how many times smaller both are made: letters' edges differ between computers


@contextmanager
def served(folder: Path) -> Iterator[Desk]:
    """The sample city as of that moment; its administrator alone works here, who sees every page."""
    store = Store(folder / "city.duckdb", clock=lambda: AT)
    demo.load_sample(store)
    store.write(lambda cursor: cursor.execute("update store.person set is_active = false where role <> 'administrator'"))
    store.close()
    with serving(store.path, folder / "server.log", command=[sys.executable, Path(__file__).with_name("at_a_moment.py"), AT.isoformat()]) as desk:
        yield desk


def take(browser, desk: Desk, name: str, size: str) -> bytes:
    """A page as PNG: what is seen without scrolling."""
    context = browser.new_context(viewport=SIZES[size], reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    try:
        tab = context.new_page()
        visit(tab, desk, "/queue")
        if name == "request":
            visit(tab, desk, f"/request?number={tab.locator('tbody a').first.inner_text()}")
        elif name != "queue":
            visit(tab, desk, "/" if name == "home" else f"/{name}")
        tab.evaluate("() => document.fonts.ready")
        return _small(tab.screenshot(caret="hide"))
    finally:
        context.close()


def _small(png: bytes) -> bytes:
    picture, out = Image.open(BytesIO(png)).convert("RGB"), BytesIO()
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def share_that_differs(one: bytes, other: bytes) -> float:
    """0 to 1: the share of a picture in which another looks different; 1 where their sizes do."""
    pair = [Image.open(BytesIO(png)).convert("RGB") for png in (one, other)]
    if pair[0].size != pair[1].size:
        return 1.0
    smaller = [picture.reduce(SMALLER) for picture in pair]
    channels = ImageChops.difference(*smaller).split()
    off = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2]).point(lambda value: 255 * (value > DIFFERS))
    return off.histogram()[255] / (off.width * off.height)


def main() -> None:
    """Take all anew."""
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as desk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in NAMES:
            for size in SIZES:
                (FOLDER / f"{name}-{size}.png").write_bytes(take(browser, desk, name, size))
        browser.close()


if __name__ == "__main__":
    main()
