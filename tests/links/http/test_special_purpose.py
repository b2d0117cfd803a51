from __future__ import annotations

from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.links.http.special_purpose import (
    IPV4_BLOCKS,
    IPV6_BLOCKS,
    READ_ON,
    Block,
    is_public,
)

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",  # Alibaba Cloud's metadata service
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",  # Azure's platform
    "169.254.169.254",  # the metadata service of most clouds
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.9",
    "192.0.0.192",  # Oracle Cloud's metadata service
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.80",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::8.8.8.8",  # IPv4-compatible, deprecated (RFC 4291, section 2.5.5.1)
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:8.8.8.8",  # IPv4-translated (RFC 2765)
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "64:ff9b:1::7f00:1",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:0:7f00:1::1",  # Teredo
    "2001:1::1",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",  # 6to4
    "2002:808:808::1",
    "3fff::1",
    "4000::1",  # not given out (https://www.iana.org/assignments/ipv6-address-space/)
    "5f00::1",
    "8000::1",
    "fc00::1",
    "fd00:ec2::254",  # Amazon's metadata service
    "fe80::1",
    "fec0::1",  # site-local, deprecated (RFC 3879)
    "ff02::1",
    "ff0e::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "192.0.1.1",
    "223.255.255.255",
    "2001:200::1",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_is_public_refuses(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_is_public_allows(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "block",
    [block for block in (*IPV4_BLOCKS, *IPV6_BLOCKS) if not block.globally_reachable],
    ids=lambda block: block.network,
)
def test_is_public_refuses_both_ends_of_every_block(block: Block) -> None:
    network = ip_network(block.network)
    inside = [other for other in (*IPV4_BLOCKS, *IPV6_BLOCKS) if other.globally_reachable]
    for address in (network[0], network[-1]):
        if block.network == "::ffff:0:0/96" or any(
            address in ip_network(other.network) for other in inside
        ):
            continue
        assert not is_public(address)


def test_the_registries_are_whole_and_dated() -> None:
    assert (len(IPV4_BLOCKS), len(IPV6_BLOCKS)) == (26, 25)
    networks = [ip_network(block.network) for block in (*IPV4_BLOCKS, *IPV6_BLOCKS)]
    assert len(set(networks)) == len(networks)
    assert date.fromisoformat(READ_ON) > date(2026, 1, 1)


@given(address=st.ip_addresses(v=4))
def test_is_public_judges_an_ipv4_address_in_ipv6_as_itself(address: IPv4Address) -> None:
    mapped = IPv6Address((0xFFFF << 32) | int(address))
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) | int(address))
    assert is_public(mapped) == is_public(translated) == is_public(address)


@given(address=st.ip_addresses(v=4))
def test_is_public_allows_nothing_that_python_calls_private(address: IPv4Address) -> None:
    if is_public(address):
        assert not address.is_private
        assert not address.is_multicast
