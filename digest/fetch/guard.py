"""Which addresses the program talks to: only those of the public internet, unless the operator allowed a network.

The lists follow the IANA special-purpose registries for IPv4 and IPv6. `ipaddress` alone is not enough: it calls
IPv4-mapped, NAT64, 6to4 and multicast addresses global, and behind each of them a private one can hide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_V4_IN_LOW_BITS = (*_NAT64, IPv6Network("::/96"), IPv6Network("::ffff:0:0:0/96"))
_REFUSED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers behind their own NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds keep their metadata service
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/127",  # unspecified and loopback
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)


def parse_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Read CIDR texts ("10.1.0.0/16", "127.0.0.1"). Raises ValueError naming the first that is none."""
    return tuple(ip_network(text, strict=False) for text in texts)


def parse_address(host: str) -> Address | None:
    """The address a host literally is, without brackets and zone; None for a name."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def refusal(address: Address, allowed: Sequence[Network] = ()) -> str:
    """Why the program does not talk to `address`; "" when it may. An allowed network beats every refusal."""
    carried = _carried_v4(address)
    candidates = (address,) if carried is None else (address, carried)
    if any(one in network for one in candidates for network in allowed):
        return ""
    for one in candidates:
        if any(one in network for network in _REFUSED) or not (one.is_global or carried is not None):
            return f"{address} is not a public address"
    return ""


def _carried_v4(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for (mapped, translated, 6to4), if it does."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in network for network in _V4_IN_LOW_BITS):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
