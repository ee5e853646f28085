"""The command `records-desk config`: the city's configuration as a folder or a zip, and from it the same configuration again."""

from pathlib import Path
from typing import Any

import click

from records_desk.db import _config_file as config_file
from records_desk.db import config
from records_desk.db._command import STORE, carry_out, opened
from records_desk.db._refused import Refused
from records_desk.db.ledger import Staff
from records_desk.db.store import Store


@click.group("config")
def config_command() -> None:
    """Take the configuration along: desks, people, closures, fees, letters and what else Settings holds. No password, no request.

    Example: records-desk config export configuration --store city.duckdb
    """


@config_command.command("export")
@click.argument("target", type=click.Path(path_type=Path))
@STORE
def export_command(target: Path, path: Path) -> None:
    """Write the configuration into a folder, or into a zip where TARGET ends so.

    Example: records-desk config export configuration --store city.duckdb
    """
    click.echo(carry_out(path, "config_export", written, target=str(target.resolve())))


@config_command.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@STORE
@click.option("--by", "sign_in", help="The sign-in of the administrator whose changes these are; needed where there are several.")
@click.option("--preview", "is_preview", is_flag=True, help="Say what would change, and change nothing.")
def import_command(source: Path, path: Path, sign_in: str | None, is_preview: bool) -> None:
    """Make the settings those of a folder or zip: all of them or none. Where there is no store a new one is made.

    Example: records-desk config import configuration --store new.duckdb
    """
    is_new = not path.exists()
    if is_new and is_preview:
        raise click.ClickException(f"There is no store {path}: name the city's file with --store.")
    if is_new:
        with opened(path):
            click.echo(f"{path} was not there: a new store was made.")
    done = carry_out(path, "config_import", taken, source=str(source.resolve()), sign_in=sign_in, is_preview=is_preview)
    click.echo("\n".join(done))


def written(store: Store, target: str) -> str:
    """Write the configuration; what was done as a sentence. Raises Refused."""
    files = config.files(store)
    config_file.put(files, Path(target))
    return f"{len(files)} files of the configuration are in {Path(target).name}. They name staff and their sign-ins, and hold no password."


def taken(store: Store, source: str, sign_in: str | None, is_preview: bool) -> list[str]:
    """Take a configuration in, or say what it would change; each change as a line. Raises Refused."""
    make = config.preview if is_preview else config.apply
    done = make(store, _administrator(store, sign_in), config_file.from_path(Path(source)))
    lines = [f"{what}: {_one_line(old)} -> {_one_line(new)}" for what, old, new in done.changes]
    return [*lines, told(done, is_preview)]


def told(done: config.Taken, is_preview: bool) -> str:
    """What a configuration did, or would do, in one sentence."""
    if not done.changes:
        return "Nothing differs: the settings are as these files say."
    count, verb = len(done.changes), "would be " if is_preview else ""
    due = f", {done.moved:,} due dates or safe targets of open requests {verb}moved" if done.moved else ""
    return f"{count:,} change{'' if count == 1 else 's'} {verb}made{due}."


def _administrator(store: Store, sign_in: str | None) -> Staff:
    """Whose changes these are: who is named, or the only administrator there is."""
    here = [row for row in store.read("people") if row["role"] == "administrator" and row["is_active"]]
    found = here if sign_in is None else [row for row in here if row["sign_in"].casefold() == sign_in.casefold()]
    if len(found) != 1:
        raise Refused("Name with --by the sign-in of one of the administrators: " + ", ".join(row["sign_in"] for row in here) + ".")
    return Staff(*(found[0][name] for name in ("sign_in", "name", "role", "person_id", "desk_id", "title")))


def _one_line(value: Any) -> str:
    return "none" if value is None else "; ".join(str(value).splitlines())[:200]
