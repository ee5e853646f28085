"""Twenty who record and five dashboards at once on one store: nothing is lost or doubled, and nothing fails."""

import random
import threading
import time
from collections.abc import Callable

from records_desk.db import ledger, measure, reading
from records_desk.db._texts import parameters_of, sql
from tests.faults.conftest import IS_FULL, numbers
from tests.faults.killing import carry_out, life

WRITERS, DASHBOARDS, SECONDS, BETWEEN_LOOKS = 20, 5, 300 if IS_FULL else 10, 2


class Over(Exception):
    """The time ended in the middle of a request's life."""


class Busy:
    """Threads that do something over and over until the time is over; whatever they raise is kept."""

    def __init__(self, store) -> None:
        self.store, self.until = store, time.monotonic() + SECONDS
        self.errors, self.took = [], {"act": [], "look": []}
        self.sent: dict[str, ledger.Receipt] = {}

    @property
    def is_over(self) -> bool:
        """Whether the time is over, or something failed."""
        return time.monotonic() > self.until or bool(self.errors)

    def run(self) -> None:
        """Have all of them work at once."""
        jobs = [(self.write, f"writer {place}") for place in range(WRITERS)] + [(self.look, f"dashboard {place}") for place in range(DASHBOARDS)]
        threads = [threading.Thread(target=self.over_and_over, args=job) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def over_and_over(self, job: Callable[[random.Random, str], None], name: str) -> None:
        dice = random.Random(name)
        while not self.is_over:
            try:
                job(dice, name)
            except Over:
                return
            except Exception as error:
                self.errors.append(f"{name}: {error!r}")

    def write(self, dice: random.Random, name: str) -> None:
        """A request from its receipt to its release, or as far as it comes."""

        def send(act: str, **details) -> ledger.Receipt:
            if self.is_over:
                raise Over
            token, began = f"{name} {len(self.sent)} {dice.random()}", time.monotonic()
            receipt = self.sent[token] = carry_out(self.store, {"token": token, "act": act, **details})
            self.took["act"].append(time.monotonic() - began)
            return receipt

        life(send, dice)

    def look(self, dice: random.Random, _: str) -> None:
        """What the queue, the turnaround page and a request's page ask for."""
        store, began = self.store, time.monotonic()
        listed = store.query(sql("queries", "queue"), **dict.fromkeys(parameters_of(sql("queries", "queue"))) | {"today": store.today(), "page": 1, "page_size": 50})
        for asked in ("headline", "turnaround"):
            measure.measure(store, asked, store.today())
        if listed:
            row = reading.request(store, dice.choice(listed)["request_id"])
            assert reading.timeline(store, row["request_id"]), row["number"]
        self.took["look"].append(time.monotonic() - began)
        time.sleep(BETWEEN_LOOKS)


def test_twenty_who_record_and_five_dashboards_lose_and_double_nothing(store, counted):
    busy = Busy(store)
    busy.run()
    assert busy.errors == []
    (row,) = store.query("select count(*) as acts, count(distinct event_id) as events from store.submission")
    assert row == {"acts": len(busy.sent), "events": len(busy.sent)}
    assert numbers(store) == [f"PRA-{store.today().year}-{place:06d}" for place in range(1, len(numbers(store)) + 1)]
    assert {receipt.number for receipt in busy.sent.values()} == set(numbers(store))
    acts, looks = (sorted(busy.took[name]) for name in ("act", "look"))
    counted(
        f"{WRITERS} writers and {DASHBOARDS} dashboards for {SECONDS} s: {len(acts):,} acts, p50 {at(acts, 0.5):.0f} ms, p95 {at(acts, 0.95):.0f} ms; "
        f"{len(looks):,} looks, p50 {at(looks, 0.5):.0f} ms, p95 {at(looks, 0.95):.0f} ms; {len(numbers(store)):,} numbers without a gap"
    )
    assert len(acts) > WRITERS and len(looks) > DASHBOARDS


def at(took: list[float], share: float) -> float:
    """The milliseconds within which this share was done."""
    return took[int(share * (len(took) - 1))] * 1000
