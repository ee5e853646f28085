"""A desk that is killed while it records: nothing that was answered is lost, nothing is there by half, nothing is there twice."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.conftest import IS_FULL, ROOT

KILLS = 200 if IS_FULL else 6
LINE = 4096  # what a pipe takes whole or not at all


class Killer:
    """Starts, kills and looks, by way of the process that forks."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.events: dict[str, int] = {}  # how many each act makes: a receipt with a desk is routed too

    def ask(self, command: str, **told) -> int:
        """Have a command carried out; the process that does it."""
        self.process.stdin.write(json.dumps([command, told]) + "\n")
        self.process.stdin.flush()
        return next(self.lines())["child"]

    def lines(self) -> Iterator[dict]:
        """What is said, until the process is over."""
        for line in self.process.stdout:
            assert len(line) < LINE
            told = json.loads(line)
            if "over" in told:
                self.ended_with = told["over"]
                return
            yield told

    def work(self, dice: random.Random, seed: str) -> tuple[dict[str, list], list[dict], str | None]:
        """Have acts recorded and kill it on the way: what was answered, what was sent without an answer, and when it was killed.

        That is None where it closed its store before.
        """
        when = dice.choices(["opening", "working", "closing"], [1, 6, 2])[0]
        acts = dice.randrange(1, 20)
        child = self.ask("work", seed=seed, acts=acts, closes=when == "closing")
        sent, kept, is_killed = {}, {}, False

        def kill(most: float) -> bool:
            time.sleep(dice.uniform(0, most))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            return True

        if when == "opening":
            is_killed = kill(0.4)
        for told in self.lines():
            if "sends" in told:
                sent[told["sends"]["token"]] = told["sends"]
                self.events[told["sends"]["token"]] = 2 if told["sends"]["act"] == "receive" else 1
            if "kept" in told:
                kept[told["kept"]] = told["receipt"]
            if not is_killed and ("closing" in told or when == "working" and len(kept) >= acts):
                is_killed = kill(0.15 if when == "closing" else 0.03)
        assert is_killed and self.ended_with in (signal.SIGKILL, 0), self.ended_with
        return kept, [sent[token] for token in sent if token not in kept], when if self.ended_with else None

    def counts(self, tokens) -> dict:
        """What must be counted where these acts are there, and nothing else."""
        return {"acts": len(tokens), "events": sum(self.events[token] for token in tokens), "gapless": True}

    def look(self, **told) -> dict:
        """What a new process finds in the store."""
        self.ask("look", **told)
        (found,) = self.lines()
        assert self.ended_with == 0
        return found["found"]


@contextmanager
def killing(path: Path) -> Iterator[Killer]:
    """The process that forks."""
    command = [sys.executable, "-m", "tests.faults.killing", path]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Killer(process)
        process.stdin.close()


def test_a_killed_desk_loses_nothing_that_it_answered_and_doubles_nothing_that_is_sent_again(template, tmp_path, counted):
    path, dice, began = Path(shutil.copy(template, tmp_path / "city.duckdb")), random.Random(20260420), time.monotonic()
    kept: dict[str, list] = {}
    unanswered, silent, moments = 0, 0, []
    with killing(path) as killer:
        while len(moments) < KILLS:
            answered, asked, when = killer.work(dice, f"round {dice.random()}")
            moments += [when] if when else []
            kept |= answered
            found = killer.look(kept=kept if len(moments) == KILLS else answered, unanswered=asked, closes=dice.random() < 0.3)
            before, after = {*kept, *found["silent"]}, kept | found["again"]
            assert [found[name] for name in ("lost", "wrong", "audits", "left")] == [[], [], [], []], (moments, found)
            assert found["before"] == killer.counts(before) and found["after"] == killer.counts(after), (moments, found)
            kept, unanswered, silent = after, unanswered + len(asked), silent + len(found["silent"])
    told = ", ".join(f"{moments.count(when)} while {when}" for when in sorted(set(moments)))
    counted(
        f"{len(moments)} kills ({told}) in {time.monotonic() - began:.0f} s: {len(kept) - unanswered:,} acts were answered, none is lost; "
        f"{unanswered:,} were not, {silent:,} of them are there whole; sent again each is there once"
    )
