"""Reads source code of any language: the file's own text, functions and classes under their names.

What belongs to a function is told by how far in its lines stand, which holds in every language that people format. Real
parsers (tree-sitter) would be a native library and a grammar for each of sixty languages; Pygments knows no extents.
"""

from __future__ import annotations

import re
from pathlib import Path

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.definitions import definition
from core.reading.text.languages import INTERPRETERS, LANGUAGES, NAMES
from core.reading.text.lines import Layout, Line, lines_of
from core.reading.text.text import LINE_ENDS, pieces
from core.types import Block, BlockKind, Page

_ENDS = (re.compile(r"\n[ \t\r]*\n(?=[^\s})\]])"), re.compile(r"\n(?=[^\s})\]])"), *LINE_ENDS)
_SHEBANG = re.compile(r"#!.*?([A-Za-z]+)[\d.]*[ \t]*(?:-\S*)?$", re.MULTILINE)
# Comments, and what else stands above a definition: decorators, annotations, attributes, template parameters.
_COMMENT = re.compile(r"//|/\*|\*|#(?!\s*(?:define|include|if|else|endif|pragma)\b)|--|;|%|@|template\s*<|\[[A-Z]\w*")
# Lines that stand as far out as what they belong to, and end nothing yet.
_GOES_ON = re.compile(
    r"[{})\]]|#\s*(?:if|else|endif|define|pragma)|(?:end|else|elif|elsif|rescue|ensure|except|finally|catch|begin|done|fi|"
    r"esac|then|do|public|private|protected|case|default|when|where)\b",
    re.IGNORECASE,
)
_QUOTES = re.compile(r'"""|\'\'\'')
_LONGEST_LINE = 2000
_OF_LONG_LINE = 300  # how much of a line is read that no person wrote
_LONGEST_SIGNATURE = 600
_DEEPEST = 4


def pages(source: Source) -> Pages:
    """One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out."""
    code: Code | None = None
    for offset, line, text in pieces(source.path, _ENDS):
        code = code or Code(_family(source.path, text))
        yield Page(None, text, code.blocks(text), offset, line=line)
    return ""


def _family(path: Path, text: str) -> str:
    known = LANGUAGES.get(path.suffix.lower()) or NAMES.get(path.name.lower())
    shebang = None if known else _SHEBANG.match(text[:200])
    return known or (INTERPRETERS.get(shebang[1], "") if shebang else "") or "c"


class Code:
    """Goes through a file piece after piece; what is open when one ends goes on in the next."""

    def __init__(self, family: str) -> None:
        self._definition = definition(family)
        self._quotes = family == "python"
        self._open: list[int] = []  # how far in each definition stands that is open
        self._held: list[Line] = []  # comments and the like, which may belong to what comes next
        self._in_quotes = False

    def blocks(self, text: str) -> tuple[Block, ...]:
        self._layout = Layout()
        for line in lines_of(text):
            self._take(line)
        self._release()
        return self._layout.done()

    def _take(self, line: Line) -> None:
        code = line.text.strip()
        quoted = self._in_quotes
        if self._quotes and len(_QUOTES.findall(code)) % 2:
            self._in_quotes = not quoted
        if not code:
            self._release()
        elif quoted:
            self._release()
            self._put(line)
        elif name := self._name(code):
            self._define(line, name)
        elif _COMMENT.match(code):
            self._held.append(line)
        else:
            if self._open and line.indent <= self._open[-1] and not _GOES_ON.match(code):
                self._leave(line.indent, line.start)
            self._release()
            self._put(line)

    def _name(self, code: str) -> tuple[int, int] | None:
        """Where the name of what a line defines stands in it."""
        found = self._definition.match(code) if self._definition and len(code) <= _LONGEST_SIGNATURE else None
        if found is None:
            return None
        return next((found.span(group) for group, name in found.groupdict().items() if name), None)

    def _define(self, line: Line, name: tuple[int, int]) -> None:
        while self._open and self._open[-1] >= line.indent:
            self._open.pop()
        if len(self._open) < _DEEPEST:
            self._open.append(line.indent)
            start = line.end - len(line.text.lstrip())
            self._layout.heading(start + name[0], start + name[1], len(self._open))
        self._release()
        self._put(line)

    def _leave(self, indent: int, at: int) -> None:
        """What stands as far out as this ends what is open."""
        level = 0
        while self._open and self._open[-1] >= indent:
            level = len(self._open)
            self._open.pop()
        if level:
            self._layout.leave(at, level)

    def _release(self) -> None:
        held, self._held = self._held, []
        for line in held:
            self._put(line)

    def _put(self, line: Line) -> None:
        if len(line.text) <= _LONGEST_LINE:
            self._layout.put(BlockKind.CODE, line.start, line.end)
        else:
            self._layout.add(BlockKind.CODE, line.start, line.start + _OF_LONG_LINE)
