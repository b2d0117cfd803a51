"""``listlint review``: the action's road, walked from a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from linter.__main__ import main
from tests.github.fake import NAME, TOKEN
from tests.github.world import BAD_DATE, GOOD, World, captured, page, world

ENVIRONMENT = {"GITHUB_SERVER_URL": "https://github.test"}


def review(w: World, *arguments: str, token: str = TOKEN) -> tuple[int, str, str]:
    """Run the command in this process; exit code and both streams."""
    before = dict(os.environ)
    os.environ |= {**ENVIRONMENT, "GITHUB_API_URL": w.fake.url, "GITHUB_TOKEN": token}
    os.environ.pop("GH_TOKEN", None)
    try:
        with captured() as (out, err):
            code = main(
                ["review", "--repo", NAME, "--pull", "1", "--check-links", "off", *arguments]
            )
    finally:
        os.environ.clear()
        os.environ.update(before)
    return code, "".join(out), "".join(err)


def test_it_does_what_the_action_does(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]))
        code, out, _ = review(w)
        assert code == 1
        assert out.startswith("https://github.test/owner/list/pull/1#")
        assert len(w.ours) == len(w.summaries) == 1
        assert w.run().writes == []


def test_a_dry_run_prints_exactly_what_would_be_written(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]))
        code, out, _ = review(w, "--dry-run", token="")
        assert (code, w.fake.writes()) == (1, [])
        printed = [tuple(block.split("\n", 1)) for block in out.split("\nPOST ")]
        shown = [(line.removeprefix("POST "), json.loads(body)) for line, body in printed]
        review(w)
        sent = [(request.path, request.body) for request in w.fake.sent if request.wrote]
        assert shown == sent


def test_nothing_to_say(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[GOOD]))
        assert review(w) == (0, "nothing to say\n", "")


def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        for arguments in (["--pull", "7"], ["--repo", "nonsense"], ["--files", "../x"]):
            code, _, err = review(w, *arguments)
            assert code == 2
            assert err.count("\n") == 1
        code, _, err = review(w, token="")
        assert code == 2
        assert "GITHUB_TOKEN is not set" in err


def test_a_program_of_its_own(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[GOOD]))
        path = tmp_path / "event.json"
        path.write_text(json.dumps(w.event()))
        # A workspace that brings modules of our names: none of them may run.
        for name in ("linter.py", "github.py", "requests.py", "sitecustomize.py"):
            (tmp_path / name).write_text("raise SystemExit('run from the workspace')")
        environ = {
            "GITHUB_REPOSITORY": NAME,
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_API_URL": w.fake.url,
            "INPUT_CHECK-LINKS": "off",
            "INPUT_GITHUB-TOKEN": TOKEN,
        }
        script = Path(sys.executable).with_name("listlint-action")
        done = subprocess.run(
            [str(script)], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "listlint: nothing to fix.\n"
