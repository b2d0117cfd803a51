"""The steps of a release, each runnable by hand; `.github/workflows/release.yml` calls them.

python tools/release.py prepare VERSION     write the version, date the changelog's section
python tools/release.py notes               print the changelog's section of the version
python tools/release.py image DIGEST        name the image in action.yml
python tools/release.py pin COMMIT [LABEL]  name the commit in everything that lists copy
python tools/release.py check               check that version, changelog, image, tag, pins agree
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

IMAGE = "ghcr.io/listlint/listlint"
UNRELEASED = "unreleased"

_VERSION = re.compile(r'(?m)^__version__ = "(\d+\.\d+\.\d+)"$')
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_ACTION_IMAGE = re.compile(r"(?m)^  image: (.+)$")
_BASE_IMAGE = re.compile(r"(?m)^ARG BASE=\S+@sha256:[0-9a-f]{64}$")
# What a list copies: `uses: listlint/listlint@<commit> # v1.2.3`, and pre-commit's `rev: v1.2.3`.
_PIN = re.compile(r"(?<=listlint/listlint@)([0-9a-f]{40}) # (\S+)")
_REVISION = re.compile(
    r"(?P<repository>repo: https://github\.com/listlint/listlint\n\s+rev: )(?P<tag>\S+)"
)
_USES = re.compile(r"(?m)^\s*(?:- )?uses: (?!\./)(\S+)")
_UNRELEASED_HEADING = "## Unreleased"


class ReleaseError(Exception):
    """What stops a release, in one line."""


@dataclass(frozen=True)
class Tree:
    """The files of a checkout that a release reads and writes."""

    root: Path

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.root / name).read_text("utf-8")

    def write(self, name: str, text: str) -> None:
        """Replace the text of a file."""
        (self.root / name).write_text(text, "utf-8")

    def version(self) -> str:
        """The version, from its one place."""
        found = _VERSION.search(self.read("linter/__init__.py"))
        if not found:
            raise ReleaseError("linter/__init__.py: no `__version__` of the form 1.2.3")
        return found[1]

    def copied(self) -> list[str]:
        """The files that lists copy from: examples, manual, README, and what `init` writes."""
        listed = [self.root / "README.md"]
        for pattern in ("examples/*.yml", "docs/*.md", "linter/**/*.yml"):
            listed += sorted(self.root.glob(pattern))
        return [path.relative_to(self.root).as_posix() for path in listed]

    def pins(self) -> list[tuple[str, str, str]]:
        """(file, commit, label) of everything that is copied and names the action."""
        return [
            (name, commit, label)
            for name in self.copied()
            for commit, label in _PIN.findall(self.read(name))
        ]

    def git(self, *arguments: str) -> str | None:
        """What git prints; None if it fails."""
        done = subprocess.run(  # noqa: S603 - fixed commands
            ["git", *arguments],  # noqa: S607
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else None


def prepare(tree: Tree, version: str) -> None:
    """Write the version, and date the changelog's section of it."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ReleaseError(f"{version}: write the version as 1.2.3")
    if tree.git("rev-parse", "--verify", "--quiet", f"v{version}") is not None:
        raise ReleaseError(f"v{version} is tagged already")
    package = tree.read("linter/__init__.py")
    tree.version()
    tree.write("linter/__init__.py", _VERSION.sub(f'__version__ = "{version}"', package))
    changelog = tree.read("CHANGELOG.md")
    if f"## {version} " not in changelog:
        today = datetime.now(UTC).date().isoformat()
        if _UNRELEASED_HEADING not in changelog:
            raise ReleaseError(f"CHANGELOG.md: no section `{_UNRELEASED_HEADING}`")
        dated = f"{_UNRELEASED_HEADING}\n\n## {version} - {today}"
        tree.write("CHANGELOG.md", changelog.replace(_UNRELEASED_HEADING, dated, 1))


def notes(tree: Tree) -> str:
    """The changelog's section of the version, without its heading."""
    version = tree.version()
    section = re.search(
        rf"(?ms)^## {re.escape(version)} - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)",
        tree.read("CHANGELOG.md"),
    )
    if not section or not section[1].strip():
        raise ReleaseError(
            f"CHANGELOG.md: no section `## {version} - DATE`; run `tools/release.py prepare`"
        )
    return section[1].strip() + "\n"


def image(tree: Tree, digest: str) -> None:
    """Name the released image in action.yml, by its digest."""
    if not _DIGEST.fullmatch(digest):
        raise ReleaseError(f"{digest}: not a digest (sha256: and 64 hexadecimal digits)")
    action, count = _ACTION_IMAGE.subn(
        f"  image: docker://{IMAGE}@{digest}", tree.read("action.yml")
    )
    if count != 1:
        raise ReleaseError("action.yml: expected one line `image:`")
    tree.write("action.yml", action)


