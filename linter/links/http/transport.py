"""HTTP through requests, made safe for hostile links: checked addresses and hard deadlines.

Of the environment nothing is used but the root certificates (``REQUESTS_CA_BUNDLE``,
``SSL_CERT_FILE``) and the proxy that it names: no ``.netrc``, no cookies. Every request has one
deadline for connecting, the TLS handshake, the headers and the body together.
"""

from __future__ import annotations

import os
import ssl
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import certifi
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import LocationValueError
from urllib3.util import parse_url

from linter.links.http.connection import Pool, TlsSocket
from linter.links.http.proxy import proxy_for
from linter.links.http.resolver import Resolver
from linter.text.patterns import lazy_pattern

MAX_OPEN_HOSTS = 256
"""Servers to which idle connections are kept."""
MAX_GZIP_MEMBERS = 1_000
"""Parts of one packed body; a hostile one may have millions of empty ones."""
_SCHEME = len("https://")
_STRAY_PERCENT = lazy_pattern(r"%(?![0-9A-Fa-f]{2})")


class Transport(HTTPAdapter):
    """A requests adapter over checked connections. Safe to use from many threads."""

    def __init__(self, resolver: Resolver, per_host: int) -> None:
        """``per_host`` is how many idle connections to one host are kept."""
        super().__init__(max_retries=0)
        self._resolver = resolver
        self._per_host = per_host
        self._pools: OrderedDict[str, Pool] = OrderedDict()
        self._pools_lock = threading.Lock()
        self._is_closed = False

    def get_connection_with_tls_context(self, request: PreparedRequest, *_: Any, **__: Any) -> Any:
        """The pool for the request's server: requests' own hook."""
        url = request.url or ""
        server = url[: url.index("/", _SCHEME)]
        with self._pools_lock:
            pool = self._pools.get(server)
            if pool is None:
                pool = self._pools[server] = self._open(server)
                if len(self._pools) > MAX_OPEN_HOSTS:
                    self._pools.popitem(last=False)[1].close()
            else:
                self._pools.move_to_end(server)
        return pool

    def _open(self, server: str) -> Pool:
        parts = parse_url(server)
        if not parts.host:
            raise LocationValueError(f"no host in {server}")
        tls = _tls() if parts.scheme == "https" else None
        port = parts.port if parts.port is not None else 443 if tls else 80
        idle = 0 if self._is_closed else self._per_host
        return Pool(parts.host.strip("[]"), port, tls, idle, self._resolver, proxy_for(server))

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Nothing to set per connection: the shared TLS context verifies."""

    def request_url(self, request: PreparedRequest, *_: Any) -> str:
        """The path and query as they stand in the URL; requests would collapse leading slashes."""
        url = request.url or ""
        return url[url.index("/", _SCHEME) :]

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        """A response with what is needed; requests would also guess an encoding and fill a jar."""
        response = Response()
        response.status_code = resp.status
        response.reason = resp.reason
        response.url = req.url or ""
        # If a header appears twice, the first one counts.
        response.headers = CaseInsensitiveDict(reversed(list(resp.headers.items())))
        response.raw = resp
        response.request = req
        if "set-cookie" in response.headers:
            extract_cookies_to_jar(response.cookies, req, resp)  # type: ignore[no-untyped-call]
        return response

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
        """Close idle connections, and keep none from now on."""
        with self._pools_lock:
            self._is_closed = True
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            pool.close()
        super().close()


def request_url(url: str) -> str:
    """A link's URL as it is requested: host in ASCII, path quoted, no fragment, no login.

    Raises ``requests.exceptions.InvalidURL`` and its kin (all ``ValueError``).
    """
    request = PreparedRequest()
    # With one stray percent sign, the libraries would escape every escape of the URL again.
    request.prepare_url(_STRAY_PERCENT.sub("%25", url), None)
    parts = parse_url(request.url or "")
    return parts._replace(auth=None, fragment=None).url


def unpack(content: bytes, encoding: str, max_bytes: int, *, whole: bool = False) -> bytes:
    """At most ``max_bytes`` of a compressed body, however large it would be (RFC 9110, 8.4.1).

    Raises:
        zlib.error: it is not compressed as ``encoding`` says.
        ValueError: it has too many parts, or, with ``whole``, was cut short.
    """
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return content
    parts: list[bytes] = []
    while content and max_bytes > 0:
        if len(parts) == MAX_GZIP_MEMBERS:
            raise ValueError("a compressed response in too many parts")
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)
        parts.append(decoder.decompress(content, max_bytes))
        max_bytes -= len(parts[-1])
        if whole and max_bytes > 0 and not decoder.eof:
            raise ValueError("a compressed response that was cut short")
        content = decoder.unused_data.lstrip(b"\0")  # RFC 1952, section 2.2: more members
    return b"".join(parts)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """One context for all requests: building one means reading every root certificate."""
    environment = os.environ
    bundle = environment.get("REQUESTS_CA_BUNDLE") or environment.get("SSL_CERT_FILE")
    bundle = bundle or certifi.where()
    is_folder = Path(bundle).is_dir()
    context = ssl.create_default_context(
        cafile=None if is_folder else bundle, capath=bundle if is_folder else None
    )
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = TlsSocket
    return context
