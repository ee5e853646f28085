"""The command `records-desk export`: everything out, as CSV, as a workbook or as Parquet."""

from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from records_desk.db import export, whole_log_command
from records_desk.db._command import DAY, STORE, Progress, carry_out, progress
from records_desk.db._refused import Refused
from records_desk.db.store import Store
from records_desk.db.table_file import form_for

FORMATS = ("csv", "xlsx", "parquet")
WHOLE = "log"
OF_TODAY = {
    "queue": "The queue is always of today: export requests with --as-of instead.",
    "due-for-review": "What is due for review is always of today: leave --as-of out.",
    "settings-changes": "The changes of the settings are always all of them: leave --as-of out.",
}


@click.command("export")
@click.argument("name", type=click.Choice([*(name.replace("_", "-") for name in export.NAMES), WHOLE]))
@STORE
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@click.option("--as-of", type=DAY, help="As things stood at the end of this day, YYYY-MM-DD; today when absent.")
@click.option("--format", "as_format", type=click.Choice(FORMATS), help="As the file's ending says when absent, else CSV.")
@click.option("--bom", is_flag=True, help="Begin a CSV with the mark by which Excel knows UTF-8.")
def export_command(name: str, path: Path, out: Path, as_of: datetime | None, as_format: str | None, bom: bool) -> None:
    """Write the queue, requests, events, fees or turnaround by month as CSV, XLSX or Parquet; or the whole log.

    public-log is for the public: number, track, days, status, outcome and desk of each request, no words and no people.
    log is everything in one zip, from which `records-desk import` makes the same store again; it holds personal data.

    Example: records-desk export turnaround --store city.duckdb --out turnaround.xlsx --as-of 2026-03-31
    """
    if name == WHOLE:
        if as_of or as_format or bom:
            raise click.UsageError("The whole log is one zip of all days: leave --as-of, --format and --bom out.")
        click.echo(whole_log_command.packed(path, out))
        return
    asked = {"name": name, "out": str(out.resolve()), "as_of": as_of.date().isoformat() if as_of else None, "as_format": as_format}
    with progress("Exporting", export.STEPS) as step:
        rows = carry_out(path, "export", partial(run, step=step), **asked, bom=bom)
    click.echo(f"{rows:,} rows are in {out}.")


def run(
    store: Store, name: str, out: str, as_of: str | None, as_format: str | None = None, bom: bool = False, step: Progress = lambda step: None
) -> int:
    """Write an export to a file; return its rows. Raises Refused."""
    target, day = Path(out), date.fromisoformat(as_of) if as_of else None
    if name in OF_TODAY and day not in (None, store.today()):
        raise Refused(OF_TODAY[name])
    try:
        return export.export_to(store, name.replace("-", "_"), target, day, step, form_for(target, as_format, bom))
    except OSError as error:
        raise Refused(f"{target.name} cannot be written ({error.strerror}): name another file with --out.") from error
