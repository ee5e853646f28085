"""The requests that somebody opened last. Kept in memory alone, for all of a person's tabs: who read what is written down nowhere."""

import threading
from typing import Any

from records_desk.db.ledger import Staff
from records_desk.pages import _session

MOST = 10
_guard, _opened = threading.Lock(), {}


def opened(me: Staff, request_id: int) -> None:
    """Somebody looks at a request."""
    with _guard:
        before = _opened.get(_whose(me), ())
        _opened[_whose(me)] = (request_id, *(other for other in before if other != request_id))[:MOST]


def recent(me: Staff) -> list[dict[str, Any]]:
    """What somebody opened since the desk was started, the last first, as it stands now; not what may be seen no longer."""
    ids = _opened.get(_whose(me), ())
    rows = _session.store().recall("opened", request_ids=ids, reader=me.person_id) if ids else []
    return sorted(rows, key=lambda row: ids.index(row["request_id"]))


def _whose(me: Staff) -> tuple[str, str]:
    return str(_session.store().path), me.sign_in
