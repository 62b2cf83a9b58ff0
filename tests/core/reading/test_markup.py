"""reStructuredText, Org, AsciiDoc, LaTeX and Markdown: the file itself, and what its marks mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.reading.text_kit import assert_positions, blocks_of, headers_of, passages_of, read, title_of, written

RST = """\
============
The Handbook
============

:Author: Ann

Intro, see [1]_.

.. a comment
   that goes on

Leave
=====

Rules::

    code here

- item one
  goes on

  more of it
- item two

Sick days
---------

+-----+-----+
| A   | B   |
+=====+=====+
| 1   | 2   |
+-----+-----+

====  ===
Name  Age
====  ===
Ann   30
====  ===

.. csv-table:: People of us
   :header: "Name", "Age"

   "Ann", 30

.. code-block:: python
   :linenos:

   def f(): ...

.. figure:: x.png
   :alt: A brown dog

   The caption.

.. note:: Mind the gap.

.. toctree::

   other

.. [1] The footnote
   goes on.

Work
====

Words.
"""


def test_restructured_text(tmp_path: Path) -> None:
    path = written(tmp_path, "a.rst", RST)
    (page,) = pages = read(path, "rst")
    assert blocks_of(page) == [
        ("heading1", "The Handbook"),
        ("list", ":Author: Ann"),
        ("paragraph", "Intro, see [1]_."),
        ("heading2", "Leave"),
        ("paragraph", "Rules::"),
        ("code", "code here"),
        ("list", "- item one\n  goes on\n\n  more of it\n- item two"),
        ("heading3", "Sick days"),
        ("table", "| A   | B   |\n+=====+=====+\n| 1   | 2   |"),
        ("table", "Name  Age\n====  ===\nAnn   30"),
        ("caption", "People of us"),
        ("table", '"Name", "Age"\n\n   "Ann", 30'),
        ("code", "def f(): ..."),
        ("caption", "A brown dog"),
        ("caption", "The caption."),
        ("paragraph", "Mind the gap."),
        ("note", "[1] The footnote\n   goes on."),
        ("heading2", "Work"),
        ("paragraph", "Words."),
    ]
    assert headers_of(page) == ["| A   | B   |", "Name  Age", '"Name", "Age"']
    assert title_of(path, "rst") == "The Handbook"
    assert_positions(pages, RST)
    assert passages_of(pages)[-1].heading == ("The Handbook", "Work")
    assert passages_of(pages)[-1].place == f"line {RST.count(chr(10))}"


ORG = """\
#+TITLE: The Handbook
#+OPTIONS: toc:nil
# a comment

Intro.

* TODO [#A] Leave rules   :work:hr:
:PROPERTIES:
:ID: 12
:END:
Text of it [fn:1].
- item
  goes on
** Fees
#+CAPTION: All fees
| Item | Fee |
|------+-----|
| Lamp | 3   |

#+BEGIN_SRC python
* no heading
#+END_SRC
#+begin_quote
Quoted.
#+end_quote
[fn:1] The note
goes on.

* Work
Last.
"""


def test_org(tmp_path: Path) -> None:
    path = written(tmp_path, "a.org", ORG)
    (page,) = pages = read(path, "org")
    assert blocks_of(page) == [
        ("heading1", "The Handbook"),
        ("paragraph", "Intro."),
        ("heading1", "Leave rules"),
        ("paragraph", "Text of it [fn:1]."),
        ("list", "- item\n  goes on"),
        ("heading2", "Fees"),
        ("caption", "All fees"),
        ("table", "| Item | Fee |\n|------+-----|\n| Lamp | 3   |"),
        ("code", "* no heading"),
        ("paragraph", "Quoted."),
        ("note", "[fn:1] The note\ngoes on."),
        ("heading1", "Work"),
        ("paragraph", "Last."),
    ]
    assert headers_of(page) == ["| Item | Fee |"]
    assert title_of(path, "org") == "The Handbook"
    assert_positions(pages, ORG)


ADOC = """\
= The Handbook
Ann Author <a@b.c>
:toc:

Preamble.

== Leave ==

// a comment
* item one
** nested
term:: what it means

.All fees
[options="header"]
|===
|Item |Fee
|Lamp |3
|===

|===
|Name |Age

|Ann |30
|===

[source,python]
----
== no heading
----

////
left out
////

image::x.png[A brown dog]

Sick days
~~~~~~~~~

Words.
"""


def test_asciidoc(tmp_path: Path) -> None:
    path = written(tmp_path, "a.adoc", ADOC)
    (page,) = pages = read(path, "asciidoc")
    assert blocks_of(page) == [
        ("heading1", "The Handbook"),
        ("paragraph", "Ann Author <a@b.c>"),
        ("paragraph", "Preamble."),
        ("heading2", "Leave"),
        ("list", "* item one\n** nested\nterm:: what it means"),
        ("caption", "All fees"),
        ("table", "|Item |Fee\n|Lamp |3"),
        ("table", "|Name |Age\n\n|Ann |30"),
        ("code", "== no heading"),
        ("caption", "A brown dog"),
        ("heading3", "Sick days"),
        ("paragraph", "Words."),
    ]
    assert headers_of(page) == ["|Item |Fee", "|Name |Age"]
    assert title_of(path, "asciidoc") == "The Handbook"
    assert_positions(pages, ADOC)


LATEX = r"""\documentclass{article}
% \title{not this}
\title{The \emph{Handbook} of\\ Leave}
\newcommand{\no}{nothing}
\begin{document}
\maketitle
\begin{abstract}
We say things.
\end{abstract}
\section*{Leave rules\label{x}}
Ask early.
% a comment
\begin{itemize}
  \item First thing
  \item[b)] Second thing
