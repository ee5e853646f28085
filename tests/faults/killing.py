"""The process that is killed while it records acts, and the one that looks afterwards; both are forked from one that imported everything.

Reads commands from standard input, one line of JSON each, and forks for each; the one that forks never opens a store.
What is recorded is said on standard output: before, with all that is needed to send it again, and after the call returned.
"""

import json
import os
import random
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import time
from time import sleep
from typing import Any

from records_desk.db import ledger
from records_desk.db.files import File, kept_at
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, failed_audits

Row = dict[str, Any]
THREADS = 4
LONG = "All permits of Main Street. " * 20_000  # now and then one: the engine's log fills up and goes into the file


def say(**told: Any) -> None:
    """One line, at once."""
    os.write(1, (json.dumps(told) + "\n").encode())


def work(path: str, seed: str, acts: int, closes: bool) -> None:
    """Record so many acts in several threads, and close the store or go on; the parent kills it somewhere on the way."""
    store = Store(path)
    say(open=True)
    threads = [threading.Thread(target=lives, args=(store, f"{seed}-{place}", acts // THREADS if closes else 10_000)) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(closing=True)
    store.close()


def lives(store: Store, seed: str, acts: int) -> None:
    """Requests, one after another, each with a few entries."""
    dice, sent = random.Random(seed), 0

    def send(act: str, **details: Any) -> ledger.Receipt:
        nonlocal sent
        sent += 1
        told = {"token": f"{seed}-{sent}", "act": act, **details}
        say(sends=told)
        receipt = carry_out(store, told)
        sleep(dice.random() / 10)  # the answer is on its way: an act may be there that nobody was told of
        say(kept=told["token"], receipt=list(vars(receipt).values()))
        return receipt

    while sent < acts:
        life(send, dice)


def life(send: Callable[..., ledger.Receipt], dice: random.Random) -> None:
    """A request from its receipt to its release; some end early."""
    words = dice.randrange(20)
    request = send("receive", words=words, desk_id=1, name="Pat Sample", email="pat@example.org").request_id
    send("record", request_id=request, kind="acknowledged")
    if dice.random() < 0.3:
        return
    note = send("record", request_id=request, kind="note", note="called back").event_id
    send("correct", event_id=note, note="called back twice")
    second = send("record", request_id=request, kind="note", note="of another request").event_id
    send("strike", event_id=second)
    if dice.random() < 0.3:
        return
    send("record", request_id=request, kind="fee_charged", fee_kind="duplication", amount="12.50")
    send("record", request_id=request, kind="fee_paid", amount="12.50")
    send("record", request_id=request, kind="determined", outcome="granted")
    send("record", request_id=request, kind="released", file=dice.randrange(1_000))


def carry_out(store: Store, told: Row) -> ledger.Receipt:
    """Do what is told, as a page does."""
    told = dict(told)
    act, token, today = told.pop("act"), told.pop("token"), store.today()
    if "file" in told:
        told["files"] = (File("permits.pdf", "application/pdf", random.Random(told.pop("file")).randbytes(20_000)),)
    if "words" in told:
        told["verbatim"] = f"All permits of {words}" if (words := told.pop("words")) else LONG
    if told.get("outcome"):
        told |= {"promised_on": today, "promised_time": time(17)}
    if act == "receive":
        return ledger.receive(store, OFFICIAL, track="records", on_date=today, token=token, **told)
    if act == "record":
        return ledger.record(store, told.pop("request_id"), told.pop("kind"), OFFICIAL, on_date=today, token=token, **told)
    event_id = told.pop("event_id")
    return ledger.strike(store, event_id, OFFICIAL, token=token) if act == "strike" else ledger.correct(store, event_id, OFFICIAL, token=token, **told)


def look(path: str, kept: Row, unanswered: list[Row], closes: bool) -> None:
    """Look for everything that was answered, send again what was not, and tell what is there."""
    store = Store(path)
    there = {row["token"]: [row["request_id"], row["number"], row["event_id"]] for row in store.query(SENT)}
    lost = [token for token, receipt in kept.items() if there.get(token) != receipt]
    silent = [told["token"] for told in unanswered if told["token"] in there]
    found = {"lost": lost, "silent": silent, "before": counts(store), "audits": sorted(failed_audits(store)), "left": left_lying(store)}
    again = {told["token"]: [list(vars(carry_out(store, told)).values()) for _ in range(2)] for told in unanswered}
    wrong = [token for token, (first, second) in again.items() if first != second or there.get(token, first) != first]
    found |= {"again": {token: first for token, (first, _) in again.items()}, "wrong": wrong, "after": counts(store)}
    say(found=found)
    if closes:
        store.close()


SENT = "select token, request_id, number, event_id from store.submission join store.request using (request_id)"


def counts(store: Store) -> Row:
    """How many acts and events there are, and whether the numbers run from 1 without a gap."""
    numbers = [int(row["number"][-6:]) for row in store.query("select number from store.request order by number")]
    (row,) = store.query("select (select count(*) from store.submission) as acts, (select count(*) from store.event) as events")
    return row | {"gapless": numbers == list(range(1, len(numbers) + 1))}


def left_lying(store: Store) -> list[str]:
    """Files that an entry names and nobody has, and folders of processes that are gone."""
    missing = [row["sha256"] for row in store.read("kept_files") if not kept_at(store, row["sha256"]).exists()]
    return missing + [folder.name for folder in store.spool.parent.iterdir() if folder != store.spool]


def main(path: str) -> None:
    """Fork for each command."""
    import pandas  # noqa: F401  the engine's first answer would import it

    for line in sys.stdin:
        command, told = json.loads(line)
        if not (child := os.fork()):
            try:
                {"work": work, "look": look}[command](path, **told)
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        say(child=child)
        say(over=os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main(sys.argv[1])
