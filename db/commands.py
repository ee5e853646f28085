"""The command line: records-desk. Each command opens a store, calls one function of the model and prints its answer.

Exit codes: 0 done, 1 refused (one sentence says why), 2 the command was called wrongly.
"""

import json
import socket
from datetime import date, datetime
from pathlib import Path

import click

from records_desk.db import (
    backup_command, catalogue_command, clock, compact_command, config_command, demo, export_command, form_command, import_command, measure_command,
    publish_command, remind, report_command, restore_command, verify_command, whole_log_command,
)  # fmt: skip
from records_desk.db._command import DAY, STORE, carry_out, in_a_sentence, opened, progress
from records_desk.db._refused import Refused


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@STORE
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="The port on 127.0.0.1.")
@click.option("--sample", is_flag=True, help="Fill an empty store with a small invented city first.")
@click.pass_context
def main(context: click.Context, path: Path, port: int, sample: bool) -> None:
    """Log requests for data and public records, and measure how long they take.

    Without a command the desk is served on http://127.0.0.1:8501.

    Example: records-desk --store city.duckdb --sample
    """
    if context.invoked_subcommand is None:
        serve(path, port, sample)


def serve(path: Path, port: int, sample: bool) -> None:
    """Serve the desk on loopback until it is stopped."""
    check_port(port)
    from records_desk import app, configure, open_store

    configure(database=path, command_port=port)
    with in_a_sentence(path):
        store = open_store()  # and hold it: what keeps it from opening is said before the server starts
        if sample:
            demo.load_sample(store)
    click.echo(f"Records Desk: http://127.0.0.1:{port}  (store {path}, stop with Ctrl+C)")
    app.serve(port)


def check_port(port: int) -> None:
    """Say in a sentence that a port is taken, before anything is opened."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(f"Port {port} is in use: stop what runs there, or choose another with --port.") from error


@main.command("demo")
@click.option("--requests", type=click.IntRange(1, demo.LARGEST), default=300, show_default=True, help="How many requests.")
@click.option("--until", type=DAY, help="The last day of the invented log, YYYY-MM-DD; today when absent.")
@STORE
def demo_command(requests: int, until: datetime | None, path: Path) -> None:
    """Build an invented city: the same size and day give the same city.

    Example: records-desk demo --requests 10000 --store sample.duckdb
    """
    with opened(path) as store, progress("Building", demo.steps(requests)) as step:
        if store.read("any_request"):
            raise Refused(f"{path.name} holds requests already, and invented ones can never be taken out again: name a new file with --store.")
        demo.build(store, requests, until.date() if until else None, step)
    click.echo(f"{requests:,} requests are in {path}.")




@main.command("remind")
@STORE
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write .eml files into this folder.")
@click.option("--send", "sends", is_flag=True, help="Send through the city's mail server; its password stands in the [mail] section of --mail.")
@click.option("--mail", "config", type=click.Path(dir_okay=False, path_type=Path), default=".streamlit/secrets.toml", show_default=True)
@click.option("--again", is_flag=True, help="Send what was refused, or what an earlier run may have sent already.")
@click.option("--as-of", type=DAY, help="As of this day, YYYY-MM-DD; today when absent.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def remind_command(path: Path, out: Path | None, sends: bool, config: Path, again: bool, as_of: datetime | None, as_json: bool) -> None:
    """Write or send each desk and person a digest of what is due; no one gets a day's digest twice.

    Example: records-desk remind --store city.duckdb --out digests
    """
    if bool(out) == sends:
        raise click.UsageError("Say either --out FOLDER or --send.")
    day = as_of.date().isoformat() if as_of else None
    asked = {"out": str(out.resolve()) if out else None, "config": str(config.resolve()), "again": again, "as_of": day}
    done = carry_out(path, "remind", remind.run, **asked)
    click.echo(json.dumps(done) if as_json else _told(done))
    if any(row["status"] in remind.NOT_DELIVERED for row in done):
        raise click.exceptions.Exit(1)


def _told(done: list[dict[str, str]]) -> str:
    lines = [": ".join(filter(None, (row["name"], row["status"], row["answer"]))) for row in done]
    return "\n".join(lines) or "Nothing is due: no digest was made."


@main.command("due")
@click.option("--received", type=DAY, required=True, help="The day of receipt, YYYY-MM-DD.")
@click.option("--closed", type=DAY, multiple=True, help="A day City Hall is closed for the whole day; may be repeated.")
@click.option("--store", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Take the closures of this city's file.")
@click.option("--explain", is_flag=True, help="List every day from receipt to the due date.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, days included.")
def due_command(received: datetime, closed: tuple[datetime, ...], path: Path | None, explain: bool, as_json: bool) -> None:
    """Say when a request received on a day is due under the CPRA, and why.

    Example: records-desk due --received 2026-02-02 --closed 2026-02-13 --explain
    """
    with opened(":memory:") as store:
        days = [day.date() for day in closed]
        if path:
            clock.take_closures(store, carry_out(path, "closures", clock.told_closures))
        if days:
            clock.close_days(store, days)
        found = clock.due(store, received.date())
    if as_json:
        click.echo(json.dumps(found.as_json()))
        return
    click.echo(_in_words(found))
    for day in found.days if explain else ():
        click.echo(f"  {day['on']:%a %Y-%m-%d}  {'counts' if day['counts'] else '      '}  {day['reason']}")


def _in_words(found: clock.Due) -> str:
    return (
        f"Received {_day(found.received_on)}: determination due {_day(found.due_on)}. {found.rule}.\n"
        f"Safe target, City Hall open: {_day(found.safe_on)}.\n"
        f"Extension, counted from receipt: at most to {_day(found.extension_cap_on)}; "
        f"counted from the due date: to {_day(found.extension_limit_on)}, after which a new date is refused.\n"
        "This is not legal advice."
    )


def _day(day: date) -> str:
    return f"{day:%a %Y-%m-%d}"


main.add_command(backup_command.backup_command)
main.add_command(compact_command.compact_command)
main.add_command(config_command.config_command)
main.add_command(export_command.export_command)
main.add_command(form_command.form_command)
for command in (import_command.import_command, import_command.imports_command, import_command.undo_import_command):
    main.add_command(command)
main.add_command(catalogue_command.catalogue_command)
main.add_command(catalogue_command.systems_command)
main.add_command(measure_command.measure_command)
main.add_command(publish_command.publish_command)
main.add_command(report_command.report_command)
main.add_command(restore_command.restore_command)
main.add_command(verify_command.verify_command)

# What the desk that serves a store carries out for another process: the store and plain values in, plain values out.
HANDED_OVER = {
    "backup": backup_command.run,
    "config_export": config_command.written,
    "config_import": config_command.taken,
    "closures": clock.told_closures,
    "export": export_command.run,
    "export_log": whole_log_command.pack,
    "form": form_command.run,
    "import": import_command.run,
    "imports": import_command.listed,
    "undo_import": import_command.taken_back,
    "catalogue": catalogue_command.run,
    "measure": measure_command.run,
    "publish": publish_command.run,
    "remind": remind.run,
    "report": report_command.run,
    "systems": catalogue_command.run_systems,
    "verify": verify_command.run,
}
