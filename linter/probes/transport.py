"""HTTP through requests, with what a hostile link demands: checked addresses and hard deadlines.

Of the environment nothing is used but the root certificates that it names (``REQUESTS_CA_BUNDLE``,
``SSL_CERT_FILE``): no proxy, no ``.netrc``, no cookies. Every request has one deadline for
connecting, the TLS handshake, the headers and the body together.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import LocationValueError
from urllib3.util import parse_url

from linter.probes.addresses import Resolver
from linter.probes.connection import open_pool

_OPEN_HOSTS = 256
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Transport(HTTPAdapter):
    """A requests adapter over guarded connections. Safe to use from many threads."""

    def __init__(self, resolver: Resolver, per_host: int) -> None:
        """``per_host`` is how many idle connections to one host are kept."""
        super().__init__(max_retries=0)
        self._resolver = resolver
        self._per_host = per_host
        self._pools: OrderedDict[tuple[str, str, int], HTTPConnectionPool] = OrderedDict()
        self._pools_lock = threading.Lock()

    def get_connection_with_tls_context(self, request: PreparedRequest, *_: Any, **__: Any) -> Any:
        """The pool for the request's host: requests' own hook, without proxies."""
        return self._pool(request.url or "")

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Nothing to set per connection: the shared TLS context verifies."""

    def _pool(self, url: str) -> HTTPConnectionPool:
        parts = parse_url(url)
        scheme, host = parts.scheme or "", parts.host
        if not host:
            raise LocationValueError(f"no host in {url}")
        key = (scheme, host, parts.port or (443 if scheme == "https" else 80))
        with self._pools_lock:
            pool = self._pools.get(key)
            if pool is None:
                pool = open_pool(*key, idle=self._per_host, resolver=self._resolver)
                self._pools[key] = pool
                if len(self._pools) > _OPEN_HOSTS:
                    self._pools.popitem(last=False)[1].close()
            else:
                self._pools.move_to_end(key)
        return pool

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        timeout: float,
        body: bytes | None = None,
    ) -> Response:
        """One request, no redirect followed, the body unread; ``url`` as ``request_url`` gives it.

        Raises what requests raises, and ``ConnectError`` if no connection may be made.
        """
        request = PreparedRequest()
        request.method = method
        request.url = url
        request.headers = CaseInsensitiveDict(headers)
        request.body = body
        request.hooks = {}
        if body is not None:
            request.headers["Content-Length"] = str(len(body))
        return self.send(request, stream=True, timeout=timeout)

    def close(self) -> None:
        """Close idle connections."""
        with self._pools_lock:
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            pool.close()
        super().close()


def request_url(url: str) -> str:
    """A link's URL as it goes over the wire: host in ASCII, path quoted, no fragment, no login.

    Raises ``requests.exceptions.InvalidURL`` and its kin (all ``ValueError``).
    """
    request = PreparedRequest()
    # One stray percent sign, and the libraries would escape every escape of the URL once more.
    request.prepare_url(_STRAY_PERCENT.sub("%25", url), None)
    parts = parse_url(request.url or "")
    return parts._replace(auth=None, fragment=None).url
