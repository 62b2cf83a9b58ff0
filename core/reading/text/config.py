"""Reads settings (YAML, TOML, INI, properties and the like): the file's own text, whole entries together.

Their parsers would refuse what is not perfect, drop comments and give no places, and some of them make objects of what
they read; here only sections, keys and indentation count, which all of these formats show in the same way.
"""

from __future__ import annotations

import re

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.lines import Line, lines_of
from core.reading.text.nested import Key, Tree
from core.reading.text.text import LINE_ENDS, pieces, with_last
from core.types import Block, Page

_ENDS = (re.compile(r"\n(?=[^\s#;}\]-])"), *LINE_ENDS)
_SECTION = re.compile(r"\[{1,2}[ \t]*(.{1,200}?)[ \t]*\]{1,2}[ \t]*(?:[#;].*)?")
# A key with nothing behind it on its line but what says how the lines below it are to be read.
_KEY = re.compile(
    r"[ \t]*(?:-[ \t]+)?[\"']?([^\s\"'#:={}\[\]][^\"'#:={}\n]{0,80}?)[\"']?[ \t]*"
    r"(?:[:=][ \t]*(?:[|>][-+\d]{0,2}|[&!]\S{1,80}|[\[{(])?|\{)[ \t]*"
)
_TAG = re.compile(r"[ \t]*<(\w[^<>\n]{0,80})>[ \t]*")
_CLOSER = re.compile(r"[ \t]*(?:[\]})]+[,;]?|</[\w.:-]+>|end)[ \t]*", re.IGNORECASE)
_COMMENT = re.compile(r"[ \t]*(?:[#;!]|//|--(?!-))")

_LONGEST_COMMENT = 150  # characters; a longer one stands for itself
_SECTIONS = 1000  # how far before all lines sections stand


def pages(source: Source) -> Pages:
    """One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out."""
    reader = _Settings()
    for (offset, line, text), last in with_last(pieces(source.path, _ENDS)):
        yield Page(None, text, reader.blocks(text, last), offset, line=line)
    return ""


class _Settings:
    """Goes through a file piece after piece. What is set in deeper belongs to the line above it."""

    def __init__(self) -> None:
        self._tree = Tree()
        self._depths: list[int] = []  # how far in each open container begins; sections stand before everything
        self._sections: list[str] = []
        self._last = 0  # where the last line with ink ended

    def blocks(self, text: str, last: bool) -> tuple[Block, ...]:
        self._last = 0
        comment = -1  # where the comment above a line begins, which belongs to it
        lines = [line for line in lines_of(text) if not line.blank]
        depths = _next_depths(lines)
        for line, below in zip(lines, depths, strict=True):
            if below >= 0 and _COMMENT.match(line.text):
                comment = line.start if comment < 0 else comment
                continue
            if 0 <= comment < line.start - _LONGEST_COMMENT:
                self._close(_depth(line))
                self._tree.leaf(comment, line.start, "")
                comment = -1
            self._line(line, comment if comment >= 0 else line.start, below)
            comment = -1
        if last:
            self._tree.close_all(self._last)
        return self._tree.take()

    def _line(self, line: Line, start: int, below: int) -> None:
        """Take a line; `below` is how far in the next one stands."""
        depth = _depth(line)
        if section := _SECTION.fullmatch(line.text):
            self._section(line, start, section)
        elif _CLOSER.fullmatch(line.text) and self._depths:
            self._close(depth + 1)
            self._last = line.end
            self._close(depth)
        else:
            self._close(depth)
            if below > depth:
                self._open(depth, start, _key(line))
            else:
                self._tree.leaf(start, line.end, line.text)
        self._last = line.end

    def _section(self, line: Line, start: int, section: re.Match[str]) -> None:
        """A line in brackets. A section lies in another where its name says so, as in TOML."""
        self._close(0)
        while self._sections and not section[1].startswith(self._sections[-1] + "."):
            self._sections.pop()
            self._close(-_SECTIONS + len(self._sections))
        self._open(
            -_SECTIONS + len(self._sections), start, (line.start + section.start(1), line.start + section.end(1))
        )
        self._sections.append(section[1])

    def _open(self, depth: int, start: int, key: Key) -> None:
        self._depths.append(depth)
        self._tree.open(start, key)

    def _close(self, depth: int) -> None:
        while self._depths and self._depths[-1] >= depth:
            self._depths.pop()
            self._tree.close(self._last)


def _depth(line: Line) -> int:
    """How far in a line stands. A list may stand right below its key: its items are deeper all the same."""
    return 2 * line.indent + (1 if line.text.lstrip().startswith("- ") else 0)


def _next_depths(lines: list[Line]) -> list[int]:
    """For each line how far in the next one stands that is no comment, -1 behind the last of these."""
    depths: list[int] = []
    below = -1
    for line in reversed(lines):
        depths.append(below)
        if not _COMMENT.match(line.text):
            below = _depth(line)
    return depths[::-1]


def _key(line: Line) -> Key:
    found = _KEY.fullmatch(line.text) or _TAG.fullmatch(line.text)
    return (line.start + found.start(1), line.start + found.end(1)) if found else None
