"""IANA's special-purpose address registries, and which addresses are the public Internet's.

Python's ``ipaddress`` has a copy of these registries too, but another one in every version: which
address a link checker may contact must not depend on that. So the registries are kept here as data.
To update them, copy the columns "Address Block", "Name" and "Globally Reachable" of both CSV files
and set ``READ_ON``:

- https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry-1.csv
- https://www.iana.org/assignments/iana-ipv6-special-registry/iana-ipv6-special-registry-1.csv
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import NamedTuple

Address = IPv4Address | IPv6Address

READ_ON = "2026-07-18"
"""The day on which the registries were read."""


class Block(NamedTuple):
    """One row: a block of addresses and whether it is globally reachable.

    The registries also say "N/A" (6to4, Teredo) or nothing (deprecated blocks): that is not "True".
    """

    network: str
    name: str
    globally_reachable: bool


IPV4_BLOCKS = (
    Block("0.0.0.0/8", "This network", False),
    Block("0.0.0.0/32", "This host on this network", False),
    Block("10.0.0.0/8", "Private-Use", False),
    Block("100.64.0.0/10", "Shared Address Space", False),
    Block("127.0.0.0/8", "Loopback", False),
    Block("169.254.0.0/16", "Link Local", False),
    Block("172.16.0.0/12", "Private-Use", False),
    Block("192.0.0.0/24", "IETF Protocol Assignments", False),
    Block("192.0.0.0/29", "IPv4 Service Continuity Prefix", False),
    Block("192.0.0.8/32", "IPv4 dummy address", False),
    Block("192.0.0.9/32", "Port Control Protocol Anycast", True),
    Block("192.0.0.10/32", "Traversal Using Relays around NAT Anycast", True),
    Block("192.0.0.170/32", "NAT64/DNS64 Discovery", False),
    Block("192.0.0.171/32", "NAT64/DNS64 Discovery", False),
    Block("192.0.2.0/24", "Documentation (TEST-NET-1)", False),
    Block("192.31.196.0/24", "AS112-v4", True),
    Block("192.52.193.0/24", "AMT", True),
    Block("192.88.99.0/24", "Deprecated (6to4 Relay Anycast)", False),
    Block("192.88.99.2/32", "6a44-relay anycast address", False),
    Block("192.168.0.0/16", "Private-Use", False),
    Block("192.175.48.0/24", "Direct Delegation AS112 Service", True),
    Block("198.18.0.0/15", "Benchmarking", False),
    Block("198.51.100.0/24", "Documentation (TEST-NET-2)", False),
    Block("203.0.113.0/24", "Documentation (TEST-NET-3)", False),
    Block("240.0.0.0/4", "Reserved", False),
    Block("255.255.255.255/32", "Limited Broadcast", False),
)
IPV6_BLOCKS = (
    Block("::1/128", "Loopback Address", False),
    Block("::/128", "Unspecified Address", False),
    Block("::ffff:0:0/96", "IPv4-mapped Address", False),
    Block("64:ff9b::/96", "IPv4-IPv6 Translat.", True),
    Block("64:ff9b:1::/48", "IPv4-IPv6 Translat.", False),
    Block("100::/64", "Discard-Only Address Block", False),
    Block("100:0:0:1::/64", "Dummy IPv6 Prefix", False),
    Block("2001::/23", "IETF Protocol Assignments", False),
    Block("2001::/32", "TEREDO", False),
    Block("2001:1::1/128", "Port Control Protocol Anycast", True),
    Block("2001:1::2/128", "Traversal Using Relays around NAT Anycast", True),
    Block("2001:1::3/128", "DNS-SD Service Registration Protocol Anycast", True),
    Block("2001:2::/48", "Benchmarking", False),
    Block("2001:3::/32", "AMT", True),
    Block("2001:4:112::/48", "AS112-v6", True),
    Block("2001:10::/28", "Deprecated (previously ORCHID)", False),
    Block("2001:20::/28", "ORCHIDv2", True),
    Block("2001:30::/28", "Drone Remote ID Protocol Entity Tags (DETs) Prefix", True),
    Block("2001:db8::/32", "Documentation", False),
    Block("2002::/16", "6to4", False),
    Block("2620:4f:8000::/48", "Direct Delegation AS112 Service", True),
    Block("3fff::/20", "Documentation", False),
    Block("5f00::/16", "Segment Routing (SRv6) SIDs", False),
    Block("fc00::/7", "Unique-Local", False),
    Block("fe80::/10", "Link-Local Unicast", False),
)

# Globally reachable by the registry, yet answered by whatever device is nearest: one's own router.
_NEAREST_DEVICE = frozenset(
    {"192.0.0.9/32", "192.0.0.10/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128"}
)
# Azure's platform address: globally unique by registry, yet only ever the host's own services.
_PLATFORM = IPv4Address("168.63.129.16")
_IPV4_MULTICAST = IPv4Network("224.0.0.0/4")  # RFC 5771, section 3
# The only unicast addresses of IPv6 that IANA hands out:
# https://www.iana.org/assignments/ipv6-address-space/ipv6-address-space.xhtml
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052, section 2.1
_IPV4_MAPPED = IPv6Network("::ffff:0:0/96")  # RFC 4291, section 2.5.5.2
_IPV4_BITS = 0xFFFF_FFFF

_Network = IPv4Network | IPv6Network


def _most_specific_first(blocks: tuple[Block, ...]) -> list[tuple[_Network, bool]]:
    rows: list[tuple[_Network, bool]] = [
        (
            ip_network(block.network),
            block.globally_reachable and block.network not in _NEAREST_DEVICE,
        )
        for block in blocks
    ]
    return sorted(rows, key=lambda row: -row[0].prefixlen)


_BY_VERSION = {4: _most_specific_first(IPV4_BLOCKS), 6: _most_specific_first(IPV6_BLOCKS)}


def is_public(address: Address) -> bool:
    """Whether the address is one of the public Internet's unicast addresses.

    An IPv6 address that represents an IPv4 address (IPv4-mapped, NAT64) is as public as that one.
    """
    if isinstance(address, IPv4Address):
        is_ordinary = address not in _IPV4_MULTICAST and address != _PLATFORM
        return is_ordinary and _is_globally_reachable(address)
    if (inner := embedded_ipv4(address)) is not None:
        return is_public(inner)
    return address in _GLOBAL_UNICAST and _is_globally_reachable(address)


def embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that the system or a NAT64 translator contacts in its place, if any."""
    if address in _NAT64 or address in _IPV4_MAPPED:
        return IPv4Address(int(address) & _IPV4_BITS)
    return None


def _is_globally_reachable(address: Address) -> bool:
    """What the most specific block says; an address in no block is an ordinary one."""
    for network, is_reachable in _BY_VERSION[address.version]:
        if address in network:
            return is_reachable
    return True
