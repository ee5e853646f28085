"""How files are written is found out, and hostile ones are refused before anything is made of them."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest

from records_desk.db import _import_form, _sheet_reader
from records_desk.db._import_form import form_of, kind_of, utf8_chunks
from records_desk.db._import_mapping import ImportRefused
from records_desk.db._import_workbook import sheet_as_text
from records_desk.db._texts import sql

EXAMPLES = Path(__file__).parents[1] / "examples"
HEADER = "Request ID,Received,Text\n"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
TEXT_CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


@pytest.fixture
def form(tmp_path):
    """How a log of these bytes is written."""

    def look(log, **given):
        file = tmp_path / "log.csv"
        file.write_bytes(log if isinstance(log, bytes) else log.encode())
        return form_of(file, **given)

    return look


@pytest.fixture
def workbook(tmp_path):
    """A workbook of one sheet, of the rows as they stand in it."""

    def make(rows, before=""):
        file = tmp_path / "log.xlsx"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
            for name, text in PARTS.items():
                parts.writestr(name, '<?xml version="1.0"?>' + text)
            parts.writestr("xl/worksheets/sheet1.xml", '<?xml version="1.0"?>' + before + SHEET.format(rows))
        return file

    return make


@pytest.mark.parametrize(
    ("log", "encoding"),
    [
        (HEADER + "1,2026-01-05,plain\n", "utf-8"),
        (HEADER + "1,2026-01-05,Señor\n", "utf-8"),
        (b"\xef\xbb\xbf" + HEADER.encode(), "utf-8"),
        ((HEADER + "1,2026-01-05,“Señor” – piñata\n").encode("cp1252"), "windows-1252"),
        ((HEADER + "1,2026-01-05,Señor\n").encode("utf-16"), "utf-16"),
    ],
)
def test_the_encoding_is_told_by_the_bytes(form, log, encoding):
    assert form(log).encoding == encoding


def test_a_byte_far_down_the_file_counts_too(form):
    far = HEADER.encode() + b"1,2026-01-05,plain text of a row\n" * 40_000 + "9,2026-01-06,Señor Muñoz\n".encode("cp1252")
    assert form(far).encoding == "windows-1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_rows(form, delimiter):
    rows = [["Request ID", "Received", "Text, in short"], ["1", "2026-01-05", "maps; plans"], ["2", "2026-01-06", "a, b"]]
    assert form("\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + "\n").delimiter == delimiter


@pytest.mark.parametrize(
    ("above", "lines"),
    [("", 0), ("Public records log\n\n", 2), ('"Log of\nrequests",,\nAs of 2026-01-31,,\n', 3), ("\n\n\n", 3)],
)
def test_titles_above_the_header_are_found(form, above, lines):
    assert form(above + HEADER + "1,2026-01-05,maps\n2,2026-01-06,plans\n").skip_lines == lines


def test_a_header_is_known_by_the_names_that_a_mapping_gives(form):
    log = "Request ID,Of the year,And more\n" + HEADER + "1,2026-01-05,maps\n"
    assert form(log, wanted=["Request ID", "Received"]).skip_lines == 1


@pytest.mark.parametrize(
    ("log", "sentence"),
    [(b"ID,Received\n1,\x00\n", "NUL byte on line 2"), (b"ID\n" + b"x" * (_import_form.LONGEST_LINE + 2), "a line of more than 16 MB")],
)
def test_what_is_no_text_is_refused(form, log, sentence):
    with pytest.raises(ImportRefused, match=sentence):
        form(log)


def test_a_line_of_hundreds_of_megabytes_is_refused_in_little_memory(tmp_path):
    file = tmp_path / "long.csv"
    with open(file, "wb") as out:
        out.write(b"ID,Received\n")
        for _ in range(300):
            out.write(b"x" * (1 << 20))
    told = (
        "import pathlib; from records_desk.db._import_form import form_of; from records_desk.db._import_mapping import ImportRefused\n"
        "most = lambda: int(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
        "before = most()\n"
        f"try: form_of(pathlib.Path({str(file)!r}))\n"
        "except ImportRefused as refused: print(refused, most() - before, sep='|')"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    sentence, grown = done.stdout.split("|")
    assert "a line of more than 16 MB" in sentence and int(grown) < 100_000  # KB


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_letters_and_line_ends_come_through_wherever_the_file_is_cut(monkeypatch, size):
    monkeypatch.setattr(_import_form, "CHUNK", size)
    log = "é,a\r\nb\rc\n\r\r\nÅ ü\r".encode()
    assert b"".join(utf8_chunks(io.BytesIO(log))).decode() == "é,a\nb\nc\n\n\nÅ ü\n"


@pytest.mark.parametrize("log", [b"ab\xc3", b"a\xc3bcd", b"ab\xff"])
def test_half_a_letter_is_no_utf8_wherever_the_file_is_cut(monkeypatch, form, log):
    monkeypatch.setattr(_import_form, "CHUNK", 2)
    with pytest.raises(UnicodeDecodeError):
        list(utf8_chunks(io.BytesIO(log)))
    assert form(log).encoding != "utf-8"


def test_a_nul_byte_is_told_with_its_line_wherever_the_file_is_cut(monkeypatch, form):
    monkeypatch.setattr(_import_form, "CHUNK", 4)
    with pytest.raises(ImportRefused, match="a NUL byte on line 3:"):
        form(b"ID,Received\r\n1,2026\r\n2\x00")


@pytest.mark.parametrize("blanks", [" ", "\t", "\n", " \t", "\u00a0", "\u2003", "\u3000"])
@pytest.mark.parametrize("word", ["a", "a b", "é", "Ann é"])
def test_cells_lose_the_blanks_around_them_whatever_letters_they_hold(blanks, word):
    with duckdb.connect() as engine:
        engine.execute(next(text for text in sql("importing", "00_words").split(";\n") if "macro import_trim" in text))
        asked = "select import_trim($word), import_trim($before), import_trim($after)"
        assert engine.execute(asked, {"word": word, "before": blanks + word, "after": word + blanks}).fetchone() == (word, word, word)


@pytest.mark.parametrize("start", ["<!DOCTYPE html><table>", "\n<html>", "<?xml version='1.0'?><log/>"])
def test_a_web_page_under_another_name_is_refused(tmp_path, start):
    file = tmp_path / "log.xls"
    file.write_text(start)
    with pytest.raises(ImportRefused, match="a web page or XML"):
        kind_of(file)


def test_a_true_xls_is_read_with_its_dates(tmp_path):
    file = EXAMPLES / "log.xls"
    sheet = sheet_as_text(file, tmp_path / "out.csv")
    assert kind_of(file) == "xls" and sheet.names == ("Notes", "Log") and sheet.name == "Log"
    assert (tmp_path / "out.csv").read_text().splitlines()[3] == "1,2026-01-05,2026-01-09,Street maps,Ann,Sample"


def test_formulas_stay_texts_and_figures_have_no_needless_point(workbook, tmp_path):
    cells = '<row r="1"><c r="A1"><v>40452</v></c>' + TEXT_CELL.format("B1", "=1+1") + '<c r="C1"><f>1+1</f><v>2.5</v></c></row>'
    sheet_as_text(workbook(cells), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "40452,=1+1,2.5\n"


def test_a_sheet_that_is_named_and_not_there_is_refused(workbook, tmp_path):
    with pytest.raises(ImportRefused, match="no sheet “Requests”; it has Log"):
        sheet_as_text(workbook('<row r="1"><c r="A1"><v>1</v></c></row>'), tmp_path / "out.csv", "Requests")


def test_two_cells_in_far_corners_are_refused(workbook, tmp_path):
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(ImportRefused, match="holds more than a log does"):
        sheet_as_text(workbook(corners), tmp_path / "out.csv")


def test_the_reader_of_workbooks_is_held_to_its_memory_and_time():
    told = "import resource; from records_desk.db import _sheet_reader as reader; reader.limit(reader.MEMORY, reader.SECONDS)\nprint(*[resource.getrlimit(each)[0] for each in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(_sheet_reader.MEMORY), str(_sheet_reader.SECONDS), "0"]


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts, parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
        for _ in range(1100):
            part.write(b" " * (1 << 20))
    with pytest.raises(ImportRefused, match="holds more than a log does"):
        sheet_as_text(file, tmp_path / "out.csv")


def test_entities_that_grow_are_not_followed(workbook, tmp_path):
    laughs = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {b} '{('&' + a + ';') * 10}'>" for a, b in zip("abcdefgh", "bcdefghi")) + "]>"
    file = workbook('<row r="1">' + TEXT_CELL.format("A1", "&i;") + "</row>", laughs)
    try:
        sheet_as_text(file, tmp_path / "out.csv")
    except ImportRefused:
        return
    assert (tmp_path / "out.csv").stat().st_size < 100


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip at all", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook"])
def test_a_damaged_workbook_is_refused_in_one_sentence(tmp_path, content):
    file = tmp_path / "log.xlsx"
    file.write_bytes(content)
    with pytest.raises(ImportRefused, match="cannot be read as a workbook"):
        sheet_as_text(file, tmp_path / "out.csv")
