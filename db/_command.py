"""What every command needs: the store it works on, a progress bar, and errors as one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from records_desk.db._refused import Refused
from records_desk.db.handing_over import hand_over
from records_desk.db.store import Store

STORE = click.option("--store", "path", type=click.Path(dir_okay=False, path_type=Path), default="city.duckdb", show_default=True, help="The city's file, in a folder that is there.")
DAY = click.DateTime(["%Y-%m-%d"])
Progress = Callable[[str], None]


@contextmanager
def opened(path: Path | str, most_memory: str | None = None, only_reads: bool = False) -> Iterator[Store]:
    """A store for one command; what goes wrong becomes one sentence and exit code 1. most_memory and only_reads are those of Store."""
    with in_a_sentence(path):
        store = Store(path, most_memory=most_memory, only_reads=only_reads)
        try:
            if store.had_other_rules:
                click.echo("The rules in the store were not those that this version ships: somebody changed them. They were loaded anew.", err=True)
            yield store
        finally:
            store.close()


@contextmanager
def in_a_sentence(path: Path | str) -> Iterator[None]:
    """What goes wrong with a store becomes one sentence and exit code 1."""
    if not Path(path).parent.is_dir():
        raise click.ClickException(f"The folder {Path(path).parent} does not exist: make it first, or name a file elsewhere with --store.")
    try:
        yield
    except (Refused, LookupError) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def progress(label: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on standard error, where that is a terminal; the step's name is shown beside it."""
    stderr = click.get_text_stream("stderr")
    with click.progressbar(length=steps, label=label, file=stderr, item_show_func=lambda step: step, hidden=not stderr.isatty()) as bar:
        yield lambda step: bar.update(1, step)


@contextmanager
def existing(path: Path, only_reads: bool = False) -> Iterator[Store]:
    """A store that must be there already."""
    if not path.exists():
        raise click.ClickException(f"There is no store {path}: name the city's file with --store.")
    with opened(path, only_reads=only_reads) as store:
        yield store


def carry_out(path: Path, command: str, act: Callable[..., Any], only_reads: bool = False, **asked: Any) -> Any:
    """What a command does, by the desk that serves the store where one does, else here; asked and the answer are plain values.

    act is given the store and what is asked. only_reads: where no desk serves the store, its file is left as it is.
    """
    try:
        done = hand_over(path, command, **asked)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    if done is not None:
        return done
    with existing(path, only_reads) as store:
        return act(store, **asked)


def desk_id(store: Store, name: str | None) -> int | None:
    """The id of the desk of a name, None for none. Raises Refused."""
    found = [row["desk_id"] for row in store.read("desks") if row["name"] == name]
    if name is not None and not found:
        raise Refused(f"There is no desk {name}: its name stands in Settings.")
    return found[0] if found else None
