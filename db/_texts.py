"""The texts that ship with the program: SQL and reference files by room and name. Opens no database."""

import re
from functools import cache
from pathlib import Path

import duckdb

HERE = Path(__file__).parent


@cache
def sql(folder: str, name: str) -> str:
    """The text of db/<folder>/<name>.sql."""
    return (HERE / folder / f"{name}.sql").read_text(encoding="utf-8")


@cache
def parameters_of(text: str) -> frozenset[str]:
    """The $names a statement asks for."""
    return frozenset(re.findall(r"\$([a-z_]\w*)", re.sub(r"--.*", "", text)))


def files(folder: str, suffix: str = ".sql") -> list[Path]:
    """The files of a room in the order of their names."""
    return sorted((HERE / folder).glob(f"*{suffix}"))


def run_folder(cursor: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Run every SQL file of a room, in order."""
    for file in files(folder):
        cursor.execute(file.read_text(encoding="utf-8"))
