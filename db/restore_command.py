"""The command `records-desk restore`: a store of a backup, and what is in it."""

import json
from pathlib import Path

import click

from records_desk.db import restore
from records_desk.db._command import progress
from records_desk.db._refused import Refused
from records_desk.db._upkeep import StoreError

NO_DESCRIPTION = "No description lies beside the backup, so nothing but its own chains vouches for it."

NO_PLAN = "was the folder for daily backups: this store makes none. Before it goes into service, name the folder in Settings, Backups."


@click.command("restore")
@click.argument("backup", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--store", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The new file, in a folder that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def restore_command(backup: Path, path: Path, as_json: bool) -> None:
    """Make a new store of a backup, checked before and verified after, with its kept files. Writes over nothing.

    Example: records-desk restore /srv/backups/city-2026-04-20T165501Z.duckdb --store restored.duckdb
    """
    try:
        with progress("Restoring", restore.STEPS) as step:
            made = restore.restore(backup.absolute(), path.resolve(), step)
    except (Refused, StoreError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(_plain(made), indent=1) if as_json else _told(made, path))
    if made.missing_files:
        raise click.exceptions.Exit(1)


def _plain(made: restore.Restored) -> dict:
    figures = {name: getattr(made, name) for name in ("requests", "entries", "files", "missing_files", "differs", "no_more_into", "seconds")}
    newest = f"{made.newest_at.isoformat()}Z" if made.newest_at else None
    return {"as_of": made.said.made_at if made.said else None, "newest_entry_at": newest, **figures}


def _told(made: restore.Restored, path: Path) -> str:
    took = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in made.seconds.items())
    newest = f", the newest entry recorded {made.newest_at.isoformat()}Z" if made.newest_at else ""
    as_of = f"as of {made.said.made_at}{newest}" if made.said else f"as of an unknown moment{newest}"
    lines = [f"{path}: {made.requests:,} requests, {made.entries:,} entries, {made.files:,} files, {as_of}; verified ({took})."]
    if not made.said:
        lines.append(NO_DESCRIPTION)
    lines += [f"By this version {name} of that day is {now}; it was {then}." for name, then, now in made.differs]
    if made.no_more_into:
        lines.append(f"{made.no_more_into} {NO_PLAN}")
    if made.missing_files:
        lines.append(f"{made.missing_files:,} kept files are missing in the backup, or were changed there: records-desk verify names them.")
    return "\n".join(lines)
