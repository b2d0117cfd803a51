"""Links in a pull request: those it brings are looked at, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github.fake import TOKEN
from tests.github.site import Site
from tests.github.site import site as a_site
from tests.github.world import BASE, CONFIG, World, entry, page, world


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as made:
        yield made


def configured(w: World, site: Site) -> None:
    """Private addresses allowed, no registry, no cache; one old link to the site."""
    config = CONFIG + "links: {allow-private: true, budget: 20s}\ncache: {enabled: false}\n"
    old = entry(800, "2024-01-01", url=f"{site.url}/gone/old")
    w.land(page(reasoning=[old]), {".github/listlint.yml": config})
    w.pull.head = w.pull.base
    more = [
        entry(801, "2024-02-02", url=f"{site.url}/gone/new"),
        entry(802, "2024-02-01", url=f"{site.url}/alive"),
    ]
    w.push(page(attention=more, reasoning=[old]))


def test_changed_links_alone(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        configured(w, site)
        run = w.run(check_links="changed")
        assert {path for path, _ in site.asked} == {"/gone/new", "/alive"}
        assert run.outputs["problems"] == "1"
        assert "`dead-link`" in w.summaries[0]
        assert TOKEN not in "".join(token for _, token in site.asked)


def test_a_configuration_cannot_send_the_token_elsewhere(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        config = CONFIG + (
            "links: {allow-private: true, budget: 20s}\ncache: {enabled: false}\n"
            f'registries: {{github: "{site.url}", arxiv: "", doi: "", openreview: ""}}\n'
        )
        w.land(BASE, {".github/listlint.yml": config})
        w.pull.head = w.pull.base
        w.push(page(attention=[entry(801, "2024-02-02", url="https://github.com/octocat/spoon")]))
        run = w.run(check_links="changed")
        assert "could not be verified" not in run.summary
        asked = [request for request in w.fake.sent if request.path == "/graphql"]
        assert [(one.status, one.token) for one in asked] == [(200, TOKEN)]
        assert site.asked == []


def test_no_links(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        configured(w, site)
        assert w.run(check_links="off").outputs["problems"] == "0"
        assert site.asked == []


def test_all_links_but_only_new_ones_are_blamed(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        base = page().replace("https://example.org/paper", f"{site.url}/alive")
        config = CONFIG + "links: {allow-private: true, budget: 20s}\ncache: {enabled: false}\n"
        old = entry(800, "2024-01-01", url=f"{site.url}/gone/old")
        base = base.replace("## Reasoning\n", f"## Reasoning\n\n{old}\n")
        w.land(base, {".github/listlint.yml": config})
        w.pull.head = w.pull.base
        new = entry(801, "2024-02-02", url=f"{site.url}/gone/new")
        w.push(base.replace("## Attention\n", f"## Attention\n\n{new}\n"))
        run = w.run(check_links="all")
        assert "/gone/old" in {path for path, _ in site.asked}
        assert run.outputs["problems"] == "1"


def test_a_push_asks_only_if_asked_to(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        configured(w, site)
        assert w.run(name="push", event={}, check_links="changed").code == 0
        assert site.asked == []


def test_relative_links_are_looked_up_in_the_tree(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        text = BASE.replace(
            "Papers on things.", "See [a](docs/a.md), [b](docs/b.md), [c](LICENSE)."
        )
        w.land(BASE, {"LICENSE": "MIT"})
        w.pull.head = w.pull.base
        w.push(text, {"LICENSE": "MIT", "docs/a.md": "# A\n"})
        run = w.run(check_links="changed")
        assert run.outputs["problems"] == "1"
        assert "does not exist" in w.ours[0].body
        assert w.ours[0].line == 3
