"""Reads Markdown: the file's own text, with blocks for its headings, lists, tables, code and footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.text import LINE_ENDS, pieces
from core.types import Block, BlockKind, Page

_LINE_END = re.compile(r"\r\n|\r|\n")
_FRONT_MATTER = re.compile(
    r"\A(?:---[ \t]*\r?\n(.*?\r?\n)??(?:---|\.\.\.)|\+\+\+[ \t]*\r?\n(.*?\r?\n)??\+\+\+)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*([\"']?)(?P<title>\S.{0,300}?)\1[ \t]*\r?$", re.MULTILINE)
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\n]{1,80}\]:", re.MULTILINE)
_BARE_LINE = re.compile(r"^(?=[ \t]*+[^\s|])[^|\n]++$", re.MULTILINE)
_HTML_COMMENT = re.compile(r"\s*<!--(?:[^-]|-(?!->))*-->\s*")
# A long file is cut before a heading where it can be, so that no list or table is.
_ENDS = (re.compile(r"\n(?=#{1,3}[ \t])"), re.compile(r"\n[ \t\r]*\n(?=\S)"), *LINE_ENDS)
_NOTHING = (Block(BlockKind.HEADING, 0, 0, 6),)  # a page without blocks would be read whole
_KINDS = {
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "table_open": BlockKind.TABLE,
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
}


def pages(source: Source) -> Pages:
    """One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out."""
    title = fence = ""
    for offset, line, text in pieces(source.path, _ENDS):
        front: list[Block] = []
        body = 0
        if offset == 0 and (matter := _FRONT_MATTER.match(text)):
            body = matter.end()
            if stated := _TITLE.search(text, 0, body):
                title = stated["title"]
                front = [Block(BlockKind.HEADING, *stated.span("title"), level=1)]
        if fence:  # code that began in the piece before
            body, fence = _behind_fence(text, fence)
            front = [Block(BlockKind.CODE, 0, body)]
        if body < len(text):
            blocks, fence = _read(text, body)
            front += blocks
        yield Page(None, text, tuple(front) or _NOTHING, offset, line=line)
    return title


def blocks_of(text: str) -> list[Block]:
    """The blocks of a whole text."""
    return _read(text, 0)[0]


def _read(text: str, body: int) -> tuple[list[Block], str]:
    """The blocks of `text[body:]`, and the fence that is open at its end."""
    starts = [body, *(end.end() for end in _LINE_END.finditer(text, body)), len(text)]
    blocks: list[Block] = []
    at = body
    fence = ""
    for token in _top_level(text[body:]):
        first, last = token.map or (0, 0)
        start, end = starts[min(first, len(starts) - 1)], starts[min(last, len(starts) - 1)]
        if end <= at:
            continue
        blocks += _paragraphs(text, at, start)
        blocks += _blocks(text, max(start, at), end, token)
        at = end
        fence = token.markup if token.type == "fence" and _is_open(text[start:end], token.markup) else ""
    blocks += _paragraphs(text, at, len(text))
    return blocks, fence


def _blocks(text: str, start: int, end: int, token: Token) -> Iterator[Block]:
    if token.type == "heading_open":
        yield Block(BlockKind.HEADING, start, end, int(token.tag[1]))
    elif token.type == "table_open":
        first = _LINE_END.search(text, start)
        below = _BARE_LINE.search(text, start, end)  # lines without a bar belong to no table that a person sees
        last = below.start() if below else end
        yield Block(BlockKind.TABLE, start, last, 0, first.start() - start if first else 0)
        yield from _paragraphs(text, last, end)
    elif token.type in _KINDS:
        yield Block(_KINDS[token.type], start, end)
    elif token.type != "html_block" or not _HTML_COMMENT.fullmatch(text, start, end):
        yield from _paragraphs(text, start, end)


def _paragraphs(text: str, start: int, end: int) -> Iterator[Block]:
    """A stretch of plain text, the footnotes in it apart."""
    kind = BlockKind.PARAGRAPH
    for note in _NOTE.finditer(text, start, end):
        if text[start : note.start()].strip():
            yield Block(kind, start, note.start())
        kind, start = BlockKind.NOTE, note.start()
    if text[start:end].strip():
        yield Block(kind, start, end)


def _top_level(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return [token for token in parser.parse(text) if token.level == 0 and token.map]


def _is_open(code: str, fence: str) -> bool:
    """Whether no line ends a fenced block of code, so that it goes on to the end of its piece."""
    last = code.rstrip().rpartition("\n")
    return not last[1] or set(last[2].strip()) != {fence[0]} or len(last[2].strip()) < len(fence)


def _behind_fence(text: str, fence: str) -> tuple[int, str]:
    """The place behind the code that a piece begins in, and the fence if it does not end in this piece."""
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence)}{re.escape(fence[0])}*[ \t]*\r?$", re.MULTILINE)
    found = closing.search(text)
    return (found.end(), "") if found else (len(text), fence)
