"""How rows become a workbook: one sheet, texts as texts, dates as dates, money as numbers, in little memory.

Owns the engine that writes it, which opens no store, and what must be mended in its files.
"""

import zipfile
from importlib import resources
from pathlib import Path

import duckdb

MOST_ROWS = 1_048_575  # a sheet's 1,048,576 less the headings
LONGEST_CELL = 32_767
NOT_FOR_XML = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"  # with one of these no spreadsheet opens the file
MEMORY, THREADS = "512MB", 2
STYLES = "xl/styles.xml"
# The extension shows days as 31/12/26, which an American reads as another day.
DAYS = {b'"dd/mm/yyyy\\ hh': b'"yyyy\\-mm\\-dd\\ hh', b'"dd/mm/yy"': b'"yyyy\\-mm\\-dd"'}


def write(rows: Path, target: Path, folder: Path) -> None:
    """Write the rows of a Parquet file as a workbook; what does not fit into memory goes to folder meanwhile."""
    settings = {"memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(folder)}
    with duckdb.connect(config=settings) as engine:
        engine.load_extension(str(_extension()))
        described = engine.execute("from read_parquet($rows) limit 0", {"rows": str(rows)}).description
        cells = ", ".join(_cell(name, str(kind)) for name, kind, *_ in described)
        engine.execute(
            f"copy (select {cells} from read_parquet($rows)) to $target (format xlsx, header true)", {"rows": str(rows), "target": str(target)}
        )
    _write_days_as_here(target)


def _extension() -> Path:
    """The extension that comes as a package of its own; the engine checks its signature."""
    return Path(str(resources.files("duckdb_extension_excel"))) / "extensions" / f"v{duckdb.__version__}" / "excel.duckdb_extension"


def _cell(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    return f"left(regexp_replace({quoted}, '{NOT_FOR_XML}', '\ufffd', 'g'), {LONGEST_CELL}) as {quoted}" if kind == "VARCHAR" else quoted


def _write_days_as_here(workbook: Path) -> None:
    """Put the styles, which are small, once more at the end of the file; the directory then names those alone."""
    with zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as parts:
        styles = parts.read(STYLES)
        for theirs, ours in DAYS.items():
            styles = styles.replace(theirs, ours)
        parts.filelist.remove(parts.NameToInfo.pop(STYLES))
        parts.writestr(STYLES, styles)
