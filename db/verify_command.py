"""The command `records-desk verify`: whether the log is whole, a line a check, and what is broken in words."""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from records_desk.db import export, verify
from records_desk.db._command import STORE, Progress, carry_out, progress
from records_desk.db._refused import Refused
from records_desk.db.store import Store

A_RECORD = click.Path(dir_okay=False, path_type=Path)


@click.command("verify")
@STORE
@click.option("--expect", "expected", type=A_RECORD, help="A record of chain ends that every request must still continue from.")
@click.option("--record", type=A_RECORD, help="Write where the chains end now into this file, packed where it ends in .gz, if nothing is broken.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def verify_command(path: Path, expected: Path | None, record: Path | None, as_json: bool) -> None:
    """Recompute every chain and digest and run every audit: is the log whole, and did it only grow? Changes nothing.

    Exit code 0: nothing is broken. 1: something is, and the first broken row of each check is named.

    Example: records-desk verify --store city.duckdb --expect march.ends --record april.ends
    """
    asked = {name: str(file.resolve()) if file else None for name, file in (("expected", expected), ("record", record))}
    with progress("Verifying", verify.STEPS) as step:
        found = carry_out(path, "verify", partial(run, step=step), only_reads=True, **asked)
    click.echo(json.dumps(found, indent=1) if as_json else _told(found, record))
    if not found["is_whole"]:
        raise click.exceptions.Exit(1)


def run(store: Store, expected: str | None, record: str | None, step: Progress = lambda step: None) -> dict[str, Any]:
    """Verify a store; return what was found as plain values. Raises Refused."""
    target = Path(record) if record else None
    if target:
        export.check_target(target, "--record")
    try:
        found = verify.verify(store, Path(expected) if expected else None, target, step)
    except OSError as error:
        raise Refused(f"{target.name} cannot be written ({error.strerror}): name another file with --record.") from error
    checks = [asdict(check) | {"seconds": round(check.seconds, 3)} for check in found.checks]
    ends = {"requests": found.ends.requests, "entries": found.entries, "chain_ends_sha256": found.ends.sha256}
    return {"is_whole": found.is_whole, "checks": checks, **ends}


def _told(found: dict[str, Any], record: Path | None) -> str:
    lines = [_line(check) for check in found["checks"]]
    lines.append(f"{found['requests']:,} requests, {found['entries']:,} entries, chain ends {found['chain_ends_sha256']}")
    if record:
        lines.append(f"The chain ends are in {record}." if found["is_whole"] else f"{record} was not written, because something is broken.")
    return "\n".join([*lines, "Nothing is broken." if found["is_whole"] else "The log is broken."])


def _line(check: dict[str, Any]) -> str:
    what = f"{check['broken']:,}" if check["broken"] else "none"
    told = f"{check['name']}: {what} in {check['checked']:,} ({check['seconds']:.2f} s)"
    return f"{told}\n  first: {check['first']}" if check["broken"] else told
