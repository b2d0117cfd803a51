"""What the action does, story by story: on a pull request here, for the links in link_stories.

A story tells what happens and returns its runs; beside it stands what each run may cost: the exit
code, the requests, the writes. ``python -m tests.github.scenarios`` prints the table.
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.github.issue import stories as link_stories
from tests.github.pull import Pull, Review, Who
from tests.github.repository import link
from tests.github.stories import Book, table
from tests.github.world import (
    BAD_AUTHORS,
    BAD_BOTH,
    BAD_DATE,
    BASE,
    CONFIG,
    GOOD,
    Run,
    World,
    entry,
    page,
)

_BOOK = Book()
told = _BOOK.told


# ------------------------------------------------------------------------ the ordinary life


@told("clean: silence", (0, 6, "-"))
def clean(w: World) -> list[Run]:
    w.push(page(attention=[GOOD]))
    return [w.run()]


@told("no watched file, nobody has commented", (0, 1, "-"))
def unwatched(w: World) -> list[Run]:
    w.push(BASE, {"LICENSE": "MIT"})
    return [w.run()]


@told("no watched file, people talk", (0, 3, "-"))
def unwatched_talk(w: World) -> list[Run]:
    w.push(BASE, {"LICENSE": "MIT"})
    w.pull.say(Who("maintainer", type="User"), "Thank you")
    return [w.run()]


@told("faulty: one review, one summary", (1, 10, "review, summary"))
def faulty(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert run.outputs["problems"] == run.outputs["errors"] == "1"
    assert "pullrequestreview" in run.outputs["review-url"]
    assert len(w.ours) == len(w.summaries) == len(w.pull.reviews) == 1
    return [run]


@told("the same commit again: nothing", (1, 10, "review, summary"), (1, 8, "-"), (1, 8, "-"))
def repeated(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    return [w.run(), w.run(), w.run()]


@told(
    "repaired: the summary says so once",
    (1, 10, "review, summary"),
    (0, 10, "remove comment, edit summary"),
    (0, 7, "-"),
)
def repaired(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.push(page(attention=[GOOD]))
    runs += [w.run(), w.run()]
    assert "Everything that was noted" in w.summaries[0]
    assert not w.ours
    return runs


@told(
    "shifted: the comment is left alone, the summary's lines are fixed",
    (1, 10, "review, summary"),
    (1, 9, "edit summary"),
)
def shifted(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.push(page(attention=[GOOD, BAD_DATE]))
    return [*runs, w.run()]


@told("another commit elsewhere: nothing", (1, 10, "review, summary"), (1, 8, "-"))
def elsewhere(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.push(page(attention=[BAD_DATE]), {"LICENSE": "MIT"})
    return [*runs, w.run()]


@told(
    "repaired after an answer: folded, not deleted",
    (1, 10, "review, summary"),
    (0, 11, "fold comment, edit summary"),
    (0, 9, "-"),
)
def answered(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.reply(w.ours[0])
    w.push(page(attention=[GOOD]))
    runs += [w.run(), w.run()]
    assert [our.minimized for our in w.ours] == [True]
    return runs


@told(
    "one of two repaired, a new one: one new review",
    (1, 10, "review, summary"),
    (1, 12, "review, remove comment, edit summary"),
)
def one_of_two(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE], memory=[BAD_AUTHORS]))
    runs = [w.run()]
    w.push(page(memory=[BAD_AUTHORS], reasoning=[BAD_DATE.replace("101", "301")]))
    runs.append(w.run())
    assert len(w.ours) == 2
    return runs


@told(
    "half of an entry repaired: the comment is replaced where it is outdated",
    (1, 10, "review, summary"),
    (0, 12, "review, remove comment, edit summary"),
)
def half(w: World) -> list[Run]:
    w.push(page(attention=[BAD_BOTH]))
    runs = [w.run()]
    assert len(w.ours) == 1
    w.push(page(attention=[BAD_BOTH.replace("2024-13-02", "2024-02-02")]))
    runs.append(w.run())
    assert len(w.ours) == 1
    return runs


@told(
    "the touched line is still wrong, somebody answered: the thread stays",
    (1, 10, "review, summary"),
    (1, 8, "-"),
)
def still_wrong(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.reply(w.ours[0])
    changed = BAD_DATE.replace("A Study", "Another Study")
    w.push(page(attention=[changed], memory=[GOOD]))
    return [*runs, w.run()]


@told(
    "reverted: no watched file is touched any more",
    (1, 10, "review, summary"),
    (0, 9, "remove comment, edit summary"),
)
def reverted(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.push(BASE)
    return [*runs, w.run()]


@told("only a warning: it is said, and does not fail", (0, 10, "review, summary"))
def warning(w: World) -> list[Run]:
    w.push(page(attention=[BAD_AUTHORS]))
    run = w.run()
    assert run.outputs["warnings"] == "1"
    return [run]


@told("fail-on: warning", (1, 10, "review, summary"))
def fail_on_warning(w: World) -> list[Run]:
    w.push(page(attention=[BAD_AUTHORS]))
    return [w.run(fail_on="warning")]


@told("fail-on: never", (0, 10, "review, summary"))
def fail_never(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    return [w.run(fail_on="never")]


@told("an old fault is nobody's: silence", (0, 6, "-"))
def existing(w: World) -> list[Run]:
    w.land(page(memory=[BAD_DATE]))
    w.pull.head = w.pull.base
    w.push(page(memory=[BAD_DATE], attention=[GOOD]))
    run = w.run()
    assert "1 problem from before the change" in run.summary
    return [run]


@told("400 findings: 30 on their lines, all in the summaries", (1, 10, "review, summary"))
def many(w: World) -> list[Run]:
    bad = [entry(1000 + n, "2024-13-01") for n in range(400)]
    w.push(page(attention=bad))
    run = w.run()
    assert run.outputs["problems"] == "400"
    assert len(w.ours) == 30
    assert len(w.summaries[0]) < 65_536
    assert "did not fit here; see [the job summary]" in w.summaries[0]
    assert all(f"README.md:{13 + 3 * n}`" in run.summary for n in range(400))
    return [run]


@told("400 findings, again: nothing", (1, 10, "review, summary"), (1, 8, "-"))
def many_again(w: World) -> list[Run]:
    bad = [entry(1000 + n, "2024-13-01") for n in range(400)]
    w.push(page(attention=bad))
    return [w.run(), w.run()]


@told("only off the diff: a summary and no review", (0, 8, "summary"))
def only_off_diff(w: World) -> list[Run]:
    w.push(BASE.replace("## Memory", "## Recall"))
    run = w.run()
    assert "`toc`" in w.summaries[0]
    assert not w.pull.reviews
    return [run]


@told(
    "reverted, and the summary had never got through",
    (1, 16, "review"),
    (0, 9, "remove comment, summary"),
)
def reverted_without_summary(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    w.fault("POST", "/issues/1/comments$", 500, times=3)
    runs = [w.run()]
    w.push(BASE)
    runs.append(w.run())
    assert not w.ours
    return runs


# ------------------------------------------------------------------------ files


@told("renamed away: no longer watched", (0, 3, "-"))
def renamed_away(w: World) -> list[Run]:
    tree = dict(w.tree(BASE))
    tree["OLD.md"] = tree.pop("README.md")
    w.pull.head = w.fake.repository.commit(tree, [w.pull.head])
    return [w.run()]


@told("renamed into place: compared with what it was", (1, 10, "review, summary"))
def renamed(w: World) -> list[Run]:
    tree = dict(w.tree(BASE))
    tree["LIST.md"] = tree.pop("README.md")
    w.pull.base = w.pull.head = w.fake.repository.commit(tree)
    tree["README.md"] = page(attention=[BAD_DATE])
    del tree["LIST.md"]
    w.pull.head = w.fake.repository.commit(tree, [w.pull.head])
    run = w.run()
    assert run.outputs["problems"] == "1"
    return [run]


@told("deleted", (0, 1, "-"))
def deleted(w: World) -> list[Run]:
    tree = dict(w.tree(BASE))
    del tree["README.md"]
    w.pull.head = w.fake.repository.commit(tree, [w.pull.head])
    return [w.run()]


@told("two files", (1, 11, "review, summary"))
def two_files(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]), {"MORE.md": page(memory=[BAD_DATE])})
    run = w.run(files="README.md\nMORE.md")
    assert run.outputs["problems"] == "2"
    return [run]


@told("more files than a comparison holds", (1, 14, "review, summary"))
def very_many_files(w: World) -> list[Run]:
    others = {f"A{n}.txt": str(n) for n in range(301)}
    w.push(page(attention=[BAD_DATE]), others)
    run = w.run()
    assert run.outputs["problems"] == "1"
    return [run]


@told("no patch for a large diff: everything in the summary", (1, 8, "summary"))
def no_patch(w: World) -> list[Run]:
    w.fake.repository.patch_limit = 3
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert "README.md:13" in w.summaries[0]
    return [run]


@told("a list above 1 MB", (1, 10, "review, summary"))
def large(w: World) -> list[Run]:
    padding = f"\n<!-- {'x' * 1_100_000} -->\n"
    w.land(BASE + padding)
    w.pull.head = w.pull.base
    w.push(page(attention=[BAD_DATE]) + padding)
    return [w.run()]


@told("a new list: everything in it is new", (1, 9, "review, summary"))
def new_list(w: World) -> list[Run]:
    tree = dict(w.tree(BASE))
    del tree["README.md"]
    w.pull.base = w.pull.head = w.fake.repository.commit(tree)
    w.push(page(attention=[BAD_DATE]))
    return [w.run()]


@told("a symbolic link in the list's place is refused", (2, 5, "-"))
def symbolic_link(w: World) -> list[Run]:
    w.push(BASE, {"README.md": link("/etc/passwd")})
    run = w.run()
    assert "symbolic link" in run.err
    return [run]


# ------------------------------------------------------------------------ base and forks


@told("the base moved on: only what the branch brings counts", (1, 11, "review, summary"))
def moved_base(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    w.land(page(reasoning=[entry(700, "2024-01-01")]))
    run = w.run()
    assert run.outputs["problems"] == "1"
    return [run]


@told("the same work landed on the base meanwhile", (1, 11, "review, summary"))
def landed(w: World) -> list[Run]:
    w.push(page(attention=[GOOD]))
    w.land(page(attention=[GOOD.replace("A Study", "The Study")]))
    run = w.run()
    assert run.outputs["problems"] == "1"
    assert "after this branch was made" in w.ours[0].body
    return [run]


@told("a fork, with a token that may only read: nothing is lost", (1, 7, "-"))
def read_only(w: World) -> list[Run]:
    w.fake.tokens["ghs_fork"] = Who("github-actions[bot]", read_only=True)
    w.push(page(attention=[BAD_DATE], memory=[BAD_AUTHORS]))
    run = w.run(token="ghs_fork")
    assert run.out.count("::error file=README.md,line=13") == 1
    assert run.out.count("::warning file=README.md") == 1
    assert "2024-13-01" in run.summary
    assert "may not write" in run.summary
    assert run.outputs["problems"] == "2"
    return [run]


@told("a fork whose repository is gone", (1, 10, "review, summary"))
def deleted_fork(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    event = w.event()
    event["pull_request"]["head"]["repo"] = None
    event["pull_request"]["head"]["user"] = None
    return [w.run(name="pull_request_target", event=event)]


@told("configuration that a fork brings is not read", (1, 10, "review, summary"))
def config_of_fork(w: World) -> list[Run]:
    off = CONFIG + "rules: {entry-date: off}\n"
    w.push(page(attention=[BAD_DATE]), {".github/listlint.yml": off})
    return [w.run()]


@told("configuration in CONTRIBUTING.md", (0, 6, "-"))
def config_in_contributing(w: World) -> list[Run]:
    tree = dict(w.tree(BASE))
    del tree[".github/listlint.yml"]
    text = f"# How to\n\n```yaml listlint\n{CONFIG}rules: {{entry-date: off}}\n```\n"
    tree["CONTRIBUTING.md"] = text
    w.pull.base = w.pull.head = w.fake.repository.commit(tree)
    tree["README.md"] = page(attention=[BAD_DATE])
    w.pull.head = w.fake.repository.commit(tree, [w.pull.head])
    return [w.run()]


@told("no configuration at all", (1, 9, "review, summary"))
def no_config(w: World) -> list[Run]:
    tree = {"README.md": BASE}
    w.pull.base = w.pull.head = w.fake.repository.commit(tree)
    w.pull.head = w.fake.repository.commit({"README.md": page(attention=[BAD_DATE])}, [w.pull.head])
    return [w.run()]


@told("a tree too large to be listed", (1, 10, "review, summary"))
def truncated(w: World) -> list[Run]:
    w.fake.truncated_trees = True
    w.push(page(attention=[BAD_DATE]))
    return [w.run()]


@told("an older open pull request adds the same work", (0, 12, "review, summary"))
def rivals(w: World) -> list[Run]:
    w.land(BASE, {".github/listlint.yml": CONFIG + "rules: {duplicate-open-pull-request: info}\n"})
    w.pull.head = w.pull.base
    for number in (0, 7):
        other = Pull(w.fake.repository, number, w.pull.base, w.pull.base)
        text = page(memory=[GOOD.replace("example.org", "www.example.org")])
        tree = {**w.tree(BASE), "README.md": text}
        other.head = w.fake.repository.commit(tree, [w.pull.base])
        w.fake.pulls[number] = other
    w.push(page(attention=[GOOD]))
    run = w.run()
    assert "Pull request 0, which is older" in w.ours[0].body
    return [run]


# ------------------------------------------------------------------------ people and strangers


@told("a stranger pasted our marker: left alone", (1, 10, "review, summary"), (1, 9, "-"))
def stranger(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.pull.say(Who("mallory", type="User"), w.summaries[0])
    runs.append(w.run())
    assert len(w.summaries) == 2
    return runs


@told("a stranger pasted our marker first", (1, 12, "review, summary"))
def stranger_first(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    text = "<!-- listlint:summary 0123456789abcdef -->"
    w.pull.say(Who("mallory", type="User"), text)
    run = w.run()
    assert w.pull.said[0].body == text
    return [run]


@told(
    "another app's token: its own comments are known again",
    (1, 11, "review, summary"),
    (1, 9, "-"),
)
def other_app(w: World) -> list[Run]:
    w.fake.tokens["ghs_app"] = Who("our-app[bot]")
    w.push(page(attention=[BAD_DATE]))
    return [w.run(token="ghs_app"), w.run(token="ghs_app")]


@told("the summary was deleted by hand", (1, 10, "review, summary"), (1, 9, "summary"))
def summary_deleted(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.pull.said.clear()
    return [*runs, w.run()]


@told("more than 100 earlier comments", (1, 13, "review, summary"), (1, 9, "-"))
def long_talk(w: World) -> list[Run]:
    for number in range(150):
        w.pull.say(Who("maintainer", type="User"), f"Comment {number}")
    w.push(page(attention=[BAD_DATE]))
    return [w.run(), w.run()]


@told("closed while it ran", (1, 6, "-"))
def closed(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    event = w.event()
    w.pull.state = "closed"
    return [w.run(event=event)]


@told("a locked conversation", (1, 7, "-"))
def locked(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    w.pull.locked = True
    run = w.run()
    assert "::error file=README.md" in run.out
    return [run]


# ------------------------------------------------------------------------ asking for changes


@told(
    "review-event: request-changes, and dismissed when the errors are gone",
    (1, 11, "review, summary"),
    (1, 9, "-"),
    (0, 13, "remove comment, edit review, dismiss, edit summary"),
    (0, 8, "-"),
)
def request_changes(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run(review_event="request-changes"), w.run(review_event="request-changes")]
    assert [review.state for review in w.pull.reviews] == ["CHANGES_REQUESTED"]
    w.push(page(attention=[GOOD]))
    runs += [w.run(review_event="request-changes"), w.run(review_event="request-changes")]
    assert [one.state for one in w.pull.reviews] == ["DISMISSED"]
    return runs


@told(
    "a request that a maintainer waved off is not made again",
    (1, 11, "review, summary"),
    (1, 9, "-"),
    (1, 9, "-"),
)
def waved_off(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run(review_event="request-changes")]
    w.pull.reviews[0].state = "DISMISSED"
    return [*runs, w.run(review_event="request-changes"), w.run()]


@told("request-changes with nothing but warnings: a comment", (0, 11, "review, summary"))
def request_for_warnings(w: World) -> list[Run]:
    w.push(page(attention=[BAD_AUTHORS]))
    run = w.run(review_event="request-changes")
    assert [review.state for review in w.pull.reviews] == ["COMMENTED"]
    return [run]


@told("request-changes on one's own pull request: a comment", (1, 12, "review, summary"))
def own_pull(w: World) -> list[Run]:
    w.pull.author = "github-actions[bot]"
    w.push(page(attention=[BAD_DATE]))
    return [w.run(review_event="request-changes")]


@told(
    "the mode was switched off: the old request is still dismissed",
    (1, 11, "review, summary"),
    (0, 13, "remove comment, edit review, dismiss, edit summary"),
)
def mode_switched(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run(review_event="request-changes")]
    w.push(page(attention=[GOOD]))
    return [*runs, w.run()]


# ------------------------------------------------------------------------ faults


@told("502, but the review was stored: not sent twice", (1, 12, "review, summary"))
def lost_answer(w: World) -> list[Run]:
    w.fault("POST", "/reviews$", 502, stored=True)
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert len(w.pull.reviews) == 1
    return [run]


@told("the line was cut after the summary was stored", (1, 12, "review, summary"))
def cut_line(w: World) -> list[Run]:
    w.fault("POST", "/issues/1/comments$", 0, stored=True)
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert len(w.summaries) == 1
    return [run]


@told("502 and nothing stored: sent once more", (1, 14, "review, summary"))
def not_stored(w: World) -> list[Run]:
    w.fault("POST", "/reviews$", 502)
    w.push(page(attention=[BAD_DATE]))
    return [w.run()]


@told("one comment is refused: the others stand", (1, 14, "2 x review, summary"))
def one_refused(w: World) -> list[Run]:
    bad = [entry(600 + n, "2024-13-01") for n in range(4)]
    w.push(page(attention=bad))
    w.fault(
        "POST",
        "/reviews$",
        422,
        message="Unprocessable Entity",
        times=99,
        when=lambda body: any(comment["line"] == 16 for comment in body["comments"]),
    )
    run = w.run()
    assert len(w.ours) == 3
    assert "Not shown on the changed lines" in w.summaries[0]
    return [run]


@told("our own draft was left behind", (1, 13, "drop draft, review, summary"))
def leftover_draft(w: World) -> list[Run]:
    body = "<!-- listlint:review 0123456789abcdef -->"
    w.push(page(attention=[BAD_DATE]))
    bot = w.fake.tokens["ghs_workflow"]
    w.pull.reviews.append(Review(w.pull.next_id(), bot, body, "PENDING", w.pull.head))
    return [w.run()]


@told("another tool's draft: not touched, the summary says all", (1, 10, "summary"))
def foreign_draft(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    bot = w.fake.tokens["ghs_workflow"]
    w.pull.reviews.append(Review(w.pull.next_id(), bot, "mine", "PENDING", w.pull.head))
    run = w.run()
    assert "2024-13-01" in w.summaries[0]
    return [run]


@told("secondary limit with Retry-After: waited for", (1, 11, "review, summary"))
def secondary_limit(w: World) -> list[Run]:
    message = "You have exceeded a secondary rate limit"
    w.fault("POST", "/reviews$", 403, message=message, headers={"Retry-After": "7"})
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert w.waits == [7]
    return [run]


@told("secondary limit without a word: a minute", (1, 11, "review, summary"))
def secondary_limit_bare(w: World) -> list[Run]:
    w.fault("POST", "/reviews$", 403, message="You have exceeded a secondary rate limit.")
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert w.waits == [60]
    return [run]


@told("a secondary limit that stays: everything in the annotations", (1, 9, "-"))
def secondary_limit_stays(w: World) -> list[Run]:
    message = "You have exceeded a secondary rate limit."
    w.fault("POST", "/reviews$", 403, message=message, times=9)
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert w.waits == [60, 120]
    assert "::error file=README.md" in run.out
    assert "may not write" not in run.summary
    return [run]


@told("a limit beyond patience: everything in the annotations", (1, 7, "-"))
def impatient(w: World) -> list[Run]:
    w.fault("POST", "/reviews$", 429, message="Too many", headers={"Retry-After": "3600"}, times=9)
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert w.waits == []
    assert "::error file=README.md" in run.out
    assert "2024-13-01" in run.summary
    return [run]


@told("GitHub is down for writing: everything in the annotations", (1, 15, "-"))
def down_for_writing(w: World) -> list[Run]:
    w.fault("POST", "/", 503, times=99)
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert "::error file=README.md" in run.out
    assert run.outputs["errors"] == "1"
    return [run]


@told("GitHub is down: it says so", (2, 3, "-"))
def down(w: World) -> list[Run]:
    w.fault("GET", "/", 503, times=99)
    w.push(page(attention=[BAD_DATE]))
    run = w.run()
    assert run.err.count("\n") == 1
    return [run]


@told("a read stumbles: asked again", (1, 11, "review, summary"))
def stumble(w: World) -> list[Run]:
    w.fault("GET", "/git/blobs", 500)
    w.push(page(attention=[BAD_DATE]))
    return [w.run()]


@told("a newer commit arrived meanwhile: the next run owns it", (1, 6, "-"))
def head_moved(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    w.fault("GET", "/pulls/1$", None, first=lambda: w.push(page(attention=[GOOD])) and None)
    run = w.run()
    assert "newer commit" in run.out
    return [run]


@told(
    "two runs at once: one summary, no doubled comment",
    (1, 10, "review, summary"),
    (1, 12, "review, summary, remove comment, remove summary"),
)
def two_at_once(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    inner: list[Run] = []

    def other() -> None:
        w.fake.faults.clear()
        inner.append(w.run())

    # The second run starts and ends between the first one's last look and its first write.
    w.fault("POST", "/reviews$", None, first=other)
    outer = w.run()
    outer.requests -= inner[0].requests
    outer.writes = list((Counter(outer.writes) - Counter(inner[0].writes)).elements())
    assert len(w.summaries) == len(w.ours) == 1
    return [*inner, outer]


@told(
    "a maintainer deletes our comment while we edit it",
    (1, 10, "review, summary"),
    (0, 13, "remove comment"),
)
def deleted_meanwhile(w: World) -> list[Run]:
    w.push(page(attention=[BAD_DATE]))
    runs = [w.run()]
    w.push(page(attention=[GOOD]))
    w.fault("PATCH", "/issues/comments", None, first=w.pull.said.clear)
    return [*runs, w.run()]


SCENARIOS = (*_BOOK.scenarios, *link_stories.BOOK.scenarios)

if __name__ == "__main__":
    sys.stdout.write(table(SCENARIOS))
