"""A served desk whose staff also act: every so many seconds one act goes through the ledger while visitors read pages.

Run as `python -m tests.bench.busy_desk STORE PORT SECONDS`.
"""

import itertools
import sys
import threading
import time

from records_desk import app, configure
from records_desk.db import ledger
from records_desk.db.ledger import Staff
from records_desk.pages import _session

CLERK = Staff("bench", "Bench Clerk", "official")


def act(seconds: float) -> None:
    """Append a note to one open request after the other, for as long as the process lives."""
    store = _session.store()
    numbers = [row["request_id"] for row in store.query("select request_id from store.snapshot where is_open = 1 order by request_id")]
    for request_id in itertools.cycle(numbers):
        time.sleep(seconds)
        ledger.record(store, request_id, "note", CLERK, on_date=store.today(), note="A note to measure with.")


if __name__ == "__main__":
    path, port, seconds = sys.argv[1:]
    configure(database=path)
    threading.Thread(target=act, args=(float(seconds),), daemon=True).start()
    app.serve(int(port))
