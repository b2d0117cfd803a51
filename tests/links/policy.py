"""Which addresses are the Internet of the loopback world; one plays a private network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from linter.links.http.special_purpose import Address

FORBIDDEN = "127.0.0.99"
"""The address that plays the private network: it listens, and nobody may ever ask it."""


def world_only(address: Address, port: int) -> bool:
    """Allows the loopback world but for the one address that plays the private network."""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return isinstance(address, IPv4Address) and str(address) != FORBIDDEN and address.is_loopback
