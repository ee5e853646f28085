"""The command `records-desk form`: the blank intake form, to print or to fill in."""

from pathlib import Path

import click

from records_desk.db import export, intake
from records_desk.db._command import STORE, carry_out
from records_desk.db._refused import Refused
from records_desk.db.language import ENGLISH, LANGUAGES
from records_desk.db.store import Store


@click.command("form")
@STORE
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write: .html, .pdf or .csv.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=ENGLISH, show_default=True, help="The language of the form.")
def form_command(path: Path, out: Path, language: str) -> None:
    """Write the blank form: a page or a tagged PDF to print, or a CSV to fill in and import with --map form.

    Example: records-desk form --store city.duckdb --out request-form-es.pdf --language es
    """
    if out.suffix.lower().lstrip(".") not in intake.ENDINGS:
        raise click.UsageError("Name a file that ends in .html, .pdf or .csv with --out.")
    carry_out(path, "form", run, out=str(out.resolve()), language=language)
    click.echo(f"The blank form is in {out}.")


def run(store: Store, out: str, language: str = ENGLISH) -> str:
    """Write the blank form as the file's ending says; return the file. Raises Refused."""
    target = Path(out)
    export.check_target(target)
    try:
        target.write_bytes(made(store, target.suffix.lower().lstrip("."), language))
    except OSError as error:
        raise Refused(f"{target.name} cannot be written ({error.strerror}): name another file with --out.") from error
    return str(target)


def made(store: Store, ending: str, language: str = ENGLISH) -> bytes:
    """The blank form as html, pdf or csv, in a language."""
    if ending == "csv":
        return intake.blank_csv(language)
    from records_desk import documents

    return documents()[f"form.{ending}"](intake.blank_form(store, language), store.today())
