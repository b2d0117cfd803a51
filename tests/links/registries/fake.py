"""Stand-ins for the registries on a loopback socket: they know what they are told, and refuse what
the real ones refuse."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from linter.config.link_settings import Registries

ENTRY = """<entry>
 <id>http://arxiv.org/abs/{id}v{version}</id><title>{title}</title>
 <published>2024-01-02T03:04:05Z</published><updated>2024-05-06T07:08:09Z</updated>
 <summary>About it.</summary><author><name>Ada
  Lovelace</name></author><author><name>Alan Turing</name></author>
 <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">{comment}</arxiv:comment>
</entry>"""
FEED = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>q</title>{}</feed>'


class Shelf:
    """What the registries know, and what they were asked."""

    def __init__(self) -> None:
        self.base = ""
        self.papers: dict[str, dict[str, Any]] = {}
        self.malformed: set[str] = set()
        self.crossref: set[str] = set()
        self.datacite: set[str] = set()
        self.handles: set[str] = set()
        self.notes: dict[str, dict[str, Any]] = {}
        self.old_notes: dict[str, dict[str, Any]] = {}
        self.repositories: dict[str, dict[str, Any]] = {}
        self.forbidden: set[str] = set()
        self.copies: dict[str, str] = {}
        self.silent: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self.requests: list[tuple[str, str, str]] = []

    def settings(self, **changes: str) -> Registries:
        names = ("arxiv", "doi", "crossref", "datacite", "openreview", "openreview_v1", "github")
        bases = {name: f"{self.base}/{name}" for name in names}
        return Registries(**{**bases, **changes})

    def count(self, name: str) -> int:
        return sum(path.startswith(f"/{name}/") for _, path, _ in self.requests)

    def arxiv(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, str]:
        assert path == "/api/query"
        ids = query["id_list"][0].split(",")
        if any(key in self.malformed for key in ids):
            return 400, FEED.format("<entry><title>Error</title></entry>")
        known = [item for item in ids if item in self.papers]
        known = known[: int(query.get("max_results", ["10"])[0])]
        plain = {"title": "A\n  title", "version": 3, "comment": ""}
        entries = [
            ENTRY.format(
                id=key, **{k: escape(str(v)) for k, v in (plain | self.papers[key]).items()}
            )
            for key in known
        ]
        return 200, FEED.format("".join(entries))

    def crossref_(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, str]:
        wanted = [part.removeprefix("doi:") for part in query["filter"][0].split(",")]
        works = [
            {
                "DOI": doi.upper(),
                "title": ["On it"],
                "author": [{"given": "Ada", "family": "Lovelace"}, {"name": "A group"}],
                "issued": {"date-parts": [[1843, 9]]},
            }
            for doi in wanted
            if doi in self.crossref
        ]
        return 200, json.dumps({"message": {"items": works[: int(query["rows"][0])]}})

    def datacite_(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, str]:
        wanted = re.findall(r'"([^"]+)"', query["query"][0])
        works = [
            {
                "id": doi,
                "attributes": {
                    "titles": [{"title": "Data"}],
                    "creators": [{"givenName": "Ada", "familyName": "Lovelace"}],
                    "dates": [{"dateType": "Issued", "date": "2020-02-03"}],
                },
            }
            for doi in wanted
            if doi in self.datacite
        ]
        return 200, json.dumps({"data": works})

    def doi(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, str]:
        handle = unquote(path.removeprefix("/api/handles/"))
        if handle in self.handles:
            return 200, json.dumps({"responseCode": 1, "handle": handle})
        return 404, json.dumps({"responseCode": 100, "handle": handle})

    def openreview(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, str]:
        return self._notes(self.notes, path, query, body)

    def openreview_v1(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, str]:
        return self._notes(self.old_notes, path, query, body)

    def _notes(
        self, known: dict[str, dict[str, Any]], path: str, query: dict[str, list[str]], body: Any
    ) -> tuple[int, str]:
        if path == "/notes/search":
            notes = [known[key] for key in body["ids"] if key in known]
            return 200, json.dumps({"notes": notes, "count": len(notes)})
        key = query["id"][0]
        if key in self.forbidden:
            return 403, json.dumps({"name": "ForbiddenError", "status": 403})
        if key not in known:
            return 404, json.dumps({"name": "NotFoundError", "status": 404})
        return 200, json.dumps({"notes": [known[key]]})

    def github(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, str]:
        assert path == "/graphql"
        aliases = re.findall(r'(r\d+):repository\(owner:"([^"]*)",name:"([^"]*)"\)', body["query"])
        assert len(aliases) <= 100
        data, errors = {}, []
        for alias, owner, name in aliases:
            key = f"{owner}/{name}"
            node = self.repositories.get(key)
            data[alias] = node and {"nameWithOwner": key, "isArchived": False} | node
            if node is None:
                kind = "FORBIDDEN" if key in self.forbidden else "NOT_FOUND"
                errors.append({"type": kind, "path": [alias], "message": "Could not resolve."})
        return 200, json.dumps({"data": data} | ({"errors": errors} if errors else {}))

    def archive(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, str]:
        copy = self.copies.get(query["url"][0])
        closest = {"closest": {"available": True, "url": copy}} if copy else {}
        return 200, json.dumps({"archived_snapshots": closest})


@contextmanager
def running() -> Iterator[Shelf]:
    shelf = Shelf()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            raw = self.rfile.read(length)
            parts = urlsplit(self.path)
            name, _, path = parts.path.lstrip("/").partition("/")
            token = self.headers.get("Authorization", "")
            shelf.requests.append((self.command, self.path, token))
            headers: dict[str, str] = {}
            if shelf.silent.get(name):
                status, headers = shelf.silent[name].pop(0)
                text = "busy"
            else:
                method = getattr(shelf, name, None)
                method = getattr(shelf, f"{name}_") if not callable(method) else method
                body = json.loads(raw) if raw else None
                status, text = method(f"/{path}", parse_qs(parts.query), body)
            content = text.encode()
            self.send_response(status)
            for header, value in headers.items():
                self.send_header(header, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    shelf.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
