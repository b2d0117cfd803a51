"""The proxy that the environment names (``HTTP_PROXY``, ``HTTPS_PROXY``, ``NO_PROXY``).

The variables are read as requests reads them. What is on this machine is never asked of a proxy, as
in Go (https://pkg.go.dev/net/http#ProxyFromEnvironment): it would be the proxy's own machine.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from requests.utils import get_auth_from_url, get_environ_proxies, select_proxy

from linter.links.http.resolver import ConnectError, numeric_addresses

_DEFAULT_PORT = 80


class Proxy(NamedTuple):
    """An HTTP proxy; ``headers`` hold its login, which goes to no other host."""

    host: str
    port: int
    headers: Mapping[str, str]


class UnusableProxyError(ConnectError):
    """The environment names a proxy that cannot be used."""


def proxy_for(server: str) -> Proxy | None:
    """The proxy for a server, such as ``https://example.org``, if the environment names one.

    Raises ``UnusableProxyError``.
    """
    host = (urlsplit(server).hostname or "").rstrip(".").lower()
    if _is_this_machine(host):
        return None
    address = select_proxy(server, get_environ_proxies(server))
    if not address:
        return None
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        port = parts.port or _DEFAULT_PORT
    except ValueError as error:
        raise UnusableProxyError("the environment names an invalid proxy") from error
    if parts.scheme != "http" or not parts.hostname:
        raise UnusableProxyError(f"proxies over {parts.scheme}:// are not supported")
    user, password = get_auth_from_url(address)
    headers = {}
    if user or password:
        login = b64encode(f"{user}:{password}".encode()).decode("ascii")  # RFC 7617, section 2
        headers["Proxy-Authorization"] = f"Basic {login}"
    return Proxy(parts.hostname, port, headers)


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, section 6.3
        return True
    return any(address.is_loopback for address in numeric_addresses(host))
