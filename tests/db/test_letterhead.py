"""The letterhead: what stands above letters, and what becomes of a picture that is put in."""

import io

import pytest
from PIL import Image, PngImagePlugin

from records_desk.db import ledger, letterhead
from records_desk.db._refused import Refused
from tests.conftest import OFFICIAL, TODAY

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")


def picture(size=(300, 100), form="PNG", **how):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form, **how)
    return out.getvalue()


def body(store):
    return store.query("select body from store.letter_text order by event_id desc limit 1")[0]["body"]


def acknowledge(store):
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits")
    ledger.record(store, receipt.request_id, "acknowledged", OFFICIAL, on_date=TODAY)


def test_the_name_and_lines_stand_above_every_letter_and_each_change_is_kept(store):
    letterhead.save(store, ADMINISTRATOR, "City of Sample", " 1 Sample Street \n\n805 555 0100")
    acknowledge(store)
    assert body(store).startswith("City of Sample\n1 Sample Street\n805 555 0100\n\nMonday, April 20, 2026")
    letterhead.save(store, ADMINISTRATOR, "City of Sample", "")
    assert letterhead.letterhead(store)["lines"] is None
    changes = store.query("select what, old_value, new_value from store.setting_change order by change_id")
    assert [row["what"] for row in changes] == ["city", "letterhead_lines", "letterhead_lines"]
    assert changes[0]["old_value"] == "City of Oxnard"


@pytest.mark.parametrize(("city", "lines", "sentence"), [("", "", "needs a name"), ("X", "a\n" * 9, "at most 8"), ("X", "a" * 121, "at most 120")])
def test_a_letterhead_without_a_name_or_too_long_is_refused(store, city, lines, sentence):
    with pytest.raises(Refused, match=sentence):
        letterhead.save(store, ADMINISTRATOR, city, lines)


def test_only_an_administrator_changes_it(store):
    for act in (lambda: letterhead.save(store, OFFICIAL, "X", ""), lambda: letterhead.save_logo(store, OFFICIAL, picture())):
        with pytest.raises(Refused, match="administrator"):
            act()


def test_of_a_logo_only_its_points_are_kept(store):
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "planted-secret")
    letterhead.save_logo(store, ADMINISTRATOR, picture((1800, 600), pnginfo=told) + b"<script>planted-secret</script>")
    kept = letterhead.logo(store, letterhead.letterhead(store)["logo_sha256"])
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.format, shown.size, shown.info) == ("PNG", (600, 200), {})
    assert b"planted-secret" not in kept


def test_a_kept_letter_keeps_its_logo_when_another_one_comes(store):
    letterhead.save_logo(store, ADMINISTRATOR, picture(form="JPEG"))
    acknowledge(store)
    first = letterhead.letterhead(store)["logo_sha256"]
    letterhead.save_logo(store, ADMINISTRATOR, None)
    assert letterhead.letterhead(store)["logo_sha256"] is None
    (row,) = store.query("select logo_sha256 from store.letter_text")
    assert row["logo_sha256"] == first and letterhead.logo(store, first)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "PNG or JPEG"),
        (picture(form="GIF"), "PNG or JPEG"),
        (picture()[:60], "PNG or JPEG"),
        (b"%PDF-1.7", "PNG or JPEG"),
        (picture((4000, 4000)), "4,000,000 points"),
        (b"x" * 1_048_577, "larger than 1 MB"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(store, content, sentence):
    with pytest.raises(Refused, match=sentence):
        letterhead.save_logo(store, ADMINISTRATOR, content)
    assert letterhead.letterhead(store)["logo_sha256"] is None
