"""Request bodies held against GitHub's own schema, strictly: no unknown key, no coercion."""

from __future__ import annotations

import re
from typing import Any, get_args

from githubkit_schemas.latest import models
from pydantic import BaseModel, ValidationError

BODIES: list[tuple[str, str, type[BaseModel]]] = [
    ("POST", r"/pulls/\d+/reviews", models.ReposOwnerRepoPullsPullNumberReviewsPostBody),
    ("PUT", r"/pulls/\d+/reviews/\d+", models.ReposOwnerRepoPullsPullNumberReviewsReviewIdPutBody),
    (
        "PUT",
        r"/pulls/\d+/reviews/\d+/dismissals",
        models.ReposOwnerRepoPullsPullNumberReviewsReviewIdDismissalsPutBody,
    ),
    ("PATCH", r"/pulls/comments/\d+", models.ReposOwnerRepoPullsCommentsCommentIdPatchBody),
    ("POST", r"/issues/\d+/comments", models.ReposOwnerRepoIssuesIssueNumberCommentsPostBody),
    ("POST", r"/issues", models.ReposOwnerRepoIssuesPostBody),
    ("PATCH", r"/issues/\d+", models.ReposOwnerRepoIssuesIssueNumberPatchBody),
    ("PATCH", r"/issues/comments/\d+", models.ReposOwnerRepoIssuesCommentsCommentIdPatchBody),
]


def complaint(method: str, path: str, body: Any) -> str:
    """What GitHub's schema says against a request; "" for nothing."""
    if method == "DELETE":
        return "" if body is None else "a body in a DELETE"
    for verb, pattern, model in BODIES:
        if verb == method and re.fullmatch(pattern, path):
            return _unknown(body, model) or _invalid(body, model)
    return f"no schema is known for {method} {path}"


def _invalid(body: Any, model: type[BaseModel]) -> str:
    try:
        model.model_validate(body, strict=True)
    except ValidationError as error:
        return str(error)
    return ""


def _unknown(body: Any, model: type[BaseModel]) -> str:
    if not isinstance(body, dict):
        return "the body is no object"
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in body.items():
        if key not in fields:
            return f"unknown key {key!r} in {model.__name__}"
        inner = _inner(fields[key].annotation)
        if inner and isinstance(value, list):
            for item in value:
                if found := _unknown(item, inner):
                    return found
    return ""


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _inner(argument))), None)
