"""What is known about the addresses of some sites. Hosts are in lower case, without ``www.``."""

from __future__ import annotations

import re

from linter.text.patterns import lazy_pattern

_GITHUB = """
about account apps blog business collections contact customer-stories customers dashboard
discussions education enterprise events explore features gist git-guides issues join login logout
marketplace mobile new newsroom nonprofit notifications open-source organizations orgs partners
premium-support pricing pulls readme search security sessions settings site skills solutions
sponsors stars team topics trending users watching why-github works-with
"""
_HTTPS = """
aclanthology.org arxiv.org bitbucket.org crates.io dl.acm.org docs.google.com doi.org
drive.google.com github.com gitlab.com huggingface.co kaggle.com link.springer.com medium.com
npmjs.com openreview.net pypi.org semanticscholar.org stackoverflow.com twitter.com wikipedia.org
youtu.be youtube.com zenodo.org
"""
_PUBLISHERS = """
dl.acm.org epubs.siam.org journals.sagepub.com link.springer.com onlinelibrary.wiley.com pnas.org
pubs.acs.org pubsonline.informs.org science.org tandfonline.com
"""

# First path segments of github.com that are pages of its own, not owners of repositories.
GITHUB_PAGES = frozenset(_GITHUB.split())

# Hosts (and all below them) that serve https and answer http with a redirect to it.
HTTPS_SUFFIXES = tuple(f".{host}" for host in _HTTPS.split())

# Publishers whose addresses hold the work's DOI.
DOI_PUBLISHERS = frozenset(_PUBLISHERS.split())

DOI_HOSTS = frozenset({"doi.org", "dx.doi.org"})

# The ACL Anthology and the names it had before.
ACL_HOSTS = frozenset({"aclanthology.org", "aclanthology.info", "aclweb.org"})

# Other sites that show arXiv's papers under arXiv's ids.
ARXIV_READERS = frozenset(
    {
        "alphaxiv.org",
        "ar5iv.labs.arxiv.org",
        "ar5iv.org",
        "arxiv-vanity.com",
        "huggingface.co",
        "xxx.lanl.gov",
    }
)

# Query parameters that are tracking on one site, and the program's own names elsewhere.
TRACKING = {
    "open.spotify.com": frozenset({"si"}),
    "youtu.be": frozenset({"feature", "si"}),
    "youtube.com": frozenset({"ab_channel", "app", "feature", "pp", "si"}),
}

# Query parameters that say how a page is shown, not which.
DISPLAY = {
    "docs.google.com": frozenset({"usp"}),
    "drive.google.com": frozenset({"usp"}),
    "m.youtube.com": TRACKING["youtube.com"],
}

# Where a path of one segment is somebody's account, which several works may share.
ACCOUNT_HOSTS = frozenset(
    [
        "bitbucket.org",
        "codeberg.org",
        "facebook.com",
        "github.com",
        "gitlab.com",
        "huggingface.co",
        "instagram.com",
        "linkedin.com",
        "medium.com",
        "npmjs.com",
        "pypi.org",
        "reddit.com",
        "t.me",
        "twitter.com",
        "x.com",
        "youtube.com",
    ]
)

# Where a reader posts a link to the page at hand: the documented addresses of the sites' own
# share buttons, by host and the first word of the path.
_SHARE = lazy_pattern(
    r"""
    https?://(?:www\.)?
    (?:
        (?:twitter|x)\.com/(?:intent|share|home\?status)
        | linkedin\.com/(?:share|sharing|sharearticle)
        | facebook\.com/(?:sharer|share\.php)
        | (?:old\.)?reddit\.com/submit
        | (?:t|telegram)\.me/share
        | (?:api\.whatsapp\.com|wa\.me)/(?:send|\?)
        | news\.ycombinator\.com/submitlink
        | (?:service\.weibo)\.com/share
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_share_link(url: str) -> bool:
    """Whether a link is a button to post the page somewhere."""
    return bool(_SHARE.match(url))
