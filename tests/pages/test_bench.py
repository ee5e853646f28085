"""The bench reads what the pages read."""

from datetime import time

from records_desk.db import ledger
from records_desk.db.files import File
from tests.bench.run import request_page, today_page
from tests.pages.conftest import ADMINISTRATOR, well

OF_ALL = {"people", "desks", "absences", "setting", "time_zone", "sample_city", "queue"}  # of every page, and of the list that leads to the next one


def test_the_bench_reads_every_query_of_the_page_of_a_request(visit, store, received, asked):
    receipt, today = received(email="robin@example.org"), store.today()
    for kind, values in (
        ("acknowledged", {}), ("fee_charged", {"fee_kind": "duplication", "amount": 4}), ("fee_paid", {"amount": 4}),
        ("determined", {"outcome": "granted", "promised_on": today, "promised_time": time(17)}),
        ("released", {"files": (File("a.csv", "text/csv", b"a"),), "no_fee": True}),
    ):  # fmt: skip
        ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=today, **values)
    tab = visit("request", "staff", number=receipt.number)
    store.write(lambda cursor: None)
    asked.clear()
    well(tab.run())
    of_the_page = set(asked) - OF_ALL
    asked.clear()
    request_page(store, receipt.number)
    assert of_the_page >= {"timeline", "letters", "fees_of", "released_elsewhere"} and of_the_page <= set(asked)


def test_the_bench_reads_every_query_of_today(visit, store, received, asked):
    received()
    tab = visit("home", "staff")
    store.write(lambda cursor: None)
    asked.clear()
    well(tab.run())
    of_the_page = {name for name in asked if name.startswith("today_")}
    asked.clear()
    today_page(store)
    assert of_the_page >= {"today_counts", "today_due", "today_news"} and of_the_page == set(asked) - {"newest_id"}
