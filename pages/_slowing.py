"""Who asks with wrong tokens is slowed, and then refused for a while: by the address that the server reports, and by route.

Memory is bounded: the address that was quiet longest is forgotten first. Knows no token.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Any

FREE, MOST_WRONG, WINDOW_SECONDS, LONGEST_PAUSE, MOST_ADDRESSES = 5, 20, 300, 2.0, 10_000


@dataclass
class Wrong:
    """How often an address was wrong since when."""

    since: float
    count: int = 0


class Slowing:
    """Counts wrong tokens by address for one route."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, Wrong] = OrderedDict()
        self._guard = Lock()

    def refused_for(self, scope: Any) -> int:
        """For how many seconds whoever asks is refused still; 0 for who is not."""
        with self._guard:
            found = self._standing(address_of(scope))
            return max(1, round(found.since + WINDOW_SECONDS - time.monotonic())) if found and found.count >= MOST_WRONG else 0

    def wrong(self, scope: Any) -> float:
        """Count a wrong token; return the seconds to wait before it is answered."""
        address = address_of(scope)
        with self._guard:
            found = self._standing(address) or self._wrong.setdefault(address, Wrong(time.monotonic()))
            found.count += 1
            self._wrong.move_to_end(address)
            while len(self._wrong) > MOST_ADDRESSES:
                self._wrong.popitem(last=False)
            return 0.0 if found.count <= FREE else min(LONGEST_PAUSE, 0.1 * 2 ** (found.count - FREE - 1))

    def _standing(self, address: str) -> Wrong | None:
        """What is counted against an address, unless its time is over."""
        found = self._wrong.get(address)
        if found and time.monotonic() - found.since >= WINDOW_SECONDS:
            del self._wrong[address]
            return None
        return found


def address_of(scope: Any) -> str:
    """The address that the server reports; of IPv6 the network of one customer, who has all addresses in it."""
    told = (scope.get("client") or ("unknown",))[0]
    try:
        address = ip_address(told)
    except ValueError:
        return "unknown"
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) and not address.ipv4_mapped else str(address)
