"""The command `records-desk publish`: the open-data bundle into a folder."""

from datetime import datetime
from pathlib import Path

import click

from records_desk.db import publish
from records_desk.db._command import DAY, STORE, existing


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

    Example: records-desk publish public/requests --store city.duckdb --contact-name "City Clerk" --contact-email clerk@example.gov
    """
    with existing(path) as store:
        day = as_of.date() if as_of else store.today()
        received = {"received_from": received_from and received_from.date(), "received_until": received_until and received_until.date()}
        made = publish.publish(store, folder, day, **received, **entry)
    click.echo(f"{len(made)} files are in {folder}.")
