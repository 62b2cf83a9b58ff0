"""Reads JSON and JSON Lines: the file's own text, whole objects together, the keys of large ones as headings.

The library's parser would hold the whole file and give no places; what is needed here are only brackets and strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.escapes import readable
from core.reading.text.nested import Key, Tree
from core.reading.text.text import LINE_ENDS, pieces
from core.types import Block, Page

_ENDS = (
    re.compile(r"\n(?=[ \t]{0,4}[{\[\"])"),
    LINE_ENDS[0],
    re.compile(r",(?=[ \t]*[{\[])"),
    re.compile(r",(?=[ \t]*\")"),
    LINE_ENDS[1],
)
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+|"', re.DOTALL)
_STRING_REST = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
# Letters beyond ASCII; signs that would end a string stay as they are.
_ESCAPE = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u(?!00[0-7])([0-9a-fA-F]{4})")
_LONGEST_ESCAPE = 12


def pages(source: Source) -> Pages:
    r"""One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out.

    Where a file writes its letters as \uXXXX they are read as the letters, and offsets count those.
    """
    reader = _Json()
    for offset, line, text in pieces(source.path, _ENDS, _readable):
        yield Page(None, text, reader.blocks(text), offset, line=line)
    return ""


def _readable(texts: Iterator[str]) -> Iterator[str]:
    return readable(texts, _ESCAPE, _letter, _LONGEST_ESCAPE)


def _letter(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(0x10000 + ((int(escape[1], 16) & 0x3FF) << 10) + (int(escape[2], 16) & 0x3FF))
    code = int(escape[3], 16)
    return escape[0] if 0xD800 <= code < 0xE000 else chr(code)


class _Json:
    """Goes through a file piece after piece, in time linear in its length whatever it holds."""

    def __init__(self) -> None:
        self._tree = Tree()
        self._in_string = self._escaped = False
        self._key: Key = None
        self._string: tuple[int, int] | None = None  # the string that was read last, which may be a key

    def blocks(self, text: str) -> tuple[Block, ...]:
        at = self._rest_of_string(text) if self._in_string else 0
        self._key = self._string = None
        for token in _TOKEN.finditer(text, at):
            sign = token[0]
            if sign in "{[":
                self._end_string(text)
                self._tree.open(self._start(token.start()), self._key)
                self._key = None
            elif sign in "}]":
                self._end_string(text)
                self._tree.close(token.end())
            elif sign == ":":
                if self._string:
                    self._key = (self._string[0] + 1, self._string[1] - 1)
                self._string = None
            elif sign == ",":
                self._end_string(text)
            elif sign == '"':
                self._begin_rest(text, token.start())
                break
            else:
                self._end_string(text)
                self._string = token.span()
        self._end_string(text)
        return self._tree.take()

    def _start(self, start: int) -> int:
        """Where a member begins: at its key."""
        return self._key[0] - 1 if self._key else start

    def _end_string(self, text: str) -> None:
        """The string or number that was read last is a value."""
        if self._string:
            start, end = self._string
            self._tree.leaf(self._start(start), end, text[start:end])
            self._string = self._key = None

    def _begin_rest(self, text: str, start: int) -> None:
        """A string goes on in the next piece."""
        self._end_string(text)
        self._tree.leaf(self._start(start), len(text), text[start:])
        self._in_string = True
        self._escaped = _odd_backslashes(text)

    def _rest_of_string(self, text: str) -> int:
        """Where the string ends that began in an earlier piece."""
        begin = 1 if self._escaped else 0
        rest = _STRING_REST.match(text, begin)
        end = rest.end() if rest else len(text)
        self._tree.leaf(0, end, text[:end])
        self._in_string = rest is None
        self._escaped = rest is None and _odd_backslashes(text)
        return end


def _odd_backslashes(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
