"""The issue about links as Markdown, and what it remembers in its hidden line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.github.issue.links import is_signed, marker_size, read_links, sign
from linter.reporters.common import Site
from linter.reporters.issue_body import LONG_URL, MAX_SETTLED, IssueLink, Outcome, render
from linter.reporters.summary import COMMENT
from tests.hostile import WRAPPED
from tests.reporters.issue_sample import CASES, DEAD, MOVED, SETTLED, SITE, UNSURE
from tests.reporters.rendered import alive, html

GOLDEN = Path(__file__).parent / "golden" / "issue"
FILES = ["README.md", "docs/a list.md"]
# GitHub's limit, in code points; ours leaves room.
LONGEST = 65_536
PAGES = "https://github.test/"


def body(links: tuple[IssueLink, ...], files: list[str] = FILES, site: Site = SITE) -> str:
    page = render(links, site, files, marker_size)
    return sign(page.text, page.shown)


def living(text: str) -> list[str]:
    """What in a body is more than text, besides the boxes and the one hidden line at its end."""
    shown = re.sub(r"<!-- listlint:links \{[^<>]*\} -->\n\Z", "", text)
    assert shown != text
    box = re.compile(r"<input (?:type=checkbox|checked=|disabled=)|<input>")
    return [line for line in alive(shown, PAGES) if not box.match(line)]


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    assert body(CASES[name]) == (GOLDEN / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("name", CASES)
def test_it_is_a_task_list(name: str) -> None:
    page = html(body(CASES[name]))
    assert page.count('type="checkbox"') == len(CASES[name])
    assert page.count('checked=""') == sum(link.is_settled for link in CASES[name])
    assert living(body(CASES[name])) == []


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ((DEAD,), "**1 link is dead.** A box"),
        ((DEAD, DEAD), "**2 links are dead.** A box"),
        ((MOVED,), "**1 link has moved for good.** A box"),
        ((MOVED, MOVED), "**2 links have moved for good.** A box"),
        ((DEAD, MOVED, MOVED), "**1 link is dead and 2 have moved for good.** A box"),
        ((UNSURE,), "1 link listed before could not be verified this time. It stays here"),
        ((UNSURE, UNSURE), "2 links listed before could not be verified this time. They stay here"),
        (SETTLED, "No link that was listed here is dead or has moved any more.\n"),
        ((), "No link that was listed here is dead or has moved any more.\n"),
    ],
)
def test_the_verdict(links: tuple[IssueLink, ...], said: str) -> None:
    assert body(links).startswith(said)


@pytest.mark.parametrize("letter", ["a", "漢", "😀", "`", "@", "<", "\u202e"])
@pytest.mark.parametrize("links", [(DEAD, UNSURE), (MOVED,), SETTLED])
def test_it_always_fits_and_counts_the_rest(letter: str, links: tuple[IssueLink, ...]) -> None:
    many = tuple(
        links[n % len(links)]._replace(
            key=f"{n:016x}", url=f"{n} {letter * 400}", reason=letter * 400, address=letter * 600
        )
        for n in range(3_000)
    )
    text = body(many)
    assert COMMENT.measure(text) <= COMMENT.size
    assert len(text) < LONGEST
    shown = text.count("\n- [")
    assert shown > 5
    if links is SETTLED:
        assert shown <= MAX_SETTLED
        assert "did not fit" not in text
    else:
        kind = "moved" if links == (MOVED,) else "dead"
        assert f"\n{3_000 - shown:,} more {kind} links did not fit here; see [the job s" in text
    assert len(read_links(text)) == shown


def test_dead_links_come_first_and_settled_ones_last() -> None:
    many = tuple(DEAD._replace(key=f"{n:016x}", url=f"{n} {'a' * 250}") for n in range(3_000))
    text = body((MOVED, *SETTLED, *many))
    assert "### Dead" in text
    assert "### Moved" not in text
    assert "### Settled" not in text
    assert "more dead and 1 more moved links did not fit here; see" in text


@pytest.mark.parametrize("start", range(0, len(WRAPPED), 97))
def test_hostile_words(start: int) -> None:
    links = []
    for number, text in enumerate(WRAPPED[start : start + 97]):
        key = f"{number:016x}"
        place = ((f"{text}.md", 1),)
        links += [
            DEAD._replace(key=key, url=text, reason=text, archived=text, places=place),
            UNSURE._replace(key="a" + key[1:], url=text, reason=text),
            MOVED._replace(key="b" + key[1:], url=text, address=text),
            SETTLED[0]._replace(key="c" + key[1:], url=text),
        ]
    for link in links:
        text = body((link,), [link.url])
        assert living(text) == []
        assert text.count("\n- [") == 1
        assert read_links(text) == (remembered(link),)


def remembered(link: IssueLink) -> IssueLink:
    """What is left of a link in the hidden line."""
    kept = IssueLink(link.key, link.url, link.kind, link.since)
    return kept._replace(outcome=link.outcome, settled=link.settled) if link.is_settled else kept


OUTCOMES: st.SearchStrategy[Outcome] = st.sampled_from(["alive", "gone", "excused"])
LINKS = st.builds(
    IssueLink,
    key=st.text("0123456789abcdef", min_size=16, max_size=16),
    url=st.text(min_size=1, max_size=LONG_URL),
    kind=st.sampled_from(["dead", "moved"]),
    since=st.dates().map(str),
    outcome=st.just("stands"),
    settled=st.just(""),
    places=st.just(()),
    reason=st.just(""),
    address=st.just(""),
    archived=st.just(""),
)


@given(st.lists(LINKS, max_size=20, unique_by=lambda item: item.key), st.data())
def test_what_is_written_is_read_back(links: list[IssueLink], data: st.DataObject) -> None:
    for place, link in enumerate(links):
        if data.draw(st.booleans()):
            outcome = data.draw(OUTCOMES)
            day = data.draw(st.dates().map(str))
            links[place] = link._replace(outcome=outcome, settled=day)
    text = sign("Some text", links)
    assert is_signed(text)
    assert read_links(text) == tuple(links)
    # An editor on the web leaves CR LF, and people write below.
    assert read_links(text.replace("\n", "\r\n") + "\r\nThanks!") == tuple(links)
    # A quoted older text stands above: the last line is the one that was written last.
    assert read_links(sign("", [DEAD]) + text) == tuple(links)
    assert sum(map(marker_size, links)) >= len(text) - len(sign("Some text", []))


@given(st.data())
def test_a_spoiled_line_never_hurts(data: st.DataObject) -> None:
    text = body(CASES["all"])
    at = data.draw(st.integers(0, len(text)))
    size = data.draw(st.integers(0, 40))
    spoiled = text[:at] + data.draw(st.text(max_size=20)) + text[at + size :]
    for link in read_links(spoiled):
        assert re.fullmatch("[0-9a-f]{16}", link.key)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", link.since)
        assert 0 < len(link.url) <= LONG_URL
        assert living(body((link,))) == []


RECORD = '["0000000000000000","u","dead","2026-11-02"]'


def records(*texts: str) -> str:
    return f'{{"version":1,"links":[{",".join(texts)}]}}'


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (records(RECORD), 1),
        (records(RECORD, RECORD), 1),
        (records(RECORD, "7", "[]", '["x"]', "[[]]", "null"), 1),
        (records(RECORD.replace("]", ',"gone","2026-11-02"]')), 1),
        (records(RECORD.replace("]", ',"gone","never"]')), 0),
        (records(RECORD.replace("]", ',"stands","2026-11-02"]')), 0),
        (records(RECORD.replace("]", ",1]")), 0),
        (records(RECORD.replace("0000", "000g", 1)), 0),
        (records(RECORD.replace("dead", "gone")), 0),
        (records(RECORD.replace("11-02", "02-30")), 0),
        (records(RECORD.replace("2026-11-02", "20261102")), 0),
        (records(RECORD.replace('"u"', '""')), 0),
        (records(RECORD.replace('"u"', f'"{"u" * 301}"')), 0),
        (records(RECORD).replace("1", "2", 1), 0),
        (records(RECORD).replace("version", "v"), 0),
        (records("[" * 30_000), 0),
        (records("9" * 5_000), 0),
        ('{"version":1,"links":{}}', 0),
        ('{"version":1}', 0),
        ("", 0),
    ],
)
def test_what_is_not_as_it_was_written_is_forgotten(line: str, count: int) -> None:
    text = f"x\n<!-- listlint:links {line} -->\n"
    assert is_signed(text)
    assert len(read_links(text)) == count


@pytest.mark.parametrize(
    "text", ["", "`<!-- listlint:links {} -->`", "- x <!-- listlint:links {} -->", "listlint:links"]
)
def test_what_is_not_signed(text: str) -> None:
    assert not is_signed(text)
    assert read_links(text) == ()


def test_render_says_that_not_every_link_was_checked() -> None:
    note = "Out of time, the time budget of 300 s is spent: 2 of 9 links were not checked."
    links = (DEAD, MOVED)
    assert note in render(links, SITE, FILES, marker_size, note).text
    assert note not in render(links, SITE, FILES, marker_size).text
