from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from linter.links.http import resolver
from linter.links.http.resolver import (
    CANARIES,
    Endpoint,
    ForbiddenAddressError,
    Lookup,
    NoSuchHostError,
    NotResolvedError,
    Resolver,
    anywhere,
    is_network_known_to_be_down,
    resolve,
)


def resolves(**names: Sequence[str]) -> Lookup:
    """A resolver that knows these names (``_`` for a dot) and the canaries."""
    known = {name.replace("_", "."): addresses for name, addresses in names.items()}
    known |= {"example.com": ["1.1.1.1"], "wikipedia.org": ["1.1.1.1"]}

    def look(host: str, port: int) -> list[Endpoint]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, address)
            for address in known[host]
        ]

    return look


def test_anywhere_allows_every_unicast_address() -> None:
    assert anywhere(ip_address("10.0.0.1"), 80)
    assert not anywhere(ip_address("224.0.0.1"), 80)
    assert not anywhere(ip_address("0.0.0.0"), 80)
    assert not anywhere(ip_address("::"), 80)


def test_endpoints_returns_allowed_addresses_only() -> None:
    resolver = Resolver(lookup=resolves(mixed_org=["10.0.0.1", "8.8.8.8", "::1"]))
    assert resolver.endpoints("mixed.org", 80) == [(socket.AF_INET, "8.8.8.8")]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "::1"])
def test_endpoints_refuses_every_spelling_of_loopback(host: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="private"):
        Resolver(lookup=resolve).endpoints(host, 80)


def test_endpoints_refuses_a_name_with_a_private_address() -> None:
    with pytest.raises(ForbiddenAddressError):
        Resolver(lookup=resolves(evil_org=["169.254.169.254"])).endpoints("evil.org", 80)


def test_endpoints_refuses_a_link_local_address_with_a_zone() -> None:
    with pytest.raises(ForbiddenAddressError):
        Resolver(lookup=resolves(zone_org=["fe80::1%eth0"])).endpoints("zone.org", 80)


def test_endpoints_says_no_such_host_if_the_resolver_works() -> None:
    with pytest.raises(NoSuchHostError):
        Resolver(lookup=resolves()).endpoints("gone.org", 80)


def test_endpoints_does_not_believe_a_resolver_that_knows_no_host() -> None:
    def deny(host: str, port: int) -> list[Endpoint]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(NotResolvedError, match=r"does not know example\.com"):
        Resolver(lookup=deny).endpoints("github.com", 443)


@pytest.mark.parametrize("code", [socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_NONAME])
def test_endpoints_knows_reserved_names_without_the_resolver(code: int) -> None:
    def fail(host: str, port: int) -> list[Endpoint]:
        raise socket.gaierror(code, "no")

    for host in ("gone.invalid", "gone.test", "a.b.example."):
        with pytest.raises(NoSuchHostError):
            Resolver(lookup=fail).endpoints(host, 80)


def test_endpoints_does_not_call_an_address_a_missing_host() -> None:
    resolver = Resolver(anywhere, resolves())
    with pytest.raises(NotResolvedError, match="not an address that can be contacted"):
        resolver.endpoints("fe80::1%25eth0", 80)


@pytest.mark.parametrize("code", [socket.EAI_AGAIN, socket.EAI_FAIL])
def test_endpoints_does_not_believe_a_failing_resolver(code: int) -> None:
    def fail(host: str, port: int) -> list[Endpoint]:
        raise socket.gaierror(code, "Temporary failure in name resolution")

    with pytest.raises(NotResolvedError):
        Resolver(lookup=fail).endpoints("gone.org", 80)


def test_endpoints_refuses_an_invalid_name() -> None:
    with pytest.raises(NotResolvedError):
        Resolver(lookup=resolve).endpoints("a" * 64 + ".org", 80)


def test_endpoints_remembers_an_answer_but_no_denial() -> None:
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


# ------------------------------------------------------------------------ without a network


def _no_such_name(host: str, port: int) -> list[Endpoint]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_a_network_is_known_to_be_down_if_no_canary_is_known() -> None:
    assert is_network_known_to_be_down(_no_such_name)
    assert not is_network_known_to_be_down(lambda *_: [(socket.AF_INET, "192.0.2.1")])
    one = CANARIES[0]
    assert not is_network_known_to_be_down(
        lambda host, port: (
            [(socket.AF_INET, "192.0.2.1")] if host == one else _no_such_name(host, port)
        )
    )


def test_a_resolver_that_does_not_answer_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "MAX_WAIT_SECONDS", 0.05)
    answer = threading.Event()

    def hang(host: str, port: int) -> list[Endpoint]:
        answer.wait(30)
        return []

    assert not is_network_known_to_be_down(hang)
    answer.set()