\end{itemize}
\begin{table}
\caption{All \textbf{fees}}
\begin{tabular}{l|p{3cm}}
\toprule
Item & Fee \\
\midrule
Lamp & 3 \\
\bottomrule
\end{tabular}
\end{table}
\begin{verbatim}
\section{no}
\end{verbatim}
\iffalse hidden \fi
\subsection[short]{Sick {\bf days}}
Words.\footnotetext{A late note.}
\end{document}
behind
"""


def test_latex(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tex", LATEX)
    (page,) = pages = read(path, "latex")
    assert blocks_of(page) == [
        ("heading1", r"The \emph{Handbook} of\\ Leave"),
        ("heading2", "abstract"),
        ("paragraph", "We say things."),
        ("leave2", ""),
        ("heading3", "Leave rules"),
        ("paragraph", "Ask early."),
        ("list", "First thing"),
        ("list", "[b)] Second thing"),
        ("caption", r"All \textbf{fees}"),
        ("table", "Item & Fee \\\\\n\\midrule\nLamp & 3 \\\\"),
        ("code", r"\section{no}"),
        ("heading4", r"Sick {\bf days}"),
        ("paragraph", "Words."),
        ("note", "A late note."),
    ]
    assert headers_of(page) == ["Item & Fee"]
    assert title_of(path, "latex") == "The Handbook of Leave"
    assert_positions(pages, LATEX)


MARKDOWN = """\
+++
title = "Handbook"
+++
# Leave

Text[^1].

| Item | Fee |
|---|---|
| Lamp | 3 |
Below it.

<!-- a comment -->

[^1]: The first note
[^2]: The second
"""


def test_markdown(tmp_path: Path) -> None:
    path = written(tmp_path, "a.md", MARKDOWN)
    (page,) = pages = read(path, "markdown")
    assert blocks_of(page) == [
        ("heading1", "Handbook"),
        ("heading1", "# Leave"),
        ("paragraph", "Text[^1]."),
        ("table", "| Item | Fee |\n|---|---|\n| Lamp | 3 |"),
        ("paragraph", "Below it."),
        ("note", "[^1]: The first note"),
        ("note", "[^2]: The second"),
    ]
    assert headers_of(page) == ["| Item | Fee |"]
    assert_positions(pages, MARKDOWN)


def test_code_that_goes_on_in_the_next_piece(tmp_path: Path) -> None:
    source = "# Log\n\n```\n" + "a line of the log\n" * 20_000 + "```\n\n# Behind it\n\nWords.\n"
    pages = read(written(tmp_path, "a.md", source), "markdown")
    assert len(pages) > 1
    assert [kind for kind, _ in blocks_of(pages[-1])] == ["code", "heading1", "paragraph"]
    assert_positions(pages, source)


@pytest.mark.parametrize("kind", ["rst", "org", "asciidoc", "latex", "markdown"])
def test_long_files_keep_positions_and_headings(tmp_path: Path, kind: str) -> None:
    head = {
        "rst": "Chapter {0}\n==========\n\n",
        "org": "* Chapter {0}\n",
        "asciidoc": "== Chapter {0}\n\n",
        "latex": "\\section{{Chapter {0}}}\n",
        "markdown": "## Chapter {0}\n\n",
    }[kind]
    source = "".join(head.format(n) + "Words of the chapter, one by one. " * 60 + "\n\n" for n in range(300))
    pages = read(written(tmp_path, "a", source), kind)
    assert len(pages) > 2
    assert_positions(pages, source)
    assert {passage.heading[0] for passage in passages_of(pages)} == {f"Chapter {n}" for n in range(300)}


@pytest.mark.parametrize(
    ("kind", "source"),
    [("rst", ".. only a comment\n"), ("org", "# only a comment\n"), ("asciidoc", "// only a comment\n"),
     ("latex", "% only a comment\n"), ("markdown", "<!-- only a comment -->\n")],
)  # fmt: skip
def test_comments_are_no_text(tmp_path: Path, kind: str, source: str) -> None:
    assert passages_of(read(written(tmp_path, "a", source), kind)) == []
