"""The private folder beside a store through which files come and go. What lies there may hold personal data: it never stays."""

import shutil
import tempfile
from pathlib import Path

ENDING = ".spool"


def make(store: Path | None) -> Path:
    """A folder of its own for who opens a store, None for one in memory."""
    if store is None:
        return Path(tempfile.mkdtemp(prefix="spool-"))
    folder = store.with_name(store.name + ENDING)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="spool-", dir=folder))


def clear(mine: Path) -> None:
    """Take away what killed processes left: whoever holds the store is alone with it."""
    if mine.parent.suffix == ENDING:
        for left in mine.parent.iterdir():
            if left != mine:
                shutil.rmtree(left, ignore_errors=True)


def leave(mine: Path) -> None:
    """Take it away, and with the last one what held it."""
    shutil.rmtree(mine, ignore_errors=True)
    if mine.parent.suffix == ENDING and mine.parent.exists() and not any(mine.parent.iterdir()):
        mine.parent.rmdir()
