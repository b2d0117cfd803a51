"""A web site on a loopback socket whose pages live, die and move to order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """It remembers what it was asked for. What is under ``/gone`` is gone, all else is there.

    ``status`` says otherwise for a path; ``moved`` sends a path elsewhere for good, and
    ``before`` is called before the answer for a path.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.status: dict[str, int] = {}
        self.moved: dict[str, str] = {}
        self.before: dict[str, Callable[[], object]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers.get("Authorization") or ""))
                site.before.get(self.path, lambda: None)()
                gone = 404 if self.path.startswith("/gone") else 200
                moved = site.moved.get(self.path)
                self.send_response(301 if moved else site.status.get(self.path, gone))
                if moved:
                    self.send_header("Location", f"{site.url}{moved}")
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_HEAD = do_GET  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def site() -> Iterator[Site]:
    """A site that stands until the block ends."""
    made = Site()
    try:
        yield made
    finally:
        made.close()
