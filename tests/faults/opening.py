"""Opens the stores named on the command line, reads all of each and records an act; tells of each in a line of JSON.

A process of its own: whatever a damaged file does to the engine it does here.
"""

import json
import sys
from contextlib import closing
from pathlib import Path

from records_desk.db._refused import Refused
from records_desk.db.store import Store
from tests.conftest import failed_audits, noon
from tests.faults.conftest import receive


def told(path: Path) -> dict[str, object]:
    """Whether it opens, how many requests it has, which audits fail, and the sentence that refused something."""
    found: dict[str, object] = {"path": str(path), "requests": None, "audits": None, "refused": None, "is_opened": False}
    try:
        with closing(Store(path, clock=noon)) as store:
            found["is_opened"] = True
            found["requests"] = store.query("select count(*) as n from store.request")[0]["n"]
            for table in store.read("tables"):
                store.query(f"select count(*), max(hash(t)) from store.{table['name']} as t")
            found["audits"] = sorted(failed_audits(store))
            receive(store)
    except Refused as refused:
        found["refused"] = str(refused)
    return found


for argument in sys.argv[1:]:
    print(json.dumps(told(Path(argument))), flush=True)
