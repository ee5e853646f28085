"""The command `records-desk report`: a ready report as files in a folder, made by hand or by a schedule."""

import shutil
from datetime import datetime
from pathlib import Path

import click

from records_desk.db import report
from records_desk.db._command import DAY, STORE, carry_out, desk_id
from records_desk.db._refused import Refused
from records_desk.db.store import Store

FORMATS = ("csv", "html", "pdf")


def _listed(context: click.Context, parameter: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        for plan in report.PLANS:
            click.echo(f"{plan.name}\n    {plan.title}. {plan.purpose}\n")
        context.exit()


@click.command("report")
@click.argument("name")
@STORE
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_listed, help="List the reports and what each is for.")
@click.option("--as-of", type=DAY, help="As things stood at the end of this day, YYYY-MM-DD; today when absent.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write into; made where it is missing.")
@click.option("--desk", help="Of the requests that this desk holds or held last, by its name.")
@click.option("--format", "as_format", type=click.Choice(["all", *FORMATS]), default="all", show_default=True)
def report_command(name: str, path: Path, as_of: datetime | None, out: Path, desk: str | None, as_format: str) -> None:
    """Write a ready report for a council packet: one page of HTML, one tagged PDF, and a CSV of each section.

    Example: records-desk report annual --store city.duckdb --as-of 2026-06-30 --out packet
    """
    asked = {"name": name, "out": str(out.resolve()), "as_of": as_of.date().isoformat() if as_of else None, "desk": desk}
    for made in carry_out(path, "report", run, **asked, formats=FORMATS if as_format == "all" else (as_format,)):
        click.echo(made)


def run(store: Store, name: str, out: str, as_of: str | None = None, desk: str | None = None, formats: tuple[str, ...] = FORMATS) -> list[str]:
    """Write a report's files into a folder, replacing those of an earlier run; return their paths. Raises Refused."""
    made = report.report(store, name, datetime.fromisoformat(as_of).date() if as_of else store.today(), desk_id(store, desk))
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
        return [str(file) for ending in formats for file in _written(store, made, Path(out), ending)]
    except OSError as error:
        raise Refused(f"The folder {out} cannot be written ({error.strerror}): name another with --out.") from error


def _written(store: Store, made: report.Report, out: Path, ending: str) -> list[Path]:
    if ending == "csv":
        return _tables(store, made, out)
    from records_desk import documents

    file = out / f"{made.stem}.{ending}"
    file.write_bytes(documents()[ending](made))
    return [file]


def _tables(store: Store, made: report.Report, out: Path) -> list[Path]:
    """The CSVs, and the text that says what they hold."""
    files = []
    for called, spooled in report.tables(store, made.name, made.as_of, made.desk_id):
        files.append(Path(shutil.copyfile(spooled, out / called)))  # not moved: the spool's files are their owner's alone
        spooled.unlink()
    text = out / f"{made.stem}-about.txt"
    text.write_text(report.about(made), encoding="utf-8")
    return [*files, text]
