"""Source code, notebooks and subtitles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import WellreadError
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page
from tests.core.reading.text_kit import assert_positions, blocks_of, passages_of, read, title_of, written

PYTHON = '''"""The shop."""
import os

# what we sell
@dataclass
class Lamp:
    """A lamp."""
    price = 1

    def cost(self, count):
        text = """
def not_me():
"""
        return count * self.price

print(Lamp())
async def last(
    a,
):
    return a
'''


def headings(folder: Path, name: str, source: str) -> list[str]:
    (page,) = pages = read(written(folder, name, source), "code")
    assert_positions(pages, source)
    return [f"{kind[-1]} {text}" for kind, text in blocks_of(page) if kind.startswith("heading")]


def test_python(tmp_path: Path) -> None:
    (page,) = pages = read(written(tmp_path, "a.py", PYTHON), "code")
    assert blocks_of(page) == [
        ("code", '"""The shop."""\nimport os'),
        ("heading1", "Lamp"),
        ("code", '# what we sell\n@dataclass\nclass Lamp:\n    """A lamp."""\n    price = 1'),
        ("heading2", "cost"),
        ("code", 'def cost(self, count):\n        text = """\ndef not_me():\n"""\n        return count * self.price'),
        ("leave1", ""),
        ("code", "print(Lamp())"),
        ("heading1", "last"),
        ("code", "async def last(\n    a,\n):\n    return a"),
    ]
    assert_positions(pages, PYTHON)
    assert [(p.heading, p.place) for p in passages_of(pages)] == [
        ((), "lines 1 to 2"),
        (("Lamp",), "lines 4 to 8"),
        (("Lamp", "cost"), "lines 10 to 14"),
        ((), "line 16"),
        (("last",), "lines 17 to 20"),
    ]


C = """\
#define MAX(a) (a)
struct p {
  int x;
};
/** Adds. */
static int add(int a,
               int b)
{
#ifdef X
  if (a) {
    go(a);
  }
#endif
}
int x = 3;
"""
CPP = """\
namespace n {
class A : public B {
  int f() const {
    return 1;
  }
};
}
int A::g(int x) {
}
"""
JAVA = """\
package a;
public class A<T> {
    @Override
    public int f(int s) throws E {
        for (;;) { g(); }
    }
    enum K { X }
}
"""
CSHARP = """\
namespace X
{
  public sealed class A : B {
    public async Task<int> RunAsync(string a) {
    }
  }
}
"""
TYPESCRIPT = """\
export class A {
  constructor(w: number) {
    if (w) {
    }
  }
}
export const add = (a: number) => a;
function hi() {}
interface P { n: string }
run(() => {
});
"""
GO = "func Add(a int) int { return a }\ntype T struct {\n}\nfunc (t *T) Run() error {\n}\n"
RUST = "#[derive(Debug)]\npub struct P {\n}\nimpl D for P {\n    fn fmt(&self) -> R {\n    }\n}\n"
PHP = "<?php\nabstract class A {\n    public static function bar(int $x): ?string {\n    }\n}\n"


@pytest.mark.parametrize(
    ("name", "source", "names"),
    [
        ("a.c", C, ["1 MAX", "1 p", "1 add"]),
        ("a.cpp", CPP, ["1 n", "1 A", "2 f", "1 A::g"]),
        ("A.java", JAVA, ["1 A", "2 f", "2 K"]),
        ("a.cs", CSHARP, ["1 X", "2 A", "3 RunAsync"]),
        ("a.ts", TYPESCRIPT, ["1 A", "2 constructor", "1 add", "1 hi", "1 P"]),
        ("a.go", GO, ["1 Add", "1 T", "1 Run"]),
        ("a.rs", RUST, ["1 P", "1 D for P", "2 fmt"]),
        ("a.rb", "module M\n  class A < B\n    def go?(x)\n      1\n    end\n  end\nend\n", ["1 M", "2 A", "3 go?"]),
        ("a.php", PHP, ["1 A", "2 bar"]),
        ("a.kt", "data class P(val x: Int)\nfun String.twice() = this\n", ["1 P", "1 String.twice"]),
        ("a.swift", "struct P {\n  func go(x: Int) {\n  }\n}\n", ["1 P", "2 go"]),
        ("a.sh", "set -e\ngreet() {\n  echo hi\n}\ngreet\n", ["1 greet"]),
        ("run", "#!/usr/bin/env python3\ndef go():\n    pass\n", ["1 go"]),
        (
            "a.sql",
            "CREATE TABLE IF NOT EXISTS people (\n  id INT\n);\ncreate view v as x;\n",
            ["1 people", "1 v"],
        ),
        ("a.lua", "local function f(x)\nend\n", ["1 f"]),
        ("a.R", "f <- function(x) {\n}\n", ["1 f"]),
        ("a.hs", "twice :: Int -> Int\ntwice x = 2 * x\n", ["1 twice"]),
        ("a.clj", "(defn add [a b]\n  (+ a b))\n", ["1 add"]),
        ("a.bas", "Public Sub Go(x)\nEnd Sub\n", ["1 Go"]),
        ("a.tf", 'resource "aws_vpc" "main" {\n}\n', ['1 "aws_vpc" "main"']),
        ("a.css", "body { color: red }\n", []),
    ],
)
def test_many_languages(tmp_path: Path, name: str, source: str, names: list[str]) -> None:
    assert headings(tmp_path, name, source) == names


def test_what_no_person_wrote_is_not_read_whole(tmp_path: Path) -> None:
    source = "// licence\n" + "a=b(c);" * 100_000
    passages = passages_of(read(written(tmp_path, "a.min.js", source), "code"))
    assert sum(len(passage.text) for passage in passages) < 3000


def notebook(*cells: dict[str, Any], **more: Any) -> str:
    return json.dumps({"cells": list(cells), "nbformat": 4, "metadata": {"title": "The title"}, **more})


def test_notebook(tmp_path: Path) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 5000, "text/plain": "<Figure 1>"}}
    printed = {"output_type": "stream", "text": ["\x1b[31mforty", "-two\n"]}
    wrong = {"output_type": "error", "ename": "ValueError", "evalue": "no lamp", "traceback": ["\x1b[0m..."]}
    path = written(
        tmp_path,
        "a.ipynb",
        notebook(
            {"cell_type": "markdown", "source": ["# **Lamps**\n", "\n", "Words.\n\n|a|b|\n|-|-|\n|1|2|"]},
            {"cell_type": "code", "source": "print(42)", "outputs": [picture, printed, wrong]},
        ),
    )
    (page,) = read(path, "notebook")
    assert blocks_of(page) == [
        ("heading1", "Lamps"),
        ("paragraph", "Words."),
        ("table", "a | b\n1 | 2"),
        ("code", "print(42)"),
        ("code", "forty-two"),
        ("code", "ValueError: no lamp"),
    ]
    assert title_of(path, "notebook") == "The title"
    assert [passage.place for passage in passages_of([page])] == ["cell 1 to cell 2"]


def test_notebooks_of_version_3(tmp_path: Path) -> None:
    cells = [{"cell_type": "heading", "level": 2, "source": "Old"}, {"cell_type": "code", "input": "1+1"}]
    (page,) = read(written(tmp_path, "a.ipynb", json.dumps({"worksheets": [{"cells": cells}]})), "notebook")
    assert blocks_of(page) == [("heading2", "Old"), ("code", "1+1")]


CUT_SHORT = notebook({"cell_type": "markdown", "source": "Words"})[:-9]


@pytest.mark.parametrize("source", [CUT_SHORT, "[1, 2]", '{"cells":' + "[" * 50_000])
def test_a_damaged_notebook_is_read_as_text(tmp_path: Path, source: str) -> None:
    pages: list[Page] = []
    reading = read_pages(Source(written(tmp_path, "a.ipynb", source), "notebook", tmp_path))
    with pytest.raises(WellreadError, match="damaged"):
        pages.extend(page for page in reading if isinstance(page, Page))
    assert "".join(page.text for page in pages) == source


def test_subtitles(tmp_path: Path) -> None:
    source = (
        "1\r\n00:00:01,000 --> 00:00:02,500\r\nWe are <i>here</i> and\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n"
        "we stay.\r\n- Where?\r\n- Here.\r\n\r\n3\r\n01:00:03,000 --> 01:00:04,000\r\n{\\an8}Fin &amp; end.\r\n"
    )
    (page,) = read(written(tmp_path, "a.srt", source), "subtitles")
    assert page.text == "We are here and we stay.\n- Where?\n- Here. Fin & end.\n\n"
    assert page.marks == ((0, "00:00:01"), (16, "00:00:03"), (42, "01:00:03"))
    assert passages_of([page])[0].place == "00:00:01 to 01:00:03"


def test_web_subtitles(tmp_path: Path) -> None:
    source = (
        "WEBVTT - The film\n\nNOTE a comment\nof two lines\n\nSTYLE\n::cue {}\n\nfirst\n"
        "00:11.000 --> 00:13.000 align:left\n<v Ann>We are in Rome\n\n00:13.000 --> 00:14.000\n<v Ann>We are in Rome\n"
        "and happy.\n\n00:15.000 --> 00:16.000\n<v Bob>So am I.\n"
    )
    path = written(tmp_path, "a.vtt", source)
    (page,) = read(path, "subtitles")
    assert blocks_of(page) == [("paragraph", "Ann: We are in Rome and happy."), ("paragraph", "Bob: So am I.")]
    assert title_of(path, "subtitles") == "The film"
    assert [time for _, time in page.marks] == ["00:00:11", "00:00:13", "00:00:15"]


def test_subtitles_without_a_single_time_are_text(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.srt", "just words\n"), "subtitles")[0].text == "just words\n"
