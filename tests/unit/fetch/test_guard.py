"""The guard lets through public addresses and nothing that leads back into a private network."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.fetch.guard import parse_address, parse_networks, refusal

PRIVATE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "198.18.0.1", "224.0.0.251", "240.0.0.1", "255.255.255.255", "192.0.0.1", "192.88.99.1", "203.0.113.5",
    "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "100::1", "3fff::1",
)  # fmt: skip
CARRIED = (
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
    "2002:7f00:1::", "2002:a00:1::1", "::ffff:0:127.0.0.1",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "193.99.144.80", "2a00:1450:4001:80f::200e", "2606:4700::1111")


@pytest.mark.parametrize("text", PRIVATE + CARRIED)
def test_refuses_what_is_not_public(text: str) -> None:
    """No private, local, multicast or reserved address is let through, in whatever form it is written."""
    assert refusal(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_lets_public_addresses_through(text: str) -> None:
    """Ordinary addresses of the internet are let through."""
    assert refusal(ip_address(text)) == ""


@given(st.integers(0, 2**32 - 1))
def test_translation_never_opens_what_is_closed(number: int) -> None:
    """An IPv6 address that stands for an IPv4 address is refused whenever that one is."""
    inner = IPv4Address(number)
    for form in (f"::ffff:{inner}", f"64:ff9b::{inner}", f"::{inner}" if number > 0xFFFF else "::1"):
        if refusal(inner):
            assert refusal(ip_address(form))


def test_allowed_network_beats_refusal() -> None:
    """What the operator allowed is let through, its neighbours are not."""
    allowed = parse_networks(["127.0.0.1/32", "10.1.0.0/16"])
    assert refusal(ip_address("127.0.0.1"), allowed) == ""
    assert refusal(ip_address("::ffff:10.1.2.3"), allowed) == ""
    assert refusal(ip_address("127.0.0.2"), allowed)
    assert refusal(ip_address("10.2.0.1"), allowed)


def test_addresses_are_told_from_names() -> None:
    """Brackets and zones are stripped; a name is no address."""
    assert str(parse_address("[fe80::1%eth0]")) == "fe80::1"
    assert parse_address("tagesschau.de") is None
