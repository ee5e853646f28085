"""The command `records-desk measure`: any measure as CSV or JSON, and the list of them with their definitions."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from records_desk.db import export, measure
from records_desk.db._command import DAY, STORE, existing
from records_desk.db._refused import Refused
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
    with existing(path) as store:
        day = as_of.date() if as_of else store.today()
        chosen = {key: _plain(value) for key, value in asked.items() if value is not None} | _desk(store, desk)
        if as_format == "json":
            click.echo(json.dumps(measure.measure(store, name, day, **chosen), default=_in_json))
            return
        made = export.measured(store, name, day, **chosen)
        click.echo(made.path.read_text(encoding="utf-8"), nl=False)
        made.path.unlink()


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value.replace("-", "_")


def _desk(store: Store, name: str | None) -> dict[str, int]:
    """The desk of a name. Raises Refused."""
    if name is None:
        return {}
    found = [row["desk_id"] for row in store.read("desks") if row["name"] == name]
    if not found:
        raise Refused(f"There is no desk {name}: its name stands in Settings.")
    return {"desk_id": found[0]}


def _in_json(value: Any) -> Any:
    """Dates as YYYY-MM-DD, sums of money as numbers."""
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
