"""Reads LaTeX: the file's own text, with blocks for what is printed of it.

No library reads LaTeX without running its macros; here only the commands that make structure are looked for, and what
stands within a line stays as its author wrote it.
"""

from __future__ import annotations

import re

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.latex_table import table_of
from core.reading.text.lines import Layout
from core.reading.text.text import LINE_ENDS, pieces
from core.types import Block, BlockKind, Page

_LEVELS = {
    "part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6, "subparagraph": 6,
    "frametitle": 4, "subsubparagraph": 6,
}  # fmt: skip
# Lines that begin with these print nothing, or nothing that a reader of the text would look for.
_SILENT = (
    "label centering raggedright includegraphics input include vspace hspace vskip hskip pagebreak newpage clearpage "
    "cleardoublepage bibliography bibliographystyle usepackage newcommand renewcommand providecommand def let "
    "setlength setcounter addtocounter addtolength tableofcontents listoffigures listoftables maketitle pagestyle "
    "thispagestyle graphicspath hypersetup newtheorem DeclareMathOperator appendix balance lstset captionsetup"
).split()
_TOKEN = re.compile(
    r"^[ \t]*%[^\r\n]*\r?\n?"
    r"|^[ \t]*\{?\\(?:" + "|".join(_SILENT) + r")(?![a-zA-Z])[^\r\n]*"
    r"|^[ \t]*\\(?:tiny|scriptsize|footnotesize|small|normalsize|large|Large|noindent|par|else)[ \t]*$"
    r"|\\(?P<off>iffalse|fi)(?![a-zA-Z])"
    r"|\\(?P<edge>begin|end)[ \t]*\{(?P<name>[^{}\r\n]{1,40})\}"
    r"|\\(?P<command>" + "|".join(_LEVELS) + r"|title|author|caption|footnotetext|documentclass|documentstyle)"
    r"(?![a-zA-Z])\*?[ \t]*(?:\[[^\[\]\r\n]{0,500}\])?[ \t\r\n]*(?=(?P<brace>\{)?)"
    r"|\\(?P<item>item|bibitem)(?![a-zA-Z])(?:[ \t]*(?:\[[^\[\]\r\n]{0,200}\])?\{[^{}\r\n]{0,200}\})?",
    re.MULTILINE,
)
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_ARGUMENTS = re.compile(r"(?:[ \t]*(?:\[[^\[\]\r\n]{0,300}\]|\{[^{}\r\n]{0,300}\}))*")
_CODE = frozenset("verbatim Verbatim lstlisting minted alltt algorithmic semiverbatim".split())
_LEFT_OUT = frozenset("comment tikzpicture pgfpicture filecontents picture iffalse".split())
_TABLES = frozenset("tabular tabularx tabulary longtable supertabular tblr longtblr tabu array".split())
_LISTS = frozenset("itemize enumerate description compactitem compactenum thebibliography".split())
_MARKUP = re.compile(r"\\\\|\\[a-zA-Z]+\*?|[{}~$]")
_LONGEST_ARGUMENT = 2000


def pages(source: Source) -> Pages:
    """One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out."""
    latex = Latex()
    for offset, line, text in pieces(source.path, Latex.ends):
        yield Page(None, text, latex.blocks(text), offset, line=line)
    return latex.title


class Latex:
    """Reads a file piece after piece."""

    ends = (re.compile(r"\n(?=\\(?:part|chapter|(?:sub)?section)\*?[\[{])"), re.compile(r"\n[ \t\r]*\n"), *LINE_ENDS)

    def __init__(self) -> None:
        self.title = ""
        self._printed = True  # False in the preamble and behind the document's end
        self._inside = ""  # the environment whose text is taken as it stands
        self._lists: list[str] = []

    def blocks(self, text: str) -> tuple[Block, ...]:
        self._text, self._layout, self._closing = text, Layout(), _closing(text)
        at = 0
        while token := _TOKEN.search(text, at):
            self._put(at, token.start())
            at = max(self._take(token), token.end())
        self._put(at, len(text))
        return self._layout.done()

    def _take(self, token: re.Match[str]) -> int:
        """What a command means; the place to go on at."""
        if self._inside:
            self._go_on_inside(token)
            return 0
        if token["edge"]:
            return self._environment(token)
        if token["command"]:
            return self._command(token)
        self._layout.close()
        if token["off"] == "iffalse":
            self._inside = "iffalse"
        return 0

    def _go_on_inside(self, token: re.Match[str]) -> None:
        if (token["edge"] == "end" and token["name"].rstrip("*") == self._inside) or (
            self._inside == "iffalse" and token["off"] == "fi"
        ):
            self._inside = ""
            self._layout.close()
        elif self._inside in _CODE:
            self._put(token.start(), token.end())

    def _environment(self, token: re.Match[str]) -> int:
        name = token["name"].strip().rstrip("*")
        self._layout.close()
        if name == "document":
            self._printed = token["edge"] == "begin"
        elif token["edge"] == "end":
            if name in _LISTS and self._lists:
                self._lists.pop()
            elif name == "abstract":
                self._layout.leave(token.start(), 2)
        elif name in _CODE or name in _LEFT_OUT:
            self._inside = name
        elif name in _LISTS:
            self._lists.append(name)
        elif name == "abstract":
            self._layout.heading(token.start("name"), token.end("name"), 2)
        elif name in _TABLES and self._printed:
            block, end = table_of(self._text, token.end(), name)
            self._layout.blocks += block
            return end
        return _end_of(_ARGUMENTS.match(self._text, token.end()))

    def _command(self, token: re.Match[str]) -> int:
        command = token["command"]
        if command.startswith("document"):
            self._printed = False
            return 0
        start = token.end() + 1
        end = self._closing.get(token.end(), -1) if token["brace"] else -1
        if not start <= end <= start + _LONGEST_ARGUMENT or not (self._printed or command in ("title", "author")):
            return 0
        if command == "title":
            self.title = self.title or " ".join(_MARKUP.sub(" ", self._text[start:end]).split())
            self._layout.heading(start, end, 1)
        elif command in _LEVELS:
            label = self._text.find("\\label{", start, end)
            self._layout.heading(start, end if label < 0 else label, _LEVELS[command])
        else:
            kind = {"caption": BlockKind.CAPTION, "author": BlockKind.PARAGRAPH}.get(command, BlockKind.NOTE)
            self._layout.add(kind, start, end)
        return end + 1

    def _put(self, start: int, end: int) -> None:
        """Text between commands."""
        if not self._printed or self._inside in _LEFT_OUT or not self._text[start:end].strip(" \t\r\n{}"):
            return
        kind = BlockKind.LIST if self._lists else BlockKind.PARAGRAPH
        self._layout.put(BlockKind.CODE if self._inside else kind, start, end)


def _closing(text: str) -> dict[int, int]:
    """Where each opening brace is closed."""
    closing: dict[int, int] = {}
    open_: list[int] = []
    for brace in _BRACES.finditer(text):
        if brace[0] == "{":
            open_.append(brace.start())
        elif brace[0] == "}" and open_:
            closing[open_.pop()] = brace.start()
    return closing


def _end_of(match: re.Match[str] | None) -> int:
    return match.end() if match else 0
