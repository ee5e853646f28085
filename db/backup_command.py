"""The command `records-desk backup`: a verified copy of the store into a folder, while the desk works."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from records_desk.db import backup, backup_schedule
from records_desk.db._command import STORE, Progress, carry_out, progress
from records_desk.db.store import Store


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@STORE
@click.option("--keep", type=click.IntRange(1, 3650), help="Take older backups away: of the last so many days one stays each, of 5 weeks and of 12 months too.")
def backup_command(folder: Path, path: Path, keep: int | None) -> None:
    """Back the store up into a folder: as of one moment, verified, with its kept files, while the desk works.

    Example: records-desk backup /srv/backups --store city.duckdb --keep 14
    """
    with progress("Backing up", backup.STEPS) as step:
        made = carry_out(path, "backup", partial(run, step=step), folder=str(folder.resolve()), keep=keep)
    click.echo(_told(made))
    if made["missing_files"] or made["stuck"]:
        raise click.exceptions.Exit(1)


def run(store: Store, folder: str, keep: int | None = None, step: Progress = lambda step: None) -> dict[str, Any]:
    """Back a store up and keep what came of it; what was made, as plain values. Raises Refused."""
    made = backup_schedule.run(store, Path(folder), keep, "command", step)
    said = made.said
    figures = {name: getattr(said, name) for name in ("requests", "entries", "files", "missing_files", "bytes", "seconds", "chain_ends_sha256")}
    return {"file": str(made.file), "gone": made.gone, "stuck": made.stuck, **figures}


def _told(made: dict[str, Any]) -> str:
    took = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in made["seconds"].items())
    lines = [
        f"{made['file']}: {made['requests']:,} requests, {made['entries']:,} entries, {made['files']:,} files, {made['bytes']:,} bytes, verified ({took}).",
        f"Chain ends {made['chain_ends_sha256']}",
    ]
    if made["gone"]:
        lines.append(f"Taken away: {', '.join(made['gone'])}.")
    if made["stuck"]:
        lines.append(f"Could not be taken away: {', '.join(made['stuck'])}.")
    if made["missing_files"]:
        lost = f"{made['missing_files']:,} kept files are missing or changed beside the store, and in this backup only where the one before had them"
        lines.append(f"{lost}: records-desk verify names them.")
    return "\n".join(lines)
