"""The command `records-desk publish`: the open-data bundle into a folder."""

from datetime import date, datetime
from pathlib import Path

import click

from records_desk.db import publish
from records_desk.db._command import DAY, STORE, carry_out
from records_desk.db.store import Store


@click.command("publish")
@click.argument("folder", type=click.Path(path_type=Path))
@STORE
@click.option("--as-of", type=DAY, help="As things stood at the end of this day, YYYY-MM-DD; today when absent.")
@click.option("--received-from", type=DAY, help="Of requests received on or after this first day of a month; a year back when absent.")
@click.option("--received-until", type=DAY, help="Of requests received on or before this last day of a month; the as-of day when absent.")
@click.option("--contact-name", help="Whom to ask about the data; the catalogue needs it.")
@click.option("--contact-email", help="Where to ask about the data; the catalogue needs it.")
@click.option("--identifier", help="The dataset's lasting name in catalogues; made from the city's name when absent.")
@click.option("--base-url", help="Where the folder will be served, for the addresses in data.json.")
def publish_command(
    folder: Path, path: Path, as_of: datetime | None, received_from: datetime | None, received_until: datetime | None, **entry: str | None
) -> None:
    """Write the open-data bundle: turnaround as CSV with its dictionary and data.json, small groups suppressed.

    Example: records-desk publish open-data --store city.duckdb --contact-name "City Clerk" --contact-email clerk@example.gov
    """
    days = {"as_of": as_of, "received_from": received_from, "received_until": received_until}
    asked = {name: value.date().isoformat() for name, value in days.items() if value} | {name: value for name, value in entry.items() if value}
    made = carry_out(path, "publish", run, folder=str(folder.resolve()), **asked)
    click.echo(f"{len(made)} files are in {folder}.")


def run(store: Store, folder: str, as_of: str | None = None, **asked: str) -> list[str]:
    """Write the bundle with its page; asked is what publish.publish takes, days written YYYY-MM-DD. Answers its files. Raises Refused."""
    from records_desk import documents

    given = {name: date.fromisoformat(value) if name.startswith("received_") else value for name, value in asked.items()}
    day = date.fromisoformat(as_of) if as_of else store.today()
    return [str(file) for file in publish.publish(store, Path(folder), day, lambda tables: documents()["bundle"](tables).decode(), **given)]
