"""The addresses that requests come from, and how much is open from each.

An IPv6 client has a whole /64 to choose from, so that counts as one address.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


@lru_cache(maxsize=4096)
def counted_as(address: str) -> str:
    """What `address` counts as; itself when it is no IP address."""
    with suppress(ValueError):
        parsed = ip_address(address)
        if isinstance(parsed, IPv6Address):
            mapped = parsed.ipv4_mapped
            return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False))
    return address


class Proxies:
    """The networks of the proxies that are trusted to name the client before them."""

    def __init__(self, networks: Sequence[Network] = ()) -> None:
        self._networks = tuple(networks)

    def includes(self, peer: str) -> bool:
        """Whether `peer` is one of them."""
        with suppress(ValueError):
            address = ip_address(peer)
            return any(address in network for network in self._networks)
        return False

    def client_of(self, peer: str, forwarded: Sequence[str]) -> str:
        """Who asks: `peer`, or whom a trusted one names last in the `forwarded` fields `X-Forwarded-For`."""
        if not forwarded or not self.includes(peer):
            return peer
        named = forwarded[-1].rpartition(",")[2].strip()
        with suppress(ValueError):
            return str(ip_address(named))
        return peer


class OpenByAddress:
    """Counts what is open from each address, of which there may be `most`. `None`: any number."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._open = Counter[str]()

    def enter(self, address: str) -> bool:
        """Count one more, unless there are too many already; returns whether it was counted."""
        if self._most is not None and self._open[address] >= self._most:
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Count one less."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]
