"""Stories: what happens, told as a program, and what each of its runs may cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.github.world import Run, World

Cost = tuple[int, int, str]
"""Exit code, requests, writes in words."""
Story = Callable[[World], Sequence[Run]]
_WORDS = {
    ("POST", "/pulls/N/reviews"): "review",
    ("PUT", "/pulls/N/reviews/N"): "edit review",
    ("PUT", "/pulls/N/reviews/N/dismissals"): "dismiss",
    ("DELETE", "/pulls/N/reviews/N"): "drop draft",
    ("PATCH", "/pulls/comments/N"): "edit comment",
    ("DELETE", "/pulls/comments/N"): "remove comment",
    ("POST", "/graphql"): "fold comment",
    ("POST", "/issues/N/comments"): "summary",
    ("PATCH", "/issues/comments/N"): "edit summary",
    ("DELETE", "/issues/comments/N"): "remove summary",
    ("POST", "/issues"): "issue",
    ("PATCH", "/issues/N"): "edit issue",
}


@dataclass(frozen=True)
class Scenario:
    name: str
    story: Story
    costs: tuple[Cost, ...]


@dataclass
class Book:
    """Stories that belong together."""

    scenarios: list[Scenario] = field(default_factory=list)

    def told(self, name: str, *costs: Cost) -> Callable[[Story], Story]:
        """Put a story into the book, with what each of its runs costs."""

        def put(story: Story) -> Story:
            self.scenarios.append(Scenario(name, story, costs))
            return story

        return put


def cost(run: Run) -> Cost:
    """What a run did cost."""
    counts = Counter(_WORDS[write] for write in run.writes)
    words = ", ".join(f"{n} x {word}" if n > 1 else word for word, n in counts.items())
    return run.code, run.requests, words or "-"


def table(scenarios: Iterable[Scenario]) -> str:
    """Stories as Markdown: each run's exit code, requests and writes."""
    rows = ["| What happens | Exit | Requests | Writes |", "| --- | --- | --- | --- |"]
    for scenario in scenarios:
        for number, (code, requests, words) in enumerate(scenario.costs, 1):
            name = scenario.name if number == 1 else f"... run {number}"
            rows.append(f"| {name} | {code} | {requests} | {words} |")
    return "\n".join(rows) + "\n"
