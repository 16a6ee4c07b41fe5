"""Which addresses may be asked: public ones, and those that a setting names."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from app.errors import SettingsUnusable

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?")
_NUMBERS = re.compile(r"[0-9.]+|0[xX].*")
_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a setting adds to the public addresses: host names, in lower case, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """From names, addresses and networks with blanks or commas between. Raises `SettingsUnusable`."""
        hosts, networks = set(), []
        for word in text.replace(",", " ").split():
            if _NAME.fullmatch(word) and not _NUMBERS.fullmatch(word):
                hosts.add(word.lower().rstrip("."))
            else:
                networks.append(_network(word))
        return cls(frozenset(hosts), tuple(networks))

    def has(self, host: str, address: Address) -> bool:
        """Whether `host`, which is at `address`, was named."""
        inner = embedded(address)
        return host.lower().rstrip(".") in self.hosts or any(inner in network for network in self.networks)

    def holds(self, host: str, address: Address) -> bool:
        return is_public(address) or self.has(host, address)


def is_public(address: Address) -> bool:
    """Neither this machine nor a network of somebody's own, also not inside an address of IPv6."""
    inner = embedded(address)
    if isinstance(inner, IPv4Address):
        return inner.is_global and not inner.is_multicast
    return inner in _UNICAST and inner.is_global and inner.sixtofour is None and inner.teredo is None


def embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for (RFC 4291 2.5.5.2, RFC 6052), else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address


def address_of(text: str) -> Address:
    """Of a name server's answer, whose zone (`%eth0`) is left out. Raises `ValueError`."""
    return ip_address(text.partition("%")[0])


def _network(word: str) -> Network:
    try:
        return ip_network(word)
    except ValueError:
        raise SettingsUnusable("KLYNGE_OUTBOUND_ALLOW has something that is no host and no network") from None
