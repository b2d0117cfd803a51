"""What was learned from a list, in one line for people."""

from __future__ import annotations

from linter.model import Conventions

_ORDERS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "a-z": "in alphabetical order",
    "lines": "in the order of their lines",
}
_AUTHORS = {"first-last": "First Last", "last-first": "Last, First"}


def assumed(conventions: Conventions) -> str:
    """The learned conventions with their evidence; "" if all is configured, or nothing learned."""
    parts = [
        f"{words} ({evidence})"
        for name, evidence in conventions.sources.items()
        if evidence != "configuration" and (words := _words(name, conventions))
    ]
    return "; ".join(parts)


def _words(name: str, conventions: Conventions) -> str:
    match name:
        case "templates":
            first, _, rest = conventions.templates[0].partition("\n")
            more = len(conventions.templates) - 1
            others = f" and {more} other form{'s' * (more > 1)}" if more else ""
            return f"entries like `{first}{' …' if rest else ''}`{others}"
        case "order":
            return _ORDERS.get(conventions.order, "")
        case "date_format":
            return f"dates like {conventions.date_format}"
        case "authors":
            one = _AUTHORS.get(conventions.authors, "Name")
            return f"authors like {one}{conventions.author_separator}{one}"
        case "block":
            return f"entries inside <{conventions.block}>"
        case "leaf_only":
            return "entries in sections without subsections"
        case "description-case":
            return f"descriptions that begin with a {conventions.options[name]} letter"
        case "description-end":
            end = conventions.options[name]
            how = "without a full stop" if end == "none" else f"in `{end}`"
            return f"descriptions that end {how}"
        case "cross_listing":
            return f"cross-listing {conventions.cross_listing}"
    return ""
