"""Small inputs that are right: what is mutated."""

from __future__ import annotations

ENTRY = "- [Tool {0}](https://t{0}.example.org) - Does thing number {0}.\n"

BULLETS = (
    "# Awesome tools\n\n## Contents\n\n- [Editors](#editors)\n- [Shells](#shells)\n- [Books](#books)\n\n"
    "## Editors\n\n" + "".join(map(ENTRY.format, range(12))) + "\n## Shells\n\n"
    + "".join(map(ENTRY.format, range(20, 30))) + "\n## Books\n\n"
    + "".join(map(ENTRY.format, range(40, 50)))
)  # fmt: skip

FOLDED = (
    "# Papers\n\n"
    + "".join(
        f"## Section {section}\n\n<details open>\n<summary>Papers</summary>\n\n"
        + "".join(
            f"- **A paper number {n} on {section}** [[paper link]](https://arxiv.org/abs/2{n:03}.0{n:04}) "
            f"202{4 - n // 4}-0{9 - n % 4}-01  \nAda Writer; Ben Author{n}\n\n"
            for n in range(8)
        )
        + "</details>\n\n"
        for section in "ab"
    )
)  # fmt: skip

TABLE = (
    "# Services\n\n<a name=\"top\"></a>\n\n## Free\n\n| Name | Description | Auth |\n|---|:-:|---|\n"
    + "".join(f"| [Api {n}](http://api{n}.example.org/?utm_source=x) | Gives {n} | `key` |\n" for n in range(12))
    + "\n<!-- listlint-disable-next-line duplicate-link -- known -->\n| [Api 3](http://api3.example.org) | x | No |\n"
)  # fmt: skip

NESTED = (
    "Title\n=====\n\nSome *prose* with [a link][1], a note[^1] and <https://a.example>.\n\n"
    + "".join(
        f"- Group {group}\n" + "".join(f"  * [Item {n}](./docs/{n}.md): what `it` is\n" for n in range(4))
        for group in range(4)
    )
    + "\n1. [One](https://1.example) by Ann Lee, Bo Xu (2020)\n2. [Two](https://2.example) by Cy Ray (2021)\n"
    "\n> quoted [link](#title) <img src='x.png' alt='y'>\n\n```sh\n- [x](y)\n```\n\n[1]: https://one.example 'T'\n"
    "[^1]: The note.\n"
)  # fmt: skip

LISTS = [BULLETS, FOLDED, TABLE, NESTED]

TEMPLATES = [
    "- [{title}]({url}) - {description}",
    "- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}",
    "| [{title}]({url}) | {description} | {auth} |",
    "- [{title}]({url}){optional:  - {description}}{any of:  `{license}` || ([Demo]({demo_url}))}",
    "{repeat: {either: [{title}]({url}) || {note}} }. {year}",
]

CONFIGURATIONS = [
    """\
lists:
  - files: [README.md, "docs/**/*.md"]
    entry: |
      - [{title}]({url}) - {description}
    order: alphabetical
    cross-listing: forbidden
    sections: [Editors, [Books, Old]]
    overrides:
      - sections: [Books]
        order: none
        rules: {entry-format: warning}
rules:
  link-style: warning
  description-style: {severity: info, longest: 120, words: [awesome]}
guide: CONTRIBUTING.md
links: {allow-private: false, timeout: 20s, budget: 5m, accept: [403], exclude: ["https://a.example/**"]}
limits: {file-size: 1000000}
""",
    "lists:\n  - entry:\n      - '- {title}'\n      - \"| {title} |\"\n    date: YYYY\n    block: details\n",
]

CONTRIBUTING = [
    f"# How\n\nSome words.\n\n```yaml listlint\n{CONFIGURATIONS[0]}```\n\n<!-- a -->\n\n~~~\n```\n~~~\n"
]

PATCHES = ["@@ -1,2 +1,3 @@\n a\n+b\n-c\n+d\n", "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n"]

ADDRESSES = [
    "https://www.example.org:443/a/../b%20c/?utm_source=x&id=3#frag",
    "http://arxiv.org/pdf/2401.00001v2.pdf", "https://doi.org/10.1000/a(b)c", "HTTPS://GitHub.com/A/B.git",
    "https://openreview.net/forum?id=abc", "mailto:a@b.example", "//a.example", "https://münchen.example/ß",
]  # fmt: skip

FIELDS = [
    "2024-01-31", "Jan 2024", "31.12.2024", "Q3 '23", "Ada Writer; Ben Author", "Writer, Ada and Author, Ben",
    "A. B. van der Berg, C. D-E, et al.", "Shows a file. Runs e.g. on Linux!", "**Bold** `code` [x](y) :zap:",
]  # fmt: skip
