"""What every command needs: the store it works on, a progress bar, and errors as one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from records_desk.db._refused import Refused
from records_desk.db._upkeep import StoreError
from records_desk.db.store import Store

STORE = click.option("--store", "path", type=click.Path(dir_okay=False, path_type=Path), default="city.duckdb", show_default=True, help="The city's file, in a folder that is there.")
DAY = click.DateTime(["%Y-%m-%d"])


@contextmanager
def opened(path: Path | str) -> Iterator[Store]:
    """A store for one command; what goes wrong becomes one sentence and exit code 1."""
    if not Path(path).parent.is_dir():
        raise click.ClickException(f"The folder {Path(path).parent} does not exist: make it first, or name a file elsewhere with --store.")
    try:
        store = Store(path)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    try:
        yield store
    except (Refused, LookupError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        store.close()


@contextmanager
def progress(label: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on standard error, where that is a terminal; the step's name is shown beside it."""
    stderr = click.get_text_stream("stderr")
    with click.progressbar(length=steps, label=label, file=stderr, item_show_func=lambda step: step, hidden=not stderr.isatty()) as bar:
        yield lambda step: bar.update(1, step)


@contextmanager
def existing(path: Path) -> Iterator[Store]:
    """A store that must be there already."""
    if not path.exists():
        raise click.ClickException(f"There is no store {path}: name the city's file with --store.")
    with opened(path) as store:
        yield store
