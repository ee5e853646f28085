"""The commands that read logs: `records-desk import`, `imports` and `undo-import`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from records_desk.db import import_log, import_mappings, import_undo, whole_log, whole_log_command
from records_desk.db._command import STORE, carry_out, opened, progress
from records_desk.db._refused import Refused
from records_desk.db.handing_over import hand_over
from records_desk.db.ledger import Staff
from records_desk.db.store import Store

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WHO = Staff("import", "Import", "administrator")  # whoever reaches the file
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
    asked = {"mapping": mapping, "only_looks": only_looks, "as_json": as_json}
    done = _by_the_desk(path, files, proposed, rejects, asked)
    if done is None:
        with opened(path, MOST_MEMORY) as store, progress("Importing", import_log.STEPS * len(files)) as step:
            done = run(store, [*map(str, files)], proposed and str(proposed), [rejects and str(rejects)] * len(files), step=step, **asked)
    for doubt in done["doubts"]:
        click.echo(f"Look at this: {doubt}", err=True)
    for line in done["told"]:
        click.echo(line)
    if done["refused"]:
        raise click.ClickException(done["refused"])


def _by_the_desk(path: Path, files: tuple[Path, ...], proposed: Path | None, rejects: Path | None, asked: dict[str, Any]) -> dict[str, Any] | None:
    """What the desk that serves the store made of it, None where none does; it works in another folder, so paths are told whole."""
    left = [str((rejects or Path(f"{file.stem}.rejects.csv")).resolve()) for file in files]
    mapping = str(Path(asked["mapping"]).resolve()) if asked["mapping"] and Path(asked["mapping"]).is_file() else asked["mapping"]
    whole = {"files": [str(file.resolve()) for file in files], "proposed": proposed and str(proposed.resolve()), "rejects": left}
    try:
        return hand_over(path, "import", **whole, **{**asked, "mapping": mapping})
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused


def run(
    store: Store, files: list[str], proposed: str | None, rejects: list[str | None], mapping: str | None, only_looks: bool, as_json: bool,
    step: Callable[[str], None] = lambda step: None,
) -> dict[str, Any]:  # fmt: skip
    """Import files, or look at them: what is told of each, what is doubtful, and why the rest was refused, if it was.

    proposed: a file for the mapping that is proposed for the first, in place of an import. rejects: for each file where its rejected
    rows go, None for a file beside the working folder.
    """
    done: dict[str, Any] = {"told": [], "doubts": [], "refused": None}
    file = Path(files[0])
    try:
        if proposed:
            done["told"].append(_write_proposal(store, file, Path(proposed)))
            return done
        for file, left in zip(map(Path, files), rejects):
            how = import_mappings.chosen_mapping(store, mapping) if mapping else _undoubted(store, file, done["doubts"])
            done["told"] += _taken(store, file, how, only_looks, left and Path(left), as_json, step)
    except Refused as refused:
        done["refused"] = f"{file.name}: {refused}" if len(files) > 1 else str(refused)
    return done


@click.command("imports")
@STORE
def imports_command(path: Path) -> None:
    """List the imports that took something, newest first, with the number that undo-import asks for."""
    for line in carry_out(path, "imports", listed):
        click.echo(line)


def listed(store: Store) -> list[str]:
    """Each import in a line."""
    lines = []
    for each in import_undo.import_runs(store):
        state = f"taken back by {each['undone_by']}" if each["undone_at"] else f"{each['requests_added']:,} requests added"
        lines.append(f"{each['import_id']}  {each['imported_at']:%Y-%m-%d %H:%M} UTC  {each['source']}  {state}, {each['rows_changed']:,} rows changed")
    return lines


@click.command("undo-import")
@click.argument("import_id", type=int)
@STORE
def undo_import_command(import_id: int, path: Path) -> None:
    """Void the requests that an import added, while nothing else was recorded on them.

    Example: records-desk undo-import 374294363783548 --store city.duckdb
    """
    click.echo(carry_out(path, "undo_import", taken_back, import_id=import_id))


def taken_back(store: Store, import_id: int) -> str:
    """What became of an import that is taken back. Raises Refused."""
    return import_undo.undo_import(store, import_id, WHO)


def _taken(
    store: Store, file: Path, how: import_log.Mapping, only_looks: bool, rejects: Path | None, as_json: bool, step: Callable[[str], None]
) -> list[str]:
    if only_looks:
        seen = import_log.preview(store, file, how, step)
        return [json.dumps(seen.result.as_json())] if as_json else [seen.result.sentence(), _as_written(seen)]
    result = import_log.import_log(store, file, how, WHO, step, rejects=rejects)
    if as_json:
        return [json.dumps(result.as_json())]
    back = [f"To take it back: records-desk undo-import {result.import_id}"] if result.import_id and result.added else []
    return [result.sentence(), *back]


def _as_written(seen: import_log.Preview) -> str:
    """How the file is written, and the first rows of each fate."""
    sheet = f"sheet {seen.sheet.name}" if seen.sheet else f"{seen.form.encoding}, delimiter {seen.form.delimiter!r}"
    lines = [f"  line {row['line']}: {row['identifier'] or 'no identifier'}: {row['fate'] or row['reason']}" for row in seen.rows]
    return "\n".join([f"Nothing was written. Read as {sheet}.", *lines])


def _undoubted(store: Store, file: Path, doubts: list[str]) -> import_log.Mapping:
    """The mapping proposed for a file; what is doubtful is added. Refused where something must be answered first."""
    found, _ = import_mappings.propose_mapping(store, file)
    if questions := [doubt.sentence for doubt in found.doubts if doubt.asks]:
        raise Refused(
            f"{file.name} cannot be read without an answer: {' '.join(questions)} Write the proposal with --propose mapping.toml, "
            "correct it, and import with --map mapping.toml."
        )
    doubts += [doubt.sentence for doubt in found.doubts]
    return import_log.mapping_of(found.given)


def _write_proposal(store: Store, file: Path, target: Path) -> str:
    found, _ = import_mappings.propose_mapping(store, file)
    notes = "".join(f"# {'Answer this' if doubt.asks else 'Look at this'} ({doubt.about}): {doubt.sentence}\n" for doubt in found.doubts)
    target.write_text(notes + import_mappings.as_toml(found.given), encoding="utf-8")
    return f"The proposed mapping is in {target}: correct it, then import with --map {target}."
