"""Reads Markdown: the file's own text, with blocks for its headings, lists, tables and code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text import pieces
from core.types import Block, BlockKind, Page

_LINE_END = re.compile(r"\r\n|\r|\n")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?\r?\n)??(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*([\"']?)(?P<title>\S.*?)\1[ \t]*\r?$", re.MULTILINE)
# A long file is cut before a heading where it can be, so that no list or table is.
_ENDS = (
    re.compile(r"\n(?=#{1,3}[ \t])"),
    re.compile(r"\n[ \t\r]*\n(?=\S)"),
    re.compile(r"\r?\n|\r(?!\n)"),
    re.compile(r"[ \t]|(?<=[。！？])"),
)
_KINDS = {
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "table_open": BlockKind.TABLE,
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
}


def pages(source: Source) -> Pages:
    """One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out."""
    title = ""
    for offset, line, text in pieces(source.path, _ENDS):
        front: list[Block] = []
        body = 0
        if offset == 0 and (matter := _FRONT_MATTER.match(text)):
            body = matter.end()
            if stated := _TITLE.search(text, 0, body):
                title = stated["title"]
                front = [Block(BlockKind.HEADING, *stated.span("title"), level=1)]
        yield Page(None, text, (*front, *_blocks(text, body)), offset, line=line)
    return title


def _blocks(text: str, body: int) -> Iterator[Block]:
    """Blocks that cover `text[body:]` whole, in order."""
    starts = [body, *(end.end() for end in _LINE_END.finditer(text, body)), len(text)]
    at = body
    for token in _top_level(text[body:]):
        first, last = token.map or (0, 0)
        start, end = starts[min(first, len(starts) - 1)], starts[min(last, len(starts) - 1)]
        if end <= at:
            continue
        if start > at and text[at:start].strip():
            yield Block(BlockKind.PARAGRAPH, at, start)
        level = int(token.tag[1]) if token.type == "heading_open" else 0
        kind = BlockKind.HEADING if level else _KINDS.get(token.type, BlockKind.PARAGRAPH)
        yield Block(kind, max(start, at), end, level)
        at = end
    if text[at:].strip():
        yield Block(BlockKind.PARAGRAPH, at, len(text))


def _top_level(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return [token for token in parser.parse(text) if token.level == 0 and token.map]
