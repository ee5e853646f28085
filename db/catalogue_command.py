"""The commands `records-desk catalogue` and `records-desk systems`: what is published, and which systems hold what."""

import json
from pathlib import Path
from typing import Any

import click

from records_desk.db import catalogue, systems
from records_desk.db._command import STORE, carry_out
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

BY = Staff("import", "Import", "administrator")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 20  # titles of a change


@click.command("catalogue")
@click.argument("file", type=FILE)
@STORE
@click.option("--name", default=catalogue.USUAL, show_default=True, help="Tells several catalogues apart.")
@click.option("--replace", is_flag=True, help="Take it also where it holds none of the datasets known so far.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def catalogue_command(file: Path, path: Path, name: str, replace: bool, as_json: bool) -> None:
    """Import the open-data catalogue, a DCAT-US 1.1 data.json; importing it again shows what appeared and what vanished.

    Example: records-desk catalogue data.json --store city.duckdb
    """
    done = carry_out(path, "catalogue", run, file=str(file.resolve()), name=name, replace=replace)
    click.echo(json.dumps(done["counts"]) if as_json else done["sentence"])
    for change, titles in {} if as_json else done["counts"]["changes"].items():
        more = [f"and {len(titles) - SHOWN:,} more"] if len(titles) > SHOWN else []
        click.echo("\n  ".join([f"{change}:", *titles[:SHOWN], *more]))


def run(store: Store, file: str, name: str, replace: bool) -> dict[str, Any]:
    """Import a catalogue; what it found as counts and as a sentence. Raises Refused."""
    result = catalogue.import_file(store, BY, Path(file), name, replace)
    return {"counts": result.as_json(), "sentence": result.sentence()}


@click.command("systems")
@click.argument("file", type=FILE)
@STORE
def systems_command(file: Path, path: Path) -> None:
    """Import the catalogue of enterprise systems (Gov. Code 7922.710) from a CSV; it takes the place of the one before.

    Example: records-desk systems systems.csv --store city.duckdb
    """
    click.echo(carry_out(path, "systems", run_systems, file=str(file.resolve())))


def run_systems(store: Store, file: str) -> str:
    """Import the list of systems; what was done as a sentence. Raises Refused."""
    return systems.import_systems(store, BY, systems.read_file(Path(file)))
