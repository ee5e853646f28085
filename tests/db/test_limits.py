"""What comes in from outside within bounds: too large, or made to unpack without end, it is refused in one sentence and leaves nothing."""

import io
import zipfile
from pathlib import Path

import pytest

from records_desk.db import _catalogue_file, _import_workbook, calendar_file, catalogue, files, ledger, letterhead, systems
from records_desk.db._refused import Refused
from records_desk.db.files import File, folder_of
from records_desk.db.import_log import Mapping, preview
from records_desk.db.whole_log import take_in
from tests.conftest import OFFICIAL, TODAY
from tests.hostile import ADMINISTRATOR

MAPPING = Mapping("town", {"identifier": ("ID",), "received_on": ("Received",)}, ("%Y-%m-%d",))


def left_behind(store) -> list[Path]:
    """The files of the spool and of the folder of kept files."""
    return [file for folder in (store.spool, folder_of(store.path)) for file in folder.rglob("*") if file.is_file()]


def a_zip(*members: tuple[str, bytes]) -> bytes:
    """A zip with these members, packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members:
            zipped.writestr(name, content)
    return out.getvalue()


def receive(store, file: File) -> None:
    """A request that comes with a file."""
    ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All permits", files=(file,))


def test_a_file_with_a_request_has_its_limit(store, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1024)
    with pytest.raises(Refused, match="larger than"):
        receive(store, File("big.pdf", "application/pdf", b"x" * 1025))
    assert left_behind(store) == [] and store.query("from store.request") == []


@pytest.mark.parametrize("name", ["../../../etc/cron.d/x", "..\\..\\x", "/etc/passwd", "a\x00b", "CON", "x" * 5_000, ".", ""])
def test_a_file_s_name_is_never_a_place(store, name):
    receive(store, File(name, "text/plain", b"the same bytes"))
    digest = files.File("x", "text/plain", b"the same bytes").sha256
    assert [file.relative_to(folder_of(store.path)).as_posix() for file in left_behind(store)] == [f"{digest[:2]}/{digest}"]


def test_the_logo_the_catalogue_the_systems_and_the_calendar_have_their_limits(store, monkeypatch):
    for module, name in ((letterhead, "LARGEST_LOGO"), (_catalogue_file, "LARGEST"), (systems, "LARGEST"), (calendar_file, "MOST_BYTES")):
        monkeypatch.setattr(module, name, 1024)
    for act in (
        lambda: letterhead.save_logo(store, ADMINISTRATOR, b"\x89PNG" + b"x" * 1024),
        lambda: catalogue.import_catalogue(store, OFFICIAL, b"{" + b" " * 1024, "data.json"),
        lambda: systems.read(b"x" * 1025),
        lambda: calendar_file.read(b"x" * 1025),
    ):
        with pytest.raises(Refused, match="larger than"):
            act()
    assert left_behind(store) == []


@pytest.mark.parametrize(
    "content",
    [
        a_zip(("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", b"0" * (20 << 20))),
        a_zip(*((f"xl/{place}.xml", b"") for place in range(300))),
        a_zip(("../../../outside.xml", b"<x/>")),
        a_zip(("a.zip", a_zip(("b.zip", b"0" * 1_000_000)))),
        b"PK\x03\x04" + b"\x00" * 500,
    ],
)
def test_a_workbook_that_unpacks_without_end_or_is_none_is_refused(store, tmp_path, monkeypatch, content):
    monkeypatch.setattr(_import_workbook, "LARGEST_CONTENT", 10 << 20)
    monkeypatch.setattr(_import_workbook, "MOST_PARTS", 100)
    log = tmp_path / "inside" / "log.xlsx"
    log.parent.mkdir()
    log.write_bytes(content)
    with pytest.raises(Refused, match="Nothing was imported"):
        preview(store, log, MAPPING)
    assert left_behind(store) == [] and not list(tmp_path.glob("*.xml"))


@pytest.mark.parametrize("name", ["../../outside", "/etc/x", "files/../../outside", "tables/../x.parquet", "files/" + "0" * 63 + "/"])
def test_a_whole_log_with_a_path_in_it_writes_nowhere(tmp_path, name):
    pack = tmp_path / "inside" / "log.zip"
    pack.parent.mkdir()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_STORED) as zipped:
        zipped.writestr("manifest.json", b"{}")
        zipped.writestr(name, b"x")
    with pytest.raises(Refused, match="Nothing was imported"):
        take_in(pack, tmp_path / "inside" / "new.duckdb")
    assert sorted(file.name for file in tmp_path.rglob("*") if file.is_file()) == ["log.zip"]


def test_a_whole_log_that_was_packed_tightly_is_refused_before_it_is_unpacked(tmp_path):
    pack = tmp_path / "log.zip"
    pack.write_bytes(a_zip(("manifest.json", b" " * (200 << 20))))
    assert pack.stat().st_size < 1 << 20
    with pytest.raises(Refused, match="Nothing was imported"):
        take_in(pack, tmp_path / "new.duckdb")
    assert [file.name for file in tmp_path.iterdir()] == ["log.zip"]
