from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from linter.links.http.resolver import (
    Endpoint,
    ForbiddenAddressError,
    Lookup,
    NoSuchHostError,
    NotResolvedError,
    Resolver,
    anywhere,
    look_up,
    public,
)

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.80",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:db8::1",
    "2001:0:7f00:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


def resolves(**names: Sequence[str]) -> Lookup:
    """A resolver that knows these names (``_`` for a dot) and the canaries."""
    known = {name.replace("_", "."): addresses for name, addresses in names.items()}
    known |= {"example.com": ["1.1.1.1"], "wikipedia.org": ["1.1.1.1"]}

    def look(host: str, port: int) -> list[Endpoint]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in known[host]]

    return look


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not public(ip_address(address), 80)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert public(ip_address(address), 80)


def test_anywhere_is_anywhere_that_answers_for_itself() -> None:
    assert anywhere(ip_address("10.0.0.1"), 80)
    assert not anywhere(ip_address("224.0.0.1"), 80)
    assert not anywhere(ip_address("0.0.0.0"), 80)
    assert not anywhere(ip_address("::"), 80)


def test_only_allowed_addresses_are_handed_out() -> None:
    resolver = Resolver(lookup=resolves(mixed_org=["10.0.0.1", "8.8.8.8", "::1"]))
    assert resolver.endpoints("mixed.org", 80) == [(socket.AF_INET, "8.8.8.8")]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "::1"])
def test_no_spelling_of_loopback_gets_through(host: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="private"):
        Resolver(lookup=look_up).endpoints(host, 80)


def test_a_name_for_a_private_address_is_refused() -> None:
    with pytest.raises(ForbiddenAddressError):
        Resolver(lookup=resolves(evil_org=["169.254.169.254"])).endpoints("evil.org", 80)


def test_a_link_local_address_with_a_zone_is_refused() -> None:
    with pytest.raises(ForbiddenAddressError):
        Resolver(lookup=resolves(zone_org=["fe80::1%eth0"])).endpoints("zone.org", 80)


def test_no_such_host_takes_a_resolver_that_works() -> None:
    with pytest.raises(NoSuchHostError):
        Resolver(lookup=resolves()).endpoints("gone.org", 80)


def test_a_resolver_that_knows_nobody_is_not_believed() -> None:
    def deny(host: str, port: int) -> list[Endpoint]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(NotResolvedError, match=r"does not know example\.com"):
        Resolver(lookup=deny).endpoints("github.com", 443)


@pytest.mark.parametrize("code", [socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_NONAME])
def test_reserved_names_are_nobodys_whatever_the_resolver_says(code: int) -> None:
    def fail(host: str, port: int) -> list[Endpoint]:
        raise socket.gaierror(code, "no")

    for host in ("gone.invalid", "gone.test", "a.b.example."):
        with pytest.raises(NoSuchHostError):
            Resolver(lookup=fail).endpoints(host, 80)


def test_an_address_that_the_resolver_does_not_know_is_no_missing_host() -> None:
    resolver = Resolver(anywhere, resolves())
    with pytest.raises(NotResolvedError, match="no address that can be asked"):
        resolver.endpoints("fe80::1%25eth0", 80)


@pytest.mark.parametrize("code", [socket.EAI_AGAIN, socket.EAI_FAIL])
def test_a_failing_resolver_proves_nothing(code: int) -> None:
    def fail(host: str, port: int) -> list[Endpoint]:
        raise socket.gaierror(code, "Temporary failure in name resolution")

    with pytest.raises(NotResolvedError):
        Resolver(lookup=fail).endpoints("gone.org", 80)


def test_a_name_that_cannot_be_one() -> None:
    with pytest.raises(NotResolvedError):
        Resolver(lookup=look_up).endpoints("a" * 64 + ".org", 80)


def test_an_answer_is_remembered_and_a_denial_is_not() -> None:
    asked: list[str] = []
    inner = resolves(here_org=["8.8.8.8"])

    def count(host: str, port: int) -> Sequence[Endpoint]:
        asked.append(host)
        return inner(host, port)

    resolver = Resolver(lookup=count)
    for _ in range(3):
        resolver.endpoints("here.org", 80)
        with pytest.raises(NoSuchHostError):
            resolver.endpoints("gone.org", 80)
    assert asked.count("here.org") == 1
    assert asked.count("gone.org") == 3
    assert asked.count("example.com") == 1
