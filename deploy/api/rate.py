"""How often one client may ask: as much at once as anyone needs, then so many a second."""

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address

from dashboard.shared.open_data import A_SECOND, AT_ONCE

CLIENTS = 10_000  # remembered at once, about 2 MB
IPV6_NETWORK = 64  # bits that one subscriber is given; the rest is free to choose


class Rate:
    """A bucket of requests for each client, filled again as time goes by; the client unseen longest is forgotten first, which at worst
    gives it a full bucket."""

    def __init__(self, at_once: int = AT_ONCE, a_second: float = A_SECOND, clients: int = CLIENTS) -> None:
        self._at_once, self._a_second, self._most = at_once, a_second, clients
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # left, when

    def wait(self, address: str, now: float) -> float:
        """Seconds until this client may ask; 0 lets it ask. now: seconds of a clock that never goes back."""
        client = _network(address)
        left, before = self._buckets.pop(client, (float(self._at_once), now))
        left = min(self._at_once, left + (now - before) * self._a_second)
        may_ask = left >= 1
        self._buckets[client] = (left - may_ask, now)
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if may_ask else (1 - left) / self._a_second

    def __len__(self) -> int:
        """Clients remembered."""
        return len(self._buckets)


def _network(address: str) -> str:
    """Who an address belongs to: itself, or the network of one subscriber (IPv6)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""  # a socket without an address: all of them together
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> (128 - IPV6_NETWORK))
    return str(parsed)
