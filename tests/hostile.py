"""Text that would like to be more than text: on GitHub's pages, in its log, in its commands."""

from __future__ import annotations

PAYLOADS = (
    # People, issues, commits, addresses
    "@octocat", "@octo-org/team", "mail@example.org", "(@octocat)", "/@octocat", "\u200b@octocat",
    "#1", "owner/repo#12", "GH-7", "gh-7", "deadbeefcafe",
    "0123456789abcdef0123456789abcdef01234567",
    "owner/repo@deadbeefcafe", "https://evil.test/", "http://evil.test", "www.evil.test",
    "ftp://evil.test/x", "mailto:a@evil.test", "xmpp:a@evil.test", "HTTPS://EVIL.TEST",
    "https://github.test/owner/list/issues/1", "&#64;octocat", "&commat;octocat", "\\@octocat",
    # Markup
    "[a](https://evil.test)", "![a](https://evil.test/x.png)", "[a][b]\n\n[b]: https://evil.test",
    "<https://evil.test>", "<a@evil.test>", "**bold**", "__bold__", "*it*", "_it_", "~~gone~~",
    "# heading", "> quote", "- item", "+ item", "* item", "1. item", "1) item", "---", "===",
    "***", "| a | b |\n| - | - |\n| c | d |", "a | b", "\\| b", "[^1]\n\n[^1]: note", "- [ ] task",
    "    indented", "\tindented", "line\nline", "line\r\nline", "line\rline", "line  \nbreak",
    "> [!WARNING]\n> boo", ":tada:", ":+1:", "$x$", "$$x$$", "`$x$`", "\\(x\\)",
    # Code
    "`", "``", "```", "````", "`code`", "``a`b``", "` `", "`a", "a`", "`@octocat", "@octocat`",
    "``` @octocat ```", "~~~\n@octocat\n~~~", "```\n@octocat\n```", "```suggestion\nrm\n```",
    "`` ` @octocat ` ``", "\\`@octocat\\`", "`\n\n@octocat", "`</code>@octocat",
    # HTML and comments
    "<b>bold</b>", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<details open>",
    "</details>", "</summary>", "</td></tr></table>", "<!-- hidden -->", "-->", "--!>", "<!--",
    "<!-- listlint:summary 0123456789abcdef -->", "<!-- listlint:comment 0123456789abcdef -->\n",
    "<?php ?>", "<![CDATA[x]]>", "<!DOCTYPE x>", "&lt;b&gt;", "&amp;lt;", "&#0;", "&nbsp;",
    "<svg/onload=x>",
    "<a href='javascript:alert(1)'>x</a>", "javascript:alert(1)", "<br>", "<table>", "<plaintext>",
    # Characters that nobody sees
    "\u202eevil", "\u2066a\u2069", "\u200fa", "\u061ca", "a\u200bb", "a\u2060b", "\ufeffa",
    "a\u00adb",
    "\u2028a", "\u2029a", "\x00a", "\x07a", "\x08a", "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.test\x07",
    "a\x0bb", "a\x0cb", "\x85a", "\U000e0041a", "\ud800", "\U0001f1e6",
    # The runner's commands
    "::error::boo", "::warning file=x::boo", "::set-output name=x::y", "::add-mask::e",
    "::stop-commands::x", "\n::error::boo", "\r::error::boo", "\r\n::error::boo", " ::error::boo",
    "\u00a0::error::boo", "\u2003::debug::x", "##[error]boo", "a ##[group]b", "##[set-env name=A]b",
    "\n##[command]x", "###[error]", "%0A::error::boo", "%25", "%0D%0A", "a,b:c", "::", ":::",
    "::error",
    "\x0b::error::boo", "\u2028::error::boo", "\x85::error::boo", "##\u200b[error]",
    # The same, harder to see
    "@Octo-Cat", "\u202e@octocat", "@\u200doctocat", "a@octocat", "_@octocat_", "**@octocat**",
    "[@octocat](x)", "~~@octocat~~", "@octocat's", "@octocat.", '"@octocat"', "@octocat/list",
    "x\n@octocat", "&#x40;octocat", "owner/repo#1", "#1.", "(#1)", "[#1]", "**#1**", "&#35;1",
    "GH-1.", "x\n#1", "owner/list@0123456", "https://github.test/owner/list/pull/1",
    "https:\\\\evil.test", "//evil.test", "(https://evil.test)", "https://evil.test.",
    "[https://evil.test]", "<HTTPS://evil.test>", "www.evil.test/a_b_", "a.b@evil.test.",
    "[a]( https://evil.test )", "[a](<https://evil.test>)", "[a](https://evil.test 'b')",
    "[a]: https://evil.test", "[![a](b)](https://evil.test)",
    "<a href='https://evil.test'>a</a>", "<A HREF=https://evil.test>a</A>",
    "<svg/onload=alert(1)>", "<iframe src=//evil.test>", "<!-- a -->", "<![CDATA[a]]>",
    "<?php a ?>", "<!DOCTYPE a>", "::error::a", "::set-output name=a::b", "##[error]a",
    "::add-mask::a", "\r::error::a",
)  # fmt: skip

WRAPPED = tuple(
    dict.fromkeys(
        wrapper.format(payload)
        for payload in PAYLOADS
        for wrapper in ("{}", "A title {} ends", "{0} {0}", "`{}")
    )
)