def pin(tree: Tree, commit: str, label: str) -> None:
    """Name one commit of the action in everything that lists copy."""
    if not _COMMIT.fullmatch(commit):
        raise ReleaseError(f"{commit}: not a full commit id")
    if not re.fullmatch(rf"v\d+\.\d+\.\d+|{UNRELEASED}", label):
        raise ReleaseError(f"{label}: write the label as v1.2.3 or {UNRELEASED}")
    for name in tree.copied():
        text = tree.read(name)
        pinned = _PIN.sub(f"{commit} # {label}", text)
        if label != UNRELEASED:
            pinned = _REVISION.sub(rf"\g<repository>{label}", pinned)
        if pinned != text:
            tree.write(name, pinned)


def problems(tree: Tree) -> list[str]:
    """Everything that does not agree, a line each."""
    found = []
    version = tree.version()
    changelog = tree.read("CHANGELOG.md")
    if f"\n## {version} - " not in changelog and _UNRELEASED_HEADING not in changelog:
        found.append(f"CHANGELOG.md: neither `## {version} - DATE` nor `{_UNRELEASED_HEADING}`")
    if not _BASE_IMAGE.search(tree.read("Dockerfile")):
        found.append("Dockerfile: the base image is not pinned by digest (`ARG BASE=...@sha256:`)")
    found += _unpinned(tree)
    return found + _disagreements(tree)


def _unpinned(tree: Tree) -> list[str]:
    """The actions that a workflow uses by a name that can move."""
    workflows = [
        *(tree.root / ".github" / "workflows").glob("*.yml"),
        *(tree.root / "examples").glob("*.yml"),
    ]
    found = []
    for path in sorted(workflows):
        for used in _USES.findall(path.read_text("utf-8")):
            if not _COMMIT.fullmatch(used.partition("@")[2]):
                name = path.relative_to(tree.root).as_posix()
                found.append(f"{name}: `{used}` is not pinned to a commit")
    return found


def _disagreements(tree: Tree) -> list[str]:
    """Where action.yml, the tag and the pins name different things."""
    action = _ACTION_IMAGE.findall(tree.read("action.yml"))
    by_digest = re.fullmatch(rf"docker://{re.escape(IMAGE)}@{_DIGEST.pattern}", "".join(action))
    if action != ["Dockerfile"] and not by_digest:
        return [f"action.yml: image {action} is neither `Dockerfile` nor {IMAGE} by digest"]
    pins = tree.pins()
    if len(pins) < len(("README.md's workflow", "both examples", "init's workflow")):
        return [f"only {len(pins)} pins of the action in what lists copy"]
    commit, label = pins[0][1:]
    different = sorted({name for name, *named in pins if named != [commit, label]})
    if different:
        return [f"{', '.join(different)}: not pinned to {commit} # {label}, as {pins[0][0]} is"]
    if label == UNRELEASED:
        return ["action.yml names a released image, but the pins do not"] if by_digest else []
    return _against_tag(tree, commit, label, action[0])


def _against_tag(tree: Tree, commit: str, label: str, named: str) -> list[str]:
    """Whether the tag is on the commit that is pinned, and names the image that action.yml does."""
    tagged = tree.git("rev-parse", "--verify", "--quiet", f"{label}^{{commit}}")
    if tagged is None:
        return [f"the pins name {label}, which is not tagged (git fetch --tags?)"]
    if tagged != commit:
        return [f"the pins name {commit} as {label}, but the tag is on {tagged}"]
    at_tag = _ACTION_IMAGE.findall(tree.git("show", f"{commit}:action.yml") or "")
    if at_tag != [named] or not named.startswith("docker://"):
        return [f"action.yml names {named}, at {label} it names {at_tag}"]
    series = label.partition(".")[0]
    if tree.git("rev-parse", "--verify", "--quiet", f"{series}^{{commit}}") != commit:
        return [f"the tag {series} is not on {label}"]
    return []


def main(arguments: list[str]) -> int:
    """Run the step that is named; 0, or 1 and what is wrong on standard error."""
    tree = Tree(Path(__file__).resolve().parent.parent)
    try:
        match arguments:
            case ["prepare", version]:
                prepare(tree, version)
            case ["notes"]:
                print(notes(tree), end="")
            case ["image", digest]:
                image(tree, digest)
            case ["pin", commit]:
                pin(tree, commit, UNRELEASED)
            case ["pin", commit, label]:
                pin(tree, commit, label)
            case ["check"]:
                found = problems(tree)
                if found:
                    raise ReleaseError("\n".join(found))
                print(f"version {tree.version()}, changelog, image, tag and pins agree")
            case _:
                raise ReleaseError((__doc__ or "").strip())
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
