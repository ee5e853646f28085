"""How often one name (a key, an address) may ask within a while. Counts in memory, of so many names at most; knows no server."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

MOST_NAMES = 10_000


@dataclass
class Asked:
    """How often a name asked since when."""

    since: float
    count: int = 0


class Rate:
    """At most so many times in so many seconds, counted from a name's first time."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most, self.seconds = most, seconds
        self._asked: OrderedDict[str, Asked] = OrderedDict()
        self._guard = Lock()

    def wait(self, name: str) -> int:
        """Count once more; 0 where that is within the rate, else for how many seconds the name is refused still."""
        now = time.monotonic()
        with self._guard:
            found = self._asked.get(name)
            if found is None or now - found.since >= self.seconds:
                found = self._asked[name] = Asked(now)
            self._asked.move_to_end(name)
            while len(self._asked) > MOST_NAMES:
                self._asked.popitem(last=False)
            found.count += 1
            return 0 if found.count <= self.most else max(1, round(found.since + self.seconds - now))
