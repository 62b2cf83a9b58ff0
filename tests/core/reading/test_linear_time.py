"""Whatever a text holds, reading it takes time by its length: no piece of it is gone through again and again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.core.reading.text_kit import read, written

# A piece is at most 200,000 characters long, and what is quadratic in one takes minutes for it.
LENGTH = 180_000
SECONDS = 6.0
BLANKS = " " * 900
NESTED = "".join(" " * (n % 300) + "{}" for n in range(LENGTH // 155))

HOSTILE = {
    "text": ["ab", "ab\r", "ab \n"],
    "markdown": [">", "> > > a\n", "|", "a|b\n-|-\n", "```\n", "[a]: b\n", "[", "* * * * ", "<!--"],
    "rst": ["T\n=\n\n", "== ==\nx\n", "+--+\n", ".. a::\n\n", "- a\n", "\n", NESTED.format(*["- x\n"] * 2000)],
    "org": ["*", "* a  :b:\n", "* a :b", "* a" + BLANKS, ":a:\n", "| a |\n", "#+begin_src\n", "#+a: " + BLANKS],
    "asciidoc": ["|===\n", "----\n", ":", "= a\n", "= a" + BLANKS, "abc\n---\n\n", "[a]\n", ".a" + BLANKS],
    "latex": ["\\section{", "{", "\\begin{tabular}", "\\item x ", "% a\n", "\\section[", "\\begin{alltt}\\end{x}"],
    "csv": ['"a\n', '"', "a,", '1,"two\nlines",3\n', "\t", '5" ,'],
    "json": ["[", '{"a":', "1,", '"ab",', "\\", '"', "]", '{"a":1},', "\\u0434"],
    "config": ["[s]\n", "# c\n", "a: ", "a" + BLANKS, "{\n", NESTED.format(*["k:\n"] * 2000)],
    "xml": ["<a>", "<a>x</a>", "<a></b>", "<", '<a b="', "<!--", "<s><title>x</title>", "&#1086;", "<b>y</b>z"],
    "subtitles": ["-->\n", "00:00:01,000 --> 00:00:02,000\nab\n\n", "<i>", "ab "],
    "code": ["def f(a):\n", "a<b, ", "public static ", "f(", "{\n}\n", "// x\n", '"""', "a" + BLANKS],
    "html": ["<div>", "<div>x</span>", "<td>x", "<ul><li>i", "&lt;", "<b", "<p hidden>x", "<table><tr><td>x"],
}  # fmt: skip
BEGUN = [
    ("xml", "<a", "a"), ("xml", "<a ", "a"), ("latex", "\\begin{tabular}{l} a \\\\", " "), ("csv", '"', "a "),
    ("json", '["', "\\u"), ("json", '["', "\\\\"), ("org", "* a", " :a"), ("markdown", "---\ntitle: a", " "),
    ("html", "<p ", "a"), ("html", "<p a='", "<"), ("code", "class A ", "("), ("config", "a", "  "),
]  # fmt: skip
CASES = [(kind, "", pattern) for kind, patterns in HOSTILE.items() for pattern in patterns] + BEGUN


@pytest.mark.parametrize(("kind", "begin", "pattern"), CASES, ids=[f"{k}-{b}{p[:12]!r}" for k, b, p in CASES])
def test_time_goes_by_length(tmp_path: Path, kind: str, begin: str, pattern: str) -> None:
    source = begin + pattern * (LENGTH // len(pattern))
    path = written(tmp_path, "a.py", source)
    begun = time.process_time()
    pages = read(path, kind)
    assert time.process_time() - begun < SECONDS
    if kind not in ("html", "subtitles") and pattern not in ("&#1086;", "\\u0434"):
        assert "".join(page.text for page in pages) == source
