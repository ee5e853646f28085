"""The command `records-desk measure`: any measure as CSV or JSON, and the list of them with their definitions."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from records_desk.db import export, measure
from records_desk.db._command import DAY, STORE, carry_out, desk_id
from records_desk.db.store import Store


def _choice(values: tuple[str, ...]) -> click.Choice:
    return click.Choice([value.replace("_", "-") for value in values])


def _listed(context: click.Context, parameter: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        for name, found in measure.measures().items():
            click.echo(f"{name}\n    {found.definition}\n")
        context.exit()


@click.command("measure")
@click.argument("name")
@STORE
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_listed, help="List the measures with their definitions.")
@click.option("--as-of", type=DAY, help="As things stood at the end of this day, YYYY-MM-DD; today when absent.")
@click.option("--by", type=_choice(measure.BY), help="One row for each of these.")
@click.option("--from", "from_point", type=_choice(measure.FROM), help="The first end point; receipt when absent.")
@click.option("--to", "to_point", type=_choice(measure.TO), help="The last end point; determination when absent.")
@click.option("--days", "day_type", type=_choice(measure.DAY_TYPES), help="calendar, working (both ends), after (working, next is day 1), net of waits.")
@click.option("--received-from", type=DAY, help="Of requests received on or after this day.")
@click.option("--received-until", type=DAY, help="Of requests received on or before this day.")
@click.option("--desk", help="Of the requests that this desk holds, by its name.")
@click.option("--track", type=click.Choice(["records", "data"]))
@click.option("--complexity", type=click.Choice(["simple", "normal", "complex"]))
@click.option("--channel", help="Of requests that came by this channel.")
@click.option("--outcome", help="Of requests with this outcome.")
@click.option("--format", "as_format", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
def measure_command(name: str, path: Path, as_of: datetime | None, as_format: str, desk: str | None, **asked: Any) -> None:
    """Print a measure, open requests counted.

    Example: records-desk measure turnaround --store city.duckdb --by month --to closing --format json
    """
    chosen = {key: _plain(value) for key, value in asked.items() if value is not None}
    day = as_of.date().isoformat() if as_of else None
    click.echo(carry_out(path, "measure", run, name=name, as_of=day, desk=desk, as_format=as_format, chosen=chosen), nl=False)


def run(store: Store, name: str, as_of: str | None, desk: str | None, as_format: str, chosen: dict[str, str]) -> str:
    """A measure's rows as text, CSV or JSON; days in chosen are written YYYY-MM-DD. Raises Refused."""
    day = date.fromisoformat(as_of) if as_of else store.today()
    asked = {key: date.fromisoformat(value) if key.startswith("received_") else value for key, value in chosen.items()}
    asked |= {"desk_id": desk_id(store, desk)} if desk else {}
    if as_format == "json":
        return json.dumps(measure.measure(store, name, day, **asked), default=_in_json) + "\n"
    made = export.measured(store, name, day, **asked).path
    try:
        return made.read_text(encoding="utf-8")
    finally:
        made.unlink()


def _plain(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else value.replace("-", "_")


def _in_json(value: Any) -> Any:
    """Dates as YYYY-MM-DD, sums of money as numbers."""
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
