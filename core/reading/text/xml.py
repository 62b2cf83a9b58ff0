"""Reads XML of any vocabulary: the file's own text, with blocks around the text of its elements.

Only tags and text are told apart, which needs no parser; so there is nothing that could expand an entity, fetch a
document type or stumble over what is not well-formed, and every place is one in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.escapes import readable
from core.reading.text.text import LINE_ENDS, pieces
from core.reading.text.xml_blocks import XmlBlocks
from core.types import Block, Page

_ENDS = (re.compile(r">[ \t]*\r?\n(?=[ \t]{0,4}<)"), re.compile(r">\s"), re.compile(r">(?=<)"), *LINE_ENDS)
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[^\s<>/!?=\"']++)(?P<rest>[^<>]*+)>|<(?P<other>!--|!\[CDATA\[|\?|!DOCTYPE)|[^<]+|<"
)
_ENDINGS = {"!--": "-->", "![CDATA[": "]]>", "?": "?>", "!DOCTYPE": ">"}
_CDATA = "]]>"
_NUMBERED = re.compile(r"&#(?:([0-9]{3,7})|x([0-9a-fA-F]{2,6}));")
_LONGEST_ESCAPE = 11
# A tag may hold a sign that ends tags within quotation marks.
_LONGEST_TAG = 4000


def pages(source: Source) -> Pages:
    """One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out.

    Where a file writes its letters as &#nnn; they are read as the letters, and offsets count those.
    """
    reader = _Xml()
    for offset, line, text in pieces(source.path, _ENDS, _readable):
        yield Page(None, text, reader.blocks(text), offset, line=line)
    return reader.title


def _readable(texts: Iterator[str]) -> Iterator[str]:
    return readable(texts, _NUMBERED, _letter, _LONGEST_ESCAPE)


def _letter(escape: re.Match[str]) -> str:
    code = int(escape[1]) if escape[1] else int(escape[2], 16)
    plain = code < 0x80 or 0xD800 <= code < 0xE000 or code > 0x10FFFF
    return escape[0] if plain else chr(code)


class _Xml:
    """Goes through a file piece after piece."""

    def __init__(self) -> None:
        self._blocks = XmlBlocks()
        self._until = ""  # what ends the comment, the instruction or the text that is open

    @property
    def title(self) -> str:
        return self._blocks.title

    def blocks(self, text: str) -> tuple[Block, ...]:
        self._blocks.begin(text)
        at = self._go_on(text, 0) if self._until else 0
        while token := _TOKEN.match(text, at):
            at = token.end()
            if token["name"]:
                at = self._tag(text, token)
            elif token["other"]:
                self._until = _ENDINGS[token["other"]]
                if token["other"] == "!DOCTYPE" and "[" in text[at : max(text.find(">", at), at)]:
                    self._until = "]>"
                at = self._go_on(text, at)
            else:
                self._blocks.text(token.start(), at)
        return self._blocks.take()

    def _tag(self, text: str, token: re.Match[str]) -> int:
        end = token.end()
        if token["rest"].count('"') % 2 and (mark := text.find('"', end, end + _LONGEST_TAG)) >= 0:
            end = text.find(">", mark, mark + _LONGEST_TAG) + 1 or end
        if token["close"]:
            self._blocks.close(token["name"], token.start(), end)
        else:
            self._blocks.open(token["name"], token.start(), end)
            if text[end - 2] == "/":
                self._blocks.close(token["name"], end, end)
        return end

    def _go_on(self, text: str, at: int) -> int:
        """The place behind what is open, or the end of the piece."""
        found = text.find(self._until, at)
        end = len(text) if found < 0 else found
        if self._until == _CDATA:
            self._blocks.text(at, end)
        if found < 0:
            return end
        behind = found + len(self._until)
        self._until = ""
        return behind
