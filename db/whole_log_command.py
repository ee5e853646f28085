"""What `records-desk export log` and `records-desk import` do with a whole log: where the file goes, and what is told of it."""

import json
import shutil
from functools import partial
from pathlib import Path

import click

from records_desk.db import export, whole_log
from records_desk.db._command import Progress, carry_out, progress
from records_desk.db._refused import Refused
from records_desk.db._upkeep import StoreError
from records_desk.db.store import Store


def packed(path: Path, out: Path) -> str:
    """Write the whole log into a file that only its owner can read; what is told of it."""
    with progress("Packing", whole_log.STEPS) as step:
        requests, events, files = carry_out(path, "export_log", partial(pack, step=step), out=str(out.resolve()))
    return f"{requests:,} requests, {events:,} events and {files:,} files are in {out}. {whole_log.HOLDS} Only you can read it: keep it so."


def pack(store: Store, out: str, step: Progress = lambda step: None) -> list[int]:
    """Write the whole log to a file; return how many requests, events and files it holds. Raises Refused."""
    target = Path(out)
    export.check_target(target)
    made = whole_log.pack(store, step)
    try:
        shutil.move(made.path, target)
    except OSError as error:
        made.path.unlink(missing_ok=True)
        raise Refused(f"{target.name} cannot be written ({error.strerror}): name another file with --out.") from error
    return [made.requests, made.events, made.files]


def take_in(file: Path, target: Path, as_json: bool) -> str:
    """Make a store of a whole log; what is told of it."""
    if not target.parent.is_dir():
        raise click.ClickException(f"The folder {target.parent} does not exist: make it first, or name a file elsewhere with --store.")
    try:
        with progress("Importing", whole_log.STEPS) as step:
            made = whole_log.take_in(file, target.resolve(), progress=step)
    except (Refused, StoreError) as error:
        raise click.ClickException(str(error)) from error
    told = {"requests": made.requests, "events": made.events, "files": made.files}
    return json.dumps(told) if as_json else f"{made.requests:,} requests, {made.events:,} events and {made.files:,} files are in {target}."
