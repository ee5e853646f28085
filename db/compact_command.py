"""The command `records-desk compact`: the store written anew, without the bytes of what was sealed."""

from pathlib import Path

import click

from records_desk.db import compact
from records_desk.db._command import STORE, progress
from records_desk.db._refused import Refused
from records_desk.db._upkeep import StoreError


@click.command("compact")
@STORE
def compact_command(path: Path) -> None:
    """Write the store anew, so that sealed words are in none of its bytes. Stop the desk first.

    Backups made before still hold them. Needs as much free space as the store has.

    Example: records-desk compact --store city.duckdb
    """
    if not path.exists():
        raise click.ClickException(f"There is no store {path}: name the city's file with --store.")
    try:
        with progress("Writing anew", compact.STEPS) as step:
            done = compact.compact(path, step)
    except (Refused, StoreError) as error:
        raise click.ClickException(str(error)) from error
    told = f"{path} was written anew: {done.before:,} bytes before, {done.after:,} now."
    click.echo(f"{told} {done.files:,} files that no request keeps were deleted. Backups made before still hold what was sealed since.")
