"""The pictures of the documentation show the pages as they are: an accidental change of a look is seen here."""

import pytest

from records_desk.pages._places import PLACES
from tests.browser import pictures

MOST = 0.01  # share of a picture that may look different: fonts and Chromium differ a little between computers


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """The sample city at the moment of the pictures."""
    with pictures.served(tmp_path_factory.mktemp("pictures")) as desk:
        yield desk


@pytest.mark.parametrize("size", pictures.SIZES)
@pytest.mark.parametrize("name", pictures.NAMES)
def test_a_page_looks_as_in_its_picture(chromium, still, name, size):
    kept = (pictures.FOLDER / f"{name}-{size}.png").read_bytes()
    share = pictures.share_that_differs(kept, pictures.take(chromium, still, name, size))
    assert share <= MOST, f"{share:.1%} of {name}-{size}.png looks different: if that is meant, run python -m tests.browser.pictures"


def test_a_change_of_a_look_is_seen():
    pages = [(pictures.FOLDER / f"{name}-wide.png").read_bytes() for name in ("queue", "request")]
    assert pictures.share_that_differs(pages[0], pages[0]) == 0
    assert pictures.share_that_differs(*pages) > MOST


def test_every_page_has_its_pictures_and_no_other_is_kept():
    kept = {file.name for file in pictures.FOLDER.glob("*.png")}
    assert kept == {f"{place.name}-{size}.png" for place in PLACES for size in pictures.SIZES}
