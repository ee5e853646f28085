"""The commands that read logs: `records-desk import`, `imports` and `undo-import`."""

import json
from pathlib import Path

import click

from records_desk.db import import_log, import_mappings, import_undo, whole_log, whole_log_command
from records_desk.db._command import STORE, existing, opened, progress
from records_desk.db._refused import Refused
from records_desk.db.store import Store

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WHO = "import"
MOST_MEMORY = "1GB"  # a log of a million rows takes no more than that and half again


@click.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--map", "mapping", help="A mapping file, or the name of one shipped or saved, such as nps. Without it one is proposed.")
@STORE
@click.option("--propose", "proposed", type=click.Path(dir_okay=False, path_type=Path), help="Only write the proposed mapping to this file.")
@click.option("--preview", "only_looks", is_flag=True, help="Only tell what would be added, changed and rejected, and why.")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Where rejected rows go; beside the working folder when absent.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def import_command(
    files: tuple[Path, ...], mapping: str | None, path: Path, proposed: Path | None, only_looks: bool, rejects: Path | None, as_json: bool
) -> None:
    """Read other systems' logs into the ledger: CSV, TSV, XLSX or XLS; reading the same file twice adds nothing.

    A whole log, as `records-desk export log` wrote it, comes into a new store.

    Example: records-desk import log.csv --map nps --store city.duckdb --json
    """
    if rejects and len(files) > 1:
        raise click.UsageError("--rejects is for one file; of several each has a file of its own.")
    if mapping is None and len(files) == 1 and whole_log.is_whole(files[0]):
        click.echo(whole_log_command.take_in(files[0], path, as_json))
        return
    with opened(path, MOST_MEMORY) as store:
        if proposed:
            _write_proposal(store, files[0], proposed)
            return
        for file in files:
            try:
                how = import_mappings.chosen_mapping(store, mapping) if mapping else _undoubted(store, file)
                _take(store, file, how, only_looks, rejects, as_json)
            except Refused as refused:
                raise Refused(f"{file.name}: {refused}" if len(files) > 1 else str(refused)) from refused


@click.command("imports")
@STORE
def imports_command(path: Path) -> None:
    """List the imports that took something, newest first, with the number that undo-import asks for."""
    with existing(path) as store:
        for run in import_undo.import_runs(store):
            state = f"taken back by {run['undone_by']}" if run["undone_at"] else f"{run['requests_added']:,} requests added"
            click.echo(f"{run['import_id']}  {run['imported_at']:%Y-%m-%d %H:%M} UTC  {run['source']}  {state}, {run['rows_changed']:,} rows changed")


@click.command("undo-import")
@click.argument("import_id", type=int)
@STORE
def undo_import_command(import_id: int, path: Path) -> None:
    """Void the requests that an import added, while nothing else was recorded on them.

    Example: records-desk undo-import 374294363783548 --store city.duckdb
    """
    with existing(path) as store:
        click.echo(import_undo.undo_import(store, import_id, WHO))


def _take(store: Store, file: Path, how: import_log.Mapping, only_looks: bool, rejects: Path | None, as_json: bool) -> None:
    with progress("Importing", import_log.STEPS) as step:
        if only_looks:
            seen = import_log.preview(store, file, how, step)
            result = seen.result
        else:
            result = import_log.import_log(store, file, how, WHO, step, rejects=rejects)
    if as_json:
        click.echo(json.dumps(result.as_json()))
        return
    click.echo(result.sentence())
    if only_looks:
        click.echo(_as_written(seen))
    elif result.import_id and result.added:
        click.echo(f"To take it back: records-desk undo-import {result.import_id}")


def _as_written(seen: import_log.Preview) -> str:
    """How the file is written, and the first rows of each fate."""
    sheet = f"sheet {seen.sheet.name}" if seen.sheet else f"{seen.form.encoding}, delimiter {seen.form.delimiter!r}"
    lines = [f"  line {row['line']}: {row['identifier'] or 'no identifier'}: {row['fate'] or row['reason']}" for row in seen.rows]
    return "\n".join([f"Nothing was written. Read as {sheet}.", *lines])


def _undoubted(store: Store, file: Path) -> import_log.Mapping:
    """The mapping proposed for a file. Refused where something must be answered first."""
    found, _ = import_mappings.propose_mapping(store, file)
    if questions := [doubt.sentence for doubt in found.doubts if doubt.asks]:
        raise Refused(
            f"{file.name} cannot be read without an answer: {' '.join(questions)} Write the proposal with --propose mapping.toml, "
            "correct it, and import with --map mapping.toml."
        )
    for doubt in found.doubts:
        click.echo(f"Look at this: {doubt.sentence}", err=True)
    return import_log.mapping_of(found.given)


def _write_proposal(store: Store, file: Path, target: Path) -> None:
    found, _ = import_mappings.propose_mapping(store, file)
    notes = "".join(f"# {'Answer this' if doubt.asks else 'Look at this'} ({doubt.about}): {doubt.sentence}\n" for doubt in found.doubts)
    target.write_text(notes + import_mappings.as_toml(found.given), encoding="utf-8")
    click.echo(f"The proposed mapping is in {target}: correct it, then import with --map {target}.")
