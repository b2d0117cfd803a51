"""Which addresses may be contacted, and the only place where host names are resolved.

The address that was checked is the address that is connected to: nobody resolves a name twice on
the way to one connection, so a DNS answer that changes in between changes nothing.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from ipaddress import IPv6Address, ip_address

from linter.links.http.special_purpose import Address, embedded_ipv4, is_public

Policy = Callable[[Address, int], bool]
"""Whether this address and port may be contacted."""

Endpoint = tuple[socket.AddressFamily, str]
Lookup = Callable[[str, int], Sequence[Endpoint]]

_RESERVED_NAMES = (".invalid", ".test", ".example")  # RFC 2606, section 2: never delegated
CANARIES = ("example.com", "wikipedia.org")
# For a resolver to say that it knows nothing; one that says so does it at once.
MAX_WAIT_SECONDS = 3.0
_TTL_SECONDS = 60.0
_DOUBT_SECONDS = 5.0
_MAX_REMEMBERED = 4096


class ConnectError(Exception):
    """A connection that was not made; the text is a reason fit for a report."""


class ForbiddenAddressError(ConnectError):
    """The name has no address that may be contacted."""


class NoSuchHostError(ConnectError):
    """The resolver, which is known to work, has no such name."""


class NotResolvedError(ConnectError):
    """The resolver gave no answer, or one that cannot be relied on."""


def public(address: Address, port: int) -> bool:  # noqa: ARG001 - the signature of Policy
    """Whether the address is one of the public Internet's unicast addresses."""
    return is_public(address)


def anywhere(address: Address, port: int) -> bool:  # noqa: ARG001 - the signature of Policy
    """Every unicast address: for lists that link to a company's own network."""
    inner = embedded_ipv4(address) if isinstance(address, IPv6Address) else None
    return not any(
        candidate.is_multicast or candidate.is_unspecified
        for candidate in (address, inner or address)
    )


def resolve(host: str, port: int) -> list[Endpoint]:
    """The system resolver's addresses for a host. Raises ``socket.gaierror``."""
    results = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, str(address[0])) for family, _, _, _, address in results]


def numeric_addresses(host: str) -> list[Address]:
    """The addresses that ``host`` spells out, as ``127.1`` or ``::1`` do; none if it is a name."""
    try:
        results = socket.getaddrinfo(
            host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )
    except (socket.gaierror, UnicodeError):
        return []
    return [_parse(str(address[0])) for _, _, _, _, address in results]


def is_network_known_to_be_down(lookup: Lookup | None = None) -> bool:
    """Whether the resolver says within seconds that it knows no name at all."""
    answers: list[bool] = []

    def ask() -> None:
        for name in CANARIES:
            try:
                answers.append(bool((lookup or resolve)(name, 443)))
            except OSError:
                answers.append(False)

    # A resolver that does not answer keeps its thread, which must not keep us.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(MAX_WAIT_SECONDS)
    return len(answers) == len(CANARIES) and not any(answers)


class Resolver:
    """Resolves, checks, remembers for a minute. Safe to use from many threads."""

    def __init__(self, policy: Policy = public, lookup: Lookup = resolve) -> None:
        """``lookup`` is the system's resolver, except in tests."""
        self._policy = policy
        self._lookup = lookup
        self._known: dict[str, tuple[float, Sequence[Endpoint]]] = {}
        self._lock = threading.Lock()
        self._works = False
        self._doubted_until = 0.0

    def endpoints(self, host: str, port: int) -> list[Endpoint]:
        """The addresses of ``host`` that may be contacted, in the resolver's order.

        Raises ``ForbiddenAddressError`` if there are addresses but none is allowed, and
        ``NoSuchHostError`` or ``NotResolvedError`` if there is none.
        """
        found = self._resolve(host, port)
        allowed = [endpoint for endpoint in found if self._policy(_parse(endpoint[1]), port)]
        if not allowed:
            raise ForbiddenAddressError(f"{host} has a private address ({found[0][1]})")
        return allowed

    def check_without_lookup(self, host: str, port: int) -> None:
        """Refuse a host that spells out an address which may not be contacted.

        For a request through a proxy: that one alone resolves names. Raises
        ``ForbiddenAddressError``.
        """
        for address in numeric_addresses(host):
            if not self._policy(address, port):
                raise ForbiddenAddressError(f"{host} is a private address ({address})")

    def _resolve(self, host: str, port: int) -> Sequence[Endpoint]:
        try:
            found = self._ask(host, port)
        except UnicodeError as error:
            raise NotResolvedError(f"{host} is not a host name") from error
        except socket.gaierror as error:
            if ":" in host:
                raise NotResolvedError(f"{host} is not an address that can be contacted") from error
            reserved = host.rstrip(".").lower().endswith(_RESERVED_NAMES)
            if reserved or (error.errno == socket.EAI_NONAME and self._is_trusted()):
                raise NoSuchHostError(f"there is no host {host}") from error
            if error.errno == socket.EAI_NONAME:
                raise NotResolvedError(
                    f"{host} was not found, but the resolver does not know {CANARIES[0]} either"
                ) from error
            raise NotResolvedError(f"{host} could not be resolved ({error.strerror})") from error
        if not found:
            raise NotResolvedError(f"{host} has no address")
        return found

    def _ask(self, host: str, port: int) -> Sequence[Endpoint]:
        now = time.monotonic()
        with self._lock:
            until, known = self._known.get(host, (0.0, ()))
        if now < until:
            return known
        found = tuple(self._lookup(host, port))
        with self._lock:
            if len(self._known) >= _MAX_REMEMBERED:
                self._known.clear()
            self._known[host] = (now + _TTL_SECONDS, found)
        return found

    def _is_trusted(self) -> bool:
        """Whether "no such name" means something: names that certainly exist are known to it.

        Sandboxes, captive networks and split DNS deny names that exist. A resolver may come back,
        so doubts last for a few seconds only.
        """
        if not self._works and time.monotonic() >= self._doubted_until:
            try:
                self._works = all(self._ask(name, 443) for name in CANARIES)
            except (socket.gaierror, UnicodeError):
                self._doubted_until = time.monotonic() + _DOUBT_SECONDS
        return self._works


def _parse(address: str) -> Address:
    return ip_address(address.partition("%")[0])
