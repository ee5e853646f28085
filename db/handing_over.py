"""Work that a command hands to the desk that is serving the same store: only one process can open the file.

The desk leaves its address and a token in a file beside the store that only its owner reads.
"""

import json
import os
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from records_desk.db._copying import HAS_LOCKS, lock
from records_desk.db._refused import Refused

HEADER, SECONDS = "x-records-desk", 600


@contextmanager
def open_to_commands(store: Path, port: int, prefix: str = "") -> Iterator[str]:
    """While the desk serves the store on loopback, its routes below prefix: its token, and the file that tells commands of it."""
    file, token = _file(store), secrets.token_urlsafe(32)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as told:
        json.dump({"url": f"http://127.0.0.1:{port}" + (f"/{prefix}" if prefix else ""), "token": token}, told)
    try:
        yield token
    finally:
        file.unlink(missing_ok=True)


def hand_over(store: Path, command: str, **values: Any) -> Any:
    """What the desk that serves the store answers to a command; None where no desk serves it. Raises Refused as the desk does."""
    if not _is_held(store):
        return None  # a desk that was killed left its file, and whoever listens there now is another program
    try:
        desk = json.loads(_file(store).read_text())
        asked = urllib.request.Request(f"{desk['url']}/command/{command}", json.dumps(values).encode(), {HEADER: desk["token"]})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=SECONDS) as answer:
            return json.load(answer)
    except ValueError as error:
        raise Refused(f"What answers for the desk that serves {store.name} is no desk: start the desk again.") from error
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None  # another desk, which left the file of an earlier one
        if error.code == 409:
            raise Refused(json.load(error)["refused"]) from error
        raise Refused(f"The desk that serves {store.name} could not do it (HTTP {error.code}): its log says why.") from error
    except TimeoutError as error:
        raise Refused(f"The desk that serves {store.name} has not answered for {SECONDS // 60} minutes: it may still be at work, as its Settings or its log say.") from error
    except OSError:
        return None  # the desk is gone and left its file


def _is_held(store: Path) -> bool:
    """Whether another process has the store open, as far as this system tells. Not for a process that has it open: it would let go of it."""
    if not HAS_LOCKS:
        return True
    try:
        with store.open("r+b") as file:
            return not lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _file(store: Path) -> Path:
    return store.resolve().with_name(store.name + ".desk")
