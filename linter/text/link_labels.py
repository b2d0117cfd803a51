"""Link texts that name the kind of a link's target, not the work."""

from __future__ import annotations

# Those that may name the work itself; the others name its code, its data, a video of it.
WORK_LABELS = frozenset(
    (
        "abs",
        "arxiv",
        "article",
        "download",
        "here",
        "html",
        "link",
        "openreview",
        "page",
        "paper",
        "paper link",
        "pdf",
        "post",
        "site",
        "url",
        "链接",
        "论文",
    )
)
LABELS = WORK_LABELS | frozenset(
    (
        "poster",
        "slides",
        "code",
        "github",
        "official code",
        "repo",
        "repository",
        "source",
        "source code",
        "colab",
        "data",
        "dataset",
        "demo",
        "hugging face",
        "huggingface",
        "model",
        "models",
        "weights",
        "blog",
        "docs",
        "documentation",
        "homepage",
        "project",
        "project page",
        "video",
        "web site",
        "website",
        "wiki",
        "代码",
        "项目",
        "主页",
    )
)
